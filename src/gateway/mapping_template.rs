//! Mapping templates, parsed once; those that say the same for every request are rendered once as well.

use bytes::Bytes;
use indexmap::IndexMap;

use crate::vtl::{Input, Limits, Mentioned, ParameterPlace, Template};

use super::loose_json;

/// The templates of one integration or one of its responses, in order.
#[derive(Debug, Default)]
pub(super) struct Templates {
    list: Vec<(String, MappingTemplate)>,
}

/// A template, prepared.
#[derive(Debug)]
pub(super) enum MappingTemplate {
    /// It says the same for every request.
    Constant(Constant),
    /// It reads the request or the answer.
    Varying(Template),
}

/// What a template without references says.
#[derive(Debug)]
pub(super) struct Constant {
    /// The text.
    pub(super) text: Bytes,
    /// The text as the status of a MOCK integration.
    pub(super) mock_status: Option<i64>,
}

impl Templates {
    /// Parses `templates`, or says which one does not parse, and why.
    pub(super) fn new(templates: &IndexMap<String, String>) -> Result<Self, String> {
        let mut list = Vec::with_capacity(templates.len());
        for (media_type, text) in templates {
            let template = Template::parse(text).map_err(|errors| {
                let first = errors.first().map_or_else(String::new, ToString::to_string);
                format!("the template for `{media_type}` does not parse: {first}")
            })?;
            list.push((media_type.clone(), MappingTemplate::new(template)));
        }
        Ok(Self { list })
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The template of exactly that media type.
    pub(super) fn get(&self, media_type: &str) -> Option<&MappingTemplate> {
        let found = self.list.iter().find(|(own, _)| own.eq_ignore_ascii_case(media_type));
        found.map(|(_, template)| template)
    }

    /// The first template.
    pub(super) fn first(&self) -> Option<&MappingTemplate> {
        self.list.first().map(|(_, template)| template)
    }

    /// The names of headers that the templates ask for, as they spell them.
    pub(super) fn header_names(&self) -> impl Iterator<Item = &str> {
        let varying = self.list.iter().filter_map(|(_, template)| match template {
            MappingTemplate::Constant(_) => None,
            MappingTemplate::Varying(template) => Some(template),
        });
        varying.flat_map(Template::references).filter_map(|mention| match mention.what {
            Mentioned::InputParameter { place: None | Some(ParameterPlace::Header), name } => name,
            _ => None,
        })
    }
}

impl MappingTemplate {
    fn new(template: Template) -> Self {
        if !template.references().is_empty() {
            return Self::Varying(template);
        }
        match template.render(&Input::default(), &Limits::default()) {
            Ok(rendered) => Self::Constant(Constant {
                mock_status: loose_json::status_code(&rendered.text),
                text: Bytes::from(rendered.text),
            }),
            // It fails for every request, and each of them says why.
            Err(_) => Self::Varying(template),
        }
    }
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;

    use super::{MappingTemplate, Templates};

    fn templates(text: &str) -> Templates {
        let one = IndexMap::from([("application/json".to_owned(), text.to_owned())]);
        Templates::new(&one).unwrap()
    }

    #[test]
    fn a_template_without_references_is_rendered_once() {
        let all = templates("#if(1 == 1){\"statusCode\": 204}#end");
        let Some(MappingTemplate::Constant(constant)) = all.get("Application/JSON") else {
            panic!("{all:?}")
        };
        assert_eq!(
            (&*constant.text, constant.mock_status),
            (&b"{\"statusCode\": 204}"[..], Some(204))
        );
        for text in ["$context.stage", "#set($context.responseOverride.status = 400)", "$x"] {
            assert!(matches!(templates(text).first(), Some(MappingTemplate::Varying(_))), "{text}");
        }
    }

    #[test]
    fn header_names_are_kept_as_written() {
        let all = templates("$input.params('X-Own') $input.params().header.ETag $stageVariables.a");
        assert_eq!(all.header_names().collect::<Vec<_>>(), ["X-Own", "ETag"]);
    }
}
