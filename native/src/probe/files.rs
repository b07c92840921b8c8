//! Files that settings name: certificates, assertions, keys of service accounts.
//!
//! Whoever owns a settings file may name any file in it. Whoever may ask the local server for a test
//! may not: an assertion goes to an address that stands in the same request, and with it would go any
//! file of the user.

use std::{
    fs::File,
    io::{self, Read},
    path::{Component, Path, PathBuf},
};

use zeroize::Zeroizing;

use super::failure::Failure;

/// Keys and assertions take some kilobytes.
const LARGEST: u64 = 1024 * 1024;

/// Which files settings may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// Every file; the path of one begins in this folder.
    From(PathBuf),
    /// Those in this folder and below it.
    Within(PathBuf),
}

impl Default for Files {
    /// Every file, from the folder that the program was started in.
    fn default() -> Self {
        Self::From(PathBuf::new())
    }
}

impl Files {
    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let failure =
            |words: String| Failure::new(words).with("error_kind", "file").with("file", name);
        let path = self.path(name).map_err(failure)?;
        let shown = path.display();
        read(&path).map_err(|error| failure(format!("The file {shown} cannot be read: {error}.")))
    }

    fn path(&self, name: &str) -> Result<PathBuf, String> {
        match self {
            Self::From(folder) => Ok(folder.join(name)),
            Self::Within(folder) => {
                let outside = || {
                    let folder = folder.display();
                    format!(
                        "Only files in {folder} are read here: put the file there, and name it without a folder."
                    )
                };
                let is_plain =
                    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
                if !is_plain {
                    return Err(outside());
                }
                let path = folder.join(name);
                // A link may lead elsewhere. Where there is no such file, reading it says so.
                match (path.canonicalize(), folder.canonicalize()) {
                    (Ok(real), Ok(folder)) if !real.starts_with(&folder) => Err(outside()),
                    (Ok(real), Ok(_)) => Ok(real),
                    _ => Ok(path),
                }
            }
        }
    }
}

fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    // Reading from a pipe or a device need not end.
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other("it is larger than 1 MiB"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_not_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("files");
        std::fs::create_dir_all(inner.join("below")).expect("folders");
        for name in ["key.pem", "files/key.pem", "files/below/key.pem"] {
            std::fs::write(folder.path().join(name), name).expect("a file");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("key.pem"), inner.join("link"))
            .expect("a link");
        let outside = folder.path().join("key.pem").display().to_string();
        let within = Files::Within(inner.clone());
        for (name, is_read) in [
            ("key.pem", true),
            ("below/key.pem", true),
            ("../key.pem", false),
            ("below/../../key.pem", false),
            (&*outside, false),
            ("link", false),
            ("absent.pem", false),
            ("below", false),
        ] {
            assert_eq!(within.read(name).is_ok(), is_read, "{name}");
        }
        assert!(Files::From(inner).read("../key.pem").is_ok());
    }
}
