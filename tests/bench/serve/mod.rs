//! Processor time per request, ours against nginx's, one worker each, driven by wrk on the same machine.
//!
//! A MOCK route stands against `return 200` with the same body, an `HTTP_PROXY` route against `proxy_pass` with
//! keep-alive to the same upstream, which is another nginx.

mod process;

use std::fs;
use std::path::Path;
use std::process::Command;

use super::harness::{Report, Section};
use process::{Process, free_port, is_installed};

/// How many times the two are measured in turn.
const ROUNDS: usize = 5;

/// How long one measurement takes.
const SECONDS: u32 = 2;

/// How many connections wrk keeps busy.
const CONNECTIONS: u32 = 32;

/// What is asked of ours in multiples of nginx's processor time.
const MOCK_BUDGET: f64 = 1.5;
const PROXY_BUDGET: f64 = 2.0;

/// The definition that is served: one route answers by itself, one passes on.
const DEFINITION: &str = r#"{
  "openapi": "3.0.1",
  "info": { "title": "bench", "version": "1" },
  "paths": {
    "/mock": { "get": {
      "responses": { "200": { "description": "fine" } },
      "x-amazon-apigateway-integration": {
        "type": "mock",
        "requestTemplates": { "application/json": "{\"statusCode\": 200}" },
        "responses": { "default": { "statusCode": "200",
          "responseTemplates": { "application/json": "{\"status\":\"ok\"}" } } } } } },
    "/proxy/{rest+}": { "get": {
      "parameters": [ { "name": "rest", "in": "path", "required": true, "schema": { "type": "string" } } ],
      "responses": { "200": { "description": "fine" } },
      "x-amazon-apigateway-integration": {
        "type": "http_proxy", "httpMethod": "GET",
        "uri": "http://127.0.0.1:UPSTREAM/{rest}",
        "requestParameters": { "integration.request.path.rest": "method.request.path.rest" } } } }
  }
}"#;

/// The account may take more than the load generator can send, so that no request is throttled.
const MANIFEST: &str = "portcullis: 1\nname: bench\napi: openapi.json\naccountThrottle: { rate: 10000000, burst: 1000000 }\nstages: { dev: {} }\n";

/// Processor time against nginx's.
pub(crate) const SECTION: Section = Section { name: "serve", run };

/// Runs the comparison and prints the ratios.
fn run(report: &mut Report) {
    for program in ["nginx", "wrk"] {
        if !is_installed(program) {
            println!("  skipped: {program} is absent");
            return;
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let (nginx_port, upstream_port, our_port) = (free_port(), free_port(), free_port());
    let _upstream = start_nginx(&folder.path().join("upstream"), upstream_port, UPSTREAM_SITE);
    let gateway_site = GATEWAY_SITE.replace("UPSTREAM", &upstream_port.to_string());
    let nginx = start_nginx(&folder.path().join("nginx"), nginx_port, &gateway_site);
    let ours = start_ours(&folder.path().join("ours"), our_port, upstream_port);

    let nginx_url = format!("http://127.0.0.1:{nginx_port}/dev");
    let our_url = format!("http://127.0.0.1:{our_port}/dev");
    for (name, path, budget) in
        [("MOCK", "/mock", MOCK_BUDGET), ("HTTP_PROXY", "/proxy/hello", PROXY_BUDGET)]
    {
        let (mut theirs, mut own) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            theirs.push(microseconds_per_request(&nginx, &format!("{nginx_url}{path}")));
            own.push(microseconds_per_request(&ours, &format!("{our_url}{path}")));
        }
        let (theirs, own) = (median(&mut theirs), median(&mut own));
        println!("  {name}: {own:.2} us a request, nginx {theirs:.2} us");
        report.figure(&format!("{name}: processor time by nginx's"), own / theirs, budget);
    }
}

const UPSTREAM_SITE: &str =
    r#"location / { default_type application/json; return 200 '{"hello":"world"}'; }"#;

const GATEWAY_SITE: &str = r#"
    location /dev/mock { default_type application/json; return 200 '{"status":"ok"}'; }
    location /dev/proxy/ {
      proxy_pass http://backend/;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
  upstream backend { server 127.0.0.1:UPSTREAM; keepalive 64; keepalive_requests 100000000;
"#;

fn start_nginx(folder: &Path, port: u16, site: &str) -> Process {
    fs::create_dir_all(folder).unwrap();
    let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = kinds.iter().fold(String::new(), |all, kind| {
        format!("{all}  {kind}_temp_path {}/{kind};\n", folder.display())
    });
    // Without a master the one process is the one worker, and its processor time is all there is.
    let text = format!(
        "daemon off;\nmaster_process off;\npid {0}/pid;\nerror_log {0}/error.log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{\n  access_log off;\n  keepalive_requests 100000000;\n{temporary}  \
         server {{\n    listen 127.0.0.1:{port};\n    {site}\n  }}\n}}\n",
        folder.display()
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, text).unwrap();
    let mut command = Command::new("nginx");
    command.arg("-p").arg(folder).arg("-c").arg(&file).arg("-e").arg(folder.join("error.log"));
    Process::start(&mut command, port)
}

fn start_ours(folder: &Path, port: u16, upstream: u16) -> Process {
    fs::create_dir_all(folder).unwrap();
    let definition = DEFINITION.replace("UPSTREAM", &upstream.to_string());
    fs::write(folder.join("openapi.json"), definition).unwrap();
    fs::write(folder.join("portcullis.yaml"), MANIFEST).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
    command.arg("serve").arg(folder.join("portcullis.yaml")).args([
        "--port",
        &port.to_string(),
        "--workers",
        "1",
        "--quiet",
    ]);
    Process::start(&mut command, port)
}

/// Drives `url` with wrk and returns the processor time of `process` per request, in microseconds.
fn microseconds_per_request(process: &Process, url: &str) -> f64 {
    let before = process.processor_time();
    let output = Command::new("wrk")
        .args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{SECONDS}s"), url])
        .output()
        .expect("wrk can be started");
    let taken = process.processor_time() - before;
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && !report.contains("Non-2xx") && !report.contains("Socket errors"),
        "{url} was not answered as it should be:\n{report}"
    );
    let requests: f64 = report
        .lines()
        .find_map(|line| line.trim().split_once(" requests in")?.0.parse().ok())
        .unwrap_or_else(|| panic!("wrk said:\n{report}"));
    taken * 1e6 / requests
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
