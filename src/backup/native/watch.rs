//! A program that runs beside us: what it complains of, and how it ends.

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Child;

use super::super::Error;

/// Most that is kept of what a program says.
const MOST: usize = 64 * 1024;

/// Longest part of it that is passed on.
const LINE: usize = 300;

/// Reads all that a program says, and keeps the beginning.
pub(super) async fn said(from: Option<impl AsyncRead + Unpin>) -> String {
    let mut kept = Vec::new();
    let Some(mut from) = from else { return String::new() };
    let mut buffer = vec![0; 4096];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let room = MOST.saturating_sub(kept.len());
        kept.extend_from_slice(&buffer[..count.min(room)]);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// Waits for its end. An error says what it complained of first: one line, for what follows may be data.
pub(super) async fn end(name: &'static str, mut child: Child, said: &str) -> Result<(), Error> {
    let failed = |wrong: String| Error::ToolFailed { name, wrong };
    let status = child.wait().await.map_err(|error| failed(error.to_string()))?;
    if status.success() {
        return Ok(());
    }
    let mut lines = said.lines().filter_map(|line| line.split_once("error: ").map(|(_, text)| text));
    let line = lines.next().or_else(|| said.lines().next()).unwrap_or_default();
    let line: String = line.chars().take(LINE).collect();
    Err(failed(if line.is_empty() { status.to_string() } else { line }))
}
