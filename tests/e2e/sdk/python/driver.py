"""Drives the package for `api.yaml`: against the gateway of this project (`GATEWAY`), and against a backend that
answers as it is told (`BACKEND`). Prints one line for each thing that was looked at.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import os
import re
import threading
import traceback
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Callable
from typing import Any

import drive as sdk
from drive.http import HttpResponse
from drive.operations import GetPet404Error, GetPetError, Refuse409Error
from drive.sigv4 import sign

GATEWAY = os.environ["GATEWAY"]
BACKEND = os.environ["BACKEND"]
CREDENTIALS = sdk.AwsCredentials(
    "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session/token=="
)
NOW = dt.datetime(2015, 8, 30, 12, 36, tzinfo=dt.timezone.utc).timestamp()


class FixedClock:
    """Sleeps in no time, and remembers how long it was to sleep."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def now(self) -> float:
        return NOW

    def random(self) -> float:
        return 1.0

    def sleep(self, seconds: float, cancellation: sdk.Cancellation | None) -> None:
        self.pauses.append(seconds)


class AsyncFixedClock:
    """The same, to be awaited."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def now(self) -> float:
        return NOW

    def random(self) -> float:
        return 1.0

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


runs = 0


class Run:
    """One scenario: clients of it, the clock that they sleep by, and the number of requests that they made."""

    def __init__(self, name: str, **options: Any) -> None:
        global runs
        runs += 1
        self._run = f"py{os.getpid()}-{runs}"
        self._url = f"{BACKEND}/s/{name}/{self._run}"
        self._options = options
        self.clock = FixedClock()
        self.async_clock = AsyncFixedClock()

    @property
    def client(self) -> sdk.DriveClient:
        return sdk.DriveClient(base_url=self._url, clock=self.clock, **self._options)

    @property
    def async_client(self) -> sdk.AsyncDriveClient:
        return sdk.AsyncDriveClient(base_url=self._url, clock=self.async_clock, **self._options)

    @property
    def requests(self) -> int:
        with urllib.request.urlopen(f"{BACKEND}/counts/{self._run}") as answer:
            return int(answer.read())


gateway = sdk.DriveClient(base_url=f"{GATEWAY}/dev")


def async_gateway() -> sdk.AsyncDriveClient:
    return sdk.AsyncDriveClient(base_url=f"{GATEWAY}/dev")


def raised(action: Callable[[], object]) -> Exception:
    try:
        action()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


TESTS: list[tuple[str, Callable[[], None]]] = []


def test(name: str) -> Callable[[Callable[[], Any]], None]:
    def add(function: Callable[[], Any]) -> None:
        def run() -> None:
            made = function()
            if asyncio.iscoroutine(made):
                asyncio.run(made)

        TESTS.append((name, run))

    return add


@test("success")
def success() -> None:
    response = gateway.get_pet(pet_id="1")
    assert response.status == 200
    assert response.body.name == "Rex"
    assert response.headers["X-AMZN-requestid"]


@test("dates and bytes")
def dates() -> None:
    pet = gateway.get_pet(pet_id="1").body
    assert pet.born == dt.datetime(2020, 1, 31, 12, tzinfo=dt.timezone.utc)
    assert pet.day == dt.date(2020, 1, 31)
    assert pet.picture == bytes([0, 1, 2, 255])
    assert pet.nick_name is None
    assert pet.labels == {"a": "b"}


@test("values of enums that are new")
def enums() -> None:
    pet = gateway.get_pet(pet_id="1").body
    assert pet.kind is sdk.PetKind.DOG
    assert pet.friends is not None
    assert pet.friends[0].kind == "lion" == pet.friends[0].kind.value
    assert pet.friends[0].kind == sdk.PetKind("lion")


@test("requests and named headers")
def requests() -> None:
    born = dt.datetime(2021, 2, 3, 4, 5, 6, tzinfo=dt.timezone.utc)
    friend = sdk.Pet(name="Tom", kind=sdk.PetKind.CAT, born=born)
    pet = sdk.Pet(name="Bo", kind=sdk.PetKind.DOG, born=born, picture=b"\x07", friends=[friend])
    response = gateway.create_pet(body=pet)
    assert response.status == 201
    assert response.body.id == "9"
    assert response.body.friends is not None and response.body.friends[0] == friend
    assert response.body.picture == b"\x07"
    assert response.named.location == "/pets/9"
    assert response.named.x_count == 3


@test("absent and null")
def absent() -> None:
    def sent(pet: sdk.Pet) -> Any:
        options = sdk.RequestOptions(idempotent=True)
        error = raised(lambda: Run("unknown-error").client.create_pet(body=pet, options=options))
        assert isinstance(error, sdk.ApiError)
        return None

    sent(sdk.Pet(name="Bo", kind=sdk.PetKind.DOG))
    from drive.models import pet_codec

    plain = pet_codec.encode(sdk.Pet(name="Bo", kind=sdk.PetKind.DOG))
    assert plain == {"name": "Bo", "kind": "dog"}
    null = pet_codec.encode(sdk.Pet(name="Bo", kind=sdk.PetKind.DOG, nick_name=None))
    assert null == {"name": "Bo", "kind": "dog", "nick-name": None}


@test("unions")
def unions() -> None:
    drawn = dt.datetime(2021, 2, 3, 4, 5, 6, tzinfo=dt.timezone.utc)
    circle = sdk.Circle(form="circle", radius=2, drawn=drawn)
    assert gateway.echo_shape(body=circle).body == circle
    square = gateway.echo_shape(body=sdk.Square(form="square", side=3)).body
    assert isinstance(square, sdk.Square) and square.side == 3


@test("parameters")
def parameters() -> None:
    echo = gateway.search(
        q="a b&c/ü+",
        tags=["x", "y z"],
        ids=[1, 2],
        filter={"k": "v"},
        since=dt.datetime(2021, 2, 3, 4, 5, 6, tzinfo=dt.timezone.utc),
        x_trace="t1",
    ).body
    query = urllib.parse.parse_qs(echo.query)
    assert query == {
        "q": ["a b&c/ü+"],
        "tags": ["x", "y z"],
        "ids": ["1,2"],
        "filter[k]": ["v"],
        "since": ["2021-02-03T04:05:06Z"],
    }
    assert echo.headers["x-trace"] == "t1"


@test("path parameters")
def path_parameters() -> None:
    assert gateway.get_pet(pet_id="a b/c").body.id == "a b/c"
    for wrong in ("", ".", ".."):
        error = raised(lambda wrong=wrong: gateway.get_pet(pet_id=wrong))  # type: ignore[misc]
        assert isinstance(error, sdk.InvalidInputError)


@test("errors of the API")
def own_errors() -> None:
    try:
        gateway.get_pet(pet_id="2")
        raise AssertionError("nothing was raised")
    except GetPet404Error as error:
        assert error.status == 404 and error.attempts == 1
        assert error.body.code == "NO_PET"
        assert isinstance(error, GetPetError) and not isinstance(error, sdk.GatewayError)


@test("text stays text in errors")
def text_errors() -> None:
    error = raised(gateway.refuse)
    assert isinstance(error, Refuse409Error), repr(error)
    text: str = error.body
    assert text == '{"message": "no"}', repr(text)


@test("invalid body")
def invalid_body() -> None:
    pet = sdk.Pet(name="Bo", kind=sdk.PetKind.DOG)
    pet.kind = None  # type: ignore[assignment]
    error = raised(lambda: gateway.create_pet(body=pet))
    assert isinstance(error, sdk.InvalidBodyError), repr(error)
    assert error.type == "BAD_REQUEST_BODY" and len(error.problems) >= 1
    from drive.errors import problems_of

    text = '{"m": "[object has missing required properties ([\\"a\\",\\"b\\"]), string \\"x\\" is too short (length: 1, required minimum: 2)]"}'
    assert problems_of(text) == [
        'object has missing required properties (["a","b"])',
        'string "x" is too short (length: 1, required minimum: 2)',
    ]


@test("invalid body with its fields")
def invalid_fields() -> None:
    def drop(request: sdk.OutgoingRequest, send: Any) -> HttpResponse:
        request.body = b'{"name": "Bo"}'
        made: HttpResponse = send(request)
        return made

    client = sdk.DriveClient(base_url=f"{GATEWAY}/dev", middleware=[drop])
    error = raised(lambda: client.create_pet(body=sdk.Pet(name="Bo", kind=sdk.PetKind.DOG)))
    assert isinstance(error, sdk.InvalidBodyError)
    assert error.fields == ["kind"]


@test("invalid parameters")
def invalid_parameters() -> None:
    error = raised(lambda: gateway.search(q=None))  # type: ignore[arg-type]
    assert isinstance(error, sdk.InvalidParametersError)
    assert error.parameters == ["q"]


@test("unsupported media type")
def media_type() -> None:
    error = raised(lambda: gateway.send_text(body="hello"))
    assert isinstance(error, sdk.UnsupportedMediaTypeError)


@test("missing authentication token")
def missing_token() -> None:
    lost = sdk.DriveClient(base_url=f"{GATEWAY}/dev/nowhere")
    assert isinstance(raised(lost.list_pets), sdk.MissingAuthenticationTokenError)


@test("throttled by the gateway")
def throttled() -> None:
    clock = FixedClock()
    client = sdk.DriveClient(base_url=f"{GATEWAY}/dev", clock=clock)
    try:
        client.limited()
    except sdk.ThrottledError:
        pass
    error = raised(client.limited)
    assert isinstance(error, sdk.ThrottledError) and error.attempts == 3
    assert len(clock.pauses) >= 2


@test("API key and quota of the gateway")
def quota() -> None:
    assert isinstance(raised(gateway.keyed), sdk.InvalidApiKeyError)
    clock = FixedClock()
    client = sdk.DriveClient(
        base_url=f"{GATEWAY}/dev", api_key=os.environ["API_KEY"], clock=clock
    )
    assert client.keyed().status == 200
    assert client.keyed().status == 200
    over = raised(client.keyed)
    assert isinstance(over, sdk.QuotaExceededError) and over.attempts == 1
    assert clock.pauses == []


ONCE = sdk.RetryOptions(attempts=1)


@test("integration timeout")
def integration_timeout() -> None:
    client = sdk.DriveClient(base_url=f"{GATEWAY}/dev", retry=ONCE)
    error = raised(client.slow)
    assert isinstance(error, sdk.IntegrationTimeoutError) and error.status == 504


@test("integration failure")
def integration_failure() -> None:
    client = sdk.DriveClient(base_url=f"{GATEWAY}/dev", retry=ONCE)
    assert isinstance(raised(client.dead), sdk.IntegrationFailureError)


@test("retry after 5xx of the backend")
def backend_busy() -> None:
    clock = FixedClock()
    client = sdk.DriveClient(base_url=f"{GATEWAY}/dev", clock=clock)
    assert client.flaky(run=f"py-flaky-{os.getpid()}").body.attempts == 3
    assert clock.pauses == [0.1, 0.2]


@test("pages")
def pages() -> None:
    names = [pet.name for pet in gateway.list_pets_items(limit=2)]
    assert names == [f"Pet {number}" for number in range(6)]
    assert sum(len(page.body.pets) for page in gateway.list_pets_pages()) == 6


@test("binary through the gateway")
def binary() -> None:
    data = bytes(number % 256 for number in range(1000))
    assert gateway.put_file(name="py", body=data).body.body == "1000"
    with gateway.get_file(name="py").body as file:
        assert file.content_type == "application/octet-stream"
        assert file.read() == data


@test("streams")
def streams() -> None:
    body = Run("stream").client.get_file(name="x").body
    assert sum(len(chunk) for chunk in body.iter_bytes()) == 64 * 16384
    echo = Run("echo").client
    for upload in (io.BytesIO(b"abcdefg"), iter([b"abc", b"defg"])):
        sent = echo.put_file(name="x", body=upload).body
        assert sent.body == "abcdefg" and sent.headers["transfer-encoding"] == "chunked"
    busy = Run("busy")
    raised(lambda: busy.client.put_file(name="x", body=iter([b"a"])))
    assert busy.requests == 1, "a stream is sent once"


@test("forms")
def forms() -> None:
    client = Run("echo").client
    form = sdk.SendFormBody(file=sdk.FilePart(b"hello", "a.txt", "text/plain"), note="n")
    echo = client.send_form(body=form).body
    assert re.match(r"multipart/form-data; boundary=", echo.headers["content-type"])
    assert 'name="note"\r\n\r\nn\r\n' in echo.body
    assert 'name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello' in echo.body
    login = client.login(body=sdk.LoginBody(user="a&b", scopes=["x", "y"])).body
    assert login.body == "user=a%26b&scopes=x&scopes=y"


@test("any method")
def any_method() -> None:
    response = gateway.forward(method="PATCH", rest="a/b c", body=b"{}")
    echo = json.loads(response.body.read())
    assert echo["method"] == "PATCH" and echo["path"] == "/any/a/b%20c"


@test("retry after 429")
def retry() -> None:
    run = Run("throttled-twice")
    assert run.client.get_pet(pet_id="1").body.name == "Rex"
    assert run.requests == 3 and run.clock.pauses == [0.1, 0.2]


@test("Retry-After is honoured")
def retry_after() -> None:
    run = Run("retry-after")
    run.client.get_pet(pet_id="1")
    assert run.clock.pauses == [7.0]
    never = Run("retry-never")
    error = raised(lambda: never.client.get_pet(pet_id="1"))
    assert isinstance(error, sdk.ThrottledError) and error.retry_after == 86400
    assert never.requests == 1


@test("retry after failures of the gateway and the connection")
def failures() -> None:
    for name, wanted in (("failing-twice", 3), ("hang-up-once", 2)):
        run = Run(name)
        run.client.get_pet(pet_id="1")
        assert run.requests == wanted, name


PET = sdk.Pet(name="Bo", kind=sdk.PetKind.DOG)


@test("what is not idempotent is sent once")
def once() -> None:
    for name in ("busy", "throttled", "hang-up-once"):
        run = Run(name)
        raised(lambda run=run: run.client.create_pet(body=PET))  # type: ignore[misc]
        assert run.requests == 1, name
    put = Run("busy")
    raised(lambda: put.client.replace_pet(pet_id="1", body=PET))
    assert put.requests == 3


@test("a key makes it safe to repeat")
def keys() -> None:
    given = Run("busy")
    options = sdk.RequestOptions(idempotency_key="k1")
    raised(lambda: given.client.create_pet(body=PET, options=options))
    assert given.requests == 3
    echo = Run("busy-twice").client.place_order(body=sdk.PlaceOrderBody(item="x")).body
    assert echo.attempts == 3
    assert re.fullmatch(r"[0-9a-f-]{36}", echo.headers["idempotency-key"])


@test("a quota is never asked again")
def no_quota() -> None:
    run = Run("QUOTA_EXCEEDED")
    assert isinstance(raised(lambda: run.client.get_pet(pet_id="1")), sdk.QuotaExceededError)
    assert run.requests == 1 and run.clock.pauses == []


@test("every gateway response type")
def gateway_types() -> None:
    classes = {
        "THROTTLED": sdk.ThrottledError,
        "QUOTA_EXCEEDED": sdk.QuotaExceededError,
        "ACCESS_DENIED": sdk.AccessDeniedError,
        "UNAUTHORIZED": sdk.UnauthorizedError,
        "INVALID_API_KEY": sdk.InvalidApiKeyError,
        "MISSING_AUTHENTICATION_TOKEN": sdk.MissingAuthenticationTokenError,
        "INVALID_SIGNATURE": sdk.InvalidSignatureError,
        "EXPIRED_TOKEN": sdk.ExpiredTokenError,
        "BAD_REQUEST_BODY": sdk.InvalidBodyError,
        "BAD_REQUEST_PARAMETERS": sdk.InvalidParametersError,
        "UNSUPPORTED_MEDIA_TYPE": sdk.UnsupportedMediaTypeError,
        "REQUEST_TOO_LARGE": sdk.RequestTooLargeError,
        "RESOURCE_NOT_FOUND": sdk.ResourceNotFoundError,
        "WAF_FILTERED": sdk.WafFilteredError,
        "INTEGRATION_TIMEOUT": sdk.IntegrationTimeoutError,
        "INTEGRATION_FAILURE": sdk.IntegrationFailureError,
        "AUTHORIZER_FAILURE": sdk.AuthorizerFailureError,
        "AUTHORIZER_CONFIGURATION_ERROR": sdk.AuthorizerConfigurationError,
        "API_CONFIGURATION_ERROR": sdk.ApiConfigurationError,
    }
    for kind, wanted in classes.items():
        client = Run(kind, retry=ONCE).client
        # Only where a key is needed does a refusal mean the key.
        action: Any = client.keyed if kind == "INVALID_API_KEY" else client.list_pets
        error = raised(action)
        assert type(error) is wanted and isinstance(error, sdk.GatewayError), kind
        assert error.type == kind
        assert error.request_id == "11111111-2222-3333-4444-555555555555"


@test("errors that only the header or the message tells")
def tells() -> None:
    assert isinstance(raised(Run("templated").client.list_pets), sdk.AccessDeniedError)
    once = Run("no-header", retry=ONCE).client
    assert isinstance(raised(once.list_pets), sdk.ThrottledError)
    other = raised(Run("unknown-error").client.list_pets)
    assert isinstance(other, sdk.ApiError) and not isinstance(other, sdk.GatewayError)
    assert other.status == 418


@test("timeout")
def timeout() -> None:
    run = Run("slow", timeout=0.1, retry=sdk.RetryOptions(attempts=2))
    error = raised(lambda: run.client.get_pet(pet_id="1"))
    assert isinstance(error, sdk.TimeoutError) and isinstance(error, TimeoutError)
    assert run.requests == 2
    body = Run("slow-body", timeout=0.1, retry=ONCE)
    assert isinstance(raised(lambda: body.client.get_pet(pet_id="1")), sdk.TimeoutError)


@test("cancellation")
def cancellation() -> None:
    run = Run("slow")
    cancel = sdk.Cancellation()
    threading.Timer(0.05, cancel.cancel).start()
    options = sdk.RequestOptions(cancellation=cancel)
    assert isinstance(
        raised(lambda: run.client.get_pet(pet_id="1", options=options)), sdk.CancelledError
    )
    assert run.requests == 1
    again = raised(lambda: run.client.get_pet(pet_id="1", options=options))
    assert isinstance(again, sdk.CancelledError) and run.requests == 1


@test("an answer that is no JSON")
def not_json() -> None:
    error = raised(lambda: Run("not-json").client.get_pet(pet_id="1"))
    assert isinstance(error, sdk.UnexpectedResponseError) and error.text == "<html>"


@test("middleware")
def middleware() -> None:
    seen: list[str] = []

    def note(name: str) -> Any:
        def look(request: sdk.OutgoingRequest, send: Any) -> HttpResponse:
            assert "x-api-key" not in request.headers
            seen.append(f"{name} {request.operation} {request.attempt}")
            response: HttpResponse = send(request)
            seen.append(f"{name} {response.status}")
            return response

        return look

    run = Run("throttled-twice", middleware=[note("a"), note("b")], retry=ONCE)
    raised(lambda: run.client.get_pet(pet_id="1"))
    assert seen == ["a get_pet 1", "b get_pet 1", "b 429", "a 429"]
    keyed = Run("echo", api_key="hidden", middleware=[note("c")]).client.keyed()
    assert keyed.body["headers"]["x-api-key"] == "hidden"


@test("SigV4")
def sigv4() -> None:
    client = Run("sigv4", credentials=CREDENTIALS).client
    client.signed(name="a b~c", q="x y/+*'()")
    client.signed_body(name="ü", body=PET)
    wrong = sdk.AwsCredentials("AKIDEXAMPLE", "wrong")
    error = raised(lambda: Run("sigv4", credentials=wrong).client.signed(name="a"))
    assert isinstance(error, sdk.InvalidSignatureError)


@test("the published vectors of SigV4")
def vectors() -> None:
    with open(os.environ["VECTORS"]) as file:
        all_vectors = json.load(file)
    assert len(all_vectors) > 30
    for vector in all_vectors:
        headers = sign(
            method=vector["method"],
            path=vector["path"],
            query=[(name, value) for name, value in vector["query"]],
            headers=[(name, value) for name, value in vector["headers"]],
            body=vector["body"].encode(),
            credentials=sdk.AwsCredentials(
                CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key, vector["token"]
            ),
            region="us-east-1",
            service="service",
            date=dt.datetime(2015, 8, 30, 12, 36, tzinfo=dt.timezone.utc),
        )
        given = headers["authorization"]
        assert f"SignedHeaders={vector['signedHeaders']}," in given, vector["name"]
        assert given.endswith(f"Signature={vector['signature']}"), vector["name"]


@test("tokens")
def tokens() -> None:
    plain = Run("echo", token="abc").client.secret().body
    assert plain.headers["authorization"] == "Bearer abc"
    named = Run("echo", tokens={"lambda": sdk.Expiring("Bearer def")}).client.secret().body
    assert named.headers["authorization"] == "Bearer def"


@test("providers are asked again")
def providers() -> None:
    asked: list[bool] = []

    def token(why: sdk.Asked) -> str:
        asked.append(why.refused)
        return "fresh" if why.refused else "stale"

    run = Run("fresh-token", token=token)
    assert run.client.secret().body.headers["authorization"] == "Bearer fresh"
    assert run.requests == 2 and asked == [False, True]
    times: list[int] = []

    def expiring(_: sdk.Asked) -> sdk.Expiring:
        times.append(1)
        return sdk.Expiring(f"t{len(times)}", dt.datetime(2015, 8, 30, 13, tzinfo=dt.timezone.utc))

    held = Run("echo", token=expiring).client
    held.secret()
    held.secret()
    assert len(times) == 1

    def fails(_: sdk.Asked) -> str:
        raise RuntimeError("no")

    assert isinstance(raised(Run("echo", token=fails).client.secret), sdk.ConfigurationError)


@test("secrets are not shown")
def secrets() -> None:
    secret = "do-not-show-me"
    credentials = sdk.AwsCredentials("A", secret, secret)
    client = Run(
        "unknown-error",
        api_key=secret,
        token=secret,
        tokens={"lambda": sdk.Expiring(secret)},
        credentials=credentials,
        headers={"x-secret": secret},
    ).client
    error = raised(client.keyed)
    for shown in (client, error, credentials, sdk.Expiring(secret), vars(client), client._vault):
        assert secret not in repr(shown) and secret not in str(shown)
    assert secret not in "".join(traceback.format_exception(error))


@test("where the API is")
def address() -> None:
    assert isinstance(raised(sdk.DriveClient), sdk.ConfigurationError)
    shown = repr(sdk.DriveClient(api_id="abc"))
    assert shown == "DriveClient('https://abc.execute-api.us-east-1.amazonaws.com/dev')"


@test("connections are kept")
def connections() -> None:
    with Run("echo").client as client:
        for _ in range(3):
            client.keyed()
        (kept,) = client._http._idle.values()  # type: ignore[attr-defined]
        assert len(kept) == 1


@test("asynchronous: success and errors")
async def async_success() -> None:
    async with async_gateway() as client:
        response = await client.get_pet(pet_id="1")
        assert response.status == 200 and response.body.kind is sdk.PetKind.DOG
        created = await client.create_pet(body=PET)
        assert created.named.x_count == 3
        try:
            await client.get_pet(pet_id="2")
            raise AssertionError("nothing was raised")
        except GetPet404Error as error:
            assert error.body.code == "NO_PET"


async def async_raised(action: Any) -> Exception:
    try:
        await action
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


@test("asynchronous: retries")
async def async_retry() -> None:
    run = Run("throttled-twice")
    assert (await run.async_client.get_pet(pet_id="1")).body.name == "Rex"
    assert run.requests == 3 and run.async_clock.pauses == [0.1, 0.2]
    hang_up = Run("hang-up-once")
    await hang_up.async_client.get_pet(pet_id="1")
    assert hang_up.requests == 2
    once = Run("busy")
    await async_raised(once.async_client.create_pet(body=PET))
    assert once.requests == 1
    quota = Run("QUOTA_EXCEEDED")
    error = await async_raised(quota.async_client.get_pet(pet_id="1"))
    assert isinstance(error, sdk.QuotaExceededError) and quota.requests == 1


@test("asynchronous: timeout and cancellation")
async def async_timeout() -> None:
    run = Run("slow", timeout=0.1, retry=ONCE)
    error = await async_raised(run.async_client.get_pet(pet_id="1"))
    assert isinstance(error, sdk.TimeoutError)
    body = Run("slow-body", timeout=0.1, retry=ONCE)
    error = await async_raised(body.async_client.get_pet(pet_id="1"))
    assert isinstance(error, sdk.TimeoutError)
    cancelled = Run("slow")
    task = asyncio.ensure_future(cancelled.async_client.get_pet(pet_id="1"))
    await asyncio.sleep(0.05)
    task.cancel()
    try:
        await task
        raise AssertionError("nothing was raised")
    except asyncio.CancelledError:
        pass
    assert cancelled.requests == 1


@test("asynchronous: pages, files and streams")
async def async_streams() -> None:
    async with async_gateway() as client:
        names = [pet.name async for pet in client.list_pets_items(limit=2)]
        assert names == [f"Pet {number}" for number in range(6)]

        async def parts() -> AsyncIterator[bytes]:
            yield b"abc"
            yield b"defg"

        await client.put_file(name="pya", body=b"0123456789")
        async with (await client.get_file(name="pya")).body as file:
            assert await file.read() == b"0123456789"
    echo = Run("echo").async_client
    assert (await echo.put_file(name="x", body=parts())).body.body == "abcdefg"
    stream = (await Run("stream").async_client.get_file(name="x")).body
    assert sum([len(chunk) async for chunk in stream.iter_bytes()]) == 64 * 16384


@test("asynchronous: credentials")
async def async_credentials() -> None:
    client = Run("sigv4", credentials=CREDENTIALS).async_client
    await client.signed(name="a b~c", q="x y/+*'()")
    await client.signed_body(name="ü", body=PET)
    times: list[bool] = []

    async def token(asked: sdk.Asked) -> str:
        times.append(asked.refused)
        await asyncio.sleep(0)
        return "fresh" if asked.refused else "stale"

    run = Run("fresh-token", token=token)
    assert (await run.async_client.secret()).body.headers["authorization"] == "Bearer fresh"
    assert times == [False, True]


@test("asynchronous: middleware and kept connections")
async def async_middleware() -> None:
    seen: list[str] = []

    async def look(request: sdk.OutgoingRequest, send: Any) -> Any:
        seen.append(request.operation)
        return await send(request)

    async with Run("echo", middleware=[look]).async_client as client:
        for _ in range(3):
            await client.keyed()
        (kept,) = client._http._idle.values()  # type: ignore[attr-defined]
        assert len(kept) == 1
    assert seen == ["keyed"] * 3


def main() -> int:
    failed = 0
    for name, action in TESTS:
        try:
            action()
            print(f"ok {name}", flush=True)
        except BaseException:
            failed += 1
            text = traceback.format_exc().replace("\n", "\n    ")
            print(f"FAILED {name}: {text}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
