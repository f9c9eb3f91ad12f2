//! Why a request is not answered by its integration, and what the caller and the log are told
//! (reference `pipeline`, sections 0, 10.3 and 12).

use std::borrow::Cow;

use crate::access::Refusal;
use crate::ir::ResponseType;
use crate::sigv4::{self, FaultKind};

/// A request that the gateway itself answers.
#[derive(Debug)]
pub(super) struct Fault {
    /// The gateway response; nothing where no definition can change the answer.
    pub(super) response_type: Option<ResponseType>,
    /// The status, unless a gateway response sets another.
    pub(super) status: u16,
    /// `$context.error.message`; nothing is `null`.
    pub(super) message: Option<Cow<'static, str>>,
    /// `x-amzn-ErrorType`.
    pub(super) error_type: &'static str,
    /// `$context.error.validationErrorString`.
    pub(super) validation_error: Option<String>,
    /// What the log says, where that is more than the caller is told.
    pub(super) cause: Option<String>,
    /// What the log says behind that, where this runtime knows more than the service tells.
    pub(super) detail: Option<String>,
}

const INTERNAL: &str = "Internal server error";
const INTERNAL_TYPE: &str = "InternalServerErrorException";

impl Fault {
    fn new(
        response_type: ResponseType,
        status: u16,
        error_type: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            response_type: Some(response_type),
            status,
            message: Some(message.into()),
            error_type,
            validation_error: None,
            cause: None,
            detail: None,
        }
    }

    fn because(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// There is no such stage, so there is no API whose gateway responses could apply.
    pub(super) fn unknown_stage() -> Self {
        let fault = Self::new(ResponseType::Default4xx, 403, "ForbiddenException", "Forbidden");
        Self { response_type: None, ..fault }
    }

    /// The way that the request took does not lead to the API (reference `endpoints-domains-stages`, section 3.6).
    pub(super) fn closed_entrance(cause: String) -> Self {
        Self::unknown_stage().because(cause)
    }

    /// The payload is over the limit; the answer cannot be changed.
    pub(super) fn too_large() -> Self {
        let kind = ResponseType::RequestTooLarge;
        let fault = Self::new(kind, 413, "RequestTooLargeException", "Request Too Long");
        Self { response_type: None, ..fault }
    }

    /// The headers are over the limit; the answer cannot be changed. Callers of the service have told of its status and
    /// of its message; it is not among the recorded answers.
    pub(super) fn header_too_large() -> Self {
        let kind = ResponseType::RequestTooLarge;
        let message = "HTTP header is larger than 10240 bytes.";
        let fault = Self::new(kind, 431, "RequestTooLargeException", message);
        Self { response_type: None, ..fault }
    }

    /// The URL, or the ARN of the method that it makes, is over the limit. AWS docs, "Amazon API Gateway quotas and important
    /// notes", have the status and the words; the answer is not among the recorded ones.
    pub(super) fn uri_too_long() -> Self {
        let kind = ResponseType::RequestTooLarge;
        let fault = Self::new(kind, 414, "RequestTooLargeException", "Request URI too long");
        Self { response_type: None, ..fault }
    }

    /// No resource or no method.
    pub(super) fn no_route() -> Self {
        Self::new(
            ResponseType::MissingAuthenticationToken,
            403,
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        )
    }

    /// A control stands before the method that this runtime does not enforce.
    pub(super) fn unenforced(cause: String) -> Self {
        Self::new(
            ResponseType::AccessDenied,
            403,
            "AccessDeniedException",
            "User is not authorized to access this resource",
        )
        .because(cause)
    }

    /// There is no token, or it is no good.
    pub(super) fn unauthorized(cause: &str) -> Self {
        Self::new(ResponseType::Unauthorized, 401, "UnauthorizedException", "Unauthorized")
            .because(format!("Unauthorized: {cause}"))
    }

    /// The token was good once. The service tells so (reference `access-control`, section 10).
    pub(super) fn expired_token(cause: &str) -> Self {
        let message = "The incoming token has expired";
        Self::new(ResponseType::Unauthorized, 401, "UnauthorizedException", message)
            .because(format!("Unauthorized: {cause}"))
    }

    /// The request is not signed as it has to be. The service has a response type for each kind
    /// (reference `access-control`, section 8.4).
    pub(super) fn signature(fault: &sigv4::Fault) -> Self {
        let kind = match fault.kind() {
            FaultKind::MissingAuthenticationToken => ResponseType::MissingAuthenticationToken,
            FaultKind::InvalidSignature => ResponseType::InvalidSignature,
            FaultKind::ExpiredToken => ResponseType::ExpiredToken,
        };
        Self::new(kind, 403, fault.error_type(), fault.message())
            .because(format!("Unauthorized: {fault}"))
    }

    /// A request that is not let in. The caller is told what the service tells, the log why.
    pub(super) fn refused(refusal: Refusal, detail: String) -> Self {
        let Refusal { response_type, status, error_type, message } = refusal;
        Self {
            response_type,
            status,
            message: message.map(Cow::Owned),
            error_type,
            validation_error: None,
            cause: None,
            detail: Some(detail),
        }
    }

    /// The API key is missing, unknown, disabled or in no plan of the stage.
    pub(super) fn invalid_api_key(cause: &str) -> Self {
        Self::new(ResponseType::InvalidApiKey, 403, "ForbiddenException", "Forbidden")
            .because(format!("Execution failed due to an invalid API key: {cause}"))
    }

    /// A limit has no token left.
    pub(super) fn throttled(cause: String) -> Self {
        let kind = ResponseType::Throttled;
        Self::new(kind, 429, "TooManyRequestsException", "Too Many Requests").because(cause)
    }

    /// The quota of the key's usage plan is used up.
    pub(super) fn quota_exceeded(cause: String) -> Self {
        let kind = ResponseType::QuotaExceeded;
        Self::new(kind, 429, "LimitExceededException", "Limit Exceeded").because(cause)
    }

    /// What is asked for cannot be counted, so it is not given. The service would give it and go without the plan's
    /// limits; a runtime whose counts are to be exact cannot.
    pub(super) fn usage_not_kept() -> Self {
        Self::internal(
            "Usage Plan check failed due to an internal error: the count of requests cannot be kept",
        )
    }

    /// The caller asks for a fresh answer, which it may not.
    pub(super) fn invalidation_denied(reason: String) -> Self {
        let fault = Self::new(
            ResponseType::AccessDenied,
            403,
            "AccessDeniedException",
            "User is not authorized to access this resource",
        )
        .because("Execution failed: the caller may not invalidate the cache (execute-api:InvalidateCache)");
        Self { detail: Some(reason), ..fault }
    }

    /// Required parameters are missing.
    pub(super) fn missing_parameters(names: &[&str]) -> Self {
        let message = format!("Missing required request parameters: [{}]", names.join(", "));
        Self {
            validation_error: Some(message.clone()),
            ..Self::new(
                ResponseType::BadRequestParameters,
                400,
                "BadRequestException",
                message.clone(),
            )
        }
        .because(message)
    }

    /// The payload is not as its model says.
    pub(super) fn invalid_body(content_type: &str, details: &[String]) -> Self {
        let details = format!("[{}]", details.join(", "));
        let cause = format!(
            "Request body does not match model schema for content type {content_type}: {details}"
        );
        Self {
            validation_error: Some(details),
            ..Self::new(
                ResponseType::BadRequestBody,
                400,
                "BadRequestException",
                "Invalid request body",
            )
        }
        .because(cause)
    }

    /// A mapping asks for a part of the payload, which is no JSON.
    pub(super) fn invalid_json() -> Self {
        Self::new(
            ResponseType::Default4xx,
            400,
            "BadRequestException",
            "Invalid JSON in request body",
        )
    }

    /// No template fits, and passthrough is not allowed.
    pub(super) fn unsupported_media_type() -> Self {
        Self::new(
            ResponseType::UnsupportedMediaType,
            415,
            "BadRequestException",
            "Unsupported Media Type",
        )
    }

    /// The API is configured so that this request cannot be answered.
    pub(super) fn configuration(detail: &str) -> Self {
        Self::new(ResponseType::ApiConfigurationError, 500, INTERNAL_TYPE, INTERNAL)
            .because(format!("Execution failed due to configuration error: {detail}"))
    }

    /// No integration response fits the backend's status.
    pub(super) fn no_integration_response(status: &str) -> Self {
        Self::new(ResponseType::ApiConfigurationError, 500, INTERNAL_TYPE, INTERNAL).because(
            format!(
                "Configuration error: No match for output mapping and no default output mapping \
                 configured. Endpoint Response Status Code: {status}"
            ),
        )
    }

    /// A payload or a template that does not go through.
    pub(super) fn internal(cause: impl Into<String>) -> Self {
        Self::new(ResponseType::Default5xx, 500, INTERNAL_TYPE, INTERNAL).because(cause)
    }

    /// The backend's payload was to be read as JSON and is none.
    pub(super) fn internal_failure(cause: impl Into<String>) -> Self {
        Self::new(ResponseType::Default5xx, 500, "InternalFailureException", INTERNAL)
            .because(cause)
    }

    /// The network did not carry the call. The service answers 500 unless the definition says otherwise, although
    /// the type's own status is 504.
    pub(super) fn network(detail: &str) -> Self {
        let cause = if detail.is_empty() {
            "Execution failed due to a network error communicating with endpoint".to_owned()
        } else {
            format!("Execution failed due to a network error communicating with endpoint: {detail}")
        };
        Self::new(
            ResponseType::IntegrationFailure,
            500,
            INTERNAL_TYPE,
            "Network error communicating with endpoint",
        )
        .because(cause)
    }

    /// A function behind a proxy returned what is no answer.
    pub(super) fn malformed_proxy_answer(detail: &str) -> Self {
        let fault = Self::new(ResponseType::Default5xx, 502, INTERNAL_TYPE, INTERNAL).because(
            "Execution failed due to configuration error: Malformed Lambda proxy response",
        );
        Self { detail: Some(detail.to_owned()), ..fault }
    }

    /// A function behind a proxy failed.
    pub(super) fn function_error(message: &str, request_id: &str) -> Self {
        Self::new(ResponseType::Default5xx, 502, INTERNAL_TYPE, INTERNAL).because(format!(
            "Lambda execution failed with status 200 due to customer function error: {message}. \
             Lambda request id: {request_id}"
        ))
    }

    /// The event is larger than a function takes.
    pub(super) fn function_payload_too_large(detail: &str) -> Self {
        Self::too_large().because(format!("Execution failed: {detail}"))
    }

    /// Whatever runs the function did not take the call.
    pub(super) fn function_unavailable(detail: &str) -> Self {
        Self::new(ResponseType::IntegrationFailure, 500, INTERNAL_TYPE, INTERNAL).because(format!(
            "Execution failed due to a failure of the function's runtime: {detail}"
        ))
    }

    /// The backend took too long.
    pub(super) fn timeout() -> Self {
        let kind = ResponseType::IntegrationTimeout;
        Self::new(kind, 504, INTERNAL_TYPE, "Endpoint request timed out")
            .because("Execution failed due to a timeout error")
    }
}
