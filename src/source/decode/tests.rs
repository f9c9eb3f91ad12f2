//! Faults are shown under the text that they are about.

use std::fmt::Write;
use std::sync::Arc;

use serde::Deserialize;

use super::{Decoded, FaultKind, decode};
use crate::source::testing::{FILE, show};
use crate::source::{Span, Spanned, SpannedMap, read_yaml};

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Zoo {
    name: Spanned<String>,
    #[serde(default)]
    cages: SpannedMap<Cage>,
    open: Option<Spanned<bool>>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Cage {
    area: Option<Spanned<f64>>,
    pets: Option<Vec<Spanned<Pet>>>,
    max_guests: Option<Spanned<Guests>>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Pet {
    Dog,
    Cat,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(try_from = "u32")]
struct Guests(u32);

impl TryFrom<u32> for Guests {
    type Error = &'static str;

    fn try_from(count: u32) -> Result<Self, Self::Error> {
        if count < 100 { Ok(Self(count)) } else { Err("not so many") }
    }
}

fn decoded(text: &str) -> Decoded<Zoo> {
    let (tree, problems) = read_yaml(FILE, &Arc::from(text));
    assert!(problems.is_empty(), "{problems:?}");
    decode(tree.root())
}

fn shown(text: &str) -> String {
    let mut shown = String::new();
    for fault in decoded(text).faults {
        let words = match fault.kind {
            FaultKind::UnknownField { name, known } => format!("unknown {name} of {known:?}"),
            FaultKind::MissingField { name } => format!("missing {name}"),
            FaultKind::WrongType { expected, found } => format!("{found:?}, not {expected}"),
            FaultKind::UnknownValue { value, known } => format!("unknown {value} of {known:?}"),
            FaultKind::Refused { reason } => reason,
        };
        let field = fault.field.map(|field| format!(" ({field})")).unwrap_or_default();
        let _ = write!(shown, "{}", show(text, fault.span, &format!("{words}{field}")));
    }
    shown
}

#[test]
fn values_know_their_places() {
    let text =
        "name: Hellabrunn\ncages:\n  A1: { area: 12, pets: [dog, cat], maxGuests: 3 }\n  7:\n";
    let zoo = decoded(text).value.unwrap();
    let place = |span: Span| text.get(span.range()).unwrap();
    assert_eq!(place(zoo.name.span()), "Hellabrunn");
    let (name, cage) = zoo.cages.get_index(0).unwrap();
    assert_eq!((name.as_str(), place(name.span())), ("A1", "A1"));
    let area = cage.area.as_ref().unwrap();
    assert_eq!((area.value(), place(area.span())), (&12.0, "12"));
    let pets = cage.pets.as_ref().unwrap();
    assert_eq!(pets.iter().map(|pet| place(pet.span())).collect::<Vec<_>>(), ["dog", "cat"]);
    assert_eq!(cage.max_guests.as_ref().unwrap().value(), &Guests(3));
    // A key that looks like a number is text, and a map without anything is a map.
    assert_eq!(zoo.cages.get("7"), Some(&Cage { area: None, pets: None, max_guests: None }));
    assert_eq!(zoo.open, None);
}

#[test]
fn every_fault_is_told_and_the_rest_is_kept() {
    let text = "\
name: Tierpark
opne: true
cages:
  A1: { area: large, pets: [dog, bird, cat, 7], guests: 3 }
  A2: { maxGuests: 200, area: 4.5 }
  A3: [dog]
open: 1
";
    assert_eq!(
        shown(text),
        r#"opne: true
^^^^ unknown opne of ["name", "cages", "open"]
  A1: { area: large, pets: [dog, bird, cat, 7], guests: 3 }
              ^^^^^ String, not a number (area)
  A1: { area: large, pets: [dog, bird, cat, 7], guests: 3 }
                                 ^^^^ unknown bird of ["dog", "cat"] (pets)
  A1: { area: large, pets: [dog, bird, cat, 7], guests: 3 }
                                            ^ Int, not text (pets)
  A1: { area: large, pets: [dog, bird, cat, 7], guests: 3 }
                                                ^^^^^^ unknown guests of ["area", "pets", "maxGuests"] (A1)
  A2: { maxGuests: 200, area: 4.5 }
                   ^^^ not so many (maxGuests)
  A3: [dog]
      ^^^^^ Sequence, not a map (A3)
open: 1
      ^ Int, not `true` or `false` (open)
"#
    );
    let zoo = decoded(text).value.unwrap();
    assert_eq!(zoo.cages.len(), 2);
    assert_eq!(zoo.cages["A2"].area.as_ref().map(Spanned::value), Some(&4.5));
    assert_eq!(zoo.cages["A1"].pets.as_ref().unwrap().len(), 2);
}

#[test]
fn what_is_missing_is_told_once() {
    assert_eq!(shown("open: true\n"), "open: true\n^^^^^^^^^^ missing name\n");
    assert_eq!(decoded("open: true\n").value, None);
    // The name is there, but is none: its own fault is enough.
    assert_eq!(shown("name: [a]\n"), "name: [a]\n      ^^^ Sequence, not text (name)\n");
    assert_eq!(shown("name:\n"), "name:\n     | Null, not text (name)\n");
    assert_eq!(shown("- name\n"), "- name\n^^^^^^ Sequence, not a map\n");
}

#[test]
fn a_flood_of_faults_ends() {
    let mut text = "name: big\ncages:\n".to_owned();
    for at in 0..5_000 {
        let _ = writeln!(text, "  c{at}: {{ area: x }}");
    }
    let decoded = decoded(&text);
    assert_eq!(decoded.faults.len(), super::MOST_FAULTS);
    assert_eq!(decoded.value, None);
}
