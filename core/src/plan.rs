//! The plan of a connection test: which stages there are, in which order.

use serde::{Deserialize, Serialize};

use crate::{
    Finding, FormName, catalogue,
    rules::Problem,
    settings::{
        Credential, Endpoints, Grant, Incoming, IncomingProtocol, Login, OAuth, Outgoing,
        OutgoingProtocol, Security,
    },
};

/// A stage of a connection test. The order of the variants is the order of the stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The host name is looked up.
    Resolve,
    /// A TCP connection is made.
    Connect,
    /// The connection is encrypted, at once or by STARTTLS.
    Tls,
    /// The server greets.
    Greeting,
    /// The server says what it can do.
    Capability,
    /// The authorization server gives an access token. Runs beside the stages before it.
    Token,
    /// The token's claims are read.
    Claims,
    /// The account logs in.
    Authenticate,
    /// The mailbox is opened read-only, or the envelope of a message is tried and reset.
    Mailbox,
    /// A message is sent.
    Send,
    /// The client takes its leave.
    Goodbye,
}

impl Stage {
    /// The stage of this name.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let all = Self::USUAL.into_iter().chain([Self::Send]);
        all.into_iter().find(|stage| stage.as_str() == word)
    }

    /// The stages of a test that goes to the envelope, whatever the settings are.
    pub const USUAL: [Self; 10] = [
        Self::Resolve,
        Self::Connect,
        Self::Tls,
        Self::Greeting,
        Self::Capability,
        Self::Token,
        Self::Claims,
        Self::Authenticate,
        Self::Mailbox,
        Self::Goodbye,
    ];

    /// The stages of getting a token alone.
    pub const OF_TOKEN: [Self; 2] = [Self::Token, Self::Claims];

    /// Its name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resolve => "resolve",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Greeting => "greeting",
            Self::Capability => "capability",
            Self::Token => "token",
            Self::Claims => "claims",
            Self::Authenticate => "authenticate",
            Self::Mailbox => "mailbox",
            Self::Send => "send",
            Self::Goodbye => "goodbye",
        }
    }
}

/// How far a test goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Depth {
    /// It logs in.
    Auth,
    /// It opens the mailbox, or tries the envelope of a message and resets it.
    #[default]
    Envelope,
    /// It sends a message.
    Send,
}

/// What a test may do, and whom it may ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Consent {
    /// A password may be sent on a connection without encryption.
    pub allow_cleartext_password: bool,
    /// Nobody is there to sign in.
    pub unattended: bool,
}

/// The stages of an outgoing test, or why there can be none.
pub fn outgoing(
    settings: &Outgoing,
    depth: Depth,
    consent: Consent,
) -> Result<Vec<Stage>, Vec<Finding>> {
    let form = FormName::Outgoing;
    let refusals = refusals(form, settings.login.as_ref(), settings.server.security, consent);
    if refusals.is_empty() {
        let speaks = settings.protocol == OutgoingProtocol::Smtp;
        Ok(stages(settings.server.security, settings.login.as_ref(), depth, speaks))
    } else {
        Err(refusals)
    }
}

/// The stages of an incoming test, or why there can be none.
pub fn incoming(
    settings: &Incoming,
    depth: Depth,
    consent: Consent,
) -> Result<Vec<Stage>, Vec<Finding>> {
    let form = FormName::Incoming;
    let refusals = refusals(form, Some(&settings.login), settings.server.security, consent);
    if refusals.is_empty() {
        let speaks = settings.protocol != IncomingProtocol::Graph;
        // No mail is sent by what fetches it.
        let depth = depth.min(Depth::Envelope);
        Ok(stages(settings.server.security, Some(&settings.login), depth, speaks))
    } else {
        Err(refusals)
    }
}

/// The stages of getting a token alone, or why there can be none.
pub fn token(form: FormName, login: &Login, consent: Consent) -> Result<Vec<Stage>, Vec<Finding>> {
    let refusals = refusals(form, Some(login), Security::Ssl, consent);
    if refusals.is_empty() { Ok(Stage::OF_TOKEN.to_vec()) } else { Err(refusals) }
}

/// The stages in order; a server that `speaks` greets and takes leave, which one of HTTP does not.
fn stages(security: Security, login: Option<&Login>, depth: Depth, speaks: bool) -> Vec<Stage> {
    let by_token = matches!(login, Some(Login { credential: Credential::OAuth(_), .. }));
    let all = [
        (Stage::Resolve, true),
        (Stage::Connect, true),
        (Stage::Tls, security != Security::None),
        (Stage::Greeting, speaks),
        (Stage::Capability, speaks),
        (Stage::Token, by_token),
        (Stage::Claims, by_token),
        (Stage::Authenticate, login.is_some()),
        (Stage::Mailbox, depth != Depth::Auth),
        (Stage::Send, depth == Depth::Send),
        (Stage::Goodbye, speaks),
    ];
    all.into_iter().filter_map(|(stage, planned)| planned.then_some(stage)).collect()
}

fn refusals(
    form: FormName,
    login: Option<&Login>,
    security: Security,
    consent: Consent,
) -> Vec<Finding> {
    let Some(login) = login else { return Vec::new() };
    match &login.credential {
        Credential::OAuth(oauth) => untestable(oauth, consent)
            .map(|reason| {
                Problem::new(catalogue::UNSUPPORTED_FLOW)
                    .with_static("flow", oauth.grant.flow().as_str())
                    .with_static("reason", reason)
                    .into_finding(form, "oauth.flow")
            })
            .into_iter()
            .collect(),
        Credential::Password(_)
            if security == Security::None && !consent.allow_cleartext_password =>
        {
            vec![Problem::new(catalogue::CLEARTEXT_PASSWORD_REFUSED).into_finding(form, "security")]
        }
        Credential::Password(_) => Vec::new(),
    }
}

/// What keeps a token from being asked for.
fn untestable(oauth: &OAuth, consent: Consent) -> Option<&'static str> {
    let is_known = match (&oauth.grant, &oauth.endpoints) {
        (Grant::AuthorizationCode(_), Endpoints::Listed { authorize, .. }) => authorize.is_some(),
        (Grant::DeviceCode(_), Endpoints::Listed { device, .. }) => device.is_some(),
        _ => true,
    };
    if oauth.grant.is_interactive() && consent.unattended {
        Some("nobody")
    } else if is_known {
        None
    } else {
        Some("endpoint")
    }
}
