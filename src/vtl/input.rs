//! What a template reads and what it leaves behind.

use std::borrow::Cow;

use serde_json::Value as Json;

/// The name and the value of a parameter or a stage variable.
pub type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// What one rendering reads. Of pairs with equal names the last one counts.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The payload as text. It is parsed once, and only when the template asks for a part of it.
    pub body: &'a str,
    /// Path parameters.
    pub path: &'a [Pair<'a>],
    /// Query parameters, decoded.
    pub query: &'a [Pair<'a>],
    /// Headers, with their names as the client wrote them.
    pub header: &'a [Pair<'a>],
    /// `$context`. `requestOverride` and `responseOverride` in it are what an earlier template has set.
    pub context: &'a Variables<'a>,
    /// `$stageVariables`.
    pub stage_variables: &'a [Pair<'a>],
}

static NOTHING: Variables<'static> = Variables(Vec::new());

impl Default for Input<'_> {
    fn default() -> Self {
        Self {
            body: "",
            path: &[],
            query: &[],
            header: &[],
            context: &NOTHING,
            stage_variables: &[],
        }
    }
}

/// A map of variables, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variables<'a>(Vec<(Cow<'a, str>, Variable<'a>)>);

/// A value that goes into a rendering or comes out of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Variable<'a> {
    /// Nothing.
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer
    Integer(i64),
    /// A number with a fraction
    Number(f64),
    /// A text
    Text(Cow<'a, str>),
    /// A list
    List(Vec<Variable<'a>>),
    /// A map
    Map(Variables<'a>),
}

impl<'a> Variables<'a> {
    /// No variables.
    pub fn new() -> Self {
        Self::default()
    }

    /// No variables yet, with room for `capacity`.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// Adds a variable; an earlier one of the same name is replaced.
    pub fn set(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Variable<'a>>) {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// The variable `name`.
    pub fn get(&self, name: &str) -> Option<&Variable<'a>> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The variables in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Variable<'a>)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// How many variables there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The members of a JSON object; nothing for another value.
    pub fn from_json(json: &'a Json) -> Option<Self> {
        let members = json.as_object()?;
        Some(Self(members.iter().map(|(name, value)| (name.into(), value.into())).collect()))
    }
}

impl<'a> Variable<'a> {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Variables<'a>> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// The value as JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::from(*value),
            Self::Integer(number) => Json::from(*number),
            Self::Number(number) => Json::from(*number),
            Self::Text(text) => Json::from(&**text),
            Self::List(list) => list.iter().map(Self::to_json).collect(),
            Self::Map(map) => {
                map.iter().map(|(name, value)| (name.to_owned(), value.to_json())).collect()
            }
        }
    }
}

impl<'a> From<&'a str> for Variable<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Variable<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<Option<&'a str>> for Variable<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::from)
    }
}

impl From<bool> for Variable<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Variable<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl<'a> From<Variables<'a>> for Variable<'a> {
    fn from(map: Variables<'a>) -> Self {
        Self::Map(map)
    }
}

impl<'a> From<&'a Json> for Variable<'a> {
    fn from(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => match number.as_i64() {
                Some(integer) => Self::Integer(integer),
                None => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => Self::Text(text.into()),
            Json::Array(list) => Self::List(list.iter().map(Self::from).collect()),
            Json::Object(members) => Self::Map(Variables(
                members.iter().map(|(name, value)| (name.into(), value.into())).collect(),
            )),
        }
    }
}

/// What bounds one rendering. Work is counted in steps, since this layer reads no clock: a step is a node of the
/// template, a character class of 64 bytes of text, or a node of the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most steps.
    pub steps: u64,
    /// The most bytes of output.
    pub output: usize,
    /// The most bytes of texts, lists and maps that the template makes on the way.
    pub memory: usize,
    /// The most rounds of one `#foreach`; the service stops the loop there and goes on behind it.
    pub iterations: usize,
}

impl Default for Limits {
    /// Ten million steps, the 10 MiB that a payload may have, 64 MiB on the way, and the service's 1000 rounds.
    fn default() -> Self {
        Self { steps: 10_000_000, output: 10 << 20, memory: 64 << 20, iterations: 1000 }
    }
}

/// The outcome of a rendering.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// `$context.requestOverride` and `$context.responseOverride` behind the template.
    pub overrides: Overrides,
    /// Where in the template a loop was stopped at the most rounds, as bytes.
    pub stopped_loops: Vec<(u32, u32)>,
}

/// What a template has written to the override maps of `$context`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// `header`, `path` and `querystring`; nothing when the template did not touch the map.
    pub request: Option<Variables<'static>>,
    /// `status` and `header`; nothing when the template did not touch the map.
    pub response: Option<Variables<'static>>,
}

impl Overrides {
    /// The status that the response shall have. Only an integer from 100 to 599 counts (`vtl`, "Overrides").
    pub fn status(&self) -> Option<u16> {
        match self.response.as_ref()?.get("status")? {
            Variable::Integer(status) => {
                u16::try_from(*status).ok().filter(|status| (100..600).contains(status))
            }
            Variable::Null
            | Variable::Bool(_)
            | Variable::Number(_)
            | Variable::Text(_)
            | Variable::List(_)
            | Variable::Map(_) => None,
        }
    }

    /// The values of `$context.requestOverride.place`, where `place` is `header`, `path` or `querystring`.
    pub fn request(&self, place: &str) -> Option<&Variables<'static>> {
        self.request.as_ref()?.get(place)?.as_map()
    }

    /// The values of `$context.responseOverride.header`.
    pub fn response_headers(&self) -> Option<&Variables<'static>> {
        self.response.as_ref()?.get("header")?.as_map()
    }
}
