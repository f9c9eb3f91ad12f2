//! The parameters of operations.

use super::{Reader, Reading, at, notes};
use crate::ir::{
    DocumentationType, ParameterKey, ParameterLocation, ParameterStyle, RequestParameter,
};
use crate::sdk::naming::{Name, Scope};
use crate::sdk::surface::{Auth, Parameter, Place, Style, Type};
use crate::source::Fragment;

impl<'a> Reader<'a> {
    pub(super) fn parameters(
        &mut self,
        reading: Reading<'_, 'a>,
        auth: &Auth,
        has_body: bool,
    ) -> (Vec<Parameter>, Option<String>) {
        let call = reading.call;
        let mut scope = Scope::with(&["body", "method"]);
        let mut found = Vec::new();
        let mut idempotency = None;
        for wire in placeholders(call.path) {
            let key = |name: &str| ParameterKey {
                location: ParameterLocation::Path,
                name: name.to_owned(),
            };
            let declared = call.method.and_then(|method| {
                let all = &method.request_parameters;
                all.get(&key(wire)).or_else(|| all.get(&key(wire.trim_end_matches('+'))))
            });
            let mut parameter = self.parameter(reading, Place::Path, wire, declared, &mut scope);
            parameter.required = true;
            found.push(parameter);
        }
        let declared = call.method.into_iter().flat_map(|method| &method.request_parameters);
        for (key, own) in declared {
            let place = match key.location {
                ParameterLocation::Path => continue,
                ParameterLocation::QueryString => Place::Query,
                ParameterLocation::Header => Place::Header,
            };
            if self.is_sent_otherwise(place, &key.name, auth, has_body) {
                continue;
            }
            if place == Place::Header && is_idempotency_key(&key.name) {
                idempotency = Some(key.name.clone());
                continue;
            }
            found.push(self.parameter(reading, place, &key.name, Some(own), &mut scope));
        }
        for (wire, own) in reading.facts.into_iter().flat_map(|facts| &facts.cookies) {
            if !self.is_sent_otherwise(Place::Cookie, wire, auth, has_body) {
                found.push(self.parameter(reading, Place::Cookie, wire, Some(own), &mut scope));
            }
        }
        found.sort_by_key(|parameter| (parameter.place != Place::Path, !parameter.required));
        (found, idempotency)
    }

    /// Whether credentials, or what is known of the body, say the same.
    fn is_sent_otherwise(&self, place: Place, wire: &str, auth: &Auth, has_body: bool) -> bool {
        let named = |name: &str| place == Place::Header && wire.eq_ignore_ascii_case(name);
        (has_body && named("content-type"))
            || named("accept")
            || named("host")
            || (auth.api_key && named("x-api-key"))
            || (auth.iam && named("authorization"))
            || self.tokens.sends(auth, place, wire)
    }

    fn parameter(
        &mut self,
        reading: Reading<'_, 'a>,
        place: Place,
        wire: &str,
        declared: Option<&'a RequestParameter>,
        scope: &mut Scope,
    ) -> Parameter {
        let greedy = place == Place::Path && wire.ends_with('+');
        let wire = wire.trim_end_matches('+');
        let own = Name::of(wire, "parameter");
        let own = if scope.is_free(&own) { own } else { own.and(place.word()) };
        let name = scope.claim(own);
        let kind = declared.map_or(Type::String, |declared| {
            self.parameter_type(declared, &reading.name.with(&name))
        });
        let stated = declared.and_then(|declared| declared.style.get());
        let style = if greedy {
            Style::Greedy
        } else {
            stated.map_or(Style::Joined(','), |style| match style {
                ParameterStyle::Repeated => Style::Repeated,
                ParameterStyle::Commas => Style::Joined(','),
                ParameterStyle::Spaces => Style::Joined(' '),
                ParameterStyle::Tabs => Style::Joined('\t'),
                ParameterStyle::Pipes => Style::Joined('|'),
                ParameterStyle::Brackets => Style::Brackets,
                ParameterStyle::Json => Style::Json,
            })
        };
        let kind_of_words = match place {
            Place::Path => DocumentationType::PathParameter,
            Place::Query => DocumentationType::QueryParameter,
            Place::Header | Place::Cookie => DocumentationType::RequestHeader,
        };
        let mut words = at(reading.call, kind_of_words);
        words.name = Some(wire.to_owned());
        let said = declared.and_then(|declared| declared.description.get().cloned());
        Parameter {
            name,
            wire: wire.to_owned(),
            place,
            style,
            kind,
            required: declared.is_some_and(|declared| declared.required),
            notes: notes(declared),
            description: self.words.text(&words, "description").or(said),
        }
    }

    pub(super) fn parameter_type(&mut self, parameter: &'a RequestParameter, name: &Name) -> Type {
        let schema: Option<&'a Fragment> = parameter.schema.get();
        schema.map_or(Type::String, |schema| {
            let kind = self.schemas.schema(schema.node(), name);
            // What a parameter holds is text on the wire, unless more is known.
            if kind == Type::Any { Type::String } else { kind.split_nullable().0.clone() }
        })
    }
}

/// The names between braces.
fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn is_idempotency_key(header: &str) -> bool {
    let flat: String =
        header.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    flat.contains("idempotency") || flat.ends_with("clienttoken")
}
