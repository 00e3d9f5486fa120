//! What can go wrong in the sandbox.
//!
//! Nearly all of it is the surroundings: a file that can't be written, an add-on that isn't running. So each
//! message says what was tried, where, and what to do next. No message contains a token or a body.

use std::io;
use std::path::PathBuf;

/// A failure of the sandbox itself. A delivery that the add-on refuses is a result, not an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The cryptographic library made no key.
    #[error("no RSA key could be made: {0}; try again, and if it persists check the machine's source of randomness")]
    Generate(aws_lc_rs::error::Unspecified),

    /// The key file can't be read or written.
    #[error(
        "could not {action} the sandbox key `{path}`: {source}; check that its folder exists on a writable disk and belongs to the user who runs this"
    )]
    KeyFile {
        /// What was tried, as an infinitive.
        action: &'static str,
        /// The key file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },

    /// The key file holds something else.
    #[error("`{path}` holds no RSA private key in PKCS#8 PEM form; move it away and the next start makes a new key")]
    KeyFormat {
        /// The key file.
        path: PathBuf,
    },

    /// The base URL isn't one that the sandbox may call.
    #[error(
        "the sandbox does not send to `{url}`: {reason}; give the address of an add-on on this machine, such as http://127.0.0.1:8000"
    )]
    BaseUrl {
        /// The URL as given.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },

    /// The simulated API can't listen.
    #[error(
        "the simulated API can't listen on 127.0.0.1:{port}: {source}; end what listens there or choose another port"
    )]
    Listen {
        /// The port; 0 for a free one.
        port: u16,
        /// The operating system's answer.
        source: io::Error,
    },

    /// The public half of the key can't be read back.
    #[error("the sandbox's public key can't be read back; this is a fault of the build")]
    PublicKey,

    /// No HTTP client could be built.
    #[error("no HTTP client could be made: {0}; this is a fault of the build or of the machine's TLS setup")]
    Client(reqwest::Error),

    /// The description of a request is not a valid HTTP request.
    #[error("{0}; a header value or path in the request is malformed, correct the caller")]
    Request(#[from] http::Error),

    /// There was no answer.
    #[error("{action} at {url} got no answer: {reason}; check that the add-on is running and listens there")]
    Unreachable {
        /// What was tried.
        action: &'static str,
        /// Where.
        url: String,
        /// The whole chain of causes.
        reason: String,
    },

    /// The answer was not a success.
    #[error("{action} at {url} was answered with status {status}; the add-on's log says why")]
    Refused {
        /// What was tried.
        action: &'static str,
        /// Where.
        url: String,
        /// The status of the answer.
        status: u16,
    },

    /// The manifest isn't one that Clockify would accept.
    #[error("the manifest at {url} would be rejected: {}; correct the manifest and try again", problems.join("; "))]
    Manifest {
        /// Where it was read.
        url: String,
        /// One sentence for each problem.
        problems: Vec<String>,
    },

    /// The manifest asks for no call of that kind.
    #[error("the manifest of {addon} has no {what}; add it there, or leave this call out")]
    Absent {
        /// Name of the add-on.
        addon: String,
        /// The missing part.
        what: &'static str,
    },

    /// Something was to be sent before the add-on was installed.
    #[error("{addon} is not installed in the sandbox; call `install` first")]
    NotInstalled {
        /// Name of the add-on.
        addon: String,
    },

    /// A duplicate was asked for before anything was sent.
    #[error("{addon} was sent nothing yet that could be repeated; call `deliver` first")]
    NothingSent {
        /// Name of the add-on.
        addon: String,
    },
}

impl Error {
    /// A failed exchange, with every cause in one line: the outermost message alone says only "error sending".
    pub(super) fn unreachable(action: &'static str, url: String, source: reqwest::Error) -> Self {
        Self::Unreachable { action, url, reason: causes(&source.without_url()) }
    }
}

/// The messages of an error and of all its sources.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}
