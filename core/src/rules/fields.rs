//! Which rules each field has: one row a field.
//!
//! A secret has no row, for its rules must not tell it; [`super::relation`] judges it.

use super::{
    Notes, account::address, choice, choice::flag, client::client_id, host::server, port::number,
    text::tidy, text::tidy_words,
};
use crate::{IncomingForm, OAuthForm, OutgoingForm};

pub(crate) fn outgoing(form: &OutgoingForm<'_>, notes: &mut Notes) {
    notes.judge("server", form.server.as_ref(), &[tidy, server]);
    notes.judge("protocol", form.protocol.as_ref(), &[choice::outgoing_protocol]);
    notes.judge("reply_to", form.reply_to.as_ref(), &[tidy, address]);
    notes.judge("sender", form.sender.as_ref(), &[tidy, address]);
    notes.judge("mailbox", form.mailbox.as_ref(), &[tidy, address]);
    notes.judge("security", form.security.as_ref(), &[choice::security]);
    notes.judge("port", form.port.as_ref(), &[number]);
    notes.judge("requires_authentication", form.requires_authentication.as_ref(), &[flag]);
    notes.judge("username", form.username.as_ref(), &[tidy_words]);
    notes.judge("mechanism", form.mechanism.as_ref(), &[choice::mechanism]);
}

pub(crate) fn incoming(form: &IncomingForm<'_>, notes: &mut Notes) {
    notes.judge("server", form.server.as_ref(), &[tidy, server]);
    notes.judge("protocol", form.protocol.as_ref(), &[choice::incoming_protocol]);
    notes.judge("use_ssl", form.use_ssl.as_ref(), &[flag]);
    notes.judge("security", form.security.as_ref(), &[choice::security]);
    notes.judge("port", form.port.as_ref(), &[number]);
    notes.judge("username", form.username.as_ref(), &[tidy_words]);
    notes.judge("mailbox", form.mailbox.as_ref(), &[tidy, address]);
    notes.judge("mechanism", form.mechanism.as_ref(), &[choice::mechanism]);
    let older = &form.older;
    notes.judge("enable_exchange_oauth", older.enable_exchange_oauth.as_ref(), &[flag]);
}

pub(crate) fn oauth(form: &OAuthForm<'_>, notes: &mut Notes) {
    notes.judge("oauth.provider", form.provider.as_ref(), &[choice::provider]);
    notes.judge("oauth.flow", form.flow.as_ref(), &[choice::flow]);
    notes.judge("oauth.client_id", form.client_id.as_ref(), &[tidy, client_id]);
    notes.judge("oauth.client_auth", form.client_auth.as_ref(), &[choice::client_auth]);
    notes.judge("oauth.certificate", form.certificate.as_ref(), &[tidy_words]);
    notes.judge("oauth.assertion_file", form.assertion_file.as_ref(), &[tidy_words]);
    notes.judge("oauth.service_account_file", form.service_account_file.as_ref(), &[tidy_words]);
    notes.judge("oauth.subject", form.subject.as_ref(), &[tidy, address]);
    notes.judge("oauth.authority_url", form.authority_url.as_ref(), &[tidy]);
    notes.judge("oauth.scope", form.scope.as_ref(), &[tidy_words]);
}
