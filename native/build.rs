//! Builds what the browser gets, so that `cargo run` needs no other step: the rules as WebAssembly,
//! their glue and their words. Lists every file of the page for embedding.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for watched in ["Cargo.toml", "Cargo.lock", "core", "wasm"].into_iter().chain([
        "web/src",
        "web/index.html",
        "web/style.css",
        "web/favicon.svg",
    ]) {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }
    // All profiles share it, for the rules have one of their own.
    let target = out.ancestors().nth(4).ok_or("OUT_DIR lies in no target directory")?.join("wasm");
    let bundle = out.join("wasm");
    mailvet_bundle::bundle_rules(&root, &target, &bundle)?;
    fs::write(out.join("pages.rs"), list_pages(&root.join("web"), &bundle)?)?;
    Ok(())
}

/// Writes the table of files that the server gives out.
fn list_pages(web: &Path, bundle: &Path) -> Result<String, Box<dyn Error>> {
    let mut files = vec![
        ("/".to_owned(), web.join("index.html")),
        ("/style.css".to_owned(), web.join("style.css")),
        ("/favicon.svg".to_owned(), web.join("favicon.svg")),
        ("/wasm/mailvet_wasm.js".to_owned(), bundle.join("mailvet_wasm.js")),
        ("/wasm/mailvet_wasm_bg.wasm".to_owned(), bundle.join("mailvet_wasm_bg.wasm")),
    ];
    for (path, folder) in [("src", web.join("src")), ("messages", bundle.join("messages"))] {
        let mut modules: Vec<_> = fs::read_dir(folder)?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<_, std::io::Error>>()?;
        modules.retain(|path| path.extension().is_some_and(|extension| extension == "js"));
        modules.sort();
        for module in modules {
            let name = module.file_name().ok_or("a module without a name")?.to_string_lossy();
            files.push((format!("/{path}/{name}"), module));
        }
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
