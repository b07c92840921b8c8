//! Keeps the mail beyond the sandbox's end, in an `SQLite` database.
//!
//! The mailboxes live in memory; the keeper writes down after each other what has changed in them.
//! What is there at an end in good order is there at the next start.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    num::NonZeroU32,
    path::Path,
};

use sqlx::{
    ConnectOptions, Connection, Row, Sqlite, SqliteConnection, Transaction,
    sqlite::{SqliteConnectOptions, SqliteRow},
};

use super::store::{Budget, Folder, Folders, Message};

/// The version of the tables.
const VERSION: i64 = 1;

const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS folders (\
       mailbox TEXT NOT NULL, validity BIGINT NOT NULL, name TEXT NOT NULL, \
       next_uid BIGINT NOT NULL, subscribed BOOLEAN NOT NULL, PRIMARY KEY (mailbox, validity))",
    "CREATE TABLE IF NOT EXISTS messages (\
       mailbox TEXT NOT NULL, validity BIGINT NOT NULL, uid BIGINT NOT NULL, \
       received BIGINT NOT NULL, flags TEXT NOT NULL, content BLOB NOT NULL, \
       PRIMARY KEY (mailbox, validity, uid))",
];

/// A message by its folder's UIDVALIDITY and its UID.
type Place = (u32, NonZeroU32);

/// The database, and what it holds already.
pub(super) struct Keeper {
    database: SqliteConnection,
    /// By mailbox: each message with the last change of its flags.
    kept: HashMap<String, BTreeMap<Place, u64>>,
}

impl Keeper {
    /// Opens the database in a folder, and makes it where there is none.
    pub(super) async fn open(folder: &Path) -> io::Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("mail.sqlite3"))
            .create_if_missing(true)
            .disable_statement_logging();
        let mut database = options.connect().await.map_err(io::Error::other)?;
        migrate(&mut database).await?;
        Ok(Self { database, kept: HashMap::new() })
    }

    /// All that was kept, by mailbox.
    pub(super) async fn load(&mut self, budget: &Budget) -> io::Result<BTreeMap<String, Folders>> {
        let rows = sqlx::query("SELECT * FROM folders ORDER BY mailbox, validity");
        let rows = rows.fetch_all(&mut self.database).await.map_err(io::Error::other)?;
        let mut mailboxes: BTreeMap<String, Vec<(String, Folder)>> = BTreeMap::new();
        for row in rows {
            let mailbox: String = column(&row, "mailbox")?;
            let name = column(&row, "name")?;
            let validity = number(column(&row, "validity")?)?;
            let folder = Folder {
                is_subscribed: column(&row, "subscribed")?,
                next_uid: uid(column(&row, "next_uid")?)?,
                messages: self.messages(&mailbox, validity, budget).await?,
                ..Folder::new(validity)
            };
            mailboxes.entry(mailbox).or_default().push((name, folder));
        }
        Ok(mailboxes
            .into_iter()
            .map(|(mailbox, folders)| (mailbox, Folders::restored(folders)))
            .collect())
    }

    async fn messages(
        &mut self,
        mailbox: &str,
        validity: u32,
        budget: &Budget,
    ) -> io::Result<Vec<Message>> {
        let rows = sqlx::query(
            "SELECT uid, received, flags, content FROM messages \
             WHERE mailbox = $1 AND validity = $2 ORDER BY uid",
        );
        let rows = rows.bind(mailbox).bind(i64::from(validity)).fetch_all(&mut self.database);
        let kept = self.kept.entry(mailbox.to_owned()).or_default();
        let mut messages = Vec::new();
        for row in rows.await.map_err(io::Error::other)? {
            let mut draft = budget.draft();
            draft.bytes = column(&row, "content")?;
            let words = "the mail that was kept is more than a sandbox may hold";
            let content = draft.finish().map_err(|_| io::Error::other(words))?;
            let uid = uid(column(&row, "uid")?)?;
            let flags: String = column(&row, "flags")?;
            let flags = flags.split(' ').filter(|flag| !flag.is_empty()).map(str::to_owned);
            let message = Message::new(content, column(&row, "received")?);
            messages.push(Message { uid, ..message.with_flags(flags.collect()) });
            kept.insert((validity, uid), 0);
        }
        Ok(messages)
    }

    /// Writes down what has changed in a mailbox.
    pub(super) async fn save(&mut self, mailbox: &str, folders: &Snapshot) -> io::Result<()> {
        let kept = self.kept.entry(mailbox.to_owned()).or_default();
        let saved = write(&mut self.database, mailbox, folders, kept).await;
        let saved = saved.map_err(io::Error::other)?;
        *kept = saved;
        Ok(())
    }
}

/// The folders of a mailbox at one moment; the bytes of the messages are shared.
pub(super) struct Snapshot(Vec<(String, u32, NonZeroU32, bool, Vec<Message>)>);

impl Snapshot {
    /// The folders as they are.
    pub(super) fn of(folders: &Folders) -> Self {
        let folders = folders.iter().map(|(name, folder)| {
            let Folder { validity, next_uid, is_subscribed, .. } = *folder;
            (name.to_owned(), validity, next_uid, is_subscribed, folder.messages.clone())
        });
        Self(folders.collect())
    }
}

async fn migrate(database: &mut SqliteConnection) -> io::Result<()> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut *database)
        .await
        .map_err(io::Error::other)?;
    if version > VERSION {
        return Err(io::Error::other("a newer version of Mailvet has kept this mail"));
    }
    for table in TABLES {
        sqlx::query(table).execute(&mut *database).await.map_err(io::Error::other)?;
    }
    sqlx::query("PRAGMA user_version = 1").execute(database).await.map_err(io::Error::other)?;
    Ok(())
}

/// Writes all or nothing; gives what is kept then.
async fn write(
    database: &mut SqliteConnection,
    mailbox: &str,
    Snapshot(folders): &Snapshot,
    kept: &BTreeMap<Place, u64>,
) -> Result<BTreeMap<Place, u64>, sqlx::Error> {
    let mut transaction = database.begin().await?;
    let mut saved = BTreeMap::new();
    sqlx::query("DELETE FROM folders WHERE mailbox = $1")
        .bind(mailbox)
        .execute(&mut *transaction)
        .await?;
    for (name, validity, next_uid, is_subscribed, messages) in folders {
        sqlx::query("INSERT INTO folders VALUES ($1, $2, $3, $4, $5)")
            .bind(mailbox)
            .bind(i64::from(*validity))
            .bind(name)
            .bind(i64::from(next_uid.get()))
            .bind(is_subscribed)
            .execute(&mut *transaction)
            .await?;
        for message in messages {
            let place = (*validity, message.uid);
            put(&mut transaction, mailbox, place, message, kept.get(&place).copied()).await?;
            saved.insert(place, message.changed);
        }
    }
    for (validity, uid) in kept.keys().filter(|place| !saved.contains_key(place)) {
        sqlx::query("DELETE FROM messages WHERE mailbox = $1 AND validity = $2 AND uid = $3")
            .bind(mailbox)
            .bind(i64::from(*validity))
            .bind(i64::from(uid.get()))
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(saved)
}

/// Writes a message that is new, or whose flags have changed.
async fn put(
    transaction: &mut Transaction<'_, Sqlite>,
    mailbox: &str,
    (validity, uid): Place,
    message: &Message,
    kept: Option<u64>,
) -> Result<(), sqlx::Error> {
    let flags = message.flags.join(" ");
    let query = match kept {
        Some(changed) if changed == message.changed => return Ok(()),
        Some(_) => sqlx::query(
            "UPDATE messages SET flags = $4 WHERE mailbox = $1 AND validity = $2 AND uid = $3",
        ),
        None => sqlx::query(
            "INSERT INTO messages (mailbox, validity, uid, flags, received, content) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        ),
    };
    let query =
        query.bind(mailbox).bind(i64::from(validity)).bind(i64::from(uid.get())).bind(flags);
    let query = match kept {
        Some(_) => query,
        None => query.bind(message.received).bind(&*message.content.bytes),
    };
    query.execute(&mut **transaction).await?;
    Ok(())
}

fn column<'r, T>(row: &'r SqliteRow, name: &str) -> io::Result<T>
where
    T: sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite>,
{
    row.try_get(name).map_err(io::Error::other)
}

fn number(value: i64) -> io::Result<u32> {
    u32::try_from(value).map_err(io::Error::other)
}

fn uid(value: i64) -> io::Result<NonZeroU32> {
    NonZeroU32::try_from(number(value)?).map_err(io::Error::other)
}
