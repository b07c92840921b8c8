//! The sandbox, asked as its clients ask it.

mod client;
mod control;
mod identity;
