"""Programs that make the calls of a plan, one for each language and for many packages.

A plan has what is known of the packages (`apis`), and the calls, each with the operation, what it is given, and how the
client is set up. The programs for TypeScript, Python, Java, Kotlin, C#, Ruby and PHP find what they need while they run.
Those for Go, Rust and Swift know their types before: what each operation and each of its fields is called is read from the
packages.
"""

import json
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEXT = r'("(?:[^"\\]|\\.)*")'


class Call:
    """A method of a client: its input's type, and the fields of that by place and name of the parameter."""

    def __init__(self, method, path, name, input_type, fields):
        self.name, self.input_type, self.fields = name, input_type, fields
        self.any_method = not method.startswith('"')
        self.key = f"{'ANY' if self.any_method else text(method)} {text(path)}"


def text(literal):
    """What a literal of Go, Rust, Java, Kotlin, C# or Swift says."""
    literal = literal.replace("\\$", "$")
    literal = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), literal)
    literal = re.sub(r"\\U([0-9a-f]{8})", lambda found: chr(int(found[1], 16)), literal)
    literal = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), literal)
    return json.loads(literal, strict=False)


def fields_of(body, pattern):
    return {(place.lower(), text(wire)): field for place, wire, field in re.findall(pattern, body)}


def quoted(own):
    return json.dumps(own, ensure_ascii=False)


# Go


def go_calls(code):
    pattern = (r"\nfunc \(c \*\w+\) (\w+)\(ctx context\.Context, input (\w+), options \.\.\.RequestOption\) "
               rf"\(\*\w+, error\) \{{\n\trequest := newRequest\({TEXT}, ({TEXT}|input\.Method), {TEXT}\)\n(.*?)\n\}}\n")
    for name, input_type, _, method, _, path, body in re.findall(pattern, code, re.DOTALL):
        own = rf'request\.in(Path|Query|Header|Cookie)\({TEXT}, "[a-z]*", input\.(\w+)\)'
        yield Call(method, path, name, input_type, fields_of(body, own)), "input.Body" in body


GO_CLIENT = """
func client{at}(own settings) *{package}.{client} {{
	options := {package}.ClientOptions{{BaseURL: own.Address, Timeout: own.Timeout * time.Millisecond}}
	options.Retry = {package}.RetryOptions{{Attempts: own.Attempts, Base: time.Millisecond}}
	if own.APIKey != "" {{
		options.APIKey = {package}.Static(own.APIKey)
	}}
	if own.Token != "" {{
		options.Token = {package}.Static({package}.Token{{Value: own.Token}})
	}}
	if own.Keys != nil {{
		keys := {package}.AWSCredentials{{AccessKeyID: own.Keys.ID, SecretAccessKey: own.Keys.Secret}}
		options.Credentials = {package}.Static(keys)
	}}
	made, err := {package}.{constructor}(options)
	must(err)
	return made
}}
"""


def go_program(packages):
    """The file beside `call_all.go`."""
    imports, clients, calls = "", "", ""
    for at, package in enumerate(packages):
        code, own = (package / "operations.go").read_text(), f"p{at}"
        client, constructor = re.search(r"\nfunc (?=\w+\(options ClientOptions\) \(\*(\w+))(\w+)", (package / "client.go").read_text()).groups()
        imports += f"\t{own} {quoted(package.name)}\n"
        clients += GO_CLIENT.format(at=at, package=own, client=client, constructor=constructor)
        calls += f"\t{quoted(package.name)}: {{\n"
        for call, has_body in go_calls(code):
            calls += f"\t\t{quoted(call.key)}: func(ctx context.Context, own *entry) (any, error) {{\n\t\t\tvar input {own}.{call.input_type}\n"
            for (place, wire), field in call.fields.items():
                calls += f"\t\t\town.set({quoted(place)}, {quoted(wire)}, &input.{field})\n"
            calls += "\t\t\tinput.Method = own.Verb\n" if call.any_method else ""
            calls += "\t\t\town.send(&input.Body)\n" if has_body else ""
            if f" {call.name}Items(ctx context.Context, input {call.input_type}," in code:
                calls += f"\t\t\tif own.Pages {{\n\t\t\t\treturn collect(client{at}(own.Client).{call.name}Items(ctx, input))\n\t\t\t}}\n"
            calls += f"\t\t\treturn client{at}(own.Client).{call.name}(ctx, input)\n\t\t}},\n"
        calls += "\t},\n"
    return (f'package main\n\nimport (\n\t"context"\n\t"time"\n\n{imports})\n{clients}\n'
            f"var calls = map[string]map[string]call{{\n{calls}}}\n")


# Rust


def rust_calls(code):
    pattern = (r"    pub fn ([\w#]+)\(\s*&self,\s*_?input: (\w+),?\s*\) -> Call<'_,\s*(\w+).*?Request::new\(\s*&\w+,\s*"
               rf"({TEXT}|&input\.method),\s*{TEXT},?\s*\);(.*?)\n    \}}\n")
    for name, input_type, output, method, _, path, body in re.findall(pattern, code, re.DOTALL):
        own = rf'request\.in_(\w+)\(\s*{TEXT},\s*"[a-z]*",\s*&input\.([\w#]+),?\s*\)'
        yield Call(method, path, name, input_type, fields_of(body, own)), output


def rust_fields(code, name):
    """Names and types of the bodies in a struct."""
    found = re.search(rf"\npub struct {name} \{{\n(.*?)\n\}}\n", code, re.DOTALL)
    return re.findall(r"^    pub (body\w*): ([^\n]*),$", found[1], re.MULTILINE) if found else []


def rust_answer(bodies):
    def one(name, kind):
        if kind == "Download":
            return f"written(output.{name}.bytes().await.unwrap())"
        if kind == "Option<Download>":
            return f"match output.{name} {{ Some(own) => written(own.bytes().await.unwrap()), None => Value::Null }}"
        return f"json!(output.{name})"

    written = [one(*own) for own in bodies]
    return {0: "Value::Null", 1: "".join(written)}.get(len(written), f"first(vec![{', '.join(written)}])")


def rust_program(packages):
    """The program: what `call_all.rs` says, and what knows the packages."""
    out, arms = (HERE / "call_all.rs").read_text(), ""
    for at, package in enumerate(packages):
        code, krate = (package / "src/operations.rs").read_text(), package.name.replace("-", "_")
        client = re.search(r"\nuse crate::client::(\w+);", code)[1]
        arms += f"        {quoted(package.name)} => api{at}(entry).await,\n"
        out += f"\nasync fn api{at}(entry: &Entry) -> Value {{\n    let client = client!({krate}, {client}, &entry.client);\n"
        out += '    match format!("{} {}", entry.method, entry.path).as_str() {\n'
        for call, output in rust_calls(code):
            fills = [f"entry.set({quoted(place)}, {quoted(wire)}, &mut input.{field});" for (place, wire), field in call.fields.items()]
            fills += ["input.method = entry.verb.clone().unwrap();"] if call.any_method else []
            for kind in (kind for name, kind in rust_fields(code, call.input_type) if name == "body"):
                binary = {"Upload": "input.body = entry.bytes().unwrap().into();", "Option<Upload>": "input.body = entry.bytes().map(Into::into);"}
                fills.append(binary.get(kind, "entry.send(&mut input.body);"))
            out += f"        {quoted(call.key)} => {{\n            let {'mut ' if fills else ''}input = {krate}::{call.input_type}::default();\n"
            out += "".join(f"            {fill}\n" for fill in fills)
            if re.search(rf"pub fn {call.name}_items\(", code):
                out += f"            if entry.pages {{\n                return collected!({krate}, client.{call.name}_items(input));\n            }}\n"
            out += f"            called!({krate}, entry, client.{call.name}(input), |output| {rust_answer(rust_fields(code, output))})\n        }}\n"
        out += '        other => panic!("{other} is not known"),\n    }\n}\n'
    return out + ("\nasync fn call(entry: &Entry) -> Value {\n    match entry.api.as_str() {\n"
                  f'{arms}        other => panic!("{{other}} is not known"),\n    }}\n}}\n')


# Java


def java_api(package, classes):
    """What the program for Java has to know of a package."""
    folder = next(package.rglob("ClientOptions.java")).parent
    module = re.search(r"^package ([\w.]+);", (folder / "ClientOptions.java").read_text(), re.MULTILINE)[1]
    client = next(path for path in folder.glob("*Client.java") if "new RequestOptions" in path.read_text())
    methods = re.findall(r"public \w+ (\w+)\((\w+) input\) \{\n +return \1\(input, new RequestOptions", client.read_text())
    calls = {}
    for name, own in methods:
        code = (folder / f"{own}.java").read_text()
        method, path = re.search(rf"new Request\({TEXT}, ((?:{TEXT}|this\.method)), {TEXT}\)", code).group(2, 4)
        fields = rf'request\.in(Path|Query|Header|Cookie)\({TEXT}, "[a-z]*", this\.(\w+)\)'
        call = Call(method, path, name, own, fields_of(code, fields))
        calls[call.key] = {"call": name, "input": own, "fields": {" ".join(place): field for place, field in call.fields.items()}}
    return {"classes": str(classes), "module": module, "client": client.stem, "calls": calls}


# Kotlin


def kotlin_api(package, classes):
    """What the program for Kotlin has to know of a package."""
    client = next(path for path in package.rglob("*Client.kt") if "this.transport.call(" in path.read_text())
    code = client.read_text()
    pattern = (rf"\n    public suspend fun (\S+?)\((.*?)\n            Request\(\s*{TEXT},\s*({TEXT}|[\w`]+),\s*{TEXT},?\s*\)"
               r"\n(.*?)\n        \)\n")
    calls = {}
    for name, _, _, method, _, path, body in re.findall(pattern, code, re.DOTALL):
        fields = rf'\.in(Path|Query|Header|Cookie)\(\s*{TEXT},\s*"[a-z]*",\s*([\w`]+),?\s*\)'
        call = Call(method, path, name.strip("`"), "", fields_of(body, fields))
        known = {" ".join(place): field.strip("`") for place, field in call.fields.items()}
        calls[call.key] = {"call": call.name, "fields": known}
    module = re.search(r"^package ([\w.]+)$", code, re.MULTILINE)[1]
    return {"classes": str(classes), "module": module, "client": client.stem, "calls": calls}


# C#


def csharp_api(package, assembly):
    """What the program for C# has to know of a package."""
    client = next(path for path in (package / "src").glob("*Client.cs") if "_transport.CallAsync(" in path.read_text())
    code = client.read_text()
    pattern = (rf"\n        public Task<\w+> (\w+)Async\((?:(?!\n        public ).)*?\n                new Request\(\s*{TEXT},"
               rf"\s*({TEXT}|[\w@]+),\s*{TEXT}\s*\)\n(.*?)\n            \);\n")
    calls = {}
    for name, _, method, _, path, body in re.findall(pattern, code, re.DOTALL):
        fields = rf'\.In(Path|Query|Header|Cookie)\(\s*{TEXT},\s*"[a-z]*",\s*@?(\w+),'
        call = Call(method, path, name, "", fields_of(body, fields))
        calls[call.key] = {"call": call.name, "fields": {" ".join(place): field for place, field in call.fields.items()}}
    namespace = re.search(r"^namespace ([\w.]+)$", code, re.MULTILINE)[1]
    return {"assembly": str(assembly), "namespace": namespace, "client": client.stem, "calls": calls}


# Swift


def swift_call(call, types, client, output):
    """The lines that make one call."""
    fields = {field: (place, wire) for (place, wire), field in call.fields.items()}
    given = []
    for name, kind in types:
        own = f"try given(entry, {quoted(fields[name][0])}, {quoted(fields[name][1])})" if name in fields else "entry.verb"
        if name == "body":
            plain = "try sentOrNull(entry)" if kind.startswith("Nullable<") else "try sent(entry)"
            own = {"Upload": "try uploaded(entry)!", "Upload?": "try uploaded(entry)"}.get(kind, plain)
        # Keywords are labels as they are.
        given.append(f"{name.strip('`')}: {own}")
    words = ", ".join(given)
    lines = [f"    case {quoted(call.key)}:"]
    if f" {call.name}Items(" in client:
        lines.append(f"        if entry.pages {{ return try await collected(client.{call.name}Items({words})) }}")
    lines.append(f"        let output = try await client.{call.name}({words})")
    bodies = re.findall(r"^    public let (body\w*): (.*)$", output.partition("\n}\n")[0], re.MULTILINE)
    answers = [f", {'try await ' if kind.startswith('Download') else ''}answer(output.{name})" for name, kind in bodies]
    return [*lines, f"        return gives(output.status{''.join(answers)})"]


def swift_file(package, module, number):
    """The file that makes the calls of a package."""
    client = next(package.glob("Sources/*/*Client.swift"))
    code = client.read_text()
    pattern = (rf"\n    public func (\S+?)\(([^{{}}]*?)\) async throws -> (\w+) \{{\n.*?Request\(\s*{TEXT},\s*({TEXT}|[\w`]+),\s*{TEXT}\s*\)"
               r" \{\n(.*?)\n            options\n")
    cases = []
    for name, types, output, _, method, _, path, body in re.findall(pattern, code, re.DOTALL):
        fields = rf'\$0\.in(Path|Query|Header|Cookie)\(\s*{TEXT},\s*"[a-z]*",\s*([\w`]+)\s*\)'
        call = Call(method, path, name, "", fields_of(body, fields))
        known = [own.strip().partition(": ") for own in types.split(",") if own.strip()]
        known = [(own, kind.partition(" = ")[0]) for own, _, kind in known if own != "options"]
        cases += swift_call(call, known, code, (client.parent / f"Operations/{output}.swift").read_text())
    made = ["", "private func made(_ entry: Entry) async throws -> [String: JSONValue] {", "    let client = try client(entry)",
            "    switch entry.key {", *cases, '    default: fatalError("\\(entry.key) is not known")', "    }", "}", ""]
    text = (HERE / "CallOne.swift").read_text().replace("MODULE", module).replace("CLIENT", client.stem).replace("NUMBER", f"called{number}")
    return text + "\n".join(made)


def swift_program(modules, folder):
    """The files of the program, for packages by the names of their modules."""
    first = next(iter(modules))
    arms = "".join(f"    case {quoted(package.name)}: return await called{number}(entry)\n" for number, package in enumerate(modules.values()))
    choice = f'\nfunc called(_ entry: Entry) async -> String {{\n    switch entry.api {{\n{arms}    default: fatalError("\\(entry.api) is not known")\n    }}\n}}\n'
    texts = {"CallAll.swift": (HERE / "CallAll.swift").read_text().replace("MODULE", first) + choice}
    texts |= {f"Call{number}.swift": swift_file(package, module, number) for number, (module, package) in enumerate(modules.items())}
    for name, written in texts.items():
        (folder / name).write_text(written)
    return [folder / name for name in texts]
