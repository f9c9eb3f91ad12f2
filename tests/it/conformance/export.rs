//! The document that an export of a deployed API gives, and what an import makes of it again.

use std::path::{Path, PathBuf};

use portcullis::check::{Checked, Settings};
use portcullis::diag::Sink;
use portcullis::emit::{ExportExtensions, ExportFormat, ExportOptions, Exported, export};
use portcullis::frontend::{ImportOptions, compile};
use portcullis::ir::{Api, Definition, HttpApi};
use portcullis::source::Sources;
use serde_json::Value;

use super::cases;
use super::import::{document, imported};
use super::matcher::difference;
use crate::conventions::words::files;
use crate::frontends::compile::Files;
use crate::shared::shared;

#[test]
fn every_export_is_what_the_service_gives() {
    let cases = cases("export");
    assert_eq!(cases.len(), 5);
    let mut faults = Vec::new();
    for case in &cases {
        // A document that is not here is skipped by its name.
        if let Some(text) = document(case) {
            faults.extend(fault(case, &text).map(|own| format!("{}: {own}", case["id"])));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn fault(case: &Value, text: &str) -> Option<String> {
    let (definition, sources, mut sink) = imported(text, &Value::Null);
    let format = match case["exportType"].as_str().unwrap() {
        "oas30" => ExportFormat::OpenApi30,
        "swagger" => ExportFormat::Swagger2,
        other => panic!("{other}"),
    };
    let extensions = case.pointer("/parameters/extensions").and_then(Value::as_str);
    let extensions = ExportExtensions::parse(extensions.unwrap_or("none")).unwrap();
    let Some(exported) = exported(definition, &sources, &mut sink, format, extensions, false)
    else {
        return Some(format!("no export: {:?}", sink.diagnostics()));
    };
    let source: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let expected = case["expected"].as_object().unwrap();
    let body = parts_of(&expected["body"], &source);
    let disposition = format!("attachment; filename=\"{}.json\"", exported.name);
    difference(&expected["contentDisposition"], Some(&Value::from(disposition)))
        .or_else(|| difference(&body, Some(&exported.document)))
}

/// The expected value with parts of the document put in.
fn parts_of(value: &Value, source: &Value) -> Value {
    match value {
        Value::Object(members) => {
            if let Some(pointer) = members.get("$document").and_then(Value::as_str) {
                return source.pointer(pointer).unwrap().clone();
            }
            let members = members.iter();
            members.map(|(name, own)| (name.clone(), parts_of(own, source))).collect()
        }
        Value::Array(items) => items.iter().map(|own| parts_of(own, source)).collect(),
        other => other.clone(),
    }
}

fn exported(
    definition: Definition,
    sources: &Sources,
    sink: &mut Sink,
    format: ExportFormat,
    extensions: ExportExtensions,
    is_whole: bool,
) -> Option<Exported> {
    // What a rule says about the document is another question.
    let settings = Settings { select: vec!["unused-model".to_owned()], ..Settings::default() };
    let checked = Checked::new(definition, sources, &settings, sink)?;
    let options = ExportOptions {
        format,
        extensions,
        stage: "local".to_owned(),
        region: "us-east-1".to_owned(),
        api_id: "a1b2c3d4e5".to_owned(),
        // The recorded stages have no documentation version; a round trip is about all there is.
        documentation: is_whole,
    };
    export(&checked, &options, sink)
}

/// An export with extensions is imported as the API that it was made of.
#[test]
fn an_export_is_imported_as_what_it_was() {
    let mut paths = Vec::new();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    files(&project.join("examples"), &["yaml", "json"], &mut paths);
    paths.retain(|path| path.file_name().is_none_or(|name| name != "portcullis.yaml"));
    assert!(paths.len() >= 5);
    let (again, faults) = round_trips(&paths);
    assert!(again >= 16, "{again}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Documents that use every construct that a format can carry; none of them loses anything in its own format.
#[test]
fn every_construct_survives_an_export() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/export");
    for (name, format) in [
        ("whole.yaml", ExportFormat::OpenApi30),
        ("swagger.json", ExportFormat::Swagger2),
        ("swagger.json", ExportFormat::OpenApi30),
        ("http-api.yaml", ExportFormat::OpenApi30),
    ] {
        let path = folder.join(name);
        let (definition, sources, mut sink) = api(&path).unwrap();
        let all = ExportExtensions::ALL;
        let made = exported(definition, &sources, &mut sink, format, all, true).is_some();
        assert!(made, "{name}: {:?}", sink.diagnostics());
        let lost = sink.diagnostics().iter().find(|found| found.code.name == "export-loses");
        assert!(lost.is_none(), "{name}: {lost:?}");
        let (again, faults) = round_trips(&[path]);
        assert!(again >= 2, "{name}");
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

#[test]
fn exports_of_real_definitions_are_imported_as_what_they_were() {
    let name = "exports_of_real_definitions_are_imported_as_what_they_were";
    for (kind, least) in [("openapi-aws", 400), ("http-api", 12)] {
        let Some(folder) = shared(&format!("corpus/{kind}"), name) else { return };
        let mut paths = Vec::new();
        files(&folder, &["yaml", "yml", "json"], &mut paths);
        let (again, faults) = round_trips(&paths);
        assert!(again >= least, "{kind}: {again}");
        assert!(faults.is_empty(), "{} faults of {again}:\n{}", faults.len(), faults.join("\n"));
    }
}

/// How many exports were imported again, and which came out as another API.
fn round_trips(paths: &[PathBuf]) -> (usize, Vec<String>) {
    let (mut again, mut faults) = (0, Vec::new());
    for path in paths {
        for format in [ExportFormat::OpenApi30, ExportFormat::Swagger2] {
            let Some((definition, sources, mut sink)) = api(path) else { continue };
            if definition.http().is_some() && format == ExportFormat::Swagger2 {
                continue;
            }
            let first = definition.api.clone();
            let all = ExportExtensions::ALL;
            let Some(exported) = exported(definition, &sources, &mut sink, format, all, true)
            else {
                continue;
            };
            // What the format cannot carry is said, and then the two differ.
            if sink.diagnostics().iter().any(|found| found.code.name == "export-loses") {
                continue;
            }
            for text in [exported.to_json(), exported.to_yaml()] {
                let second = api_of(&text).map(|(definition, _, _)| definition.api);
                again += 1;
                let Some(second) = second else {
                    faults.push(format!("{} as {}: errors", path.display(), format.name()));
                    break;
                };
                if let Some(fault) = unequal(&first, &second) {
                    faults.push(format!("{} as {}: {fault}", path.display(), format.name()));
                    break;
                }
            }
        }
    }
    (again, faults)
}

/// The definition at `path`, if it is an API without errors.
fn api(path: &Path) -> Option<(Definition, Sources, Sink)> {
    api_of(&std::fs::read_to_string(path).ok()?)
}

fn api_of(text: &str) -> Option<(Definition, Sources, Sink)> {
    let name = if text.trim_start().starts_with('{') { "api.json" } else { "api.yaml" };
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let files = Files::new(&[(name, text)]);
    let options = ImportOptions::default();
    let definition = compile(&files, Path::new(name), &options, &mut sources, &mut sink)?;
    (!sink.has_errors()).then_some((definition, sources, sink))
}

/// Where two APIs differ.
fn unequal(first: &Api, second: &Api) -> Option<String> {
    let (first, second) = match (first, second) {
        (Api::Rest(first), Api::Rest(second)) => (first, second),
        (Api::Http(first), Api::Http(second)) => return unequal_http(first, second),
        _ => return Some("the kind".to_owned()),
    };
    let parts = [
        ("name", first.name == second.name),
        // A document must have a version, so an API without one gets one.
        ("version", first.version.is_none() || first.version == second.version),
        ("description", first.description == second.description),
        ("apiKeySource", first.api_key_source == second.api_key_source),
        ("binaryMediaTypes", first.binary_media_types == second.binary_media_types),
        (
            "minimumCompressionSize",
            first.minimum_compression_size == second.minimum_compression_size,
        ),
        ("endpoint", first.endpoint == second.endpoint),
        ("policy", first.policy == second.policy),
        ("models", first.models == second.models),
        ("requestValidators", first.request_validators == second.request_validators),
        ("authorizers", first.authorizers == second.authorizers),
        ("gatewayResponses", first.gateway_responses == second.gateway_responses),
        ("documentation", first.documentation == second.documentation),
        ("tags", first.tags == second.tags),
    ];
    if let Some((name, _)) = parts.iter().find(|(_, same)| !same) {
        return Some((*name).to_owned());
    }
    for (_, resource) in first.resources.iter() {
        let other = second.resources.iter().find(|(_, own)| own.path == resource.path);
        let Some((_, other)) = other else { return Some(format!("no {}", resource.path)) };
        for (verb, method) in &resource.methods {
            let Some(own) = other.methods.get(verb) else {
                return Some(format!("no {verb} {}", resource.path));
            };
            if own != method {
                return Some(format!("{verb} {}:\n{method:#?}\n{own:#?}", resource.path));
            }
        }
    }
    (first.resources != second.resources).then(|| "the resources".to_owned())
}

fn unequal_http(first: &HttpApi, second: &HttpApi) -> Option<String> {
    for (key, route) in &first.routes {
        match second.routes.get(key.as_str()) {
            None => return Some(format!("no {}", key.as_str())),
            Some(other) if other != route => {
                return Some(format!("{}:\n{route:#?}\n{other:#?}", key.as_str()));
            }
            Some(_) => {}
        }
    }
    let parts = [
        ("name", first.name == second.name),
        ("version", first.version.is_none() || first.version == second.version),
        ("description", first.description == second.description),
        ("endpoint", first.endpoint == second.endpoint),
        ("cors", first.cors == second.cors),
        ("routes", first.routes == second.routes),
        ("authorizers", first.authorizers == second.authorizers),
        ("tags", first.tags == second.tags),
    ];
    let different = parts.iter().find(|(_, same)| !same);
    different.map(|(name, _)| (*name).to_owned())
}
