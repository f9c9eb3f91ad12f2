//! What a token says, and the checks that every issuer's tokens go through.

use std::time::Duration;

use serde_json::{Map, Value};

use super::Fault;

/// The claims of a token.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// Claims that stand in no token.
    pub const fn new(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// One of them. A null is none.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// One that must be text.
    pub fn text(&self, name: &'static str) -> Result<&str, Fault> {
        let value = self.get(name).ok_or(Fault::MissingClaim(name))?;
        value.as_str().ok_or(Fault::WrongClaimType(name))
    }

    /// The audiences: one as a text, or a list.
    pub(super) fn audiences(&self) -> Result<Option<Vec<&str>>, Fault> {
        match self.get("aud") {
            None => Ok(None),
            Some(Value::String(one)) => Ok(Some(vec![one])),
            Some(Value::Array(all)) => {
                let all: Option<Vec<&str>> = all.iter().map(Value::as_str).collect();
                all.map(Some).ok_or(Fault::WrongClaimType("aud"))
            }
            Some(_) => Err(Fault::WrongClaimType("aud")),
        }
    }

    /// The scopes: those of `scope`, which blanks separate, else those of `scp`, which may be a list.
    pub fn scopes(&self) -> Vec<&str> {
        let is_list = |own: &&Value| own.is_string() || own.is_array();
        let own = self.get("scope").filter(is_list).or_else(|| self.get("scp"));
        let Some(own) = own else { return Vec::new() };
        match own {
            Value::String(text) => text.split(' ').filter(|word| !word.is_empty()).collect(),
            Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether it has one of `wanted`; it does where none is wanted.
    pub(super) fn check_scopes(&self, wanted: &[String]) -> Result<(), Fault> {
        let own = self.scopes();
        if wanted.is_empty() || wanted.iter().any(|scope| own.contains(&scope.as_str())) {
            return Ok(());
        }
        Err(Fault::MissingScope(wanted.to_vec()))
    }

    pub(super) fn check_issuer<'w>(
        &self,
        wanted: impl Iterator<Item = &'w str> + Clone,
    ) -> Result<(), Fault> {
        let given = self.text("iss")?;
        if wanted.clone().any(|own| own == given) {
            return Ok(());
        }
        let wanted = wanted.map(str::to_owned).collect();
        Err(Fault::WrongIssuer { given: given.to_owned(), wanted })
    }

    /// `exp` must be there and lie ahead.
    pub(super) fn check_expiry(&self, now: Duration) -> Result<(), Fault> {
        let end = self.time("exp")?.ok_or(Fault::MissingClaim("exp"))?;
        if end > now {
            return Ok(());
        }
        Err(Fault::Expired { since: now.saturating_sub(end).as_secs() })
    }

    /// A time that must not lie ahead, if it is there.
    pub(super) fn check_start(&self, claim: &'static str, now: Duration) -> Result<(), Fault> {
        let Some(start) = self.time(claim)? else { return Ok(()) };
        if start <= now {
            return Ok(());
        }
        // A part of a second counts as one, so that nothing starts "in 0 seconds".
        let starts = start.saturating_sub(now).as_millis().div_ceil(1000);
        Err(Fault::NotYetValid { claim, starts: u64::try_from(starts).unwrap_or(u64::MAX) })
    }

    /// A time: seconds since 1970, with or without a fraction.
    fn time(&self, name: &'static str) -> Result<Option<Duration>, Fault> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let wrong = Fault::WrongClaimType(name);
        if let Some(seconds) = value.as_u64() {
            return Ok(Some(Duration::from_secs(seconds)));
        }
        let seconds = value.as_f64().ok_or(wrong.clone())?;
        Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| wrong)
    }
}
