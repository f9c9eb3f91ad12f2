// Requests that the signer of the AWS SDK for JavaScript signs, in headers and in queries. Prints a line for each that
// is not answered as expected.

import http from "node:http";
import { createRequire } from "node:module";

const require = createRequire(`${process.argv[3]}/`);
const { SignatureV4 } = require("@smithy/signature-v4");
const { Sha256 } = require("@aws-crypto/sha256-js");

const port = Number(process.argv[2]);
const secret = process.env.GEORGE_SECRET;
const george = { accessKeyId: "AKIAGEORGE", secretAccessKey: secret };
const deployer = { accessKeyId: "ASIADEPLOYER", secretAccessKey: secret, sessionToken: process.env.DEPLOYER_TOKEN };
const georgeArn = "arn:aws:iam::111122223333:user/George";
const deployerArn = "arn:aws:sts::111122223333:assumed-role/Deployer/session-1";

function signer(credentials) {
  return new SignatureV4({ credentials, region: "eu-central-1", service: "execute-api", sha256: Sha256 });
}

function request(method, path, query = {}, body = undefined) {
  const headers = { host: `127.0.0.1:${port}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  return { method, protocol: "http:", hostname: "127.0.0.1", port, path, query, headers, body };
}

function send({ method, path, query, headers, body }) {
  const pairs = Object.entries(query ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`));
  const target = pairs.length > 0 ? `${path}?${pairs.join("&")}` : path;
  return new Promise((resolve, reject) => {
    const call = http.request({ host: "127.0.0.1", port, method, path: target, headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => (text += chunk));
      answer.on("end", () => resolve(`${answer.statusCode} ${text}`));
    });
    call.on("error", reject);
    call.end(body);
  });
}

let passed = 0;
function check(name, expected, actual) {
  if (actual === expected) passed += 1;
  else console.log(`FAILED the SDK for JavaScript: ${name}\n  expected: ${expected}\n  actual:   ${actual}`);
}

const cases = [
  ["GET", request("GET", "/dev/signed/a")],
  ["a query", request("GET", "/dev/signed/a", { b: "2", a: ["1", "0"], c: " x/y", d: "~!*'()" })],
  ["an encoded path", request("GET", "/dev/signed/a%20b/%E1%88%B4/x%3Dy")],
  ["a path with @", request("GET", "/dev/signed/@connections/x%3D")],
  ["POST", request("POST", "/dev/signed/a", {}, '{"a": "größer"}')],
];
for (const [name, own] of cases) {
  check(`${name}, header`, `200 ${georgeArn}`, await send(await signer(george).sign(own)));
  check(`${name}, session`, `200 ${deployerArn}`, await send(await signer(deployer).sign(own)));
}
for (const [name, own] of cases.filter(([, own]) => own.method === "GET")) {
  check(`${name}, query`, `200 ${georgeArn}`, await send(await signer(george).presign(own, { expiresIn: 60 })));
}
const changed = await signer(george).sign(request("POST", "/dev/signed/a", {}, '{"a": 1}'));
const answer = await send({ ...changed, body: '{"a": 2}' });
check("another body", true, answer.startsWith("403 ") && answer.includes("does not match the signature"));
console.log(`${passed} passed`);
