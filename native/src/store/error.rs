//! What can go wrong in the store, in words for people and without any value that was stored.

use std::{
    error::Error,
    fmt, io,
    path::{Path, PathBuf},
};

use mailvet_core::FormName;

/// Why the store cannot do what it was asked for.
#[derive(Debug)]
pub enum StoreError {
    /// A file or a directory cannot be made or read.
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Other users can read the key.
    SharedKey(PathBuf),
    /// The key file holds something else.
    NotAKey(PathBuf),
    /// The database was made by a later version.
    Newer,
    /// A document in the database is none.
    Damaged,
    /// The database does not answer as it should.
    Database(sqlx::Error),
    /// The system gives no random numbers.
    Random(getrandom::Error),
    /// The secret is too long for the cipher.
    TooLong,
    /// There is a secret, and the key does not open it.
    Unreadable {
        /// Its form.
        form: FormName,
        /// Its field.
        field: &'static str,
    },
    /// There is a secret, and it was saved for another place.
    Moved {
        /// Its form.
        form: FormName,
        /// Its field.
        field: &'static str,
    },
}

impl StoreError {
    pub(super) fn file(path: &Path, error: io::Error) -> Self {
        Self::File { path: path.to_owned(), error }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, error } => write!(f, "{}: {error}", path.display()),
            Self::SharedKey(path) => write!(
                f,
                "Other users can read the key {}. Take their rights away with `chmod 600`, and \
                 renew the secrets stored with it if somebody may have read it.",
                path.display()
            ),
            Self::NotAKey(path) => write!(
                f,
                "{} is not a key of Mailvet: 32 bytes in base64. Put the right file back; without \
                 it the stored secrets are lost, and after removing it they can be typed again.",
                path.display()
            ),
            Self::Newer => f.write_str("The database was made by a later version of Mailvet."),
            Self::Damaged => f.write_str("The saved settings in the database are damaged."),
            Self::Database(error) => write!(f, "The database failed: {error}"),
            Self::Random(error) => write!(f, "The system gives no random numbers: {error}"),
            Self::TooLong => f.write_str("The secret is too long."),
            Self::Unreadable { form, field } => write!(
                f,
                "The stored `{field}` of the {} settings cannot be decrypted: the key file is \
                 another one, or the database was changed. Type it again.",
                form.as_str()
            ),
            Self::Moved { form, field } => write!(
                f,
                "The stored `{field}` of the {} settings was saved for another server, tenant or \
                 account, and is sent nowhere else. Type it again.",
                form.as_str()
            ),
        }
    }
}

impl Error for StoreError {}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// Why settings were not saved.
#[derive(Debug)]
pub enum SaveError {
    /// They were saved by somebody else since the user saw them.
    Conflict,
    /// No settings key has this name. It is refused, for what lies under a mistyped key may be a
    /// secret, and would lie there in clear.
    UnknownKey {
        /// The name.
        field: String,
    },
    /// A list or a table stands where a single value belongs, or the other way round.
    NotAValue {
        /// Where.
        field: String,
    },
    /// Neither a string nor `{"stored": true}` stands where a secret belongs.
    NotASecret {
        /// Where.
        field: &'static str,
    },
    /// The stored secret shall be kept, and there is none.
    NothingStored {
        /// Where.
        field: &'static str,
    },
    /// The stored secret shall be kept, and was saved for another place.
    Moved {
        /// Where.
        field: &'static str,
    },
    /// The store failed.
    Store(StoreError),
}

impl SaveError {
    /// The field that is to blame.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::UnknownKey { field } | Self::NotAValue { field } => Some(field),
            Self::NotASecret { field } | Self::NothingStored { field } | Self::Moved { field } => {
                Some(field)
            }
            Self::Conflict | Self::Store(_) => None,
        }
    }
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict => f.write_str(
                "The settings were saved by somebody else meanwhile. Load them again, and save \
                 what you still want to change.",
            ),
            Self::UnknownKey { field } => {
                write!(f, "`{field}` is no settings key, so nothing was saved. Remove it.")
            }
            Self::NotAValue { field } if field == "oauth" => {
                f.write_str("`oauth` is a table of settings, not a single value.")
            }
            Self::NotAValue { field } => {
                write!(f, "`{field}` is a list or a table, where a single value belongs.")
            }
            Self::NotASecret { field } => write!(
                f,
                "`{field}` is neither text nor {{\"stored\": true}}. Secrets in the API are \
                 strings or references to stored ones, nothing else."
            ),
            Self::NothingStored { field } => {
                write!(f, "`{field}` refers to a stored secret, and none is stored. Type it.")
            }
            Self::Moved { field } => write!(
                f,
                "The stored `{field}` was saved for another server, tenant or account. A stored \
                 secret is never sent anywhere else: type it again, or remove it."
            ),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl Error for SaveError {}

impl From<StoreError> for SaveError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
