"""What the drivers of all SDKs talk to: the backend behind the gateway, and a gateway that can be told what to answer.

Below `/s/SCENARIO/RUN` it answers as SCENARIO says, and counts the requests of each RUN. Below `/via/SCRIPT/RUN/PORT` it
stands before the gateway at PORT, and hands on what SCRIPT does not answer. Everything else is the backend of `api.yaml`
and of the examples. It is told its port, 0 for a free one, and prints the one that it has.
"""

import base64
import hashlib
import hmac
import http.client
import json
import re
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
PET = {"id": "1", "name": "Rex", "kind": "dog", "born": "2020-01-31T12:00:00Z", "day": "2020-01-31",
       "picture": "AAEC/w==", "nick-name": None, "labels": {"a": "b"}, "friends": [{"name": "Tom", "kind": "lion"}]}

# Gateway response type to status, exception and body.
GATEWAY = {
    "THROTTLED": (429, "TooManyRequestsException", {"message": "Too Many Requests"}),
    "QUOTA_EXCEEDED": (429, "LimitExceededException", {"message": "Limit Exceeded"}),
    "ACCESS_DENIED": (403, "AccessDeniedException", {"Message": "User is not authorized to access this resource"}),
    "UNAUTHORIZED": (401, "UnauthorizedException", {"message": "Unauthorized"}),
    "INVALID_API_KEY": (403, "ForbiddenException", {"message": "Forbidden"}),
    "MISSING_AUTHENTICATION_TOKEN": (403, "MissingAuthenticationTokenException", {"message": "Missing Authentication Token"}),
    "INVALID_SIGNATURE": (403, "InvalidSignatureException", {"message": "The request signature we calculated does not match"}),
    "EXPIRED_TOKEN": (403, "ExpiredTokenException", {"message": "The security token included in the request is expired"}),
    "BAD_REQUEST_BODY": (400, "BadRequestException", {"message": "Invalid request body"}),
    "BAD_REQUEST_PARAMETERS": (400, "BadRequestException", {"message": "Missing required request parameters: [q, r]"}),
    "UNSUPPORTED_MEDIA_TYPE": (415, "BadRequestException", {"message": "Unsupported Media Type"}),
    "REQUEST_TOO_LARGE": (413, "RequestTooLargeException", {"message": "Request Too Long"}),
    "RESOURCE_NOT_FOUND": (404, "ResourceNotFoundException", {"message": "Not Found"}),
    "WAF_FILTERED": (403, "WafFilteredException", {"message": "Forbidden"}),
    "INTEGRATION_TIMEOUT": (504, "InternalServerErrorException", {"message": "Endpoint request timed out"}),
    "INTEGRATION_FAILURE": (500, "InternalServerErrorException", {"message": "Internal server error"}),
    "AUTHORIZER_FAILURE": (500, "AuthorizerFailureException", {"message": None}),
    "AUTHORIZER_CONFIGURATION_ERROR": (500, "AuthorizerConfigurationException", {"message": None}),
    "API_CONFIGURATION_ERROR": (500, "ApiConfigurationException", {"message": "Internal server error"}),
}

counts: dict[str, int] = {}
files: dict[str, bytes] = {}
lock = threading.Lock()


def attempt(key: str) -> int:
    with lock:
        counts[key] = counts.get(key, 0) + 1
        return counts[key]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are written one after the other, and the second would wait for an acknowledgement of the first.
    disable_nagle_algorithm = True

    def log_message(self, *_args) -> None:
        pass

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, status: int, body, headers=()) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        kinds = [name.lower() for name, _ in headers]
        if "content-type" not in kinds:
            self.send_header("Content-Type", "application/octet-stream" if isinstance(body, bytes) else "application/json")
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("x-amzn-RequestId", "11111111-2222-3333-4444-555555555555")
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(data)

    def gateway(self, kind: str, headers=()) -> None:
        status, exception, body = GATEWAY[kind]
        self.answer(status, body, [("x-amzn-ErrorType", exception), *headers])

    def line(self) -> bytes:
        """A line of a body. Who lets go of a request in the middle of it has none left."""
        line = self.rfile.readline()
        if not line:
            raise ConnectionResetError
        return line

    def body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            data = b""
            while size := int(self.line().split(b";")[0], 16):
                data += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return data
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def echo(self, body: bytes, attempts: int = 1) -> dict:
        path, _, query = self.path.partition("?")
        try:
            text = body.decode()
        except UnicodeDecodeError:
            text = "base64:" + base64.b64encode(body).decode()
        headers = {}
        for name, value in self.headers.items():
            headers[name.lower()] = f"{headers[name.lower()]},{value}" if name.lower() in headers else value
        return {"method": self.command, "path": path, "query": query, "headers": headers, "body": text,
                "attempts": attempts}

    def serve(self) -> None:
        body = self.body()
        path = self.path.partition("?")[0]
        parts = path.split("/")
        if parts[1:2] == ["counts"]:
            self.answer(200, counts.get(parts[2], 0))
        elif parts[1:2] == ["s"]:
            self.scenario(parts[2], parts[3], "/" + "/".join(parts[4:]), body)
        elif parts[1:2] == ["via"]:
            self.via(parts[2], parts[3], int(parts[4]), "/" + self.path.split("/", 5)[5], body)
        else:
            self.backend(path, body)

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = serve

    def via(self, script: str, run: str, port: int, path: str, body: bytes) -> None:
        number = attempt(run)
        if script in GATEWAY:
            self.gateway(script)
        elif script == "throttled-twice" and number < 3:
            self.gateway("THROTTLED")
        elif script == "busy-twice" and number < 3:
            self.answer(503, {"message": "busy"})
        elif script == "slow" or script == "hang-up-once" and number == 1:
            # Nobody waits any more for what is slow.
            time.sleep(1 if script == "slow" else 0)
            self.close_connection = True
            self.connection.close()
        else:
            self.hand_on(port, path, body)

    def hand_on(self, port: int, path: str, body: bytes) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        own = {name: value for name, value in self.headers.items() if name.lower() != "transfer-encoding"}
        own["Content-Length"] = str(len(body))
        connection.request(self.command, path, body, own)
        answer = connection.getresponse()
        data = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        connection.close()

    def convert(self, body: bytes) -> None:
        """A service that speaks SOAP."""
        celsius = float(re.search(rb"<Celsius>([^<]*)</Celsius>", body)[1])
        if celsius < -273.15:
            said, status = "<soap:Fault><faultstring>colder than cold</faultstring></soap:Fault>", 500
        else:
            said, status = f"<CelsiusToFahrenheitResult>{round(celsius * 1.8 + 32, 6):g}</CelsiusToFahrenheitResult>", 200
        self.answer(status, f"<soap:Body>{said}</soap:Body>".encode(), [("Content-Type", "text/xml")])

    def scenario(self, name: str, run: str, path: str, body: bytes) -> None:
        number = attempt(run)
        if name in GATEWAY:
            self.gateway(name)
        elif name == "throttled-twice":
            self.gateway("THROTTLED") if number < 3 else self.answer(200, PET)
        elif name == "throttled":
            self.gateway("THROTTLED")
        elif name == "retry-after":
            self.gateway("THROTTLED", [("Retry-After", "7")]) if number == 1 else self.answer(200, PET)
        elif name == "retry-never":
            self.gateway("THROTTLED", [("Retry-After", "86400")])
        elif name == "busy-twice":
            self.answer(503, {"message": "busy"}) if number < 3 else self.answer(200, self.echo(body, number))
        elif name == "busy":
            self.answer(503, {"message": "busy"})
        elif name == "failing-twice":
            self.gateway("INTEGRATION_FAILURE") if number < 3 else self.answer(200, PET)
        elif name == "hang-up-once":
            if number == 1:
                self.close_connection = True
                self.connection.close()
            else:
                self.answer(200, PET)
        elif name == "slow":
            time.sleep(3)
            self.answer(200, PET)
        elif name == "slow-body":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"{")
            self.wfile.flush()
            time.sleep(3)
        elif name == "not-json":
            self.answer(200, b"<html>", [("Content-Type", "application/json")])
        elif name == "unknown-error":
            self.answer(418, {"message": "short and stout"})
        elif name == "no-header":
            # As HTTP APIs answer: without the name of the exception.
            self.answer(429, {"message": "Too Many Requests"})
        elif name == "templated":
            # A template of the API's own replaces the body; only the header tells.
            self.answer(403, {"error": {"code": 7}}, [("x-amzn-ErrorType", "AccessDeniedException")])
        elif name == "fresh-token":
            fresh = self.headers.get("Authorization") == "Bearer fresh"
            self.answer(200, self.echo(body, number)) if fresh else self.gateway("UNAUTHORIZED")
        elif name == "sigv4":
            wrong = self.wrong_signature(body)
            if wrong:
                self.answer(403, {"message": wrong}, [("x-amzn-ErrorType", "InvalidSignatureException")])
            else:
                self.answer(200, self.echo(body, number))
        elif name == "stream":
            self.send_response(200)
            self.send_header("Content-Type", "application/octet-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for index in range(64):
                chunk = bytes([index]) * 16384
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.wfile.write(b"0\r\n\r\n")
        elif name == "echo":
            self.answer(200, self.echo(body, number))
        else:
            self.backend(path, body)

    def backend(self, path: str, body: bytes) -> None:
        query = urllib.parse.parse_qs(self.path.partition("?")[2])
        parts = path.split("/")
        if path == "/pets" and self.command == "GET":
            start = int(query.get("nextToken", ["0"])[0])
            pets = [{"id": str(number), "name": f"Pet {number}", "kind": "cat"} for number in range(start, start + 2)]
            self.answer(200, {"pets": pets, "nextToken": str(start + 2) if start < 4 else None})
        elif path == "/pets":
            pet = json.loads(body)
            self.answer(201, {"id": "9", **pet}, [("Location", "/pets/9"), ("X-Count", "3")])
        elif parts[1] == "pets":
            name = urllib.parse.unquote(parts[2])
            if self.command == "PUT":
                self.answer(200, {"id": name, **json.loads(body)})
            elif name in ("1", "a b/c"):
                self.answer(200, {**PET, "id": name})
            else:
                self.answer(404, {"code": "NO_PET", "message": f"no pet {name}"})
        elif path == "/shapes":
            self.answer(200, json.loads(body))
        elif parts[1] == "flaky":
            number = attempt(parts[2])
            self.answer(503, {"message": "busy"}) if number < 3 else self.answer(200, self.echo(body, number))
        elif path == "/convert":
            self.convert(body)
        elif path == "/slow":
            time.sleep(1)
            self.answer(200, self.echo(body))
        elif parts[1] == "files" and self.command == "PUT":
            files[parts[2]] = body
            self.answer(200, self.echo(str(len(body)).encode()))
        elif parts[1] == "files":
            self.answer(200, files.get(parts[2], b""))
        else:
            self.answer(200, self.echo(body))

    def wrong_signature(self, body: bytes) -> str:
        """Signs the request as the service does, and tells what is not as it should be."""
        given = self.headers.get("Authorization", "")
        kind, _, rest = given.partition(" ")
        if kind != "AWS4-HMAC-SHA256":
            return "not signed"
        fields = dict(part.strip().split("=", 1) for part in rest.split(","))
        key, day, region, service, end = fields["Credential"].split("/")
        if (key, region, service, end) != ("AKIDEXAMPLE", "us-east-1", "execute-api", "aws4_request"):
            return f"scope {fields['Credential']}"
        names = fields["SignedHeaders"].split(";")
        if "host" not in names or "x-amz-date" not in names:
            return "host and x-amz-date are signed"
        if self.headers.get("X-Amz-Security-Token") and "x-amz-security-token" not in names:
            return "the session token is signed"
        path, _, query = self.path.partition("?")
        pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
        quote = lambda text: urllib.parse.quote(text, safe="-_.~")
        canonical = "\n".join([
            self.command,
            "/".join(quote(part) for part in path.split("/")),
            "&".join(sorted(f"{quote(name)}={quote(value)}" for name, value in pairs)),
            *(f"{name}:{' '.join((self.headers.get(name) or '').split())}" for name in names),
            "",
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        ])
        date = self.headers["X-Amz-Date"]
        scope = f"{day}/{region}/{service}/{end}"
        text = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        secret = ("AWS4" + SECRET).encode()
        for part in (day, region, service, end):
            secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
        expected = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
        return "" if hmac.compare_digest(expected, fields["Signature"]) else f"expected the signature of {canonical!r}"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
