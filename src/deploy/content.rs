//! What a deployment is: an API, by its content.

use ring::digest::{SHA256, digest};

use crate::bundle::RestApiConfig;
use crate::diff::normal_api;

/// How many letters the id of a deployment has. The service's have six to ten.
const LENGTH: usize = 10;

/// The API without what is no part of a deployment: where it was written.
pub fn snapshot(api: &RestApiConfig) -> RestApiConfig {
    let mut api = api.clone();
    for method in api.resources.iter_mut().flat_map(|own| own.methods.values_mut()) {
        method.origin = None;
    }
    api
}

/// The id of the deployment that `api` is: letters and digits that are made of its normal form, so that the same API has
/// the same id on every machine, in whatever order and notation it is written.
pub fn deployment_id(api: &RestApiConfig) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let text = normal_api(api).to_string();
    let hash = digest(&SHA256, text.as_bytes());
    let digits = hash
        .as_ref()
        .iter()
        .take(LENGTH)
        .map(|byte| DIGITS.get(usize::from(byte % 32)).map_or('a', |digit| char::from(*digit)));
    digits.collect()
}
