//! The local server: the page and the HTTP API.
