use super::super::{Mentioned, ParameterPlace, Template};

fn check(template: &str, expected: &[(&str, bool, Mentioned<'_>)]) {
    let parsed = Template::parse(template).unwrap();
    let found: Vec<_> = parsed
        .references()
        .into_iter()
        .map(|m| (template.get(m.start as usize..m.end as usize).unwrap(), m.written, m.what))
        .collect();
    assert_eq!(found, expected, "{template}");
}

#[test]
fn input_is_named() {
    check(
        "$input.body $input.json('$.a') $input.path($p) $input.params('x') $input.params().header.Accept \
         $input.params().get('path')['id'] $input.params() $input.foo",
        &[
            ("$input.body", false, Mentioned::InputBody),
            ("$input.json('$.a')", false, Mentioned::InputJson(Some("$.a"))),
            ("$input.path($p)", false, Mentioned::InputPath(None)),
            ("$p", false, Mentioned::Variable { name: "p", assigned: false }),
            (
                "$input.params('x')",
                false,
                Mentioned::InputParameter { place: None, name: Some("x") },
            ),
            (
                "$input.params().header.Accept",
                false,
                Mentioned::InputParameter {
                    place: Some(ParameterPlace::Header),
                    name: Some("Accept"),
                },
            ),
            (
                "$input.params().get('path')['id']",
                false,
                Mentioned::InputParameter { place: Some(ParameterPlace::Path), name: Some("id") },
            ),
            ("$input.params()", false, Mentioned::InputParameters),
            ("$input.foo", false, Mentioned::UnknownInput("foo")),
        ],
    );
}

#[test]
fn context_stage_and_util_are_named() {
    check(
        "$context.identity['sourceIp'] ${stageVariables.url} $util.toJson($x)#set($context.responseOverride.status = 1)",
        &[
            (
                "$context.identity['sourceIp']",
                false,
                Mentioned::Context(vec!["identity", "sourceIp"]),
            ),
            ("${stageVariables.url}", false, Mentioned::StageVariable(Some("url"))),
            ("$util.toJson($x)", false, Mentioned::Util { name: "toJson", known: false }),
            ("$x", false, Mentioned::Variable { name: "x", assigned: false }),
            (
                "$context.responseOverride.status",
                true,
                Mentioned::Context(vec!["responseOverride", "status"]),
            ),
        ],
    );
}

#[test]
fn references_are_found_wherever_they_stand() {
    let template = "#foreach($a in [$b..$c])#if($d == {\"$e\": !$f})\"${g.x($h)[$i]}\"#else$j#end#end#define($k)$l#end";
    let parsed = Template::parse(template).unwrap();
    let names: Vec<_> = parsed
        .references()
        .iter()
        .map(|mention| match mention.what {
            Mentioned::Variable { name, assigned } => (name, assigned),
            _ => ("", false),
        })
        .collect();
    let expected: Vec<_> =
        ["b", "c", "d", "e", "f", "g", "h", "i", "j", "l"].map(|n| (n, false)).into();
    assert_eq!(names, expected);
}

#[test]
fn a_variable_is_known_once_it_is_assigned_anywhere() {
    check(
        "$x#set($x = 1)",
        &[
            ("$x", false, Mentioned::Variable { name: "x", assigned: true }),
            ("$x", true, Mentioned::Variable { name: "x", assigned: true }),
        ],
    );
}
