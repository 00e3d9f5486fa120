//! For whom backups are encrypted: public keys of age, which are no secret.

use std::fmt;
use std::str::FromStr;

use age::x25519::Recipient;

/// How the secret that belongs to a recipient begins.
const SECRET: &str = "AGE-SECRET-KEY-";

/// Public keys, none to leave backups as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipients(Vec<Recipient>);

/// Why a text names no recipients. It never repeats the text, which may be a secret in the wrong place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Something else stands there.
    #[error("has a word that is no recipient; one looks like `age1…`, as `age-keygen` prints it")]
    Word,
    /// The secret half of a key pair.
    #[error(
        "holds an identity, which is secret and belongs to where backups are restored; give its recipient, `age1…`"
    )]
    Secret,
}

impl Recipients {
    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds those of another list that aren't there yet.
    pub fn extend(&mut self, other: Self) {
        for recipient in other.0 {
            if !self.0.contains(&recipient) {
                self.0.push(recipient);
            }
        }
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Recipient> {
        self.0.iter()
    }

    /// As people may see a text that should name recipients: whatever isn't one is hidden.
    #[must_use]
    pub fn shown(text: &str) -> String {
        text.parse::<Self>().map_or_else(|_| "***".to_owned(), |recipients| recipients.to_string())
    }
}

impl FromStr for Recipients {
    type Err = Wrong;

    /// Words between blanks, commas or ends of lines; what follows a `#` is a remark.
    fn from_str(text: &str) -> Result<Self, Wrong> {
        let mut recipients = Self::default();
        let lines = text.lines().map(|line| line.split_once('#').map_or(line, |(before, _)| before));
        for word in lines.flat_map(|line| line.split([' ', '\t', ','])).filter(|word| !word.is_empty()) {
            match word.parse() {
                Ok(recipient) => recipients.extend(Self(vec![recipient])),
                Err(_) if word.to_ascii_uppercase().starts_with(SECRET) => return Err(Wrong::Secret),
                Err(_) => return Err(Wrong::Word),
            }
        }
        Ok(recipients)
    }
}

impl fmt::Display for Recipients {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, recipient) in self.0.iter().enumerate() {
            write!(formatter, "{}{recipient}", if index == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    #[test]
    fn a_list_a_file_and_a_remark_are_read() {
        let other = age::x25519::Identity::generate().to_public();
        let text = format!("# ours\n{ONE}, {other} # the other site\n\n{ONE}\n");
        let recipients: Recipients = text.parse().unwrap();
        assert_eq!(recipients.to_string(), format!("{ONE},{other}"));
        assert!("# nobody\n".parse::<Recipients>().unwrap().is_empty());
    }

    #[test]
    fn a_secret_in_the_wrong_place_is_told_and_not_repeated() {
        use secrecy::ExposeSecret;

        let secret = age::x25519::Identity::generate().to_string();
        let wrong = secret.expose_secret().parse::<Recipients>().unwrap_err();
        assert_eq!(wrong, Wrong::Secret);
        assert_eq!("age1canary".parse::<Recipients>().unwrap_err(), Wrong::Word);
        for text in [secret.expose_secret(), "age1canary"] {
            let shown = Recipients::shown(&format!("{ONE} {text}"));
            assert!(!shown.contains(text) && !wrong.to_string().contains(text));
        }
    }
}
