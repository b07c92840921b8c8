//! The rules about how fields go together, and the parsing that they make possible.
//!
//! Both forms are seen through one [`View`], so that a rule about server, account or OAuth stands
//! once. Each step adds what it finds and gives the typed value where there is one.

use super::{
    Problem, account,
    choice::read_flag,
    host,
    port::{self, Service},
};
use crate::{
    Context, Entry, Finding, FormName, IncomingForm, OAuthForm, OutgoingForm, Secret, SecretEntry,
    authority::{self, AuthorityKind, Reading},
    catalogue,
    cloud::Cloud,
    form::{OAuthEntry, UnknownKeys},
    settings::{
        Choice, ClientAuth, Credential, Flow, Host, Incoming, IncomingProtocol, Login, Mechanism,
        OAuth, Outgoing, OutgoingProtocol, Provider, Security, Server, default_port,
    },
};

/// What the two forms have in common.
struct View<'a> {
    form: FormName,
    server: Option<&'a Entry>,
    service: Service,
    /// `None` where something was written that is no security: then nothing is concluded from it.
    security: Option<Security>,
    /// The key that the security was written under.
    security_key: &'static str,
    port: Option<&'a Entry>,
    /// The port that the protocol usually has with this security.
    usual_port: u16,
    username: Option<&'a Entry>,
    password: Option<&'a SecretEntry>,
    mailbox: Option<&'a str>,
    mechanism: Option<Mechanism>,
    oauth: Option<&'a OAuthForm>,
    context: &'a Context,
}

/// Judges the relations of an outgoing form and parses it.
pub(crate) fn outgoing(
    form: &OutgoingForm,
    context: &Context,
    findings: &mut Vec<Finding>,
) -> Option<Outgoing> {
    let protocol = read(form.protocol.as_ref()).unwrap_or(OutgoingProtocol::Smtp);
    let security = match protocol {
        OutgoingProtocol::Smtp => security_of(form.security.as_ref(), Security::None),
        OutgoingProtocol::Graph => Some(Security::Ssl),
    };
    let view = View {
        form: FormName::Outgoing,
        server: form.server.as_ref(),
        service: Service::Smtp,
        security,
        security_key: "security",
        port: form.port.as_ref(),
        usual_port: default_port(FormName::Outgoing, security.unwrap_or(Security::None)),
        username: form.username.as_ref(),
        password: form.password.as_ref(),
        mailbox: text(form.mailbox.as_ref()),
        mechanism: read(form.mechanism.as_ref()),
        oauth: oauth_form(form.oauth.as_ref()),
        context,
    };
    let mut notes = Notes { form: FormName::Outgoing, findings };
    notes.shape(form.oauth.as_ref(), &form.unknown);
    let server = match protocol {
        OutgoingProtocol::Smtp => view.server(&mut notes),
        OutgoingProtocol::Graph => Some(graph(&view)),
    };
    let required = form.requires_authentication.as_ref().and_then(read_flag);
    let has_login = view.oauth_is_on() || is_given(view.password);
    if required == Some(false) && has_login {
        notes.add(
            "requires_authentication",
            Problem::new(catalogue::AUTHENTICATION_OFF).edit("", "true"),
        );
    }
    // A token is for nothing else than a login, so OAuth implies one: a test that left it out would
    // succeed and prove nothing.
    let logs_in = view.oauth_is_on() || required.unwrap_or(has_login);
    let login = logs_in.then(|| view.login(&mut notes));
    let address = |typed: &str| account::is_address(typed).then(|| typed.to_owned());
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
    form: &IncomingForm,
    context: &Context,
    findings: &mut Vec<Finding>,
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
    let view = View {
        form: FormName::Incoming,
        server: form.server.as_ref(),
        service: match protocol {
            IncomingProtocol::Pop => Service::Pop,
            IncomingProtocol::Imap | IncomingProtocol::Graph => Service::Imap,
        },
        security,
        security_key: if is_chosen { "security" } else { "use_ssl" },
        port: form.port.as_ref(),
        usual_port: protocol.default_port(security.unwrap_or(by_box)),
        username: form.username.as_ref(),
        password: form.password.as_ref(),
        mailbox: text(form.mailbox.as_ref()),
        mechanism: read(form.mechanism.as_ref()),
        oauth: oauth_form(form.oauth.as_ref()),
        context,
    };
    let mut notes = Notes { form: FormName::Incoming, findings };
    notes.shape(form.oauth.as_ref(), &form.unknown);
    if let (Some(use_ssl), Some(security)) = (use_ssl, security)
        && use_ssl != (security == Security::Ssl)
    {
        let problem = Problem::new(catalogue::SECURITY_CONFLICT);
        notes.add("security", problem.with("security", security));
    }
    let server = match protocol {
        IncomingProtocol::Imap | IncomingProtocol::Pop => view.server(&mut notes),
        IncomingProtocol::Graph => Some(graph(&view)),
    };
    let login = view.login(&mut notes);
    Some(Incoming { server: server?, protocol, login: login? })
}

impl View<'_> {
    fn provider(&self) -> Provider {
        self.oauth.and_then(|oauth| read(oauth.provider.as_ref())).unwrap_or(Provider::None)
    }

    fn oauth_is_on(&self) -> bool {
        self.provider() != Provider::None
    }

    /// Whether a provider was written that no rule knows: then nothing is demanded in its place.
    fn provider_is_unclear(&self) -> bool {
        let written = self.oauth.and_then(|oauth| oauth.provider.as_ref());
        written.is_some_and(|entry| match entry {
            Entry::Text(text) => !text.trim().is_empty() && Provider::read(text).is_none(),
            Entry::Number(_) | Entry::Flag(_) | Entry::Other(_) => true,
        })
    }

    fn server(&self, notes: &mut Notes<'_>) -> Option<Server> {
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

    fn judge_port(&self, number: u16, host: Option<&Host>, notes: &mut Notes<'_>) {
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
    fn choose(&self, problem: Problem, security: Security) -> Problem {
        match (self.security_key, security) {
            ("use_ssl", Security::Ssl) => problem.edit("use_ssl", "true"),
            ("use_ssl", _) => problem.edit("use_ssl", "false").edit("security", security.as_str()),
            (key, _) => problem.edit(key, security.as_str()),
        }
    }

    fn login(&self, notes: &mut Notes<'_>) -> Option<Login> {
        if is_missing(self.username) {
            notes.add("username", Problem::new(catalogue::USERNAME_MISSING));
        }
        notes.extend("password", self.password.and_then(account::secret));
        notes.extend(
            "mechanism",
            self.mechanism.and_then(|mechanism| self.judge_mechanism(mechanism)),
        );
        let credential = if self.oauth_is_on() {
            if is_given(self.password) {
                notes.add("password", Problem::new(catalogue::PASSWORD_UNUSED));
            }
            self.without_tls(catalogue::OAUTH_WITHOUT_TLS, notes);
            self.oauth(notes).map(|oauth| Credential::OAuth(Box::new(oauth)))
        } else {
            self.judge_oauth_off(notes);
            self.password(notes).map(Credential::Password)
        };
        Some(Login {
            username: text(self.username)?.to_owned(),
            mailbox: self.mailbox.map(ToOwned::to_owned),
            mechanism: self.mechanism,
            credential: credential?,
        })
    }

    fn judge_mechanism(&self, mechanism: Mechanism) -> Option<Problem> {
        let (suitable, credential) = if self.oauth_is_on() {
            ([Mechanism::Xoauth2, Mechanism::Oauthbearer], "an access token")
        } else {
            ([Mechanism::Plain, Mechanism::Login], "a password")
        };
        let [first, second] = suitable;
        (!suitable.contains(&mechanism)).then(|| {
            Problem::new(catalogue::MECHANISM_UNSUITABLE)
                .with("mechanism", mechanism)
                .with("credential", credential)
                .with("suitable", format!("`{first}` or `{second}`"))
        })
    }

    fn password(&self, notes: &mut Notes<'_>) -> Option<Secret> {
        if !is_given(self.password) {
            if !self.provider_is_unclear() {
                notes.add("password", Problem::new(catalogue::PASSWORD_MISSING));
            }
            return None;
        }
        self.without_tls(catalogue::PASSWORD_WITHOUT_TLS, notes);
        typed(self.password)
    }

    fn without_tls(&self, rule: &'static catalogue::Rule, notes: &mut Notes<'_>) {
        if self.security != Some(Security::None) {
            return;
        }
        let problem = Problem::new(rule);
        let (advice, better) = match self.form {
            FormName::Outgoing => {
                ("“Use TLS” (STARTTLS, port 587) or “Use SSL” (port 465)", Security::Tls)
            }
            FormName::Incoming => ("“Use SSL” (port 993)", Security::Ssl),
        };
        let problem = self.choose(problem.with("advice", advice), better);
        notes.add(self.security_key, problem);
    }

    fn judge_oauth_off(&self, notes: &mut Notes<'_>) {
        let Some(oauth) = self.oauth else { return };
        let filled = [&oauth.client_id, &oauth.authority_url]
            .into_iter()
            .any(|entry| text(entry.as_ref()).is_some())
            || is_given(oauth.client_secret.as_ref());
        if filled && !self.provider_is_unclear() {
            notes.add("oauth.provider", Problem::new(catalogue::OAUTH_OFF));
        }
    }

    fn oauth(&self, notes: &mut Notes<'_>) -> Option<OAuth> {
        let form = self.oauth?;
        let provider = self.provider();
        let flow = read(form.flow.as_ref()).unwrap_or(match provider {
            Provider::GoogleWorkspace => Flow::ServiceAccount,
            Provider::None | Provider::MicrosoftExchange | Provider::Custom => {
                Flow::ClientCredentials
            }
        });
        let client_id = text(form.client_id.as_ref());
        if is_missing(form.client_id.as_ref()) && provider != Provider::GoogleWorkspace {
            notes.add("oauth.client_id", Problem::new(catalogue::CLIENT_ID_MISSING));
        }
        let client_secret = client_secret(form, provider, flow, notes);
        let scope = text(form.scope.as_ref());
        let (authority, token_url) = match provider {
            Provider::MicrosoftExchange => {
                let Reading { authority, is_own, .. } = self.authority(form, flow, notes);
                if !is_own {
                    judge_microsoft(form, flow, authority.as_ref(), notes);
                }
                self.judge_username(notes);
                let token_url = authority.as_ref().map(|authority| authority.token_url.clone());
                (authority, token_url)
            }
            Provider::GoogleWorkspace => {
                if flow == Flow::ClientCredentials {
                    notes.add("oauth.flow", Problem::new(catalogue::GOOGLE_CLIENT_CREDENTIALS));
                }
                (None, Some("https://oauth2.googleapis.com/token".to_owned()))
            }
            Provider::None | Provider::Custom => (None, token_endpoint(form, notes)),
        };
        let cloud =
            authority.as_ref().and_then(|authority| authority.cloud).unwrap_or(Cloud::Global);
        let usual_scope = match provider {
            Provider::MicrosoftExchange => Some(cloud.mail_scope().to_owned()),
            Provider::GoogleWorkspace => Some("https://mail.google.com/".to_owned()),
            Provider::None | Provider::Custom => None,
        };
        // A secret that is only referred to leaves the settings incomplete, though not wrong.
        if is_given(form.client_secret.as_ref()) && client_secret.is_none() {
            return None;
        }
        Some(OAuth {
            provider,
            flow,
            client_id: client_id.unwrap_or_default().to_owned(),
            client_secret,
            client_auth: read(form.client_auth.as_ref()).unwrap_or(ClientAuth::Post),
            token_url: token_url?,
            authority,
            scope: scope.map(ToOwned::to_owned).or(usual_scope),
        })
    }

    fn authority(&self, form: &OAuthForm, flow: Flow, notes: &mut Notes<'_>) -> Reading {
        const FIELD: &str = "oauth.authority_url";
        let Some(typed) = text(form.authority_url.as_ref()) else {
            if is_missing(form.authority_url.as_ref()) {
                let problem = Problem::new(catalogue::AUTHORITY_MISSING);
                notes.add(FIELD, problem.with("example", authority::EXAMPLE));
            }
            return Reading { authority: None, is_own: false, problems: Vec::new() };
        };
        let mut reading = authority::read(typed, &self.context.identity_hosts);
        notes.extend(FIELD, std::mem::take(&mut reading.problems));
        let Some(authority) = &reading.authority else { return reading };
        let concrete = authority.tenant_kind.is_none_or(authority::TenantKind::is_concrete);
        if flow == Flow::ClientCredentials && !concrete {
            let tenant = authority.tenant.as_deref().unwrap_or_default();
            notes.add(FIELD, Problem::new(catalogue::TENANT_NOT_CONCRETE).with("tenant", tenant));
        }
        self.judge_clouds(authority, notes);
        reading
    }

    fn judge_clouds(&self, authority: &crate::Authority, notes: &mut Notes<'_>) {
        let host = text(self.server).and_then(|typed| Host::read(typed).ok());
        let Some(Host::Name(host)) = host else { return };
        let (Some(ours), Some(theirs)) = (authority.cloud, Cloud::of_mail_host(&host)) else {
            return;
        };
        if ours != theirs && authority.kind == AuthorityKind::Entra && ours != Cloud::Germany {
            let known = theirs.sign_in_host();
            notes.add(
                "oauth.authority_url",
                Problem::new(catalogue::CLOUD_MISMATCH)
                    .with("authority_cloud", ours.title())
                    .with("server_cloud", theirs.title())
                    .with("known", known)
                    .edit("", authority.token_url.replacen(&authority.host, known, 1)),
            );
        }
    }

    fn judge_username(&self, notes: &mut Notes<'_>) {
        let problem = text(self.username).and_then(account::microsoft_username);
        notes.extend("username", problem);
    }
}

/// Judges the client and the scope by what Microsoft makes of them.
fn judge_microsoft(
    form: &OAuthForm,
    flow: Flow,
    authority: Option<&crate::Authority>,
    notes: &mut Notes<'_>,
) {
    let tenant = authority.and_then(|authority| authority.tenant.as_deref());
    let client_id = text(form.client_id.as_ref());
    notes.extend(
        "oauth.client_id",
        client_id.and_then(|id| account::microsoft_client_id(id, tenant)),
    );
    let secret = form.client_secret.as_ref();
    notes.extend("oauth.client_secret", secret.and_then(account::microsoft_client_secret));
    if flow == Flow::ClientCredentials {
        let cloud = authority.and_then(|authority| authority.cloud).unwrap_or(Cloud::Global);
        let scope = text(form.scope.as_ref());
        notes.extend("oauth.scope", scope.and_then(|scope| judge_scope(scope, cloud)));
    }
}

/// Judges and reads the client's secrets.
fn client_secret(
    form: &OAuthForm,
    provider: Provider,
    flow: Flow,
    notes: &mut Notes<'_>,
) -> Option<Secret> {
    let entry = form.client_secret.as_ref();
    let replaced = [&form.certificate, &form.assertion_file]
        .into_iter()
        .any(|entry| text(entry.as_ref()).is_some());
    let needed = flow == Flow::ClientCredentials && provider != Provider::GoogleWorkspace;
    if needed && !replaced && !is_given(entry) {
        notes.add("oauth.client_secret", Problem::new(catalogue::CLIENT_SECRET_MISSING));
    }
    notes.extend("oauth.client_secret", entry.and_then(account::secret));
    notes.extend(
        "oauth.certificate_password",
        form.certificate_password.as_ref().and_then(account::secret),
    );
    typed(entry)
}

/// The token endpoint of a custom provider: any https host, or plain http on this machine.
fn token_endpoint(form: &OAuthForm, notes: &mut Notes<'_>) -> Option<String> {
    const FIELD: &str = "oauth.authority_url";
    let Some(typed) = text(form.authority_url.as_ref()) else {
        if is_missing(form.authority_url.as_ref()) {
            let example = "https://login.example.com/oauth2/token";
            notes.add(FIELD, Problem::new(catalogue::AUTHORITY_MISSING).with("example", example));
        }
        return None;
    };
    if super::text::placeholder(typed).is_some() {
        return None;
    }
    let problem = match url::Url::parse(typed) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            let host = url.host_str().unwrap_or_default();
            Problem::new(catalogue::AUTHORITY_USERINFO).with("host", host)
        }
        Ok(url) if url.path().contains("/.well-known/") => {
            Problem::new(catalogue::TOKEN_URL_IS_METADATA)
        }
        Ok(url) if url.scheme() == "https" => return Some(url.into()),
        Ok(url) if url.scheme() == "http" => {
            // Any other name, `x.localhost` and `localhost.` too, is for the resolver to say.
            let is_here = match url.host() {
                Some(url::Host::Domain(name)) => name == "localhost",
                Some(url::Host::Ipv4(address)) => address.is_loopback(),
                Some(url::Host::Ipv6(address)) => address.is_loopback(),
                None => false,
            };
            if is_here {
                return Some(url.into());
            }
            Problem::new(catalogue::TOKEN_URL_NOT_HTTPS)
        }
        Ok(_) | Err(_) => Problem::new(catalogue::TOKEN_URL_MALFORMED),
    };
    notes.add(FIELD, problem);
    None
}

/// Mail servers take no token of Microsoft Graph, and client credentials ask for one resource, with
/// `/.default`.
fn judge_scope(scope: &str, cloud: Cloud) -> Option<Problem> {
    if scope.to_ascii_lowercase().contains("://graph.microsoft") {
        let usual = cloud.mail_scope();
        let problem = Problem::new(catalogue::SCOPE_OF_GRAPH).with("scope", usual);
        return Some(problem.edit("", usual));
    }
    let is_one = !scope.contains(char::is_whitespace) && scope.ends_with("/.default");
    (!is_one).then(|| {
        let usual = cloud.mail_scope();
        Problem::new(catalogue::SCOPE_NOT_DEFAULT).with("scope", usual).edit("", usual)
    })
}

fn graph(view: &View<'_>) -> Server {
    let host = Host::Name("graph.microsoft.com".to_owned());
    Server { host, port: view.port.and_then(port::read).unwrap_or(443), security: Security::Ssl }
}

fn text(entry: Option<&Entry>) -> Option<&str> {
    entry.and_then(Entry::text)
}

/// Whether a field was left empty; a value of the wrong type is told as one.
fn is_missing(entry: Option<&Entry>) -> bool {
    entry.is_none_or(|entry| matches!(entry, Entry::Text(_)) && entry.text().is_none())
}

/// The security that was chosen, or else the usual one; `None` where the choice is none.
fn security_of(entry: Option<&Entry>, usual: Security) -> Option<Security> {
    if is_missing(entry) { Some(usual) } else { read(entry) }
}

fn read<C: Choice>(entry: Option<&Entry>) -> Option<C> {
    match entry? {
        Entry::Text(text) => C::read(text),
        Entry::Number(_) | Entry::Flag(_) | Entry::Other(_) => None,
    }
}

fn oauth_form(entry: Option<&OAuthEntry>) -> Option<&OAuthForm> {
    match entry? {
        OAuthEntry::Form(form) => Some(form),
        OAuthEntry::Other(_) => None,
    }
}

/// Whether a secret was given, be it here or elsewhere.
fn is_given(entry: Option<&SecretEntry>) -> bool {
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

/// Collects what the rules say of one form.
struct Notes<'a> {
    form: FormName,
    findings: &'a mut Vec<Finding>,
}

impl Notes<'_> {
    fn add(&mut self, field: &str, problem: Problem) {
        self.findings.push(problem.into_finding(self.form, field));
    }

    fn extend(&mut self, field: &str, problems: impl IntoIterator<Item = Problem>) {
        for problem in problems {
            self.add(field, problem);
        }
    }

    /// Says which keys mean nothing, and when `oauth` is no table.
    fn shape(&mut self, oauth: Option<&OAuthEntry>, unknown: &UnknownKeys) {
        self.unknown_keys(unknown, "");
        match oauth {
            Some(OAuthEntry::Form(form)) => self.unknown_keys(&form.unknown, "oauth."),
            Some(OAuthEntry::Other(entry)) => {
                let problem = Problem::new(catalogue::WRONG_TYPE);
                self.add("oauth", problem.with("kind", entry.kind()).with("expected", "a table"));
            }
            None => {}
        }
    }

    fn unknown_keys(&mut self, keys: &UnknownKeys, prefix: &str) {
        /// More of them help nobody.
        const MOST: usize = 20;
        for key in keys.0.iter().take(MOST) {
            let known = crate::FIELDS.iter().filter_map(|field| field.strip_prefix(prefix));
            let of_other_form = crate::FIELDS.contains(&&*format!("{prefix}{key}"));
            let near = known
                .filter(|field| !field.contains('.') && key.len() < 40)
                .min_by_key(|field| strsim::osa_distance(key, field))
                .filter(|field| strsim::osa_distance(key, field) <= 2);
            let suggestion = match near {
                _ if of_other_form => "It belongs to the other form; remove it here.".to_owned(),
                Some(near) => format!("`{near}` is one; was it meant?"),
                None => "Remove it, or look at its spelling.".to_owned(),
            };
            let problem = Problem::new(catalogue::UNKNOWN_KEY);
            self.add(
                &super::shortened(format!("{prefix}{key}")),
                problem.with("key", key).with("suggestion", suggestion),
            );
        }
        if let Some(rest) = keys.0.len().checked_sub(MOST).filter(|rest| *rest > 0) {
            let problem = Problem::new(catalogue::UNKNOWN_KEY).with("key", format!("{rest} more"));
            self.add(&format!("{prefix}…"), problem.with("suggestion", "Look at their spelling."));
        }
    }
}
