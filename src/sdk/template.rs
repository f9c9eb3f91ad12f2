//! Templates: layout and nothing else. A name that a view does not have fails.

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

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

/// How a language writes a text, by a name.
pub(super) type Writer = (&'static str, fn(&str) -> String);

/// The templates of one language.
pub(super) struct Templates {
    tera: Tera,
    layout: Layout,
}

impl Templates {
    /// Reads templates, by name. What `writers` write is there as filters, `quoted` for literals among them.
    pub(super) fn new(
        files: &[(&'static str, &'static str)],
        writers: &[Writer],
        layout: Layout,
    ) -> Result<Self, SdkError> {
        let mut tera = Tera::new();
        tera.autoescape_on(Vec::<&'static str>::new());
        for (name, write) in writers.iter().copied() {
            tera.register_filter(name, move |text: &str, _: Kwargs, _: &State<'_>| write(text));
        }
        tera.register_filter("json", |text: &str, _: Kwargs, _: &State<'_>| {
            serde_json::Value::from(text).to_string()
        });
        tera.add_raw_templates(files.iter().map(|(name, text)| (*name, marked(text))))
            .map_err(|error| failed("all", &error))?;
        Ok(Self { tera, layout })
    }

    /// Fills in the template `name`.
    pub(super) fn render(&self, name: &str, filling: &Filling) -> Result<String, SdkError> {
        let text = self.tera.render(name, &filling.0).map_err(|error| failed(name, &error))?;
        Ok(self.layout.resolve(&text))
    }
}

/// What templates are filled in with.
#[derive(Clone, Default)]
pub(super) struct Filling(Context);

impl Filling {
    /// Everything that `view` has.
    pub(super) fn of(view: &impl Serialize) -> Result<Self, SdkError> {
        Context::from_serialize(view).map(Self).map_err(|error| failed("all", &error))
    }

    /// This and `view` by a name.
    pub(super) fn with(mut self, name: &'static str, view: &Turned) -> Self {
        self.0.insert_value(name, view.0.clone());
        self
    }
}

/// A view as the template engine holds it: turned once, however many templates show it.
#[derive(Clone)]
pub(super) struct Turned(Value);

impl Turned {
    pub(super) fn of(view: &impl Serialize) -> Result<Self, SdkError> {
        Value::try_from_serializable(view).map(Self).map_err(|error| failed("all", &error))
    }

    /// Several of them as one.
    pub(super) fn list(all: &[Self]) -> Self {
        Self(Value::from(all.iter().map(|own| own.0.clone()).collect::<Vec<Value>>()))
    }
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
