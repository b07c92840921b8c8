//! The rules across the two forms: one mailbox is usually sent from and read, so what differs
//! between them is told, at the incoming form.
//!
//! Two accounts may be meant. So nothing here is an error, and where a difference is as usual as a
//! slip, such as a relay for sending, nothing is said at all.

use super::{
    Notes, Problem, account,
    relation::{self, is_given, is_missing, oauth_form, read, text},
};
use crate::{
    Authority, Context, Entry, IncomingForm, OAuthForm, OutgoingForm, SecretEntry, TenantKind,
    authority, catalogue, cloud::Cloud, provider::Mail, settings::Provider,
};

/// What is compared of one form.
struct Side<'a> {
    server: Option<&'a str>,
    mail: Option<&'static Mail>,
    username: Option<&'a str>,
    has_password: bool,
    oauth: Option<&'a OAuthForm<'a>>,
    /// `None` where something was written that is no provider.
    provider: Option<Provider>,
}

/// Judges how the two forms go together.
pub(crate) fn judge(
    outgoing: &OutgoingForm<'_>,
    incoming: &IncomingForm<'_>,
    context: &Context,
    notes: &mut Notes,
) {
    let sending = Side::of(
        outgoing.server.as_ref(),
        outgoing.username.as_ref(),
        outgoing.password.as_ref(),
        oauth_form(outgoing.oauth.as_ref()),
    );
    let reading = Side::of(
        incoming.server.as_ref(),
        incoming.username.as_ref(),
        incoming.password.as_ref(),
        oauth_form(incoming.oauth.as_ref()),
    );
    // Of what follows from one another only the first is told.
    if let Some(problem) = clouds(&sending, &reading).or_else(|| providers(&sending, &reading)) {
        notes.add("server", problem);
    } else if let Some(problem) = tenants(&sending, &reading, context) {
        notes.add("oauth.authority_url", problem);
    } else {
        notes.extend("oauth.client_id", apps(&sending, &reading));
        if !relation::is_undecided(incoming) {
            notes.extend("oauth.provider", oauth_in_one(&sending, &reading));
        }
        let out = [&outgoing.reply_to, &outgoing.sender, &outgoing.mailbox];
        let out = out.map(|entry| text(entry.as_ref()));
        notes.extend("username", users(&sending, &reading, out, text(incoming.mailbox.as_ref())));
    }
}

impl<'a> Side<'a> {
    fn of(
        server: Option<&'a Entry<'a>>,
        username: Option<&'a Entry<'a>>,
        password: Option<&SecretEntry>,
        oauth: Option<&'a OAuthForm<'a>>,
    ) -> Self {
        let host = relation::host_of(server);
        let mail = relation::mail_of(host.as_ref());
        let entry = oauth.and_then(|oauth| oauth.provider.as_ref());
        let provider = if is_missing(entry) { Some(Provider::None) } else { read(entry) };
        Self {
            server: text(server),
            mail,
            username: text(username),
            has_password: is_given(password),
            oauth,
            provider,
        }
    }

    fn cloud(&self) -> Option<Cloud> {
        self.mail?.cloud
    }

    /// Whose mail server it is; Microsoft's rows are one here.
    fn owner(&self) -> Option<&'static str> {
        let mail = self.mail?;
        Some(if mail.cloud.is_some() { "microsoft" } else { mail.id })
    }

    fn client_id(&self) -> Option<&'a str> {
        text(self.oauth?.client_id.as_ref())
    }

    fn authority_url(&self) -> Option<&'a str> {
        text(self.oauth?.authority_url.as_ref())
    }

    fn is_microsoft(&self) -> bool {
        self.provider == Some(Provider::MicrosoftExchange)
    }
}

fn clouds(sending: &Side<'_>, reading: &Side<'_>) -> Option<Problem> {
    let (theirs, ours) = (sending.cloud()?, reading.cloud()?);
    (theirs != ours).then(|| {
        Problem::new(catalogue::CLOUDS_DIFFER)
            .with_static("outgoing_cloud", theirs.id())
            .with_static("incoming_cloud", ours.id())
            .edit_static("", theirs.mail_hosts().1)
            .guessed()
    })
}

fn providers(sending: &Side<'_>, reading: &Side<'_>) -> Option<Problem> {
    let hosts = (sending.server?, reading.server?);
    (sending.owner()? != reading.owner()?).then(|| {
        Problem::new(catalogue::PROVIDERS_DIFFER)
            .with("outgoing", hosts.0)
            .with("incoming", hosts.1)
    })
}

/// A tenant has one id and one initial domain, but any number of other domains: only two of the
/// same of those kinds are surely two tenants.
fn tenants(sending: &Side<'_>, reading: &Side<'_>, context: &Context) -> Option<Problem> {
    if !(sending.is_microsoft() && reading.is_microsoft()) {
        return None;
    }
    let (theirs, ours) = (sending.authority_url()?, reading.authority_url()?);
    if theirs == ours {
        return None;
    }
    let tenant = |typed| {
        let Authority { tenant, tenant_kind, .. } =
            authority::read(typed, &context.identity_hosts).authority?;
        let (kind, tenant) = (tenant_kind?, tenant?);
        let tenant = match kind {
            TenantKind::Guid => Some(tenant.to_ascii_lowercase()),
            TenantKind::Domain => Cloud::initial_domain(&tenant),
            _ => None,
        };
        Some((kind, tenant?))
    };
    let ((their_kind, their_tenant), (kind, tenant)) = (tenant(theirs)?, tenant(ours)?);
    (their_kind == kind && their_tenant != tenant).then(|| {
        Problem::new(catalogue::TENANTS_DIFFER)
            .with("outgoing", &their_tenant)
            .with("incoming", &tenant)
            .edit("", theirs)
            .guessed()
    })
}

fn apps(sending: &Side<'_>, reading: &Side<'_>) -> Option<Problem> {
    let provider = sending.provider.filter(|provider| *provider != Provider::None)?;
    if reading.provider != Some(provider)
        || (provider == Provider::Custom && sending.authority_url() != reading.authority_url())
    {
        return None;
    }
    let (theirs, ours) = (sending.client_id()?, reading.client_id()?);
    (!theirs.eq_ignore_ascii_case(ours)).then(|| {
        Problem::new(catalogue::APPS_DIFFER).with("outgoing", theirs).with("incoming", ours)
    })
}

/// One form logs in at Microsoft with OAuth, the other with a password.
fn oauth_in_one(sending: &Side<'_>, reading: &Side<'_>) -> Option<Problem> {
    let by_password = |side: &Side<'_>| {
        side.provider == Some(Provider::None) && side.has_password && side.cloud().is_some()
    };
    let problem = Problem::new(catalogue::OAUTH_IN_ONE_FORM);
    if reading.is_microsoft() && by_password(sending) {
        return Some(problem.with_static("without", "outgoing"));
    }
    if !(sending.is_microsoft() && by_password(reading)) {
        return None;
    }
    let mut problem = problem
        .with_static("without", "incoming")
        .edit_static("oauth.provider", Provider::MicrosoftExchange.as_str());
    let flow = sending.oauth.and_then(|oauth| text(oauth.flow.as_ref()));
    for (field, value) in [
        ("oauth.flow", flow),
        ("oauth.client_id", sending.client_id()),
        ("oauth.authority_url", sending.authority_url()),
    ] {
        if let Some(value) = value {
            problem = problem.edit(field, value);
        }
    }
    Some(problem.guessed())
}

/// Mail that goes out with one address, while another mailbox is read.
fn users(
    sending: &Side<'_>,
    reading: &Side<'_>,
    answers_go_to: [Option<&str>; 3],
    mailbox: Option<&str>,
) -> Option<Problem> {
    let (theirs, ours) = (sending.username?, reading.username?);
    let owner = reading.owner()?;
    if sending.owner()? != owner || !account::is_address(theirs) || !account::is_address(ours) {
        return None;
    }
    let is_read = |address: &str| {
        address.eq_ignore_ascii_case(ours)
            || mailbox.is_some_and(|mailbox| address.eq_ignore_ascii_case(mailbox))
    };
    (!answers_go_to.into_iter().flatten().chain([theirs]).any(is_read)).then(|| {
        Problem::new(catalogue::USERS_DIFFER).with("outgoing", theirs).with("incoming", ours)
    })
}
