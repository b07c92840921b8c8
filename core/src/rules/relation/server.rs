//! The mail server: where it is, and how its port and encryption go together.

use super::{View, is_given, is_missing, text};
use crate::{
    Entry, FormName, catalogue,
    cloud::Cloud,
    provider,
    rules::{
        Extent, Notes, Problem, decimal,
        host::is_private,
        port::{self, Link, Pair},
        standing::{self, Login, Use},
    },
    settings::{Host, Provider, Security, Server, default_port},
};

impl View<'_> {
    pub(super) fn server(&self, notes: &mut Notes) -> Option<Server> {
        self.judge_presence(notes);
        let host = self.host.as_ref();
        notes.extend("server", host.and_then(|host| self.judge_host(host)));
        let number = self.number();
        if let Some(number) = number {
            self.judge_port(number, notes);
        }
        if notes.extent != Extent::Settings {
            return None;
        }
        Some(Server { host: host?.clone(), port: number?, security: self.security? })
    }

    pub(super) fn judge_presence(&self, notes: &mut Notes) {
        if is_missing(self.server) {
            let problem = Problem::new(catalogue::SERVER_MISSING);
            notes.add("server", problem.with_static("example", self.example_host()));
        }
    }

    /// Says where the security does not suit the port, if that is what is to be said of both.
    pub(super) fn judge_mismatch(&self, notes: &mut Notes) {
        let Some(number) = self.number() else { return };
        let link = self.link(number);
        if let Some((problem, pair)) = link.judge()
            && problem.rule == catalogue::PORT_SECURITY_MISMATCH
        {
            notes.add("port", self.choose_link(&link, problem, pair));
        }
    }

    /// The port that was typed, or else the usual one; nothing where it is none.
    fn number(&self) -> Option<u16> {
        if self.has_port() {
            self.port.and_then(port::read)
        } else {
            // Of a security that cannot be read no port follows.
            self.security.map(|_| self.usual_port)
        }
    }

    fn has_port(&self) -> bool {
        !matches!(self.port, None | Some(Entry::Text(_))) || text(self.port).is_some()
    }

    /// Leaves it to the user where a mend of the server would put its port in place of another that
    /// was typed.
    pub(super) fn keep_port(&self, notes: &mut Notes) {
        if !self.has_port() || notes.findings.is_empty() {
            return;
        }
        let number = self.port.and_then(port::read).map(|number| decimal(number.into()));
        let of_server = notes.findings.iter_mut().filter(|finding| finding.field == "server");
        for fix in of_server.filter_map(|finding| finding.fix.as_mut()) {
            let mut ports = fix.edits.iter().filter(|edit| edit.field == "port");
            fix.safe &= ports.all(|edit| Some(&*edit.value) == number.as_deref());
        }
    }

    fn example_host(&self) -> &'static str {
        let (smtp, imap) = Cloud::Global.mail_hosts();
        if self.form == FormName::Outgoing { smtp } else { imap }
    }

    pub(super) fn proof(&self) -> Login {
        if self.oauth_is_on() {
            Login::Token
        } else if is_given(self.password) {
            Login::Password
        } else {
            Login::None
        }
    }

    fn judge_host(&self, host: &Host) -> Option<Problem> {
        let name = match host {
            Host::Name(name) => name,
            Host::Address(_) => return self.judge_address(host),
        };
        // Whoever reads mail logs in.
        let login = match (self.form, self.proof()) {
            (FormName::Incoming, Login::None) => Login::Password,
            (_, proof) => proof,
        };
        standing::judge(name, self.mail, Use { protocol: self.protocol, login })
    }

    /// An address, where a certificate is for a name.
    fn judge_address(&self, host: &Host) -> Option<Problem> {
        if host.is_loopback() {
            return None;
        }
        let is_private = is_private(host);
        if self.provider == Provider::MicrosoftExchange {
            let known = self.example_host();
            let problem = Problem::new(catalogue::SERVER_IS_IP)
                .with_static("known", known)
                .edit_static("", known);
            // Behind a private one there may be a proxy.
            return Some(if is_private { problem.guessed() } else { problem });
        }
        let is_encrypted = matches!(self.security, Some(Security::Ssl | Security::Tls));
        let logs_in = self.proof() != Login::None;
        (is_encrypted && logs_in && !is_private).then(|| {
            Problem::new(catalogue::SERVER_IP_CERTIFICATE)
                .with("address", text(self.server).unwrap_or_default())
        })
    }

    fn judge_port(&self, number: u16, notes: &mut Notes) {
        let link = self.link(number);
        if let Some((problem, pair)) = link.judge() {
            notes.add("port", self.choose_link(&link, problem, pair));
        }
        if self.form == FormName::Outgoing && number == 25 && self.proof() != Login::None {
            notes.add("port", Problem::new(catalogue::PORT_25));
        }
    }

    fn link(&self, port: u16) -> Link<'_> {
        let server = self.mail.zip(self.host_name());
        Link { protocol: self.protocol, port, security: self.security, server }
    }

    /// Mends a problem by encryption, with the port that goes with it.
    pub(super) fn encrypt(&self, problem: Problem) -> Problem {
        let number = self.number().filter(|_| self.has_port());
        let link = match number {
            Some(number) => self.link(number),
            // Then the port follows from what is chosen.
            None => Link { security: None, ..self.link(0) },
        };
        let problem = self.choose_pair(problem, link.better());
        if number.is_some() && link.is_unknown() { problem.guessed() } else { problem }
    }

    /// Mends what is to be said of a link by the pair that is meant.
    fn choose_link(&self, link: &Link<'_>, problem: Problem, pair: Pair) -> Problem {
        // Whether protocol or port was meant, only the user can say; and a server that no list has may well
        // do what others do not.
        let is_guess = problem.rule == catalogue::PORT_OTHER_PROTOCOL
            || problem.rule == catalogue::PORT_SECURITY_MISMATCH && link.may_be_odd();
        let problem = self.choose_pair(problem, pair);
        if is_guess { problem.guessed() } else { problem }
    }

    /// Mends a problem by a port and a security.
    fn choose_pair(&self, problem: Problem, pair: Pair) -> Problem {
        let problem = if self.security == Some(pair.security) {
            problem
        } else {
            self.choose(problem, pair.security)
        };
        let port_after =
            if self.has_port() { self.number() } else { Some(self.port_of(pair.security)) };
        if port_after == Some(pair.port) {
            problem
        } else {
            problem.edit_owned("port", decimal(pair.port.into()))
        }
    }

    /// The port that goes with a security when none is typed.
    fn port_of(&self, security: Security) -> u16 {
        match (self.protocol, security) {
            (provider::Protocol::Pop, Security::Ssl) => 995,
            (provider::Protocol::Pop, _) => 110,
            _ => default_port(self.form, security),
        }
    }

    /// Mends a problem by another security, under the key that it was written under.
    fn choose(&self, problem: Problem, security: Security) -> Problem {
        let is_ssl = security == Security::Ssl;
        match self.security_key {
            "use_ssl" if is_ssl => problem.edit_static("use_ssl", "true"),
            "use_ssl" => {
                let problem = problem
                    .edit_static("use_ssl", "false")
                    .edit_static("security", security.as_str());
                // Where the box is ticked, the port may be what is wrong.
                if self.security == Some(Security::Ssl) { problem.guessed() } else { problem }
            }
            key if self.has_box => problem
                .edit_static(key, security.as_str())
                .edit_static("use_ssl", if is_ssl { "true" } else { "false" }),
            key => problem.edit_static(key, security.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, OutgoingForm};

    /// Whether the mend of a field is safe, where it has one.
    fn is_safe(server: &str, port: Option<&str>, field: &str) -> Option<bool> {
        let form = OutgoingForm {
            server: Some(server.into()),
            security: Some("none".into()),
            port: port.map(Into::into),
            ..OutgoingForm::default()
        };
        let mut notes = Notes::new(FormName::Outgoing, Extent::Rules);
        super::super::outgoing(&form, &Context::default(), &mut notes);
        let mut of_field = notes.findings.into_iter().filter(|finding| finding.field == field);
        of_field.find_map(|finding| Some(finding.fix?.safe))
    }

    #[test]
    fn a_port_that_was_typed_is_not_overridden_unasked() {
        for (server, port, expected) in [
            ("smtps://a.example.com:25", Some("587"), Some(false)),
            ("smtps://a.example.com:25", Some("x"), Some(false)),
            ("smtps://a.example.com:25", Some("25"), Some(true)),
            ("smtps://a.example.com:25", Some(" "), Some(true)),
            ("smtps://a.example.com:25", None, Some(true)),
            ("smtps://a.example.com", Some("587"), Some(true)),
            ("a.example.com:25", Some("587"), Some(false)),
            ("a.example.com", Some("25"), None),
        ] {
            assert_eq!(is_safe(server, port, "server"), expected, "{server} {port:?}");
        }
    }

    #[test]
    fn what_no_list_has_may_do_what_others_do_not() {
        for (server, port, security, safe) in [
            ("smtp.office365.com", 587, "none", Some(true)),
            ("smtp.gmail.com", 587, "ssl", Some(true)),
            ("smtp.example.com", 587, "ssl", Some(false)),
            ("smtp.example.com", 25, "ssl", Some(false)),
            ("smtp.example.com", 465, "tls", Some(true)),
            ("smtp.example.com", 1025, "none", Some(false)),
            ("smtp.example.com", 25, "none", Some(true)),
            ("smtp.example.com", 1025, "ssl", None),
        ] {
            let form = OutgoingForm {
                server: Some(server.into()),
                port: Some(Entry::Number(port.to_string().into())),
                security: Some(security.into()),
                username: Some("legal@example.com".into()),
                password: Some("Abc8Q~value".into()),
                ..OutgoingForm::default()
            };
            let mut notes = Notes::new(FormName::Outgoing, Extent::Rules);
            super::super::outgoing(&form, &Context::default(), &mut notes);
            let of_link = ["port-security-mismatch", "password-without-tls"];
            let mut found = notes.findings.iter().filter(|it| of_link.contains(&it.code));
            let found = found.find_map(|finding| Some(finding.fix.as_ref()?.safe));
            assert_eq!(found, safe, "{server}:{port} {security}");
        }
    }

    #[test]
    fn a_port_of_another_protocol_is_only_offered_another() {
        for (port, expected) in [("993", Some(false)), ("465", Some(true)), ("2525", None)] {
            assert_eq!(is_safe("a.example.com", Some(port), "port"), expected, "{port}");
        }
    }
}
