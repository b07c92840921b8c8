//! `schema`: the JSON Schema of the settings file, for editors.

use mailvet_core::schema;

use super::{Exit, write};

pub(super) fn run() -> Exit {
    write(schema::SETTINGS.as_bytes())
}
