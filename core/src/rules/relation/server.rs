//! The mail server: where it is, and how its port and encryption go together.

use super::{View, is_given, is_missing, text};
use crate::{
    Entry, FormName, catalogue,
    cloud::Cloud,
    rules::{Notes, Problem, host, port},
    settings::{Host, Provider, Security, Server},
};

impl View<'_> {
    pub(super) fn server(&self, notes: &mut Notes) -> Option<Server> {
        let typed = text(self.server);
        if is_missing(self.server) {
            let (smtp, imap) = Cloud::Global.mail_hosts();
            let example = if self.form == FormName::Outgoing { smtp } else { imap };
            notes.add("server", Problem::new(catalogue::SERVER_MISSING).with("example", example));
        }
        let host = typed.and_then(|typed| Host::read(typed).ok());
        if let Some(host) = &host {
            let microsoft = self.provider() == Provider::MicrosoftExchange;
            let logs_in = self.oauth_is_on() || is_given(self.password);
            notes.extend("server", host::at_form(self.form, host, microsoft, logs_in));
        }
        let number = match self.port {
            None => Some(self.usual_port),
            Some(Entry::Text(text)) if text.trim().is_empty() => Some(self.usual_port),
            Some(entry) => port::read(entry),
        };
        if let Some(number) = number {
            self.judge_port(number, host.as_ref(), notes);
        }
        Some(Server { host: host?, port: number?, security: self.security? })
    }

    fn judge_port(&self, number: u16, host: Option<&Host>, notes: &mut Notes) {
        let is_microsoft =
            matches!(host, Some(Host::Name(name)) if Cloud::of_mail_host(name).is_some());
        if let Some(other) = port::of_service(self.service, number, self.usual_port) {
            notes.add("port", other);
        } else if self.form == FormName::Outgoing && number == 465 && is_microsoft {
            let problem = Problem::new(catalogue::PORT_465_MICROSOFT);
            notes.add("port", problem.edit("security", "tls").edit("port", "587"));
        } else if let Some(security) = self.security
            && let Some(pair) = port::with_security(number, security)
        {
            notes.add("port", self.choose(pair.problem, pair.better));
        }
        let logs_in = self.oauth_is_on() || is_given(self.password);
        if self.form == FormName::Outgoing && number == 25 && logs_in {
            notes.add("port", Problem::new(catalogue::PORT_25));
        }
    }

    /// Mends a problem by another security, under the key that it was written under.
    pub(super) fn choose(&self, problem: Problem, security: Security) -> Problem {
        match (self.security_key, security) {
            ("use_ssl", Security::Ssl) => problem.edit("use_ssl", "true"),
            ("use_ssl", _) => problem.edit("use_ssl", "false").edit("security", security.as_str()),
            (key, _) => problem.edit(key, security.as_str()),
        }
    }
}
