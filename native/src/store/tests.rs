//! The store as a whole, in a directory of its own.

use std::{fs, path::PathBuf};

use serde_json::json;

use super::*;

const FORM: FormName = FormName::Outgoing;
const SECRETS: [&str; 3] = ["correct-horse-battery", "Xq8~staple.client-secret", "eyJ0.token.sig"];

/// A directory that is removed at the end of its test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let name = format!("mailvet-store-{:016x}", getrandom::u64().expect("random numbers"));
        Self(std::env::temp_dir().join(name))
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.0).await.expect("the store opens")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn map(document: Value) -> Map<String, Value> {
    match document {
        Value::Object(map) => map,
        other => panic!("no object: {other}"),
    }
}

fn settings() -> Map<String, Value> {
    map(json!({
        "server": "mail.example.com", "port": 587, "username": "legal@example.com",
        "password": SECRETS[0],
        "oauth": { "provider": "custom", "authority_url": "https://login.example.com/token",
                   "client_id": "mailvet", "client_secret": SECRETS[1] },
    }))
}

/// The settings with references in the place of their secrets.
fn settings_again() -> Map<String, Value> {
    let mut settings = settings();
    settings["password"] = json!({ "stored": true });
    settings["oauth"]["client_secret"] = json!({ "stored": true });
    settings
}

fn token() -> StoredToken {
    StoredToken { value: Secret::new(SECRETS[2].to_owned()), expires_at: Some(1_800_000_000) }
}

async fn password(
    store: &Store,
    settings: &Map<String, Value>,
) -> Result<Option<Secret>, StoreError> {
    store.secret(FORM, "password", &binding(FORM, settings, "password")).await
}

async fn execute(store: &Store, statement: &'static str) {
    let done = sqlx::query(statement).execute(&store.pool).await.expect("good SQL");
    assert!(done.rows_affected() > 0, "{statement}");
}

#[tokio::test]
async fn what_is_saved_is_there_after_opening_again() {
    let folder = Folder::new();
    let store = folder.open().await;
    assert_eq!(store.load(FORM).await.expect("it loads"), None);
    assert_eq!(store.save(FORM, &settings(), None).await.expect("it saves"), 1);
    store.save_token(FORM, &token(), "mail.example.com").await.expect("it saves");
    drop(store);

    let store = folder.open().await;
    let saved = store.load(FORM).await.expect("it loads").expect("it was saved");
    assert_eq!(saved, Saved { revision: 1, settings: settings_again(), tested: None });
    let secret = password(&store, &settings()).await.expect("it opens").expect("it is there");
    assert_eq!(secret.expose(), SECRETS[0]);
    let found = store.token(FORM, "mail.example.com").await.expect("it opens");
    assert_eq!(found, Some(token()));
    assert_eq!(store.load(FormName::Incoming).await.expect("it loads"), None);
}

#[tokio::test]
async fn no_file_holds_a_secret_in_clear() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.save(FORM, &settings(), None).await.expect("it saves");
    store.save_token(FORM, &token(), "mail.example.com").await.expect("it saves");
    let tested = Tested { verdict: Verdict::Success, at: 1 };
    store.record_test(FORM, &settings(), tested).await.expect("it is recorded");
    let files: Vec<_> = fs::read_dir(&folder.0).expect("a directory").flatten().collect();
    assert!(files.len() >= 2);
    for file in files {
        let bytes = fs::read(file.path()).expect("a file");
        for secret in SECRETS {
            // The first characters alone would be too many.
            let start = &secret.as_bytes()[..8];
            let found = bytes.windows(start.len()).any(|window| window == start);
            assert!(!found, "{} holds {secret}", file.path().display());
        }
    }
}

#[tokio::test]
async fn a_stored_secret_stays_while_its_place_stays() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.save(FORM, &settings(), None).await.expect("it saves");
    let mut changed = settings_again();
    changed.insert("reply_to".to_owned(), json!("office@example.com"));
    assert_eq!(store.save(FORM, &changed, Some(1)).await.expect("it saves"), 2);
    let secret = password(&store, &changed).await.expect("it opens").expect("it is there");
    assert_eq!(secret.expose(), SECRETS[0]);
}

#[tokio::test]
async fn a_stored_secret_does_not_follow_to_another_server() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.save(FORM, &settings(), None).await.expect("it saves");
    for (pointer, value, blamed) in [
        ("/server", "evil.test", "password"),
        ("/username", "other@example.com", "password"),
        ("/oauth/authority_url", "https://evil.test/token", "oauth.client_secret"),
        ("/oauth/client_id", "other", "oauth.client_secret"),
    ] {
        let mut moved = Value::Object(settings_again());
        *moved.pointer_mut(pointer).expect("it is there") = json!(value);
        let moved = map(moved);
        let error = store.save(FORM, &moved, Some(1)).await.expect_err("it moved");
        assert!(matches!(error, SaveError::Moved { field } if field == blamed), "{error}");
        let bound_to = binding(FORM, &moved, blamed);
        let field = SECRET_FIELDS.into_iter().find(|field| *field == blamed).expect("a field");
        let read = store.secret(FORM, field, &bound_to).await;
        assert!(matches!(read, Err(StoreError::Moved { .. })), "{pointer}");
    }
    // A refused save leaves everything as it was.
    let saved = store.load(FORM).await.expect("it loads").expect("it was saved");
    assert_eq!(saved.settings, settings_again());
    assert_eq!(saved.revision, 1);
}

#[tokio::test]
async fn an_absent_or_empty_secret_is_forgotten() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.save(FORM, &settings(), None).await.expect("it saves");
    let mut without = settings_again();
    without["password"] = json!("");
    store.save(FORM, &without, Some(1)).await.expect("it saves");
    assert_eq!(password(&store, &without).await.expect("no error"), None);
    without["password"] = json!({ "stored": true });
    let error = store.save(FORM, &without, Some(2)).await.expect_err("nothing is stored");
    assert!(matches!(error, SaveError::NothingStored { field: "password" }), "{error}");
}

#[tokio::test]
async fn of_two_who_saw_the_same_revision_only_one_saves() {
    let folder = Folder::new();
    let store = folder.open().await;
    let never = store.save(FORM, &settings(), Some(1)).await;
    assert!(matches!(never, Err(SaveError::Conflict)));
    let settings = settings();
    let (one, two) =
        tokio::join!(store.save(FORM, &settings, None), store.save(FORM, &settings, None));
    assert_eq!([&one, &two].into_iter().filter(|saved| saved.is_ok()).count(), 1);
    assert!([one, two].into_iter().any(|saved| matches!(saved, Err(SaveError::Conflict))));
    assert_eq!(store.save(FORM, &settings, Some(1)).await.expect("it saves"), 2);
    let late = store.save(FORM, &settings, Some(1)).await;
    assert!(matches!(late, Err(SaveError::Conflict)));
}

#[tokio::test]
async fn a_changed_database_is_told_apart_from_an_empty_one() {
    let folder = Folder::new();
    let store = folder.open().await;
    let empty = password(&store, &settings()).await;
    assert_eq!(empty.expect("no error"), None);

    store.save(FORM, &settings(), None).await.expect("it saves");
    let moved_row = "UPDATE secrets SET sealed = (SELECT sealed FROM secrets \
                     WHERE field = 'oauth.client_secret') WHERE field = 'password'";
    for statement in [moved_row, "UPDATE secrets SET sealed = 'AAAA' || substr(sealed, 5)"] {
        execute(&store, statement).await;
        let read = password(&store, &settings()).await;
        assert!(matches!(read, Err(StoreError::Unreadable { field: "password", .. })));
    }
}

#[tokio::test]
async fn a_row_that_is_bound_elsewhere_by_hand_does_not_open() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.save(FORM, &settings(), None).await.expect("it saves");
    execute(&store, "UPDATE secrets SET bound_to = 'evil.test' WHERE field = 'password'").await;
    let read = store.secret(FORM, "password", "evil.test").await;
    assert!(matches!(read, Err(StoreError::Unreadable { .. })));
}

#[tokio::test]
async fn another_key_is_told_apart_from_no_secret() {
    let folder = Folder::new();
    folder.open().await.save(FORM, &settings(), None).await.expect("it saves");
    fs::remove_file(folder.0.join("mailvet.key")).expect("the key was there");
    let store = folder.open().await;
    let error = password(&store, &settings()).await.expect_err("the key is another");
    assert!(matches!(error, StoreError::Unreadable { .. }));
    assert!(!error.to_string().contains(SECRETS[0]));
}

#[tokio::test]
async fn a_file_that_holds_no_key_is_refused() {
    let folder = Folder::new();
    drop(folder.open().await);
    for text in ["", "no base64 at all!", "c2hvcnQ="] {
        fs::write(folder.0.join("mailvet.key"), text).expect("it is ours");
        assert!(matches!(Store::open(&folder.0).await, Err(StoreError::NotAKey(_))), "{text}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_user_can_read_what_the_store_makes() {
    use std::{os::unix::fs::PermissionsExt, path::Path};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    let folder = Folder::new();
    let store = folder.open().await;
    store.save(FORM, &settings(), None).await.expect("it saves");
    assert_eq!(mode(&folder.0), 0o700);
    for file in fs::read_dir(&folder.0).expect("a directory").flatten() {
        assert_eq!(mode(&file.path()), 0o600, "{}", file.path().display());
    }
    drop(store);
    let key = folder.0.join("mailvet.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).expect("it is ours");
    let refused = Store::open(&folder.0).await.err().expect("the group can read the key");
    assert!(matches!(refused, StoreError::SharedKey(_)), "{refused}");
}

#[tokio::test]
async fn a_verdict_is_of_the_settings_that_were_tested() {
    let folder = Folder::new();
    let store = folder.open().await;
    let tested = Tested { verdict: Verdict::Success, at: 1_800_000_000 };
    store.record_test(FORM, &settings(), tested).await.expect("it is recorded");
    store.save(FORM, &settings(), None).await.expect("it saves");
    let saved = store.load(FORM).await.expect("it loads").expect("it was saved");
    assert_eq!(saved.tested, Some(tested));

    let mut changed = settings_again();
    changed.insert("reply_to".to_owned(), json!("office@example.com"));
    store.save(FORM, &changed, Some(1)).await.expect("it saves");
    let saved = store.load(FORM).await.expect("it loads").expect("it was saved");
    assert_eq!(saved.tested, None);
}

#[tokio::test]
async fn a_database_of_a_later_version_is_left_alone() {
    let folder = Folder::new();
    let store = folder.open().await;
    execute(&store, "INSERT INTO schema_steps (step) VALUES (1000)").await;
    drop(store);
    assert!(matches!(Store::open(&folder.0).await, Err(StoreError::Newer)));
}
