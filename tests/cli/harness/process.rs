//! A run of the program, whose output is collected while it runs and which doesn't outlive its test.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use rustix::process::{Pid, Signal, kill_process};

use super::{Outcome, eventually};

/// A run of the program.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    stdout: Stream,
    stderr: Stream,
    folder: PathBuf,
}

impl Process {
    /// Starts the command. Its standard input is what the command says it is.
    pub(crate) fn spawn(mut command: Command, folder: &Path) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        Self {
            stdout: Stream::collect(child.stdout.take()),
            stderr: Stream::collect(child.stderr.take()),
            child,
            folder: folder.to_owned(),
        }
    }

    /// What it wrote to standard output so far.
    pub(crate) fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What it wrote to standard error so far.
    pub(crate) fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// Its process.
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Whether it still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Outcome {
        let status = eventually("the end of the process", || self.child.try_wait().unwrap());
        Outcome::new(status.code(), self.stdout.whole(), self.stderr.whole(), &self.folder)
    }

    /// Ends it as a power cut would: at once, without a word.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.is_running() {
            self.child.kill().ok();
            self.child.wait().ok();
        }
    }
}

/// One of its streams.
#[derive(Debug)]
struct Stream {
    text: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Stream {
    fn collect(stream: Option<impl Read + Send + 'static>) -> Self {
        let text: Arc<Mutex<Vec<u8>>> = Arc::default();
        let (mut stream, into) = (stream.unwrap(), Arc::clone(&text));
        let reader = thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                into.lock().unwrap().extend_from_slice(&buffer[..count]);
            }
        });
        Self { text, reader: Some(reader) }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.lock().unwrap()).into_owned()
    }

    fn whole(&mut self) -> String {
        self.reader.take().unwrap().join().unwrap();
        self.text()
    }
}
