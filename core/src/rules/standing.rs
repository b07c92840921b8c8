//! How a host name stands to what it is used for: whether a mail server of that protocol has this
//! name, and whether it is the name to use.
//!
//! The facts are rows: of [`crate::provider`], and of the two tables here. Each rule is a function of
//! a name at its place; the first that has something to say says it, for one wrong name is one
//! mistake.

use super::{Problem, near};
use crate::{
    catalogue::{self, Rule},
    cloud::{SignInHost, is_within},
    provider::{self, Endpoint, Mail, Protocol, Standing},
};

/// What a host is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) protocol: Protocol,
    pub(crate) login: Login,
}

/// What an account logs in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    None,
    Password,
    Token,
}

/// What is to be said of a host name where it is used.
pub(crate) fn judge(name: &str, mail: Option<&'static Mail>, usage: Use) -> Option<Problem> {
    const RULES: [fn(&Name<'_>) -> Option<Problem>; 5] =
        [other_service, exchanger, listed, near_miss, first_label];
    let name = Name { host: name, mail, usage };
    RULES.iter().find_map(|rule| rule(&name))
}

/// A name at its place, and the provider in whose domain it is.
struct Name<'a> {
    host: &'a str,
    mail: Option<&'static Mail>,
    usage: Use,
}

impl Name<'_> {
    /// Says it of the name, with the provider's server that was meant.
    fn say(&self, rule: &'static Rule, mail: &'static Mail) -> Problem {
        let fits = |endpoint: &&Endpoint| endpoint.protocol == self.usage.protocol;
        let mut endpoints = mail.endpoints.iter().filter(fits);
        // A provider of many countries has a server in each; Microsoft's are one.
        let is_beside = |endpoint: &&Endpoint| {
            mail.cloud.is_none() && near::domain(endpoint.host) == near::domain(self.host)
        };
        let known = endpoints.clone().find(is_beside).or_else(|| endpoints.next());
        self.instead(rule, mail, known.map(|endpoint| endpoint.host))
    }

    fn instead(
        &self,
        rule: &'static Rule,
        mail: &'static Mail,
        known: Option<&'static str>,
    ) -> Problem {
        let problem = Problem::new(rule)
            .with("host", self.host)
            .with_static("provider", mail.id)
            .with_static("protocol", self.usage.protocol.id())
            .with_static("has", if known.is_some() { "server" } else { "none" })
            .with_static("known", known.unwrap_or_default());
        match known {
            Some(known) => problem.edit_static("", known),
            None => problem,
        }
    }
}

/// Hosts that people take for mail servers, and what answers there.
const OTHER_SERVICES: [(&str, &str, &Mail); 17] = [
    ("graph.microsoft.com", "graph", &provider::MICROSOFT_365),
    ("graph.microsoft.us", "graph", &provider::MICROSOFT_365_GCC_HIGH),
    ("dod-graph.microsoft.us", "graph", &provider::MICROSOFT_365_DOD),
    ("microsoftgraph.chinacloudapi.cn", "graph", &provider::MICROSOFT_365_CHINA),
    ("portal.office.com", "web", &provider::MICROSOFT_365),
    ("www.office.com", "web", &provider::MICROSOFT_365),
    ("office.com", "web", &provider::MICROSOFT_365),
    ("admin.microsoft.com", "web", &provider::MICROSOFT_365),
    ("admin.exchange.microsoft.com", "web", &provider::MICROSOFT_365),
    ("entra.microsoft.com", "web", &provider::MICROSOFT_365),
    ("portal.azure.com", "web", &provider::MICROSOFT_365),
    ("autodiscover.outlook.com", "autodiscover", &provider::MICROSOFT_365),
    ("autodiscover-s.outlook.com", "autodiscover", &provider::MICROSOFT_365),
    ("mail.google.com", "web", &provider::GOOGLE),
    ("accounts.google.com", "sign-in", &provider::GOOGLE),
    ("oauth2.googleapis.com", "sign-in", &provider::GOOGLE),
    ("www.icloud.com", "web", &provider::ICLOUD),
];

/// Another service of a provider than mail.
fn other_service(name: &Name<'_>) -> Option<Problem> {
    let of_sign_in = || {
        SignInHost::of(name.host)?;
        Some(("sign-in", &provider::MICROSOFT_365))
    };
    let (service, mail) = OTHER_SERVICES
        .iter()
        .find(|(known, ..)| *known == name.host)
        .map(|(_, service, mail)| (*service, *mail))
        .or_else(of_sign_in)?;
    Some(name.say(catalogue::SERVER_NOT_MAIL, mail).with_static("service", service).guessed())
}

/// Domains of hosts that take mail from other servers (MX records).
const EXCHANGERS: [(&str, &Mail); 17] = [
    ("protection.outlook.com", &provider::MICROSOFT_365),
    ("mx.microsoft", &provider::MICROSOFT_365),
    ("mail.protection.office365.us", &provider::MICROSOFT_365_GCC_HIGH),
    ("mail.protection.partner.outlook.cn", &provider::MICROSOFT_365_CHINA),
    ("aspmx.l.google.com", &provider::GOOGLE),
    ("gmail-smtp-in.l.google.com", &provider::GOOGLE),
    ("smtp.google.com", &provider::GOOGLE),
    ("aspmx2.googlemail.com", &provider::GOOGLE),
    ("aspmx3.googlemail.com", &provider::GOOGLE),
    ("aspmx4.googlemail.com", &provider::GOOGLE),
    ("aspmx5.googlemail.com", &provider::GOOGLE),
    ("am0.yahoodns.net", &provider::YAHOO),
    ("mail.gm0.yahoodns.net", &provider::AOL),
    ("in1-smtp.messagingengine.com", &provider::FASTMAIL),
    ("in2-smtp.messagingengine.com", &provider::FASTMAIL),
    ("mx01.mail.icloud.com", &provider::ICLOUD),
    ("mx02.mail.icloud.com", &provider::ICLOUD),
];

/// The MX, where an account is to log in. Without a login a connector or a device may well send
/// straight to it.
fn exchanger(name: &Name<'_>) -> Option<Problem> {
    let mail = exchanger_of(name.host)?;
    (name.usage.login != Login::None).then(|| name.say(catalogue::SERVER_IS_MX, mail))
}

fn exchanger_of(name: &str) -> Option<&'static Mail> {
    EXCHANGERS.iter().find(|(domain, _)| is_within(name, domain)).map(|(_, mail)| *mail)
}

/// A name in the domains of a provider.
fn listed(name: &Name<'_>) -> Option<Problem> {
    let mail = name.mail?;
    if !mail.names(name.host) {
        let is_told = mail.is_complete && exchanger_of(name.host).is_none();
        return is_told.then(|| name.say(catalogue::SERVER_UNLISTED, mail).guessed());
    }
    if !mail.speaks(name.usage.protocol, name.host) && !may_have_pop(name, mail) {
        return Some(name.say(catalogue::SERVER_OTHER_PROTOCOL, mail));
    }
    let rule = match mail.standing_of(name.host)? {
        Standing::Synonym => return None,
        Standing::Alias => catalogue::SERVER_OTHER_NAME,
        Standing::OldTls => catalogue::SERVER_OLD_TLS,
        Standing::Retired => catalogue::SERVER_RETIRED,
        Standing::Special => {
            let is_bulk = mail.cloud.is_some() && name.usage.login == Login::Token;
            let problem = Problem::new(catalogue::SERVER_HVE).with("host", name.host);
            return is_bulk.then_some(problem);
        }
    };
    Some(name.say(rule, mail))
}

/// Whether POP may be at the server for IMAP, of which few lists tell.
fn may_have_pop(name: &Name<'_>, mail: &Mail) -> bool {
    name.usage.protocol == Protocol::Pop
        && !(mail.is_complete || mail.has_no_pop)
        && mail.endpoint(Protocol::Pop).is_none()
        && mail.speaks(Protocol::Imap, name.host)
}

/// A name that is nobody's, but nearly a provider's.
fn near_miss(name: &Name<'_>) -> Option<Problem> {
    if name.mail.is_some() {
        return None;
    }
    let near::Near { mail, host } = near::nearest(name.host)?;
    let rule =
        if mail.cloud.is_some() { catalogue::SERVER_LOOKALIKE } else { catalogue::SERVER_TYPO };
    let fits = mail.speaks(name.usage.protocol, host)
        && matches!(mail.standing_of(host), None | Some(Standing::Synonym));
    let problem = if fits { name.instead(rule, mail, Some(host)) } else { name.say(rule, mail) };
    Some(problem.guessed())
}

/// A name that no list has, whose first label is for something else. Real servers of the other
/// protocol have such names, so that it is a hint and no more.
fn first_label(name: &Name<'_>) -> Option<Problem> {
    if name.mail.is_some_and(|mail| mail.names(name.host)) {
        return None;
    }
    let (label, _) = name.host.split_once('.')?;
    let service = match label.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "imap" | "imaps" => "imap",
        "pop" | "pops" => "pop",
        "smtp" | "smtps" | "mailout" | "out" | "outgoing" => "smtp",
        "autodiscover" | "autoconfig" => "autodiscover",
        "owa" | "webmail" => "web",
        // Some with a number are machines for mail, too.
        "www" if label == "www" => "web",
        _ => return None,
    };
    let fits = match name.usage.protocol {
        Protocol::Smtp => service == "smtp",
        Protocol::Imap | Protocol::Pop => matches!(service, "imap" | "pop"),
    };
    (!fits).then(|| {
        Problem::new(catalogue::SERVER_NAMED_OTHERWISE)
            .with("host", name.host)
            .with("label", label)
            .with_static("service", service)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: Login = Login::Password;

    #[track_caller]
    fn check(name: &str, protocol: Protocol, login: Login, expected: Option<(&str, &str)>) {
        let finding = judge(name, provider::mail_of_host(name), Use { protocol, login })
            .map(|problem| problem.into_finding(crate::FormName::Outgoing, "server"));
        let found = finding.as_ref().map(|finding| {
            let fix = finding.fix.as_ref().map_or("", |fix| &*fix.edits[0].value);
            (finding.code, fix)
        });
        assert_eq!(found, expected, "{name} for {protocol:?}");
    }

    #[test]
    fn documented_servers_are_right() {
        for mail in provider::MAIL {
            for endpoint in mail.endpoints {
                check(endpoint.host, endpoint.protocol, Login::Password, None);
            }
        }
        for (name, protocol) in [
            ("smtp.googlemail.com", Protocol::Smtp),
            ("mail.messagingengine.com", Protocol::Imap),
            ("imap.zoho.in", Protocol::Imap),
            ("www42.your-server.de", Protocol::Smtp),
            ("smtp.example.com", Protocol::Smtp),
            ("mail.example.com", Protocol::Imap),
            ("pop.example.com", Protocol::Imap),
            ("ex01", Protocol::Imap),
            ("smtp-hve.office365.com", Protocol::Smtp),
            ("export.imap.mail.yahoo.com", Protocol::Imap),
            ("posteo.de", Protocol::Pop),
            ("ssl0.ovh.net", Protocol::Pop),
        ] {
            check(name, protocol, PASSWORD, None);
        }
    }

    #[test]
    fn other_names_of_a_server() {
        use Protocol::{Imap, Pop, Smtp};
        for (name, protocol, code, fix) in [
            ("smtp-emea.outlook.com", Smtp, "server-retired", "smtp.office365.com"),
            ("outlook.office.de", Imap, "server-retired", "outlook.office365.com"),
            ("smtp-legacy.office365.com", Smtp, "server-old-tls", "smtp.office365.com"),
            ("pop-legacy.partner.outlook.cn", Pop, "server-old-tls", "partner.outlook.cn"),
            ("outlook.office.com", Imap, "server-other-name", "outlook.office365.com"),
            ("smtp.outlook.office365.com", Smtp, "server-other-name", "smtp.office365.com"),
            ("smtp.live.com", Smtp, "server-other-name", "smtp-mail.outlook.com"),
            ("smpt.office365.com", Smtp, "server-unlisted", "smtp.office365.com"),
            ("outlook.live.com", Imap, "server-unlisted", "outlook.office365.com"),
            ("smpt.gmail.com", Smtp, "server-unlisted", "smtp.gmail.com"),
            ("gmail.com", Imap, "server-unlisted", "imap.gmail.com"),
            ("imap.gmail.com", Smtp, "server-other-protocol", "smtp.gmail.com"),
            ("pop.gmail.com", Imap, "server-other-protocol", "imap.gmail.com"),
            ("smtp-mail.outlook.com", Imap, "server-other-protocol", "outlook.office365.com"),
            ("smtp.mail.me.com", Pop, "server-other-protocol", ""),
            ("outlook.office365.us", Smtp, "server-other-protocol", "smtp.office365.us"),
            ("login.microsoftonline.com", Smtp, "server-not-mail", "smtp.office365.com"),
            ("graph.microsoft.us", Imap, "server-not-mail", "outlook.office365.us"),
            ("smtp.zoho.eu", Imap, "server-other-protocol", "imap.zoho.eu"),
            ("smtp.ionos.com", Imap, "server-other-protocol", "imap.ionos.com"),
            ("pop.yahoo.com", Smtp, "server-typo", "smtp.mail.yahoo.com"),
            ("smtp.gmial.com", Smtp, "server-typo", "smtp.gmail.com"),
            ("imap.gmial.com", Smtp, "server-typo", "smtp.gmail.com"),
            ("smtp.office356.com", Smtp, "server-lookalike", "smtp.office365.com"),
            ("outlook.ofice365.com", Smtp, "server-lookalike", "smtp.office365.com"),
            ("imap.example.com", Smtp, "server-named-otherwise", ""),
            ("smtp.example.com", Imap, "server-named-otherwise", ""),
            ("autodiscover.example.com", Imap, "server-named-otherwise", ""),
            ("outgoing.example.com", Pop, "server-named-otherwise", ""),
            ("www.example.com", Smtp, "server-named-otherwise", ""),
            ("smtp.zoho.com.au", Imap, "server-named-otherwise", ""),
        ] {
            check(name, protocol, PASSWORD, Some((code, fix)));
        }
    }

    #[test]
    fn a_login_decides_about_some() {
        let mx = Some(("server-is-mx", "smtp.office365.com"));
        check("contoso-com.mail.protection.outlook.com", Protocol::Smtp, PASSWORD, mx);
        check("contoso-com.mail.protection.outlook.com", Protocol::Smtp, Login::None, None);
        let google = Some(("server-is-mx", "smtp.gmail.com"));
        check("alt1.aspmx.l.google.com", Protocol::Smtp, PASSWORD, google);
        check("smtp-relay.gmail.com", Protocol::Smtp, Login::None, None);
        let bulk = Some(("server-hve", ""));
        check("smtp-hve.office365.com", Protocol::Smtp, Login::Token, bulk);
    }

    #[test]
    fn a_mend_is_not_mended_again() {
        for mail in provider::MAIL {
            for protocol in [Protocol::Smtp, Protocol::Imap, Protocol::Pop] {
                let hosts = mail.other_names.iter().map(|other| other.host);
                for host in hosts.chain(mail.endpoints.iter().map(|endpoint| endpoint.host)) {
                    let usage = Use { protocol, login: Login::Token };
                    let Some(problem) = judge(host, Some(mail), usage) else { continue };
                    let finding = problem.into_finding(crate::FormName::Incoming, "server");
                    let Some(fix) = finding.fix else { continue };
                    let mended = &*fix.edits[0].value;
                    let again = judge(mended, provider::mail_of_host(mended), usage);
                    assert_eq!(again, None, "{host} for {protocol:?}");
                }
            }
        }
    }
}
