//! Reading and writing `gateway.json`.

use serde_json::Value;

use super::Config;

/// The version of the format that this program writes and reads.
pub const VERSION: u32 = 1;

/// The key that tells the file from every other.
const KEY: &str = "portcullisGateway";

/// Why a text is no configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// It is not JSON, or a member is not as the format has it.
    #[error("this is no gateway configuration: {0}")]
    Malformed(#[from] serde_json::Error),
    /// The key `portcullisGateway` is absent.
    #[error("this is no gateway configuration: the key `{KEY}` is absent")]
    NotAConfig,
    /// Another version of the format.
    #[error(
        "the configuration has version {found}, and this program reads version {VERSION}; build it again"
    )]
    Version {
        /// The version in the file.
        found: Value,
    },
}

/// Reads a configuration, strictly: an unknown member is an error.
pub fn read_config(text: &str) -> Result<Config, ConfigError> {
    let value: Value = serde_json::from_str(text)?;
    let Some(version) = value.get(KEY) else { return Err(ConfigError::NotAConfig) };
    if version.as_u64() != Some(u64::from(VERSION)) {
        return Err(ConfigError::Version { found: version.clone() });
    }
    Ok(serde_json::from_value(value)?)
}

/// The configuration as text, with a line break at the end.
pub fn write_config(config: &Config) -> Result<String, ConfigError> {
    let mut text = serde_json::to_string_pretty(config)?;
    text.push('\n');
    Ok(text)
}

/// The JSON Schema of the format.
pub fn schema() -> Value {
    schemars::schema_for!(Config).to_value()
}

#[cfg(test)]
mod tests {
    use super::{ConfigError, read_config};

    #[test]
    fn what_is_wrong_is_said() {
        assert!(matches!(read_config("{"), Err(ConfigError::Malformed(_))));
        assert!(matches!(read_config("{}"), Err(ConfigError::NotAConfig)));
        let other = read_config("{\"portcullisGateway\": 7}").unwrap_err().to_string();
        assert_eq!(
            other,
            "the configuration has version 7, and this program reads version 1; build it again"
        );
        let odd = read_config("{\"portcullisGateway\": 1, \"odd\": 2}").unwrap_err().to_string();
        assert!(odd.contains("odd"), "{odd}");
    }
}
