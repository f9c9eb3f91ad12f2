# Signed requests and signed tokens of others: curl, botocore and the signer of the SDK for JavaScript; PyJWT and jose.
# `tests/run` installs them below the target directory.

clients="${binary%/*/portcullis}/e2e"
mkdir -p "$work/authorization"
cp tests/e2e/authorization/* "$work/authorization"
authorization_port="$(free_port)"
base="http://127.0.0.1:$authorization_port/dev"
export GEORGE_SECRET="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" DEPLOYER_TOKEN="session/token+of=deployer"

id_token="$(cd "$work/authorization" && "$binary" token --create --quiet)"
access_token="$(cd "$work/authorization" && "$binary" token --quiet --scope pets/read)"
check "the private key is for its owner alone" "600" "$(stat -c %a "$work/authorization/keys/private-key.pem")"
"$binary" serve "$work/authorization/portcullis.yaml" --port "$authorization_port" --no-reload > /dev/null 2> "$work/authorization.log" &
started+=($!)
wait_for curl -sf "$base/ready"

# curl signs by itself. Its older versions do not put parameters in order, so these are.
signed() { curl -s --aws-sigv4 "aws:amz:eu-central-1:execute-api" --user "AKIAGEORGE:$GEORGE_SECRET" "$@"; }
george="arn:aws:iam::111122223333:user/George"
check "curl: GET" "$george" "$(signed "$base/signed/a")"
check "curl: a query" "$george" "$(signed "$base/signed/a?a=1&b=2")"
check "curl: POST" "$george" "$(signed -H 'Content-Type: application/json' -d '{"a": 1}' "$base/signed/a")"
check "curl: a form" "$george" "$(signed -d 'a=1&b=2' "$base/signed/a")"
check "curl: HTTP/2" "$george" "$(signed --http2-prior-knowledge "$base/signed/a")"
check "curl: a denied verb" "403" "$(signed -X DELETE -o /dev/null -w '%{http_code}' "$base/signed/a")"
check "curl: another secret" "403" \
  "$(curl -s --aws-sigv4 aws:amz:eu-central-1:execute-api --user AKIAGEORGE:x -o /dev/null -w '%{http_code}' "$base/signed/a")"
check "curl: another region" "Credential should be scoped to a valid region, not 'us-east-1'. " \
  "$(curl -s --aws-sigv4 aws:amz:us-east-1:execute-api --user "AKIAGEORGE:$GEORGE_SECRET" "$base/signed/a" | sed 's/.*"message":"\(.*\)"}/\1/')"
check "curl: a minted token" "00000000-0000-4000-8000-000000000000" "$(curl -s -H "Authorization: $id_token" "$base/id")"
check "curl: a minted access token" "200" \
  "$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $access_token" "$base/access")"

if "$clients/venv/bin/python" -c 'import botocore, jwt' 2>/dev/null; then
  run_client botocore "$clients/venv/bin/python" "$work/authorization/sign.py" "$authorization_port"
  run_client PyJWT "$clients/venv/bin/python" "$work/authorization/tokens.py" \
    "$authorization_port" "$work/authorization" "$id_token" "$access_token"
else
  echo "skipped botocore and PyJWT: they are not installed in $clients/venv"
fi
if [ -d "$clients/signers/node_modules/jose" ]; then
  run_client "the SDK for JavaScript" node "$work/authorization/sign.mjs" "$authorization_port" "$clients/signers"
  run_client jose node "$work/authorization/tokens.mjs" \
    "$authorization_port" "$work/authorization" "$clients/signers" "$id_token"
else
  echo "skipped the SDK for JavaScript and jose: they are not installed in $clients/signers"
fi

wait_for grep -q 'most likely the secret access key is another one' "$work/authorization.log" || true
check "a refusal has its reason in the log" "yes" \
  "$(grep -q 'most likely the secret access key is another one' "$work/authorization.log" && echo yes || echo no)"
for secret in "$GEORGE_SECRET" "$DEPLOYER_TOKEN" "${id_token##*.}" "${access_token##*.}"; do
  check "no secret is in the log" "0" "$(grep -cF "$secret" "$work/authorization.log" || true)"
done

end_last
