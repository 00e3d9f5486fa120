//! One transaction of the workers: what ended, what still runs, what is next.

use crate::db::Error;
use crate::queue::claim::{Share, claim};
use crate::queue::job::Word;
use crate::queue::settle::{beat, count_stale, say};
use crate::queue::{Claim, Finish, Queue};

/// What a turn is to do.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    /// What to say of jobs that ended.
    pub(super) words: Vec<(&'a Claim, &'a Word)>,
    /// Whose leases to make longer.
    pub(super) beats: Vec<&'a Claim>,
    /// How many jobs to claim, and how they may be shared.
    pub(super) claim: Option<(usize, Share)>,
}

/// What a turn did.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) words: Vec<Finish>,
    pub(super) beats: Vec<Finish>,
    pub(super) claims: Vec<Claim>,
}

impl Turn<'_> {
    /// Does it, wholly or not at all.
    pub(super) async fn run(self, queue: &Queue, kinds: &[&str]) -> Result<Done, Error> {
        let transaction = queue.begin().await?;
        let words = say(queue, &transaction, &self.words).await?;
        let beats = beat(queue, &transaction, &self.beats).await?;
        let claims = match self.claim {
            Some((limit, share)) => claim(queue, &transaction, kinds, limit, share).await?,
            None => Vec::new(),
        };
        transaction.commit().await?;
        count_stale(queue, &words);
        Ok(Done { words, beats, claims })
    }
}
