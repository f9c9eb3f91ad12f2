//! The answers that the gateway itself gives, as callers meet them (reference `access-control`, section 7).

use crate::ir::{Api, Definition, ResponseType};

use super::naming::Name;
use super::surface::GatewayError;

/// What a caller has to know about one gateway response type.
struct Facts {
    response_type: ResponseType,
    name: &'static str,
    status: u16,
    exceptions: &'static [&'static str],
    message: Option<&'static str>,
    retry: bool,
    description: &'static str,
}

/// Where one name in `x-amzn-ErrorType` stands for several types, the message decides, then the status.
const FACTS: &[Facts] = &[
    Facts {
        response_type: ResponseType::Throttled,
        name: "throttled",
        status: 429,
        exceptions: &["TooManyRequestsException"],
        message: Some("Too Many Requests"),
        retry: true,
        description: "The request came faster than a limit allows.",
    },
    Facts {
        response_type: ResponseType::QuotaExceeded,
        name: "quotaExceeded",
        status: 429,
        exceptions: &["LimitExceededException"],
        message: Some("Limit Exceeded"),
        retry: false,
        description: "The quota of the usage plan is used up for this period.",
    },
    Facts {
        response_type: ResponseType::AccessDenied,
        name: "accessDenied",
        status: 403,
        exceptions: &["AccessDeniedException", "AccessDenied"],
        message: None,
        retry: false,
        description: "A policy or an authorizer denies the request.",
    },
    Facts {
        response_type: ResponseType::Unauthorized,
        name: "unauthorized",
        status: 401,
        exceptions: &["UnauthorizedException"],
        message: Some("Unauthorized"),
        retry: false,
        description: "The token is missing, or the authorizer does not accept it.",
    },
    Facts {
        response_type: ResponseType::InvalidApiKey,
        name: "invalidApiKey",
        status: 403,
        exceptions: &["ForbiddenException"],
        message: Some("Forbidden"),
        retry: false,
        description: "The API key is missing, or no usage plan of the stage has it.",
    },
    Facts {
        response_type: ResponseType::MissingAuthenticationToken,
        name: "missingAuthenticationToken",
        status: 403,
        exceptions: &["MissingAuthenticationTokenException"],
        message: Some("Missing Authentication Token"),
        retry: false,
        description: "The request is not signed, or the API has no such method.",
    },
    Facts {
        response_type: ResponseType::InvalidSignature,
        name: "invalidSignature",
        status: 403,
        exceptions: &[
            "InvalidSignatureException",
            "IncompleteSignatureException",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException",
        ],
        message: None,
        retry: false,
        description: "The signature does not match, or its credentials are not known.",
    },
    Facts {
        response_type: ResponseType::ExpiredToken,
        name: "expiredToken",
        status: 403,
        exceptions: &["ExpiredTokenException"],
        message: Some("The security token included in the request is expired"),
        retry: false,
        description: "The session of the credentials has ended.",
    },
    Facts {
        response_type: ResponseType::BadRequestBody,
        name: "invalidBody",
        status: 400,
        exceptions: &["BadRequestException"],
        message: Some("Invalid request body"),
        retry: false,
        description: "The body is not as the model says.",
    },
    Facts {
        response_type: ResponseType::BadRequestParameters,
        name: "invalidParameters",
        status: 400,
        exceptions: &["BadRequestException"],
        message: None,
        retry: false,
        description: "A required parameter is missing.",
    },
    Facts {
        response_type: ResponseType::UnsupportedMediaType,
        name: "unsupportedMediaType",
        status: 415,
        exceptions: &["BadRequestException", "UnsupportedMediaTypeException"],
        message: Some("Unsupported Media Type"),
        retry: false,
        description: "The method takes no body of this media type.",
    },
    Facts {
        response_type: ResponseType::RequestTooLarge,
        name: "requestTooLarge",
        status: 413,
        exceptions: &["RequestTooLargeException"],
        message: Some("Request Too Long"),
        retry: false,
        description: "The request is larger than the gateway takes.",
    },
    Facts {
        response_type: ResponseType::ResourceNotFound,
        name: "resourceNotFound",
        status: 404,
        exceptions: &["ResourceNotFoundException", "NotFoundException"],
        message: Some("Not Found"),
        retry: false,
        description: "The API has no such path.",
    },
    Facts {
        response_type: ResponseType::WafFiltered,
        name: "wafFiltered",
        status: 403,
        exceptions: &["WafFilteredException"],
        message: None,
        retry: false,
        description: "A web application firewall refuses the request.",
    },
    Facts {
        response_type: ResponseType::IntegrationTimeout,
        name: "integrationTimeout",
        status: 504,
        exceptions: &["InternalServerErrorException"],
        message: Some("Endpoint request timed out"),
        retry: true,
        description: "The backend did not answer in time.",
    },
    Facts {
        response_type: ResponseType::IntegrationFailure,
        name: "integrationFailure",
        status: 504,
        exceptions: &["InternalServerErrorException"],
        message: Some("Internal server error"),
        retry: true,
        description: "The backend cannot be reached, or its answer cannot be used.",
    },
    Facts {
        response_type: ResponseType::AuthorizerFailure,
        name: "authorizerFailure",
        status: 500,
        exceptions: &["AuthorizerFailureException"],
        message: None,
        retry: true,
        description: "The authorizer failed to decide.",
    },
    Facts {
        response_type: ResponseType::AuthorizerConfigurationError,
        name: "authorizerConfiguration",
        status: 500,
        exceptions: &["AuthorizerConfigurationException"],
        message: None,
        retry: false,
        description: "The authorizer cannot be called, or answers with what is no policy.",
    },
    Facts {
        response_type: ResponseType::ApiConfigurationError,
        name: "apiConfiguration",
        status: 500,
        exceptions: &["ApiConfigurationException"],
        message: None,
        retry: false,
        description: "The API is not configured as it would have to be.",
    },
];

/// All of them, with the statuses that the definition gives them.
pub(super) fn of(definition: &Definition) -> Vec<GatewayError> {
    FACTS
        .iter()
        .map(|facts| GatewayError {
            response_type: facts.response_type.name(),
            name: Name::of(facts.name, "error"),
            status: status(definition, facts.response_type, facts.status),
            exceptions: facts.exceptions,
            message: facts.message,
            retry: facts.retry,
            description: facts.description,
        })
        .collect()
}

/// The status that the definition gives the type, or its default class, or the service's own.
fn status(definition: &Definition, response_type: ResponseType, own: u16) -> u16 {
    let Api::Rest(api) = &definition.api else { return own };
    let class = if own < 500 { ResponseType::Default4xx } else { ResponseType::Default5xx };
    // The service does not let this type be customised.
    if response_type == ResponseType::RequestTooLarge {
        return own;
    }
    let customised = api.gateway_responses.get(&response_type);
    let response = customised.or_else(|| api.gateway_responses.get(&class));
    response.and_then(|own| own.status_code.as_ref()?.parse().ok()).unwrap_or(own)
}
