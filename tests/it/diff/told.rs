//! What an edition tells people: its title, its addresses, its documentation.

use portcullis::diff::{Effect, Place, compare};

use super::{check, edition, lines, pets};

fn document(pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(pets(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

/// What becomes different when the one document is written as the other.
#[track_caller]
fn changes(old: &str, new: &str, expected: &[&str]) {
    assert_eq!(lines(&compare(&edition(old, ""), &edition(new, ""))), expected);
}

#[test]
fn titles_and_versions() {
    let old = document(&[("title: pets,", "title: Pets, description: All of them,")]);
    let new = document(&[("title: pets, version: \"1\"", "title: Animals, version: \"2\"")]);
    changes(
        &old,
        &new,
        &[
            "compatible[information] API: `title` is `Animals` instead of `Pets`",
            "compatible[information] API: `version` is `2` instead of `1`",
            "compatible[information] API: `description` is nothing instead of `All of them`",
        ],
    );
    let found = compare(&edition(&old, ""), &edition(&new, ""));
    assert!(found.iter().all(|own| own.effect == Effect::Immediate));
}

#[test]
fn servers() {
    let with = |urls: &[&str]| {
        let all: Vec<String> = urls.iter().map(|url| format!("{{ url: \"{url}\" }}")).collect();
        document(&[("paths:\n", &format!("servers: [{}]\npaths:\n", all.join(", ")))])
    };
    let (one, two) = ("https://a.example.com", "https://b.example.com");
    let cases: [(&[&str], &[&str], &str); 5] = [
        (&[], &[one], "compatible[servers] API: has the server `https://a.example.com` as well"),
        (
            &[one],
            &[one, two],
            "compatible[servers] API: has the server `https://b.example.com` as well",
        ),
        (
            &[one, two],
            &[one],
            "behaviour[servers] API: has the server `https://b.example.com` no longer",
        ),
        (
            &[one],
            &[two],
            "behaviour[servers] API: has the server `https://b.example.com` instead of `https://a.example.com`",
        ),
        (
            &[one, two],
            &[two, one],
            "behaviour[servers] API: the servers come in the order `https://b.example.com`, `https://a.example.com`",
        ),
    ];
    for (old, new, expected) in cases {
        changes(&with(old), &with(new), &[expected]);
    }
    changes(&with(&[one, two]), &with(&[one, two]), &[]);
}

#[test]
fn documentation() {
    check(
        "      operationId: listPets\n",
        "      operationId: listPets\n      summary: All pets\n      description: By page\n",
        &["compatible[documentation] GET /pets: the operation has `description`, `summary` now"],
        &[
            "compatible[documentation] GET /pets: the operation has `description`, `summary` no longer",
        ],
    );
    check(
        "in: query, schema: { type: string, enum: [cat, dog] }",
        "in: query, description: The kind, schema: { type: string, enum: [cat, dog] }",
        &["compatible[documentation] GET /pets: the query parameter `type` has `description` now"],
        &[
            "compatible[documentation] GET /pets: the query parameter `type` has `description` no longer",
        ],
    );
    check(
        "description: sold",
        "description: sold at once",
        &["compatible[documentation] POST /pets: `description` of the response 200 is another"],
        &["compatible[documentation] POST /pets: `description` of the response 200 is another"],
    );
}

#[test]
fn what_comes_or_goes_takes_its_documentation_along() {
    let described =
        "        - { name: X-Trace, in: header, description: A trace, schema: { type: string } }\n";
    let bare = "        - { name: X-Trace, in: header, schema: { type: string } }\n";
    let old = document(&[(bare, described)]);
    let new = document(&[(bare, "")]).replace(", method.request.header.X-Trace", "");
    let found = lines(&compare(&edition(&old, ""), &edition(&new, "")));
    assert!(found.iter().any(|own| own.contains("[parameter-removed]")), "{found:?}");
    assert!(!found.iter().any(|own| own.contains("[documentation]")), "{found:?}");
}

#[test]
fn the_name_of_a_path_variable_does_not_tell_parts_apart() {
    let described = |text: &str| {
        text.replacen(
            "in: path, required: true,",
            "in: path, required: true, description: Its id,",
            1,
        )
    };
    let old = described(&pets());
    let new = described(&pets().replace("petId", "id"));
    changes(
        &old,
        &new,
        &[
            "compatible[path-variable-renamed] GET /pets/{id}: the path is `/pets/{id}` instead of `/pets/{petId}`",
        ],
    );
}

#[test]
fn a_model_that_is_another_is_told_once() {
    let old = document(&[("    Pet:\n", "    Pet:\n      description: A pet\n")]);
    let new = document(&[("    Pet:\n", "    Pet:\n      description: An animal\n")]);
    changes(
        &old,
        &new,
        &["compatible[model-wording] model Pet: is another, and no caller notices"],
    );
}

#[test]
fn places_name_the_revision() {
    let old = edition(&pets(), "").in_revision("main");
    let new = edition(&pets().replacen("description: sold", "description: bought", 1), "");
    let found = compare(&old, &new);
    let place =
        |file: &str| Some(Place { file: file.to_owned(), line: found[0].new.as_ref()?.line });
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].old, place("main:api.yaml"));
    assert_eq!(found[0].new, place("api.yaml"));
}
