//! A project with functions: `/{proxy+}` leads to the function `main` as a proxy, `/custom` to it without one.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::serve::client::{Answer, Client};
use crate::serve::running::Running;

pub(super) const API: &str = r#"
openapi: 3.0.1
info: { title: functions, version: "1" }
paths:
  /{proxy+}:
    x-amazon-apigateway-any-method:
      parameters: [{ name: proxy, in: path, required: true, schema: { type: string } }]
      responses: {}
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function:main/invocations"
  /custom:
    post:
      responses: { "200": { description: ok }, "500": { description: failed } }
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function:main/invocations"
        responses:
          default: { statusCode: "200" }
          "(.|\\n)+": { statusCode: "500" }
"#;

/// Whether a test can run, which needs `program`; otherwise it says so.
pub(super) fn has(program: &str, test: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    let found = command.status().is_ok_and(|status| status.success());
    if !found {
        eprintln!("skipped {test}: {program} is absent");
    }
    found
}

/// A project whose function `main` is as `function` says, with these files.
pub(super) fn folder(function: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = format!(
        "portcullis: 1\nname: functions\napi: api.yaml\nstages: {{ dev: {{}} }}\n\
         local:\n  functions:\n    main: {function}\n"
    );
    write(folder.path(), "api.yaml", API);
    write(folder.path(), "portcullis.yaml", &manifest);
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

pub(super) fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Serves such a project.
pub(super) fn serve(function: &str, files: &[(&str, &str)]) -> Running {
    Running::start_in(folder(function, files), "portcullis.yaml")
}

/// Serves a handler in Node.js.
pub(super) fn node(file: &str, text: &str) -> Running {
    serve("{ handler: main.handler, runtime: nodejs20.x, timeout: 5 }", &[(file, text)])
}

/// Serves a handler in Python.
pub(super) fn python(text: &str) -> Running {
    serve("{ handler: main.handler, runtime: python3.12, timeout: 5 }", &[("main.py", text)])
}

/// Asks the proxy for `path`.
pub(super) fn get(running: &Running, path: &str) -> Answer {
    Client::connect(running.address).get(&format!("/dev{path}"))
}

/// Sends `body` to the function as it is.
pub(super) fn custom(running: &Running, body: &str) -> (u16, Value) {
    let answer = Client::connect(running.address).post("/dev/custom", body);
    let value = serde_json::from_str(&answer.body);
    (answer.status, value.unwrap_or_else(|_| panic!("{}", answer.body)))
}

/// Whether the process of that id is there.
pub(super) fn is_alive(pid: u64) -> bool {
    // A process that has ended and was not waited for is still listed, as a zombie.
    let Ok(status) = fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    !status.rsplit(')').next().unwrap_or("").trim_start().starts_with('Z')
}
