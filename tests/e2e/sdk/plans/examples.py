"""The examples: how each is served beside what it needs, and what its operations have to answer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from plans import Driven, call, fails, gives, given

ROOT = Path(__file__).resolve().parent.parent.parent.parent.parent
EXAMPLES = ROOT / "examples"
KEY = "the key that signs the tokens of the notes"

# A stage that has served its one request. The bucket never fills up again.
LIMITED = "limited: { throttle: { rate: 0.0001, burst: 1 } }"


def copied(name, folder, stages=(), replaced=()):
    """The example in a folder of its own, with more stages, and texts of it replaced; and what it is served by."""
    shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns(".portcullis"))
    manifest = folder / "portcullis.yaml"
    if not manifest.exists():
        api = next(own.name for own in folder.iterdir() if own.suffix in (".yaml", ".json"))
        manifest.write_text(f"portcullis: 1\nname: {name}\napi: {api}\nstages:\n  dev: {{}}\n")
    stages = "".join(f"\n  {own}" for own in [LIMITED, *stages])
    replaced = [("\nstages:", f"\nstages:{stages}"), *replaced]
    for path in (own for own in folder.iterdir() if own.is_file()):
        text = path.read_text()
        for old, new in replaced:
            text = text.replace(old, new)
        path.write_text(text)
    return manifest


def limited(own, attempts):
    """The first request may be the one that is served."""
    own = {**own, "stage": "limited", "client": {**own["client"], "attempts": 3}}
    return [{**own, "wanted": {}}, fails(own, "THROTTLED", 429, attempts)]


def health(_language):
    own = call("GET", "/health")
    return [gives(own, 200, answer={"status": "ok"}), *limited(own, 3)]


def cars(_language):
    def order(**car):
        return call("POST", "/orders", given("query", dealer="a b&c"), body=car)

    return [gives(order(make="Tesla", model="3", year=2024), 202, answer={"dealer": "a b&c", "state": "ordered"}),
            fails(order(make="Ford", model="T"), "BAD_REQUEST_BODY", 400),
            fails(order(make="Hyundai", model=""), "BAD_REQUEST_BODY", 400), *limited(order(make="Tesla", model="3"), 1)]


def petstore(_language):
    """Browsers ask beforehand by themselves, so clients have no methods for that."""

    def pet(number):
        return call("GET", "/pets/{petId}", given("path", petId=number))

    pets = [{"id": at + 1, "type": name, "price": at + 1, "currency": "EUR"} for at, name in enumerate(["dog", "cat", "fish"])]
    new = {"type": "cat", "price": 2.5}
    return [gives(pet(2), 200, answer=pets[1]), fails(pet(9), "DECLARED", 404),
            gives(call("GET", "/pets"), 200, answer=pets),
            gives(call("GET", "/pets", given("query", type="fish")), 200),
            gives(call("GET", "/pets", pages=True), 200, answer=pets),
            gives(call("POST", "/pets", body=new), 201, answer={"id": 4, **new, "currency": "EUR"}),
            gives(call("POST", "/pets", body=new, stage="prod"), 201, answer={"id": 4, **new, "currency": "USD"}),
            fails(call("POST", "/pets", body={"type": "cow", "price": 1}), "BAD_REQUEST_BODY", 400),
            fails(call("POST", "/pets", body={"type": "cat", "price": 0}), "BAD_REQUEST_BODY", 400),
            fails({**pet(1), "stage": "dev/nowhere"}, "MISSING_AUTHENTICATION_TOKEN", 403),
            *limited(pet(1), 3)]


def token(name, role):
    words = [sys.executable, EXAMPLES / "notes/functions/authorize.py", name, role]
    return subprocess.run(words, env={**os.environ, "NOTES_KEY": KEY}, check=True, capture_output=True, text=True).stdout.strip()


def notes(language):
    reader, writer = token(language, "reader"), token(language, "writer")

    def drop(note, token):
        return call("DELETE", "/notes/{id}", given("path", id=note), token=token)

    def add(text, token):
        return call("POST", "/notes", body={"text": text}, token=token)

    return [gives(call("GET", "/notes", token=reader), 200), gives(add("größer", writer), 201),
            gives(call("GET", "/notes", token=writer), 200),
            fails(add("", writer), "BAD_REQUEST_BODY", 400),
            fails(add("a", reader), "ACCESS_DENIED", 403),
            fails(drop("a", writer), "DECLARED", 404), fails(drop("a", reader), "ACCESS_DENIED", 403),
            fails(call("GET", "/notes", token=f"{reader[:-1]}{'1' if reader[-1] == '0' else '0'}"), "UNAUTHORIZED", 401),
            fails(call("GET", "/notes", token="Bearer nothing"), "UNAUTHORIZED", 401),
            *limited(call("GET", "/notes", token=reader), 3)]


def orders(language):
    def get(number):
        return call("GET", "/orders/{number}", given("path", number=number))

    def place(number, quantity):
        return call("POST", "/orders", body={"number": number, "item": "a \"red\" bike", "quantity": quantity})

    own = f"{language}-1"
    ship = call("POST", "/orders/{number}/shipment", given("path", number=own))
    return [gives(place(own, 2), 201, answer={"state": "placed"}),
            {**gives(get(own), 200, answer={"number": own, "item": "a \"red\" bike", "quantity": 2}), "steady": True},
            fails(place(own, 2), "DECLARED", 409), fails(get("none"), "DECLARED", 404),
            fails(place(own, 0), "BAD_REQUEST_BODY", 400), fails(place("", 1), "BAD_REQUEST_BODY", 400),
            gives(ship, 202, answer={"state": "queued"}), *limited(get(own), 3)]


def proxy(_language):
    def forward(verb, stage="dev"):
        return call("ANY", "/api/{proxy+}", given("path", proxy="a/b c"), verb=verb, stage=stage)

    return [*(gives(forward(verb), 200) for verb in ["GET", "PUT", "POST", "DELETE", "PATCH"]),
            {**fails(forward("GET", "dead"), "INTEGRATION_FAILURE"), "wanted": {"kind": "INTEGRATION_FAILURE"}},
            *limited(forward("GET"), 3)]


def soap(_language):
    def convert(celsius):
        return call("POST", "/temperature", body={"celsius": celsius})

    return [gives(convert(100), 200, answer={"fahrenheit": 212}), gives(convert(-40.5), 200, answer={"fahrenheit": -40.9}),
            fails(convert(-300), "DECLARED", 502), *limited(convert(1), 1)]


def blocked_caller(_language):
    own = call("GET", "/pets/{petId}", given("path", petId="1"), stage="prod")
    return [gives(own, 200), {**fails(own, "ACCESS_DENIED", 403), "gateway": "blocked"}, *limited(own, 3)]


CALLS = {"health": health, "cars": cars, "petstore": petstore, "notes": notes, "orders": orders, "proxy": proxy,
         "soap": soap, "blocked-caller": blocked_caller}


def driven(definitions, work, backend, services):
    """The examples that can be served here, with their gateways' folders. `services` is what stands in for AWS, if any."""
    for name, definition in definitions.items():
        if name not in CALLS:
            raise SystemExit(f"FAILED the example {name}: nothing says what to call of it")
        more, stages, replaced = {}, [], [("http://127.0.0.1:9000", backend)]
        if name == "orders":
            if services is None:
                continue
            replaced = [("http://127.0.0.1:5000", services)]
        if name == "proxy":
            stages = ['dead: { variables: { backend: "http://127.0.0.1:9" } }']
        if name == "blocked-caller":
            # From where the callers are, the policy lets in; another one with this address among the blocked does not.
            replaced = [("execute-api:/prod/", "execute-api:/*/")]
            more["blocked"] = copied(name, work / f"{name}-blocked", replaced=[("207.172.87.0/24", "127.0.0.0/8")])
        served = copied(name, work / name, stages, replaced)
        yield Driven(f"example-{name}", definition, served, CALLS[name], more)


def table(services, python):
    """Makes what the orders are kept in."""
    code = """
import sys, boto3
client = lambda name: boto3.client(name, endpoint_url=sys.argv[1], region_name="eu-central-1")
client("dynamodb").create_table(TableName="orders", BillingMode="PAY_PER_REQUEST",
                                AttributeDefinitions=[{"AttributeName": "number", "AttributeType": "S"}],
                                KeySchema=[{"AttributeName": "number", "KeyType": "HASH"}])
client("sqs").create_queue(QueueName="shipments")
"""
    keys = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}
    subprocess.run([python, "-c", code, services], env={**os.environ, **keys}, check=True)
