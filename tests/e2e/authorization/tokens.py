"""Tokens that PyJWT signs for the runtime, and those of the `token` command as PyJWT reads them."""

import base64
import hashlib
import hmac
import http.client
import json
import pathlib
import sys
import time

import jwt
from jwt.algorithms import RSAAlgorithm

PORT, FOLDER = int(sys.argv[1]), pathlib.Path(sys.argv[2])
MINTED_ID, MINTED_ACCESS = sys.argv[3], sys.argv[4]
ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc"
KEY = (FOLDER / "keys/private-key.pem").read_text()
JWK = json.loads((FOLDER / "keys/jwks.json").read_text())["keys"][0]
PUBLIC = RSAAlgorithm.from_jwk(JWK)
KID = JWK["kid"]

passed = 0


def check(name, expected, actual):
    global passed
    if expected == actual:
        passed += 1
    else:
        print(f"FAILED PyJWT: {name}\n  expected: {expected}\n  actual:   {actual}")


def send(path, token):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
    connection.request("GET", f"/dev/{path}", headers={"Authorization": token} if token else {})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def claims(**changes):
    now = int(time.time())
    own = {"sub": "py", "iss": ISSUER, "aud": "c", "token_use": "id", "iat": now, "exp": now + 60}
    own.update(changes)
    return {name: value for name, value in own.items() if value is not None}


def signed(own, algorithm="RS256", kid=KID, key=KEY, **headers):
    return jwt.encode(own, key, algorithm=algorithm, headers={"kid": kid, **headers})


def part(value):
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


# The command's tokens in the hands of a library of another language.
for name, token, use in (("id", MINTED_ID, "id"), ("access", MINTED_ACCESS, "access")):
    read = jwt.decode(token, PUBLIC, algorithms=["RS256"], audience="local-client" if use == "id" else None, issuer=ISSUER)
    check(f"a minted {name} token", (use, KID), (read["token_use"], jwt.get_unverified_header(token)["kid"]))

check("an id token", (200, "py"), send("id", signed(claims())))
check("with its scheme", (200, "py"), send("id", "Bearer " + signed(claims())))
access = claims(aud=None, client_id="c", token_use="access", scope="openid pets/read")
check("an access token", (200, "py"), send("access", signed(access)))

UNAUTHORIZED = (401, '{"message":"Unauthorized"}')
now = int(time.time())
check("expired", (401, '{"message":"The incoming token has expired"}'), send("id", signed(claims(exp=now - 5))))
for name, path, token in (
    ("no token", "id", ""),
    ("not yet valid", "id", signed(claims(nbf=now + 60))),
    ("a slash behind the issuer", "id", signed(claims(iss=ISSUER + "/"))),
    ("another issuer", "id", signed(claims(iss="https://example.com"))),
    ("no expiry", "id", signed(claims(exp=None))),
    ("an access token for an id token", "id", signed(access)),
    ("an id token for an access token", "access", signed(claims())),
    ("another scope", "access", signed({**access, "scope": "pets/readonly"})),
    ("another key", "id", signed(claims(), kid="other")),
    ("another algorithm", "id", signed(claims(), algorithm="RS512")),
    ("another padding", "id", signed(claims(), algorithm="PS256")),
    ("alg none", "id", jwt.encode(claims(), None, algorithm="none", headers={"kid": KID})),
    ("no token at all", "id", "x" * 2000),
):
    check(name, UNAUTHORIZED, send(path, token))
too_large = (431, '{"message":"HTTP header is larger than 10240 bytes."}')
check("a huge token", too_large, send("id", signed(claims(padding="x" * 15000))))

# The public key as a shared secret, which a careless library would take.
header, body = part({"alg": "HS256", "kid": KID, "typ": "JWT"}), part(claims())
for name, secret in (("its JWK", json.dumps(JWK)), ("its modulus", JWK["n"])):
    mac = hmac.new(secret.encode(), f"{header}.{body}".encode(), hashlib.sha256).digest()
    check(f"key confusion with {name}", UNAUTHORIZED, send("id", f"{header}.{body}.{part(mac)}"))
# Another payload under a good signature.
good = signed(claims()).split(".")
check("another payload", UNAUTHORIZED, send("id", ".".join([good[0], part(claims(sub="root")), good[2]])))

print(f"{passed} passed")
