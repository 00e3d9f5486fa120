//! Every list of the catalogue, read to its end.

use super::*;

/// The operations that list something.
fn lists() -> Vec<&'static Operation> {
    let all = catalogue::builtin().operations().iter();
    all.filter(|operation| {
        matches!(operation.answer, Answer::List | Answer::Envelope(_))
            && (operation.reads || operation.method.name() == "GET")
    })
    .collect()
}

/// A value that the schema lets pass.
fn sample(schema: &Schema) -> Value {
    match schema.kind {
        _ if !schema.allowed.is_empty() && schema.kind != Kind::Array => schema.allowed[0].clone(),
        Kind::Object | Kind::Any => {
            let fields = schema.fields.iter().filter(|field| field.required);
            Value::Object(fields.map(|field| (field.name.clone(), sample(&field.schema))).collect())
        }
        Kind::Array => json!([]),
        Kind::Boolean => json!(true),
        Kind::Integer | Kind::Number => json!(schema.min.unwrap_or(1.0)),
        Kind::String => json!("2026-01-01T00:00:00Z"),
    }
}

/// The range of everything.
fn widened(mut body: Value) -> Value {
    for (name, time) in [("end", "2030-01-01T00:00:00Z"), ("dateRangeEnd", "2030-01-01T00:00:00Z")] {
        if let Some(field) = body.get_mut(name) {
            *field = time.into();
        }
    }
    body
}

/// The paths of an operation: one for each parent.
fn paths(sandbox: &Sandbox, operation: &Operation) -> Vec<String> {
    let mut paths = vec![operation.path.clone()];
    for parameter in operation.parameters.iter().filter(|parameter| parameter.place == Place::Path) {
        let values = match &parameter.fill {
            Some(Fill::Workspace) => vec![sandbox.workspace().id.clone()],
            Some(Fill::Each(entity)) => ids(sandbox, entity),
            _ if parameter.name == "addonId" => vec![sandbox.installation.addon_id.clone()],
            other => panic!("{} {}: {other:?}", operation.id, parameter.name),
        };
        let mark = format!("{{{}}}", parameter.name);
        paths = paths.iter().flat_map(|path| values.iter().map(|value| path.replace(&mark, value))).collect();
    }
    paths
}

fn ids(sandbox: &Sandbox, entity: &str) -> Vec<String> {
    let kind = K::ALL.into_iter().find(|kind| kind.entity() == Some(entity)).unwrap();
    sandbox.api.ids(kind)
}

fn query(sandbox: &Sandbox, operation: &Operation) -> Vec<(String, String)> {
    let needed = operation.parameters.iter().filter(|parameter| parameter.place == Place::Query && parameter.required);
    needed
        .map(|parameter| {
            let value = match &parameter.fill {
                Some(Fill::WindowStart) => "2020-01-01T00:00:00Z".to_owned(),
                Some(Fill::WindowEnd) => "2030-01-01T00:00:00Z".to_owned(),
                Some(Fill::Value(Value::Array(values))) => values[0].as_str().unwrap().to_owned(),
                Some(Fill::Value(value)) => value.as_str().unwrap().to_owned(),
                Some(Fill::Each(entity)) => ids(sandbox, entity)[0].clone(),
                other => panic!("{} {}: {other:?}", operation.id, parameter.name),
            };
            (parameter.name.clone(), value)
        })
        .collect()
}

fn set(body: &mut Value, place: &str, value: usize) {
    let (outer, inner) = place.split_once('.').map_or((None, place), |(outer, inner)| (Some(outer), inner));
    match outer {
        Some(outer) => body[outer][inner] = value.into(),
        None => body[inner] = value.into(),
    }
}

/// Reads a list to its end and gives the ids of what is in it.
async fn read(sandbox: &Sandbox, operation: &Operation, path: &str, size: usize) -> Vec<String> {
    let front = if operation.host == Host::Reports { sandbox.api.reports_url() } else { sandbox.api.backend_url() };
    let mut found = Vec::new();
    for turn in 0.. {
        let mut query = query(sandbox, operation);
        let mut body = operation.body.as_ref().map(|body| widened(sample(&body.schema)));
        if let Some(paging) = &operation.paging {
            let page = turn + paging.first as usize;
            for (name, value) in [(&paging.page, page), (&paging.size, size)] {
                match (paging.place, &mut body) {
                    (PagingPlace::Body, Some(body)) => set(body, name, value),
                    _ => query.push((name.clone(), value.to_string())),
                }
            }
        }
        let url = reqwest::Url::parse_with_params(&format!("{front}{path}"), &query).unwrap();
        let answer = sandbox.send(sandbox.request(operation.method.name(), url.as_str()), body).await;
        assert_eq!(answer.status, 200, "{}: {answer:?}", operation.id);
        let document = answer.json();
        let items = match &operation.answer {
            Answer::Envelope(place) => document.pointer(&format!("/{}", place.replace('.', "/"))).unwrap(),
            _ => &document,
        };
        let items = items.as_array().unwrap_or_else(|| panic!("{}: {document}", operation.id));
        let place = format!("/{}", operation.entity_id.as_deref().unwrap_or("id").replace('.', "/"));
        found.extend(items.iter().map(|item| item.pointer(&place).map_or_else(|| item.to_string(), Value::to_string)));
        let Some(paging) = &operation.paging else { break };
        assert!(items.len() <= size, "{}", operation.id);
        assert_eq!(answer.last_page().is_some(), paging.last_page, "{}", operation.id);
        match answer.last_page() {
            Some("true") => break,
            Some(_) => assert_eq!(items.len(), size, "{}", operation.id),
            None if items.len() < size => break,
            None => {}
        }
    }
    found
}

#[tokio::test]
async fn what_a_bootstrap_reads_is_what_there_is() {
    let sandbox = Sandbox::start(|options| Options { sizes: Sizes::default(), ..options }).await;
    let counts = sandbox.api.counts();
    let mut seen = 0;
    for operation in lists().into_iter().filter(|operation| operation.entity.is_some()) {
        let entity = operation.entity.as_deref().unwrap();
        let mut found = Vec::new();
        for path in paths(&sandbox, operation) {
            found.extend(
                read(&sandbox, operation, &path, operation.paging.as_ref().map_or(50, |p| p.ask as usize)).await,
            );
        }
        let all = found.len();
        found.sort_unstable();
        found.dedup();
        assert_eq!((all, found.len() as u64), (found.len(), counts[entity]), "{} {entity}", operation.id);
        seen += 1;
    }
    assert!(seen >= 18, "{seen}");
    assert!(
        counts["project"] >= 200 && counts["task"] >= 2_000 && counts["user"] >= 50 && counts["timeEntry"] >= 20_000
    );
    sandbox.finish().await;
}

#[tokio::test]
async fn small_pages_hold_as_much_as_large_ones() {
    let sandbox = Sandbox::small().await;
    for operation in lists() {
        for path in paths(&sandbox, operation).into_iter().take(2) {
            let whole = read(&sandbox, operation, &path, 200).await;
            assert_eq!(read(&sandbox, operation, &path, 3).await, whole, "{}", operation.id);
        }
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn pages_that_cannot_be_are_refused() {
    let sandbox = Sandbox::small().await;
    for (path, status) in [
        ("/clients?page=1&page-size=50", 200),
        ("/clients?page=99", 200),
        ("/clients?page=0", 400),
        ("/clients?page=x", 400),
        ("/clients?page-size=0", 400),
        ("/clients?page-size=5001", 400),
        ("/time-off/policies?page-size=201", 400),
        ("/entities/created?type=TIME_ENTRY&page=0&limit=5", 200),
        ("/entities/created?page=0", 400),
        ("/users", 200),
        ("/scheduling/assignments/all", 400),
        ("/projects?archived=maybe", 400),
    ] {
        assert_eq!(sandbox.get(path).await.status, status, "{path}");
    }
    assert_eq!(sandbox.get("/scheduling/assignments/all").await.code(), 3001);
    assert_eq!(sandbox.get("/clients?page=x").await.code(), 3000);
    // Holidays come whole whatever is asked.
    let all = sandbox.get("/holidays?page=2&page-size=1").await;
    assert_eq!((all.json().as_array().unwrap().len(), all.last_page()), (3, None));
    sandbox.finish().await;
}

#[tokio::test]
async fn filters_keep_what_they_say() {
    let sandbox = Sandbox::start(|options| Options { sizes: Sizes::default(), ..options }).await;
    let count = async |path: &str| sandbox.get(path).await.ok().as_array().unwrap().len();
    let all = count("/projects?page-size=500").await;
    let archived = count("/projects?page-size=500&archived=true").await;
    assert_eq!(count("/projects?page-size=500&archived=false").await, all - archived);
    assert_eq!(count("/tags?name=LABEL-7").await, 1);
    assert_eq!(count("/tags?name=label&strict-name-search=true").await, 0);
    let user = sandbox.workspace().owner.clone();
    let path = format!("/user/{user}/time-entries?page-size=1000");
    let (entries, week) = (count(&path).await, count(&format!("{path}&start=2027-01-08T08:00:00Z")).await);
    assert!(week > 0 && week < entries / 5, "{week} {entries}");
    assert_eq!(count(&format!("{path}&hydrated=true&end=2026-01-01T00:00:00Z")).await, 0);
    sandbox.finish().await;
}

#[tokio::test]
async fn the_window_is_read_as_the_accounts_own_time() {
    let count = async |zone: i64| {
        let sandbox = Sandbox::start(|options| Options { sizes: Sizes::default(), zone, ..options }).await;
        let now = sandbox.clock.now();
        let entries = sandbox.api.counts_between(now - time::Duration::days(400), now)["timeEntry"];
        assert_eq!(entries, sandbox.api.counts()["timeEntry"]);
        let user = sandbox.workspace().owner.clone();
        let path = format!("/user/{user}/time-entries?page-size=1000&start=2027-01-01T00:00:00Z");
        let found = sandbox.get(&path).await.ok().as_array().unwrap().len();
        sandbox.finish().await;
        found
    };
    assert!(count(12 * 3600).await > count(0).await, "twelve hours to the east the window begins earlier");
}
