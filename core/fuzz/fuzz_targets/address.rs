//! See [`mailvet_core_fuzz::address`].
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| mailvet_core_fuzz::address(text));
