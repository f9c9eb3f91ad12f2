"""Runs one handler in Python: takes events from the Runtime API of this machine and gives back what comes of them.

It is read from standard input, so that nothing is left on disk. Modules are looked up, errors are named and documents
are written as Lambda does.
"""

import decimal
import http.client
import importlib
import json
import os
import sys
import time
import traceback

ADDRESS = os.environ["AWS_LAMBDA_RUNTIME_API"]
TOKEN = os.environ.pop("PORTCULLIS_RUNTIME_TOKEN")
API = "/2018-06-01/runtime"


class Api:
    """The Runtime API over one connection that is kept."""

    def __init__(self):
        self.connection = None

    def call(self, method, where, body=None, headers=None):
        sent = {"x-portcullis-token": TOKEN, **(headers or {})}
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection(ADDRESS)
            try:
                self.connection.request(method, API + where, body=body, headers=sent)
                response = self.connection.getresponse()
                return response.headers, response.read()
            except (OSError, http.client.HTTPException):
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    # The other side is gone, and nobody is left to work for.
                    sys.stdout.flush()
                    os._exit(0)

    def fail(self, where, document):
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Function-Error-Type": document["errorType"],
        }
        self.call("POST", where, json.dumps(document).encode(), headers)


class Identity:
    """The caller's Cognito identity, which a function behind a gateway has none of."""

    cognito_identity_id = None
    cognito_identity_pool_id = None


class Context:
    """What a handler is told of its invocation."""

    def __init__(self, headers):
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.client_context = None
        self.identity = Identity()

    def get_remaining_time_in_millis(self):
        return max(self._deadline - int(time.time() * 1000), 0)

    def log(self, text):
        sys.stdout.write(str(text))
        sys.stdout.flush()


class Fault(Exception):
    """A fault of the function that is found before it runs."""

    def __init__(self, kind, message, trace=None):
        super().__init__(message)
        self.document = {"errorMessage": message, "errorType": kind, "requestId": "", "stackTrace": trace or []}


def load(handler):
    module_name, dot, name = handler.rpartition(".")
    if not dot or not module_name or not name:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{handler}': not a module and a function with a dot between them")
    module_name = module_name.replace("/", ".")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from None
    except SyntaxError as error:
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise Fault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", trace) from None
    found = getattr(module, name, None)
    if found is None:
        raise Fault("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module_name}'")
    return found


def frames(error):
    """The stack without the frames of this file."""
    all_frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in all_frames if frame.filename != "<stdin>" and "importlib" not in frame.filename]
    return traceback.format_list(own)


def document_of(error, request_id):
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": frames(error),
    }


def log_error(document):
    text = f"[ERROR] {document['errorType']}: {document['errorMessage']}"
    if document["stackTrace"]:
        text += "\nTraceback (most recent call last):\n" + "".join(document["stackTrace"]).rstrip()
    print(text, flush=True)


def number(value):
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def handle(api, handler):
    headers, body = api.call("GET", "/invocation/next")
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id") or ""
    try:
        result = handler(json.loads(body), Context(headers))
    except Exception as error:
        document = document_of(error, request_id)
        log_error(document)
        api.fail(f"/invocation/{request_id}/error", document)
        return
    try:
        payload = json.dumps(result, default=number).encode()
    except Exception as error:
        document = {
            "errorMessage": f"Unable to marshal response: {error}",
            "errorType": "Runtime.MarshalError",
            "requestId": request_id,
            "stackTrace": [],
        }
        log_error(document)
        api.fail(f"/invocation/{request_id}/error", document)
        return
    sys.stdout.flush()
    api.call("POST", f"/invocation/{request_id}/response", payload, {"Content-Type": "application/json"})


def main():
    api = Api()
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    sys.argv = [os.environ["_HANDLER"]]
    try:
        handler = load(os.environ["_HANDLER"])
    except Fault as fault:
        log_error(fault.document)
        api.fail("/init/error", fault.document)
        sys.exit(1)
    except Exception as error:
        document = document_of(error, "")
        log_error(document)
        api.fail("/init/error", document)
        sys.exit(1)
    while True:
        handle(api, handler)


main()
