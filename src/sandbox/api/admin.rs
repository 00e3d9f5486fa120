//! The sandbox's own routes on the API's port, for whoever tries things by hand. They ask for no token: the port is on
//! the loopback address.

use serde_json::json;

use super::Api;
use super::answer::Asked;
use super::fault::Rule;
use super::refusal::Refusal;
use super::reply::Reply;

impl Api {
    /// A call below `/sandbox/`.
    pub(super) fn admin(&self, path: &str, asked: &Asked) -> Reply {
        match (asked.method.as_str(), path) {
            ("GET", "faults") => Reply::json(200, json!(self.faults())),
            ("POST", "faults") => match serde_json::from_slice::<Rule>(&asked.body) {
                Ok(rule) if rule.operation.as_ref().is_none_or(|name| self.0.catalogue.get(name).is_some()) => {
                    self.add_fault(rule);
                    Reply::json(201, json!(self.faults()))
                }
                Ok(_) => Refusal::domain("The catalogue has no operation of this name").reply(),
                Err(error) => Refusal::shape(format!("This is no fault: {error}")).reply(),
            },
            ("DELETE", "faults") => {
                self.clear_faults();
                Reply::empty(204)
            }
            ("GET", "counts") => Reply::json(200, json!(self.counts())),
            ("GET", "requests") => {
                let arrivals = self.arrivals();
                Reply::json(
                    200,
                    json!({
                        "requests": arrivals.requests(),
                        "refused": arrivals.refused(),
                        "largestWindow": arrivals.largest_window(),
                        "rate": arrivals.rate(),
                        "operations": self.calls(),
                    }),
                )
            }
            ("POST", "tokens") => Reply::json(200, json!(self.tokens())),
            (_, "faults" | "counts" | "requests" | "tokens") => Refusal::method(&asked.method).reply(),
            _ => Refusal::no_route(&asked.method, &asked.path).reply(),
        }
    }
}
