//! Where and when a signature counts.

use std::fmt;

/// The scope of a credential: `20230201/eu-central-1/execute-api/aws4_request`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope<'s> {
    /// The day, as eight digits.
    pub date: &'s str,
    /// The region.
    pub region: &'s str,
    /// The service.
    pub service: &'s str,
    /// `aws4_request`.
    pub terminator: &'s str,
}

impl fmt::Display for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{}", self.date, self.region, self.service, self.terminator)
    }
}

/// Five elements: the access key, and the scope. `None` when there are more or fewer.
pub(super) fn split_credential(text: &str) -> Option<(&str, Scope<'_>)> {
    let mut elements = text.split('/');
    let access_key_id = elements.next()?;
    let (date, region) = (elements.next()?, elements.next()?);
    let (service, terminator) = (elements.next()?, elements.next()?);
    if elements.next().is_some() {
        return None;
    }
    Some((access_key_id, Scope { date, region, service, terminator }))
}
