"""Compiles the calls that the documentation shows.

    calls.py BINARY WORK

What `portcullis docs --format markdown` writes is read back: how a client is made from the overview, and one call from the
page of each operation. Both are put into the package of each language, and have to compile in its strict mode.

Prints one line for each language: `ok`, `FAILED` or `skipped`.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Nothing is left in the tree.
sys.dont_write_bytecode = True

import run

DEFINITIONS = {
    "shown-drive": run.HERE / "portcullis.yaml",
    "shown-orders": run.ROOT / "examples/orders/portcullis.yaml",
    "shown-petstore": run.ROOT / "examples/petstore/portcullis.yaml",
    **{f"shown-{name}": run.ROOT / f"tests/cases/sdk/{name}.yaml" for name in ("access", "models", "operations", "unions")},
}


def shown(binary, path):
    """How a client is made, and the calls, by language."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        subprocess.run([binary, "docs", path, "-o", site, "--format", "markdown"], check=True, stderr=subprocess.DEVNULL)
        overview = (site / "index.md").read_text().split("## Clients")[1]
        setup = dict(blocks(overview))
        calls = {}
        for page in sorted((site / "operations").glob("*.md")):
            for language, text in blocks(page.read_text().split("## Examples")[1]):
                calls.setdefault(language, []).append(text)
    return {language: (text, calls[language]) for language, text in setup.items()}


def blocks(page):
    return re.findall(r"^```(typescript|python|go|rust|java|kotlin|csharp|ruby|php|swift)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def indented(text, by="    "):
    return "".join(by + line if line.strip() else line for line in text.splitlines(keepends=True))


def typescript(package, setup, calls):
    setup = re.sub(r'from "[^"]*"', 'from "./index.js"', setup)
    known = "declare const session: { token(): string };\ndeclare const process: { env: { API_KEY: string } };\n"
    bodies = [f"export async function call{at}() {{\n{indented(text)}    return [status, body];\n}}\n" for at, text in enumerate(calls)]
    (package / "src/calls.ts").write_text(setup + known + "".join(bodies))


def python(package, setup, calls):
    module = next((package / "src").iterdir())
    known = "from typing import Any\n\nkey = \"key\"\nsession: Any = None\n"
    bodies = [f"\n\ndef call{at}() -> object:\n{indented(text)}    return response\n" for at, text in enumerate(calls)]
    (module / "calls.py").write_text(known + setup.replace(f"from {module.name} import", "from . import models\nfrom . import").replace(", models\n", "\n") + "".join(bodies))


def go(package, setup, calls):
    module = re.search(r":= (\w+)\.", setup)[1]
    text = setup + "".join(calls)
    words = ["context"] + [word for word in ("os", "strings", "time") if re.search(rf"\b{word}\.", text)]
    imports = "".join(f'\t"{word}"\n' for word in words) + f'\t{module} "{package.name}"\n'
    client = re.search(r"\.New(\w+)\(", setup)[1]
    bodies = [f"\nfunc call{at}(ctx context.Context, client *{module}.{client}) error {{\n{indented(own, chr(9))}\t_ = output\n\treturn err\n}}\n"
              for at, own in enumerate(calls)]
    made = f"\nfunc made(sessionToken {module}.TokenProvider) error {{\n{indented(setup, chr(9))}\t_ = client\n\treturn nil\n}}\n"
    folder = package / "calls"
    folder.mkdir()
    (folder / "calls.go").write_text(f"package calls\n\nimport (\n{imports})\n{made}" + "".join(bodies))


def rust(package, setup, calls):
    krate = package.name.replace("-", "_")
    setup = re.sub(r"^use \w+::\*;", f"use {krate}::*;", setup)
    use, make = setup.split("\n\n", 1)
    client = re.search(r"let client = (\w+)::", make)[1]
    bodies = [f"async fn call{at}(client: &{client}) -> Result<(), Box<dyn std::error::Error>> {{\n{indented(own)}    drop(output);\n    Ok(())\n}}\n"
              for at, own in enumerate(calls)]
    made = f"fn made(key: String) -> Result<(), Box<dyn std::error::Error>> {{\n{indented(make)}    drop((client, key));\n    Ok(())\n}}\n"
    made = made.replace("key.into()", "key.clone().into()")
    folder = package / "src/bin"
    folder.mkdir()
    (folder / f"{krate}_calls.rs").write_text("#![allow(dead_code, unused_imports)]\n" + use + "\n" + made + "".join(bodies) + "fn main() {}\n")


def java(package, setup, calls):
    folder = next(path.parent for path in package.rglob("ApiException.java"))
    module = re.search(r"^package ([\w.]+);", (folder / "ApiException.java").read_text(), re.MULTILINE)[1]
    imports = ["java.nio.charset.StandardCharsets", "java.time.LocalDate", "java.time.OffsetDateTime", "java.util.Arrays", "java.util.List", "java.util.Map"]
    lines = "".join(f"import {name};\n" for name in imports)
    client = setup.split()[0]
    bodies = [f"    static Object call{at}({client} client) {{\n{indented(own, ' ' * 8)}        return output;\n    }}\n" for at, own in enumerate(calls)]
    made = f"    interface Session {{ Credentials.Token token(); }}\n    static {client} made(Session session) {{\n{indented(setup, ' ' * 8)}        return client;\n    }}\n"
    (folder / "CallsOfTheDocumentation.java").write_text(f"package {module};\n\n{lines}\nfinal class CallsOfTheDocumentation {{\n{made}{''.join(bodies)}}}\n")


def kotlin(package, setup, calls):
    folder = next(path.parent for path in package.rglob("ApiException.kt"))
    module = re.search(r"^package ([\w.]+)$", (folder / "ApiException.kt").read_text(), re.MULTILINE)[1]
    text = setup + "".join(calls)
    names = ["java.time.LocalDate", "java.time.OffsetDateTime"]
    names += [f"kotlinx.serialization.json.Json{kind}" for kind in ("Array", "Null", "Object", "Primitive")]
    lines = "".join(f"import {name}\n" for name in names if re.search(rf"\b{name.rpartition('.')[2]}\b", text))
    client = re.search(r"val client = (\w+)\(", setup)[1]
    bodies = [f"internal suspend fun call{at}(client: {client}): Any {{\n{indented(own)}    return output\n}}\n\n" for at, own in enumerate(calls)]
    made = f"internal fun made(session: Session): Any {{\n{indented(setup)}    return listOf(client, session)\n}}\n\n"
    known = "internal class Session(\n    private val own: Token,\n) {\n    fun token(): Token = own\n}\n\n"
    (folder / "CallsOfTheDocumentation.kt").write_text(f"package {module}\n\n{lines}\n{known}{made}{''.join(bodies)}")


def csharp(package, setup, calls):
    text = setup + "".join(calls)
    names = {"System": r"\b(DateTime|DateTimeOffset|Environment|Array)\.", "System.Collections.Generic": r"\bDictionary<", "System.Text": r"\bEncoding\."}
    used = [name for name, pattern in names.items() if re.search(pattern, text)]
    lines = "".join(f"using {name};\n" for name in [*used, "System.Text.Json", "System.Threading", "System.Threading.Tasks"])
    client = re.search(r"var client = new (\w+)\(", setup)[1]
    bodies = [f"        internal static async Task<object> Call{at}({client} client)\n        {{\n{indented(own, ' ' * 12)}            return output;\n        }}\n\n"
              for at, own in enumerate(calls)]
    made = f"        internal static {client} Made(Session session)\n        {{\n{indented(setup, ' ' * 12)}            return client;\n        }}\n\n"
    known = "        internal abstract class Session\n        {\n            internal abstract Task<Token> TokenAsync(CancellationToken cancelled);\n        }\n"
    namespace = next(package.glob("*.csproj")).stem
    code = f"{lines}\nnamespace {namespace}\n{{\n    internal static class CallsOfTheDocumentation\n    {{\n{made}{''.join(bodies)}{known}    }}\n}}\n"
    (package / "src/CallsOfTheDocumentation.cs").write_text(code)


RUBY_KNOWN = """# frozen_string_literal: true

ENV["API_KEY"] = "key"
session = Struct.new(:token).new("token")
session.token

# Answers everything with nothing, so that a call is made as far as its request.
sender = lambda do |request|
  answer = Struct.new(:status, :headers, :read)
  answer.new(200, {}, +"") if request.verb
end
"""


def ruby(package, setup, calls):
    """Nothing but a call itself tells whether its names are known, so all are made."""
    made = "client.instance_variable_get(:@transport).instance_variable_set(:@http, sender)\nresponse = nil\n"
    (package / "calls.rb").write_text("\n".join([RUBY_KNOWN, setup, made, *(f"{own}raise unless response.status == 200\n" for own in calls)]))


def php(package, setup, calls):
    client = re.search(r"\$client = new (\w+)\(", setup)[1]
    namespace = re.search(rf"^use (.*)\\{client};", setup, re.MULTILINE)[1]
    uses = set(re.findall(r"^use .*;\n", setup + "".join(calls), re.MULTILINE))
    # What stands in the package's own namespace is known there by its name.
    bodies = [re.sub(r"^use .*;\n+", "", own, flags=re.MULTILINE) for own in [setup, *calls]]
    made = f"    public static function made(Session $session): {client}\n    {{\n{indented(bodies[0], ' ' * 8)}        return $client;\n    }}\n"
    methods = [f"    public static function call{at}({client} $client): object\n    {{\n{indented(own, ' ' * 8)}        return $output;\n    }}\n"
               for at, own in enumerate(bodies[1:])]
    folder = package / "src/Shown"
    folder.mkdir()
    head = f"<?php\n\ndeclare(strict_types=1);\n\nnamespace {namespace}\\Shown;\n\n"
    uses = "".join(sorted(uses | {f"use {namespace}\\{name};\n" for name in ("Token", "FilePart")}))
    (folder / "Session.php").write_text(f"{head}use {namespace}\\Token;\n\ninterface Session\n{{\n    public function token(): Token;\n}}\n")
    (folder / "Calls.php").write_text(f"{head}{uses}\nfinal class Calls\n{{\n{made}{''.join(methods)}}}\n")


def swift(package, setup, calls):
    folder = next((package / "Sources").iterdir())
    client = re.search(r"let client = try (\w+)\(", setup)[1]
    # The module of the package is where this stands.
    setup = re.sub(r"^import \w+\n+", "", setup)
    bodies = [f"func call{at}(_ client: {client}) async throws -> Any {{\n{indented(own)}    return output\n}}\n\n" for at, own in enumerate(calls)]
    made = f"func made(_ session: OwnSession, _ key: String) throws -> {client} {{\n{indented(setup)}    return client\n}}\n\n"
    known = "struct OwnSession: Sendable {\n    func token() async throws -> Token { Token(\"token\") }\n}\n\n"
    (folder / "CallsOfTheDocumentation.swift").write_text(f"import Foundation\n\n{known}{made}{''.join(bodies)}")


def write(binary, language, path, package):
    """Puts the calls of the definition at `path` into its package in `language`."""
    setup, calls = shown(binary, path)[language]
    {"typescript": typescript, "python": python, "go": go, "rust": rust, "java": java, "kotlin": kotlin, "csharp": csharp, "ruby": ruby, "php": php, "swift": swift}[language](package, setup, calls)


def compiled(binary, language, work):
    packages = []
    for name, path in DEFINITIONS.items():
        package = work / name
        status, said = run.generate(binary, language, path, package)
        if status != 0:
            raise run.Failure(f"{name} is not written: {said}")
        write(binary, language.name, path, package)
        packages.append(package)
    language.compile(packages)


def main():
    binary, work = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
    for language in run.LANGUAGES:
        try:
            reason = language.prepare()
        except run.Failure as failure:
            reason = str(failure)
        if reason:
            run.report("skipped", f"{language.name}: {reason}")
            continue
        folder = work / language.name
        folder.mkdir(parents=True)
        name = f"{language.name}: the calls that the documentation shows compile"
        run.attempt(name, lambda: compiled(binary, language, folder))


if __name__ == "__main__":
    main()
