//! The three gateways, each with the same routes and one worker, and the backend behind them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::process::{Process, find, free_port};

/// The API key of the caller.
pub(crate) const KEY: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCD";

/// How many routes our definition has.
pub(crate) const ROUTES: usize = 300;

/// What the manifest says. No limit is lower than what the load generator can send, since a request that is refused
/// would cost less than one that is answered.
const MANIFEST: &str = r#"portcullis: 1
name: bench
api: openapi.json
accountThrottle: { rate: 10000000, burst: 1000000 }
stages:
  bare: {}
  full:
    throttle: { rate: 9000000, burst: 900000 }
    cache: { size: 0.5, ttl: 3600, enabled: false }
    methods:
      GET /keyed/cached: { cache: { enabled: true, ttl: 3600 } }
    accessLog: { format: json, destination: access.log }
apiKeys:
  caller: { value: "KEY" }
usagePlans:
  all:
    stages: [bare, full]
    keys: [caller]
    throttle: { rate: 8000000, burst: 800000 }
"#;

const MOCK: &str = r#"{
      "type": "mock",
      "requestTemplates": { "application/json": "{\"statusCode\": 200}" },
      "responses": { "default": { "statusCode": "200",
        "responseTemplates": { "application/json": "{\"status\":\"ok\"}" } } } }"#;

const PROXY: &str = r#"{
      "type": "http_proxy", "httpMethod": "GET", "uri": "http://127.0.0.1:UPSTREAM/{rest}",
      "requestParameters": { "integration.request.path.rest": "method.request.path.rest" } }"#;

const CACHED: &str =
    r#"{ "type": "http_proxy", "httpMethod": "GET", "uri": "http://127.0.0.1:UPSTREAM/cached" }"#;

/// What the backend answers everything with.
pub(crate) const BACKEND: &str =
    r#"location / { default_type application/json; return 200 '{"hello":"world"}'; }"#;

/// nginx as a gateway: one route answers by itself, one passes on over kept connections.
const NGINX: &str = r#"
    location /mock { default_type application/json; return 200 '{"status":"ok"}'; }
    location /proxy/ {
      proxy_pass http://backend/;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
  upstream backend { server 127.0.0.1:UPSTREAM; keepalive 256; keepalive_requests 100000000;
"#;

/// Envoy as a gateway: a listener with the same two routes and no filter but the router, and one that limits, asks for the
/// API key and writes a log as ours does.
const ENVOY: &str = r#"{
  "static_resources": {
    "listeners": [
      { "name": "bare", "address": { "socket_address": { "address": "127.0.0.1", "port_value": BARE } },
        "filter_chains": [ { "filters": [ {
          "name": "envoy.filters.network.http_connection_manager",
          "typed_config": {
            "@type": "EXTENSIONS.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "bare", "route_config": ROUTES, "http_filters": [ ROUTER ] } } ] } ] },
      { "name": "full", "address": { "socket_address": { "address": "127.0.0.1", "port_value": FULL } },
        "filter_chains": [ { "filters": [ {
          "name": "envoy.filters.network.http_connection_manager",
          "typed_config": {
            "@type": "EXTENSIONS.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "full", "route_config": ROUTES, "http_filters": [ KEY_FILTER, LIMIT_FILTER, ROUTER ],
            "access_log": [ { "name": "file", "typed_config": {
              "@type": "EXTENSIONS.access_loggers.file.v3.FileAccessLog", "path": "access.log",
              "log_format": { "json_format": {
                "requestId": "%REQ(X-REQUEST-ID)%", "ip": "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
                "requestTime": "%START_TIME%", "httpMethod": "%REQ(:METHOD)%", "path": "%REQ(:PATH)%",
                "status": "%RESPONSE_CODE%", "protocol": "%PROTOCOL%", "responseLength": "%BYTES_SENT%" } } } } ]
          } } ] } ] }
    ],
    "clusters": [ {
      "name": "backend", "type": "STATIC",
      "load_assignment": { "cluster_name": "backend", "endpoints": [ { "lb_endpoints": [ {
        "endpoint": { "address": { "socket_address": { "address": "127.0.0.1", "port_value": UPSTREAM } } } } ] } ] }
    } ]
  }
}"#;

const ENVOY_ROUTES: &str = r#"{ "virtual_hosts": [ { "name": "all", "domains": ["*"], "routes": [
  { "match": { "path": "/mock" },
    "direct_response": { "status": 200, "body": { "inline_string": "{\"status\":\"ok\"}" } },
    "response_headers_to_add": [ { "header": { "key": "content-type", "value": "application/json" } } ] },
  { "match": { "prefix": "/proxy/" }, "route": { "cluster": "backend", "prefix_rewrite": "/" } }
] } ] }"#;

const ENVOY_ROUTER: &str = r#"{ "name": "router", "typed_config": {
  "@type": "EXTENSIONS.filters.http.router.v3.Router" } }"#;

const ENVOY_KEY: &str = r#"{ "name": "key", "typed_config": {
  "@type": "EXTENSIONS.filters.http.api_key_auth.v3.ApiKeyAuth",
  "credentials": [ { "key": "KEY", "client": "caller" } ], "key_sources": [ { "header": "x-api-key" } ] } }"#;

const ENVOY_LIMIT: &str = r#"{ "name": "limit", "typed_config": {
  "@type": "EXTENSIONS.filters.http.local_ratelimit.v3.LocalRateLimit", "stat_prefix": "limit",
  "token_bucket": { "max_tokens": 1000000, "tokens_per_fill": 1000000, "fill_interval": "1s" },
  "filter_enabled": { "default_value": { "numerator": 100 } },
  "filter_enforced": { "default_value": { "numerator": 100 } } } }"#;

/// Starts nginx. Without a master its one process is the one worker, and its processor time is all there is.
pub(crate) fn start_nginx(folder: &Path, port: u16, site: &str) -> Process {
    fs::create_dir_all(folder).unwrap();
    let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = kinds.iter().fold(String::new(), |all, kind| {
        format!("{all}  {kind}_temp_path {}/{kind};\n", folder.display())
    });
    let text = format!(
        "daemon off;\nmaster_process off;\npid {0}/pid;\nerror_log {0}/error.log;\n\
         events {{ worker_connections 4096; }}\n\
         http {{\n  access_log off;\n  keepalive_requests 100000000;\n{temporary}  \
         server {{\n    listen 127.0.0.1:{port};\n    {site}\n  }}\n}}\n",
        folder.display()
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, text).unwrap();
    let nginx = find("nginx").unwrap().display().to_string();
    let prefix = folder.display().to_string();
    let errors = folder.join("error.log").display().to_string();
    let file = file.display().to_string();
    let command = [&nginx, "-p", &prefix, "-c", &file, "-e", &errors].map(str::to_owned);
    Process::start(&command, folder, port)
}

/// Starts nginx as a gateway in front of the backend.
pub(crate) fn start_nginx_gateway(folder: &Path, port: u16, upstream: u16) -> Process {
    start_nginx(folder, port, &NGINX.replace("UPSTREAM", &upstream.to_string()))
}

/// Envoy, as it runs.
pub(crate) struct Envoy {
    /// Its process.
    pub(crate) process: Process,
    /// The port of the listener that only answers or passes on.
    pub(crate) bare: u16,
    /// The port of the listener that limits, asks for the key and writes a log.
    pub(crate) full: u16,
}

/// Starts Envoy, if it is installed.
pub(crate) fn start_envoy(folder: &Path, upstream: u16) -> Option<Envoy> {
    let envoy = find("envoy")?.display().to_string();
    fs::create_dir_all(folder).unwrap();
    let (bare, full) = (free_port(), free_port());
    let text = ENVOY
        .replace("ROUTES", ENVOY_ROUTES)
        .replace("KEY_FILTER", &ENVOY_KEY.replace("KEY", KEY))
        .replace("LIMIT_FILTER", ENVOY_LIMIT)
        .replace("ROUTER", ENVOY_ROUTER)
        .replace("EXTENSIONS", "type.googleapis.com/envoy.extensions")
        .replace("BARE", &bare.to_string())
        .replace("FULL", &full.to_string())
        .replace("UPSTREAM", &upstream.to_string());
    let file = folder.join("envoy.json");
    fs::write(&file, text).unwrap();
    let file = file.display().to_string();
    let words = [&envoy, "-c", &file, "--concurrency", "1", "--use-dynamic-base-id", "-l", "error"];
    let process = Process::start(&words.map(str::to_owned), folder, full);
    Some(Envoy { process, bare, full })
}

/// Our gateway, as it is started.
pub(crate) struct Ours {
    folder: PathBuf,
    upstream: u16,
    /// The command line.
    pub(crate) command: Vec<String>,
}

impl Ours {
    /// Writes the definition and the manifest into `folder`.
    pub(crate) fn new(folder: &Path, port: u16, upstream: u16) -> Self {
        fs::create_dir_all(folder).unwrap();
        let words =
            [env!("CARGO_BIN_EXE_portcullis"), "serve", "portcullis.yaml", "--workers", "1", "-q"];
        let mut command: Vec<String> = words.map(str::to_owned).to_vec();
        command.extend(["--port".to_owned(), port.to_string()]);
        let ours = Self { folder: folder.to_owned(), upstream, command };
        ours.define("v0");
        fs::write(folder.join("portcullis.yaml"), MANIFEST.replace("KEY", KEY)).unwrap();
        ours
    }

    /// Writes the definition, with one route of that name besides the others.
    pub(crate) fn define(&self, name: &str) {
        let text = definition(name).replace("UPSTREAM", &self.upstream.to_string());
        // As editors do it: whoever reads meanwhile reads the old one.
        let (file, aside) = (self.folder.join("openapi.json"), self.folder.join("openapi.new"));
        fs::write(&aside, text).unwrap();
        fs::rename(&aside, &file).unwrap();
    }

    /// Starts it.
    pub(crate) fn spawn(&self) -> Process {
        Process::spawn(&self.command, &self.folder)
    }

    /// Starts it, and waits until it listens.
    pub(crate) fn start(&self, port: u16) -> Process {
        Process::start(&self.command, &self.folder, port)
    }
}

fn definition(name: &str) -> String {
    let mut paths = String::new();
    for (path, integration, is_keyed) in [
        ("/mock", MOCK, false),
        ("/proxy/{rest+}", PROXY, false),
        ("/keyed/mock", MOCK, true),
        ("/keyed/proxy/{rest+}", PROXY, true),
        ("/keyed/cached", CACHED, true),
        (&format!("/named/{name}"), MOCK, false),
    ] {
        write_path(&mut paths, path, integration, is_keyed);
    }
    for number in 6..ROUTES {
        write_path(&mut paths, &format!("/items{number}/{{rest}}"), MOCK, number % 2 == 0);
    }
    let paths = paths.trim_end_matches([',', '\n']);
    format!(
        "{{\n  \"openapi\": \"3.0.1\",\n  \"info\": {{ \"title\": \"bench\", \"version\": \"1\" }},\n  \
         \"components\": {{ \"securitySchemes\": {{ \"api_key\": \
         {{ \"type\": \"apiKey\", \"name\": \"x-api-key\", \"in\": \"header\" }} }} }},\n  \
         \"paths\": {{\n{paths}\n  }}\n}}\n"
    )
}

fn write_path(out: &mut String, path: &str, integration: &str, is_keyed: bool) {
    let rest = r#" "parameters": [ { "name": "rest", "in": "path", "required": true, "schema": { "type": "string" } } ],"#;
    let parameters = if path.contains("{rest") { rest } else { "" };
    let security = if is_keyed { r#" "security": [ { "api_key": [] } ],"# } else { "" };
    writeln!(
        out,
        "    \"{path}\": {{ \"get\": {{{parameters}{security} \
         \"responses\": {{ \"200\": {{ \"description\": \"fine\" }} }},\n      \
         \"x-amazon-apigateway-integration\": {integration} }} }},"
    )
    .unwrap();
}
