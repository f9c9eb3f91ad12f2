// Calls every operation of a package as a plan says, and prints what comes back.
//
//     call_all.mjs INDEX PLAN GATEWAY
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [index, plan, baseUrl] = process.argv.slice(2);
const sdk = await import(pathToFileURL(index).href);
const Client = Object.values(sdk).find((own) => own?.prototype instanceof sdk.Transport);

/** The operation of each method: what it calls with nothing given. */
function operations() {
  const known = new Map();
  for (const name of Object.getOwnPropertyNames(Client.prototype)) {
    if (name === "constructor") continue;
    const looking = Object.create(Client.prototype);
    looking.call = (operation) => {
      known.set(`${operation.method} ${operation.path}`, { name, operation });
      return Promise.resolve();
    };
    // The pages of an operation call nothing before they are asked for.
    looking[name]({});
  }
  return known;
}

function sent(body, operation) {
  if (body.kind === "binary") return Buffer.from(body.value, "base64");
  const codec = operation.body.codec;
  return codec === undefined ? body.value : codec.decode(body.value);
}

async function called(client, { name, operation }, entry) {
  const input = {};
  for (const own of entry.parameters) {
    const spec = operation.parameters.find((one) => one.in === own.place && one.name === own.wire);
    input[spec.key] = own.format === "date-time" ? new Date(own.value) : own.value;
  }
  if (entry.body !== null) input.body = sent(entry.body, operation);
  const answer = await client[name](input);
  const codec = operation.responses[answer.status].codec;
  const body = codec === undefined ? answer.body : codec.encode(answer.body);
  return { status: answer.status, answer: body ?? null };
}

const client = new Client({ baseUrl, retry: { attempts: 1 } });
const known = operations();
for (const [number, entry] of JSON.parse(await readFile(plan, "utf8")).entries()) {
  let said;
  try {
    said = await called(client, known.get(`${entry.method} ${entry.path}`), entry);
  } catch (error) {
    said = { error: String(error?.stack ?? error) };
  }
  console.log(JSON.stringify({ number, ...said }));
}
