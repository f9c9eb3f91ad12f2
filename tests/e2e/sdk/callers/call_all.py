"""Makes the calls of a plan, and prints what comes of each.

    call_all.py PLAN
"""

import asyncio
import base64
import dataclasses
import datetime as dt
import importlib
import inspect
import json
import sys
import threading
import traceback

# What the types of errors are called here.
NAMES = {"TimeoutError": "TIMEOUT", "CancelledError": "CANCELLED", "ConfigurationError": "CONFIGURATION",
         "InvalidInputError": "INVALID_INPUT", "ConnectionError": "CONNECTION", "UnexpectedResponseError": "UNEXPECTED",
         "ApiError": "API"}


class Package:
    """What is known of a package: its clients, and its operations."""

    def __init__(self, source):
        sys.path.append(source["path"])
        self.module = importlib.import_module(source["module"])
        self.operations = {}
        operations = importlib.import_module(f"{source['module']}.operations")
        for own in vars(operations).values():
            if isinstance(own, operations.Operation):
                self.operations[own.method or "ANY", own.path] = own
        self.client = self.client_of("client")
        self.async_client = self.client_of("async_client")

    def client_of(self, name):
        module = importlib.import_module(f"{self.module.__name__}.{name}")
        return next(own for own in vars(module).values() if inspect.isclass(own) and own.__module__ == module.__name__)

    def settings(self, own):
        keys = own.get("keys")
        return {
            "base_url": own["address"], "api_key": own.get("apiKey"), "token": own.get("token"),
            "credentials": keys and self.module.AwsCredentials(keys["id"], keys["secret"]),
            "retry": self.module.RetryOptions(attempts=own["attempts"], base=0.001), "timeout": own["timeout"] / 1000,
        }

    def kind_of(self, error):
        if isinstance(error, self.module.GatewayError):
            # The type that belongs to the gateway response type, and not the one of all.
            return "" if type(error) is self.module.GatewayError else error.type
        if isinstance(error, self.module.ApiError) and type(error) is not self.module.ApiError:
            return "DECLARED"
        return NAMES.get(type(error).__name__, "")


def sent(body, operation):
    value = body["value"]
    if body["kind"] == "binary":
        return base64.b64decode(value)
    codec = operation.body.codec
    return codec.decode(value) if codec else value


def given(operation, entry):
    keys = {(own.place, own.name): own.key for own in operation.parameters}
    found = {"method": entry["verb"]} if "verb" in entry else {}
    for own in entry["parameters"]:
        value = own["value"]
        if own.get("format") == "date-time":
            value = dt.datetime.fromisoformat(value.replace("Z", "+00:00"))
        found[keys[own["place"], own["wire"]]] = value
    if entry["body"]:
        found["body"] = sent(entry["body"], operation)
    return found


def answered(operation, answer, data=None):
    spec = operation.responses.get(str(answer.status))
    body = answer.body
    if data is not None:
        body = base64.b64encode(data).decode()
    elif spec is not None and spec.codec is not None:
        body = spec.codec.encode(body)
    return {"status": answer.status, "answer": body}


def called(package, entry):
    operation = package.operations[entry["method"], entry["path"]]
    with package.client(**package.settings(entry["client"])) as client:
        if entry.get("pages"):
            return {"status": 200, "answer": list(getattr(client, f"{operation.name}_items")(**given(operation, entry)))}
        cancellation = package.module.Cancellation()
        if "cancel" in entry:
            threading.Timer(entry["cancel"] / 1000, cancellation.cancel).start()
        options = package.module.RequestOptions(cancellation=cancellation)
        answer = getattr(client, operation.name)(**given(operation, entry), options=options)
        return answered(operation, answer, answer.body.read() if hasattr(answer.body, "iter_bytes") else None)


async def called_async(package, entry):
    operation = package.operations[entry["method"], entry["path"]]
    async with package.async_client(**package.settings(entry["client"])) as client:
        call = asyncio.ensure_future(getattr(client, operation.name)(**given(operation, entry)))
        if "cancel" in entry:
            asyncio.get_running_loop().call_later(entry["cancel"] / 1000, call.cancel)
        try:
            answer = await call
            return answered(operation, answer, await answer.body.read() if hasattr(answer.body, "iter_bytes") else None)
        except asyncio.CancelledError:
            return {"kind": "CANCELLED"}


def main():
    plan = json.load(open(sys.argv[1]))
    packages = {}
    for number, entry in enumerate(plan["calls"]):
        if entry["api"] not in packages:
            packages[entry["api"]] = Package(plan["apis"][entry["api"]])
        package = packages[entry["api"]]
        try:
            # Whatever is told to answer as it does is asked by both clients in turn.
            is_async = entry.get("scripted") and number % 2 == 1
            said = asyncio.run(called_async(package, entry)) if is_async else called(package, entry)
        except Exception as error:
            names = getattr(error, "fields", getattr(error, "parameters", None))
            said = {"kind": package.kind_of(error), "status": getattr(error, "status", None), "names": names,
                    "attempts": getattr(error, "attempts", None), "text": traceback.format_exc()}
        print(json.dumps({"number": number, **said}, default=dataclasses.asdict))


main()
