"""Calls every operation of a package as a plan says, and prints what comes back.

    call_all.py PACKAGE PLAN GATEWAY
"""

import base64
import datetime as dt
import importlib
import inspect
import json
import sys
import traceback


def client_of(name, address):
    module = importlib.import_module(f"{name}.client")
    own = [one for one in vars(module).values() if inspect.isclass(one) and one.__module__ == module.__name__]
    return own[0](base_url=address, retry=importlib.import_module(name).RetryOptions(attempts=1))


def sent(body, operation):
    value = body["value"]
    if body["kind"] == "binary":
        return base64.b64decode(value)
    codec = operation.body.codec
    return codec.decode(value) if codec else value


def called(client, operation, entry):
    keys = {(own.place, own.name): own.key for own in operation.parameters}
    given = {}
    for own in entry["parameters"]:
        value = own["value"]
        if own["format"] == "date-time":
            value = dt.datetime.fromisoformat(value.replace("Z", "+00:00"))
        given[keys[own["place"], own["wire"]]] = value
    if entry["body"]:
        given["body"] = sent(entry["body"], operation)
    answer = getattr(client, operation.name)(**given)
    codec = operation.responses[str(answer.status)].codec
    return {"status": answer.status, "answer": codec.encode(answer.body) if codec else answer.body}


def main():
    name, plan, address = sys.argv[1:]
    operations = importlib.import_module(f"{name}.operations")
    known = {}
    for own in vars(operations).values():
        if isinstance(own, operations.Operation):
            known[own.method, own.path] = own
    client = client_of(name, address)
    for number, entry in enumerate(json.load(open(plan))):
        try:
            said = called(client, known[entry["method"], entry["path"]], entry)
        except Exception:
            said = {"error": traceback.format_exc()}
        print(json.dumps({"number": number, **said}))


main()
