//! The rules about how fields go together, and the parsing that they make possible.
//!
//! Both forms are seen through one [`View`], so that a rule about server, account or OAuth stands
//! once. Each step adds what it finds and gives the typed value where there is one: `View::server` for
//! host, port and security, `View::login` for the account, `View::oauth` for the client and where its
//! token comes from. The last one is asked for the basics, too: what is more than those asks for the
//! [`Extent`] first.

mod account;
mod basics;
mod keys;
mod login;
mod oauth;
mod owner;
mod server;
mod upgrade;

pub(crate) use keys::beside;
pub(crate) use upgrade::is_undecided;

use super::{
    Extent, Notes, Problem, account::is_address, choice, choice::read_flag, fields, port, scope,
};
use crate::{
    Cloud, Context, Entry, FormName, IncomingForm, OAuthForm, OutgoingForm, Secret, SecretEntry,
    authority, catalogue,
    form::OAuthEntry,
    provider::{self, Mail, Protocol},
    settings::{
        Choice, Host, Incoming, IncomingProtocol, Mechanism, Outgoing, OutgoingProtocol, Provider,
        Security, Server, default_port,
    },
};

/// What the two forms have in common.
struct View<'a> {
    form: FormName,
    server: Option<&'a Entry<'a>>,
    /// The host, where what was typed is one.
    host: Option<Host>,
    /// The provider that lists the host, or has it in its domains.
    mail: Option<&'static Mail>,
    protocol: Protocol,
    /// Whether mail goes through Microsoft Graph, not through a mail server.
    graph: bool,
    /// `None` where something was written that is no security: then nothing is concluded from it.
    security: Option<Security>,
    /// The key that the security was written under.
    security_key: &'static str,
    /// Whether the check box for implicit TLS was set or cleared.
    has_box: bool,
    port: Option<&'a Entry<'a>>,
    /// The port that the protocol usually has with this security.
    usual_port: u16,
    username: Option<&'a Entry<'a>>,
    password: Option<&'a SecretEntry>,
    mailbox: Option<&'a str>,
    mechanism: Option<Mechanism>,
    oauth: Option<&'a OAuthForm<'a>>,
    provider: Provider,
    /// Whether OAuth was on in an older release, and nobody has chosen since.
    is_undecided: bool,
    context: &'a Context,
}

/// Judges the relations of an outgoing form and parses it.
pub(crate) fn outgoing(
    form: &OutgoingForm<'_>,
    context: &Context,
    notes: &mut Notes,
) -> Option<Outgoing> {
    let protocol = read(form.protocol.as_ref()).unwrap_or(OutgoingProtocol::Smtp);
    let security = match protocol {
        OutgoingProtocol::Smtp => security_of(form.security.as_ref(), Security::None),
        OutgoingProtocol::Graph => Some(Security::Ssl),
    };
    let host = host_of(form.server.as_ref());
    let oauth = oauth_form(form.oauth.as_ref());
    let view = View {
        form: FormName::Outgoing,
        server: form.server.as_ref(),
        mail: mail_of(host.as_ref()),
        host,
        protocol: Protocol::Smtp,
        graph: protocol == OutgoingProtocol::Graph,
        security,
        security_key: "security",
        has_box: false,
        port: form.port.as_ref(),
        usual_port: default_port(FormName::Outgoing, security.unwrap_or(Security::None)),
        username: form.username.as_ref(),
        password: form.password.as_ref(),
        mailbox: text(form.mailbox.as_ref()),
        mechanism: read(form.mechanism.as_ref()),
        oauth,
        provider: provider_of(oauth),
        is_undecided: false,
        context,
    };
    fields::outgoing(form, notes);
    view.keep_port(notes);
    notes.shape(form.oauth.as_ref(), &form.unknown);
    if notes.extent == Extent::Basics {
        view.basics(notes);
        return None;
    }
    let server = match protocol {
        OutgoingProtocol::Smtp => view.server(notes),
        OutgoingProtocol::Graph => Some(view.graph_server(notes)),
    };
    let required = form.requires_authentication.as_ref().and_then(read_flag);
    let has_login = view.oauth_is_on() || is_given(view.password);
    // A token is for nothing else than a login, so OAuth implies one, and whoever names an account wants
    // it to log in: a test that left it out would succeed and prove nothing.
    let names_account = text(view.username).is_some();
    let logs_in = view.oauth_is_on() || required.unwrap_or(has_login || names_account);
    let no_token = protocol == OutgoingProtocol::Graph && view.lacks_token();
    if no_token {
        notes.add("protocol", Problem::new(catalogue::GRAPH_WITHOUT_OAUTH));
    }
    let without_login = if required == Some(false) && has_login {
        Some(Problem::new(catalogue::AUTHENTICATION_OFF).edit_static("", "true"))
    } else if !logs_in && view.is_microsoft_submission() {
        Some(Problem::new(catalogue::LOGIN_MISSING).edit_static("", "true").guessed())
    } else {
        None
    };
    notes.extend("requires_authentication", without_login);
    let login = (logs_in && !no_token).then(|| view.login(notes));
    if logs_in {
        view.judge_identities(form.sender.as_ref(), form.reply_to.as_ref(), notes);
    }
    if notes.extent != Extent::Settings {
        return None;
    }
    let address = |typed: &str| is_address(typed).then(|| typed.to_owned());
    let sender = text(form.sender.as_ref())
        .and_then(address)
        .or_else(|| text(view.username).and_then(address))
        .or_else(|| text(form.reply_to.as_ref()).and_then(address));
    let login = match login {
        Some(login) => Some(login?),
        None => None,
    };
    Some(Outgoing { server: server?, protocol, login, sender })
}

/// Judges the relations of an incoming form and parses it.
pub(crate) fn incoming(
    form: &IncomingForm<'_>,
    context: &Context,
    notes: &mut Notes,
) -> Option<Incoming> {
    let use_ssl = form.use_ssl.as_ref().and_then(read_flag);
    let by_box = if use_ssl == Some(true) { Security::Ssl } else { Security::None };
    let is_chosen = read::<Security>(form.security.as_ref()).is_some();
    let protocol = read(form.protocol.as_ref()).unwrap_or(IncomingProtocol::Imap);
    let security = match protocol {
        IncomingProtocol::Imap | IncomingProtocol::Pop => {
            security_of(form.security.as_ref(), by_box)
        }
        IncomingProtocol::Graph => Some(Security::Ssl),
    };
    let host = host_of(form.server.as_ref());
    let oauth = oauth_form(form.oauth.as_ref());
    let view = View {
        form: FormName::Incoming,
        server: form.server.as_ref(),
        mail: mail_of(host.as_ref()),
        host,
        protocol: match protocol {
            IncomingProtocol::Pop => Protocol::Pop,
            IncomingProtocol::Imap | IncomingProtocol::Graph => Protocol::Imap,
        },
        graph: protocol == IncomingProtocol::Graph,
        security,
        security_key: if is_chosen { "security" } else { "use_ssl" },
        has_box: use_ssl.is_some(),
        port: form.port.as_ref(),
        usual_port: protocol.default_port(security.unwrap_or(by_box)),
        username: form.username.as_ref(),
        password: form.password.as_ref(),
        mailbox: text(form.mailbox.as_ref()),
        mechanism: read(form.mechanism.as_ref()),
        oauth,
        provider: provider_of(oauth),
        is_undecided: is_undecided(form),
        context,
    };
    fields::incoming(form, notes);
    view.keep_port(notes);
    notes.shape(form.oauth.as_ref(), &form.unknown);
    if notes.extent == Extent::Basics {
        view.basics(notes);
        return None;
    }
    upgrade::judge(form, notes);
    if let (Some(use_ssl), Some(security)) = (use_ssl, security)
        && use_ssl != (security == Security::Ssl)
    {
        let problem = Problem::new(catalogue::SECURITY_CONFLICT);
        notes.add("security", problem.with_static("security", security.as_str()));
    }
    let server = match protocol {
        IncomingProtocol::Imap | IncomingProtocol::Pop => view.server(notes),
        IncomingProtocol::Graph => Some(view.graph_server(notes)),
    };
    if protocol == IncomingProtocol::Graph && view.lacks_token() {
        notes.add("protocol", Problem::new(catalogue::GRAPH_WITHOUT_OAUTH));
        return None;
    }
    let login = view.login(notes);
    Some(Incoming { server: server?, protocol, login: login? })
}

impl View<'_> {
    fn oauth_is_on(&self) -> bool {
        self.provider != Provider::None
    }

    /// The name of the host, where it is none but an address.
    fn host_name(&self) -> Option<&str> {
        match self.host.as_ref()? {
            Host::Name(name) => Some(name),
            Host::Address(_) => None,
        }
    }

    /// The cloud of Microsoft whose mail server it is.
    fn mail_of_microsoft(&self) -> Option<&'static Mail> {
        self.mail.filter(|mail| mail.cloud.is_some())
    }

    /// Microsoft Graph as a server. Its host follows from the cloud of the authority.
    fn graph_server(&self, notes: &mut Notes) -> Server {
        const PORT: u16 = 443;
        let typed = self.port.and_then(port::read);
        notes.extend(
            "port",
            typed.and_then(|typed| port::left_over(typed, "Microsoft Graph", PORT)),
        );
        let authority = self.oauth.and_then(|oauth| text(oauth.authority_url.as_ref()));
        let read = |typed| authority::read(typed, &self.context.identity_hosts).authority;
        let cloud = authority.and_then(read).and_then(|authority| authority.cloud);
        let host = Host::Name(self.graph_host(cloud.unwrap_or(Cloud::Global)).to_owned());
        Server { host, port: typed.unwrap_or(PORT), security: Security::Ssl }
    }

    /// The host of Microsoft Graph: the known one that was named, or else that of the cloud.
    fn graph_host(&self, cloud: Cloud) -> &'static str {
        let named = self.host_name().and_then(|host| {
            let is_named = |known: &&str| known.contains('.') && known.eq_ignore_ascii_case(host);
            scope::GRAPH.into_iter().find(is_named)
        });
        named.unwrap_or(cloud.graph_host())
    }

    /// Whether nobody gives a token, and none is to be chosen first.
    fn lacks_token(&self) -> bool {
        !self.oauth_is_on() && !self.provider_is_unclear()
    }

    /// Whether a provider was written that no rule knows, or is still to be chosen: then nothing is
    /// demanded in its place.
    fn provider_is_unclear(&self) -> bool {
        if self.is_undecided {
            return true;
        }
        let written = self.oauth.and_then(|oauth| oauth.provider.as_ref());
        written.is_some_and(|entry| match entry {
            Entry::Text(text) => {
                !text.trim().is_empty() && choice::meant::<Provider>(text).is_none()
            }
            Entry::Number(_) | Entry::Flag(_) | Entry::Other(_) => true,
        })
    }
}

/// The host that was typed, where it is one.
pub(crate) fn host_of(server: Option<&Entry<'_>>) -> Option<Host> {
    text(server).and_then(Host::of)
}

/// The provider whose server a host is.
pub(crate) fn mail_of(host: Option<&Host>) -> Option<&'static Mail> {
    match host? {
        Host::Name(name) => provider::mail_of_host(name),
        Host::Address(_) => None,
    }
}

fn provider_of(oauth: Option<&OAuthForm<'_>>) -> Provider {
    oauth.and_then(|oauth| read(oauth.provider.as_ref())).unwrap_or(Provider::None)
}

pub(crate) fn text<'a>(entry: Option<&'a Entry<'_>>) -> Option<&'a str> {
    entry.and_then(Entry::text)
}

/// Whether a field was left empty; a value of the wrong type is told as one.
pub(crate) fn is_missing(entry: Option<&Entry<'_>>) -> bool {
    entry.is_none_or(|entry| matches!(entry, Entry::Text(_)) && entry.text().is_none())
}

/// The security that was chosen, or else the usual one; `None` where the choice is none.
fn security_of(entry: Option<&Entry<'_>>, usual: Security) -> Option<Security> {
    if is_missing(entry) { Some(usual) } else { read(entry) }
}

pub(crate) fn read<C: Choice>(entry: Option<&Entry<'_>>) -> Option<C> {
    match entry? {
        Entry::Text(text) => choice::meant(text),
        Entry::Number(_) | Entry::Flag(_) | Entry::Other(_) => None,
    }
}

pub(crate) fn oauth_form<'a>(entry: Option<&'a OAuthEntry<'a>>) -> Option<&'a OAuthForm<'a>> {
    match entry? {
        OAuthEntry::Form(form) => Some(form),
        OAuthEntry::Other(_) => None,
    }
}

/// Whether a secret was given, be it here or elsewhere.
pub(crate) fn is_given(entry: Option<&SecretEntry>) -> bool {
    match entry {
        None => false,
        Some(SecretEntry::Typed(secret)) => !secret.expose().is_empty(),
        Some(SecretEntry::Reference(_) | SecretEntry::Other(_)) => true,
    }
}

/// The secret as it was typed.
fn typed(entry: Option<&SecretEntry>) -> Option<Secret> {
    match entry? {
        SecretEntry::Typed(secret) => Some(secret.clone()),
        SecretEntry::Reference(_) | SecretEntry::Other(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::{
        check_incoming, check_outgoing,
        settings::{Credential, Login},
    };

    /// The host of Microsoft Graph and the scope to ask for, of the two forms.
    fn graph(server: Option<&str>, authority: &str, flow: &str) -> [(String, String); 2] {
        let settings = json!({
            "protocol": "graph",
            "server": server,
            "username": "legal@contoso.com",
            "oauth": {
                "provider": "microsoft-exchange",
                "flow": flow,
                "client_id": "11111111-2222-4333-8444-555555555555",
                "client_secret": "Abc8Q~value.of_a-secret",
                "authority_url": authority,
            },
        });
        let context = Context::default();
        let incoming = IncomingForm::deserialize(settings.clone()).expect("a form");
        let checked = check_incoming(&incoming, &context);
        let is_foreign = server.is_some_and(|server| server.contains("example"));
        assert!(is_foreign || checked.findings.is_empty(), "{:?}", checked.findings);
        let incoming = checked.settings.expect("good settings");
        let outgoing = OutgoingForm::deserialize(settings).expect("a form");
        let outgoing = check_outgoing(&outgoing, &context).settings.expect("good settings");
        [(incoming.server, Some(incoming.login)), (outgoing.server, outgoing.login)].map(
            |(server, login)| {
                let Some(Login { credential: Credential::OAuth(oauth), .. }) = login else {
                    panic!("a login by token was expected");
                };
                (server.host.to_string(), oauth.scope.unwrap_or_default())
            },
        )
    }

    #[test]
    fn graph_is_the_one_of_the_cloud() {
        const TENANT: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
        for (sign_in, server, host) in [
            ("login.microsoftonline.com", None, "graph.microsoft.com"),
            ("login.microsoftonline.us", None, "graph.microsoft.us"),
            ("login.microsoftonline.us", Some("DoD-Graph.microsoft.us"), "dod-graph.microsoft.us"),
            ("login.partner.microsoftonline.cn", None, "microsoftgraph.chinacloudapi.cn"),
            ("login.microsoftonline.us", Some("graph.microsoft.us"), "graph.microsoft.us"),
            // A token for Graph goes nowhere else.
            ("login.microsoftonline.com", Some("graph.example.com"), "graph.microsoft.com"),
        ] {
            let authority = format!("https://{sign_in}/{TENANT}/oauth2/v2.0/token");
            let of_app = (host.to_owned(), format!("https://{host}/.default"));
            assert_eq!(graph(server, &authority, "client-credentials"), [of_app.clone(), of_app]);
            let [incoming, outgoing] = graph(server, &authority, "device-code");
            assert_eq!(incoming.1, format!("https://{host}/Mail.Read offline_access"));
            assert_eq!(outgoing.1, format!("https://{host}/Mail.Send offline_access"));
        }
    }
}
