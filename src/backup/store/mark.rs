//! That somebody makes or reads a backup: an object that says until when, and that is put again before that time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use object_store::Error as StoreError;
use object_store::path::Path;
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{Bucket, USING};
use crate::clock::{Clock, ms};

/// For how long it holds without another word.
const HOLDS: Duration = Duration::from_mins(10);

/// How often the word is said.
const EVERY: Duration = Duration::from_mins(2);

#[derive(Serialize, Deserialize)]
struct Text {
    until_ms: i64,
}

/// A mark, while it is said again and again. Dropped, it runs out.
#[derive(Debug)]
pub struct Mark {
    bucket: Bucket,
    path: Path,
    until_ms: Arc<AtomicI64>,
    renewing: JoinSet<()>,
}

impl Mark {
    pub(super) async fn set(bucket: &Bucket, name: &str) -> Result<Self, StoreError> {
        let path = bucket.at(&format!("{USING}/{name}/{}", Uuid::now_v7().simple()));
        let until_ms = Arc::new(AtomicI64::new(say(bucket, &path).await?));
        let mut renewing = JoinSet::new();
        {
            let (bucket, path, until_ms) = (bucket.clone(), path.clone(), Arc::clone(&until_ms));
            renewing.spawn(async move {
                loop {
                    tokio::time::sleep(EVERY).await;
                    if let Ok(until) = say(&bucket, &path).await {
                        until_ms.store(until, Ordering::Relaxed);
                    }
                }
            });
        }
        Ok(Self { bucket: bucket.clone(), path, until_ms, renewing })
    }

    /// Whether nobody can have taken it for run out.
    pub(super) fn is_live(&self) -> bool {
        self.until_ms.load(Ordering::Relaxed) > ms(self.bucket.clock.now())
    }

    /// Ends it now.
    pub(in super::super) async fn release(mut self) {
        self.renewing.shutdown().await;
        self.bucket.delete(&self.path).await.ok();
    }
}

async fn say(bucket: &Bucket, path: &Path) -> Result<i64, StoreError> {
    let until_ms = ms(bucket.clock.now()).saturating_add(i64::try_from(HOLDS.as_millis()).unwrap_or(i64::MAX));
    let text = serde_json::to_vec(&Text { until_ms }).unwrap_or_default();
    bucket.put(path, text).await?;
    Ok(until_ms)
}

/// Whether a mark with this text still holds.
pub(super) fn is_live(text: &[u8], clock: &dyn Clock) -> bool {
    serde_json::from_slice::<Text>(text).is_ok_and(|text| text.until_ms > ms(clock.now()))
}
