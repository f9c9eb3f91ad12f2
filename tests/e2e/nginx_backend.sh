# An HTTP_PROXY route in front of a real nginx, asked by curl; then a changed definition, asked again.

mkdir -p "$work/nginx/logs" "$work/project"
backend_port="$(free_port)"
gateway_port="$(free_port)"

cat > "$work/nginx/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $work/nginx/nginx.pid;
error_log $work/nginx/logs/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path $work/nginx/body;
  proxy_temp_path $work/nginx/proxy;
  fastcgi_temp_path $work/nginx/fastcgi;
  uwsgi_temp_path $work/nginx/uwsgi;
  scgi_temp_path $work/nginx/scgi;
  server {
    listen 127.0.0.1:$backend_port;
    location /hello { add_header X-Backend nginx; default_type text/plain; return 200 "hello \$request_method \$args\n"; }
    location /status/503 { return 503 "busy\n"; }
  }
}
CONF
nginx -p "$work/nginx" -c "$work/nginx/nginx.conf" &
started+=($!)
wait_for curl -sf "http://127.0.0.1:$backend_port/hello"

cp examples/proxy/openapi.yaml "$work/project/"
sed "s/9000/$backend_port/" examples/proxy/portcullis.yaml > "$work/project/portcullis.yaml"
"$binary" serve "$work/project/portcullis.yaml" --port "$gateway_port" 2>"$work/serve.log" &
started+=($!)
base="http://127.0.0.1:$gateway_port/dev"
wait_for curl -s "$base/api/hello"

check "a greedy path reaches nginx" "hello GET a=1&a=2" "$(curl -s "$base/api/hello?a=1&a=2")"
check "the backend's headers come back" "nginx" "$(curl -s -D - -o /dev/null "$base/api/hello" | tr -d '\r' | sed -n 's/^x-backend: //Ip')"
check "a POST is passed on" "hello POST " "$(curl -s -X POST -d '{}' "$base/api/hello")"
check "the backend's status comes back" "503" "$(curl -s -o /dev/null -w '%{http_code}' "$base/api/status/503")"
check "nothing above the greedy path is routed" '{"message":"Missing Authentication Token"}' "$(curl -s "$base/other")"
check "HTTP/2 with prior knowledge" "2 200" "$(curl -s --http2-prior-knowledge -o /dev/null -w '%{http_version} %{http_code}' "$base/api/hello")"

# A change of the definition takes effect without a restart; a broken one does not.
sed -i 's|/api/{proxy+}|/v2/{proxy+}|' "$work/project/openapi.yaml"
wait_for curl -sf "$base/v2/hello"
check "the changed path answers" "hello GET " "$(curl -s "$base/v2/hello")"
check "the old path is gone" "403" "$(curl -s -o /dev/null -w '%{http_code}' "$base/api/hello")"
printf 'paths: [' >> "$work/project/openapi.yaml"
wait_for grep -q "error" "$work/serve.log"
check "the last good configuration stays" "hello GET " "$(curl -s "$base/v2/hello")"

end_last
