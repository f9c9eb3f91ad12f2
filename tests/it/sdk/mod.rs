//! Client SDKs as text; that they compile and work is tested with the languages' own tools in `tests/e2e/sdk`.

mod goldens;
mod surface;
mod wide;

use std::fs;
use std::path::Path;

use portcullis::check::{AREAS, Checked, Settings};
use portcullis::frontend::ImportOptions;
use portcullis::sdk::{self, File, LANGUAGES, Language, SdkOptions, Surface};
use portcullis::source::Loader;

use crate::frontends::compile::{Files, Outcome, compile_files};

/// The text of a case.
fn case(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sdk");
    fs::read_to_string(folder.join(format!("{name}.yaml"))).unwrap()
}

/// The surface of a text, as the command makes it.
fn surface_of(text: &str) -> Surface {
    surface_of_file(&Files::new(&[("api.yaml", text)]), "api.yaml").unwrap()
}

/// The surface of a file; what is wrong with it when it has none.
fn surface_of_file(files: &dyn Loader, name: &str) -> Result<Surface, String> {
    let outcome = compile_files(files, name, &ImportOptions::default());
    let said = outcome.concise();
    let Outcome { definition, sources, mut sink } = outcome;
    let ignore = AREAS.iter().map(|area| area.name.to_owned()).collect();
    let settings = Settings { ignore, ..Settings::default() };
    let checked = definition.and_then(|own| Checked::new(own, &sources, &settings, &mut sink));
    checked.map(|definition| sdk::surface(&definition)).ok_or(said)
}

fn files_of(language: &Language, surface: &Surface) -> Vec<File> {
    language.write(surface, &SdkOptions::default()).unwrap()
}

#[test]
fn the_same_definition_gives_the_same_bytes() {
    for language in LANGUAGES {
        let text = case("names");
        let first = files_of(language, &surface_of(&text));
        assert_eq!(first, files_of(language, &surface_of(&text)), "{}", language.name);
        let paths: Vec<&String> = first.iter().map(|file| &file.path).collect();
        assert!(paths.is_sorted() && paths.len() > 5, "{paths:?}");
    }
}

#[test]
fn files_end_with_one_line_break_and_lines_without_blanks() {
    for language in LANGUAGES {
        for name in ["models", "unions", "names", "operations", "access", "pages"] {
            for file in files_of(language, &surface_of(&case(name))) {
                let place = format!("{} of {name} in {}", file.path, language.name);
                assert!(file.text.ends_with('\n') && !file.text.ends_with("\n\n"), "{place}");
                for (number, line) in file.text.lines().enumerate() {
                    assert!(!line.ends_with([' ', '\t']), "{place}, line {}", number + 1);
                    let control = |letter: char| letter.is_control() && letter != '\t';
                    assert!(!line.contains(control), "{place}, line {}", number + 1);
                }
            }
        }
    }
}

#[test]
fn a_new_operation_only_adds_lines() {
    let before = case("pages");
    let added = "paths:\n  /first:\n    get: { operationId: first, responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } } } }\n";
    let after = before.replacen("paths:\n", added, 1);
    for language in LANGUAGES {
        let old = files_of(language, &surface_of(&before));
        let new = files_of(language, &surface_of(&after));
        for file in &old {
            let other = new.iter().find(|other| other.path == file.path).unwrap();
            let mut lines = other.text.lines();
            let is_code = file.path != "README.md";
            let kept = file.text.lines().all(|line| lines.any(|other| other == line));
            assert!(kept || !is_code, "{} of {}", file.path, language.name);
        }
    }
}

#[test]
fn a_value_that_does_not_fit_begins_a_line_in_kotlin() {
    let key = "https://vocabulary.example.com/v1/theCredentialOfWhoIsCalled";
    let text = format!(
        "openapi: 3.0.1
info: {{ title: long, version: '1' }}
paths:
  /long:
    get:
      operationId: getLong
      responses: {{ '200': {{ description: ok, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Long' }} }} }} }} }}
components:
  schemas:
    Long: {{ type: object, properties: {{ '{key}': {{ type: array, items: {{ type: string }} }} }} }}
"
    );
    let files = files_of(Language::find("kotlin").unwrap(), &surface_of(&text));
    let class = &files.iter().find(|file| file.path.ends_with("/LongModel.kt")).unwrap().text;
    let value = format!(
        " =\n                    members.optional(\"{key}\", Decoders.list(Decoders.string)),\n"
    );
    assert!(class.contains(&value), "{class}");
}

#[test]
fn languages_have_names() {
    assert_eq!(Language::find("TS").unwrap().name, "typescript");
    assert!(Language::find("cobol").is_none());
}
