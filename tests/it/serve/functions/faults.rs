//! Functions that crash, hang, say too much or too little, and are killed. The gateway goes on.

use std::fs;

use std::process::Command;

use serde_json::json;

use super::project::{custom, folder, get, has, is_alive, node, serve};
use crate::program::Program;
use crate::serve::client::Client;

const FAULTY: &str = "
const fs = require('fs');
let calls = 0;
exports.handler = (event, context, callback) => {
  calls += 1;
  switch (event.path || event.how) {
    case '/exit': process.exit(7);
    case '/exit-well': process.exit(0);
    case '/late-throw': setTimeout(() => { throw new Error('late'); }, 1); return;
    case '/late-reject': setTimeout(() => { Promise.reject(new Error('unseen')); }, 1); return;
    case '/spin': for (;;);
    case '/wait': setInterval(() => {}, 1000); return;
    case '/forget': return;
    case '/print': {
      const line = 'x'.repeat(1023) + '\\n';
      for (let at = 0; at < 20000; at += 1) fs.writeSync(1, line);
      return callback(null, { body: 'printed' });
    }
    case '/large': return callback(null, { body: 'x'.repeat(7 * 1024 * 1024) });
    case '/nonsense': return callback(null, { statusCode: 'much', body: 1 });
    case '/abort': process.abort();
    case '/kill': process.kill(process.pid, 'SIGKILL'); return;
    default: return callback(null, { statusCode: 200, body: String(calls) });
  }
};
";

const ERROR: &str = "{\"message\":\"Internal server error\"}";

#[test]
fn no_fault_of_a_function_is_one_of_the_gateway() {
    if !has("node", "no_fault_of_a_function_is_one_of_the_gateway") {
        return;
    }
    let running =
        serve("{ handler: main.handler, runtime: nodejs20.x, timeout: 2 }", &[("main.js", FAULTY)]);
    let fatal =
        ["/exit", "/exit-well", "/late-throw", "/late-reject", "/spin", "/wait", "/abort", "/kill"];
    for path in fatal {
        let answer = get(&running, path);
        assert_eq!((answer.status, answer.body.as_str()), (502, ERROR), "{path}");
        // A process that failed so is not asked again.
        assert_eq!(get(&running, "/fine").body, "1", "{path}");
    }
    for path in ["/large", "/nonsense", "/forget"] {
        let answer = get(&running, path);
        assert_eq!((answer.status, answer.body.as_str()), (502, ERROR), "{path}");
    }
    assert_eq!(get(&running, "/fine").status, 200);
    // Twenty megabytes take their time on a machine that has other things to do.
    let patient = serve(
        "{ handler: main.handler, runtime: nodejs20.x, timeout: 60 }",
        &[("main.js", FAULTY)],
    );
    assert_eq!(get(&patient, "/print").body, "printed");
    assert_eq!(get(&patient, "/fine").status, 200);
}

#[test]
fn the_documents_of_lambda_say_what_became_of_a_process() {
    if !has("node", "the_documents_of_lambda_say_what_became_of_a_process") {
        return;
    }
    let running =
        serve("{ handler: main.handler, runtime: nodejs20.x, timeout: 2 }", &[("main.js", FAULTY)]);
    let cases = [
        ("/exit", "Runtime.ExitError", "Error: Runtime exited with error: exit status 7"),
        ("/exit-well", "Runtime.ExitError", "Error: Runtime exited without providing a reason"),
        ("/kill", "Runtime.ExitError", "Error: Runtime exited with error: signal: killed"),
        ("/spin", "Sandbox.Timedout", "Error: Task timed out after 2.00 seconds"),
        ("/late-throw", "Error", "late"),
        ("/late-reject", "Runtime.UnhandledPromiseRejection", "Error: unseen"),
        (
            "/large",
            "Function.ResponseSizeTooLarge",
            "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        ),
    ];
    for (how, kind, message) in cases {
        let (status, value) = custom(&running, &format!("{{\"how\": \"{how}\"}}"));
        assert_eq!((status, &value["errorType"]), (500, &json!(kind)), "{how}: {value}");
        assert!(value["errorMessage"].as_str().unwrap().ends_with(message), "{how}: {value}");
    }
}

#[test]
fn an_event_that_is_too_large_is_not_handed_out() {
    let running = serve("{ response: canned.json }", &[("canned.json", "{}")]);
    let body = format!("\"{}\"", "x".repeat(6 * 1024 * 1024));
    let answer = Client::connect(running.address).post("/dev/custom", &body);
    assert_eq!(answer.status, 413, "{}", answer.body);
}

#[test]
fn a_function_that_is_killed_in_flight_is_a_fault_of_its_own() {
    if !has("node", "a_function_that_is_killed_in_flight_is_a_fault_of_its_own") {
        return;
    }
    let project = folder(
        "{ handler: main.handler, runtime: nodejs20.x, timeout: 20 }",
        &[(
            "main.js",
            "exports.handler = async (event) => {
               if (event.path !== '/wait') return { body: String(process.pid) };
               require('fs').writeFileSync('pid', String(process.pid));
               return new Promise(() => setInterval(() => {}, 1000));
             };",
        )],
    );
    let file = project.path().join("pid");
    let running = crate::serve::running::Running::start_in(project, "portcullis.yaml");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| get(&running, "/wait"));
        running.until(|| fs::read_to_string(&file).is_ok_and(|pid| !pid.is_empty()));
        let pid = fs::read_to_string(&file).unwrap();
        assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
        let answer = waiting.join().unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (502, ERROR));
    });
    assert_eq!(get(&running, "/fine").status, 200);
}

#[test]
fn processes_end_with_the_server() {
    if !has("node", "processes_end_with_the_server") {
        return;
    }
    let mut running = node(
        "main.js",
        "const { spawn } = require('child_process');
         const below = spawn('sleep', ['1000']);
         exports.handler = async () => [process.pid, below.pid];",
    );
    let pids = custom(&running, "{}").1;
    let pids: Vec<u64> = pids.as_array().unwrap().iter().map(|pid| pid.as_u64().unwrap()).collect();
    assert!(pids.iter().all(|pid| is_alive(*pid)), "{pids:?}");
    running.server.shut_down();
    running.ended();
    assert!(!is_alive(pids[0]), "{pids:?}");
    wait_for(|| (!is_alive(pids[1])).then_some(()));
}

#[test]
fn processes_end_when_the_server_is_killed() {
    if !has("node", "processes_end_when_the_server_is_killed") {
        return;
    }
    // It is busy, so it could not notice by itself.
    let project = folder(
        "{ handler: main.handler, runtime: nodejs20.x, timeout: 20 }",
        &[(
            "main.js",
            "exports.handler = async () => { require('fs').writeFileSync('pid', String(process.pid)); for (;;); };",
        )],
    );
    let server = Program::serve(project.path(), &["--no-reload"]);
    let mut client = Client::connect(server.address);
    client.request("GET", "/dev/x");
    let file = project.path().join("pid");
    let pid = wait_for(|| fs::read_to_string(&file).ok()?.parse::<u64>().ok());
    assert!(is_alive(pid));
    server.kill();
    wait_for(|| (!is_alive(pid)).then_some(()));
}

/// Looks until there is something.
fn wait_for<T>(look: impl Fn() -> Option<T>) -> T {
    let since = std::time::Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(since.elapsed() < std::time::Duration::from_secs(20), "it did not come");
        std::thread::yield_now();
    }
}
