//! Writing a settings file: whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

/// Puts a text into a file that exists, in place of the text that was read from it: what somebody wrote
/// meanwhile is not lost. A reader sees the old text or the new one, never a part;
/// permissions and owner stay, and of a symbolic link the file that it names is written.
pub(crate) fn replace(path: &Path, read: &str, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let metadata = fs::metadata(&path)?;
    if metadata.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    // Nobody but this user reads it until its owner is right.
    let mut file = tempfile::Builder::new().prefix(".mailvet-").tempfile_in(folder)?;
    keep_owner(file.as_file(), &metadata)?;
    file.as_file().set_permissions(metadata.permissions())?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    if fs::read(&path)? != read.as_bytes() {
        return Err(io::Error::other("it was changed meanwhile"));
    }
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// A service that reads its settings as another user has to be able to read them afterwards, too.
#[cfg(unix)]
fn keep_owner(file: &File, metadata: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};

    let ours = file.metadata()?;
    if (ours.uid(), ours.gid()) == (metadata.uid(), metadata.gid()) {
        return Ok(());
    }
    fchown(file, Some(metadata.uid()), Some(metadata.gid()))
        .map_err(|error| io::Error::new(error.kind(), format!("its owner cannot be kept: {error}")))
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn permissions_and_links_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("settings.toml"), folder.path().join("link.toml"));
        fs::write(&file, "old").expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("permissions");
        symlink("settings.toml", &link).expect("a link");
        replace(&link, "old", "new").expect("written");
        assert_eq!(fs::read_to_string(&file).expect("the file"), "new");
        assert_eq!(fs::metadata(&file).expect("the file").permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 2);
    }

    #[test]
    fn what_was_changed_meanwhile_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("settings.toml");
        fs::write(&file, "changed").expect("a file");
        let error = replace(&file, "old", "new").expect_err("changed");
        assert_eq!(error.to_string(), "it was changed meanwhile");
        assert_eq!(fs::read_to_string(&file).expect("the file"), "changed");
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
    }

    #[test]
    fn what_is_read_only_or_absent_is_not_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("settings.toml");
        assert!(replace(&file, "old", "new").is_err());
        fs::write(&file, "old").expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).expect("permissions");
        assert!(replace(&file, "old", "new").is_err());
        assert_eq!(fs::read_to_string(&file).expect("the file"), "old");
    }
}
