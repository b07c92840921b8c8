//! Connection tests: the conversations with token endpoint and mail server, stage by stage.
//!
//! What is said here is evidence: facts and a transcript without secrets. What it means, the core
//! says.

mod capabilities;
mod failure;
mod files;
mod graph;
mod imap;
mod letter;
mod login;
mod pop;
mod prompt;
mod recorder;
mod redact;
mod route;
mod run;
mod smtp;
mod speech;
mod stop;
mod tls;
mod token;
mod tokens;
mod wire;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use mailvet_core::{
    Checked, Context, Finding, FormName, IncomingForm, OutgoingForm, Secret, check_incoming,
    check_outgoing,
    diagnosis::Protocol,
    messages::{Language, Messages},
    plan::{self, Consent, Depth, Stage},
    remedy::Values,
    report::{StageReport, TestReport},
    settings::{Credential, Incoming, IncomingProtocol, Login, Outgoing, OutgoingProtocol},
};

pub use files::Files;
use graph::{Inbox, Outbox};
use imap::Imap;
pub use letter::recipient;
pub use lettre::Address;
use pop::Pop;
pub use prompt::Prompt;
pub(crate) use recorder::Recorder;
pub use route::{Pin, Proxies, Proxy, Route};
use run::{Conversation, Run};
use smtp::Smtp;
pub use stop::Stop;
pub use tls::{Identity, client_config};
pub use tokens::Tokens;

/// How a test is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whom connections trust.
    pub tls: Arc<rustls::ClientConfig>,
    /// Who the client says it is to a mail server that asks for its certificate.
    pub identity: Option<Identity>,
    /// How connections are made.
    pub route: Route,
    /// The longest that one stage may take.
    pub stage_timeout: Duration,
    /// The longest that the whole test may take.
    pub timeout: Duration,
    /// How far it goes.
    pub depth: Depth,
    /// What tokens are asked for with, beside the settings.
    pub credentials: Credentials,
    /// Whom an outgoing test of the depth `send` sends a message to.
    pub send_to: Option<Address>,
    /// What the user allows beside the usual.
    pub consent: Consent,
    /// Hosts that the user confirmed by name as authorization servers of Microsoft Exchange.
    pub identity_hosts: Vec<String>,
    /// The language of the findings.
    pub language: Language,
    /// By which the test is stopped.
    pub stop: Stop,
}

/// How far a test goes, by what was asked for: a message is sent to a recipient who was named, and a
/// recipient who was named is sent a message. An error says in words what does not fit.
pub fn depth(asked: Option<Depth>, send_to: Option<&Address>) -> Result<Depth, &'static str> {
    match (asked, send_to) {
        (None, None) => Ok(Depth::default()),
        (None | Some(Depth::Send), Some(_)) => Ok(Depth::Send),
        (Some(Depth::Send), None) => Err("a message is sent only to a recipient who is named"),
        (Some(_), Some(_)) => Err("a recipient is for a test that sends a message"),
        (Some(depth), None) => Ok(depth),
    }
}

/// What tokens are asked for with, beside the settings.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Which files the settings may name.
    pub files: Files,
    /// How long a person may take to sign in. The deadline of the test does not count it.
    pub sign_in: Duration,
    /// The tokens of the run that the test is a part of.
    pub tokens: Arc<Tokens>,
}

impl Default for Credentials {
    /// Every file, five minutes, and a run of its own.
    fn default() -> Self {
        let sign_in = Duration::from_mins(5);
        Self { files: Files::default(), sign_in, tokens: Arc::default() }
    }
}

/// What happens while a test runs.
#[derive(Clone, Debug)]
pub enum Event {
    /// The stages that there will be, in order.
    Plan(Vec<Stage>),
    /// A stage began (its status is `running`) or ended.
    Stage(StageReport),
    /// A person has to do something, until the stage `token` ends.
    Prompt(Prompt),
}

/// Who wants to know what happens while a test runs.
pub type Observer<'a> = &'a (dyn Fn(Event) + Send + Sync);

/// What a test gives.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The report, without secrets.
    pub report: TestReport,
    /// The values that its scripts are written with.
    pub values: Values,
    /// The access token, when the test succeeded with one.
    pub token: Option<AccessToken>,
    /// What fetches the next token without a sign-in. A server that gives a new one takes the old one
    /// no more, so that it counts however the test ended.
    pub refresh_token: Option<Secret>,
}

/// An access token that a mail server took.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// The token.
    pub value: Secret,
    /// When its life ends, where the authorization server said so.
    pub expires_at: Option<SystemTime>,
}

/// Tests outgoing settings, whose secrets are all typed.
pub async fn outgoing(
    form: &OutgoingForm<'_>,
    options: &Options,
    observe: Observer<'_>,
) -> Outcome {
    let values = Values::of_forms(Some(form), None);
    let Checked { settings, mut findings } = check_outgoing(form, &options.context());
    let planned = settings.map(|settings| {
        plan::outgoing(&settings, options.depth, options.consent).map(|stages| (settings, stages))
    });
    match planned {
        Some(Ok((settings, stages))) => {
            let run = Run::new(FormName::Outgoing, values, findings, stages, options, observe);
            let Outgoing { server, login, sender, protocol } = &settings;
            let (login, sender) = (login.as_ref(), sender.as_deref());
            match protocol {
                OutgoingProtocol::Smtp => Box::pin(run.talk::<Smtp>(server, login, sender)).await,
                OutgoingProtocol::Graph => {
                    Box::pin(run.talk::<Outbox>(server, login, sender)).await
                }
            }
        }
        Some(Err(refusals)) => {
            findings.extend(refusals);
            not_begun(FormName::Outgoing, &Stage::USUAL, values, findings, options, observe)
        }
        None => not_begun(FormName::Outgoing, &Stage::USUAL, values, findings, options, observe),
    }
}

/// Tests incoming settings, whose secrets are all typed.
pub async fn incoming(
    form: &IncomingForm<'_>,
    options: &Options,
    observe: Observer<'_>,
) -> Outcome {
    let values = Values::of_forms(None, Some(form));
    let Checked { settings, mut findings } = check_incoming(form, &options.context());
    let planned = settings.map(|settings| {
        plan::incoming(&settings, options.depth, options.consent).map(|stages| (settings, stages))
    });
    match planned {
        Some(Ok((settings, stages))) => {
            let run = Run::new(FormName::Incoming, values, findings, stages, options, observe);
            let Incoming { server, login, protocol, .. } = &settings;
            match protocol {
                IncomingProtocol::Imap => {
                    Box::pin(run.talk::<Imap>(server, Some(login), None)).await
                }
                IncomingProtocol::Pop => Box::pin(run.talk::<Pop>(server, Some(login), None)).await,
                IncomingProtocol::Graph => {
                    Box::pin(run.talk::<Inbox>(server, Some(login), None)).await
                }
            }
        }
        Some(Err(refusals)) => {
            findings.extend(refusals);
            not_begun(FormName::Incoming, &Stage::USUAL, values, findings, options, observe)
        }
        None => not_begun(FormName::Incoming, &Stage::USUAL, values, findings, options, observe),
    }
}

/// Asks for the access token of outgoing settings; nothing where they log in without one.
pub async fn outgoing_token(
    form: &OutgoingForm<'_>,
    options: &Options,
    observe: Observer<'_>,
) -> Option<Outcome> {
    let values = Values::of_forms(Some(form), None);
    let Checked { settings, findings } = check_outgoing(form, &options.context());
    match settings {
        Some(settings) => {
            let protocol = match settings.protocol {
                OutgoingProtocol::Smtp => Smtp::PROTOCOL,
                OutgoingProtocol::Graph => Outbox::PROTOCOL,
            };
            let of = (FormName::Outgoing, protocol);
            token_of(of, &settings.login?, values, findings, options, observe).await
        }
        None => Some(not_begun(
            FormName::Outgoing,
            &Stage::OF_TOKEN,
            values,
            findings,
            options,
            observe,
        )),
    }
}

/// Asks for the access token of incoming settings; nothing where they log in without one.
pub async fn incoming_token(
    form: &IncomingForm<'_>,
    options: &Options,
    observe: Observer<'_>,
) -> Option<Outcome> {
    let values = Values::of_forms(None, Some(form));
    let Checked { settings, findings } = check_incoming(form, &options.context());
    match settings {
        Some(settings) => {
            let protocol = match settings.protocol {
                IncomingProtocol::Imap => Imap::PROTOCOL,
                IncomingProtocol::Pop => Pop::PROTOCOL,
                IncomingProtocol::Graph => Inbox::PROTOCOL,
            };
            let of = (FormName::Incoming, protocol);
            token_of(of, &settings.login, values, findings, options, observe).await
        }
        None => Some(not_begun(
            FormName::Incoming,
            &Stage::OF_TOKEN,
            values,
            findings,
            options,
            observe,
        )),
    }
}

async fn token_of(
    (form, protocol): (FormName, Protocol),
    login: &Login,
    values: Values,
    mut findings: Vec<Finding>,
    options: &Options,
    observe: Observer<'_>,
) -> Option<Outcome> {
    if !matches!(login.credential, Credential::OAuth(_)) {
        return None;
    }
    Some(match plan::token(form, login, options.consent) {
        Ok(stages) => {
            let run = Run::new(form, values, findings, stages, options, observe);
            run.fetch(protocol, login).await
        }
        Err(refusals) => {
            findings.extend(refusals);
            not_begun(form, &Stage::OF_TOKEN, values, findings, options, observe)
        }
    })
}

impl Options {
    /// A test as it usually is: to the envelope, in thirty seconds, with no stage longer than ten.
    #[must_use]
    pub fn new(tls: Arc<rustls::ClientConfig>) -> Self {
        Self {
            tls,
            identity: None,
            route: Route::default(),
            stage_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            depth: Depth::default(),
            send_to: None,
            credentials: Credentials::default(),
            consent: Consent::default(),
            identity_hosts: Vec::new(),
            language: Language::default(),
            stop: Stop::default(),
        }
    }

    fn context(&self) -> Context {
        Context { identity_hosts: self.identity_hosts.clone() }
    }

    /// How TLS is spoken with a mail server. A token endpoint is shown no certificate of the client.
    fn tls_for_mail(&self) -> Arc<rustls::ClientConfig> {
        match &self.identity {
            Some(identity) => identity.shown_by(&self.tls),
            None => Arc::clone(&self.tls),
        }
    }

    /// The words of the findings.
    #[must_use]
    pub fn messages(&self) -> &'static Messages {
        Messages::of(self.language)
    }
}

/// The settings do not let the test begin: nothing is sent, and the findings say why.
fn not_begun(
    form: FormName,
    stages: &[Stage],
    values: Values,
    findings: Vec<Finding>,
    options: &Options,
    observe: Observer<'_>,
) -> Outcome {
    observe(Event::Plan(stages.to_vec()));
    let stages = stages.iter().copied().map(StageReport::skipped).collect();
    let messages = options.messages();
    let findings = messages.tell_all(findings);
    Outcome {
        report: TestReport::of(form, findings, stages, &values, messages),
        values,
        token: None,
        refresh_token: None,
    }
}
