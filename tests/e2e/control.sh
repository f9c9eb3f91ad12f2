# Limits, quotas and caches of a gateway that runs, with the service's own client for its control plane.
# `tests/run` installs boto3 below the target directory.

python="${binary%/*/portcullis}/e2e/venv/bin/python"
limits="$work/limits"
mkdir -p "$limits"
limits_port="$(free_port)"
cat > "$limits/openapi.yaml" <<'YAML'
openapi: 3.0.1
info: { title: limits, version: "1" }
components:
  securitySchemes:
    key: { type: apiKey, name: x-api-key, in: header }
paths:
  /metered:
    get:
      security: [{ key: [] }]
      responses: { "200": { description: fine } }
      x-amazon-apigateway-integration: &mock
        type: mock
        requestTemplates: { application/json: '{"statusCode": 200}' }
        responses:
          default: { statusCode: "200", responseTemplates: { application/json: '{"id":"$context.requestId"}' } }
  /kept:
    get:
      responses: { "200": { description: fine } }
      x-amazon-apigateway-integration: *mock
YAML
cat > "$limits/portcullis.yaml" <<'YAML'
portcullis: 1
api: openapi.yaml
stages: { prod: { cache: { size: 0.5, ttl: 600 } } }
apiKeys: { app: { value: "0123456789-0123456789" } }
usagePlans: { free: { stages: [prod], keys: [app], quota: { limit: 3, per: MONTH } } }
YAML

serve_limits() {
  "$binary" serve "$limits/portcullis.yaml" --port "$limits_port" --no-reload --quiet --cache-header \
    --state "$limits/state" > /dev/null 2> "$limits/log" &
  started+=($!)
  wait_for curl -s "http://127.0.0.1:$limits_port/prod/kept"
}

metered() {
  curl -s -o /dev/null -w '%{http_code} ' -H 'x-api-key: 0123456789-0123456789' "http://127.0.0.1:$limits_port/prod/metered"
}

cache_use() {
  curl -s -o /dev/null -D - "http://127.0.0.1:$limits_port/prod/kept" | tr -d '\r' |
    sed -n 's/^x-portcullis-cache: \([a-z]*\).*/\1/p'
}

# control CALL: what the client of the service's control plane gets.
control() {
  AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any "$python" - "$(cat "$limits/state/control")" "$1" <<'PYTHON'
import datetime, sys, boto3
client = boto3.client("apigateway", endpoint_url="http://" + sys.argv[1], region_name="eu-central-1")
today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
print(eval(sys.argv[2], {"client": client, "today": today}))
PYTHON
}

serve_limits
check "a quota of three" "200 200 200 429 " "$(for _ in 1 2 3 4; do metered; done)"
check "usage, as boto3 reads it" "{'app': [[3, 0]]}" \
  "$(control 'client.get_usage(usagePlanId="free", startDate=today, endDate=today)["items"]')"
end_last KILL
serve_limits
check "a quota that is used up stays so over a kill" "429 " "$(metered)"
check "a cached answer" "hit" "$(cache_use)"
api="$("$binary" build "$limits/portcullis.yaml" -o "$limits/build" 2>/dev/null; python3 -c \
  'import json, sys; print(json.load(open(sys.argv[1]))["restApi"]["id"])' "$limits/build/gateway.json")"
check "a stage is flushed by boto3" "202" \
  "$(control "client.flush_stage_cache(restApiId='$api', stageName='prod')['ResponseMetadata']['HTTPStatusCode']")"
check "and has nothing then" "miss" "$(cache_use)"
check "and keeps again" "hit" "$(cache_use)"
end_last TERM
