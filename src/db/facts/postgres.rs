//! What a PostgreSQL server says of itself, read from its catalogue by one statement a subject.

use sea_orm::{ConnectionTrait, DbErr};

use super::one;

/// A server and one of its databases.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that have nothing to do with each other")]
pub struct Postgres {
    /// As people write it.
    pub version: String,
    /// As programs compare it: 150018.
    pub number: i32,
    /// Encoding of the database.
    pub encoding: String,
    /// Bytes of the database.
    pub bytes: i64,
    /// Name of the role that is logged in.
    pub role: String,
    /// Whether that role may do everything.
    pub superuser: bool,
    /// Tables that this role can't read or change.
    pub lacking: Option<String>,
    /// Whether this server only repeats another.
    pub standby: bool,
    /// Whether transactions only read unless they ask.
    pub read_only: bool,
    /// Connections that are open, and that may be.
    pub connections: (i64, i64),
    /// Seconds since 1970, by the server's clock.
    pub now: f64,
    /// Whether this connection is encrypted.
    pub tls: bool,
    /// The oldest open transaction.
    pub oldest: Option<Waiting>,
    /// The table with the most rows that are dead and still there, if they are too many.
    pub dead: Option<Dead>,
    /// Indexes that an interrupted build left behind.
    pub invalid: Option<String>,
}

/// A transaction that is open.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The server's process.
    pub pid: i32,
    /// What the client calls itself.
    pub application: String,
    /// For how many seconds.
    pub seconds: f64,
}

/// Dead rows of a table.
#[derive(Clone, Debug)]
pub struct Dead {
    /// The table.
    pub table: String,
    /// Dead rows.
    pub dead: i64,
    /// Live rows.
    pub live: i64,
}

const SERVER: &str = "SELECT current_setting('server_version') AS version, \
    current_setting('server_version_num')::int AS number, pg_encoding_to_char(d.encoding)::text AS encoding, \
    pg_database_size(d.oid) AS bytes, current_user::text AS role, \
    (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser, pg_is_in_recovery() AS standby, \
    current_setting('default_transaction_read_only') = 'on' AS read_only, \
    (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS used, \
    current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint AS most, \
    extract(epoch FROM clock_timestamp())::float8 AS now, \
    coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS tls \
    FROM pg_database d WHERE d.datname = current_database()";

/// `has_table_privilege` with several privileges asks for any of them; we need all.
const LACKING: &str = "SELECT string_agg(c.relname::text, ', ' ORDER BY c.relname) AS tables FROM pg_class c \
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND c.relkind IN ('r', 'p') \
    AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT') \
    AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'))";

const OLDEST: &str = "SELECT pid, coalesce(application_name, '')::text AS application, \
    extract(epoch FROM now() - xact_start)::float8 AS seconds FROM pg_stat_activity \
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL \
    AND backend_type = 'client backend' ORDER BY xact_start LIMIT 1";

const DEAD: &str = "SELECT relname::text AS tablename, n_dead_tup AS dead, n_live_tup AS live FROM pg_stat_user_tables \
    WHERE n_dead_tup > 10000 AND n_dead_tup > n_live_tup ORDER BY n_dead_tup DESC LIMIT 1";

const INVALID: &str = "SELECT string_agg(c.relname::text, ', ' ORDER BY c.relname) AS indexes FROM pg_index i \
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE NOT i.indisvalid AND n.nspname = current_schema()";

pub(super) async fn facts(connection: &impl ConnectionTrait) -> Result<Postgres, DbErr> {
    let missing = || DbErr::RecordNotFound("the database's own row in pg_database".to_owned());
    let row = one(connection, SERVER).await?.ok_or_else(missing)?;
    let lacking = one(connection, LACKING).await?.map(|row| row.try_get("", "tables")).transpose()?.flatten();
    let invalid = one(connection, INVALID).await?.map(|row| row.try_get("", "indexes")).transpose()?.flatten();
    let oldest = one(connection, OLDEST).await?.map(|row| {
        Ok::<_, DbErr>(Waiting {
            pid: row.try_get("", "pid")?,
            application: row.try_get("", "application")?,
            seconds: row.try_get("", "seconds")?,
        })
    });
    let dead = one(connection, DEAD).await?.map(|row| {
        Ok::<_, DbErr>(Dead {
            table: row.try_get("", "tablename")?,
            dead: row.try_get("", "dead")?,
            live: row.try_get("", "live")?,
        })
    });
    Ok(Postgres {
        version: row.try_get("", "version")?,
        number: row.try_get("", "number")?,
        encoding: row.try_get("", "encoding")?,
        bytes: row.try_get("", "bytes")?,
        role: row.try_get("", "role")?,
        superuser: row.try_get("", "superuser")?,
        lacking,
        standby: row.try_get("", "standby")?,
        read_only: row.try_get("", "read_only")?,
        connections: (row.try_get("", "used")?, row.try_get("", "most")?),
        now: row.try_get("", "now")?,
        tls: row.try_get("", "tls")?,
        oldest: oldest.transpose()?,
        dead: dead.transpose()?,
        invalid,
    })
}
