# Custom domain names with openssl and curl: who has a certificate of the truststore gets in.

domain_work="$work/mutual_tls"
mkdir -p "$domain_work"
domain_port="$(free_port)"
domain_plain_port="$(free_port)"

# authority NAME; certificate NAME AUTHORITY HOW
authority() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/C=DE/O=Example/CN=$1" \
    -keyout "$domain_work/$1.key" -out "$domain_work/$1.pem" 2>/dev/null
}
certificate() {
  openssl req -newkey rsa:2048 -nodes -subj "/C=DE/O=Example/CN=$1" \
    -keyout "$domain_work/$1.key" -out "$domain_work/$1.csr" 2>/dev/null
  openssl x509 -req -in "$domain_work/$1.csr" -CA "$domain_work/$2.pem" -CAkey "$domain_work/$2.key" \
    -set_serial 0xa1b2c3d4e5f60718293a -days 30 -extfile <(printf '%s\n' "$3") -out "$domain_work/$1.pem" 2>/dev/null
}
authority servers
authority clients
authority strangers
certificate api.example.com servers "subjectAltName=DNS:api.example.com"
certificate pets.example.com servers "subjectAltName=DNS:pets.example.com"
certificate robot clients "extendedKeyUsage=clientAuth"
certificate stranger strangers "extendedKeyUsage=clientAuth"

cat > "$domain_work/portcullis.yaml" <<'YAML'
portcullis: 1
name: pets
api: openapi.yaml
endpoint: { type: REGIONAL, disableExecuteApiEndpoint: true }
stages: { dev: {}, test: {}, prod: {} }
domains:
  api.example.com:
    minimumTls: TLS_1_2
    truststore: "s3://bucket/clients.pem"
  pets.example.com:
    minimumTls: TLS_1_2
    truststore: "s3://bucket/clients.pem"
    mappings: { v1: dev, v1/next: test, (none): prod }
local:
  domains:
    pets.example.com: { certificate: pets.example.com.pem, privateKey: pets.example.com.key, truststore: clients.pem }
    api.example.com: { certificate: api.example.com.pem, privateKey: api.example.com.key, truststore: clients.pem }
YAML
cat > "$domain_work/openapi.yaml" <<'YAML'
openapi: 3.0.1
info: { title: pets, version: "1" }
paths:
  /who:
    get:
      responses: { "200": { description: fine } }
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: { application/json: '{"statusCode": 200}' }
        responses:
          default:
            statusCode: "200"
            responseTemplates:
              application/json: "$context.identity.clientCert.subjectDN $context.identity.clientCert.serialNumber"
  /stage:
    get:
      responses: { "200": { description: fine } }
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: { application/json: '{"statusCode": 200}' }
        responses:
          default:
            statusCode: "200"
            responseTemplates:
              application/json: "$context.identity.clientCert.subjectDN in $context.stage"
YAML
"$binary" serve "$domain_work/portcullis.yaml" --port "$domain_plain_port" --tls-port "$domain_port" --no-reload \
  > "$domain_work/out" 2> "$domain_work/log" &
started+=($!)
wait_for grep -q "https://api.example.com:$domain_port/dev" "$domain_work/out"

domain() {
  curl -s --resolve "api.example.com:$domain_port:127.0.0.1" --cacert "$domain_work/servers.pem" "$@" \
    "https://api.example.com:$domain_port/dev/who"
}
with() { printf -- '--cert %s/%s.pem --key %s/%s.key' "$domain_work" "$1" "$domain_work" "$1"; }
robot="C=DE,O=Example,CN=robot a1:b2:c3:d4:e5:f6:07:18:29:3a"
# shellcheck disable=SC2046
check "mutual TLS: a certificate of the truststore" "$robot" "$(domain $(with robot))"
# shellcheck disable=SC2046
check "mutual TLS: HTTP/1.1 and TLS 1.2" "$robot" "$(domain --http1.1 --tls-max 1.2 $(with robot))"
# shellcheck disable=SC2046
check "mutual TLS: HTTP/2" "2 200" "$(domain $(with robot) -o /dev/null -w '%{http_version} %{http_code}')"
# shellcheck disable=SC2046
check "mutual TLS: a certificate of strangers" "000" "$(domain $(with stranger) -o /dev/null -w '%{http_code}' || true)"
check "mutual TLS: no certificate" "000" "$(domain -o /dev/null -w '%{http_code}' || true)"
# Base paths lead to stages once the certificate is good, and only then.
mapped() {
  local path="$1"
  shift
  curl -s --resolve "pets.example.com:$domain_port:127.0.0.1" --cacert "$domain_work/servers.pem" "$@" \
    "https://pets.example.com:$domain_port$path"
}
for line in "/v1/stage dev" "/v1/next/stage test" "/stage prod"; do
  # shellcheck disable=SC2046
  check "mutual TLS: ${line% *} leads to ${line#* }" "C=DE,O=Example,CN=robot in ${line#* }" \
    "$(mapped "${line% *}" $(with robot))"
done
# shellcheck disable=SC2046
check "mutual TLS: no stage in the path of a mapped domain" '{"message":"Missing Authentication Token"}' \
  "$(mapped /dev/stage $(with robot))"
check "mutual TLS: a base path lets nobody in without a certificate" "000" \
  "$(mapped /v1/stage -o /dev/null -w '%{http_code}' || true)"
check "mutual TLS: the default endpoint is off" '{"message":"Forbidden"}' \
  "$(curl -s "http://127.0.0.1:$domain_plain_port/dev/who")"
wait_for grep -q 'was issued by no authority of the truststore' "$domain_work/log"
check "mutual TLS: who is refused is told" "2" "$(grep -c 'the caller has sent no certificate' "$domain_work/log")"

end_last
