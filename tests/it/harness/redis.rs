//! A Redis server of a test's own, which it may stop and start again.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::wait::eventually;

/// The server.
#[derive(Debug)]
pub(crate) struct Redis {
    program: String,
    folder: PathBuf,
    port: u16,
    child: Option<Child>,
}

const PASSWORD: &str = "canary-of-redis";

impl Redis {
    /// Starts a server on a free port.
    pub(crate) async fn start() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);

        let program = variable("TEST_REDIS_BIN").unwrap_or_else(|| "redis-server".to_owned());
        let data = variable("TEST_REDIS_DATA").map_or_else(std::env::temp_dir, PathBuf::from);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let folder = data.join(format!("redis-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut redis = Self { program, folder, port: free.port(), child: None };
        redis.up().await;
        redis
    }

    /// Where it is, password included.
    pub(crate) fn url(&self) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}/0", self.port)
    }

    /// Starts it again, empty, where it was.
    pub(crate) async fn up(&mut self) {
        let port = self.port.to_string();
        let folder = self.folder.display().to_string();
        let child = Command::new(&self.program)
            .args(["--bind", "127.0.0.1", "--port", &port, "--dir", &folder, "--save", "", "--requirepass", PASSWORD])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the Redis tests need a server: run `make test`, or install redis-server");
        // Should the test be killed, `scripts/with-redis` ends the server.
        std::fs::write(self.folder.with_extension("pid"), child.id().to_string()).unwrap();
        self.child = Some(child);
        eventually("Redis answers", Duration::from_secs(10), async || {
            tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_ok()
        })
        .await;
    }

    /// Kills it.
    pub(crate) fn down(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.down();
        _ = std::fs::remove_file(self.folder.with_extension("pid"));
        _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[expect(clippy::disallowed_methods, reason = "the script that starts the server tells where it is")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
