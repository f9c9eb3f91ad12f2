"""APIs that hurt, made from a seed: the same seed gives the same API, whatever the machine.

Each has names and shapes that a language may trip over, an integration that answers every operation by itself, and a
plan: what to send to each operation and what it answers. Requests are validated by the gateway against the models, so a
client that sends something else than it was given is refused. Beside these it has operations that not everybody may call,
that fail, come in pages, or take and give bytes.
"""

import base64
import json
import random
import shutil
from pathlib import Path

from plans import LANGUAGES, Driven, call, fails, gives, given

# Words that some language keeps for itself, or that its packages and values have by themselves.
KEYWORDS = """
abstract and any as assert async await bool boolean break byte case catch chan char class clone const constructor continue
crate debugger def default defer del delete do double dyn elif else enum equals error eval except export extends
fallthrough false final finalize finally float fn for from func function getClass global go goto hashCode if impl
implements import in init instanceof int interface internal is lambda len let long loop main map match mod move mut native
new nil none nonlocal not notify null object or override package pass private property protected prototype pub public
raise range record ref return self select short static str string struct super switch synchronized then this throw throws
toString trait transient true try type typeof undefined union unsafe use value var virtual void volatile wait where while
with yield body headers status input options client request response method path query cookies raw message
""".split()

# One name in several cases, which becomes the same name in some language.
COLLIDING = ["fooBar", "foo_bar", "FooBar", "foo-bar", "foobar", "FOO_BAR", "foo bar", "foo.bar", "foo__bar", "_fooBar"]

# What is no name anywhere.
ODD = ["3d", "2", "a-b-c", "$ref-like", "@type", "#hash", "a/b", "x[y]", "a\"b", "a\\b", "it's", "名前", "größe", "Ünï", "💥",
       "-", "_", "__proto__", "constructor", "x y", "per%cent", "tab\tbed", "{brace}", "a:b", "<T>", "&amp", "*", "Ω1",
       "additionalProperties", "additional_properties", "toJSON", "unwrap", "Err", "Some"]

# Names of models that the service takes.
MODELS = ["Error", "String", "Object", "Map", "List", "Date", "Type", "Request", "Response", "Client", "Option", "Result",
          "Self", "None", "Nullable", "Json", "Model", "Any", "Union", "Array", "Promise", "ApiError", "Exception", "class",
          "type", "func", "fooBar", "FooBar", "foobar", "Output", "Input", "Headers", "Optional", "Record", "Vec", "Box",
          "Unset", "Literal", "Integer", "Double", "Upload", "Download", "Operation", "Enum", "Iterable", "Void", "Bytes",
          "Thread", "Math", "System", "StringBuilder", "Number", "ClientOptions", "Duration", "Page", "Token", "Provider"]

ENUM_VALUES = ["", "a-b", "a_b", "A_B", "1", "-1", "+1", "*", "class", "null", "None", "true", "quote\"d", "back\\slash",
               "名", "ß", "a b", "<=", ">", "x/y", "NaN", "self", "it's", "{x}", "%d", "UNKNOWN", "Other"]

# Longer than a line.
LONG = "very" + "Long" * 25

VERBS = ["get", "put", "post", "delete", "patch"]

DATE, MOMENT = "2024-02-29", "2024-02-29T12:30:15Z"


class Api:
    """One API: its document, its manifest's name, and the plan."""

    def __init__(self, seed, size=24, wild=False):
        self.random = random.Random(seed * 2 + wild)
        self.wild = wild
        self.name = f"torture-{seed}-wild" if wild else f"torture-{seed}"
        self.schemas, self.examples, self.plan, self.paths = {}, {}, [], {}
        names = self.some(MODELS, 14)
        if wild:
            # The service takes letters and digits alone; a client of a document that it does not take compiles too.
            names += ["foo.bar", "größe", "名前", "3D", "a-b", "__init__"]
        self.models = names
        for name in names:
            self.schemas[name] = {}
        for name in names:
            self.schemas[name].update(self.model(name))
        ids = self.some(KEYWORDS, size // 2) + self.some(COLLIDING, size // 4) + self.some(ODD, size // 4) + [""]
        ids += [LONG] if wild else []
        for number, own in enumerate(ids):
            self.operation(number, own)
        if not wild:
            self.paths.update(access())
        self.document = {
            "openapi": "3.0.1",
            "info": {"title": self.name, "version": "1.0", "description": "It */ hurts \"\"\" and \\ `hurts`.\n\nTwice."},
            "x-amazon-apigateway-request-validators": {
                "all": {"validateRequestBody": True, "validateRequestParameters": True},
                "parameters": {"validateRequestBody": False, "validateRequestParameters": True}},
            "x-amazon-apigateway-request-validator": "all",
            "x-amazon-apigateway-binary-media-types": ["application/octet-stream"],
            "paths": self.paths,
            "components": {"schemas": self.schemas, "securitySchemes": SCHEMES},
        }

    def some(self, words, count):
        return self.random.sample(words, min(count, len(words)))

    def chance(self, part):
        return self.random.random() < part

    def reference(self, name):
        return {"$ref": f"#/components/schemas/{name}"}

    def calls(self):
        """What to send to each operation that answers by itself, and what it answers."""
        for own in self.plan:
            made = call(own["method"], own["path"], own["parameters"])
            yield gives({**made, "body": own["body"]}, own["status"], answer=own["answer"])

    # Shapes

    def model(self, name):
        """The schema of a model. Those that stand before it can be parts of it, and it can be a part of itself."""
        kind = self.random.choice(["object"] * 6 + ["enum", "enum", "map", "list", "choice", "merged", "merged"])
        if kind == "enum":
            return {"type": "string", "enum": self.some(ENUM_VALUES, 8)}
        if kind == "map":
            return {"type": "object", "additionalProperties": self.scalar()}
        if kind == "list":
            return {"type": "array", "items": self.scalar()}
        if kind == "choice":
            return self.choice(name)
        if kind == "merged":
            return self.merged(name)
        return self.object(name)

    def object(self, name):
        names = self.some(KEYWORDS, 5) + self.some(COLLIDING, 4) + self.some(ODD, 4)
        properties = {own: self.property(name) for own in names}
        if self.chance(0.3):
            properties["again"] = {"type": "array", "items": self.reference(name)}
        if self.chance(0.3):
            properties["own"] = self.reference(name)
        required = [own for own in names if self.chance(0.4)]
        schema = {"type": "object", "properties": properties}
        if required:
            schema["required"] = required
        if self.chance(0.3):
            schema["additionalProperties"] = self.random.choice([False, True, {"type": "string"}])
        if self.chance(0.3):
            schema["description"] = "A */ comment \"\"\" with `ticks`, a \\ and <b>tags</b> & {@link}."
        return schema

    def property(self, owner):
        known = [own for own in self.models if self.schemas.get(own) and own != owner]
        if known and self.chance(0.3):
            return self.reference(self.random.choice(known))
        if self.chance(0.2):
            return {"type": "array", "items": self.scalar()}
        if self.chance(0.1):
            return {"type": "object", "additionalProperties": self.scalar()}
        if self.chance(0.1):
            inner = {own: self.scalar() for own in self.some(KEYWORDS + ODD, 3)}
            return {"type": "object", "properties": inner}
        schema = self.scalar()
        if self.chance(0.15):
            schema["nullable"] = True
        if self.chance(0.1):
            schema["deprecated"] = True
        if self.chance(0.1):
            schema["description"] = self.random.choice(ODD + KEYWORDS)
        return schema

    def scalar(self):
        return dict(self.random.choice([
            {"type": "string"}, {"type": "string"}, {"type": "integer"}, {"type": "integer", "format": "int64"},
            {"type": "number"}, {"type": "boolean"}, {"type": "string", "format": "date"},
            {"type": "string", "format": "date-time"}, {"type": "string", "format": "byte"},
            {"type": "string", "enum": self.some([own for own in ENUM_VALUES if own], 5)}, {},
        ]))

    def choice(self, name):
        """A union that a property tells apart; each of its variants is a model of its own."""
        key = self.random.choice(["kind", "type", "class", "@type"])
        mapping, variants = {}, []
        for tag in ["a", "b-2", "type"]:
            variant = f"{name}{tag.title().replace('-', '')}Variant"
            own = {key: {"type": "string", "enum": [tag]}, "value": self.scalar()}
            self.schemas[variant] = {"type": "object", "required": [key], "properties": own}
            variants.append(self.reference(variant))
            mapping[tag] = f"#/components/schemas/{variant}"
        return {"oneOf": variants, "discriminator": {"propertyName": key, "mapping": mapping}}

    def merged(self, name):
        """Several schemas in one, three deep."""
        inner = {"type": "object", "properties": {"deep": self.scalar(), "class": {"type": "string"}}}
        middle = {"allOf": [inner, {"type": "object", "required": ["mid"], "properties": {"mid": self.scalar()}}]}
        own = {"type": "object", "properties": {"top": self.scalar(), "fn": self.scalar()}}
        return {"allOf": [middle, own]}

    # Values

    def example(self, schema, depth=0):
        """A value that the schema takes."""
        if "$ref" in schema:
            return self.example(self.schemas[schema["$ref"].rpartition("/")[2]], depth)
        if "allOf" in schema:
            merged = {}
            for part in schema["allOf"]:
                merged.update(self.example(part, depth))
            return merged
        if "oneOf" in schema:
            key, mapping = schema["discriminator"]["propertyName"], schema["discriminator"]["mapping"]
            tag = self.random.choice(sorted(mapping))
            return {**self.example({"$ref": mapping[tag]}, depth), key: tag}
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        kind = schema.get("type")
        if kind == "array":
            return [self.example(schema["items"], depth + 1)] if depth < 3 else []
        if kind == "object":
            return self.object_example(schema, depth)
        texts = {"date": DATE, "date-time": MOMENT, "byte": base64.b64encode(b"bytes").decode()}
        return {"string": texts.get(schema.get("format"), "text 名 \"q\" \\"), "integer": 7, "number": 1.5,
                "boolean": True}.get(kind, "anything")

    def object_example(self, schema, depth):
        required = schema.get("required", [])
        properties = schema.get("properties", {})
        wanted = [own for own in properties if own in required or depth < 2 and self.chance(0.7)]
        value = {own: self.example(properties[own], depth + 1) for own in wanted}
        others = schema.get("additionalProperties")
        if isinstance(others, dict) and depth < 3:
            value["another-1"] = self.example(others, depth + 1)
        return value

    # Operations

    def operation(self, number, own_id):
        """One operation with its own path, so that every verb and every parameter can be used again."""
        parameters, path = [], f"/o{number}"
        for name in self.some(["id", "class", "a-b", "a.b", "_x", "3d", "type", "Self"], self.random.randrange(3)):
            path += f"/{{{name}}}"
            parameters.append({"name": name, "in": "path", "required": True, "schema": self.plain()})
        if self.chance(0.15):
            path += "/{rest+}"
            parameters.append({"name": "rest", "in": "path", "required": True, "schema": {"type": "string"}})
        count = 30 if number == 3 else self.random.randrange(6)
        queries = KEYWORDS + COLLIDING + ["filter[name]", "a.b", "$top", "X-Y", "3d", "id", "class", "größe", "per%cent"]
        for name in self.unused(queries, count, parameters):
            schema = self.plain()
            if self.chance(0.2):
                schema = {"type": "array", "items": {"type": "string"}}
            parameters.append({"name": name, "in": "query", "required": self.chance(0.4), "schema": schema})
        headers = ["X-Request-ID", "x-class", "X_Under", "id", "X-3d", "if-none-match", "x.dot"]
        for name in self.unused(headers, self.random.randrange(3), parameters):
            parameters.append({"name": name, "in": "header", "required": self.chance(0.4), "schema": {"type": "string"}})
        verb = self.random.choice(VERBS)
        operation = {"parameters": parameters} if parameters else {}
        if own_id is not None:
            operation["operationId"] = own_id
        if self.chance(0.5):
            operation["tags"] = [self.random.choice(["con", "größe & co", "class", "3d", "", "index", "models"])]
        if self.chance(0.3):
            operation["description"] = "Ends */ early, \"\"\" and `so` on: \\u0041 <p> {@code x} ''."
        entry = {"method": verb.upper(), "path": path, "parameters": [], "body": None}
        for own in parameters:
            if own["required"] or self.chance(0.5):
                value = self.parameter_example(own)
                entry["parameters"].append({"place": own["in"], "wire": own["name"], "value": value,
                                            "format": own["schema"].get("format", "")})
        if verb in ("put", "post", "patch"):
            self.body(operation, entry)
        self.answer(operation, entry)
        self.paths[path] = {verb: operation}
        self.plan.append(entry)

    def unused(self, names, count, parameters):
        """Some names. The service takes a name once for each operation, a document as often as there are places."""
        known = {own["name"] for own in parameters}
        return [name for name in self.some(names, count) if self.wild or name not in known]

    def plain(self):
        return dict(self.random.choice([{"type": "string"}, {"type": "string"}, {"type": "integer"}, {"type": "number"},
                                        {"type": "boolean"}, {"type": "string", "format": "date-time"},
                                        {"type": "string", "enum": ["a", "b-c", "class"]}]))

    def parameter_example(self, own):
        schema = own["schema"]
        if schema["type"] == "array":
            return ["x y", "z&z"]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        texts = {"path": "a b/ü?", "query": "a b&c=ü", "header": "a b; c"}
        if own["name"] == "rest":
            return "a/b c"
        return {"string": MOMENT if schema.get("format") else texts[own["in"]], "integer": 7, "number": 1.5,
                "boolean": True}[schema["type"]]

    def body(self, operation, entry):
        kind = self.random.choice(["json"] * 5 + ["binary", "text", "several", "form"])
        if kind == "json" or kind == "several":
            schema = self.reference(self.random.choice(self.models))
            content = {"application/json": {"schema": schema}}
            entry["body"] = {"kind": "json", "value": self.example(schema)}
            if kind == "several":
                content["text/plain"] = {"schema": {"type": "string"}}
                content["application/xml"] = {"schema": schema}
        elif kind == "binary":
            content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
            entry["body"] = {"kind": "binary", "value": base64.b64encode(bytes(range(200))).decode()}
        elif kind == "text":
            content = {"text/plain": {"schema": {"type": "string"}}}
            entry["body"] = {"kind": "text", "value": "text 名"}
        else:
            properties = {own: {"type": "string"} for own in self.some(KEYWORDS + COLLIDING, 4)}
            schema = {"type": "object", "required": list(properties), "properties": properties}
            content = {"application/x-www-form-urlencoded": {"schema": schema}}
            entry["body"] = {"kind": "form", "value": {own: "a b&c" for own in properties}}
        if kind not in ("json", "several"):
            # A model describes JSON, whatever the media type that it stands under.
            operation["x-amazon-apigateway-request-validator"] = "parameters"
        operation["requestBody"] = {"required": True, "content": content}

    def answer(self, operation, entry):
        """What the operation answers: an integration that is no backend says it."""
        schema = self.reference(self.random.choice(self.models))
        status, value = self.random.choice([200, 200, 201, 202]), self.example(schema)
        responses = {str(status): {"description": "well", "content": {"application/json": {"schema": schema}}}}
        if self.chance(0.2):
            status, value, responses = 204, None, {"204": {"description": "well"}}
        if self.chance(0.4):
            failed = self.reference(self.random.choice(self.models))
            responses["404"] = {"description": "none", "content": {"application/json": {"schema": failed}}}
        if self.chance(0.2):
            responses["default"] = {"description": "any"}
        entry["status"], entry["answer"] = status, value
        said = {"statusCode": str(status)}
        if value is not None:
            said["responseTemplates"] = {"application/json": template(value)}
        operation["responses"] = responses
        operation["x-amazon-apigateway-integration"] = {
            "type": "mock", "passthroughBehavior": "never", "responses": {"default": said},
            # What is sent as no JSON is answered alike.
            "requestTemplates": {media: '{"statusCode": 200}' for media in (
                "application/json", "application/octet-stream", "text/plain", "application/x-www-form-urlencoded")},
        }


def template(value):
    """A mapping template that gives the value as it is."""
    text = json.dumps(value, ensure_ascii=False)
    return "#set($d = '$')#set($h = '#')" + text.replace("$", "\0").replace("#", "${h}").replace("\0", "${d}")


FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:guard"
SCHEMES = {
    "key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
    "sigv4": {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4"},
    "class": {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "custom",
              "x-amazon-apigateway-authorizer": {
                  "type": "token", "authorizerResultTtlInSeconds": 0,
                  "authorizerUri": f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"}},
}
NUMBERS = {"type": "object", "properties": {"class": {"type": "array", "items": {"type": "integer"}}, "nextToken": {"type": "string"}}}
PAGES = """#set($page = $input.params("nextToken"))#if($page == "")
{"class": [1, 2], "nextToken": "b/c d"}#elseif($page == "b/c d"){"class": [3], "nextToken": "e"}#else{"class": [4, 5]}#end"""


def access():
    """Operations that not everybody may call, and others that not every API has."""
    fine = {"type": "object", "properties": {"self": {"type": "boolean"}}}
    binary = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}

    def mock(said='{"self": true}'):
        return {"type": "mock", "passthroughBehavior": "never", "requestTemplates": {"application/json": '{"statusCode": 200}'},
                "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": said}}}}

    def backend(path, **more):
        return {"type": "http_proxy", "httpMethod": "ANY", "uri": "${stageVariables.backend}" + path, **more}

    def operation(name, integration, parameters=(), content=None, body=None, **more):
        content = content or {"application/json": {"schema": fine}}
        return {"operationId": name, "responses": {"200": {"description": "well", "content": content}},
                **({"parameters": list(parameters)} if parameters else {}),
                **({"requestBody": {"required": True, "content": body}} if body else {}),
                "x-amazon-apigateway-integration": integration, **more}

    def parameter(place, name):
        return {"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}}

    strict = {"type": "object", "required": ["class"], "properties": {"class": {"type": "string", "maxLength": 3}}}
    file = backend("/files/{id}", requestParameters={"integration.request.path.id": "method.request.path.id"})
    validated = {"x-amazon-apigateway-request-validator": "parameters"}
    return {
        "/access/keyed": {"get": operation("access-keyed", mock(), security=[{"key": []}])},
        "/access/signed/{type}": {"get": operation(
            "access_signed", mock(), [parameter("path", "type"), parameter("query", "class")], security=[{"sigv4": []}])},
        "/access/guarded": {"get": operation("access guarded", mock(), security=[{"class": []}])},
        "/access/limited": {"get": operation("accessLimited", mock())},
        "/access/late": {"get": operation("access.late", backend("/slow", timeoutInMillis=100))},
        "/access/dead": {"get": operation("accessDead", {"type": "http_proxy", "httpMethod": "GET", "uri": "http://127.0.0.1:9/"})},
        "/access/strict": {"post": operation("access-strict", mock(), body={"application/json": {"schema": strict}})},
        "/access/media": {"post": operation("access-media", mock(), body={"text/plain": {"schema": {"type": "string"}}}, **validated)},
        "/access/pages": {"get": operation("accessPages", mock(PAGES), [parameter("query", "nextToken")],
                                           {"application/json": {"schema": NUMBERS}})},
        "/access/files/{id}": {
            "put": operation("access-write", file, [parameter("path", "id")], {"application/json": {"schema": {}}}, binary, **validated),
            "get": operation("access-read", file, [parameter("path", "id")], binary)},
    }


KEYS = {"id": "AKIACALLER", "secret": "secret/of+the=caller"}


def access_calls(language):
    """Calls of the operations that not everybody may call, and of those that fail."""
    fine = {"self": True}
    data = base64.b64encode(bytes(range(256)) * 40).decode()
    name = f"{language} ü/1"

    def get(path, *parameters, **more):
        return call("GET", f"/access/{path}", *parameters, **more)

    def signed(**keys):
        return get("signed/{type}", given("path", type="a b/ü"), given("query", **{"class": "x y&z=/+*"}), keys=keys)

    def late(path, kind):
        # The answer to the last attempt.
        return fails(get(path, attempts=2), kind, attempts=2)

    keyed = get("keyed", apiKey=f"key-of-{language}-0123456789")
    return [
        fails(get("keyed"), "INVALID_API_KEY", 403), fails(get("keyed", apiKey="another"), "INVALID_API_KEY", 403),
        gives(keyed, 200, answer=fine), fails({**keyed, "client": {**keyed["client"], "attempts": 3}}, "QUOTA_EXCEEDED", 429),
        gives(signed(**KEYS), 200, answer=fine), fails(signed(**{**KEYS, "secret": "wrong"}), "INVALID_SIGNATURE", 403),
        gives(get("guarded", token="allow"), 200, answer=fine), fails(get("guarded", token="deny"), "ACCESS_DENIED", 403),
        fails(get("guarded", token="nobody"), "UNAUTHORIZED", 401), fails(get("guarded", token="break"), "AUTHORIZER_CONFIGURATION_ERROR", 500),
        {**get("limited"), "wanted": {}}, fails(get("limited", attempts=3), "THROTTLED", 429, 3),
        late("late", "INTEGRATION_TIMEOUT"), late("dead", "INTEGRATION_FAILURE"),
        gives(call("POST", "/access/strict", body={"class": "abc"}), 200, answer=fine),
        fails(call("POST", "/access/strict", body={"class": "abcd"}), "BAD_REQUEST_BODY", 400),
        fails(call("POST", "/access/media", body="hello", kind="text"), "UNSUPPORTED_MEDIA_TYPE", 415),
        fails(get("pages", stage="dev/nowhere"), "MISSING_AUTHENTICATION_TOKEN", 403),
        gives(get("pages", pages=True), 200, answer=[1, 2, 3, 4, 5]),
        gives(call("PUT", "/access/files/{id}", given("path", id=name), body=data, kind="binary"), 200),
        gives(get("files/{id}", given("path", id=name)), 200, answer=data),
    ]


def manifest(api, backend):
    """What serves the API, with a key for each language so that none uses up the quota of another."""
    return {
        "portcullis": 1, "name": api.name, "api": f"{api.name}.json", "region": "us-east-1", "account": "111122223333",
        "endpoint": {"type": "REGIONAL"},
        "stages": {"dev": {"variables": {"backend": backend},
                           "methods": {"GET /access/limited": {"throttle": {"rate": 0.0001, "burst": 1}}}}},
        "apiKeys": {own: {"value": f"key-of-{own}-0123456789"} for own in LANGUAGES},
        "usagePlans": {"small": {"stages": ["dev"], "keys": LANGUAGES, "quota": {"limit": 1, "per": "DAY"}}},
        "local": {
            "identities": {"caller": {"arn": "arn:aws:iam::111122223333:user/caller", "accessKeyId": KEYS["id"],
                                      "secretAccessKey": KEYS["secret"], "policies": ["policy.json"]}},
            "functions": {"guard": {"handler": "guard.handler", "runtime": "python3.12"}}},
    }


POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}]}


def long_names(name, lengths, members=()):
    """Names of many lengths, around those that make lines too long for each language's formatter."""
    schemas, paths = {"Page": {"type": "object", "properties": {"items": {"type": "array", "items": {"type": "integer"}},
                                                                  "nextToken": {"type": "string"}}}}, {}
    fields = {("aFieldThatIsNamed" * 8)[:length - len(str(length))] + str(length): {
        "type": "array", "items": {"type": "string"}, "nullable": length % 5 == 0} for length in members}
    if fields:
        schemas["Fields"] = {"type": "object", "required": list(fields)[::2], "properties": fields}
        body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Fields"}}}}
        paths["/fields"] = {"put": {"operationId": "putFields", "requestBody": body, "responses": {"204": {"description": "well"}}}}
    for length in lengths:
        model = ("LongNameOfAModel" * 8)[:(min(length, 40) if length < 66 else length) - len(str(length))] + str(length)
        dated = {"type": "string", "format": "date-time"}
        schemas[model] = {"type": "object", "required": ["at"], "properties": {"at": dated, "kind": {"type": "string"}}}
        schemas[f"{model}Or"] = {"oneOf": [{"$ref": f"#/components/schemas/{model}"}, {"type": "string"}]}
        own = {"schema": {"$ref": f"#/components/schemas/{model}"}}
        page = {"schema": {"$ref": "#/components/schemas/Page"}}
        id = ("readTheThingThatIsNamed" * 8)[:length - len(str(length))] + str(length)
        statuses = ["400", "401", "403", "404", "409", "413", "415", "429", "500", "503"][:length % 11]
        paths[f"/{'p' * (length % 40)}{length}"] = {
            "get": {"operationId": id, "parameters": [{"name": "nextToken", "in": "query", "schema": {"type": "string"}}],
                    "responses": {"200": {"description": "well", "content": {"application/json": page}}}},
            "post": {"operationId": f"write{id[4:]}", "requestBody": {"required": True, "content": {"application/json": own}},
                     "responses": {"200": {"description": "well", "content": {"application/json": own}},
                                   **{status: {"description": "badly", "content": {"application/json": own}}
                                      for status in statuses}}}}
    return {"openapi": "3.0.1", "info": {"title": name, "version": "1.0"}, "paths": paths,
            "components": {"schemas": schemas}}


def wide():
    """Models with more members, and an enum with more texts, than some language's functions take arguments."""
    kinds = [{"type": "string"}, {"type": "integer", "format": "int64"}, {"type": "number"}, {"type": "string", "nullable": True},
             {"type": "array", "items": {"$ref": "#/components/schemas/Kind"}}, {"$ref": "#/components/schemas/Builder"}]

    def model(count, kinds, required, **more):
        own = {f"member{at}": kinds[at % len(kinds)] for at in range(count)}
        own["member0"] = {**own["member0"], "description": "The first."}
        return {"type": "object", "required": list(own)[::required], "properties": own, **more}

    schemas = {"Kind": {"type": "string", "enum": [f"kind-{at}" for at in range(300)]},
               "Builder": {"type": "object", "properties": {"builder": {"type": "string"}, "build": {"type": "string"}}},
               "Wide": model(300, kinds, 4, additionalProperties={"type": "number"}),
               # The widest that a constructor of Kotlin takes.
               "Texts": model(245, kinds[:1], 2), "Numbers": model(124, kinds[1:3], 1)}
    paths = {}
    for name in schemas:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        paths[f"/{name}"] = {"put": {"operationId": f"put{name}", "requestBody": {"required": True, "content": content},
                                     "responses": {"200": {"description": "well", "content": content}}}}
    return {"openapi": "3.0.1", "info": {"title": "torture-wide", "version": "1.0"}, "paths": paths,
            "components": {"schemas": schemas}}


def driven(apis, work, backend):
    """The APIs that the service takes, with their gateways' folders."""
    for api, path in apis:
        if api.wild:
            continue
        folder = work / api.name
        folder.mkdir(parents=True)
        shutil.copy(path, folder)
        shutil.copy(Path(__file__).with_name("guard.py"), folder)
        (folder / "policy.json").write_text(json.dumps(POLICY))
        (folder / "portcullis.yaml").write_text(json.dumps(manifest(api, backend)))
        planned = list(api.calls())
        yield Driven(api.name, folder / "portcullis.yaml", folder / "portcullis.yaml", lambda language, own=planned: [*own, *access_calls(language)])


class Named:
    """An API that is not called."""

    def __init__(self, name):
        self.name, self.wild = name, True


def write(folder, seeds, longest=False):
    """Writes the documents for some seeds, and gives them with their paths; those that are called first. With the longest
    names, lines are too long for some languages whatever their formatters do."""
    folder.mkdir(parents=True, exist_ok=True)
    for wild in (False, True):
        for seed in seeds:
            api = Api(seed, wild=wild)
            path = folder / f"{api.name}.json"
            path.write_text(json.dumps(api.document, indent=1, ensure_ascii=False))
            yield api, path
    documents = {"torture-long": long_names("torture-long", range(18, 66)), "torture-wide": wide()}
    if longest:
        documents["torture-longest"] = long_names("torture-longest", range(66, 130, 3), range(18, 130))
    for name, document in documents.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(document, indent=1))
        yield Named(name), path
