"""Requests that botocore signs, in headers and in queries. Prints a line for each that is not answered as expected."""

import datetime
import http.client
import json
import os
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

HOST = f"127.0.0.1:{sys.argv[1]}"
SECRET = os.environ["GEORGE_SECRET"]
TOKEN = os.environ["DEPLOYER_TOKEN"]
GEORGE = Credentials("AKIAGEORGE", SECRET)
DEPLOYER = Credentials("ASIADEPLOYER", SECRET, TOKEN)
GEORGE_ARN = "arn:aws:iam::111122223333:user/George"
DEPLOYER_ARN = "arn:aws:sts::111122223333:assumed-role/Deployer/session-1"


def signed(method, target, body=b"", headers=None, credentials=GEORGE, query=False, region="eu-central-1",
           service="execute-api", now=None):
    """The request as it would go over the wire: method, target, headers and body."""
    request = AWSRequest(method, f"http://{HOST}{target}", headers=dict(headers or {}), data=body)
    kind = botocore.auth.SigV4QueryAuth if query else botocore.auth.SigV4Auth
    signer = kind(credentials, service, region)
    real = botocore.auth.get_current_datetime
    if now is not None:
        botocore.auth.get_current_datetime = lambda *_, **__: now
    try:
        signer.add_auth(request)
    finally:
        botocore.auth.get_current_datetime = real
    prepared = request.prepare()
    target = prepared.url.split(HOST, 1)[1]
    return method, target, dict(prepared.headers.items()), body


def send(method, target, headers, body):
    connection = http.client.HTTPConnection(HOST, timeout=10)
    plain = {name: value.decode() if isinstance(value, bytes) else value for name, value in headers.items()}
    connection.request(method, target, body=body or None, headers=plain)
    answer = connection.getresponse()
    return answer.status, answer.getheader("x-amzn-errortype") or "", answer.read().decode()


passed = 0


def check(name, expected, actual):
    global passed
    if expected == actual:
        passed += 1
    else:
        print(f"FAILED botocore: {name}\n  expected: {expected}\n  actual:   {actual}")


def accepted(name, request, arn=GEORGE_ARN):
    status, _, body = send(*request)
    check(name, (200, arn), (status, body))


def refused(name, kind, part, request):
    status, error, body = send(*request)
    message = json.loads(body)
    message = message.get("message") or message.get("Message") or ""
    check(name, (403, kind, True), (status, error, part in message))


JSON = {"Content-Type": "application/json"}
for query in (False, True):
    way = "query" if query else "header"
    accepted(f"GET, {way}", signed("GET", "/dev/signed/a", query=query))
    accepted(f"a query, {way}", signed("GET", "/dev/signed/a?b=2&a=1&c=%20x%2Fy&d=~", query=query))
    accepted(f"an encoded path, {way}", signed("GET", "/dev/signed/a%20b/%E1%88%B4/x%3Dy", query=query))
    accepted(f"a path with @, {way}", signed("GET", "/dev/signed/@connections/x%3D", query=query))
    accepted(f"a session, {way}", signed("GET", "/dev/signed/a", credentials=DEPLOYER, query=query), DEPLOYER_ARN)
    accepted(f"a header with blanks, {way}", signed("GET", "/dev/signed/a", headers={"X-One": "a   b "}, query=query))
accepted("POST", signed("POST", "/dev/signed/a", b'{"a": 1}', JSON))
accepted("POST of bytes", signed("POST", "/dev/signed/a", bytes(range(256)), {"Content-Type": "application/octet-stream"}))
accepted("PUT of text", signed("PUT", "/dev/signed/a", "größer".encode(), JSON))

# What was signed is not what is sent.
method, target, headers, body = signed("POST", "/dev/signed/a", b'{"a": 1}', JSON)
fits = "The request signature we calculated does not match"
refused("another body", "InvalidSignatureException", fits, (method, target, headers, b'{"a": 2}'))
refused("another path", "InvalidSignatureException", fits, (method, "/dev/signed/b", headers, body))
refused("another query", "InvalidSignatureException", fits, (method, target + "?a=1", headers, body))
refused("another verb", "InvalidSignatureException", fits, ("PUT", target, headers, body))
refused("another host", "InvalidSignatureException", fits, (method, target, {**headers, "Host": "other"}, body))
refused("an added header", "InvalidSignatureException", "not signed", (method, target, {**headers, "X-Amz-Meta": "1"}, body))
other = Credentials("AKIAGEORGE", "another secret")
refused("another secret", "InvalidSignatureException", fits, signed("GET", "/dev/signed/a", credentials=other))
nobody = Credentials("AKIANOBODY", SECRET)
invalid = "The security token included in the request is invalid."
refused("an unknown key", "UnrecognizedClientException", invalid, signed("GET", "/dev/signed/a", credentials=nobody))
wrong = Credentials("ASIADEPLOYER", SECRET, "another token")
refused("another token", "UnrecognizedClientException", invalid, signed("GET", "/dev/signed/a", credentials=wrong))
lost = Credentials("ASIADEPLOYER", SECRET)
refused("no token", "UnrecognizedClientException", invalid, signed("GET", "/dev/signed/a", credentials=lost))
refused("another region", "InvalidSignatureException", "valid region, not 'us-east-1'",
        signed("GET", "/dev/signed/a", region="us-east-1"))
refused("another service", "InvalidSignatureException", "correct service: 'execute-api'",
        signed("GET", "/dev/signed/a", service="lambda"))
now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
minutes = datetime.timedelta(minutes=6)
refused("a slow clock, or a replay", "InvalidSignatureException", "Signature expired",
        signed("GET", "/dev/signed/a", now=now - minutes))
refused("a fast clock", "InvalidSignatureException", "Signature not yet current",
        signed("GET", "/dev/signed/a", now=now + minutes))
refused("a denied verb", "AccessDeniedException", f"User: {GEORGE_ARN} is not authorized",
        signed("DELETE", "/dev/signed/a"))
refused("no signature", "MissingAuthenticationTokenException", "Missing Authentication Token",
        ("GET", "/dev/signed/a", {}, b""))

print(f"{passed} passed")
