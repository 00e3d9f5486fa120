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
    /// What was counted.
    pub(super) content: Content,
    /// Ids of the keys with which values of these columns are sealed.
    pub(super) keys: BTreeSet<[u8; 4]>,
    sealed: Vec<usize>,
    loose: bool,
    piece: Vec<u8>,
    /// Where in the piece the row begins that is being written.
    row: usize,
    to: Sender<Vec<u8>>,
}

/// Whoever takes the pieces is gone. Its own error says why.
#[derive(Debug)]
pub(super) struct Gone;

impl Lines {
    /// Rows in the order of their key, which are counted.
    pub(super) fn new(shape: &Shape, sealed: Vec<usize>, to: Sender<Vec<u8>>) -> Self {
        let (content, keys) = Default::default();
        Self { shape: shape.clone(), content, keys, sealed, loose: false, piece: room(), row: 0, to }
    }

    /// Rows in whatever order costs least, which whoever takes them counts.
    pub(super) fn loose(shape: &Shape, to: Sender<Vec<u8>>) -> Self {
        Self { loose: true, ..Self::new(shape, Vec::new(), to) }
    }

    /// Whether they may come in any order.
    pub(super) const fn are_loose(&self) -> bool {
        self.loose
    }

    /// Where the next value of the row is to be written, of the column with this number.
    pub(super) fn value(&mut self, column: usize) -> &mut Vec<u8> {
        self.piece.push(if column == 0 { b'[' } else { b',' });
        &mut self.piece
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
        self.piece.push(b']');
        if !self.loose {
            self.content.add(&self.shape, &self.piece[self.row..]);
        }
        self.piece.push(b'\n');
        self.row = self.piece.len();
        self.piece.len() >= PIECE
    }

    /// Hands on what there is.
    pub(super) async fn hand_on(&mut self) -> Result<(), Gone> {
        let piece = self.take();
        self.to.send(piece).await.map_err(|_| Gone)
    }

    /// The same on a thread that may wait.
    pub(super) fn hand_on_here(&mut self) -> Result<(), Gone> {
        let piece = self.take();
        self.to.blocking_send(piece).map_err(|_| Gone)
    }

    fn take(&mut self) -> Vec<u8> {
        self.row = 0;
        std::mem::replace(&mut self.piece, room())
    }
}

fn room() -> Vec<u8> {
    Vec::with_capacity(PIECE + PIECE / 4)
}
