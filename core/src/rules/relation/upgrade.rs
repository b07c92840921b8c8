//! Settings that come from the older release 7.2.
//!
//! It had a check box where today's forms have the choice *Enable OAuth*. An upgrade keeps server, user
//! name, password and Use SSL, but leaves OAuth off until an administrator chooses it.

use super::{is_missing, oauth_form, text};
use crate::{
    IncomingForm, catalogue,
    rules::{Notes, Problem, choice::read_flag},
    settings::Provider,
};

/// Whether the older release logged in with OAuth and nobody has chosen since.
pub(crate) fn is_undecided(form: &IncomingForm<'_>) -> bool {
    let was_on = form.older.enable_exchange_oauth.as_ref().and_then(read_flag) == Some(true);
    let oauth = oauth_form(form.oauth.as_ref());
    was_on && is_missing(oauth.and_then(|oauth| oauth.provider.as_ref()))
}

/// Says that OAuth awaits a choice, or else that the older keys change nothing: once for all of them.
pub(super) fn judge(form: &IncomingForm<'_>, notes: &mut Notes) {
    let Some(first) = form.older.given().next() else { return };
    if !is_undecided(form) {
        let keys: Vec<_> = form.older.given().map(|key| format!("`{key}`")).collect();
        notes.add(first, Problem::new(catalogue::OLDER_KEYS_UNUSED).with("keys", &keys.join(", ")));
        return;
    }
    let mut problem = Problem::new(catalogue::EXCHANGE_OAUTH_NOT_CHOSEN)
        .edit_static("oauth.provider", Provider::MicrosoftExchange.as_str());
    // The secret is for the user to move: an edit would show it.
    for (field, entry) in [
        ("oauth.client_id", &form.older.exchange_client_id),
        ("oauth.authority_url", &form.older.exchange_authority),
    ] {
        if let Some(value) = text(entry.as_ref()) {
            problem = problem.edit(field, value);
        }
    }
    notes.add("enable_exchange_oauth", problem.guessed());
}
