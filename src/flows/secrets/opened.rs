//! A workspace's secrets in the clear, for one run.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::forms::{self, Form};
use crate::db::entities::flow_secret::{Entity, Model};
use crate::db::{self, Db};
use crate::domain::flow;
use crate::domain::ids::WorkspaceId;
use crate::domain::redact::MASK;
use crate::secrets::Keyring;

/// All secrets of a workspace, wiped from memory when dropped. What masks them can't forget one.
#[derive(Default)]
pub struct Opened {
    values: BTreeMap<String, Zeroizing<String>>,
    forms: Vec<Form>,
}

/// Opens all secrets of a workspace. One that can't be opened is left out: a step that uses it fails, and no other.
pub async fn open(db: &Db, keyring: &Keyring, workspace: &WorkspaceId) -> Result<Opened, db::Error> {
    let rows = Entity::of_workspace(workspace).all(&db.reader()).await?;
    let values = rows.into_iter().filter_map(|row| {
        let plain = keyring.open(&Model::secret_context(row.id), &row.secret).map_err(|error| {
            tracing::error!(%workspace, secret = %row.name, %error, "a secret of flows can't be opened");
        });
        let text = std::str::from_utf8(&plain.ok()?).ok()?.to_owned();
        Some((row.name, Zeroizing::new(text)))
    });
    Ok(Opened::new(values))
}

impl Opened {
    /// These secrets, by name.
    pub fn new(values: impl IntoIterator<Item = (String, Zeroizing<String>)>) -> Self {
        let values: BTreeMap<_, _> = values.into_iter().collect();
        let forms = values.values().flat_map(|value| forms::of(value)).collect();
        Self { values, forms }
    }

    /// The secret of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|value| value.as_str())
    }

    /// The text with every secret masked, in whatever form it stands there: as it is, percent-encoded, in base64, in
    /// hexadecimal, or escaped for JSON or HTML. To be called on whole texts: half a secret isn't recognised.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let mut found: Vec<(usize, usize)> = self.forms.iter().flat_map(|form| form.places(text)).collect();
        found.sort_unstable();
        let mut out = String::with_capacity(text.len());
        let mut end = 0;
        for (from, to) in found {
            if from >= end {
                out.push_str(&text[end..from]);
                out.push_str(MASK);
            }
            end = end.max(to);
        }
        out.push_str(&text[end..]);
        out
    }

    /// The value with every secret masked in its texts, names and numbers.
    #[must_use]
    pub fn redact_value(&self, value: &Value) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value.clone(),
            Value::Number(number) => {
                let text = number.to_string();
                let masked = self.redact(&text);
                if masked == text { value.clone() } else { Value::String(masked) }
            }
            Value::String(text) => Value::String(self.redact(text)),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.redact_value(item)).collect()),
            Value::Object(fields) => {
                let masked = fields.iter().map(|(name, value)| (self.redact(name), self.redact_value(value)));
                Value::Object(masked.collect::<Map<_, _>>())
            }
        }
    }
}

impl flow::Secrets for Opened {
    fn secret(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}

/// Names only.
impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Opened").field(&self.values.keys().collect::<Vec<_>>()).finish()
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn opened(values: &[&str]) -> Opened {
        let named = values.iter().enumerate();
        Opened::new(named.map(|(i, value)| (format!("S{i}"), Zeroizing::new((*value).to_owned()))))
    }

    #[test]
    fn every_form_is_masked() {
        let secret = "canary/+ \"ä\" & <x>=100%";
        let opened = opened(&[secret]);
        let url = url::Url::parse_with_params("https://example.com/", [("key", secret)]).unwrap();
        let quoted = serde_json::to_string(secret).unwrap();
        let percent = "canary%2F%2B%20%22%C3%A4%22%20%26%20%3Cx%3E%3D100%25";
        for (text, expected) in [
            (format!("a {secret} b"), "a *** b".to_owned()),
            (format!("{secret}{secret}"), "******".to_owned()),
            (url.to_string(), "https://example.com/?key=***".to_owned()),
            (percent.to_owned(), "***".to_owned()),
            (percent.to_lowercase(), "***".to_owned()),
            (quoted.clone(), "\"***\"".to_owned()),
            (serde_json::to_string(&quoted).unwrap(), r#""\"***\"""#.to_owned()),
            (r#""canary\/+ \"\u00e4\" & <x>=100%""#.to_owned(), "\"***\"".to_owned()),
            ("canary/+ &quot;ä&quot; &amp; &lt;x&gt;=100%".to_owned(), "***".to_owned()),
            (hex::encode(secret), "***".to_owned()),
            (hex::encode_upper(secret), "***".to_owned()),
            (format!("Basic {}", STANDARD.encode(secret)), "Basic ***".to_owned()),
        ] {
            assert_eq!(opened.redact(&text), expected, "{text}");
        }
        assert_eq!(opened.redact("nothing to see"), "nothing to see");
        assert_eq!(opened.redact(""), "");
    }

    #[test]
    fn a_signing_secret_is_masked_without_its_prefix_too() {
        let opened = opened(&["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);
        assert_eq!(opened.redact("key=MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw;"), "key=***;");
        assert_eq!(opened.redact("key=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw;"), "key=***;");
    }

    #[test]
    fn one_secret_inside_another_leaves_nothing() {
        let opened = opened(&["canary-one", "xx-canary-one-yy", "one-yy-zzzz"]);
        assert_eq!(opened.redact("xx-canary-one-yy-zzzz"), "***");
        assert_eq!(opened.redact("canary-one canary-one"), "*** ***");
    }

    #[test]
    fn values_names_and_numbers() {
        let opened = opened(&["canary-secret", "1234567890"]);
        let value = json!({ "a canary-secret": [1, true, null, "canary-secret!"], "n": 1_234_567_890, "m": 1.5 });
        let masked = json!({ "a ***": [1, true, null, "***!"], "n": "***", "m": 1.5 });
        assert_eq!(opened.redact_value(&value), masked);
    }

    #[test]
    fn what_is_printed_holds_names_only() {
        assert_eq!(format!("{:?}", opened(&["canary-secret"])), "Opened([\"S0\"])");
    }

    proptest! {
        #[test]
        fn base64_is_found_at_any_place(secret in "[ -~]{8,40}", before in "[ -~]{0,20}", after in "[ -~]{0,20}") {
            let opened = opened(&[&secret]);
            let whole = format!("{before}{secret}{after}");
            for text in [STANDARD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole)] {
                prop_assert_eq!(opened.redact(&format!("{{\"x\":\"{text}\"}}")), "{\"x\":\"***\"}");
            }
            prop_assert!(!opened.redact(&whole).contains(&secret));
        }
    }
}
