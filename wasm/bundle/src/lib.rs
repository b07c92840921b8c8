//! Makes what a browser loads: the rules as WebAssembly, the glue around them, and their words; and, for
//! whoever loads it, what explains failures.
//!
//! The build script of the agent calls it for the page, and its program for the npm package:
//!
//! ```text
//! mailvet_wasm.js        the glue
//! mailvet_wasm_bg.wasm   the rules
//! messages/en.js         the words of one language, see [`words`]
//! mailvet_explain.js, mailvet_explain_bg.wasm    for the package alone
//! ```

pub mod words;

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use mailvet_core::Rule;
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// Writes the rules and their words into the folder `out`; `target` is where cargo builds them.
pub fn bundle_rules(root: &Path, target: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    bundle("mailvet-wasm", root, target, out)?;
    let messages = out.join("messages");
    fs::create_dir_all(&messages)?;
    for entry in fs::read_dir(root.join("core/messages"))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "ftl") {
            continue;
        }
        let fluent = fs::read_to_string(&path)?;
        let compiled = words::compile(&fluent, |code| Rule::of(code).map(Rule::source))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.with_extension("js");
        let name = name.file_name().ok_or("messages without a name")?;
        fs::write(messages.join(name), format!("export default {compiled};\n"))?;
    }
    Ok(())
}

/// Writes what explains failures, which has its words inside.
pub fn bundle_explain(root: &Path, target: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    bundle("mailvet-explain", root, target, out)
}

/// Writes the module of a package, and its glue.
fn bundle(package: &str, root: &Path, target: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    Bindgen::new()
        .input_path(compile(package, root, target)?)
        .web(true)?
        // Whoever starts a module says where it is: bundlers would look for a file of our name.
        .omit_default_module_path(true)
        .typescript(false)
        .generate(out)?;
    Ok(())
}

/// Compiles a package into a target directory of their own, which all profiles share.
fn compile(package: &str, root: &Path, target: &Path) -> Result<PathBuf, Box<dyn Error>> {
    ensure_target()?;
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo)
        .current_dir(root)
        .args(["build", "--package", package, "--profile", "wasm", "--locked"])
        .args(["--target", TARGET, "--target-dir"])
        .arg(target)
        // What cargo or clippy set for the native build is not meant for this one.
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTFLAGS")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .env_remove("CLIPPY_ARGS")
        .status()?;
    if !status.success() {
        return Err(format!("{package} could not be compiled for {TARGET}").into());
    }
    let module = package.replace('-', "_") + ".wasm";
    Ok(target.join(TARGET).join("wasm").join(module))
}

/// rustup adds the target where it is absent.
fn ensure_target() -> Result<(), Box<dyn Error>> {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output =
        Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output()?;
    let folder = PathBuf::from(String::from_utf8(output.stdout)?.trim());
    if folder.is_dir() {
        return Ok(());
    }
    let added = Command::new("rustup").args(["target", "add", TARGET]).status();
    if added.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    Err(format!("the target {TARGET} is missing; add it with: rustup target add {TARGET}").into())
}
