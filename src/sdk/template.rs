//! Templates: layout and nothing else. A name that a view does not have fails.

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

use super::layout::{Layout, marked};

/// Why a package cannot be written. It is a fault of this program: a template and its view do not fit.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the template `{template}` cannot be filled in: {reason}")]
pub struct SdkError {
    /// The template.
    pub template: String,
    /// What the template engine says.
    pub reason: String,
}

/// The templates of one language.
pub(super) struct Templates {
    tera: Tera,
    layout: Layout,
}

impl Templates {
    /// Reads templates, by name. `quoted` writes a text as a literal of the language.
    pub(super) fn new(
        files: &[(&'static str, &'static str)],
        quoted: fn(&str) -> String,
        layout: Layout,
    ) -> Result<Self, SdkError> {
        let mut tera = Tera::new();
        tera.autoescape_on(Vec::<&'static str>::new());
        tera.register_filter("quoted", move |text: &str, _: Kwargs, _: &State<'_>| quoted(text));
        tera.register_filter("json", |text: &str, _: Kwargs, _: &State<'_>| {
            serde_json::Value::from(text).to_string()
        });
        tera.add_raw_templates(files.iter().map(|(name, text)| (*name, marked(text))))
            .map_err(|error| failed("all", &error))?;
        Ok(Self { tera, layout })
    }

    /// Fills in the template `name`.
    pub(super) fn render(&self, name: &str, view: &impl Serialize) -> Result<String, SdkError> {
        self.fill(name, &filling(name, view)?)
    }

    /// Fills in several templates with one view, by the names of the templates.
    pub(super) fn render_all<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
        view: &impl Serialize,
    ) -> Result<Vec<(&'n str, String)>, SdkError> {
        let context = filling("all", view)?;
        names.into_iter().map(|name| Ok((name, self.fill(name, &context)?))).collect()
    }

    fn fill(&self, name: &str, context: &Context) -> Result<String, SdkError> {
        let text = self.tera.render(name, context).map_err(|error| failed(name, &error))?;
        Ok(self.layout.resolve(&text))
    }
}

fn filling(template: &str, view: &impl Serialize) -> Result<Context, SdkError> {
    Context::from_serialize(view).map_err(|error| failed(template, &error))
}

fn failed(template: &str, error: &tera::Error) -> SdkError {
    use std::error::Error;
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        reason = format!("{reason}: {inner}");
        source = inner.source();
    }
    SdkError { template: template.to_owned(), reason }
}
