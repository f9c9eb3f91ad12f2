//! How one page leads to the next, where the definition shows it.

use super::surface::{
    Content, Field, Model, Next, Object, Operation, Paging, Parameter, Place, Shape, Status, Type,
};

/// Parameters that take the token of a page, by their letters.
const TOKEN_PARAMETERS: &[&str] = &[
    "nexttoken",
    "cursor",
    "pagetoken",
    "paginationtoken",
    "continuationtoken",
    "continuation",
    "exclusivestartkey",
    "startkey",
    "startingtoken",
    "startafter",
    "marker",
    "pagecursor",
    "nextpagetoken",
    "nextcursor",
    "lastevaluatedkey",
    "lastkey",
    "token",
    "after",
];

/// Properties that hold the token of the next page, by their letters.
const TOKEN_PROPERTIES: &[&str] = &[
    "nexttoken",
    "nextcursor",
    "nextpagetoken",
    "nextpagecursor",
    "nextmarker",
    "nextkey",
    "nextpage",
    "paginationtoken",
    "continuationtoken",
    "continuation",
    "lastevaluatedkey",
    "lastkey",
    "endcursor",
    "cursor",
    "marker",
    "pagetoken",
    "next",
];

/// Parameters that take the number of a page.
const PAGE_PARAMETERS: &[&str] = &["page", "pagenumber", "pageno", "pagenum", "pageindex"];

/// Parameters that take the number of items before a page.
const OFFSET_PARAMETERS: &[&str] = &["offset", "skip", "startindex"];

/// Properties that hold other properties of a page.
const WRAPPERS: &[&str] =
    &["pagination", "paging", "meta", "metadata", "pageinfo", "responsemetadata", "links", "page"];

/// Properties that hold the items, where a page has several lists.
const ITEM_PROPERTIES: &[&str] =
    &["items", "data", "results", "records", "content", "entries", "values", "elements", "list"];

/// How the pages of `operation` follow each other.
pub(super) fn find(operation: &Operation, models: &[Model]) -> Option<Paging> {
    if !matches!(operation.method, Some("GET" | "POST")) {
        return None;
    }
    let response = operation
        .responses
        .iter()
        .find(|response| matches!(response.status, Status::Code(200..=299)))?;
    let Status::Code(status) = response.status else { return None };
    let Some(Content::Json(page)) = &response.content else { return None };
    let (items, item) = items(page, models)?;
    let query = |known: &[&str]| {
        operation.parameters.iter().position(|parameter| {
            parameter.place == Place::Query && known.contains(&parameter.name.flat().as_str())
        })
    };
    if let Some(parameter) = query(TOKEN_PARAMETERS)
        && let Some(path) = token(page, models)
        && operation.parameters.get(parameter).is_some_and(takes_text)
    {
        return Some(paging(operation, parameter, Next::Token(path), items, item, status));
    }
    let number = |index: usize| {
        let parameter = operation.parameters.get(index)?;
        matches!(parameter.kind, Type::Integer { .. } | Type::Number).then_some(parameter)
    };
    if let Some(parameter) = query(PAGE_PARAMETERS)
        && let Some(own) = number(parameter)
    {
        let first = u32::from(own.name.flat() != "pageindex");
        return Some(paging(operation, parameter, Next::Page(first), items, item, status));
    }
    let parameter = query(OFFSET_PARAMETERS)?;
    number(parameter)?;
    Some(paging(operation, parameter, Next::Offset, items, item, status))
}

fn paging(
    operation: &Operation,
    parameter: usize,
    next: Next,
    items: Vec<String>,
    item: Type,
    status: u16,
) -> Paging {
    let (pages, all) = (operation.name.and("pages"), operation.name.and("items"));
    Paging { parameter, next, items, item, status, pages, all }
}

fn takes_text(parameter: &Parameter) -> bool {
    matches!(parameter.kind, Type::String | Type::Integer { .. } | Type::Number)
}

fn object<'m>(kind: &Type, models: &'m [Model]) -> Option<&'m Object> {
    let Type::Model(index) = kind.split_nullable().0 else { return None };
    match &models.get(*index)?.shape {
        Shape::Object(object) => Some(object),
        Shape::Alias(inner) => object_of_alias(inner, models),
        Shape::Enum(_) | Shape::Union(_) => None,
    }
}

fn object_of_alias<'m>(kind: &Type, models: &'m [Model]) -> Option<&'m Object> {
    let Type::Model(index) = kind else { return None };
    match &models.get(*index)?.shape {
        Shape::Object(object) => Some(object),
        Shape::Alias(_) | Shape::Enum(_) | Shape::Union(_) => None,
    }
}

/// The type of the items, if `kind` is a list.
fn list<'m>(kind: &'m Type, models: &'m [Model]) -> Option<&'m Type> {
    match kind.split_nullable().0 {
        Type::List(item) => Some(item),
        Type::Model(index) => match &models.get(*index)?.shape {
            Shape::Alias(Type::List(item)) => Some(item),
            _ => None,
        },
        _ => None,
    }
}

/// Where the items of a page are, and their type.
fn items(page: &Type, models: &[Model]) -> Option<(Vec<String>, Type)> {
    if let Some(item) = list(page, models) {
        return Some((Vec::new(), item.clone()));
    }
    let fields = &object(page, models)?.fields;
    let lists: Vec<(&Field, &Type)> =
        fields.iter().filter_map(|field| Some((field, list(&field.kind, models)?))).collect();
    let (field, item) = match lists.as_slice() {
        [only] => *only,
        several => *several
            .iter()
            .find(|(field, _)| ITEM_PROPERTIES.contains(&field.name.flat().as_str()))?,
    };
    Some((vec![field.wire.clone()], item.clone()))
}

/// Where the token of the next page is.
fn token(page: &Type, models: &[Model]) -> Option<Vec<String>> {
    let fields = &object(page, models)?.fields;
    if let Some(field) = token_field(fields) {
        return Some(vec![field.wire.clone()]);
    }
    fields.iter().filter(|field| WRAPPERS.contains(&field.name.flat().as_str())).find_map(|outer| {
        let inner = token_field(&object(&outer.kind, models)?.fields)?;
        Some(vec![outer.wire.clone(), inner.wire.clone()])
    })
}

fn token_field(fields: &[Field]) -> Option<&Field> {
    let holds_text = |field: &&Field| {
        matches!(field.kind.split_nullable().0, Type::String | Type::Integer { .. } | Type::Number)
    };
    TOKEN_PROPERTIES.iter().find_map(|known| {
        fields.iter().filter(holds_text).find(|field| field.name.flat() == *known)
    })
}
