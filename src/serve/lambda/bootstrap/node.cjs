// Runs one handler in Node.js: takes events from the Runtime API of this machine and gives back what comes of them.
// It is read from standard input, so that nothing is left on disk. The behaviour that handlers rely on is Lambda's:
// promises and callbacks, the event loop that is waited for, and the error documents.
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { createRequire } = require("node:module");

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const token = process.env.PORTCULLIS_RUNTIME_TOKEN;
delete process.env.PORTCULLIS_RUNTIME_TOKEN;
const API = "/2018-06-01/runtime";
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

// Handlers may put other functions in their place.
const { setImmediate } = globalThis;
const exit = process.exit.bind(process);

function call(method, where, headers, body) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const options = {
      host, port, method, agent, path: API + where,
      headers: { "x-portcullis-token": token, ...length, ...headers },
    };
    const request = http.request(options, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

// The other side is gone when it no longer answers, and nobody is left to work for.
function giveUp() {
  exit(0);
}

function errorDocument(error) {
  if (error instanceof Error || Object.prototype.toString.call(error) === "[object Error]") {
    const trace = String(error.stack || "").split("\n");
    return { errorType: String(error.name), errorMessage: String(error.message), trace };
  }
  let text;
  try {
    text = String(error);
  } catch {
    text = Object.prototype.toString.call(error);
  }
  return { errorType: typeof error, errorMessage: text, trace: [] };
}

function fault(type, message) {
  const error = new Error(message);
  error.name = type;
  return error;
}

function post(where, document) {
  const headers = {
    "content-type": "application/json",
    "lambda-runtime-function-error-type": document.errorType.replace(/[^\w.]/g, ""),
  };
  return call("POST", where, headers, JSON.stringify(document));
}

// `functions/pets.handler`: the directory, the file without its ending, and the export, which may lie deeper.
function parts(handler) {
  const name = path.basename(handler);
  const found = /^([^.]*)\.(.*)$/.exec(name);
  if (!found || !found[1] || !found[2]) {
    throw fault("Runtime.MalformedHandlerName", `Bad handler: '${handler}' is not a file and a function with a dot between them`);
  }
  return { folder: handler.slice(0, handler.length - name.length), file: found[1], keys: found[2].split(".") };
}

async function load(handler) {
  const { folder, file, keys } = parts(handler);
  const base = path.resolve(process.env.LAMBDA_TASK_ROOT, folder, file);
  const found = ["", ".js", ".mjs", ".cjs"].map((end) => base + end).find((name) => {
    const found = fs.statSync(name, { throwIfNoEntry: false });
    return found !== undefined && found.isFile();
  });
  if (found === undefined) {
    throw fault("Runtime.ImportModuleError", `Error: Cannot find module '${base}.js', '${base}.mjs' or '${base}.cjs'`);
  }
  let loaded;
  try {
    loaded = isModule(found) ? await import(pathToFileURL(found).href) : createRequire(found)(found);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw Object.assign(fault("Runtime.UserCodeSyntaxError", `SyntaxError: ${error.message}`), { stack: error.stack });
    }
    if (error !== null && ["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"].includes(error.code)) {
      throw Object.assign(fault("Runtime.ImportModuleError", `Error: ${error.message}`), { stack: error.stack });
    }
    throw error;
  }
  const own = keys.reduce((at, key) => (at === undefined || at === null ? undefined : at[key]), loaded)
    ?? keys.reduce((at, key) => (at === undefined || at === null ? undefined : at[key]), loaded.default);
  if (own === undefined || own === null) {
    throw fault("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  }
  if (typeof own !== "function") {
    throw fault("Runtime.HandlerNotFound", `${handler} is not a function`);
  }
  return own;
}

// Whether Node.js takes a file for an ES module.
function isModule(file) {
  const end = path.extname(file);
  if (end !== ".js") return end === ".mjs";
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, "package.json");
    if (fs.existsSync(manifest)) {
      return JSON.parse(fs.readFileSync(manifest, "utf8")).type === "module";
    }
    if (path.basename(folder) === "node_modules" || folder === path.dirname(folder)) return false;
  }
}

// What came of the event that is being handled: set once, taken by whoever ends it.
let ending = null;

function handle(handler, event, id, headers) {
  return new Promise((resolve) => {
    let result = null;
    let isOver = false;
    const end = (error, value) => {
      if (isOver) return;
      isOver = true;
      ending = null;
      resolve({ error, value });
    };
    // A callback is kept until the event loop is empty, unless the handler does not care for it.
    const called = (error, value) => {
      if (result !== null) return;
      result = { error, value };
      if (context.callbackWaitsForEmptyEventLoop === false) setImmediate(() => end(error, value));
    };
    const deadline = Number(headers["lambda-runtime-deadline-ms"]);
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
      clientContext: undefined,
      identity: undefined,
      invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
      awsRequestId: id,
      getRemainingTimeInMillis: () => deadline - Date.now(),
      succeed: (value) => end(null, value),
      fail: (error) => end(error === undefined || error === null ? "handled" : error, undefined),
      done: (error, value) => end(error, value),
    };
    ending = () => (result === null ? end(null, null) : end(result.error, result.value));
    try {
      const returned = handler(event, context, called);
      if (returned !== null && returned !== undefined && typeof returned.then === "function") {
        returned.then((value) => end(null, value), (error) => end(error ?? "undefined", undefined));
      }
    } catch (error) {
      end(error ?? "undefined", undefined);
    }
  });
}

function answered({ error, value }) {
  if (error !== null && error !== undefined) {
    const document = errorDocument(error);
    console.error(`Invoke Error\t${JSON.stringify(document)}`);
    return { kind: "error", document };
  }
  try {
    const text = JSON.stringify(value === undefined ? null : value);
    return { kind: "response", text: text === undefined ? "null" : text };
  } catch (error) {
    const document = errorDocument(fault("Runtime.MarshalError", `Unable to stringify response body: ${error.message}`));
    console.error(`Invoke Error\t${JSON.stringify(document)}`);
    return { kind: "error", document };
  }
}

let current = null;

async function work(handler) {
  for (;;) {
    const next = await call("GET", "/invocation/next", {}).catch(giveUp);
    const id = next.headers["lambda-runtime-aws-request-id"];
    current = id;
    process.env._X_AMZN_TRACE_ID = next.headers["lambda-runtime-trace-id"] || "";
    const outcome = answered(await handle(handler, JSON.parse(next.text), id, next.headers));
    current = null;
    const where = `/invocation/${id}/${outcome.kind}`;
    const sent = outcome.kind === "error"
      ? post(where, outcome.document)
      : call("POST", where, { "content-type": "application/json" }, outcome.text);
    await sent.catch(giveUp);
  }
}

// An empty event loop ends an invocation whose handler waits for nothing any more.
process.on("beforeExit", () => {
  if (ending !== null) ending();
});

function crashed(error, code) {
  const document = errorDocument(error);
  console.error(`Uncaught Exception\t${JSON.stringify(document)}`);
  const where = current === null ? "/init/error" : `/invocation/${current}/error`;
  post(where, document).catch(() => {}).finally(() => exit(code));
}

process.on("uncaughtException", (error) => crashed(error, 129));
process.on("unhandledRejection", (reason) => {
  const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  const error = fault("Runtime.UnhandledPromiseRejection", message);
  if (reason instanceof Error) error.stack = reason.stack;
  crashed(error, 128);
});

load(process.env._HANDLER).then(work, (error) => {
  const document = errorDocument(error);
  console.error(`Uncaught Exception\t${JSON.stringify(document)}`);
  return post("/init/error", document).catch(() => {}).then(() => exit(1));
});
