//! Where the rows of a table go while they are read: counted, hashed, and handed on in pieces.

use std::collections::BTreeSet;

use tokio::sync::mpsc::Sender;

use super::row::Content;
use super::schema::Shape;

/// Bytes that are handed on at once.
const PIECE: usize = 256 * 1024;

/// The rows of a table on their way.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) shape: Shape,
    pub(super) content: Content,
    /// Ids of the keys with which values of these columns are sealed.
    pub(super) keys: BTreeSet<[u8; 4]>,
    sealed: Vec<usize>,
    row: Vec<u8>,
    piece: Vec<u8>,
    to: Option<Sender<Vec<u8>>>,
}

/// Whoever takes the pieces is gone. Its own error says why.
#[derive(Debug)]
pub(super) struct Gone;

impl Lines {
    /// Rows that are handed on, or only counted.
    pub(super) fn new(shape: &Shape, sealed: Vec<usize>, to: Option<Sender<Vec<u8>>>) -> Self {
        let (content, keys, row) = Default::default();
        let shape = shape.clone();
        Self { shape, content, keys, sealed, row, piece: Vec::with_capacity(PIECE + PIECE / 4), to }
    }

    /// Whether somebody takes them.
    pub(super) fn are_handed_on(&self) -> bool {
        self.to.is_some()
    }

    /// Where the next value of the row is to be written, of the column with this number.
    pub(super) fn value(&mut self, column: usize) -> &mut Vec<u8> {
        self.row.push(if column == 0 { b'[' } else { b',' });
        &mut self.row
    }

    /// Looks at a value of bytes before it is written.
    pub(super) fn note(&mut self, column: usize, value: &[u8]) {
        if self.sealed.contains(&column)
            && let Some(id) = crate::secrets::key_id(value)
        {
            self.keys.insert(id);
        }
    }

    /// The row is whole. Whether there is enough to be handed on.
    pub(super) fn end_row(&mut self) -> bool {
        self.row.push(b']');
        self.content.add(&self.shape, &self.row);
        if self.to.is_some() {
            self.row.push(b'\n');
            self.piece.extend_from_slice(&self.row);
        }
        self.row.clear();
        self.piece.len() >= PIECE
    }

    /// Hands on what there is.
    pub(super) async fn hand_on(&mut self) -> Result<(), Gone> {
        let Some(to) = &self.to else { return Ok(()) };
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE + PIECE / 4));
        to.send(piece).await.map_err(|_| Gone)
    }

    /// The same on a thread that may wait.
    pub(super) fn hand_on_here(&mut self) -> Result<(), Gone> {
        let Some(to) = &self.to else { return Ok(()) };
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE + PIECE / 4));
        to.blocking_send(piece).map_err(|_| Gone)
    }
}
