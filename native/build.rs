//! Builds what the browser gets, so that `cargo run` needs no other step: compiles the rules to
//! WebAssembly, writes their JavaScript glue, and lists every file of the page for embedding.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for watched in ["Cargo.toml", "Cargo.lock", "core", "wasm", "web"] {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }
    let module = compile(&root, &out)?;
    let glue = out.join("wasm");
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .omit_default_module_path(false)
        .typescript(false)
        .generate(&glue)?;
    fs::write(out.join("pages.rs"), list_pages(&root.join("web"), &glue)?)?;
    Ok(())
}

/// Compiles the rules into a target directory of their own, which all profiles share.
fn compile(root: &Path, out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let cargo = env::var("CARGO")?;
    ensure_target()?;
    let target_dir =
        out.ancestors().nth(4).ok_or("OUT_DIR lies in no target directory")?.join("wasm");
    let status = Command::new(cargo)
        .current_dir(root)
        .args([
            "build",
            "--package",
            "mailvet-wasm",
            "--profile",
            "wasm",
            "--target",
            TARGET,
            "--locked",
        ])
        .arg("--target-dir")
        .arg(&target_dir)
        // What cargo or clippy set for the native build is not meant for this one.
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTFLAGS")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .env_remove("CLIPPY_ARGS")
        .status()?;
    if !status.success() {
        return Err(format!("the rules could not be compiled for {TARGET}").into());
    }
    Ok(target_dir.join(TARGET).join("wasm/mailvet_wasm.wasm"))
}

/// rustup adds the target where it is absent.
fn ensure_target() -> Result<(), Box<dyn Error>> {
    let rustc = env::var("RUSTC")?;
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

/// Writes the table of files that the server gives out.
fn list_pages(web: &Path, glue: &Path) -> Result<String, Box<dyn Error>> {
    let mut files = vec![
        ("/".to_owned(), web.join("index.html")),
        ("/style.css".to_owned(), web.join("style.css")),
        ("/favicon.svg".to_owned(), web.join("favicon.svg")),
        ("/wasm/mailvet_wasm.js".to_owned(), glue.join("mailvet_wasm.js")),
        ("/wasm/mailvet_wasm_bg.wasm".to_owned(), glue.join("mailvet_wasm_bg.wasm")),
    ];
    let mut modules: Vec<_> = fs::read_dir(web.join("src"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    modules.retain(|path| path.extension().is_some_and(|extension| extension == "js"));
    modules.sort();
    for module in modules {
        let name =
            module.file_name().ok_or("a module without a name")?.to_string_lossy().into_owned();
        files.push((format!("/src/{name}"), module));
    }
    let mut table = String::from("&[\n");
    for (path, file) in files {
        let content_type = match file.extension().and_then(|extension| extension.to_str()) {
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("wasm") => "application/wasm",
            _ => return Err(format!("{} has no known type", file.display()).into()),
        };
        writeln!(
            table,
            "    Page {{ path: {path:?}, content_type: {content_type:?}, bytes: include_bytes!({:?}) }},",
            file.to_str().ok_or("a path that is no text")?
        )?;
    }
    table.push_str("]\n");
    Ok(table)
}
