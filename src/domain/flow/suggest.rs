//! What somebody may have meant.

/// The name that is near to what was written, as the end of a sentence; nothing where none is.
pub fn sentence(written: &str, names: &[&str]) -> String {
    near(written, names).map(|name| format!("; did you mean '{name}'?")).unwrap_or_default()
}

fn near<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    // What is longer than any name is none of them, and comparing costs by the length.
    if written.len() > 40 {
        return None;
    }
    let written = written.to_lowercase();
    let ranked = names.iter().map(|name| (strsim::jaro_winkler(&written, &name.to_lowercase()), *name));
    ranked.filter(|(rank, _)| *rank > 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}
