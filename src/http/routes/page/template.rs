//! The page's HTML, with what the server knows written into it.
//!
//! Only this much is rendered here: how the user likes the page, so that the first paint is right; where its files are;
//! who offers the add-on. Nothing in it is of a workspace, and the token that came along is not in it.

use crate::http::extract::Viewer;

/// What the first paint depends on, and where everything is.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    /// The add-on's name.
    pub(super) name: &'a str,
    /// The path that the add-on is reachable under.
    pub(super) base: &'a str,
    /// Where the assets are, below the base.
    pub(super) version: &'a str,
    /// The origins that may embed the page, as in `frame-ancestors`: the page talks to no other.
    pub(super) parents: &'a str,
    /// Who offers the add-on, and where to find them.
    pub(super) vendor: (Option<&'a str>, Option<&'a str>),
}

/// Writes into the template: the attributes of `<html>`, title, colour scheme, addresses of the assets, vendor.
pub(super) fn render(template: &str, facts: &Facts<'_>, viewer: &Viewer) -> String {
    let theme = viewer.theme.name();
    let html = format!(
        "<html lang=\"{}\" data-theme=\"{theme}\" data-base=\"{}\" data-parents=\"{}\">",
        escape(&viewer.language),
        escape(facts.base),
        escape(facts.parents),
    );
    // Before any style sheet is there, this decides the colour of an empty page.
    let head = format!("<head><meta name=\"color-scheme\" content=\"{theme}\">");
    let title = format!("<title>{}</title>", escape(facts.name));
    let assets = format!("\"{}/ui/{}/assets/", escape(facts.base), facts.version);
    let text = replaced(template, "<html ", ">", &html);
    let text = replaced(&text, "<meta name=\"color-scheme\"", ">", "");
    let text = replaced(&text, "<title>", "</title>", &title);
    let text = replaced(&text, "<head>", "", &head);
    let text = text.replace("\"./assets/", &assets);
    match vendor(facts.vendor) {
        Some(vendor) => replaced(&text, "</body>", "", &format!("<footer class=\"vendor\">{vendor}</footer></body>")),
        None => text,
    }
}

/// The text with the first part from `start` to `end` replaced; `end` may be empty.
fn replaced(text: &str, start: &str, end: &str, by: &str) -> String {
    let found = text.find(start).and_then(|from| {
        let rest = from + start.len();
        Some((from, rest + text[rest..].find(end)? + end.len()))
    });
    found.map_or_else(|| text.to_owned(), |(from, to)| [&text[..from], by, &text[to..]].concat())
}

/// Who offers the add-on, where the operator says so.
fn vendor((name, url): (Option<&str>, Option<&str>)) -> Option<String> {
    let link = |text: &str, url: &str| {
        format!("Offered by <a href=\"{}\" rel=\"noopener\" target=\"_blank\">{}</a>.", escape(url), escape(text))
    };
    match (name, url) {
        (Some(name), Some(url)) => Some(link(name, url)),
        (Some(name), None) => Some(format!("Offered by {}.", escape(name))),
        (None, Some(url)) => Some(link(url, url)),
        (None, None) => None,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Theme;

    /// As the page's build writes it.
    const BUILT: &str = "<!doctype html>\n<!-- The attributes of <html> are written by the server. -->\n<html lang=\"en\" data-theme=\"light\" data-base=\"\" data-parents=\"x\">\n<head>\n\
        <meta name=\"color-scheme\" content=\"light dark\" />\n<title>Clockify add-on</title>\n\
        <script type=\"module\" crossorigin src=\"./assets/app.js\"></script>\n\
        <link rel=\"stylesheet\" crossorigin href=\"./assets/app.css\">\n</head><body><div id=\"page\"></div></body></html>";

    fn facts() -> Facts<'static> {
        let parents = "https://clockify.me https://*.clockify.me";
        Facts { name: "Nightly <Add-on>", base: "/studio", version: "0123", parents, vendor: (None, None) }
    }

    #[test]
    fn a_dark_page_is_dark_before_any_style_sheet_is_there() {
        let viewer = Viewer { theme: Theme::Dark, language: "en".to_owned() };
        let html = render(BUILT, &facts(), &viewer);
        let parents = "data-parents=\"https://clockify.me https://*.clockify.me\"";
        for part in [
            &format!("<html lang=\"en\" data-theme=\"dark\" data-base=\"/studio\" {parents}>"),
            "<head><meta name=\"color-scheme\" content=\"dark\">",
            "<title>Nightly &lt;Add-on&gt;</title>",
            "src=\"/studio/ui/0123/assets/app.js\"",
            "href=\"/studio/ui/0123/assets/app.css\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("light") && !html.contains("./assets") && !html.contains("<footer"), "{html}");
    }

    #[test]
    fn no_setting_writes_html() {
        let vendor = (Some("\"><script>"), Some("https://example.com/?a=\"b&c"));
        let facts = Facts { name: "</title><script>", base: "/a\"b", vendor, ..facts() };
        let html = render(BUILT, &facts, &Viewer::default());
        assert_eq!(html.matches("<script").count(), 1, "{html}");
        assert!(html.contains("<footer class=\"vendor\">Offered by <a href=\"https://example.com/?a=&quot;b&amp;c\""));
        assert!(html.contains("data-theme=\"light\"") && html.contains("data-base=\"/a&quot;b\""), "{html}");
    }
}
