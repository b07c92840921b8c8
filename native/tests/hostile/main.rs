//! Servers that lie, stall, flood and pry, against the tests of a connection.
//!
//! Every row of a table is one server: a script of what it does, and what the test has to make of
//! it. Names begin with the kind of server: `s-` SMTP, `i-` IMAP, `p-` POP3, `h-` a token endpoint; `f-` is a
//! field of the form. What holds in every case stands in [`case`]; rows that could take the whole
//! process with them, or much memory, run in processes of their own: [`alone`].

mod alone;
mod bench;
mod case;
mod discovery;
mod dns;
mod fields;
mod flows;
mod graph;
mod http;
mod imap;
mod pop;
mod route;
mod script;
mod secrets;
mod smtp;
mod stages;
mod tls;
