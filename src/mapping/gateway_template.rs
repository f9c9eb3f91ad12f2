//! The bodies of gateway responses: text with variables, and not the template language
//! (reference `openapi-extensions`, section 1.10).

/// A parsed body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayTemplate {
    parts: Vec<GatewayPart>,
}

/// A part of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GatewayPart {
    /// Text that stays as it is.
    Text(String),
    /// A variable, whose value is put in.
    Variable(GatewayVariable),
}

/// A variable of a gateway response's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GatewayVariable {
    /// `$context.NAME`
    Context(String),
    /// `$stageVariables.NAME`
    StageVariable(String),
    /// `$method.request.PLACE.NAME`, as `(PLACE, NAME)`
    Request(String, String),
}

impl GatewayTemplate {
    /// Reads a body. Everything that is no variable is text, so nothing can be wrong.
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            plain.push_str(before);
            if let Some((variable, left)) = variable(after) {
                if !plain.is_empty() {
                    parts.push(GatewayPart::Text(std::mem::take(&mut plain)));
                }
                parts.push(GatewayPart::Variable(variable));
                rest = left;
            } else {
                plain.push('$');
                rest = after;
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(GatewayPart::Text(plain));
        }
        Self { parts }
    }

    /// Its parts in order.
    pub fn parts(&self) -> &[GatewayPart] {
        &self.parts
    }

    /// The variables that it names.
    pub fn variables(&self) -> impl Iterator<Item = &GatewayVariable> {
        self.parts.iter().filter_map(|part| match part {
            GatewayPart::Text(_) => None,
            GatewayPart::Variable(variable) => Some(variable),
        })
    }

    /// The body, with the values that `lookup` gives; a variable without a value is nothing.
    pub fn render(&self, mut lookup: impl FnMut(&GatewayVariable, &mut String)) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                GatewayPart::Text(text) => out.push_str(text),
                GatewayPart::Variable(variable) => lookup(variable, &mut out),
            }
        }
        out
    }
}

/// The variable after a dollar sign, with or without braces, and what follows it.
fn variable(text: &str) -> Option<(GatewayVariable, &str)> {
    let (name, rest) = if let Some(inner) = text.strip_prefix('{') {
        inner.split_once('}')?
    } else {
        let end = text
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')))
            .unwrap_or(text.len());
        let (name, _) = text.split_at_checked(end)?;
        // A full stop at the end belongs to the sentence.
        let name = name.trim_end_matches('.');
        (name, text.get(name.len()..)?)
    };
    let variable = if let Some(name) = name.strip_prefix("context.") {
        GatewayVariable::Context(name.to_owned())
    } else if let Some(name) = name.strip_prefix("stageVariables.") {
        GatewayVariable::StageVariable(name.to_owned())
    } else {
        let request = name.strip_prefix("method.request.")?;
        let (place, name) = request.split_once('.')?;
        GatewayVariable::Request(place.to_owned(), name.to_owned())
    };
    Some((variable, rest))
}

#[cfg(test)]
mod tests {
    use super::{GatewayTemplate, GatewayVariable};

    fn render(text: &str) -> String {
        GatewayTemplate::parse(text).render(|variable, out| match variable {
            GatewayVariable::Context(name) if name == "error.messageString" => {
                out.push_str("\"no\"");
            }
            GatewayVariable::Context(_) => {}
            GatewayVariable::StageVariable(name) => out.push_str(name),
            GatewayVariable::Request(place, name) => {
                out.push_str(place);
                out.push('/');
                out.push_str(name);
            }
        })
    }

    #[test]
    fn substitutes_and_nothing_else() {
        assert_eq!(render("{\"message\":$context.error.messageString}"), "{\"message\":\"no\"}");
        assert_eq!(render("a $stageVariables.url. b"), "a url. b");
        assert_eq!(render("${stageVariables.url}x"), "urlx");
        assert_eq!(render("$method.request.header.X-A!"), "header/X-A!");
        assert_eq!(render("#if($x)$5 $ ${open $context.none"), "#if($x)$5 $ ${open ");
    }
}
