//! `weak-api-key-value`

use std::collections::BTreeSet;

use crate::check::values::is_open;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::ApiKey;

rule! {
    /// The value of an API key can be guessed.
    ///
    /// ## Why
    /// A key is accepted from everybody who sends it, and nobody counts wrong guesses. A value that repeats itself,
    /// follows the alphabet or the keyboard, or is a word like `secret` is among the first that are tried. The value
    /// itself is not told.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: { value: abcabcabcabcabcabcabcabc } }
    /// usagePlans: { free: { stages: [prod], keys: [app] } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: { value: "${env:APP_KEY}" } }
    /// usagePlans: { free: { stages: [prod], keys: [app] } }
    /// ```
    "weak-api-key-value", Warning, ApiKey => check
}

/// A value with fewer different letters is one of few.
const LETTERS: usize = 8;

/// How long a piece of an alphabet has to be.
const PIECE: usize = 8;

fn check(_: &Context<'_>, key: Named<'_, ApiKey>, sink: &mut Sink) {
    let Some(value) = key.value.value.as_ref().filter(|value| !is_open(value)) else { return };
    let Some(why) = weakness(value) else { return };
    sink.report(
        &RULE,
        value.span(),
        format!("the value of the key `{}` can be guessed", **key.name),
    )
    .label(why)
    .help(
        "let API Gateway make one, or take 30 random letters from the environment: `${env:NAME}`",
    );
}

fn weakness(value: &str) -> Option<&'static str> {
    const WORDS: [&str; 6] = ["apikey", "changeme", "example", "password", "qwerty", "secret"];
    const ALPHABETS: [&str; 3] =
        ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"];
    let lower = value.to_ascii_lowercase();
    let different: BTreeSet<char> = lower.chars().collect();
    if different.len() < LETTERS {
        return Some("it has few different letters");
    }
    if WORDS.iter().any(|word| lower.contains(word)) {
        return Some("it has a word in it that is tried first");
    }
    let letters: Vec<char> = lower.chars().collect();
    let is_piece = |piece: &[char]| {
        let text: String = piece.iter().collect();
        let back: String = piece.iter().rev().collect();
        ALPHABETS.iter().any(|own| own.contains(&text) || own.contains(&back))
    };
    letters.windows(PIECE).any(is_piece).then_some("it follows the alphabet or the keyboard")
}
