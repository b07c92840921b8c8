//! The invariants of the design that no type can hold: mostly what is deliberately absent.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Parts of the standard library that give no way to the outside.
const PURE: [&str; 14] = [
    "borrow",
    "char",
    "cmp",
    "collections",
    "convert",
    "error",
    "fmt",
    "hash",
    "iter",
    "mem",
    "net",
    "ops",
    "str",
    "sync",
];

/// What reaches the outside all the same. Of `net`, the addresses are data.
const OUTSIDE: [&str; 13] = [
    "TcpListener",
    "TcpStream",
    "UdpSocket",
    "ToSocketAddrs",
    "SystemTime::now",
    "Instant::now",
    "async fn",
    "async move",
    ".await",
    "extern \"C\"",
    "unsafe {",
    "unsafe fn",
    "unsafe impl",
];

/// Crates that exist to reach the outside: runtimes, sockets, files, clocks, randomness, threads.
const REACHING_OUT: [&str; 24] = [
    "async-imap",
    "async-std",
    "axum",
    "chrono",
    "crossbeam",
    "dirs",
    "fastrand",
    "futures-executor",
    "getrandom",
    "hyper",
    "js-sys",
    "lettre",
    "libc",
    "mio",
    "rand",
    "rayon",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "sqlx",
    "tempfile",
    "time",
    "tokio",
];

#[test]
fn the_core_depends_on_nothing_that_reaches_the_outside() {
    let dependencies = dependencies_of("mailvet-core");
    assert!(dependencies.contains("url"), "the graph was read: {dependencies:?}");
    let outside: Vec<_> =
        REACHING_OUT.iter().filter(|name| dependencies.contains(**name)).collect();
    assert!(outside.is_empty(), "mailvet-core depends on {outside:?}");
}

#[test]
fn the_core_names_nothing_of_the_outside() {
    let files = sources(&root().join("core/src"));
    assert!(files.len() > 10, "the sources were found");
    for (path, code) in files {
        let impure: Vec<_> = std_modules(&code)
            .into_iter()
            .filter(|module| !PURE.contains(&module.as_str()))
            .collect();
        assert!(impure.is_empty(), "{} uses std::{impure:?}", path.display());
        let named: Vec<_> = OUTSIDE.iter().filter(|name| code.contains(**name)).collect();
        assert!(named.is_empty(), "{} names {named:?}", path.display());
    }
}

#[test]
fn wasm_bindgen_and_the_writer_of_its_glue_are_of_one_version() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock");
    let versions = |package: &str| -> Vec<&str> {
        let name = format!("name = \"{package}\"\nversion = \"");
        lock.split(&name).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    };
    let ours = versions("wasm-bindgen");
    assert_eq!(ours.len(), 1, "{ours:?}");
    for package in ["wasm-bindgen-cli-support", "wasm-bindgen-macro", "wasm-bindgen-shared"] {
        assert_eq!(versions(package), ours, "{package}");
    }
}

#[test]
fn no_file_names_a_place_on_somebodys_machine() {
    let homes = [concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("/ro", "ot/")];
    let mut places: Vec<String> = homes.map(ToOwned::to_owned).to_vec();
    let here = root().canonicalize().expect("the repository");
    if here.components().count() > 2 {
        places.push(format!("{}/", here.display()));
    }
    for path in files(&root()) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let named = places.iter().find(|place| text.contains(place.as_str()));
        assert_eq!(named, None, "{}", path.display());
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").to_owned()
}

/// The names of all that a package needs to be built into a program, on any target.
fn dependencies_of(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()
        .expect("cargo metadata");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON of cargo metadata");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let names: BTreeMap<String, String> = list(&metadata["packages"])
        .iter()
        .map(|package| (text(&package["id"]), text(&package["name"])))
        .collect();
    let needs: BTreeMap<String, Vec<String>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| {
            let normal = list(&node["deps"]).into_iter().filter(|needed| {
                list(&needed["dep_kinds"]).iter().any(|kind| kind["kind"].is_null())
            });
            (text(&node["id"]), normal.map(|needed| text(&needed["pkg"])).collect())
        })
        .collect();
    let mut open: Vec<&String> =
        names.iter().filter(|(_, name)| *name == package).map(|(id, _)| id).collect();
    assert_eq!(open.len(), 1, "{package} is in the workspace");
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(needs.get(id).into_iter().flatten());
        }
    }
    seen.into_iter().filter_map(|id| names.get(id).cloned()).collect()
}

/// The code below a folder, without its tests and comments.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let all: Vec<(PathBuf, String)> = files(folder)
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file");
            (path, text)
        })
        .collect();
    let test_modules: Vec<String> = all
        .iter()
        .flat_map(|(_, text)| text.split("#[cfg(test)]\nmod ").skip(1))
        .filter_map(|rest| rest.split_once(';'))
        .map(|(name, _)| name.to_owned())
        .filter(|name| !name.contains('{'))
        .collect();
    all.into_iter()
        .filter(|(path, _)| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            !test_modules.iter().any(|name| *name == stem)
        })
        .map(|(path, text)| {
            // Tests stand at the bottom.
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            (path, lines.collect::<Vec<_>>().join("\n"))
        })
        .collect()
}

/// The modules of the standard library that code names, alone or in a group.
fn std_modules(code: &str) -> BTreeSet<String> {
    let dense: String = code.split_whitespace().collect();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let word = |text: &str| text.chars().take_while(|c| is_word(*c)).collect::<String>();
    let mut modules = BTreeSet::new();
    for rest in dense.split("std::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            modules.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut begins = true;
        for (at, c) in group.char_indices() {
            match c {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                _ if begins => {
                    modules.insert(word(group.get(at..).unwrap_or_default()));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    modules
}

/// Every file of the repository below a folder that somebody wrote.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_symlink() || [".git", ".venv", "node_modules", "target"].contains(&name.as_str())
        {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn modules_are_told_in_every_way_of_writing() {
    let code = "use std::{\n    fmt::Write as _,\n    fs,\n    net::{IpAddr, TcpStream},\n};\nstd::env::var(\"X\");";
    let modules: Vec<_> = std_modules(code).into_iter().collect();
    assert_eq!(modules, ["env", "fmt", "fs", "net"]);
}
