//! How the user likes the page, as far as a true token says so.
//!
//! Whoever opens the page sees its shell, with a token, without one, or with one that isn't accepted: the shell holds
//! nothing of anybody. So this extractor refuses nobody. What it takes from a token is how to look, and it takes that
//! from a true one only; whether the installation is live is asked with the first call of the API.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::clockify::token;
use crate::http::AppState;

/// Languages that the page's texts are there in; the first one for everybody else.
const LANGUAGES: [&str; 1] = ["en"];

/// The light or the dark form of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// Whatever isn't dark.
    #[default]
    Light,
    /// Clockify's `DARK`.
    Dark,
}

impl Theme {
    /// Its name in the page and in CSS.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Whoever opens the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// How the page looks.
    pub theme: Theme,
    /// The language of its texts.
    pub language: String,
}

impl Default for Viewer {
    fn default() -> Self {
        Self { theme: Theme::default(), language: LANGUAGES[0].to_owned() }
    }
}

impl FromRequestParts<AppState> for Viewer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Infallible> {
        Ok(parts.uri.query().and_then(|query| proven(query, app)).unwrap_or_default())
    }
}

fn proven(query: &str, app: &AppState) -> Option<Viewer> {
    let mut sent = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "auth_token");
    let (_, token) = sent.next()?;
    if sent.next().is_some() || token.len() > token::LONGEST {
        return None;
    }
    let claims = app.verifier.verify(&token, app.clock.now()).ok()?;
    // Only a user's token ends; the others are not for pages.
    claims.expires?;
    let theme = if claims.theme.as_deref().is_some_and(|theme| theme.eq_ignore_ascii_case("dark")) {
        Theme::Dark
    } else {
        Theme::Light
    };
    let wanted = claims.language.as_deref().unwrap_or_default();
    let language = LANGUAGES.iter().find(|language| language.eq_ignore_ascii_case(wanted)).unwrap_or(&LANGUAGES[0]);
    Some(Viewer { theme, language: (*language).to_owned() })
}
