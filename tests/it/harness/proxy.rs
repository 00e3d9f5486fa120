//! A line between the program and its database server, which a test can cut.

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::wait::spawn;

/// What the line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Carries everything.
    Whole,
    /// Ends every connection, also new ones, as a server that went down.
    Cut,
    /// Takes connections and carries nothing, as a network that swallows packets.
    Silent,
}

/// The line.
#[derive(Debug)]
pub struct Proxy {
    pub address: SocketAddr,
    line: watch::Sender<Line>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// A whole line to this server.
    pub async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (line, state) = watch::channel(Line::Whole);
        Self { address, line, task: spawn(run(listener, server, state)) }
    }

    /// Changes what the line does.
    pub fn set(&self, line: Line) {
        self.line.send(line).unwrap();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn run(listener: TcpListener, server: String, line: watch::Receiver<Line>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        connections.spawn(carry(client, server.clone(), line.clone()));
    }
}

/// One connection. It lives as long as the line is as it was: whatever the line becomes, it begins anew.
async fn carry(mut client: TcpStream, server: String, mut line: watch::Receiver<Line>) {
    let state = *line.borrow_and_update();
    match state {
        Line::Cut => {}
        Line::Silent => _ = line.changed().await,
        Line::Whole => {
            let Ok(mut upstream) = TcpStream::connect(server).await else { return };
            let changed = tokio::select! {
                _ = tokio::io::copy_bidirectional(&mut client, &mut upstream) => false,
                _ = line.changed() => true,
            };
            if changed && *line.borrow_and_update() == Line::Silent {
                _ = line.changed().await;
            }
        }
    }
}
