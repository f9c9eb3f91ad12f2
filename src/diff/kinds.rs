//! The kinds of changes.

/// Declares the kinds: each with its name for programs, and why such a change matters.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal: $why:literal;)+) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name for programs.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Why it matters.
            pub const fn why(self) -> &'static str {
                match self { $(Self::$variant => $why,)+ }
            }
        }
    };
}

kinds! {
    /// Nothing answers an operation any more.
    OperationRemoved = "operation-removed": "whoever calls it gets 403 `Missing Authentication Token`, or 404 from an HTTP API";
    /// There is an operation that was not there.
    OperationAdded = "operation-added": "nobody calls it yet";
    /// Another method answers the requests of one that is gone.
    OperationRerouted = "operation-rerouted": "the requests still arrive, and another integration answers them";
    /// `operationId` is another.
    OperationRenamed = "operation-renamed": "over HTTP nothing changes; methods of generated clients are named after it";
    /// A variable of a path has another name.
    PathVariableRenamed = "path-variable-renamed": "over HTTP nothing changes; mappings, functions and generated clients see the new name";
    /// An operation is deprecated, or no longer.
    Deprecation = "deprecation": "generated clients and documentation say so";
    /// A parameter that was not there.
    ParameterAdded = "parameter-added": "a parameter that has to be there breaks every caller that does not send it";
    /// A parameter is no longer declared.
    ParameterRemoved = "parameter-removed": "callers may go on sending it, and nothing promises that it is read";
    /// A parameter has to be there, or no longer.
    ParameterRequired = "parameter-required": "callers that leave it out get 400 where a request validator looks at parameters";
    /// A parameter has other values.
    ParameterSchema = "parameter-schema": "callers send values that the definition no longer takes";
    /// A media type of a body is taken, or no longer.
    BodyMediaType = "body-media-type": "a body of that type is no longer described, and `NEVER` answers it with 415";
    /// A body has to be sent, or no longer.
    BodyRequired = "body-required": "callers that send none are refused";
    /// A body that callers send has another form.
    RequestSchema = "request-schema": "a request validator that looks at bodies answers what does not fit with 400, and a backend may do the same";
    /// A body that callers get has another form.
    ResponseSchema = "response-schema": "callers read members and values that are no longer there, or meet some that they do not know";
    /// A status is answered, or no longer.
    ResponseStatus = "response-status": "callers tell success from failure by it";
    /// A header of a response is there, or no longer.
    ResponseHeader = "response-header": "callers that read it find nothing";
    /// A media type of a response is there, or no longer.
    ResponseMediaType = "response-media-type": "callers that ask for it get another one";
    /// A model is there that was not.
    ModelAdded = "model-added": "no operation of the old edition names it";
    /// A model is gone.
    ModelRemoved = "model-removed": "what operations name instead is compared with them";
    /// A model says the same in other words.
    ModelWording = "model-wording": "titles, descriptions and examples are no part of what is validated";
    /// A request validator looks at more, or at less.
    Validation = "validation": "the gateway answers 400 to requests that went to the backend before, or lets through what it refused";
    /// What a method asks of its callers is another.
    Authorization = "authorization": "callers have to show something else, or nothing";
    /// The scopes that a token needs are others.
    Scopes = "scopes": "a token with none of them is refused";
    /// A method needs an API key, or no longer.
    ApiKeyRequired = "api-key-required": "without a key that a usage plan of the stage has, a request gets 403";
    /// Where API keys are read from is another.
    ApiKeySource = "api-key-source": "keys in the old place are not looked at";
    /// An authorizer is there that was not.
    AuthorizerAdded = "authorizer-added": "the methods that use it are compared on their own";
    /// An authorizer is gone.
    AuthorizerRemoved = "authorizer-removed": "the methods that used it are compared on their own";
    /// An authorizer is another, or asks for something else.
    Authorizer = "authorizer": "it decides who gets in to every method that uses it";
    /// The resource policy decides otherwise about a request.
    PolicyDecision = "policy-decision": "the request of the example is decided otherwise by the same evaluator that the runtime uses";
    /// The resource policy is another, and no request was found that it decides otherwise.
    Policy = "policy": "it may decide otherwise about requests that are not among those that were tried";
    /// The endpoint type is another.
    EndpointType = "endpoint-type": "it decides from where the API can be reached, and which host names lead to it";
    /// The service does not make this change of the endpoint type.
    IllegalEndpointTransition = "illegal-endpoint-transition": "the service refuses the update, and what is deployed stays as it is";
    /// The default host name is on, or off.
    DefaultEndpoint = "default-endpoint": "callers of the default host name get 403 while it is off";
    /// The VPC endpoints of a private API are others.
    VpcEndpoints = "vpc-endpoints": "each has host names of its own that lead to the API";
    /// Media types are binary, or no longer.
    BinaryMediaTypes = "binary-media-types": "payloads of these types reach the integration as bytes or base64 instead of text, and answers come back so";
    /// Compression begins at another size.
    Compression = "compression": "only callers that accept compressed answers see a difference";
    /// What answers an operation is another.
    Integration = "integration": "the same request goes to another backend, or in another form";
    /// The mapping of a request or an answer is another.
    Mapping = "mapping": "the backend gets another request, or callers another answer";
    /// The backend has more time, or less.
    Timeout = "timeout": "an answer that comes later is a 504 for the caller";
    /// Responses are told apart by other things.
    CacheKey = "cache-key": "what is not in the key does not tell one kept response from another, so that callers can get each other's";
    /// The response cache keeps others, or for another time.
    Cache = "cache": "callers get responses that are older, or newer, and the backend more or fewer requests";
    /// Pages of other origins may do more, or less.
    Cors = "cors": "a browser does not give a page an answer that its headers do not permit";
    /// A gateway response is another.
    GatewayResponse = "gateway-response": "callers that read the gateway's own errors find another status, header or body";
    /// A stage is there that was not.
    StageAdded = "stage-added": "nobody calls it yet";
    /// A stage is gone.
    StageRemoved = "stage-removed": "its addresses answer 403";
    /// A setting of a stage is another.
    StageSetting = "stage-setting": "it holds for all requests to the stage at once";
    /// A stage variable is another.
    StageVariable = "stage-variable": "addresses, functions and mappings are made of it";
    /// A canary gets other requests.
    Canary = "canary": "a share of the requests is answered by another deployment";
    /// A log, a metric or a trace is another.
    Observability = "observability": "callers notice nothing; whoever reads logs and metrics does";
    /// More or fewer requests are taken in a time.
    Throttle = "throttle": "requests over the limit get 429";
    /// A key has more or fewer requests in a period.
    Quota = "quota": "a key that has used them up gets 429 until the next period";
    /// A usage plan is there that was not.
    UsagePlanAdded = "usage-plan-added": "keys in it get in to its stages";
    /// A usage plan is gone.
    UsagePlanRemoved = "usage-plan-removed": "keys that are in no other plan of the stage are refused with 403";
    /// A usage plan covers other stages or keys.
    UsagePlanMembers = "usage-plan-members": "a key gets in to the stages of the plans that it is in, and to no others";
    /// An API key is there that was not, or gone, or switched on or off.
    ApiKey = "api-key": "whoever has it gets in to methods that need a key, or is refused there";
    /// A custom domain name is there that was not.
    DomainAdded = "domain-added": "nobody calls it yet";
    /// A custom domain name is gone.
    DomainRemoved = "domain-removed": "whoever calls it reaches nothing";
    /// A base path of a domain leads elsewhere.
    BasePath = "base-path": "the addresses below it lead to another stage, or nowhere";
    /// A domain asks for certificates, or no longer.
    MutualTls = "mutual-tls": "callers without a certificate of the truststore cannot connect";
    /// A domain takes other versions of TLS.
    TlsVersion = "tls-version": "old clients cannot connect over newer versions";
    /// The addresses that a document names are others.
    Servers = "servers": "over HTTP nothing changes; generated clients and documentation call the first of them";
    /// The title, the version or the description of a document is another.
    Information = "information": "callers notice nothing; metrics are kept under the title, and packages of clients have the version";
    /// What is said about a part is another.
    Documentation = "documentation": "over HTTP nothing changes; documentation and comments in generated clients say it";
    /// Something else is different.
    Other = "other": "it is part of the API, and of no kind that is known to matter to callers";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Kind;

    #[test]
    fn names_are_told_apart_and_reasons_are_sentences() {
        let names: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert!(kind.name().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
            assert!(!kind.why().ends_with('.') && kind.why().len() > 15, "{}", kind.name());
        }
    }
}
