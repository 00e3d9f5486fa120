//! How a new job is written, for the two that do it: the queue, and the batch that stores events with the runs that they
//! start.

/// Where the columns of [`NEW`] go.
pub const INSERT: &str = "INSERT INTO job (id, workspace_id, kind, key, payload, state, priority, due_at_ms, attempt, \
     run_lease, created_at_ms)";

/// A new job, from a source with columns of these names. An empty key is none.
pub const NEW: &str = "SELECT id, workspace_id, kind, NULLIF(key, ''), payload, 'pending', priority, due_at_ms, 0, 0, \
     created_at_ms";

/// The priority of a job that nobody waits for.
pub const NORMAL: i16 = 1;
