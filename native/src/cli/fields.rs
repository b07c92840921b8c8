//! The settings of one form as options of the command line, for a test without a file.

use std::io::{IsTerminal, stdin};

use clap::Args;
use mailvet_core::{FormName, settings::Flow};
use serde_json::{Map, Value};

use crate::{form::Form, settings_file::SettingsFile};

/// Each settings key as an option. Secrets have none: an argument is seen by every user of the
/// machine.
#[derive(Args)]
#[command(next_help_heading = "Settings, where no file is given")]
pub(super) struct FieldOptions {
    /// Host name of the mail server
    #[arg(long, value_name = "HOST")]
    server: Option<String>,
    /// By default the usual port of the security
    #[arg(long, value_name = "PORT")]
    port: Option<String>,
    /// smtp, imap
    #[arg(long)]
    protocol: Option<String>,
    /// none, ssl (implicit TLS) or tls (STARTTLS)
    #[arg(long)]
    security: Option<String>,
    /// The same as --security ssl, for incoming mail
    #[arg(long)]
    use_ssl: bool,
    /// The address that answers go to
    #[arg(long, value_name = "ADDRESS")]
    reply_to: Option<String>,
    /// The sender's address, where it differs from the user name
    #[arg(long, value_name = "ADDRESS")]
    sender: Option<String>,
    /// The mailbox, where it differs from the user name
    #[arg(long, value_name = "ADDRESS")]
    mailbox: Option<String>,
    /// The outgoing server wants a login, as --username says too
    #[arg(long)]
    requires_authentication: bool,
    /// The account; its password, the client secret, or the password of the certificate is read from
    /// standard input
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// plain, login, xoauth2 or oauthbearer
    #[arg(long)]
    mechanism: Option<String>,
    /// microsoft-exchange, google-workspace or custom
    #[arg(long)]
    provider: Option<String>,
    /// The OAuth 2.0 grant
    #[arg(long)]
    flow: Option<String>,
    /// The application (client) id
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// post or basic
    #[arg(long)]
    client_auth: Option<String>,
    /// A file with the client's certificate and key, PEM or PKCS #12
    #[arg(long, value_name = "FILE")]
    certificate: Option<String>,
    /// A file with a federated assertion
    #[arg(long, value_name = "FILE")]
    assertion_file: Option<String>,
    /// A file with the key of a Google service account
    #[arg(long, value_name = "FILE")]
    service_account_file: Option<String>,
    /// The mailbox that a service account acts for
    #[arg(long, value_name = "ADDRESS")]
    subject: Option<String>,
    /// Microsoft: the authority; custom: the token endpoint, or the address of the metadata
    #[arg(long, value_name = "URL")]
    authority_url: Option<String>,
    /// By default the one of provider and cloud
    #[arg(long)]
    scope: Option<String>,
}

impl FieldOptions {
    /// The settings that the options make, the secret read from the first line of standard input.
    pub(super) fn settings(&self, name: FormName) -> Option<SettingsFile> {
        let text = |value: &Option<String>| value.clone().map(Value::from);
        let flag = |value: bool| value.then_some(Value::from(true));
        let oauth = table([
            ("provider", text(&self.provider)),
            ("flow", text(&self.flow)),
            ("client_id", text(&self.client_id)),
            ("client_auth", text(&self.client_auth)),
            ("certificate", text(&self.certificate)),
            ("assertion_file", text(&self.assertion_file)),
            ("service_account_file", text(&self.service_account_file)),
            ("subject", text(&self.subject)),
            ("authority_url", text(&self.authority_url)),
            ("scope", text(&self.scope)),
        ]);
        let by_token = self.provider.is_some();
        let by_password = self.flow.as_deref() == Some(Flow::Password.as_str());
        // Whoever names an account wants it to log in: a test that left that out would prove nothing.
        let logs_in = self.requires_authentication || self.username.is_some();
        let mut form = table([
            ("server", text(&self.server)),
            ("port", text(&self.port)),
            ("protocol", text(&self.protocol)),
            ("security", text(&self.security)),
            ("use_ssl", flag(self.use_ssl)),
            ("reply_to", text(&self.reply_to)),
            ("sender", text(&self.sender)),
            ("mailbox", text(&self.mailbox)),
            ("requires_authentication", flag(logs_in)),
            ("username", text(&self.username)),
            ("mechanism", text(&self.mechanism)),
            ("oauth", (!oauth.is_empty()).then_some(Value::Object(oauth))),
        ]);
        if form.is_empty() {
            return None;
        }
        if let Some(secret) = self.username.as_ref().and_then(|_| read_secret()) {
            let holder = match form.get_mut("oauth").and_then(Value::as_object_mut) {
                Some(oauth) if by_token && self.certificate.is_some() => {
                    (oauth, "certificate_password")
                }
                Some(oauth) if by_token && !by_password => (oauth, "client_secret"),
                _ => (&mut form, "password"),
            };
            holder.0.insert(holder.1.to_owned(), Value::from(secret));
        }
        Form::read(name, form).map(SettingsFile::of)
    }
}

fn table<const N: usize>(entries: [(&str, Option<Value>); N]) -> Map<String, Value> {
    entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// The first line of standard input, unless a person would have to type it there in clear.
fn read_secret() -> Option<String> {
    let mut line = String::new();
    if stdin().is_terminal() {
        return None;
    }
    stdin().read_line(&mut line).ok()?;
    let secret = line.trim_end_matches(['\r', '\n']);
    (!secret.is_empty()).then(|| secret.to_owned())
}
