//! Changes for programs, and as a changelog.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use super::change::{Change, Class, Effect, Place, Witness};

/// The version of the format.
const VERSION: u32 = 1;

/// All changes between two editions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of this format: 1.
    pub version: u32,
    /// What the old edition was read from.
    pub old: String,
    /// What the new edition was read from.
    pub new: String,
    /// Whether somebody has to change a client.
    pub is_breaking: bool,
    /// Whether something takes effect with a deployment alone.
    pub needs_deployment: bool,
    /// The changes, the worst first.
    pub changes: Vec<ChangeReport>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeReport {
    /// `breaking`, `narrowed-access`, `widened-access`, `behaviour` or `compatible`.
    pub class: String,
    /// What kind of change it is: `operation-removed`.
    pub kind: String,
    /// What is changed: `GET /pets`, `model Pet`, `stage prod`.
    pub subject: String,
    /// What is so now.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// `deployment` or `immediate`: when it takes effect.
    pub takes_effect: String,
    /// Where it was written in the old edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// Where it is written in the new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// The operations that it reaches, of a change to what several of them share.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// A request that is decided otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<WitnessReport>,
}

/// A request that is decided otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WitnessReport {
    /// The stage.
    pub stage: String,
    /// The verb.
    pub verb: String,
    /// The path, without the stage.
    pub path: String,
    /// Who signs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// The caller's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_ip: Option<String>,
    /// The VPC endpoint that it comes through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_endpoint: Option<String>,
    /// The VPC that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc: Option<String>,
    /// The headers that it depends on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    /// Whether the new edition lets it in. The old one does the opposite.
    pub is_allowed_now: bool,
}

impl Report {
    /// The changes between what was read from `old` and from `new`.
    pub fn new(old: &str, new: &str, changes: &[Change]) -> Self {
        Self {
            version: VERSION,
            old: old.to_owned(),
            new: new.to_owned(),
            is_breaking: changes.iter().any(|own| own.class.breaks()),
            needs_deployment: changes.iter().any(|own| own.effect == Effect::Deployment),
            changes: changes.iter().map(ChangeReport::new).collect(),
        }
    }

    /// The JSON Schema of a report.
    pub fn schema() -> serde_json::Value {
        let settings = SchemaSettings::default().for_serialize();
        let mut schema = settings.into_generator().into_root_schema_for::<Self>();
        schema.insert("title".to_owned(), "portcullis diff".into());
        schema.to_value()
    }

    /// The changes as a changelog in Markdown: one heading for each class that has some, one line for each change.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        for class in Class::ALL {
            let own: Vec<_> =
                self.changes.iter().filter(|change| change.class == class.name()).collect();
            if own.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str("## ");
            text.push_str(class.title());
            text.push_str("\n\n");
            for change in own {
                text.push_str(&change.line());
            }
        }
        if text.is_empty() {
            text.push_str("No changes.\n");
        }
        text
    }
}

impl ChangeReport {
    fn new(change: &Change) -> Self {
        let place = |own: &Option<Place>| own.as_ref().map(ToString::to_string);
        Self {
            class: change.class.name().to_owned(),
            kind: change.kind.name().to_owned(),
            subject: change.subject.to_string(),
            message: change.message.clone(),
            why: change.why().to_owned(),
            takes_effect: change.effect.name().to_owned(),
            old: place(&change.old),
            new: place(&change.new),
            operations: change.operations.clone(),
            witness: change.witness.as_ref().map(WitnessReport::new),
        }
    }

    /// One line of a list.
    fn line(&self) -> String {
        let subject = escaped(&self.subject);
        let message = escaped(&self.message);
        let when = if self.takes_effect == Effect::Immediate.name() {
            " (takes effect at once)"
        } else {
            ""
        };
        format!("- **{subject}**: {message}{when}\n")
    }
}

/// Text that Markdown does not read, but for code.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut is_code = false;
    for letter in text.chars() {
        match letter {
            '`' => is_code = !is_code,
            '*' | '_' | '<' | '[' | ']' | '\\' | '|' if !is_code => safe.push('\\'),
            '\n' => {
                safe.push(' ');
                continue;
            }
            _ => {}
        }
        safe.push(letter);
    }
    safe
}

impl WitnessReport {
    fn new(witness: &Witness) -> Self {
        Self {
            stage: witness.stage.clone(),
            verb: witness.verb.clone(),
            path: witness.path.clone(),
            caller: witness.caller.clone(),
            source_ip: witness.source_ip.map(|own| own.to_string()),
            vpc_endpoint: witness.vpc_endpoint.clone(),
            vpc: witness.vpc.clone(),
            headers: witness
                .headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect(),
            is_allowed_now: witness.is_allowed_now,
        }
    }
}
