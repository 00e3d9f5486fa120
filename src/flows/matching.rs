//! Which runs an event starts: decided before it is stored, from memory alone.
