//! A server that answers whatever a test wants, byte for byte, and notes what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::wait::spawn;

/// What the server does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Sends these bytes; the connection goes on.
    Send(Vec<u8>),
    /// Sends these bytes and ends the connection.
    Close(Vec<u8>),
    /// Sends the bytes, then the same chunk over and over.
    Endless(Vec<u8>, Vec<u8>),
    /// Sends the bytes one by one, with a pause after each.
    Drip(Vec<u8>, Duration),
    /// Never answers.
    Hang,
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Method, target and version.
    pub(crate) line: String,
    /// Header lines, in lower case.
    pub(crate) head: String,
    pub(crate) body: String,
}

/// The server. It ends with the test.
#[derive(Debug)]
pub(crate) struct Upstream {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<Mutex<usize>>,
    task: JoinHandle<()>,
}

impl Act {
    /// A JSON answer.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::answer(status, &[("content-type", "application/json")], body.as_bytes())
    }

    /// An answer with these headers and this body.
    pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Self {
        Self::Send(answer(status, headers, body))
    }
}

/// The bytes of an answer.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut out = head(status, headers);
    let length = format!("content-length: {}\r\n\r\n", body.len());
    out.extend_from_slice(length.as_bytes());
    out.extend_from_slice(body);
    out
}

/// The bytes of an answer's head, which isn't ended yet.
pub(crate) fn head(status: u16, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} X\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.into_bytes()
}

impl Upstream {
    /// Answers the first request with the first act, and so on; the last one counts for all that follow.
    pub(crate) async fn start(acts: Vec<Act>) -> Self {
        Self::at("127.0.0.1:0", acts).await
    }

    /// The same at an address.
    pub(crate) async fn at(address: &str, acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (asked, connections) = (Arc::<Mutex<Vec<Asked>>>::default(), Arc::<Mutex<usize>>::default());
        let task = spawn(accept(listener, acts, Arc::clone(&asked), Arc::clone(&connections)));
        Self { address, asked, connections, task }
    }

    /// Everything that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, acts: Vec<Act>, asked: Arc<Mutex<Vec<Asked>>>, count: Arc<Mutex<usize>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        *count.lock().unwrap() += 1;
        connections.spawn(serve(stream, acts.clone(), Arc::clone(&asked)));
    }
}

async fn serve(mut stream: TcpStream, acts: Vec<Act>, asked: Arc<Mutex<Vec<Asked>>>) {
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer).await {
        let index = {
            let mut asked = asked.lock().unwrap();
            asked.push(request);
            asked.len() - 1
        };
        let act = acts.get(index).or(acts.last()).unwrap().clone();
        // Whoever hangs up has seen enough.
        if act_on(&mut stream, act).await.is_none() {
            return;
        }
    }
}

async fn act_on(stream: &mut TcpStream, act: Act) -> Option<()> {
    match act {
        Act::Send(bytes) => stream.write_all(&bytes).await.ok(),
        Act::Close(bytes) => {
            stream.write_all(&bytes).await.ok()?;
            stream.shutdown().await.ok()?;
            None
        }
        Act::Endless(bytes, chunk) => {
            stream.write_all(&bytes).await.ok()?;
            loop {
                stream.write_all(&chunk).await.ok()?;
            }
        }
        Act::Drip(bytes, pause) => {
            for byte in bytes {
                stream.write_all(&[byte]).await.ok()?;
                tokio::time::sleep(pause).await;
            }
            Some(())
        }
        Act::Hang => {
            let mut end = [0; 1];
            _ = stream.read(&mut end).await;
            None
        }
    }
}

/// One request, with its body.
async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Asked> {
    loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&buffer[..end]).into_owned();
            let (line, head) = text.split_once("\r\n").unwrap_or((&text, ""));
            let head = head.to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
            let whole = end + 4 + length.unwrap_or(0_usize);
            if buffer.len() >= whole {
                let body = String::from_utf8_lossy(&buffer[end + 4..whole]).into_owned();
                buffer.drain(..whole);
                return Some(Asked { line: line.to_owned(), head, body });
            }
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}
