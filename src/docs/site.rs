//! All pages of a site.

use std::collections::HashMap;

use super::answers::{Answers, Behind};
use super::changes::{self, Since};
use super::groups::{self, Group};
use super::in_force::InForce;
use super::operation::{self, Making};
use super::render::{DocsError, Page, Renderer, Site};
use super::schema::{self, Models};
use super::view::{self, Link, ModelLine, Sample};
use super::{authentication, overview, search};
use crate::check::{Checked, Context};
use crate::ir::{Api, Definition};
use crate::sdk::{self, File, LANGUAGES, Surface, Type};
use crate::source::Sources;

/// So many models are listed on one page.
const MODELS: usize = 500;

/// So many uses of a model are shown.
const USES: usize = 40;

/// What a site is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Pages that a browser shows, with search and a panel to try operations.
    #[default]
    Html,
    /// Pages of Markdown, for those who have a site.
    Markdown,
}

/// What is documented, and how.
#[derive(Clone, Debug, Default)]
pub struct DocsOptions {
    /// What the pages are written as.
    pub format: Format,
    /// The stages by name; all where none is named.
    pub stages: Vec<String>,
    /// What has changed, where that is to be told.
    pub since: Option<Since>,
}

/// The pages about `definition`, by path.
pub fn docs(
    definition: &Checked<Definition>,
    sources: &Sources,
    options: &DocsOptions,
) -> Result<Vec<File>, DocsError> {
    let surface = sdk::surface(definition);
    let cx = Context::new(definition, sources);
    let in_force = InForce::new(&cx, &options.stages);
    let models = Models::new(&surface.models);
    let groups = groups::groups(&surface);
    let mut pages = vec![
        Link { label: "Overview".to_owned(), href: "index".to_owned() },
        Link { label: "Authentication".to_owned(), href: authentication::PAGE.to_owned() },
        Link { label: "Errors".to_owned(), href: "errors".to_owned() },
    ];
    if surface.models.iter().any(|model| model.wire.is_some()) {
        pages.push(Link { label: "Models".to_owned(), href: "models".to_owned() });
    }
    if options.since.is_some() {
        pages.push(Link { label: "Changelog".to_owned(), href: changes::PAGE.to_owned() });
    }
    let site = Site::new(&surface, &pages, &groups);
    let renderer = Renderer::new(options.format, &site)?;
    let stages = overview::stages(definition, &options.stages);
    let making = Making {
        surface: &surface,
        models: &models,
        in_force: &in_force,
        base: overview::base(&surface, &stages),
        stages: stages.clone(),
    };
    let mut writing =
        Writing { making: &making, groups: &groups, renderer: &renderer, files: Vec::new() };
    let mut answers = Answers::new(definition, &surface, &in_force);
    let clients = writing.operations(definition, &mut answers)?;
    writing.groups()?;
    writing.models()?;
    let errors = answers.page();
    let index = search::script(&surface, &groups, &pages, &models, &errors.answers);
    writing.add(&Page::new("errors", "Errors", "errors", &errors))?;
    let authentication = authentication::page(definition, &surface, &in_force);
    writing.add(&Page::new(
        authentication::PAGE,
        "Authentication",
        "authentication",
        &authentication,
    ))?;
    if let Some(since) = &options.since {
        let view = changes::page(since, &surface, &models);
        writing.add(&Page::new(changes::PAGE, "Changelog", "changelog", &view))?;
    }
    let mut samples = Vec::new();
    if let Some((at, own)) = overview::shown(&surface) {
        samples.push(super::curl::sample(&surface, own, &making.base));
        samples.extend(clients.iter().filter_map(|client| client.call(at)));
    }
    let setups = clients.iter().map(Client::setup).collect();
    let first = overview::page(&cx, &surface, &stages, &groups, samples, setups);
    writing.add(&Page::new("index", &surface.title, "overview", &first))?;
    let mut files = writing.files;
    if options.format == Format::Html {
        files.extend(super::render::assets());
        files.push(File { path: "assets/index.js".to_owned(), text: index });
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(files)
}

/// A client library, with how a program calls the operations through it.
struct Client {
    label: &'static str,
    language: &'static str,
    shown: sdk::Shown,
}

impl Client {
    fn all(surface: &Surface) -> Vec<Self> {
        let own = |language: &&'static sdk::Language| Self {
            label: match language.name {
                "typescript" => "TypeScript",
                "python" => "Python",
                "go" => "Go",
                "rust" => "Rust",
                "java" => "Java",
                "kotlin" => "Kotlin",
                "csharp" => "C#",
                "ruby" => "Ruby",
                "php" => "PHP",
                "swift" => "Swift",
                other => other,
            },
            language: language.name,
            shown: language.show(surface),
        };
        LANGUAGES.iter().map(own).collect()
    }

    fn setup(&self) -> Sample {
        Sample { label: self.label, language: self.language, text: self.shown.setup.clone() }
    }

    fn call(&self, at: usize) -> Option<Sample> {
        let text = self.shown.calls.get(at)?.clone();
        Some(Sample { label: self.label, language: self.language, text })
    }
}

/// Pages on their way to files.
struct Writing<'a> {
    making: &'a Making<'a>,
    groups: &'a [Group],
    renderer: &'a Renderer<'a>,
    files: Vec<File>,
}

impl Writing<'_> {
    fn add<V: serde::Serialize>(&mut self, page: &Page<'_, V>) -> Result<(), DocsError> {
        self.files.push(self.renderer.page(page)?);
        Ok(())
    }

    fn operations(
        &mut self,
        definition: &Definition,
        answers: &mut Answers<'_>,
    ) -> Result<Vec<Client>, DocsError> {
        let surface = self.making.surface;
        let clients = Client::all(surface);
        let behind = behind(definition);
        for (number, group) in self.groups.iter().enumerate() {
            for at in &group.operations {
                let Some(own) = surface.operations.get(*at) else { continue };
                let link = Link { label: group.label.clone(), href: group.href.clone() };
                let facts = behind.get(&(own.path.as_str(), own.method.unwrap_or("ANY")));
                let facts = facts.copied().unwrap_or(Behind {
                    authorization: None,
                    method: None,
                    integration: None,
                });
                let samples = clients.iter().filter_map(|client| client.call(*at)).collect();
                let view = self.making.page(own, link, facts, answers, samples);
                let (href, title) = (operation::href(own), operation::title(own));
                let mut page = Page::new(&href, &title, "operation", &view);
                page.group = Some(number);
                self.add(&page)?;
            }
        }
        Ok(clients)
    }

    fn groups(&mut self) -> Result<(), DocsError> {
        for (number, group) in self.groups.iter().enumerate() {
            let near = |at: Option<usize>| {
                let other = self.groups.get(at?)?;
                Some(Link { label: other.label.clone(), href: other.href.clone() })
            };
            let operations = group.operations.iter();
            let operations = operations.filter_map(|at| self.making.surface.operations.get(*at));
            let view = view::Group {
                description: group.description.clone(),
                operations: operations.map(operation::line).collect(),
                before: near(number.checked_sub(1)),
                after: near(Some(number + 1)),
            };
            let mut page = Page::new(&group.href, &group.label, "group", &view);
            page.group = Some(number);
            self.add(&page)?;
        }
        Ok(())
    }

    fn models(&mut self) -> Result<(), DocsError> {
        let models = self.making.models;
        let uses = uses(self.making.surface, models);
        let mut lines = Vec::new();
        for (index, model) in models.all.iter().enumerate() {
            let Some(href) = models.page(index) else { continue };
            let label = models.label(index);
            lines.push(ModelLine {
                label: label.clone(),
                href: href.clone(),
                description: schema::line(model),
            });
            let surface = self.making.surface;
            let own = uses.get(index).map_or(&[][..], Vec::as_slice);
            let example = if model.sent && !model.received {
                surface.example(&Type::Model(index), &sdk::Notes::default())
            } else {
                surface.answer_example(&Type::Model(index))
            };
            let view = view::Model {
                description: model.description.clone(),
                deprecated: model.deprecated,
                schema: models.own_schema(index),
                example: format!("{:#}", surface.json(&example)),
                uses: own.iter().take(USES).cloned().collect(),
                more_uses: own.len().saturating_sub(USES),
            };
            self.add(&Page::new(href, &label, "model", &view))?;
        }
        lines.sort_by_key(|line| line.label.to_lowercase());
        let name = |number: usize| match number {
            0 => "models".to_owned(),
            other => format!("models--{}", other + 1),
        };
        let parts: Vec<&[ModelLine]> = lines.chunks(MODELS).collect();
        for (number, part) in parts.iter().enumerate() {
            let near = |at: Option<usize>| {
                let at = at?;
                parts.get(at)?;
                Some(Link { label: "Models".to_owned(), href: name(at) })
            };
            let (before, after) = (near(number.checked_sub(1)), near(Some(number + 1)));
            let view = view::Models { lines: part.to_vec(), before, after };
            self.add(&Page::new(&name(number), "Models", "models", &view))?;
        }
        Ok(())
    }
}

/// What stands behind the operations, by path and verb.
fn behind(definition: &Definition) -> HashMap<(&str, &str), Behind<'_>> {
    let mut found = HashMap::new();
    match &definition.api {
        Api::Rest(api) => {
            for (resource, method) in api.resources.methods() {
                let own = Behind {
                    authorization: Some(&method.authorization),
                    method: Some(method),
                    integration: method.integration.as_ref(),
                };
                found.insert((resource.path.as_str(), method.http_method.name()), own);
            }
        }
        Api::Http(api) => {
            for (key, route) in &api.routes {
                let own = Behind {
                    authorization: Some(&route.authorization),
                    method: None,
                    integration: route.integration.as_ref(),
                };
                let (verb, path) = key.split_once(' ').unwrap_or(("ANY", "/{path+}"));
                found.insert((path, verb), own);
            }
        }
    }
    found
}

/// What uses each model: operations first, then other models.
fn uses(surface: &Surface, models: &Models<'_>) -> Vec<Vec<Link>> {
    let mut found: Vec<Vec<Link>> = vec![Vec::new(); surface.models.len()];
    let mut put = |index: usize, link: &Link| {
        if let Some(own) = found.get_mut(index)
            && own.last().is_none_or(|last| last.href != link.href)
        {
            own.push(link.clone());
        }
    };
    for own in &surface.operations {
        let label = format!("{} {}", own.method.unwrap_or("ANY"), own.path);
        let link = Link { label, href: operation::href(own) };
        let body = own.body.iter().filter_map(|body| body.content.kind());
        let answers = own.responses.iter().filter_map(|own| own.content.as_ref()?.kind());
        let parameters = own.parameters.iter().map(|own| &own.kind);
        let kinds = body.chain(answers).chain(parameters);
        for index in shown(models, kinds.flat_map(Type::models).collect()) {
            put(index, &link);
        }
    }
    for (index, model) in surface.models.iter().enumerate() {
        let Some(page) = models.page(index) else { continue };
        let link = Link { label: models.label(index), href: page.clone() };
        for other in shown(models, model.shape.models()) {
            if other != index {
                put(other, &link);
            }
        }
    }
    found
}

/// The models with pages among those, and among the parts of those without.
fn shown(models: &Models<'_>, mut open: Vec<usize>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut seen: Vec<usize> = Vec::new();
    open.reverse();
    while let Some(index) = open.pop() {
        if seen.contains(&index) {
            continue;
        }
        seen.push(index);
        if models.page(index).is_some() {
            found.push(index);
        } else if let Some(model) = models.all.get(index) {
            open.extend(model.shape.models());
        }
    }
    found
}
