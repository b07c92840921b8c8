//! The tables, as an ordered list of the steps that made them.

use sqlx::{Connection, SqlitePool};

use super::StoreError;

/// Each step is a list of statements. A step that was ever released is never edited; a change of
/// the tables is a new step at the end.
const STEPS: &[&[&str]] = &[&[
    "CREATE TABLE settings (\
       form TEXT PRIMARY KEY, document TEXT NOT NULL, revision BIGINT NOT NULL)",
    "CREATE TABLE secrets (\
       form TEXT NOT NULL, field TEXT NOT NULL, bound_to TEXT NOT NULL, sealed TEXT NOT NULL, \
       expires_at BIGINT, PRIMARY KEY (form, field))",
    "CREATE TABLE tests (\
       form TEXT PRIMARY KEY, document TEXT NOT NULL, verdict TEXT NOT NULL, \
       tested_at BIGINT NOT NULL)",
]];

/// Takes the steps that this database has not taken yet, all or none.
pub(super) async fn migrate(pool: &SqlitePool) -> Result<(), StoreError> {
    let mut connection = pool.acquire().await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS schema_steps (step BIGINT PRIMARY KEY)")
        .execute(&mut *connection)
        .await?;
    let mut transaction = connection.begin().await?;
    let taken: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM schema_steps")
        .fetch_one(&mut *transaction)
        .await?;
    let taken = usize::try_from(taken).unwrap_or(usize::MAX);
    let missing = STEPS.get(taken..).ok_or(StoreError::Newer)?;
    for (step, statements) in (taken..).zip(missing) {
        for statement in *statements {
            sqlx::query(*statement).execute(&mut *transaction).await?;
        }
        sqlx::query("INSERT INTO schema_steps (step) VALUES ($1)")
            .bind(i64::try_from(step).unwrap_or(i64::MAX))
            .execute(&mut *transaction)
            .await?;
    }
    Ok(transaction.commit().await?)
}
