//! The sandbox, asked as its clients ask it, and by Mailvet itself.

mod client;
mod control;
mod identity;
mod scenarios;
