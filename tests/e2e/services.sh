# Integrations with AWS services, as moto's server has them, and the same through the example `orders`. Every call goes
# through a program that has botocore make the signature again. `tests/run` installs moto below the target directory.

clients="${binary%/*/portcullis}/e2e"

if "$clients/venv/bin/python" -c 'import moto.server, boto3' 2>/dev/null; then
  mkdir -p "$work/services" "$work/orders"
  services_port="$(free_port)" moto_port="$(free_port)" gateway_port="$(free_port)" closed_port="$(free_port)"
  export SERVICES_SECRET="secret/of+the=role" SERVICES_TOKEN="token/of+the=session"
  "$clients/venv/bin/moto_server" -H 127.0.0.1 -p "$moto_port" > "$work/services/moto.log" 2>&1 &
  started+=($!)
  "$clients/venv/bin/python" tests/e2e/services/verify.py "$services_port" "$moto_port" > "$work/services/calls" 2>&1 &
  started+=($!)
  cp tests/e2e/services/*.yaml "$work/services"
  cp examples/orders/*.yaml "$work/orders"
  sed -i "s/SERVICES\"/$services_port\"/; s/:MOTO/:$moto_port/; s/CLOSED/$closed_port/" "$work/services/portcullis.yaml"
  sed -i "s/5000/$moto_port/" "$work/orders/portcullis.yaml"
  wait_for curl -s "http://127.0.0.1:$moto_port/moto-api/"
  # Credentials of the environment are for AWS itself, and are not to be used here.
  "$binary" serve "$work/services/portcullis.yaml" --port "$gateway_port" --no-reload > /dev/null 2> "$work/services/log" &
  started+=($!)
  wait_for curl -s "http://127.0.0.1:$gateway_port/dev/nowhere"
  run_client "services" "$clients/venv/bin/python" tests/e2e/services/drive.py "$gateway_port" "$moto_port"
  check "services: every signature is that of botocore" "0" "$(grep -vc '^right ' "$work/services/calls" || true)"
  check "services: all calls were looked at" "yes" "$([ "$(grep -c '^right ' "$work/services/calls")" -ge 18 ] && echo yes)"
  check "services: a session of a role is asked for once" "2" "$(grep -c AssumeRole "$work/services/calls")"
  check "services: a role that cannot be assumed is told" "1" \
    "$(grep -c 'assume the provided role arn:aws:iam::123456789012:role/refused: AccessDenied: test is not trusted' "$work/services/log")"
  check "services: what is not served is told at the start" "1" \
    "$(grep -c '^warning: .*nothing stands in for the service `glue`' "$work/services/log")"
  for secret in "$SERVICES_SECRET" "$SERVICES_TOKEN" "Signature="; do
    check "services: no secret is in the log" "0" "$(grep -cF "$secret" "$work/services/log" || true)"
  done
  end_last

  "$binary" serve "$work/orders/portcullis.yaml" --port "$gateway_port" --no-reload > /dev/null 2> "$work/orders/log" &
  started+=($!)
  base="http://127.0.0.1:$gateway_port/dev"
  orders() { AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any "$clients/venv/bin/python" - "$moto_port" "$1" <<'PYTHON'
import sys, boto3
client = lambda name: boto3.client(name, endpoint_url="http://127.0.0.1:" + sys.argv[1], region_name="eu-central-1")
print(eval(sys.argv[2]))
PYTHON
  }
  wait_for curl -s "$base/orders/1"
  orders 'client("dynamodb").create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", AttributeDefinitions=[{"AttributeName": "number", "AttributeType": "S"}], KeySchema=[{"AttributeName": "number", "KeyType": "HASH"}])' > /dev/null
  orders 'client("sqs").create_queue(QueueName="shipments")' > /dev/null
  place() { curl -s -w ' %{http_code}' -H 'Content-Type: application/json' -d "$1" "$base/orders" | tr -d '\n'; }
  check "orders: one is placed" '{"state": "placed"} 201' "$(place '{"number": "A-1", "item": "a \"red\" bike", "quantity": 2}')"
  check "orders: and once only" '{"message": "there is an order with this number already"} 409' \
    "$(place '{"number": "A-1", "item": "bike", "quantity": 1}')"
  check "orders: and is read" "{'number': 'A-1', 'item': 'a \"red\" bike', 'quantity': 2}" \
    "$(curl -s "$base/orders/A-1" | python3 -c 'import json, sys; print(json.load(sys.stdin))')"
  check "orders: none of that number" '404' "$(curl -s -o /dev/null -w '%{http_code}' "$base/orders/A-2")"
  check "orders: one is shipped" '{"state": "queued"} 202' \
    "$(curl -s -w ' %{http_code}' -X POST -H 'Content-Type: application/json' "$base/orders/A-1/shipment" | tr -d '\n')"
  check "orders: and waits in the queue" '{"number": "A-1"}' "$(orders \
    'client("sqs").receive_message(QueueUrl="http://127.0.0.1:" + sys.argv[1] + "/123456789012/shipments")["Messages"][0]["Body"]')"
  for _ in 1 2 3; do
    end_last
  done
else
  echo "skipped the services: moto is not installed in $clients/venv"
fi
