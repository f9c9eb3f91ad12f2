# Functions under the runtime clients that AWS publishes, under a runtime in a few lines of shell, and under our own
# bootstraps, asked by curl. `tests/run` installs the clients below the target directory.

clients="${binary%/*/portcullis}/e2e"
mkdir -p "$work/functions"
cp tests/e2e/functions/* "$work/functions"
functions_port="$(free_port)"
base="http://127.0.0.1:$functions_port/dev"

# serve_function FUNCTION: serves the project with that as its function.
serve_function() {
  cat > "$work/functions/portcullis.yaml" <<YAML
portcullis: 1
name: functions
api: openapi.yaml
stages: { dev: {} }
local:
  functions:
    main: $1
YAML
  "$binary" serve "$work/functions/portcullis.yaml" --port "$functions_port" --no-reload > /dev/null 2> "$work/functions.log" &
  started+=($!)
  wait_for curl -s "$base/ready"
}

# check_function NAME: what every function of this suite answers, whoever runs it.
check_function() {
  check "$1: a request and its answer" '201 {"path":"/a/b","name":"main","stage":"dev","body":"größer"}' \
    "$(curl -s -w '%{http_code} ' -o "$work/body" -X POST -d 'größer' "$base/a/b"; cat "$work/body")"
  check "$1: an error of the function" '502 {"message":"Internal server error"}' \
    "$(curl -s -w '%{http_code} ' -o "$work/body" "$base/fail"; cat "$work/body")"
  check "$1: a function that ends its process" '502' "$(curl -s -o /dev/null -w '%{http_code}' "$base/exit")"
  check "$1: and the next request" '201' "$(curl -s -o /dev/null -w '%{http_code}' "$base/again")"
  wait_for grep -q 'customer function error: asked to fail' "$work/functions.log" || true
  check "$1: the error is in the log" yes \
    "$(grep -q 'customer function error: asked to fail' "$work/functions.log" && echo yes || echo no)"
}

serve_function '{ handler: node_handler.handler, runtime: nodejs20.x, timeout: 10 }'
check_function "Node.js"
check "Node.js: 200 requests, 16 at once" "200" \
  "$(seq 200 | xargs -P 16 -I{} curl -s -o /dev/null -w '%{http_code}\n' "$base/{}" | grep -c 201)"
end_last

serve_function '{ handler: python_handler.handler, runtime: python3.12, timeout: 10 }'
check_function "Python"
end_last

serve_function '{ command: ./bootstrap.sh, timeout: 10 }'
check "a runtime in shell: a request and its answer" 'hello from shell' "$(curl -s "$base/x")"
check "a runtime in shell: and the next" 'hello from shell' "$(curl -s "$base/x")"
end_last

if "$clients/venv/bin/python" -c 'import awslambdaric' 2>/dev/null; then
  serve_function "{ command: $clients/venv/bin/python -m awslambdaric python_handler.handler, timeout: 10 }"
  check_function "awslambdaric"
  end_last
else
  echo "skipped awslambdaric: it is not installed in $clients/venv"
fi

if [ -x "$clients/node/node_modules/.bin/aws-lambda-ric" ]; then
  serve_function "{ command: $clients/node/node_modules/.bin/aws-lambda-ric node_handler.handler, timeout: 10 }"
  check_function "aws-lambda-ric"
  end_last
else
  echo "skipped aws-lambda-ric: it is not installed in $clients/node"
fi
