//! A line between the program and its database server, which a test can cut.

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::wait::spawn;

/// What the line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// Carries everything.
    Whole,
    /// Ends every connection, also new ones, as a server that went down.
    Cut,
    /// Takes connections and carries nothing, as a network that swallows packets.
    Silent,
    /// Carries new connections; those before it stay silent for ever, as after a failover that nobody was told of.
    Moved,
}

/// The line.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    line: watch::Sender<Line>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// A whole line to this server.
    pub(crate) async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (line, state) = watch::channel(Line::Whole);
        Self { address, line, task: spawn(run(listener, server, state)) }
    }

    /// Changes what the line does.
    pub(crate) fn set(&self, line: Line) {
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

/// One connection. When the line changes it ends, or goes silent as long as the line is.
async fn carry(mut client: TcpStream, server: String, mut line: watch::Receiver<Line>) {
    let state = *line.borrow_and_update();
    if state == Line::Cut {
        return;
    }
    if state == Line::Silent {
        return hold(&mut line).await;
    }
    let Ok(mut upstream) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut upstream) => return,
        _ = line.changed() => {}
    }
    // Both ends are held, so that neither side hears of the end.
    hold(&mut line).await;
}

/// Waits until the line is something that ends a connection.
async fn hold(line: &mut watch::Receiver<Line>) {
    _ = line.wait_for(|line| matches!(line, Line::Cut | Line::Whole)).await;
}
