//! The kinds of findings that reading and lowering make.

use crate::codes;
use crate::diag::Code;

/// All kinds of findings of this layer.
pub static CODES: &[&[&Code]] = &[READING, REFERENCES, VALUES, MEANING, LEFT_OUT, MANIFEST];

codes! {
    /// What can be wrong with a file.
    pub(super) static READING;

    /// A file that cannot be read.
    ///
    /// It is missing, a directory, too large, outside of the project, or the system refuses it. Nothing is
    /// compiled from it. Name a file that exists below the project's root.
    UNREADABLE_FILE = Error "unreadable-file";

    /// A file that is not UTF-8.
    ///
    /// API Gateway and every tool around OpenAPI read UTF-8. Save the file in that encoding.
    NOT_UTF8 = Error "not-utf-8";

    /// A file without content.
    ///
    /// It is empty or holds only comments, so it defines nothing.
    EMPTY_FILE = Error "empty-file";

    /// Text that is neither YAML nor JSON.
    ///
    /// Nothing after the fault can be trusted, so nothing is compiled. A template of another tool (Jinja,
    /// Terraform's `templatefile`) has to be rendered first.
    SYNTAX_ERROR = Error "syntax-error";

    /// A key that stands twice in one map.
    ///
    /// The last one counts and the other is lost without a trace, which is rarely what was meant. Remove one of
    /// the two.
    DUPLICATE_KEY = Warning "duplicate-key";

    /// A document that is nested deeper than any definition needs.
    ///
    /// Reading stops there, so that a hostile file cannot exhaust the stack.
    NESTED_TOO_DEEP = Error "nested-too-deep";

    /// A document that is larger, or grows larger through aliases, than a definition may be.
    ///
    /// The service takes documents of at most 6 MB; the limit here is higher, and exists so that a small file
    /// cannot become gigabytes.
    DOCUMENT_TOO_LARGE = Error "document-too-large";

    /// A YAML alias or merge key that leads nowhere.
    ///
    /// The alias has no anchor above it, or `<<` stands for something that is not a map.
    BAD_ALIAS = Error "bad-alias";

    /// A further document in one YAML file.
    ///
    /// Only the first counts. Put the others into files of their own.
    EXTRA_DOCUMENT = Warning "extra-document";

    /// A word that YAML 1.1 reads as a boolean and YAML 1.2 as text.
    ///
    /// `yes`, `no`, `on` and `off` mean different things to different tools, the service's importer among them.
    /// Put it in quotes, or write `true` or `false`.
    YAML_1_1_BOOLEAN = Warning "yaml-1-1-boolean";

    /// A file that is none of the kinds that Portcullis reads.
    ///
    /// A definition says what it is at its top: `openapi`, `swagger`, `Resources` or `portcullis`. A file that is
    /// only a part of a document is reached through a `$ref` from the whole.
    UNKNOWN_INPUT = Error "unknown-input";

    /// A kind of file that cannot be used here.
    ///
    /// The file is recognised, but this version cannot make a definition from it.
    UNSUPPORTED_INPUT = Error "unsupported-input";

    /// A version of OpenAPI that nobody knows.
    ///
    /// Versions 2.0 (Swagger), 3.0.x and 3.1.x are read. The service takes 2.0 and 3.0.x.
    UNSUPPORTED_VERSION = Error "unsupported-version";

    /// An OpenAPI 3.1 document, which API Gateway refuses.
    ///
    /// The service answers `Invalid OpenAPI input.` to anything but 2.0 and 3.0.x. The document is compiled as
    /// far as 3.0 can say the same; `export` writes it as 3.0.1.
    OPENAPI_3_1 = Warning "openapi-3-1";

    /// A schema that only OpenAPI 3.1 can say.
    ///
    /// Models are JSON Schema draft 4: `type` is one word, there is no `const`, and `exclusiveMinimum` is a
    /// boolean. The keyword is kept in the model as it is written, and the service does not understand it.
    SCHEMA_OF_3_1 = Warning "schema-of-3-1";
}

codes! {
    /// What can be wrong with a reference.
    pub(super) static REFERENCES;

    /// A `$ref` that leads nowhere.
    ///
    /// There is nothing at that place of the document or file. The nearest names that exist are in the help.
    UNRESOLVED_REFERENCE = Error "unresolved-reference";

    /// A `$ref` that leads nowhere, to a construct that API Gateway drops.
    ///
    /// Examples, links and callbacks are no part of an API, so nothing is missing from it. Tools that show the
    /// document trip over the reference.
    UNRESOLVED_DROPPED_REFERENCE = Warning "unresolved-dropped-reference";

    /// A `$ref` that is a name and nothing else.
    ///
    /// By the specification it names a file. The service's importer reads it as a schema of the same document, and
    /// so it is read here. Write the whole reference, and every tool reads the same.
    BARE_REFERENCE = Warning "bare-reference";

    /// A `$ref` to another machine.
    ///
    /// Nothing is fetched over the network, so that the same text always means the same. Put the file below the
    /// project's root and refer to it by path.
    REMOTE_REFERENCE = Error "remote-reference";

    /// References that lead back to where they started.
    ///
    /// Each of them says that it is the next, so there is nothing that any of them could be. (Schemas that
    /// contain themselves are legal and are not meant here.)
    REFERENCE_CYCLE = Error "reference-cycle";

    /// Two schemas that would become one model.
    ///
    /// A model takes the last part of the reference as its name, and an API has one model of a name. Rename one
    /// of the schemas.
    MODEL_NAME_COLLISION = Error "model-name-collision";
}

codes! {
    /// What can be wrong with a value.
    pub(super) static VALUES;

    /// A value of the wrong type.
    ///
    /// The value cannot be read as what the field needs, so the field counts as absent.
    WRONG_TYPE = Error "wrong-type";

    /// A value whose type is not quite right.
    ///
    /// What is meant is clear (a number where text is expected, or the reverse) and is read so; other tools may
    /// refuse it.
    LOOSE_TYPE = Warning "loose-type";

    /// A field without a value.
    ///
    /// A key with nothing after it, or with `null`, counts as absent.
    EMPTY_VALUE = Warning "empty-value";

    /// A value that is none of the ones that are possible.
    ///
    /// The possible values are in the help. The service refuses the document or ignores the field.
    UNKNOWN_VALUE = Error "unknown-value";

    /// A value outside of what is possible.
    ///
    /// The service refuses it when the API is created.
    VALUE_OUT_OF_RANGE = Error "value-out-of-range";

    /// A field that must be there and is not.
    ///
    /// Without it the construct says nothing, and it is left out.
    MISSING_FIELD = Error "missing-field";

    /// A field that the construct does not have.
    ///
    /// It is ignored, here and by the service, so a misspelt name silently changes nothing.
    UNKNOWN_FIELD = Warning "unknown-field";

    /// An `x-amazon-apigateway-…` extension that does not exist.
    ///
    /// The service ignores it. The extensions that exist are listed in AWS docs, "OpenAPI extensions for API
    /// Gateway".
    UNKNOWN_EXTENSION = Warning "unknown-extension";

    /// An extension in a place where it says nothing.
    ///
    /// Each extension belongs to certain places of a document, and to REST APIs, HTTP APIs or both. Elsewhere it
    /// is ignored.
    MISPLACED_EXTENSION = Warning "misplaced-extension";

    /// An entry of `requestParameters` whose value is not text.
    ///
    /// The service leaves the entry out and says so in its warnings. A fixed value is text in single quotes
    /// inside the string: `"'true'"`.
    REQUEST_PARAMETER_NOT_TEXT = Warning "request-parameter-not-text";

    /// A mapping template whose value is not text.
    ///
    /// A template is text. Where a map stands, as in `application/json: { statusCode: 200 }`, the quotes around it
    /// were forgotten. The entry is left out, as the service does with parameter mappings that are not text.
    TEMPLATE_NOT_TEXT = Warning "template-not-text";

    /// A value that only a deployment knows.
    ///
    /// An intrinsic function of CloudFormation stands where a value is expected. It is kept as a token like
    /// `${Name}`, and nothing can be checked about it. `Fn::Sub` of a text is read as that text.
    UNRESOLVED_INTRINSIC = Info "unresolved-intrinsic";

    /// A token where something else than text is expected.
    ///
    /// A value like `"${timeout}"` becomes a number or a word only when another tool fills it in. Until then the
    /// field counts as absent.
    UNRESOLVED_TOKEN = Info "unresolved-token";
}

codes! {
    /// What a document says that the service reads otherwise, or not at all.
    pub(super) static MEANING;

    /// A document without `info.title`, which is the name of the API.
    ///
    /// OpenAPI requires it, and the service names the API after it.
    MISSING_TITLE = Warning "missing-title";

    /// A document without paths.
    ///
    /// An API without methods cannot be deployed.
    MISSING_PATHS = Warning "missing-paths";

    /// A path that does not start with a slash.
    ///
    /// OpenAPI requires the slash. The path is read as if it were there.
    PATH_WITHOUT_SLASH = Warning "path-without-slash";

    /// A method that is defined twice.
    ///
    /// Two paths are the same but for trailing or doubled slashes, and both have the verb. The later definition
    /// counts.
    DUPLICATE_METHOD = Warning "duplicate-method";

    /// Parameters of a whole path.
    ///
    /// They are merged into each of its operations, as OpenAPI says. Some importers of API Gateway definitions
    /// ignore them, so write them at the operations if other tools read the document as well.
    PATH_LEVEL_PARAMETERS = Info "path-level-parameters";

    /// A parameter in a place that API Gateway cannot see.
    ///
    /// Cookies and form fields are no request parameters of a method: they cannot be required or mapped.
    /// A cookie is a part of the `Cookie` header, a form field a part of the body.
    IGNORED_PARAMETER = Warning "ignored-parameter";

    /// A response without a status code.
    ///
    /// A method response is made for one code of three digits, 100 to 599. `default` and ranges like `4XX` cannot
    /// be made, and what is mapped to them fails.
    RESPONSE_WITHOUT_STATUS = Warning "response-without-status";

    /// A verb that API Gateway does not have.
    ///
    /// Methods are `GET`, `PUT`, `POST`, `DELETE`, `PATCH`, `OPTIONS`, `HEAD` and `ANY`. The operation is left out.
    UNSUPPORTED_VERB = Warning "unsupported-verb";

    /// An integration response that another one replaces.
    ///
    /// Integration responses are kept by status code, so of two patterns with one status code only the last
    /// remains. Write one pattern that matches both: `4\d\d|5\d\d`.
    REPLACED_INTEGRATION_RESPONSE = Warning "replaced-integration-response";

    /// Security of which only a part is kept.
    ///
    /// A method has one authorizer. Where requirements name several, the first counts.
    SEVERAL_AUTHORIZERS = Warning "several-authorizers";

    /// A field of an authorizer that its type does not use.
    ///
    /// A `TOKEN` or Cognito authorizer takes its token from the header that the security scheme names.
    IGNORED_IDENTITY_SOURCE = Info "ignored-identity-source";

    /// A Swagger 2.0 document for an HTTP API.
    ///
    /// HTTP APIs are imported from OpenAPI 3.0 alone.
    SWAGGER_FOR_HTTP_API = Error "swagger-for-http-api";

    /// A route of an HTTP API with more than one security requirement.
    ///
    /// A route has exactly one way of authorization, and the service refuses the document.
    SEVERAL_SECURITY_REQUIREMENTS = Error "several-security-requirements";

    /// An integration that HTTP APIs do not have.
    ///
    /// Routes of HTTP APIs have `AWS_PROXY` and `HTTP_PROXY` integrations. The service warns and leaves the
    /// integration out.
    INTEGRATION_NOT_FOR_HTTP_API = Warning "integration-not-for-http-api";

    /// A document with traits of a REST API and of an HTTP API.
    ///
    /// The two kinds of APIs differ in nearly everything, and the document does not say which it is. It is read
    /// as the one that the stronger traits speak for; say it in the options where that is wrong.
    AMBIGUOUS_API_KIND = Info "ambiguous-api-kind";
}

codes! {
    /// What is left out because API Gateway has no room for it.
    pub(super) static LEFT_OUT;

    /// Constructs of OpenAPI that API Gateway drops.
    ///
    /// They are legal and do no harm, but nothing of them is in the API after an import, nor in an export.
    DROPPED_CONSTRUCT = Info "dropped-construct";

    /// Constructs that an HTTP API ignores.
    ///
    /// HTTP APIs have no models, request validation, gateway responses or resource policies. The service notes
    /// them as information on import.
    IGNORED_BY_HTTP_API = Info "ignored-by-http-api";

    /// Extensions of other tools.
    ///
    /// Keys that start with `x-` and not with `x-amazon-apigateway-` mean nothing to API Gateway.
    FOREIGN_EXTENSION = Info "foreign-extension";
}

codes! {
    /// What can be wrong with a manifest besides its values.
    pub(super) static MANIFEST;

    /// A key that a manifest does not have.
    ///
    /// A manifest is read strictly: a setting with a typing error would otherwise be off without a word.
    UNKNOWN_MANIFEST_KEY = Error "unknown-manifest-key";

    /// Properties that nobody decides.
    ///
    /// What stands under `assert` is to be proved for every request. This version reads it and does not decide it,
    /// so that nobody may rely on it yet.
    UNDECIDED_ASSERTIONS = Warning "undecided-assertions";

    /// A key set that is not there.
    ///
    /// The file that `local.userPools` names for a user pool does not exist. The runtime denies every request behind
    /// an authorizer with that pool until it does: `portcullis token --create` makes a key and writes it there.
    MISSING_KEY_SET = Warning "missing-key-set";

    /// A file that is no key set.
    ///
    /// A key set is a JSON object with a list `keys`, as an issuer publishes it under `/.well-known/jwks.json`.
    INVALID_KEY_SET = Error "invalid-key-set";

    /// A key that no token can be verified with.
    ///
    /// It is for another purpose than signatures, of a kind that is not known, or too short. It is left out, and
    /// tokens that name it are refused.
    UNUSABLE_KEY = Warning "unusable-key";
}
