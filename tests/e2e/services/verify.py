"""Stands between the gateway and moto: what botocore would not have signed so is refused.

    verify.py PORT MOTO_PORT

It says on standard output, one line a call, which call was signed how.
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
CREDENTIALS = Credentials("AKIAOFTHEROLE", os.environ["SERVICES_SECRET"], os.environ["SERVICES_TOKEN"])
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
    if key != CREDENTIALS.access_key or not time.startswith(date):
        return f"key {key}, date {date}, time {time}"
    names = signed.split(";")
    unsigned = [name for name in ("host", "x-amz-date", "x-amz-security-token") if name not in names]
    if unsigned or request.headers.get("X-Amz-Security-Token") != CREDENTIALS.token:
        return f"without {unsigned}"
    headers = {name: request.headers[name] for name in names}
    copy = AWSRequest(
        method=request.command, url=f"http://{request.headers['Host']}{request.path}", data=body, headers=headers
    )
    copy.context["timestamp"] = time
    signer = (S3SigV4Auth if service == "s3" else SigV4Auth)(CREDENTIALS, service, region)
    text = signer.string_to_sign(copy, signer.canonical_request(copy))
    return None if signer.signature(text, copy) == signature else f"another signature, over {signed}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        why = fault(self, body)
        print(f"{'wrong' if why else 'right'} {self.command} {self.path} {why or ''}", flush=True)
        if why:
            return self.send(403, [], why.encode())
        connection = http.client.HTTPConnection("127.0.0.1", MOTO_PORT)
        connection.request(self.command, self.path, body, dict(self.headers.items()))
        response = connection.getresponse()
        content = response.read()
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
