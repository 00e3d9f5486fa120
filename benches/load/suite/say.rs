//! What the person at the terminal sees: progress on stderr, the result on stdout.

/// One step of the run.
#[expect(clippy::print_stderr, reason = "the one place that reports progress")]
pub(crate) fn progress(text: &str) {
    eprintln!("{text}");
}

/// The result.
#[expect(clippy::print_stdout, reason = "the one place that prints the result")]
pub(crate) fn page(text: &str) {
    println!("\n{text}");
}
