//! As much HTTP/1.1 as is needed to call a server: rendering a request, and telling where an answer ends.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::Context;
use clockify_addons::sandbox::Request;

/// Longest that a call outside the load may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The bytes of a call as they go over the wire.
pub(crate) fn render(call: &Request) -> Vec<u8> {
    let mut head = format!("{} {} HTTP/1.1\r\nhost: localhost\r\nuser-agent: bench\r\n", call.method, call.path);
    for (name, value) in &call.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("content-length: {}\r\n\r\n", call.body.len());
    [head.as_bytes(), &call.body].concat()
}

/// An answer at the beginning of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// How many bytes it takes.
    pub(crate) length: usize,
}

/// The answer, if it is there to its end.
pub(crate) fn answer(bytes: &[u8]) -> anyhow::Result<Option<Answer>> {
    let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&bytes[..head])?;
    let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).context("an answer without a status")?;
    let body = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let length = head + 4 + body.context("an answer that doesn't say its length")?;
    Ok((bytes.len() >= length).then_some(Answer { status, length }))
}

/// Makes one call and gives the status of its answer.
pub(crate) fn call(address: SocketAddr, request: &[u8]) -> anyhow::Result<u16> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.write_all(request)?;
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream.read(&mut chunk)?;
        anyhow::ensure!(read > 0, "the server hung up");
        bytes.extend_from_slice(&chunk[..read]);
        if let Some(answer) = answer(&bytes)? {
            return Ok(answer.status);
        }
    }
}
