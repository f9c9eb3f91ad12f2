//! Names that an SDK has by itself.

use crate::sdk::naming::{Name, Scope};

/// Types that every SDK has by itself, by their letters.
pub(super) const OWN_TYPES: &[&str] = &[
    "sdkerror",
    "apierror",
    "gatewayerror",
    "configurationerror",
    "invalidinputerror",
    "connectionerror",
    "timeouterror",
    "cancellederror",
    "unexpectedresponseerror",
    "throttlederror",
    "quotaexceedederror",
    "accessdeniederror",
    "unauthorizederror",
    "invalidapikeyerror",
    "missingauthenticationtokenerror",
    "invalidsignatureerror",
    "expiredtokenerror",
    "invalidbodyerror",
    "invalidparameterserror",
    "unsupportedmediatypeerror",
    "requesttoolargeerror",
    "resourcenotfounderror",
    "waffilterederror",
    "integrationtimeouterror",
    "integrationfailureerror",
    "authorizerfailureerror",
    "authorizerconfigurationerror",
    "apiconfigurationerror",
    "apiresponse",
    "apirequest",
    "clientoptions",
    "requestoptions",
    "retryoptions",
    "outgoingrequest",
    "middleware",
    "clock",
    "transport",
    "transportoptions",
    "download",
    "upload",
    "stage",
    "token",
    "tokenname",
    "tokenvalues",
    "provider",
    "expiring",
    "asked",
    "awscredentials",
    "gatewayerrortype",
    "failure",
    "circumstances",
];

/// Takes a name. One that an SDK has by itself becomes that of a model.
pub(super) fn claim(scope: &mut Scope, name: Name) -> Name {
    let own = OWN_TYPES.contains(&name.flat().as_str());
    scope.claim(if own { name.and("model") } else { name })
}
