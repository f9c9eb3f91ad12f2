//! Templates that a fixed sequence of changes has mangled: each is parsed or refused with places inside of it, and
//! rendered within bounds.

use serde_json::{Value, json};

use super::super::{InputDocument, Limits, Template};

const SEEDS: [&str; 6] = [
    "#set($root = $input.path('$'))\n{\"id\": \"$root.id\", #foreach($i in $root.items)$i.k#if($foreach.hasNext),#end#end}",
    "#if($a == 1 && !$b || \"$c.d[0]\" != 'x')é#elseif($x.matches('a+'))#{else}$!{e}#end ## end\n#* c *#",
    "#define($d)$foreach.index#end#foreach($v in [1..3])$d#set($m = {\"k\": [$v, -1.5e3, null]})$m.put('x', $m.k)#end",
    "$util.escapeJavaScript($input.json('$.a[?(@.b > 1)]..c')).replaceAll(\"\\\\'\",\"'\")\\$x \\#end #[[ $ ]]#",
    "#foreach($k in $context.keySet())$k=$context.get($k);#end#set($context.responseOverride.status = 400 + $n % 7)",
    "#macro(m $a)$a#end#m(1)#stop #break $stageVariables['u'].substring(0, 1) \"\"\"$a\"\"\" $input.params().header.X-Y",
];

const PIECES: [&str; 24] = [
    "$",
    "#",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "'",
    "\\",
    "#end",
    "#if(",
    "#foreach(",
    "$!{",
    "..",
    ".",
    "##",
    "*#",
    "é",
    "\n",
    "🎉",
    "$input.path(",
    "#set($x = ",
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % limit.max(1)
    }
}

fn mutate(random: &mut Random) -> String {
    let mut text: Vec<char> = SEEDS[random.below(SEEDS.len())].chars().collect();
    for _ in 0..=random.below(5) {
        let at = random.below(text.len());
        match random.below(4) {
            0 => {
                let end = (at + 1 + random.below(6)).min(text.len());
                text.drain(at..end);
            }
            1 => {
                let piece = PIECES[random.below(PIECES.len())];
                text.splice(at..at, piece.chars());
            }
            2 => {
                let other: Vec<char> = SEEDS[random.below(SEEDS.len())].chars().collect();
                let from = random.below(other.len());
                let to = (from + random.below(20)).min(other.len());
                text.splice(at..at, other[from..to].iter().copied());
            }
            _ => {
                let other = random.below(text.len());
                if !text.is_empty() {
                    text.swap(at, other);
                }
            }
        }
    }
    text.into_iter().collect()
}

fn input() -> Value {
    json!({
        "body": "{\"id\": 1, \"items\": [{\"k\": \"v\"}], \"a\": [{\"b\": 2, \"c\": \"it's\"}]}",
        "headers": { "X-Y": "h" },
        "stageVariables": { "u": "url" },
        "context": { "stage": "prod", "identity": { "sourceIp": "192.0.2.1" } },
    })
}

#[test]
fn mangled_templates_are_harmless() {
    let input = input();
    let document = InputDocument::from_json(&input).unwrap();
    let limits = Limits { steps: 20_000, output: 50_000, memory: 200_000, iterations: 100 };
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut parsed, mut refused) = (0, 0);
    for _ in 0..12_000 {
        let text = mutate(&mut random);
        let inside = |start: u32, end: u32| text.get(start as usize..end as usize).is_some();
        match Template::parse(&text) {
            Ok(template) => {
                parsed += 1;
                for mention in template.references() {
                    assert!(inside(mention.start, mention.end), "{text}");
                }
                if let Err(error) = template.render(&document.input(), &limits) {
                    assert!(inside(error.start, error.end), "{text}: {error:?}");
                }
            }
            Err(errors) => {
                refused += 1;
                assert!(!errors.is_empty());
                for error in errors {
                    assert!(inside(error.start, error.end), "{text}: {error:?}");
                    assert!(!error.message.is_empty() && !error.message.contains('\n'));
                }
            }
        }
    }
    assert!(parsed > 1_000 && refused > 1_000, "{parsed} {refused}");
}

/// Payloads that were mangled are read exactly when `serde_json` reads them, with the same result.
#[test]
fn mangled_payloads_are_read_as_json() {
    let seeds = [
        r#"{"a": [1, -2.5e3, "x\u00e9\n", true, null, {}], "é": {"b": "\ud83c\udf89"}}"#,
        r#" [ [ ] , 0.1, -7, 1E5, "\\\"\/", false ] "#,
    ];
    let template = Template::parse("$input.json('$')").unwrap();
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let mut valid = 0;
    for round in 0..12_000 {
        let mut text: Vec<char> = seeds[round % seeds.len()].chars().collect();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len());
            match random.below(3) {
                0 => drop(text.remove(at)),
                1 => text.insert(
                    at,
                    ['"', '\\', '{', ']', ',', ':', '0', '-', '.', 'e', 'u', '\u{7}']
                        [random.below(12)],
                ),
                _ => text.swap(at, 0),
            }
        }
        let text: String = text.into_iter().collect();
        let body = json!({ "body": text });
        let document = InputDocument::from_json(&body).unwrap();
        let rendered = template.render(&document.input(), &Limits::default()).unwrap().text;
        match serde_json::from_str::<Value>(&text) {
            Ok(expected) => {
                valid += 1;
                let found: Value = serde_json::from_str(&rendered).unwrap();
                assert_eq!(found, expected, "{text} {rendered}");
            }
            // Half of a surrogate pair has no text, which we replace and `serde_json` refuses.
            Err(error) if error.to_string().contains("surrogate") => {}
            Err(error) if error.to_string().contains("hex escape") => {}
            Err(error) => assert_eq!(rendered, "\"\"", "{text}: {error}"),
        }
    }
    assert!(valid > 500, "{valid}");
}
