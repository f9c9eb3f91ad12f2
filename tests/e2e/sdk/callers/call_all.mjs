// Makes the calls of a plan, and prints what comes of each.
//
//     call_all.mjs PLAN
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const { apis, calls } = JSON.parse(await readFile(process.argv[2], "utf8"));

/** What is known of a package: its client, and for each operation its method and the one that gives the items of all pages. */
async function known(index) {
  const sdk = await import(pathToFileURL(index).href);
  const Client = Object.values(sdk).find((own) => own?.prototype instanceof sdk.Transport);
  const operations = new Map();
  for (const name of Object.getOwnPropertyNames(Client.prototype)) {
    if (name === "constructor") continue;
    const looking = Object.create(Client.prototype);
    let asked;
    looking.call = (operation) => {
      asked = operation;
      return Promise.resolve({ status: 200, body: undefined });
    };
    const given = looking[name]({});
    const pages = given[Symbol.asyncIterator] !== undefined;
    // The pages of an operation call nothing before they are asked for. One without items is a page all the same.
    const isItems = pages && (await given.next()).done;
    const key = `${asked.method ?? "ANY"} ${asked.path}`;
    const own = operations.get(key) ?? { operation: asked };
    if (isItems) own.items = name;
    else if (!pages) own.name = name;
    operations.set(key, own);
  }
  return { sdk, Client, operations };
}

function sent(body, operation) {
  if (body.kind === "binary") return Buffer.from(body.value, "base64");
  const codec = operation.body.codec;
  return codec === undefined ? body.value : codec.decode(body.value);
}

function inputOf(entry, operation) {
  const input = {};
  if (entry.verb !== undefined) input.method = entry.verb;
  for (const own of entry.parameters) {
    const spec = operation.parameters.find((one) => one.in === own.place && one.name === own.wire);
    input[spec.key] = own.format === "date-time" ? new Date(own.value) : own.value;
  }
  if (entry.body !== null) input.body = sent(entry.body, operation);
  return input;
}

async function called({ sdk, Client, operations }, entry) {
  const { address, attempts, timeout, apiKey, token, keys } = entry.client;
  const credentials = keys && { accessKeyId: keys.id, secretAccessKey: keys.secret };
  const client = new Client({ baseUrl: address, retry: { attempts, base: 1 }, timeout, apiKey, token, credentials });
  const { name, items, operation } = operations.get(`${entry.method} ${entry.path}`);
  const controller = new AbortController();
  if (entry.cancel !== undefined) setTimeout(() => controller.abort(), entry.cancel);
  const input = inputOf(entry, operation);
  if (entry.pages) {
    const answer = [];
    for await (const item of client[items](input)) answer.push(item);
    return { status: 200, answer };
  }
  const answer = await client[name](input, { signal: controller.signal });
  if (answer.body instanceof sdk.Download) {
    return { status: answer.status, answer: Buffer.from(await answer.body.bytes()).toString("base64") };
  }
  const codec = operation.responses[answer.status]?.codec;
  const body = codec === undefined ? answer.body : codec.encode(answer.body);
  return { status: answer.status, answer: body ?? null };
}

/** What the types of errors are called here. */
const NAMES = {
  TimeoutError: "TIMEOUT", CancelledError: "CANCELLED", ConfigurationError: "CONFIGURATION",
  InvalidInputError: "INVALID_INPUT", ConnectionError: "CONNECTION", UnexpectedResponseError: "UNEXPECTED",
};

function kindOf({ sdk, operations }, entry, error) {
  // The type that belongs to the gateway response type, and not the one of all.
  if (error instanceof sdk.GatewayError) return error.constructor === sdk.GatewayError ? "" : error.type;
  if (!(error instanceof sdk.ApiError)) return NAMES[error?.name] ?? "";
  const { responses } = operations.get(`${entry.method} ${entry.path}`).operation;
  return error.status in responses || "default" in responses ? "DECLARED" : "API";
}

const packages = {};
for (const [number, entry] of calls.entries()) {
  packages[entry.api] ??= await known(apis[entry.api].index);
  let said;
  try {
    said = await called(packages[entry.api], entry);
  } catch (error) {
    const { status, attempts, fields, parameters } = error;
    const text = String(error?.stack ?? error);
    said = { kind: kindOf(packages[entry.api], entry, error), status, attempts, names: fields ?? parameters, text };
  }
  console.log(JSON.stringify({ number, ...said }));
}
