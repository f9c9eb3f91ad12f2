/**
 * Drives the package for `api.yaml`: against the gateway of this project (`GATEWAY`), and against a backend that
 * answers as it is told (`BACKEND`). Prints one line for each thing that was looked at.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import * as sdk from "drive";
import { sign } from "drive/sigv4";

const GATEWAY = process.env["GATEWAY"] ?? "";
const BACKEND = process.env["BACKEND"] ?? "";
const VECTORS = process.env["VECTORS"] ?? "";

/** A clock that sleeps in no time, and remembers how long it was to sleep. */
class TestClock implements sdk.Clock {
  pauses: number[] = [];
  now = (): number => Date.parse("2015-08-30T12:36:00Z");
  random = (): number => 1;
  sleep = (milliseconds: number): Promise<void> => {
    this.pauses.push(milliseconds);
    return Promise.resolve();
  };
}

let runs = 0;

/** A client of one scenario, with the clock that it sleeps by and the number of requests that it made. */
function scenario(name: string, options: sdk.ClientOptions = {}) {
  const run = `ts${process.pid}-${runs++}`;
  const clock = new TestClock();
  const client = new sdk.DriveClient({
    baseUrl: `${BACKEND}/s/${name}/${run}`,
    clock,
    ...options,
  });
  const requests = async (): Promise<number> =>
    Number(await (await fetch(`${BACKEND}/counts/${run}`)).text());
  return { client, clock, requests };
}

const gateway = new sdk.DriveClient({ baseUrl: `${GATEWAY}/dev` });

async function thrown(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}

const tests: [string, () => Promise<void>][] = [
  ["success", async () => {
    const { status, body, rawHeaders } = await gateway.getPet({ petId: "1" });
    assert.equal(status, 200);
    assert.equal(body.name, "Rex");
    assert.ok(rawHeaders.get("x-amzn-requestid"));
  }],
  ["dates and bytes", async () => {
    const { body } = await gateway.getPet({ petId: "1" });
    assert.deepEqual(body.born, new Date("2020-01-31T12:00:00Z"));
    assert.equal(body.day, "2020-01-31");
    assert.deepEqual(body.picture, new Uint8Array([0, 1, 2, 255]));
    assert.equal(body["nick-name"], null);
    assert.deepEqual(body.labels, { a: "b" });
  }],
  ["values of enums that are new", async () => {
    const { body } = await gateway.getPet({ petId: "1" });
    assert.equal(body.friends?.[0]?.kind, "lion");
  }],
  ["requests and named headers", async () => {
    const born = new Date("2021-02-03T04:05:06.000Z");
    const friends: sdk.Pet[] = [{ name: "Tom", kind: "cat", born }];
    const { status, body, headers } = await gateway.createPet({
      body: { name: "Bo", kind: "dog", born, picture: new Uint8Array([7]), friends },
    });
    assert.equal(status, 201);
    assert.equal(body.id, "9");
    assert.deepEqual(body.friends?.[0]?.born, born);
    assert.deepEqual(body.picture, new Uint8Array([7]));
    assert.equal(headers.location, "/pets/9");
    assert.equal(headers.xCount, 3);
  }],
  ["unions", async () => {
    const drawn = new Date("2021-02-03T04:05:06.000Z");
    const { body } = await gateway.echoShape({ body: { form: "circle", radius: 2, drawn } });
    assert.ok(body.form === "circle");
    assert.deepEqual(body.drawn, drawn);
    const other = await gateway.echoShape({ body: { form: "square", side: 3 } });
    assert.ok(other.body.form === "square" && other.body.side === 3);
  }],
  ["parameters", async () => {
    const { body } = await gateway.search({
      q: "a b&c/ü+", tags: ["x", "y z"], ids: [1, 2], filter: { k: "v" },
      since: new Date("2021-02-03T04:05:06.000Z"), xTrace: "t1",
    });
    const query = new URLSearchParams(body.query);
    assert.equal(query.get("q"), "a b&c/ü+");
    assert.deepEqual(query.getAll("tags"), ["x", "y z"]);
    assert.equal(query.get("ids"), "1,2");
    assert.equal(query.get("filter[k]"), "v");
    assert.equal(query.get("since"), "2021-02-03T04:05:06.000Z");
    assert.equal(body.headers["x-trace"], "t1");
  }],
  ["path parameters", async () => {
    const { body } = await gateway.getPet({ petId: "a b/c" });
    assert.equal(body.id, "a b/c");
    for (const petId of ["", ".", ".."]) {
      assert.ok((await thrown(gateway.getPet({ petId }))) instanceof sdk.InvalidInputError);
    }
  }],
  ["errors of the API", async () => {
    const error = await thrown(gateway.getPet({ petId: "2" }));
    assert.ok(sdk.isGetPetError(error));
    assert.equal(error.status, 404);
    assert.equal(error.body.code, "NO_PET");
    assert.ok(!(error instanceof sdk.GatewayError));
    assert.equal(error.attempts, 1);
  }],
  ["text stays text in errors", async () => {
    const error = await thrown(gateway.refuse());
    assert.ok(sdk.isRefuseError(error));
    const text: string = error.body;
    assert.equal(text, '{"message": "no"}');
  }],
  ["invalid body", async () => {
    const error = await thrown(gateway.createPet({ body: { name: "Bo" } as sdk.Pet }));
    assert.ok(error instanceof sdk.InvalidBodyError);
    assert.deepEqual(error.fields, ["kind"]);
    assert.equal(error.problems.length, 1);
    assert.equal(error.type, "BAD_REQUEST_BODY");
  }],
  ["invalid parameters", async () => {
    const error = await thrown(gateway.search({} as sdk.SearchInput));
    assert.ok(error instanceof sdk.InvalidParametersError);
    assert.deepEqual(error.parameters, ["q"]);
  }],
  ["unsupported media type", async () => {
    const error = await thrown(gateway.sendText({ body: "hello" }));
    assert.ok(error instanceof sdk.UnsupportedMediaTypeError);
  }],
  ["missing authentication token", async () => {
    const lost = new sdk.DriveClient({ baseUrl: `${GATEWAY}/dev/nowhere` });
    const error = await thrown(lost.listPets());
    assert.ok(error instanceof sdk.MissingAuthenticationTokenError);
  }],
  ["throttled by the gateway", async () => {
    const clock = new TestClock();
    const client = new sdk.DriveClient({ baseUrl: `${GATEWAY}/dev`, clock });
    await client.limited().catch(() => undefined);
    const error = await thrown(client.limited());
    assert.ok(error instanceof sdk.ThrottledError);
    assert.equal(error.attempts, 3);
    assert.ok(clock.pauses.length >= 2);
  }],
  ["API key and quota of the gateway", async () => {
    const error = await thrown(gateway.keyed());
    assert.ok(error instanceof sdk.InvalidApiKeyError);
    const clock = new TestClock();
    const apiKey = process.env["API_KEY"] ?? "";
    const client = new sdk.DriveClient({ baseUrl: `${GATEWAY}/dev`, apiKey, clock });
    assert.equal((await client.keyed()).status, 200);
    assert.equal((await client.keyed()).status, 200);
    const over = await thrown(client.keyed());
    assert.ok(over instanceof sdk.QuotaExceededError);
    assert.equal(over.attempts, 1);
    assert.deepEqual(clock.pauses, []);
  }],
  ["integration timeout", async () => {
    const client = new sdk.DriveClient({ baseUrl: `${GATEWAY}/dev`, retry: false });
    const error = await thrown(client.slow());
    assert.ok(error instanceof sdk.IntegrationTimeoutError);
    assert.equal(error.status, 504);
  }],
  ["integration failure", async () => {
    const client = new sdk.DriveClient({ baseUrl: `${GATEWAY}/dev`, retry: false });
    assert.ok((await thrown(client.dead())) instanceof sdk.IntegrationFailureError);
  }],
  ["retry after 5xx of the backend", async () => {
    const clock = new TestClock();
    const client = new sdk.DriveClient({ baseUrl: `${GATEWAY}/dev`, clock });
    const { body } = await client.flaky({ run: `ts-flaky-${process.pid}` });
    assert.equal(body.attempts, 3);
    assert.deepEqual(clock.pauses, [100, 200]);
  }],
  ["pages", async () => {
    const names: string[] = [];
    for await (const pet of gateway.listPetsItems({ limit: 2 })) names.push(pet.name);
    assert.deepEqual(names, [0, 1, 2, 3, 4, 5].map((number) => `Pet ${number}`));
    let pages = 0;
    for await (const page of gateway.listPetsPages()) {
      assert.equal(page.body.pets.length, 2);
      if (++pages === 2) break;
    }
    assert.equal(pages, 2);
  }],
  ["binary through the gateway", async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, at) => at % 256);
    const { body } = await gateway.putFile({ name: "ts", body: bytes });
    assert.equal(body.body, "1000");
    const { body: file } = await gateway.getFile({ name: "ts" });
    assert.deepEqual(await file.bytes(), bytes);
  }],
  ["streams", async () => {
    const { client, requests } = scenario("stream");
    const { body } = await client.getFile({ name: "x" });
    let size = 0;
    for await (const chunk of body.stream) size += chunk.length;
    assert.equal(size, 64 * 16384);
    const chunks = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(3));
        controller.enqueue(new Uint8Array(4));
        controller.close();
      },
    });
    const up = scenario("echo");
    await up.client.putFile({ name: "x", body: chunks });
    const busy = scenario("busy");
    const once = new ReadableStream<Uint8Array>({ start: (own) => own.close() });
    await thrown(busy.client.putFile({ name: "x", body: once }));
    assert.equal(await busy.requests(), 1, "a stream is sent once");
    assert.equal(await requests(), 1);
  }],
  ["forms", async () => {
    const { client } = scenario("echo");
    const { body } = await client.sendForm({ body: { file: new Blob(["hello"]), note: "n" } });
    assert.match(body.headers["content-type"] ?? "", /^multipart\/form-data; boundary=/);
    assert.match(body.body, /name="note"\r\n\r\nn\r\n/);
    const login = await client.login({ body: { user: "a&b", scopes: ["x", "y"] } });
    assert.equal(login.body.body, "user=a%26b&scopes=x&scopes=y");
  }],
  ["any method", async () => {
    const { status, body } = await gateway.forward({ method: "PATCH", rest: "a/b c", body: "{}" });
    assert.equal(status, 200);
    const echo = (await body.json()) as sdk.Echo;
    assert.equal(echo.method, "PATCH");
    assert.equal(echo.path, "/any/a/b%20c");
  }],
  ["retry after 429", async () => {
    const { client, clock, requests } = scenario("throttled-twice");
    assert.equal((await client.getPet({ petId: "1" })).body.name, "Rex");
    assert.equal(await requests(), 3);
    assert.deepEqual(clock.pauses, [100, 200]);
  }],
  ["Retry-After is honoured", async () => {
    const { client, clock } = scenario("retry-after");
    await client.getPet({ petId: "1" });
    assert.deepEqual(clock.pauses, [7000]);
    const never = scenario("retry-never");
    const error = await thrown(never.client.getPet({ petId: "1" }));
    assert.ok(error instanceof sdk.ThrottledError);
    assert.equal(error.retryAfter, 86_400_000);
    assert.equal(await never.requests(), 1);
  }],
  ["retry after failures of the gateway and the connection", async () => {
    const failing = scenario("failing-twice");
    await failing.client.getPet({ petId: "1" });
    assert.equal(await failing.requests(), 3);
    const hangUp = scenario("hang-up-once");
    await hangUp.client.getPet({ petId: "1" });
    assert.equal(await hangUp.requests(), 2);
  }],
  ["what is not idempotent is sent once", async () => {
    const pet: sdk.Pet = { name: "Bo", kind: "dog" };
    for (const name of ["busy", "throttled", "hang-up-once"]) {
      const { client, requests } = scenario(name);
      await thrown(client.createPet({ body: pet }));
      assert.equal(await requests(), 1, name);
    }
    const put = scenario("busy");
    await thrown(put.client.replacePet({ petId: "1", body: pet }));
    assert.equal(await put.requests(), 3);
  }],
  ["a key makes it safe to repeat", async () => {
    const pet: sdk.Pet = { name: "Bo", kind: "dog" };
    const given = scenario("busy");
    await thrown(given.client.createPet({ body: pet }, { idempotencyKey: "k1" }));
    assert.equal(await given.requests(), 3);
    const own = scenario("busy-twice");
    const { body } = await own.client.placeOrder({ body: { item: "x" } });
    assert.equal(body.attempts, 3);
    assert.match(body.headers["idempotency-key"] ?? "", /^[0-9a-f-]{36}$/);
  }],
  ["a quota is never asked again", async () => {
    const { client, clock, requests } = scenario("QUOTA_EXCEEDED");
    const error = await thrown(client.getPet({ petId: "1" }));
    assert.ok(error instanceof sdk.QuotaExceededError);
    assert.equal(await requests(), 1);
    assert.deepEqual(clock.pauses, []);
  }],
  ["every gateway response type", async () => {
    const classes: Record<sdk.GatewayErrorType, unknown> = {
      THROTTLED: sdk.ThrottledError,
      QUOTA_EXCEEDED: sdk.QuotaExceededError,
      ACCESS_DENIED: sdk.AccessDeniedError,
      UNAUTHORIZED: sdk.UnauthorizedError,
      INVALID_API_KEY: sdk.InvalidApiKeyError,
      MISSING_AUTHENTICATION_TOKEN: sdk.MissingAuthenticationTokenError,
      INVALID_SIGNATURE: sdk.InvalidSignatureError,
      EXPIRED_TOKEN: sdk.ExpiredTokenError,
      BAD_REQUEST_BODY: sdk.InvalidBodyError,
      BAD_REQUEST_PARAMETERS: sdk.InvalidParametersError,
      UNSUPPORTED_MEDIA_TYPE: sdk.UnsupportedMediaTypeError,
      REQUEST_TOO_LARGE: sdk.RequestTooLargeError,
      RESOURCE_NOT_FOUND: sdk.ResourceNotFoundError,
      WAF_FILTERED: sdk.WafFilteredError,
      INTEGRATION_TIMEOUT: sdk.IntegrationTimeoutError,
      INTEGRATION_FAILURE: sdk.IntegrationFailureError,
      AUTHORIZER_FAILURE: sdk.AuthorizerFailureError,
      AUTHORIZER_CONFIGURATION_ERROR: sdk.AuthorizerConfigurationError,
      API_CONFIGURATION_ERROR: sdk.ApiConfigurationError,
    };
    for (const [type, wanted] of Object.entries(classes)) {
      const { client } = scenario(type, { retry: false });
      // Only where a key is needed does a refusal mean the key.
      const call = type === "INVALID_API_KEY" ? client.keyed() : client.listPets();
      const error = await thrown(call);
      assert.ok(error instanceof sdk.GatewayError, type);
      assert.equal(error.type, type);
      assert.equal(error.constructor, wanted, type);
      assert.equal(error.requestId, "11111111-2222-3333-4444-555555555555");
    }
  }],
  ["errors that only the header or the message tells", async () => {
    const header = await thrown(scenario("templated").client.listPets());
    assert.ok(header instanceof sdk.AccessDeniedError);
    const message = await thrown(scenario("no-header", { retry: false }).client.listPets());
    assert.ok(message instanceof sdk.ThrottledError);
    const other = await thrown(scenario("unknown-error").client.listPets());
    assert.ok(other instanceof sdk.ApiError && !(other instanceof sdk.GatewayError));
    assert.equal(other.status, 418);
  }],
  ["timeout", async () => {
    const { client, requests } = scenario("slow", { timeout: 100, retry: { attempts: 2 } });
    assert.ok((await thrown(client.getPet({ petId: "1" }))) instanceof sdk.TimeoutError);
    assert.equal(await requests(), 2);
    const body = scenario("slow-body", { timeout: 100, retry: false });
    assert.ok((await thrown(body.client.getPet({ petId: "1" }))) instanceof sdk.TimeoutError);
  }],
  ["cancellation", async () => {
    const { client, requests } = scenario("slow");
    const controller = new AbortController();
    const call = thrown(client.getPet({ petId: "1" }, { signal: controller.signal }));
    setTimeout(() => controller.abort(new Error("enough")), 50);
    const error = await call;
    assert.ok(error instanceof sdk.CancelledError);
    assert.equal((error.cause as Error).message, "enough");
    assert.equal(await requests(), 1);
    const before = await thrown(client.getPet({ petId: "1" }, { signal: AbortSignal.abort() }));
    assert.ok(before instanceof sdk.CancelledError);
    assert.equal(await requests(), 1);
  }],
  ["an answer that is no JSON", async () => {
    const error = await thrown(scenario("not-json").client.getPet({ petId: "1" }));
    assert.ok(error instanceof sdk.UnexpectedResponseError);
    assert.equal(error.text, "<html>");
  }],
  ["middleware", async () => {
    const seen: string[] = [];
    const note = (name: string): sdk.Middleware => async (request, next) => {
      request.headers.set("x-seen-by", name);
      seen.push(`${name} ${request.operation} ${request.attempt}`);
      const response = await next(request);
      seen.push(`${name} ${response.status}`);
      return response;
    };
    const { client } = scenario("throttled-twice", { middleware: [note("a"), note("b")], retry: { attempts: 1 } });
    await thrown(client.getPet({ petId: "1" }));
    assert.deepEqual(seen, ["a getPet 1", "b getPet 1", "b 429", "a 429"]);
    const key = scenario("echo", {
      apiKey: "hidden",
      middleware: [(request, next) => {
        assert.equal(request.headers.get("x-api-key"), null);
        return next(request);
      }],
    });
    const { body } = await key.client.keyed();
    assert.equal((body as sdk.Echo).headers["x-api-key"], "hidden");
  }],
  ["SigV4", async () => {
    const credentials = {
      accessKeyId: "AKIDEXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
      sessionToken: "session/token==",
    };
    const { client } = scenario("sigv4", { credentials });
    await client.signed({ name: "a b~c", q: "x y/+*'()" });
    await client.signedBody({ name: "ü", body: { name: "Bo", kind: "dog" } });
    const wrong = { ...credentials, secretAccessKey: "wrong" };
    const other = scenario("sigv4", { credentials: wrong });
    const error = await thrown(other.client.signed({ name: "a" }));
    assert.ok(error instanceof sdk.InvalidSignatureError);
  }],
  ["the published vectors of SigV4", async () => {
    type Vector = {
      name: string; method: string; path: string; query: [string, string][];
      headers: [string, string][]; body: string; token: string | null;
      signedHeaders: string; signature: string;
    };
    const vectors = JSON.parse(readFileSync(VECTORS, "utf8")) as Vector[];
    assert.ok(vectors.length > 30);
    for (const vector of vectors) {
      const { authorization } = await sign({
        method: vector.method,
        path: vector.path,
        query: vector.query,
        headers: vector.headers,
        body: new TextEncoder().encode(vector.body),
        credentials: {
          accessKeyId: "AKIDEXAMPLE",
          secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
          sessionToken: vector.token ?? undefined,
        },
        region: "us-east-1",
        service: "service",
        date: new Date("2015-08-30T12:36:00Z"),
      });
      assert.ok(authorization?.includes(`SignedHeaders=${vector.signedHeaders},`), vector.name);
      assert.ok(authorization.endsWith(`Signature=${vector.signature}`), vector.name);
    }
  }],
  ["tokens", async () => {
    const plain = scenario("echo", { token: "abc" });
    assert.equal((await plain.client.secret()).body.headers["authorization"], "Bearer abc");
    const named = scenario("echo", { tokens: { lambda: { value: "Bearer def" } } });
    assert.equal((await named.client.secret()).body.headers["authorization"], "Bearer def");
  }],
  ["providers are asked again", async () => {
    const asked: boolean[] = [];
    const token = ({ refused }: sdk.Asked): string => {
      asked.push(refused);
      return refused ? "fresh" : "stale";
    };
    const { client, requests } = scenario("fresh-token", { token });
    assert.equal((await client.secret()).body.headers["authorization"], "Bearer fresh");
    assert.equal(await requests(), 2);
    assert.deepEqual(asked, [false, true]);
    let times = 0;
    const expiration = new Date("2015-08-30T13:00:00Z");
    const held = scenario("echo", { token: () => ({ value: `t${++times}`, expiration }) });
    await Promise.all([held.client.secret(), held.client.secret()]);
    await held.client.secret();
    assert.equal(times, 1);
    const failing = scenario("echo", { token: () => Promise.reject(new Error("no")) });
    assert.ok((await thrown(failing.client.secret())) instanceof sdk.ConfigurationError);
  }],
  ["secrets are not shown", async () => {
    const secret = "do-not-show-me";
    const { client } = scenario("unknown-error", {
      apiKey: secret, token: secret, tokens: { lambda: secret },
      credentials: { accessKeyId: "A", secretAccessKey: secret },
      headers: { "x-secret": secret },
    });
    const error = await thrown(client.keyed());
    for (const value of [client, error]) {
      assert.ok(!inspect(value, { depth: 9, showHidden: true }).includes(secret));
      assert.ok(!JSON.stringify(value).includes(secret));
    }
  }],
  ["where the API is", async () => {
    const error = await thrown((async () => new sdk.DriveClient())());
    assert.ok(error instanceof sdk.ConfigurationError);
    const seen: string[] = [];
    const fetch: typeof globalThis.fetch = (input) => {
      seen.push(String(input));
      return Promise.resolve(new Response("{}"));
    };
    await new sdk.DriveClient({ apiId: "abc", fetch }).listPets({ limit: 1 });
    assert.deepEqual(seen, ["https://abc.execute-api.us-east-1.amazonaws.com/dev/pets?limit=1"]);
  }],
];

let failed = 0;
for (const [name, test] of tests) {
  try {
    await test();
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${inspect(error, { depth: 4 }).replaceAll("\n", "\n    ")}`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
