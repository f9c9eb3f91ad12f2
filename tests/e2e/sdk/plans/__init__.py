"""Plans of calls, and what has to come of each.

A call names its operation by method and path as the definition has them, what it is given, the stage, and how the client
is set up. `wanted` is what has to come back: a status and an answer, or the kind of an error. The kinds are the gateway's
own response types, `DECLARED` for errors that the definition names, `API` for others that are answers, and what a client
throws without one: `TIMEOUT`, `CANCELLED`, `CONNECTION`.
"""

import itertools

# The names of tokens of callers are letters, and each language has its own, so that none meets what another has left.
LANGUAGES = ["typescript", "python", "go", "rust", "java", "kotlin", "csharp", "ruby", "php", "swift"]


def given(place, **values):
    return [{"place": place, "wire": wire, "value": value} for wire, value in values.items()]


def call(method, path, *parameters, body=None, kind="json", stage="dev", verb=None, pages=False, **client):
    """A call without what has to come of it."""
    own = {"method": method, "path": path, "parameters": [one for some in parameters for one in some],
           "body": None if body is None else {"kind": kind, "value": body}, "stage": stage, "client": client}
    if verb is not None:
        own["verb"] = verb
    if pages:
        own["pages"] = True
    return own


def gives(own, status, **answer):
    """The call, which has to succeed; `answer` is looked at where it is given."""
    return {**own, "wanted": {"status": status, **answer}}


def fails(own, kind, status=None, attempts=1, **more):
    wanted = {"kind": kind, "attempts": attempts, **({} if status is None else {"status": status}), **more}
    return {**own, "wanted": wanted}


class Driven:
    """An API whose packages are called: the gateways that it needs, and the calls."""

    def __init__(self, name, definition, served, calls, more=None):
        # The package is made of `definition`; `served` is the same with the stages that the calls need.
        self.name, self.definition, self.served = name, definition, served
        self.calls, self.more = calls, more or {}
        self.ports = {}

    def plan(self, language, backend, kinds):
        """All calls, with the addresses of this run."""
        calls = self.calls(language)
        steady = next(own for own in calls if own.get("steady") or own["wanted"].get("status", 500) < 300)
        for own in calls:
            yield self.placed(own, f"http://127.0.0.1:{self.ports[own.get('gateway', '')]}")
        for run, own in scripted(steady, kinds):
            run = f"{language}-{self.name}-{run}"
            way = f"{backend}/via/{own['script']}/{run}/{self.ports['']}"
            yield {**self.placed(own, way), "scripted": True, "run": run}

    def placed(self, own, address):
        client = {"attempts": 1, "timeout": 30000, **own["client"], "address": f"{address}/{own['stage']}"}
        return {**own, "api": self.name, "client": client}


REPEATED = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]


def scripted(steady, kinds):
    """One call before an answer that is told: every gateway response type, and what is repeated or ended.

    What stands between answers by itself, and hands on to the gateway what it does not.
    """
    number = itertools.count()

    def told(script, **changes):
        client = {**steady["client"], "attempts": 3, **changes.pop("client", {})}
        return str(next(number)), {**steady, "client": client, "script": script, **changes}

    repeated = (steady.get("verb") or steady["method"]) in REPEATED
    attempts = 3 if repeated else 1
    for kind, (status, _, _) in kinds.items():
        # Without a key in the definition, what is forbidden is so by a firewall.
        kind_here = "WAF_FILTERED" if kind == "INVALID_API_KEY" else kind
        yield told(kind, client={"attempts": 1}, wanted={"kind": kind_here, "status": status, "attempts": 1}, requests=1)
    yield told("THROTTLED", wanted={"kind": "THROTTLED", "attempts": attempts}, requests=attempts)
    yield told("QUOTA_EXCEEDED", wanted={"kind": "QUOTA_EXCEEDED", "attempts": 1}, requests=1)
    for script, kind in [("throttled-twice", "THROTTLED"), ("busy-twice", None), ("hang-up-once", "CONNECTION")]:
        requests = 2 if script == "hang-up-once" else 3
        if repeated:
            yield told(script, wanted=steady["wanted"], requests=requests)
        elif kind:
            yield told(script, wanted={"kind": kind}, requests=1)
        else:
            yield told(script, wanted={"status": 503, "attempts": 1}, requests=1)
    yield told("slow", client={"timeout": 60, "attempts": 2}, wanted={"kind": "TIMEOUT"})
    yield told("slow", cancel=60, wanted={"kind": "CANCELLED"})
