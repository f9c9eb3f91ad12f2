"""Programs that call every operation of a package as a plan says, for the languages that know their types before they
run: what each operation and each of its fields is called is read from the package.
"""

import base64
import json
import re

TEXT = r'("(?:[^"\\]|\\.)*")'


class Call:
    """A method of a client: its input's type, and the fields of that by place and name of the parameter."""

    def __init__(self, method, name, input_type, fields):
        self.method, self.name, self.input_type, self.fields = method, name, input_type, fields


def text(literal):
    """What a literal of Go, Rust or Java says."""
    literal = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), literal)
    literal = re.sub(r"\\U([0-9a-f]{8})", lambda found: chr(int(found[1], 16)), literal)
    literal = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), literal)
    return json.loads(literal, strict=False)


def fields_of(body, pattern):
    return {(place.lower(), text(wire)): field for place, wire, field in re.findall(pattern, body)}


def go_calls(package):
    code = (package / "operations.go").read_text()
    pattern = (r"\nfunc \(c \*\w+\) (\w+)\(ctx context\.Context, input (\w+), options \.\.\.RequestOption\) "
               rf"\(\*\w+, error\) \{{\n\trequest := newRequest\({TEXT}, {TEXT}, {TEXT}\)\n(.*?)\n\}}\n")
    for name, input_type, _, method, path, body in re.findall(pattern, code, re.DOTALL):
        own = rf'request\.in(Path|Query|Header|Cookie)\({TEXT}, "[a-z]*", input\.(\w+)\)'
        yield text(path), Call(text(method), name, input_type, fields_of(body, own))


def rust_calls(package):
    code = (package / "src/operations.rs").read_text()
    pattern = (r"    pub fn ([\w#]+)\(\s*&self,\s*_?input: (\w+),?\s*\) -> Call<.*?Request::new\(\s*&\w+,\s*"
               rf"{TEXT},\s*{TEXT},?\s*\);(.*?)\n    \}}\n")
    for name, input_type, method, path, body in re.findall(pattern, code, re.DOTALL):
        own = rf'request\.in_(\w+)\(\s*{TEXT},\s*"[a-z]*",\s*&input\.([\w#]+),?\s*\)'
        yield text(path), Call(text(method), name, input_type, fields_of(body, own))


def java_calls(package):
    folder = next(package.rglob("ClientOptions.java")).parent
    clients = [path for path in folder.glob("*Client.java")]
    client = next(path for path in clients if "public final class" in path.read_text() and "transport" in path.read_text())
    methods = {own: name for name, own in re.findall(
        r"public \w+ (\w+)\((\w+) input\) \{\n +return \1\(input, new RequestOptions", client.read_text())}
    for own, name in methods.items():
        code = (folder / f"{own}.java").read_text()
        method, path = re.search(rf"new Request\({TEXT}, {TEXT}, {TEXT}\)", code).groups()[1:]
        fields = rf'request\.in(Path|Query|Header|Cookie)\({TEXT}, "[a-z]*", this\.(\w+)\)'
        yield text(path), Call(text(method), name, own, fields_of(code, fields))


def matched(calls, plan):
    """Each entry of the plan with the call that it is about, and what its fields get."""
    known = {(own.method, path): own for path, own in calls}
    for entry in plan:
        call = known[entry["method"], entry["path"]]
        given = [(call.fields[own["place"], own["wire"]], own["value"], "json") for own in entry["parameters"]]
        if entry["body"]:
            given.append((None, entry["body"]["value"], entry["body"]["kind"]))
        yield call, given


GO_HEAD = """package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"

	"MODULE"
)

func set(field any, text string) {
	if err := json.Unmarshal([]byte(text), field); err != nil {
		panic(err)
	}
}

func send(field *io.Reader, text string) {
	var data []byte
	set(&data, text)
	*field = bytes.NewReader(data)
}

func show(number int, output any, err error) {
	said := map[string]any{"number": number}
	if err != nil {
		said["error"] = err.Error()
	} else {
		own := reflect.ValueOf(output).Elem()
		said["status"] = own.FieldByName("Status").Interface()
		said["answer"] = nil
		if body := own.FieldByName("Body"); body.IsValid() {
			said["answer"] = body.Interface()
		}
	}
	text, err := json.Marshal(said)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
}

func main() {
	ctx := context.Background()
	client, err := PACKAGE.CONSTRUCTOR(PACKAGE.ClientOptions{BaseURL: os.Args[1], Retry: PACKAGE.RetryOptions{Attempts: 1}})
	if err != nil {
		panic(err)
	}
	var _ *io.Reader
	_ = send
"""


def go_program(package, plan):
    client = (package / "client.go").read_text()
    name = re.search(r"^package (\w+)", client, re.MULTILINE)[1]
    constructor = re.search(r"\nfunc (New\w+)\(options ClientOptions\)", client)[1]
    out = GO_HEAD.replace("MODULE", package.name).replace("PACKAGE", name).replace("CONSTRUCTOR", constructor)
    for number, (call, given) in enumerate(matched(go_calls(package), plan)):
        out += f"\t{{\n\t\tvar input {name}.{call.input_type}\n"
        for field, value, kind in given:
            function = "send" if kind == "binary" else "set"
            literal = json.dumps(json.dumps(value, ensure_ascii=False), ensure_ascii=False)
            out += f"\t\t{function}(&input.{field or 'Body'}, {literal})\n"
        out += f"\t\toutput, err := client.{call.name}(ctx, input)\n\t\tshow({number}, output, err)\n\t}}\n"
    return out + "}\n"


RUST_HEAD = """use serde::de::DeserializeOwned;
use serde_json::{json, Value};

fn set<T: DeserializeOwned>(field: &mut T, text: &str) {
    *field = serde_json::from_str(text).unwrap();
}

fn show(number: usize, said: Result<(u16, Value), String>) {
    println!("{}", match said {
        Ok((status, answer)) => json!({ "number": number, "status": status, "answer": answer }),
        Err(error) => json!({ "number": number, "error": error }),
    });
}

#[tokio::main]
async fn main() {
    let base_url = std::env::args().nth(1);
    let client = CRATE::CLIENT::new(CRATE::ClientOptions { base_url, ..Default::default() }).unwrap();
"""


def rust_program(package, plan):
    code = (package / "src/operations.rs").read_text()
    client, krate = re.search(r"\nuse crate::client::(\w+);", code)[1], package.name.replace("-", "_")
    out = RUST_HEAD.replace("CRATE", krate).replace("CLIENT", client)
    for number, (call, given) in enumerate(matched(rust_calls(package), plan)):
        mutable = "mut " if given else ""
        out += f"    {{\n        let {mutable}input = {krate}::{call.input_type}::default();\n"
        for field, value, kind in given:
            if kind == "binary":
                out += f"        input.body = vec!{list(base64.b64decode(value))}.into();\n"
                continue
            literal = json.dumps(json.dumps(value, ensure_ascii=False), ensure_ascii=False)
            out += f"        set(&mut input.{field or 'body'}, {literal});\n"
        body = "json!(output.body)" if plan[number]["answer"] is not None else "Value::Null"
        out += f"        let said = client.{call.name}(input).await;\n"
        out += f"        show({number}, said.map(|output| (output.status, {body})).map_err(|error| format!(\"{{error:?}}\")));\n    }}\n"
    return out + "}\n"


def java_plan(package, plan):
    """The plan with the names of Java in it, the name of the package, and that of the client."""
    folder = next(package.rglob("ClientOptions.java")).parent
    module = re.search(r"^package ([\w.]+);", (folder / "ClientOptions.java").read_text(), re.MULTILINE)[1]
    client = next(path.stem for path in folder.glob("*Client.java") if "new RequestOptions" in path.read_text())
    entries = [{"call": call.name, "input": call.input_type,
                "fields": [{"name": field or "body", "value": value, "kind": kind} for field, value, kind in given]}
               for call, given in matched(java_calls(package), plan)]
    return entries, module, client
