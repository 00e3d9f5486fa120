//! The smallest client that can keep a connection: a test has to know exactly what it sent and what came back.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

use clockify_addons::sandbox::Request;

use super::PATIENCE;

/// A connection that is kept.
#[derive(Debug)]
pub(crate) struct Connection(BufReader<TcpStream>);

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// One GET on a connection of its own.
pub(crate) fn get(address: SocketAddr, path: &str) -> io::Result<Reply> {
    let mut connection = Connection::open(address)?;
    connection.write(format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes())?;
    connection.reply()
}

/// The address of somebody who answers everything with what this gives. It ends with the tests.
pub(crate) fn answering(answer: impl Fn() -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut buffer = [0; 4096];
            _ = stream.read(&mut buffer);
            _ = stream.write_all(answer().as_bytes());
        }
    });
    format!("http://{address}")
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends a request that the sandbox made and waits for the answer.
    pub(crate) fn send(&mut self, request: &Request) -> io::Result<Reply> {
        let mut text = format!("{} {} HTTP/1.1\r\nhost: x\r\n", request.method, request.path);
        for (name, value) in &request.headers {
            text += &format!("{name}: {value}\r\n");
        }
        text += &format!("content-length: {}\r\n\r\n", request.body.len());
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&request.body);
        self.write(&bytes)?;
        self.reply()
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.get_mut().write_all(bytes)
    }

    /// Says that there is nothing more to come.
    pub(crate) fn end(&self) -> io::Result<()> {
        self.0.get_ref().shutdown(Shutdown::Write)
    }

    /// Reads until the other side closes.
    pub(crate) fn rest(&mut self) -> io::Result<String> {
        let mut text = String::new();
        self.0.read_to_string(&mut text).map(|_| text)
    }

    pub(crate) fn reply(&mut self) -> io::Result<Reply> {
        let bad = || io::Error::from(ErrorKind::InvalidData);
        let line = self.line()?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(bad)?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or_else(bad)?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = headers.iter().find(|(name, _)| name == "content-length").ok_or_else(bad)?;
        let mut body = vec![0; length.1.parse().map_err(|_| bad())?];
        self.0.read_exact(&mut body)?;
        Ok(Reply { status, headers, body: String::from_utf8(body).map_err(|_| bad())? })
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        if line.is_empty() { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(line.trim_end().to_owned()) }
    }
}
