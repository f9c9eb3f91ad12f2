// Tokens that `jose` signs for the runtime, and one of the `token` command as `jose` reads it.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const [, , port, folder, modules, minted] = process.argv;
const require = createRequire(`${modules}/`);
const jose = await import(pathToFileURL(require.resolve("jose")));

const issuer = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc";
const set = JSON.parse(readFileSync(`${folder}/keys/jwks.json`, "utf8"));
const key = await jose.importPKCS8(readFileSync(`${folder}/keys/private-key.pem`, "utf8"), "RS256");
const kid = set.keys[0].kid;

let passed = 0;
function check(name, expected, actual) {
  if (actual === expected) passed += 1;
  else console.log(`FAILED jose: ${name}\n  expected: ${expected}\n  actual:   ${actual}`);
}

const read = await jose.jwtVerify(minted, jose.createLocalJWKSet(set), { issuer, audience: "local-client" });
check("a minted token", "id", read.payload.token_use);
check("its id is the thumbprint", kid, await jose.calculateJwkThumbprint(set.keys[0]));

function token(claims) {
  return new jose.SignJWT({ token_use: "id", ...claims }).setProtectedHeader({ alg: "RS256", kid })
    .setSubject("js").setIssuer(issuer).setAudience("c").setIssuedAt().setExpirationTime("1m").sign(key);
}

async function send(value) {
  const answer = await fetch(`http://127.0.0.1:${port}/dev/id`, { headers: { Authorization: value } });
  return `${answer.status} ${await answer.text()}`;
}

check("an id token", "200 js", await send(await token({})));
check("another use", '401 {"message":"Unauthorized"}', await send(await token({ token_use: "refresh" })));
console.log(`${passed} passed`);
