//! The values that scripts are written with, from settings and from what a test learnt.

use std::borrow::Cow;

use serde::Deserialize;

use super::{portal::Environment, quote::percent_encoded};
use crate::{
    Cloud, Entry, IncomingForm, OAuthEntry, OAuthForm, OutgoingForm, SecretEntry, SecretReference,
    authority,
    claims::Claims,
    diagnosis::{self, Evidence, Protocol},
    guid::is_guid,
    plan::Stage,
    report::{Fact, StageReport, Status},
    rules::{host::is_host_name, text::clean},
    settings::{Choice, Flow, IncomingProtocol, OutgoingProtocol, Provider},
};

/// The values that scripts are written with; what is not known stays to be filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Values {
    /// The mailbox to act for.
    pub mailbox: Option<String>,
    /// The mailbox that mail is sent by, where it is another one.
    pub smtp_mailbox: Option<String>,
    /// The address that mail is sent from.
    pub sender: Option<String>,
    /// The user who signs in, where a user does.
    pub user: Option<String>,
    /// The application (client) id.
    pub client_id: Option<String>,
    /// The object id of the application's service principal: the token's `oid`.
    pub object_id: Option<String>,
    /// The tenant, by id or domain.
    pub tenant: Option<String>,
    /// The cloud.
    pub cloud: Option<Cloud>,
    /// The mail server, which tells apart what the cloud does not.
    pub mail_host: Option<String>,
    /// What the application does with mail.
    pub access: Vec<Access>,
    /// The file that the client secret is read from, where the settings name one.
    pub secret_file: Option<String>,
    /// The file of the certificate, where the settings name one.
    pub certificate_file: Option<String>,
    /// The file of the service account's key, where the settings name one.
    pub key_file: Option<String>,
    /// Whether a test logged in.
    pub has_logged_in: bool,
    /// Whether tokens come from an authorization server that is neither Microsoft's nor Google's, where
    /// no script of theirs does anything.
    pub is_custom: bool,
    /// Whose the mail server is, as far as the settings, its host or its greeting tell.
    pub mail_provider: Option<diagnosis::Provider>,
    /// Whether they are of a simulation, and of no real tenant.
    pub is_simulation: bool,
}

/// What an application does with mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// It sends by SMTP.
    Smtp,
    /// It reads by IMAP.
    Imap,
    /// It reads by POP.
    Pop,
    /// It sends by Microsoft Graph.
    GraphSend,
    /// It reads by Microsoft Graph.
    GraphRead,
}

impl Access {
    /// Every access.
    pub const ALL: [Self; 5] =
        [Self::Smtp, Self::Imap, Self::Pop, Self::GraphSend, Self::GraphRead];

    /// Its name in data.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Smtp => "smtp",
            Self::Imap => "imap",
            Self::Pop => "pop",
            Self::GraphSend => "graph-send",
            Self::GraphRead => "graph-read",
        }
    }

    /// What people call it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Smtp => "SMTP",
            Self::Imap => "IMAP",
            Self::Pop => "POP",
            Self::GraphSend | Self::GraphRead => "Microsoft Graph",
        }
    }

    /// The application permission: of Exchange Online for the protocols, of Microsoft Graph else.
    #[must_use]
    pub fn role(self) -> &'static str {
        match self {
            Self::Smtp => "SMTP.SendAsApp",
            Self::Imap => "IMAP.AccessAsApp",
            Self::Pop => "POP.AccessAsApp",
            Self::GraphSend => "Mail.Send",
            Self::GraphRead => "Mail.Read",
        }
    }

    /// The delegated permission.
    #[must_use]
    pub fn scope(self) -> &'static str {
        match self {
            Self::Smtp => "SMTP.Send",
            Self::Imap => "IMAP.AccessAsUser.All",
            Self::Pop => "POP.AccessAsUser.All",
            Self::GraphSend => "Mail.Send",
            Self::GraphRead => "Mail.Read",
        }
    }

    /// Whether Microsoft Graph, and not a mail protocol, is spoken.
    pub(crate) fn is_by_graph(self) -> bool {
        matches!(self, Self::GraphSend | Self::GraphRead)
    }

    pub(crate) fn of_outgoing(protocol: OutgoingProtocol) -> Self {
        match protocol {
            OutgoingProtocol::Smtp => Self::Smtp,
            OutgoingProtocol::Graph => Self::GraphSend,
        }
    }

    pub(crate) fn of_incoming(protocol: IncomingProtocol) -> Self {
        match protocol {
            IncomingProtocol::Imap => Self::Imap,
            IncomingProtocol::Pop => Self::Pop,
            IncomingProtocol::Graph => Self::GraphRead,
        }
    }
}

impl Values {
    /// The values of forms as they were typed, whether or not the rules have passed them.
    #[must_use]
    pub fn of_forms(
        outgoing: Option<&OutgoingForm<'_>>,
        incoming: Option<&IncomingForm<'_>>,
    ) -> Self {
        let mut values = Self::default();
        if let Some(form) = incoming {
            let protocol = choice(form.protocol.as_ref()).unwrap_or(IncomingProtocol::Imap);
            values.access.push(Access::of_incoming(protocol));
            let (username, mailbox) = (text(form.username.as_ref()), text(form.mailbox.as_ref()));
            values.mailbox = mailbox.or_else(|| username.clone());
            values.add_account(username, text(form.server.as_ref()), form.oauth.as_ref());
        }
        if let Some(form) = outgoing {
            let protocol = choice(form.protocol.as_ref()).unwrap_or(OutgoingProtocol::Smtp);
            values.access.insert(0, Access::of_outgoing(protocol));
            values.sender = text(form.sender.as_ref());
            let (username, mailbox) = (text(form.username.as_ref()), text(form.mailbox.as_ref()));
            let by = mailbox.or_else(|| username.clone());
            values.add_account(username, text(form.server.as_ref()), form.oauth.as_ref());
            keep(&mut values.mailbox, by.clone());
            values.smtp_mailbox = by.filter(|by| values.mailbox.as_ref() != Some(by));
        }
        values
    }

    /// The values that a failure was described with: settings by their usual names, and the claims of
    /// the token.
    #[must_use]
    pub fn of_evidence(evidence: &Evidence) -> Self {
        let setting = |keys: &[&str]| {
            let value = clean(evidence.setting(keys)?);
            (!value.is_empty()).then(|| value.to_owned())
        };
        let claim = |names: &[&str]| {
            let claims = evidence.claims.as_ref()?;
            names.iter().find_map(|name| claims.text(name)).map(ToOwned::to_owned)
        };
        let flow = evidence.flow.or_else(|| evidence.claims.as_ref().map(Claims::flow));
        let signs_in = flow == Some(diagnosis::Flow::User);
        let typed = setting(&["authority_url", "authority", "token_url"]);
        let authority = typed.as_deref().and_then(|typed| authority::read(typed, &[]).authority);
        let (tenant, cloud) =
            authority.map(|it| (it.tenant.map(Cow::into_owned), it.cloud)).unwrap_or_default();
        let user = setting(&["user", "username"]);
        Self {
            mailbox: setting(&["mailbox"]).or_else(|| user.clone()),
            sender: setting(&["sender", "from"]),
            user: user.filter(|_| signs_in),
            client_id: setting(&["client_id", "appid"]).or_else(|| claim(&["appid", "azp"])),
            object_id: claim(&["oid"]).filter(|_| !signs_in),
            tenant: setting(&["tenant"]).or(tenant).or_else(|| claim(&["tid"])),
            cloud,
            mail_host: setting(&["host", "server"]),
            mail_provider: evidence.provider,
            access: match evidence.protocol {
                Some(Protocol::Smtp) => vec![Access::Smtp],
                Some(Protocol::Imap) => vec![Access::Imap],
                Some(Protocol::Pop) => vec![Access::Pop],
                _ => Vec::new(),
            },
            ..Self::default()
        }
    }

    /// Adds what a test learnt: from the claims of its token whom Exchange has to know, whose the server
    /// is, and whether the login succeeded.
    #[must_use]
    pub fn learning(mut self, stages: &[StageReport]) -> Self {
        let said = of_mail_server(stages);
        let host = self.mail_host.as_deref();
        self.mail_provider = self.mail_provider.or_else(|| diagnosis::whose(host, said.as_deref()));
        self.has_logged_in = stages
            .iter()
            .any(|stage| stage.stage == Stage::Authenticate && stage.status == Status::Ok);
        let claims = stages.iter().find(|stage| stage.stage == Stage::Claims);
        if let Some(Fact::Text(id)) = claims.and_then(|claims| claims.facts.get("oid"))
            && self.user.is_none()
        {
            self.object_id = Some(id.clone());
        }
        self
    }

    /// Adds what one form knows, as far as the other has not said it.
    fn add_account(
        &mut self,
        username: Option<String>,
        server: Option<String>,
        oauth: Option<&OAuthEntry<'_>>,
    ) {
        keep(&mut self.mail_host, server);
        let oauth = oauth.and_then(|entry| match entry {
            OAuthEntry::Form(form) => Some(form),
            OAuthEntry::Other(_) => None,
        });
        if !oauth.is_some_and(|form| is_for_application(form)) {
            keep(&mut self.user, username);
        }
        if let Some(form) = oauth {
            self.add_oauth(form);
        }
    }

    fn add_oauth(&mut self, form: &OAuthForm<'_>) {
        keep(&mut self.client_id, text(form.client_id.as_ref()));
        keep(&mut self.certificate_file, text(form.certificate.as_ref()));
        keep(&mut self.key_file, text(form.service_account_file.as_ref()));
        if let Some(SecretEntry::Reference(SecretReference::File(path))) = &form.client_secret {
            keep(&mut self.secret_file, Some(path.clone()));
        }
        keep(&mut self.mailbox, text(form.subject.as_ref()));
        let typed = text(form.authority_url.as_ref());
        let authority = typed.as_deref().and_then(|typed| authority::read(typed, &[]).authority);
        let is_custom = choice(form.provider.as_ref()) == Some(Provider::Custom)
            && authority.as_ref().is_none_or(|it| it.cloud.is_none());
        self.mail_provider = self.mail_provider.or(match choice(form.provider.as_ref()) {
            Some(Provider::MicrosoftExchange) => Some(diagnosis::Provider::Microsoft),
            Some(Provider::GoogleWorkspace) => Some(diagnosis::Provider::Google),
            _ => None,
        });
        // What one form knows of a tenant counts, whatever the other asks for tokens.
        self.is_custom = is_custom && self.tenant.is_none();
        if let Some(authority) = authority.filter(|_| !is_custom) {
            keep(&mut self.tenant, authority.tenant.map(Cow::into_owned));
            self.cloud = self.cloud.or(authority.cloud);
        }
    }

    /// Whether tokens or mail come from servers on which nothing of Microsoft's tells or does anything.
    pub(crate) fn is_elsewhere(&self) -> bool {
        use diagnosis::Provider::{Google, Other};
        self.is_custom || matches!(self.mail_provider, Some(Google | Other))
    }

    /// The cloud as its administrators know it; `None` for the newest ones.
    #[must_use]
    pub fn environment(&self) -> Option<Environment> {
        let host = self.mail_host.as_deref().map(str::to_ascii_lowercase);
        let cloud = self.cloud.or_else(|| Cloud::of_mail_host(host.as_deref()?));
        Environment::of(cloud.unwrap_or(Cloud::Global), host.as_deref())
    }

    /// Whether Exchange has a role for every access, which it limits to some mailboxes: for IMAP and
    /// POP it has none.
    pub(crate) fn is_by_role(&self) -> bool {
        !self.access.iter().any(|access| matches!(access, Access::Imap | Access::Pop))
    }

    /// The application permissions that Entra grants.
    pub(crate) fn roles(&self) -> impl Iterator<Item = &'static str> {
        self.access.iter().filter(|access| !access.is_by_graph()).map(|access| access.role())
    }

    /// The delegated permissions. One token is of one resource.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &'static str> {
        let is_meant = |access: &&Access| access.is_by_graph() == self.is_by_graph();
        self.access.iter().filter(is_meant).map(|access| access.scope())
    }

    /// The application permissions that Exchange limits to some mailboxes: of the protocols only SMTP
    /// has one.
    pub(crate) fn application_roles(&self) -> impl Iterator<Item = &'static str> {
        let is_limited = |access: &&Access| access.is_by_graph() || self.is_by_role();
        self.access.iter().filter(is_limited).map(|access| access.role())
    }

    /// Whether Microsoft Graph is what a user's token is for.
    pub(super) fn is_by_graph(&self) -> bool {
        self.access.iter().any(|access| access.is_by_graph())
    }

    /// What the registration is called.
    pub(super) fn name(&self) -> String {
        let mailbox = self.mailbox.as_deref().unwrap_or("a mailbox");
        let mut titles: Vec<_> = self.access.iter().map(|access| access.title()).collect();
        titles.dedup();
        let titles = if titles.is_empty() { "mail".to_owned() } else { titles.join(" and ") };
        format!("Mailvet: {titles} of {mailbox}")
    }

    /// The page on which an administrator consents, where client and tenant are known and real.
    ///
    /// Source: Microsoft, *Admin consent on the Microsoft identity platform* (2023-11-08).
    #[must_use]
    pub fn consent_url(&self) -> Option<String> {
        if self.is_simulation {
            return None;
        }
        let (tenant, client_id) = (self.tenant.as_deref()?, self.client_id.as_deref()?);
        if !is_guid(tenant) && !is_host_name(tenant) {
            return None;
        }
        let cloud = self.cloud.unwrap_or(Cloud::Global);
        let host = cloud.sign_in_host();
        let [tenant, client_id, scope] =
            [tenant, client_id, cloud.mail_scope()].map(percent_encoded);
        Some(format!(
            "https://{host}/{tenant}/v2.0/adminconsent?client_id={client_id}&scope={scope}"
        ))
    }
}

/// Whether a form asks for tokens of an application that acts as itself.
fn is_for_application(form: &OAuthForm<'_>) -> bool {
    let provider = choice(form.provider.as_ref()).unwrap_or(Provider::None);
    provider != Provider::None && choice(form.flow.as_ref()).is_none_or(is_app_only)
}

/// Whether nobody signs in: the application acts as itself.
pub(crate) fn is_app_only(flow: Flow) -> bool {
    matches!(flow, Flow::ClientCredentials | Flow::ServiceAccount)
}

/// What a mail server said when it greeted, and when it refused something.
fn of_mail_server(stages: &[StageReport]) -> Option<String> {
    let tells = |stage: &&StageReport| match stage.stage {
        Stage::Greeting => true,
        Stage::Authenticate | Stage::Mailbox | Stage::Send => stage.status == Status::Failed,
        _ => false,
    };
    let text = |stage: &StageReport| match stage.facts.get("text")? {
        Fact::Text(text) => Some(text.clone()),
        _ => None,
    };
    let said: Vec<_> = stages.iter().filter(tells).filter_map(text).collect();
    (!said.is_empty()).then(|| said.join("\n"))
}

fn keep(known: &mut Option<String>, new: Option<String>) {
    if known.is_none() {
        *known = new;
    }
}

pub(crate) fn text(entry: Option<&Entry<'_>>) -> Option<String> {
    entry.and_then(Entry::text).map(ToOwned::to_owned)
}

pub(crate) fn choice<C: Choice>(entry: Option<&Entry<'_>>) -> Option<C> {
    C::read(entry?.text()?)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_authorization_server_of_one_s_own_has_no_tenant_and_no_script() {
        for (provider, authority, scripts) in [
            ("custom", "https://sso.example.com/token", false),
            ("custom", "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", true),
            ("microsoft-exchange", "https://sso.example.com/contoso.com/oauth2/v2.0/token", true),
        ] {
            let form = json!({ "oauth": { "provider": provider, "authority_url": authority } });
            let form = OutgoingForm::deserialize(form).expect("a form");
            let values = Values::of_forms(Some(&form), None);
            assert_eq!(values.tenant.is_some(), scripts, "{provider} {authority}");
            let written = crate::remedy::scripts("secret-invalid", &values);
            assert_eq!(!written.is_empty(), scripts, "{provider} {authority}");
        }
        let of_both = |outgoing: &str, incoming: &str| {
            let of = |provider: &str| {
                let authority = "https://sso.example.com/contoso.com/oauth2/v2.0/token";
                json!({ "oauth": { "provider": provider, "authority_url": authority } })
            };
            let outgoing = OutgoingForm::deserialize(of(outgoing)).expect("a form");
            let incoming = IncomingForm::deserialize(of(incoming)).expect("a form");
            Values::of_forms(Some(&outgoing), Some(&incoming)).is_custom
        };
        for (outgoing, incoming, expected) in [
            ("custom", "custom", true),
            ("custom", "microsoft-exchange", false),
            ("microsoft-exchange", "custom", false),
        ] {
            assert_eq!(of_both(outgoing, incoming), expected, "{outgoing} {incoming}");
        }
    }

    #[test]
    fn the_page_of_consent_is_the_cloud_s_own() {
        let values = Values {
            tenant: Some("contoso.onmicrosoft.us".to_owned()),
            client_id: Some("11111111-2222-4333-8444-555555555555".to_owned()),
            cloud: Some(Cloud::UsGovernment),
            ..Values::default()
        };
        assert_eq!(
            values.consent_url().expect("a URL"),
            "https://login.microsoftonline.us/contoso.onmicrosoft.us/v2.0/adminconsent?client_id=11111111-2222-4333-8444-555555555555&scope=https%3A%2F%2Foutlook.office365.us%2F.default"
        );
        assert_eq!(Values::default().consent_url(), None);
    }

    #[test]
    fn a_described_failure_has_values() {
        let read = |object| match object {
            Value::Object(object) => Values::of_evidence(&Evidence::read(object)),
            _ => Values::default(),
        };
        let some = |text: &str| Some(text.to_owned());
        let values = read(json!({
            "protocol": "imap",
            "settings": {
                "host": " outlook.office365.us ",
                "user": "legal@contoso.us",
                "authority_url": "https://login.microsoftonline.us/contoso.us/oauth2/v2.0/token",
                "client_secret": "a secret",
                "client_id": 1,
            },
            "claims": { "oid": "an object", "appid": "an application", "tid": "a tenant" },
        }));
        let expected = Values {
            mailbox: some("legal@contoso.us"),
            client_id: some("an application"),
            object_id: some("an object"),
            tenant: some("contoso.us"),
            cloud: Some(Cloud::UsGovernment),
            mail_host: some("outlook.office365.us"),
            access: vec![Access::Imap],
            ..Values::default()
        };
        assert_eq!(values, expected);
        // The object id of a person is not the one that Exchange has to know.
        let values = read(json!({
            "settings": { "user": "ada@contoso.com", "mailbox": "legal@contoso.com" },
            "claims": { "oid": "a person", "scp": "IMAP.AccessAsUser.All" },
        }));
        let (mailbox, user) = (some("legal@contoso.com"), some("ada@contoso.com"));
        assert_eq!(values, Values { mailbox, user, ..Values::default() });
        assert_eq!(read(json!({ "text": "535 5.7.3" })), Values::default());
    }

    #[test]
    fn the_environment_is_told_by_cloud_and_server() {
        for (cloud, host, expected) in [
            (None, None, Some(Environment::Global)),
            (None, Some("outlook-dod.office365.us"), Some(Environment::Dod)),
            (None, Some("SMTP.office365.us"), Some(Environment::GccHigh)),
            (Some(Cloud::UsGovernment), Some("outlook-dod.office365.us"), Some(Environment::Dod)),
            (Some(Cloud::UsGovernment), None, Some(Environment::GccHigh)),
            (Some(Cloud::China), None, Some(Environment::China)),
            (Some(Cloud::Bleu), None, None),
        ] {
            let mail_host = host.map(ToOwned::to_owned);
            let values = Values { cloud, mail_host, ..Values::default() };
            assert_eq!(values.environment(), expected, "{cloud:?} {host:?}");
        }
    }
}
