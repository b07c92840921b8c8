//! `cargo run --package mailvet-bundle -- FOLDER` writes what a browser loads into a folder.

use std::{env, error::Error, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::args_os().nth(1).ok_or("usage: mailvet-bundle FOLDER")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let (target, out) = (target.join("wasm"), Path::new(&out));
    mailvet_bundle::bundle_rules(&root, &target, out)?;
    mailvet_bundle::bundle_explain(&root, &target, out)
}
