//! The kinds of findings that a policy can have.

use crate::codes;

codes! {
    /// What can be wrong with a policy document.
    pub static CODES, each pub(super) static;

    /// A policy document that is none.
    ///
    /// A document is a JSON object with `Version` and `Statement`, a statement an object with `Effect`, `Action`,
    /// `Resource` and, in a policy of a resource, `Principal`. What is of another type cannot be read, and the service
    /// refuses the document: `Invalid policy document. Please check the policy syntax and ensure that Principals are
    /// valid.`
    MALFORMED_POLICY = Error "malformed-policy";

    /// A policy without an element that it must have.
    ///
    /// A statement says to whom (`Principal`, in a policy of a resource), what (`Action`) and on what (`Resource`), and
    /// whether it is allowed (`Effect`).
    MISSING_POLICY_ELEMENT = Error "missing-policy-element";

    /// A statement with an element and its opposite.
    ///
    /// `Action` and `NotAction`, `Resource` and `NotResource`, `Principal` and `NotPrincipal` exclude each other.
    CONFLICTING_POLICY_ELEMENTS = Error "conflicting-policy-elements";

    /// An element that policies do not have.
    ///
    /// The service refuses a document with an element that it does not know; a misspelt condition would otherwise be
    /// no condition at all.
    UNKNOWN_POLICY_ELEMENT = Error "unknown-policy-element";

    /// An element or an operator in unusual case.
    ///
    /// `Effect`, `Action` and `StringEquals` are written so. Some readers take other cases, others refuse them.
    POLICY_ELEMENT_CASE = Warning "policy-element-case";

    /// A key that stands twice in one object of a policy.
    ///
    /// The last one counts and the other is lost: of two conditions with one operator only the second holds. Put both
    /// values under one key, or write two statements.
    DUPLICATE_POLICY_KEY = Warning "duplicate-policy-key";

    /// A `Sid` that two statements of one policy have.
    ///
    /// Names of statements are unique in a policy, and the service refuses one in which they are not.
    DUPLICATE_STATEMENT_ID = Error "duplicate-statement-id";

    /// A `Sid` of a policy of an identity with something else than letters and digits.
    ///
    /// IAM refuses such a name; the policy of an API may have it.
    MALFORMED_STATEMENT_ID = Error "malformed-statement-id";

    /// A version of the policy language that does not exist.
    ///
    /// There are `2012-10-17` and `2008-10-17`. The second knows no policy variables.
    UNKNOWN_POLICY_VERSION = Error "unknown-policy-version";

    /// An effect that is neither `Allow` nor `Deny`.
    ///
    /// The two are written just so; `allow` is refused.
    UNKNOWN_EFFECT = Error "unknown-effect";

    /// A principal that names nobody.
    ///
    /// A principal is `*`, an account, or the whole ARN of a user, a role, a session. A wildcard in a part of it is
    /// refused by the service: name an account and use a condition on `aws:PrincipalArn` with `ArnLike`.
    MALFORMED_PRINCIPAL = Error "malformed-principal";

    /// A principal in a policy that belongs to its principal.
    ///
    /// The policy of a user or a role says what that user or role may do, and names nobody.
    UNEXPECTED_PRINCIPAL = Error "unexpected-principal";

    /// An action that is not of the form `service:Action`.
    ///
    /// A call of an API is `execute-api:Invoke`. The service refuses a document with an action that has no service.
    MALFORMED_ACTION = Error "malformed-action";

    /// An action that calls of an API never are.
    ///
    /// A call is `execute-api:Invoke`; `execute-api:InvalidateCache` and `execute-api:ManageConnections` are the two
    /// others. `apigateway:…` is about changing APIs, not about calling them. A statement of such actions alone applies
    /// to nothing.
    UNKNOWN_ACTION = Warning "unknown-action";

    /// A resource that is no ARN.
    ///
    /// A resource is `*`, an ARN of six parts (`arn:aws:execute-api:region:account:api-id/stage/VERB/path`), or, in the
    /// policy of an API, `execute-api:/stage/VERB/path`. Anything else matches nothing.
    MALFORMED_RESOURCE = Error "malformed-resource";

    /// A condition operator that does not exist.
    ///
    /// The service refuses the document.
    UNKNOWN_CONDITION_OPERATOR = Error "unknown-condition-operator";

    /// A condition key that calls of an API never carry.
    ///
    /// An operator like `StringEquals` then never holds, and one like `StringNotEquals` always does, which in a
    /// statement that denies shuts everybody out.
    UNKNOWN_CONDITION_KEY = Warning "unknown-condition-key";

    /// A value that the operator of the condition cannot compare with.
    ///
    /// Numbers, dates, addresses, `true` and `false` are written in one way only, and the service refuses others.
    MALFORMED_CONDITION_VALUE = Error "malformed-condition-value";

    /// An operator for values of another kind than the key has.
    ///
    /// `aws:SourceIp` is compared by `IpAddress`: for `StringEquals`, `203.0.113.0/24` is a text that no address ever
    /// is.
    OPERATOR_OF_OTHER_TYPE = Warning "operator-of-other-type";

    /// A key with several values under an operator for one.
    ///
    /// Without `ForAnyValue:` or `ForAllValues:` the condition never holds.
    MULTIVALUED_KEY_WITHOUT_SET_OPERATOR = Warning "multivalued-key-without-set-operator";

    /// A range of addresses that is written with bits of a host.
    ///
    /// `203.0.113.9/24` is read as `203.0.113.0/24`. If one address was meant, it is `203.0.113.9/32`.
    NETWORK_WITH_HOST_BITS = Warning "network-with-host-bits";

    /// A policy variable in a policy without `Version: 2012-10-17`.
    ///
    /// Under the older version, which also counts where none is given, `${aws:username}` is a text of fifteen letters.
    POLICY_VARIABLE_WITHOUT_VERSION = Warning "policy-variable-without-version";

    /// A policy variable that is not written as one, or that calls of an API never carry.
    ///
    /// A text with a variable that has no value matches nothing.
    MALFORMED_POLICY_VARIABLE = Warning "malformed-policy-variable";

    /// A policy variable where none is possible.
    ///
    /// Variables stand in the last part of a resource and in conditions on texts and ARNs. Elsewhere they are texts.
    MISPLACED_POLICY_VARIABLE = Warning "misplaced-policy-variable";

    /// A part of a policy that only a deployment knows.
    ///
    /// A function of CloudFormation or a token of another tool stands there. Whether the statement applies is unknown
    /// where it depends on that part.
    UNRESOLVED_POLICY_VALUE = Info "unresolved-policy-value";
}
