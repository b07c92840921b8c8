//! Connection tests: the conversations with token endpoint and mail server, stage by stage.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use mailvet_core::{
    FormName, IncomingForm, OutgoingForm, Secret,
    plan::{Consent, Depth, Stage},
    report::{StageReport, TestReport},
};

/// How a test is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whom connections trust.
    pub tls: Arc<rustls::ClientConfig>,
    /// The longest that one stage may take.
    pub stage_timeout: Duration,
    /// The longest that the whole test may take.
    pub timeout: Duration,
    /// How far it goes.
    pub depth: Depth,
    /// What the user allows beside the usual.
    pub consent: Consent,
    /// Hosts that the user confirmed by name as authorization servers of Microsoft Exchange.
    pub identity_hosts: Vec<String>,
}

/// What happens while a test runs.
#[derive(Clone, Debug)]
pub enum Event {
    /// The stages that there will be, in order.
    Plan(Vec<Stage>),
    /// A stage began (its status is `running`) or ended.
    Stage(StageReport),
}

/// Who wants to know what happens while a test runs.
pub type Observer<'a> = &'a (dyn Fn(Event) + Send + Sync);

/// What a test gives.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The report, without secrets.
    pub report: TestReport,
    /// The access token, when the test succeeded with one.
    pub token: Option<AccessToken>,
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
pub async fn outgoing(_form: &OutgoingForm, _options: &Options, _observe: Observer<'_>) -> Outcome {
    let report = TestReport::of(FormName::Outgoing, Vec::new(), Vec::new());
    Outcome { report, token: None }
}

/// Tests incoming settings, whose secrets are all typed.
pub async fn incoming(_form: &IncomingForm, _options: &Options, _observe: Observer<'_>) -> Outcome {
    let report = TestReport::of(FormName::Incoming, Vec::new(), Vec::new());
    Outcome { report, token: None }
}
