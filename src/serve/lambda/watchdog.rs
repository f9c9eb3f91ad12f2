//! Ends the processes of functions when this process is gone, however it went.
//!
//! One small shell holds the other end of a pipe. It is told of each group of processes that begins and ends, and when
//! the pipe breaks, it ends those that are left. A process that was killed cannot do that itself, and its functions may
//! be busy, so that they would not notice.

use std::cell::{OnceCell, RefCell};
use std::io::Write;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::rc::Rc;

use tokio::sync::mpsc;

/// Reads `+ GROUP` and `- GROUP`, and ends what is left when there is no more to read. The signals that end a whole
/// terminal session must not end it first.
const SCRIPT: &str = r#"
trap '' HUP INT QUIT TERM
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) rest=${groups#*" $group "}; groups="${groups%%" $group "*} $rest" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
exit 0
"#;

/// The shell, begun with the first group.
pub(super) struct Watchdog {
    shell: OnceCell<Option<RefCell<Shell>>>,
    /// Closed when the last group is gone.
    _groups: mpsc::Sender<()>,
}

struct Shell {
    child: Child,
    /// Closed before the shell's end is waited for.
    words: Option<ChildStdin>,
}

/// A group of processes. It is ended with this at the latest.
pub(super) struct Group {
    id: Option<u32>,
    watchdog: Rc<Watchdog>,
}

impl Watchdog {
    /// A watchdog without groups, and a channel that is closed when it and all of its groups are gone.
    pub(super) fn new() -> (Rc<Self>, mpsc::Receiver<()>) {
        let (groups, gone) = mpsc::channel(1);
        (Rc::new(Self { shell: OnceCell::new(), _groups: groups }), gone)
    }

    /// Watches over the group that the process `id` leads.
    pub(super) fn group(self: &Rc<Self>, id: Option<u32>) -> Group {
        if let Some(id) = id {
            self.say('+', id);
        }
        Group { id, watchdog: Rc::clone(self) }
    }

    fn say(&self, sign: char, id: u32) {
        let Some(shell) = self.shell.get_or_init(|| shell().map(RefCell::new)) else { return };
        if let Some(words) = &mut shell.borrow_mut().words {
            // Without the shell, groups are ended by this process alone.
            let _ = writeln!(words, "{sign} {id}");
        }
    }
}

/// Where there is no shell, groups are ended by this process alone.
fn shell() -> Option<Shell> {
    let mut command = Command::new("sh");
    command.arg("-c").arg(SCRIPT).env_clear();
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().ok()?;
    let words = child.stdin.take();
    Some(Shell { child, words })
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.words.take();
        // It has nothing left to do.
        let _ = self.child.wait();
    }
}

impl Group {
    /// Ends the processes of the group at once. There may be none left.
    pub(super) fn end(&mut self) {
        if let Some(id) = self.id.take() {
            end(id);
            self.watchdog.say('-', id);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(unix)]
fn end(group: u32) {
    let id = i32::try_from(group).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(id) = id {
        let _ = rustix::process::kill_process_group(id, rustix::process::Signal::KILL);
    }
}

/// Here a process is ended by its handle, and there are no groups.
#[cfg(not(unix))]
fn end(_group: u32) {}

#[cfg(all(test, unix))]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command, Stdio};

    use tokio::sync::mpsc::error::TryRecvError;

    use super::{SCRIPT, Watchdog};

    /// A process that never ends by itself, with one below it.
    #[expect(
        clippy::unwrap_used,
        reason = "a test may stop at the first thing that is not as it should be"
    )]
    fn endless() -> Child {
        let mut command = Command::new("sh");
        command.arg("-c").arg("cat /dev/zero >/dev/null & echo begun; wait");
        command.stdout(Stdio::piped()).process_group(0);
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "begun\n");
        child
    }

    #[test]
    fn a_group_ends_with_its_guard() {
        let mut child = endless();
        let (watchdog, mut gone) = Watchdog::new();
        let group = watchdog.group(Some(child.id()));
        drop(watchdog);
        assert!(gone.try_recv().is_err_and(|error| error == TryRecvError::Empty));
        drop(group);
        assert!(!child.wait().unwrap().success());
        assert!(gone.try_recv().is_err_and(|error| error == TryRecvError::Disconnected));
    }

    #[test]
    fn the_shell_ends_what_is_left_when_the_pipe_breaks() {
        let (mut left, mut gone) = (endless(), endless());
        let mut command = Command::new("sh");
        command.arg("-c").arg(SCRIPT).stdin(Stdio::piped());
        let mut shell = command.spawn().unwrap();
        let mut words = shell.stdin.take().unwrap();
        let said = format!("+ {}\n+ {}\n- {1}\n", left.id(), gone.id());
        std::io::Write::write_all(&mut words, said.as_bytes()).unwrap();
        drop(words);
        assert!(shell.wait().unwrap().success());
        assert!(!left.wait().unwrap().success());
        assert!(gone.try_wait().unwrap().is_none());
        rustix::process::kill_process_group(
            rustix::process::Pid::from_child(&gone),
            rustix::process::Signal::KILL,
        )
        .unwrap();
        gone.wait().unwrap();
    }
}
