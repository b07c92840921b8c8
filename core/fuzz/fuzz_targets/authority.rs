//! See [`mailvet_core_fuzz::authority`].
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| mailvet_core_fuzz::authority(text));
