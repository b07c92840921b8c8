//! The key file, and files that only the user may read.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use zeroize::Zeroizing;

use super::StoreError;

const KEY_LENGTH: usize = 32;

/// The key of the store.
pub(super) type Key = Zeroizing<[u8; KEY_LENGTH]>;

/// Makes a directory that only the user can enter. One that is there stays as it is: it may be one
/// that the user shares on purpose, and the files in it are private by themselves.
pub(super) fn create_private_dir(dir: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| StoreError::file(dir, error))
}

/// Makes an empty file that only the user can read, unless there is one. `SQLite` gives
/// its journal the permissions of the database.
pub(super) fn create_private_file(path: &Path) -> Result<(), StoreError> {
    match create_new(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::file(path, error)),
    }
}

/// Reads the key, or draws a new one where there is none.
pub(super) fn load_or_create(path: &Path) -> Result<Key, StoreError> {
    match create_new(path) {
        Ok(file) => create(file, path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => load(path),
        Err(error) => Err(StoreError::file(path, error)),
    }
}

fn create(mut file: File, path: &Path) -> Result<Key, StoreError> {
    let mut key = Key::default();
    getrandom::fill(&mut *key).map_err(StoreError::Random)?;
    let mut line = Zeroizing::new(BASE64.encode(*key));
    line.push('\n');
    file.write_all(line.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| StoreError::file(path, error))?;
    Ok(key)
}

fn load(path: &Path) -> Result<Key, StoreError> {
    refuse_shared(path)?;
    let text = fs::read_to_string(path).map_err(|error| StoreError::file(path, error))?;
    let text = Zeroizing::new(text);
    let bytes = BASE64.decode(text.trim()).map(Zeroizing::new);
    let bytes = bytes.map_err(|_| StoreError::NotAKey(path.to_owned()))?;
    let key: [u8; KEY_LENGTH] =
        bytes.as_slice().try_into().map_err(|_| StoreError::NotAKey(path.to_owned()))?;
    Ok(Key::new(key))
}

/// Refuses a key that other users could have read, as `ssh` does.
#[cfg(unix)]
fn refuse_shared(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;

    let metadata = fs::metadata(path).map_err(|error| StoreError::file(path, error))?;
    let others = metadata.permissions().mode() & 0o077;
    if others == 0 { Ok(()) } else { Err(StoreError::SharedKey(path.to_owned())) }
}

/// Elsewhere a file takes its rights from the directory of the user that it lies in.
#[cfg(not(unix))]
fn refuse_shared(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
