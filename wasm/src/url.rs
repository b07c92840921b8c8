//! The reader of URLs and international names that browsers and Node have: without it a module would
//! carry tables of its own, which are larger than all the rules.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = URL)]
    type BrowserUrl;

    #[wasm_bindgen(constructor, js_class = URL, catch)]
    fn new(text: &str) -> Result<BrowserUrl, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn href(this: &BrowserUrl) -> String;
}

/// Runs before anything else.
#[wasm_bindgen(start)]
fn start() {
    mailvet_core::read_urls_by(|text| BrowserUrl::new(text).ok().map(|url| url.href()));
}
