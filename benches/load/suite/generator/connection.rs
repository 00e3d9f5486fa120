//! One connection that is kept open: a request out, an answer in, never two at a time.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use crate::suite::http;

/// Longer than any answer.
const BUFFER: usize = 4096;

#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    buffer: Box<[u8]>,
    filled: usize,
    due: Instant,
}

impl Connection {
    pub(super) fn new(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        Ok(Self { stream, buffer: vec![0; BUFFER].into(), filled: 0, due: Instant::now() })
    }

    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Sends a request that was due at this time.
    pub(super) fn send(&mut self, request: &[u8], due: Instant) -> anyhow::Result<()> {
        self.due = due;
        // With nothing under way the system's buffer is empty, and a request of some kilobytes fits as a whole.
        let sent = self.stream.write(request)?;
        anyhow::ensure!(sent == request.len(), "the system took {sent} of {} bytes", request.len());
        Ok(())
    }

    /// Reads what is there: status and due time once the answer is complete.
    pub(super) fn receive(&mut self) -> anyhow::Result<Option<(u16, Instant)>> {
        match self.stream.read(&mut self.buffer[self.filled..]) {
            Ok(0) => anyhow::bail!("the server hung up"),
            Ok(read) => self.filled += read,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let Some(answer) = http::answer(&self.buffer[..self.filled])? else { return Ok(None) };
        anyhow::ensure!(answer.length == self.filled, "more than one answer to one request");
        self.filled = 0;
        Ok(Some((answer.status, self.due)))
    }
}
