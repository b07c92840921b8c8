//! Which rules each field has: one row a field.
//!
//! A secret has no row, for its rules must not tell it; [`super::relation`] judges it.

use super::{
    Problem, account::address, account::mailbox, choice, choice::flag, client::client_id,
    host::server, port::number, text::tidy, text::tidy_words,
};
use crate::{Entry, IncomingForm, OAuthForm, OutgoingForm};

/// The rule of one field.
pub(crate) type FieldRule = fn(&Entry<'_>) -> Option<Problem>;

/// Who goes through the fields of a form.
pub(crate) trait Fields {
    /// Comes by a field, which may be absent, with its rules.
    fn field(&mut self, name: &'static str, entry: Option<&Entry<'_>>, rules: &[FieldRule]);
}

pub(crate) fn outgoing(form: &OutgoingForm<'_>, fields: &mut impl Fields) {
    fields.field("server", form.server.as_ref(), &[tidy, server]);
    fields.field("protocol", form.protocol.as_ref(), &[choice::outgoing_protocol]);
    fields.field("reply_to", form.reply_to.as_ref(), &[tidy, address]);
    fields.field("sender", form.sender.as_ref(), &[tidy, address]);
    fields.field("mailbox", form.mailbox.as_ref(), &[tidy, mailbox]);
    fields.field("security", form.security.as_ref(), &[choice::security]);
    fields.field("port", form.port.as_ref(), &[number]);
    fields.field("requires_authentication", form.requires_authentication.as_ref(), &[flag]);
    fields.field("username", form.username.as_ref(), &[tidy_words]);
    fields.field("mechanism", form.mechanism.as_ref(), &[choice::mechanism]);
}

pub(crate) fn incoming(form: &IncomingForm<'_>, fields: &mut impl Fields) {
    fields.field("server", form.server.as_ref(), &[tidy, server]);
    fields.field("protocol", form.protocol.as_ref(), &[choice::incoming_protocol]);
    fields.field("use_ssl", form.use_ssl.as_ref(), &[flag]);
    fields.field("security", form.security.as_ref(), &[choice::security]);
    fields.field("port", form.port.as_ref(), &[number]);
    fields.field("username", form.username.as_ref(), &[tidy_words]);
    fields.field("mailbox", form.mailbox.as_ref(), &[tidy, mailbox]);
    fields.field("mechanism", form.mechanism.as_ref(), &[choice::mechanism]);
    let older = &form.older;
    fields.field("enable_exchange_oauth", older.enable_exchange_oauth.as_ref(), &[flag]);
}

pub(crate) fn oauth(form: &OAuthForm<'_>, fields: &mut impl Fields) {
    fields.field("oauth.provider", form.provider.as_ref(), &[choice::provider]);
    fields.field("oauth.flow", form.flow.as_ref(), &[choice::flow]);
    fields.field("oauth.client_id", form.client_id.as_ref(), &[tidy, client_id]);
    fields.field("oauth.client_auth", form.client_auth.as_ref(), &[choice::client_auth]);
    fields.field("oauth.certificate", form.certificate.as_ref(), &[tidy_words]);
    fields.field("oauth.assertion_file", form.assertion_file.as_ref(), &[tidy_words]);
    fields.field("oauth.service_account_file", form.service_account_file.as_ref(), &[tidy_words]);
    fields.field("oauth.subject", form.subject.as_ref(), &[tidy, address]);
    fields.field("oauth.authority_url", form.authority_url.as_ref(), &[tidy]);
    fields.field("oauth.scope", form.scope.as_ref(), &[tidy_words]);
}
