//! One process of a function: started, told of events, and ended.

use std::process::{ExitStatus, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{self, JoinSet};
use tokio::time::sleep;
use uuid::Uuid;

use super::documents::{exited, timed_out};
use super::launch::Launch;
use super::output::Output;
use super::runtime_api::{Answer, Event, RuntimeApi};
use super::set::LocalFunction;
use super::sources::Print;
use super::watchdog::{Group, Watchdog};
use crate::gateway::{FunctionCall, FunctionFailure, FunctionFailureKind, FunctionOutcome};
use crate::serve::clock::now;

/// How long a process may take until it asks for its first event. What it needs beyond that counts as time of the
/// event (AWS docs, "Understanding the Lambda execution environment lifecycle").
const INIT: Duration = Duration::from_secs(10);

/// A process that speaks the Runtime API. It is ended when this is dropped.
pub(super) struct Process {
    api: Rc<RuntimeApi>,
    events: mpsc::UnboundedReceiver<Event>,
    life: watch::Receiver<Life>,
    output: Rc<Output>,
    timeout: Duration,
    /// What the sources were like when it was started.
    pub(super) print: Print,
    /// Since when it has nothing to do.
    pub(super) idle_since: Instant,
    /// Dropping it ends the process.
    _stop: oneshot::Sender<()>,
    /// The Runtime API ends with the process.
    _serving: JoinSet<()>,
}

/// Whether a process is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Running,
    Ended(Option<ExitStatus>),
}

/// What became of an event.
pub(super) enum Handled {
    /// The process answers for it and can go on.
    Done(FunctionOutcome),
    /// The process does not go on; this answers for it.
    Over(FunctionOutcome),
    /// The process never took it.
    NotTaken(FunctionCall),
}

impl Process {
    /// Starts a process and waits until it asks for its first event. Otherwise the outcome says why there is none.
    pub(super) async fn start(
        function: &LocalFunction,
        launch: &Launch,
        watchdog: &Rc<Watchdog>,
        request_id: &str,
    ) -> Result<Self, FunctionOutcome> {
        let print = launch.sources.print();
        if let Some(problem) = launch.problem() {
            return Err(not_started(function, &problem));
        }
        let token = launch.script.map(|_| Uuid::new_v4().simple().to_string());
        let output = Output::new(&function.name);
        let (api, events) = RuntimeApi::new(token.clone(), function.timeout, Rc::clone(&output));
        let failed = |error: std::io::Error| not_started(function, &error.to_string());
        let listener = RuntimeApi::listen().await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let mut command = command(launch);
        command.env("AWS_LAMBDA_RUNTIME_API", address.to_string());
        let stream = format!("local/[$LATEST]{}", Uuid::new_v4().simple());
        command.env("AWS_LAMBDA_LOG_STREAM_NAME", stream);
        if let Some(token) = &token {
            command.env("PORTCULLIS_RUNTIME_TOKEN", token);
        }
        let mut child = command.spawn().map_err(|error| {
            let program = launch.program.display();
            not_started(function, &format!("`{program}` cannot be started: {error}"))
        })?;
        let group = watchdog.group(child.id());
        connect(&mut child, launch, &output);
        let (stop, stopped) = oneshot::channel();
        let (alive, life) = watch::channel(Life::Running);
        task::spawn_local(watch_over(child, group, stopped, alive));
        let mut serving = JoinSet::new();
        serving.spawn_local(Rc::clone(&api).serve(listener));
        let mut process = Self {
            api,
            events,
            life,
            output,
            timeout: function.timeout,
            print,
            idle_since: now(),
            _stop: stop,
            _serving: serving,
        };
        process.ready(request_id).await?;
        Ok(process)
    }

    /// Waits until the process asks for its first event.
    async fn ready(&mut self, request_id: &str) -> Result<(), FunctionOutcome> {
        let longest = INIT.saturating_add(self.timeout);
        tokio::select! {
            biased;
            event = self.events.recv() => match event {
                Some(Event::InitError(document)) => Err(FunctionOutcome::Error(document)),
                Some(Event::Ready | Event::Taken(_) | Event::Answered(..)) | None => Ok(()),
            },
            status = ended(&mut self.life) => {
                Err(FunctionOutcome::Error(exited(request_id, status)))
            }
            () = sleep(longest) => Err(FunctionOutcome::Error(timed_out(request_id, longest))),
        }
    }

    /// Whether it is there still.
    pub(super) fn is_alive(&self) -> bool {
        *self.life.borrow() == Life::Running
    }

    /// Hands an event to the process and waits for what comes of it.
    pub(super) async fn handle(&mut self, call: FunctionCall) -> Handled {
        self.output.begin();
        let id = call.request_id.clone();
        self.api.hand_out(call);
        if !self.takes(&id).await {
            return match self.api.take_back() {
                Some(call) => Handled::NotTaken(call),
                // It was taken after all, and nothing is known of what came of it.
                None => Handled::Over(FunctionOutcome::Error(exited(&id, None))),
            };
        }
        let over = sleep(self.timeout);
        tokio::pin!(over);
        loop {
            tokio::select! {
                biased;
                event = self.events.recv() => match event {
                    Some(Event::Answered(own, answer)) if own == id => {
                        return Handled::Done(match answer {
                            Answer::Payload(payload) => FunctionOutcome::Payload(payload),
                            Answer::Error(document) => FunctionOutcome::Error(document),
                        });
                    }
                    // The API lives as long as this process.
                    Some(_) | None => {}
                },
                status = ended(&mut self.life) => {
                    return Handled::Over(FunctionOutcome::Error(exited(&id, status)));
                }
                () = &mut over => {
                    return Handled::Over(FunctionOutcome::Error(timed_out(&id, self.timeout)));
                }
            }
        }
    }

    /// Waits until the process has taken the event `id`.
    async fn takes(&mut self, id: &str) -> bool {
        let over = sleep(INIT.saturating_add(self.timeout));
        tokio::pin!(over);
        loop {
            tokio::select! {
                biased;
                event = self.events.recv() => match event {
                    Some(Event::Taken(own)) if own == id => return true,
                    // What is left of events before.
                    Some(_) => {}
                    None => return false,
                },
                _ = ended(&mut self.life) => return false,
                () = &mut over => return false,
            }
        }
    }
}

fn not_started(function: &LocalFunction, detail: &str) -> FunctionOutcome {
    FunctionOutcome::Failure(FunctionFailure {
        kind: FunctionFailureKind::UnknownFunction,
        detail: format!("the function `{}` cannot be run: {detail}", function.name),
    })
}

fn command(launch: &Launch) -> Command {
    let mut command = Command::new(&launch.program);
    command.args(&launch.arguments).current_dir(&launch.folder).env_clear();
    command.envs(launch.environment.iter().map(|(name, value)| (name, value)));
    command.stdin(if launch.script.is_some() { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    // What it starts can be ended with it, and what ends our terminal's session does not end it first.
    #[cfg(unix)]
    command.process_group(0);
    command
}

fn connect(child: &mut Child, launch: &Launch, output: &Rc<Output>) {
    if let (Some(stdin), Some(script)) = (child.stdin.take(), launch.script) {
        task::spawn_local(tell(stdin, script));
    }
    if let Some(stream) = child.stdout.take() {
        task::spawn_local(Rc::clone(output).show(stream));
    }
    if let Some(stream) = child.stderr.take() {
        task::spawn_local(Rc::clone(output).show(stream));
    }
}

async fn tell(mut stdin: ChildStdin, script: &'static str) {
    // A process that does not read it ends, and that is seen.
    let _ = stdin.write_all(script.as_bytes()).await;
}

/// Has the process until it ends, or ends it.
async fn watch_over(
    mut child: Child,
    mut group: Group,
    stopped: oneshot::Receiver<()>,
    alive: watch::Sender<Life>,
) {
    let status = tokio::select! {
        status = child.wait() => status.ok(),
        _ = stopped => None,
    };
    // Whatever it has started ends with it.
    group.end();
    let _ = child.start_kill();
    let status = status.or(child.wait().await.ok());
    alive.send_replace(Life::Ended(status));
}

async fn ended(life: &mut watch::Receiver<Life>) -> Option<ExitStatus> {
    let found = life.wait_for(|life| *life != Life::Running).await;
    match found.as_deref() {
        Ok(Life::Ended(status)) => *status,
        Ok(Life::Running) | Err(_) => None,
    }
}
