//! Signs a JSON body as a custom source expects it and delivers it. The secret comes from standard input:
//!
//! ```sh
//! cargo run --example send_webhook -- \
//!     http://localhost:8001/webhooks/custom/shop standard-webhooks '{"type":"order.paid","id":"7"}' < secret
//! ```

use std::io::{Read as _, Write as _, stderr, stdin, stdout};
use std::process::ExitCode;

use clockify_addons::clock::{Clock as _, System};
use clockify_addons::domain::scheme::{Scheme, check_secret, sign};
use secrecy::SecretString;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, scheme, body] = arguments.as_slice() else {
        writeln!(stderr(), "usage: send_webhook URL SCHEME BODY < SECRET")?;
        return Ok(ExitCode::from(2));
    };
    let scheme = Scheme::parse(scheme, None)?;
    let mut secret = String::new();
    stdin().read_to_string(&mut secret)?;
    let secret = SecretString::from(secret.trim_end());
    check_secret(&scheme, &secret).map_err(anyhow::Error::msg)?;

    // A sender that repeats a delivery keeps this id: it is what the repeat is recognised by.
    let delivery_id = format!("msg_{}", uuid::Uuid::now_v7().simple());
    let client = reqwest::Client::builder().build()?;
    let mut request = client.post(url).header("content-type", "application/json").body(body.clone());
    for (name, value) in sign(&scheme, &secret, body.as_bytes(), System.now(), &delivery_id) {
        request = request.header(name, value);
    }
    let response = request.send().await?;
    let status = response.status();
    writeln!(stdout(), "{status}\n{}", response.text().await?)?;
    // 2xx: committed. 503: not stored, send it again. Anything else: sending it again changes nothing.
    Ok(if status.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
