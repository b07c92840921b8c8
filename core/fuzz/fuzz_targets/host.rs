//! See [`mailvet_core_fuzz::host`].
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| mailvet_core_fuzz::host(text));
