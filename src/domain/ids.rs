//! Identifiers that can't be mixed up, validated where they enter.
//!
//! Clockify's ids are 24 hexadecimal digits in practice; the platform promises no form, so anything short
//! and plain is taken. What the check keeps out is text that could change the meaning of a URL, a log
//! line or a file name.

use std::fmt;

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` must be 1 to 64 letters, digits, `-` or `_`")]
pub struct Invalid {
    field: &'static str,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $field:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes the text if it has the form of an identifier.
            pub fn new(text: &str) -> Result<Self, Invalid> {
                let plain = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
                if text.is_empty() || text.len() > 64 || !text.bytes().all(plain) {
                    return Err(Invalid { field: $field });
                }
                Ok(Self(text.into()))
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A Clockify workspace: the tenant. Every query is scoped to one.
    WorkspaceId, "workspaceId"
}

id! {
    /// One installation of an add-on in a workspace. Clockify calls it `addonId`; a reinstall gets a new one.
    AddonId, "addonId"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_ids_pass_and_the_rest_is_refused() {
        assert!(WorkspaceId::new("64a1f0c2e4b0a1b2c3d4e5f6").is_ok());
        for bad in ["", "../../v1", "a b", "a/b", "a\0", "ä", &"a".repeat(65)] {
            assert!(WorkspaceId::new(bad).unwrap_err().to_string().contains("workspaceId"), "{bad:?}");
        }
    }
}
