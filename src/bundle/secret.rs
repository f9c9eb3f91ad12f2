//! Values that no file of ours holds.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A secret: `${env:NAME}`, which the command line resolves, or the value itself.
///
/// It serializes as a reference or as null, and prints as neither.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Option<String>);

impl Secret {
    /// The secret as a manifest has it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Some(text.into()))
    }

    /// The name in `${env:NAME}`, when it is a reference.
    pub fn variable(&self) -> Option<&str> {
        self.0.as_deref()?.strip_prefix("${env:")?.strip_suffix('}')
    }

    /// The value; nothing while it is a reference or when it was left out of a file.
    pub fn value(&self) -> Option<&str> {
        if self.variable().is_some() { None } else { self.0.as_deref() }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.variable(), &self.0) {
            (Some(name), _) => write!(f, "${{env:{name}}}"),
            (None, Some(_)) => f.write_str("[secret]"),
            (None, None) => f.write_str("[absent]"),
        }
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (&self.0, self.variable()) {
            (Some(text), Some(_)) => serializer.serialize_some(text),
            _ => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<String>::deserialize(deserializer).map(Self)
    }
}

impl JsonSchema for Secret {
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "a reference to an environment variable, `${env:NAME}`",
            "type": ["string", "null"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_value_is_neither_written_nor_shown() {
        let secret = Secret::new("hunter2hunter2");
        assert_eq!(secret.value(), Some("hunter2hunter2"));
        assert_eq!(serde_json::to_string(&secret).unwrap(), "null");
        assert_eq!(format!("{secret:?}"), "[secret]");
    }

    #[test]
    fn a_reference_is_written() {
        let secret = Secret::new("${env:MOBILE_KEY}");
        assert_eq!((secret.variable(), secret.value()), (Some("MOBILE_KEY"), None));
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"${env:MOBILE_KEY}\"");
    }
}
