"""Stands between the gateway and moto: what botocore would not have signed so is refused.

    verify.py PORT MOTO_PORT

Sessions of roles are known when moto has given them; the role `refused` trusts nobody. It says on standard output, one line a call, which call was signed how.
"""
import http.client
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

PORT, MOTO_PORT = int(sys.argv[1]), int(sys.argv[2])
CREDENTIALS = {
    "AKIAOFTHEROLE": Credentials("AKIAOFTHEROLE", os.environ["SERVICES_SECRET"], os.environ["SERVICES_TOKEN"]),
    # Nobody but what stands in for STS is called without a role.
    "test": Credentials("test", "test"),
}
REFUSED = b"""<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
<Message>test is not trusted by the role</Message></Error></ErrorResponse>"""
FORM = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=(\w{64})$"
)


def fault(request, body):
    """Why the signature is none, or nothing."""
    found = FORM.match(request.headers.get("Authorization", ""))
    if not found:
        return "no signature"
    key, date, region, service, signed, signature = found.groups()
    time = request.headers.get("X-Amz-Date", "")
    credentials = CREDENTIALS.get(key)
    if not credentials or (key == "test") != is_assuming(body) or not time.startswith(date):
        return f"key {key}, date {date}, time {time}"
    names = signed.split(";")
    needed = ["host", "x-amz-date", *(["x-amz-security-token"] if credentials.token else [])]
    unsigned = [name for name in needed if name not in names]
    if unsigned or request.headers.get("X-Amz-Security-Token") != credentials.token:
        return f"without {unsigned}"
    headers = {name: request.headers[name] for name in names}
    copy = AWSRequest(
        method=request.command, url=f"http://{request.headers['Host']}{request.path}", data=body, headers=headers
    )
    copy.context["timestamp"] = time
    signer = (S3SigV4Auth if service == "s3" else SigV4Auth)(credentials, service, region)
    text = signer.string_to_sign(copy, signer.canonical_request(copy))
    return None if signer.signature(text, copy) == signature else f"another signature, over {signed}"


def is_assuming(body):
    return body.startswith(b"Action=AssumeRole&")


def learn(content):
    """Takes note of a session."""
    own = {
        name: re.search(f"<{name}>([^<]+)</{name}>", content.decode()).group(1)
        for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")
    }
    CREDENTIALS[own["AccessKeyId"]] = Credentials(*own.values())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        why = fault(self, body)
        what = "AssumeRole" if is_assuming(body) else why or ""
        print(f"{'wrong' if why else 'right'} {self.command} {self.path} {what}", flush=True)
        if why:
            return self.send(403, [], why.encode())
        if is_assuming(body) and b"role%2Frefused&" in body:
            return self.send(403, [], REFUSED)
        connection = http.client.HTTPConnection("127.0.0.1", MOTO_PORT)
        connection.request(self.command, self.path, body, dict(self.headers.items()))
        response = connection.getresponse()
        content = response.read()
        if is_assuming(body):
            learn(content)
        hop = ("connection", "content-length", "transfer-encoding", "date", "server")
        self.send(response.status, [own for own in response.getheaders() if own[0].lower() not in hop], content)

    def send(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
