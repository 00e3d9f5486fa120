//! As much of YAML as a compose file needs: texts, lists, objects, anchors, and `<<` that lays objects below one.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser};
use serde_json::{Map, Value};

/// The document, with everything that was laid below resolved.
pub(super) fn parse(text: &str) -> Value {
    let events: Vec<_> = Parser::new_from_str(text).map(|event| event.unwrap().0).collect();
    let mut reader = Reader { events: events.into_iter(), anchors: HashMap::new() };
    loop {
        match reader.events.next().unwrap() {
            Event::StreamStart | Event::DocumentStart(_) => {}
            event => return reader.value(event),
        }
    }
}

struct Reader<'a> {
    events: std::vec::IntoIter<Event<'a>>,
    anchors: HashMap<usize, Value>,
}

impl<'a> Reader<'a> {
    fn value(&mut self, event: Event<'a>) -> Value {
        let (value, anchor) = match event {
            Event::Scalar(text, _, anchor, _) => (Value::String(text.into_owned()), anchor),
            Event::Alias(anchor) => (self.anchors[&anchor].clone(), 0),
            Event::SequenceStart(anchor, _) => {
                let mut items = Vec::new();
                loop {
                    match self.events.next().unwrap() {
                        Event::SequenceEnd => break,
                        event => items.push(self.value(event)),
                    }
                }
                (Value::Array(items), anchor)
            }
            Event::MappingStart(anchor, _) => (self.object(), anchor),
            event => panic!("{event:?}"),
        };
        self.anchors.insert(anchor, value.clone());
        value
    }

    fn object(&mut self) -> Value {
        let (mut own, mut below) = (Map::new(), Vec::new());
        loop {
            let name = match self.events.next().unwrap() {
                Event::MappingEnd => break,
                Event::Scalar(name, ..) => name.into_owned(),
                event => panic!("{event:?}"),
            };
            let next = self.events.next().unwrap();
            let value = self.value(next);
            match (name.as_str(), value) {
                ("<<", Value::Array(all)) => below.extend(all),
                ("<<", one) => below.push(one),
                (_, value) => drop(own.insert(name, value)),
            }
        }
        for object in below {
            for (name, value) in object.as_object().unwrap() {
                own.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        Value::Object(own)
    }
}
