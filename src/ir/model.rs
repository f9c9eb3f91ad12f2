//! Models: what API Gateway calls a JSON schema.

use crate::source::{Fragment, Kind, Node, Origin, Spanned};

/// A model.
#[derive(Clone, Debug)]
pub struct Model {
    /// The media type; `application/json` on import.
    pub content_type: String,
    /// The description in the schema.
    pub description: Option<Spanned<String>>,
    /// The schema as it was written. References between models end in `/NAME`.
    pub schema: Fragment,
    /// Whether no name was given and one was made from the place.
    pub anonymous: bool,
    /// The whole model.
    pub origin: Origin,
}

impl Model {
    /// The models that every API has, whether it defines them or not (reference `openapi-extensions`, section 2).
    pub const OWN: [&'static str; 2] = ["Empty", "Error"];

    /// The model that a `$ref` names, which is its last segment
    /// (reference `openapi-extensions`, section 2: "last `$ref` segment"). A file is named without its extension,
    /// because names of models are letters and digits alone.
    pub fn reference(target: &str) -> &str {
        let target = target.trim_end_matches(['#', '/']);
        let last = target.rsplit(['/', '#']).next().unwrap_or(target);
        [".yaml", ".yml", ".json"]
            .into_iter()
            .find_map(|extension| last.strip_suffix(extension))
            .unwrap_or(last)
    }
}

/// Equal when the schemas are, whatever form their references between models have.
impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        self.content_type == other.content_type
            && self.description == other.description
            && same_schema(self.schema.node(), other.schema.node())
    }
}

fn same_schema(left: Node<'_>, right: Node<'_>) -> bool {
    match (left.kind(), right.kind()) {
        (Kind::Mapping, Kind::Mapping) => {
            left.len() == right.len()
                && left.entries().all(|(key, value)| {
                    let Some(key) = key.scalar_text() else { return false };
                    let Some(other) = right.get(key) else { return false };
                    match (key, value.as_str(), other.as_str()) {
                        ("$ref", Some(left), Some(right)) => {
                            Model::reference(left) == Model::reference(right)
                        }
                        _ => same_schema(value, other),
                    }
                })
        }
        (Kind::Sequence, Kind::Sequence) => {
            left.len() == right.len()
                && left.items().zip(right.items()).all(|(left, right)| same_schema(left, right))
        }
        _ => left.to_json() == right.to_json(),
    }
}
