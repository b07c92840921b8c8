//! The store of saved settings, secrets and tokens.
//!
//! Settings lie in an `SQLite` database as JSON documents without any secret. A secret lies beside
//! them, encrypted under a key that only a file of the user holds, and bound to the one place that
//! it may be sent to: whoever changes the server in the settings has to type the secret again.
//! Without that, "test connection" hands a stored password to any host that is asked for, as in
//! Keycloak's CVE-2024-5967.
//!
//! The SQL is kept to what `PostgreSQL` understands too.

mod binding;
mod document;
mod error;
mod key;
mod schema;
#[cfg(test)]
pub(crate) mod tests;
mod vault;

use std::path::Path;

use mailvet_core::{FormName, Secret, report::Verdict};
use serde_json::{Map, Value};
use sqlx::{
    ConnectOptions, Row, Sqlite, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

pub use binding::{binding, token_binding};
pub use document::SECRET_FIELDS;
pub use error::{SaveError, StoreError};

use document::{Change, Parted};
use vault::{Place, Vault};

/// The names that tokens have among the secrets of their form.
const ACCESS_TOKEN: &str = "access_token";
const REFRESH_TOKEN: &str = "refresh_token";

/// The store.
pub struct Store {
    pool: SqlitePool,
    vault: Vault,
}

/// Settings as they were saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// Counts the saves; [`Store::save`] wants it back.
    pub revision: i64,
    /// The settings; in the place of each secret stands `{"stored": true}`.
    pub settings: Map<String, Value>,
    /// How the last test of exactly these settings ended.
    pub tested: Option<Tested>,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tested {
    /// Whether it succeeded.
    pub verdict: Verdict,
    /// When it ended, in seconds since 1970.
    pub at: i64,
}

/// An access token that was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredToken {
    /// The token.
    pub value: Secret,
    /// When its life ends, in seconds since 1970, where the authorization server said so.
    pub expires_at: Option<i64>,
}

impl Store {
    /// Opens the store in a directory, and makes both where they are missing.
    pub async fn open(dir: &Path) -> Result<Self, StoreError> {
        key::create_private_dir(dir)?;
        let vault = Vault::new(&key::load_or_create(&dir.join("mailvet.key"))?);
        let database = dir.join("mailvet.sqlite3");
        key::create_private_file(&database)?;
        // Statements are not logged: a library's log is no place for what people type.
        let options = SqliteConnectOptions::new().filename(&database).disable_statement_logging();
        // One connection: two would only wait for each other's lock.
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        schema::migrate(&pool).await?;
        Ok(Self { pool, vault })
    }

    /// The saved settings of a form.
    pub async fn load(&self, form: FormName) -> Result<Option<Saved>, StoreError> {
        let row = sqlx::query(
            "SELECT s.revision, s.document, t.verdict, t.tested_at FROM settings s \
             LEFT JOIN tests t ON t.form = s.form AND t.document = s.document WHERE s.form = $1",
        )
        .bind(form.as_str())
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let document: String = row.try_get("document")?;
        let settings = serde_json::from_str(&document).map_err(|_| StoreError::Damaged)?;
        let verdict: Option<String> = row.try_get("verdict")?;
        let at: Option<i64> = row.try_get("tested_at")?;
        let tested = verdict.zip(at).map(|(word, at)| Tested { verdict: verdict_of(&word), at });
        Ok(Some(Saved { revision: row.try_get("revision")?, settings, tested }))
    }

    /// Saves the settings of a form over the revision that the user saw, `None` where there was
    /// none, and gives the new one. A typed secret replaces the stored one, `{"stored": true}`
    /// keeps it, and an absent or empty one forgets it.
    pub async fn save(
        &self,
        form: FormName,
        settings: &Map<String, Value>,
        expected_revision: Option<i64>,
    ) -> Result<i64, SaveError> {
        let Parted { public, secrets } = document::part(settings)?;
        let mut transaction = self.pool.begin().await.map_err(StoreError::from)?;
        let document = Value::Object(public).to_string();
        let revision = write(&mut transaction, form, &document, expected_revision).await?;
        for (field, change) in secrets {
            let bound_to = binding(form, settings, field);
            match change {
                Change::Forget => forget(&mut transaction, form, field).await?,
                Change::Keep => keep(&mut transaction, form, field, &bound_to).await?,
                Change::Replace(secret) => {
                    let place = Place { form, field, bound_to: &bound_to };
                    let sealed = self.vault.seal(&secret, &place)?;
                    put(&mut transaction, &place, &sealed, None).await?;
                }
            }
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(revision)
    }

    /// The stored secret of a field, for the place that [`binding()`] tells and for no other.
    pub async fn secret(
        &self,
        form: FormName,
        field: &'static str,
        bound_to: &str,
    ) -> Result<Option<Secret>, StoreError> {
        let found = self.open_sealed(&Place { form, field, bound_to }).await?;
        Ok(found.map(|(secret, _)| secret))
    }

    /// Stores the access token of a form, for the place that [`token_binding`] tells.
    pub async fn save_token(
        &self,
        form: FormName,
        token: &StoredToken,
        bound_to: &str,
    ) -> Result<(), StoreError> {
        self.seal(&Place { form, field: ACCESS_TOKEN, bound_to }, token).await
    }

    /// Stores what fetches the next access token of a form without a sign-in, for the place that
    /// [`token_binding`] tells.
    pub async fn save_refresh_token(
        &self,
        form: FormName,
        refresh_token: Secret,
        bound_to: &str,
    ) -> Result<(), StoreError> {
        let token = StoredToken { value: refresh_token, expires_at: None };
        self.seal(&Place { form, field: REFRESH_TOKEN, bound_to }, &token).await
    }

    /// The stored refresh token of a form, for the place that [`token_binding`] tells and for no
    /// other.
    pub async fn refresh_token(
        &self,
        form: FormName,
        bound_to: &str,
    ) -> Result<Option<Secret>, StoreError> {
        let found = self.open_sealed(&Place { form, field: REFRESH_TOKEN, bound_to }).await?;
        Ok(found.map(|(secret, _)| secret))
    }

    /// The stored access token of a form, for the place that [`token_binding`] tells and for no
    /// other.
    pub async fn token(
        &self,
        form: FormName,
        bound_to: &str,
    ) -> Result<Option<StoredToken>, StoreError> {
        let found = self.open_sealed(&Place { form, field: ACCESS_TOKEN, bound_to }).await?;
        Ok(found.map(|(value, expires_at)| StoredToken { value, expires_at }))
    }

    /// Remembers how a test of these settings ended. They need not be saved: [`Store::load`] tells
    /// it once they are.
    pub async fn record_test(
        &self,
        form: FormName,
        settings: &Map<String, Value>,
        tested: Tested,
    ) -> Result<(), SaveError> {
        let document = Value::Object(document::part(settings)?.public).to_string();
        sqlx::query(
            "INSERT INTO tests (form, document, verdict, tested_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (form) DO UPDATE SET document = excluded.document, \
             verdict = excluded.verdict, tested_at = excluded.tested_at",
        )
        .bind(form.as_str())
        .bind(document)
        .bind(word_of(tested.verdict))
        .bind(tested.at)
        .execute(&self.pool)
        .await
        .map_err(StoreError::from)?;
        Ok(())
    }

    async fn seal(&self, place: &Place<'_>, token: &StoredToken) -> Result<(), StoreError> {
        let sealed = self.vault.seal(&token.value, place)?;
        let mut transaction = self.pool.begin().await?;
        put(&mut transaction, place, &sealed, token.expires_at).await?;
        Ok(transaction.commit().await?)
    }

    async fn open_sealed(
        &self,
        place: &Place<'_>,
    ) -> Result<Option<(Secret, Option<i64>)>, StoreError> {
        let row = sqlx::query(
            "SELECT bound_to, sealed, expires_at FROM secrets WHERE form = $1 AND field = $2",
        )
        .bind(place.form.as_str())
        .bind(place.field)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        if row.try_get::<String, _>("bound_to")? != place.bound_to {
            return Err(StoreError::Moved { form: place.form, field: place.field });
        }
        let secret = self.vault.open(&row.try_get::<String, _>("sealed")?, place)?;
        Ok(Some((secret, row.try_get("expires_at")?)))
    }
}

/// Writes the document, which takes the database's write lock before anything is read.
async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    form: FormName,
    document: &str,
    expected_revision: Option<i64>,
) -> Result<i64, SaveError> {
    let query = match expected_revision {
        None => sqlx::query(
            "INSERT INTO settings (form, document, revision) VALUES ($1, $2, 1) \
             ON CONFLICT (form) DO NOTHING",
        )
        .bind(form.as_str())
        .bind(document),
        Some(revision) => sqlx::query(
            "UPDATE settings SET document = $2, revision = revision + 1 \
             WHERE form = $1 AND revision = $3",
        )
        .bind(form.as_str())
        .bind(document)
        .bind(revision),
    };
    let written = query.execute(&mut **transaction).await.map_err(StoreError::from)?;
    if written.rows_affected() == 0 {
        return Err(SaveError::Conflict);
    }
    Ok(expected_revision.unwrap_or(0) + 1)
}

async fn put(
    transaction: &mut Transaction<'_, Sqlite>,
    place: &Place<'_>,
    sealed: &str,
    expires_at: Option<i64>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO secrets (form, field, bound_to, sealed, expires_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (form, field) DO UPDATE SET \
         bound_to = excluded.bound_to, sealed = excluded.sealed, expires_at = excluded.expires_at",
    )
    .bind(place.form.as_str())
    .bind(place.field)
    .bind(place.bound_to)
    .bind(sealed)
    .bind(expires_at)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn forget(
    transaction: &mut Transaction<'_, Sqlite>,
    form: FormName,
    field: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM secrets WHERE form = $1 AND field = $2")
        .bind(form.as_str())
        .bind(field)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn keep(
    transaction: &mut Transaction<'_, Sqlite>,
    form: FormName,
    field: &'static str,
    bound_to: &str,
) -> Result<(), SaveError> {
    let bound: Option<String> =
        sqlx::query_scalar("SELECT bound_to FROM secrets WHERE form = $1 AND field = $2")
            .bind(form.as_str())
            .bind(field)
            .fetch_optional(&mut **transaction)
            .await
            .map_err(StoreError::from)?;
    match bound {
        None => Err(SaveError::NothingStored { field }),
        Some(bound) if bound != bound_to => Err(SaveError::Moved { field }),
        Some(_) => Ok(()),
    }
}

fn word_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Success => "success",
        Verdict::Failure => "failure",
    }
}

fn verdict_of(word: &str) -> Verdict {
    if word == word_of(Verdict::Success) { Verdict::Success } else { Verdict::Failure }
}
