//! See [`mailvet_core_fuzz::settings`].
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| mailvet_core_fuzz::settings(text));
