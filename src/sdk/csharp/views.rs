//! What the views of all languages leave to C#: what a member may not be called, and what comments have to say.

use crate::sdk::layout::marked;
use crate::sdk::surface::{Operation, Parameter, Shape, Surface};
use crate::sdk::typed::{self, ModelView, OperationView, Questioned, SentView};

use super::types::Types;
use super::{names, words};

/// The models that are types. What may be null is known when aliases are, and what may be left out is null then.
pub(super) fn models(types: &Types<'_>, surface: &Surface) -> Vec<ModelView> {
    let mut models = typed::models(types, surface);
    for (view, model) in models.iter_mut().zip(&surface.models) {
        let Shape::Object(object) = &model.shape else { continue };
        for (field, own) in view.fields.iter_mut().zip(&object.fields) {
            field.name = names::property(&own.name, &view.name);
            field.nullable = !own.required && types.split_nullable(&own.kind).1;
            if !own.required && !field.nullable {
                field.codec = Some(marked(&types.optional_codec(&own.kind)));
            }
            if field.doc.is_empty() {
                field.doc = words::comment(&[&format!("The member `{}`.", own.wire)]);
            }
        }
    }
    models.retain(|own| own.kind != "alias");
    models
}

/// The operations, with words for everything that a call takes.
pub(super) fn operations(types: &Types<'_>, surface: &Surface) -> Vec<OperationView> {
    let mut all = typed::operations(types, surface);
    for (view, operation) in all.iter_mut().zip(&surface.operations) {
        inputs(types, view, operation);
        let bodies = view.body.as_mut().zip(operation.body.as_ref());
        if let Some((sent, body)) = bodies {
            let said = body.description.as_deref();
            sent.doc = words::parameter(&sent.name, &[said.unwrap_or("What is sent.")]);
            sent.codec = types.sent_codec(body).map(|own| marked(&own));
            sent.nullable = is_optional(sent);
        }
        for response in &mut view.good {
            headers(response);
        }
    }
    all
}

/// Whether a body tells being left out from being null.
fn is_optional(sent: &SentView) -> bool {
    sent.written.starts_with("Optional<")
}

fn inputs(types: &Types<'_>, view: &mut OperationView, operation: &Operation) {
    if let Some(verb) = &mut view.verb {
        verb.doc = words::parameter(&verb.name, &["The verb."]);
    }
    for (field, own) in view.inputs.iter_mut().zip(&operation.parameters) {
        let said = said(own);
        field.doc = words::parameter(&field.name, &[&said]);
        if !own.required {
            field.codec = Some(marked(&types.optional_codec(&own.kind)));
        }
    }
}

/// What is said of a parameter.
fn said(own: &Parameter) -> String {
    let place = own.place.word();
    own.description.clone().unwrap_or_else(|| format!("`{}`, in the {place}.", own.wire))
}

fn headers(response: &mut typed::ResponseView) {
    for header in &mut response.headers {
        if header.name == response.headers_name {
            header.name.push('_');
        }
        if header.doc.is_empty() {
            header.doc = words::comment(&[&format!("The header `{}`.", header.wire)]);
        }
    }
}
