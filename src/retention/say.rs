//! A condition in the making: its text, and the values that go with it.

use sea_orm::{DbBackend, Statement, Value};
use uuid::Uuid;

use super::table::literal;
use crate::db::Engine;

/// Text with the values for its places. The first value is always the workspace, where there is one.
#[derive(Debug, Clone)]
pub(super) struct Say {
    engine: Engine,
    sql: String,
    values: Vec<Value>,
}

impl Say {
    pub(super) const fn new(engine: Engine) -> Self {
        Self { engine, sql: String::new(), values: Vec::new() }
    }

    /// Adds a condition, or its beginning.
    pub(super) fn and(&mut self, text: &str) -> &mut Self {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.text(text)
    }

    /// Adds text as it is.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.sql.push_str(text);
        self
    }

    /// Adds a place for a value.
    pub(super) fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        let place = self.bind(value);
        self.text(&place)
    }

    /// Adds a value, and gives its place.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Adds a key.
    pub(super) fn uuid(&mut self, id: Uuid) -> &mut Self {
        let text = literal(self.engine, id);
        self.text(&text)
    }

    /// A statement with the condition in place of `{due}`.
    pub(super) fn statement(&self, sql: &str) -> Statement {
        let sql = sql.replace("{due}", &self.sql);
        let backend = match self.engine {
            Engine::Postgres => DbBackend::Postgres,
            Engine::Sqlite => DbBackend::Sqlite,
        };
        Statement::from_sql_and_values(backend, sql, self.values.clone())
    }

    /// Its values as SQLite's own calls take them. What isn't text, which is all that rows are found by there, equals nothing.
    pub(super) fn values(&self) -> Vec<Option<String>> {
        let text = |value: &Value| match value {
            Value::String(text) => text.as_deref().map(str::to_owned),
            _ => None,
        };
        self.values.iter().map(text).collect()
    }
}
