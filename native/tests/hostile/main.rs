//! Servers that lie, stall, flood and pry, against the tests of a connection.
//!
//! Every row of a table is one server: a script of what it does, and what the test has to make of
//! it. Names begin with the kind of server: `s-` SMTP, `i-` IMAP, `h-` a token endpoint; `f-` is a
//! field of the form. What holds in every case stands in [`case`]; rows that could take the whole
//! process with them, or much memory, run in processes of their own: [`alone`].

mod alone;
mod bench;
mod case;
mod fields;
mod http;
mod imap;
mod known;
mod script;
mod secrets;
mod smtp;
mod tls;

#[test]
fn known_failures_are_listed_once() {
    let names: Vec<_> = known::KNOWN.iter().map(|known| known.case).collect();
    let mut once = names.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), names.len(), "a case is listed twice");
}
