//! The report of a connection test, as data: what was tried, what was said, and what it means.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{FormName, Notice, plan::Stage};
#[cfg(feature = "messages")]
use crate::{
    Severity,
    catalogue::SIMULATION,
    diagnosis::{self, CAUSES, Evidence, Guess},
    messages::Messages,
    remedy::Values,
};

/// The version of the JSON that reports and findings are written in.
pub const SCHEMA: u32 = 1;

/// The name of the certificate authority of Mailvet's sandbox.
pub const SANDBOX_AUTHORITY: &str = "Mailvet sandbox CA";

/// The answer of `check`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckReport {
    /// The version of this JSON.
    pub schema: u32,
    /// What the rules found.
    pub findings: Vec<Notice>,
}

/// The answer of `explain`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Explanation {
    /// The version of this JSON.
    pub schema: u32,
    /// What is to be changed, most likely first; empty where the text tells of no failure.
    pub causes: Vec<Cause>,
}

#[cfg(feature = "messages")]
impl Explanation {
    /// What the evidence means, in these words. A text that is the id of a cause means that one.
    #[must_use]
    pub fn of(evidence: &Evidence, messages: &Messages) -> Self {
        let id = evidence.text.trim();
        let guesses = match CAUSES.iter().find(|known| **known == id) {
            Some(id) => vec![Guess::certain(id)],
            None => diagnosis::diagnose(evidence),
        };
        let values = Values::of_evidence(evidence);
        let causes = guesses.into_iter().map(|guess| messages.explain(guess, &values));
        Self { schema: SCHEMA, causes: causes.collect() }
    }
}

/// The answer of `test`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// The version of this JSON.
    pub schema: u32,
    /// Success when every test succeeded.
    pub verdict: Verdict,
    /// One for each form.
    pub tests: Vec<TestReport>,
}

impl Report {
    /// The report of these tests.
    #[must_use]
    pub fn of(tests: Vec<TestReport>) -> Self {
        let all = !tests.is_empty() && tests.iter().all(|test| test.verdict == Verdict::Success);
        let verdict = if all { Verdict::Success } else { Verdict::Failure };
        Self { schema: SCHEMA, verdict, tests }
    }
}

/// Whether a test reached its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every stage passed.
    Success,
    /// A stage failed, or the settings did not let it begin.
    Failure,
}

/// The test of one form.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestReport {
    /// The form.
    pub form: FormName,
    /// Whether it reached its end.
    pub verdict: Verdict,
    /// What the rules found in the settings.
    pub findings: Vec<Notice>,
    /// The stages, in order.
    pub stages: Vec<StageReport>,
    /// What is to be changed, most likely first; empty after success.
    pub causes: Vec<Cause>,
}

impl TestReport {
    /// The report of a test with these findings and stages: its verdict, and the causes of a failure
    /// in these words.
    #[cfg(feature = "messages")]
    #[must_use]
    pub fn of(
        form: FormName,
        findings: Vec<Notice>,
        stages: Vec<StageReport>,
        values: &Values,
        messages: &Messages,
    ) -> Self {
        let is_simulation = stages.iter().any(StageReport::is_of_sandbox);
        let note = is_simulation.then(|| messages.tell(SIMULATION.finding(form, "server", &[])));
        let findings: Vec<_> = findings.into_iter().chain(note).collect();
        let wrong = findings.iter().any(|notice| notice.finding.severity == Severity::Error);
        let failed =
            stages.iter().any(|stage| matches!(stage.status, Status::Failed | Status::Skipped));
        let verdict = if wrong || failed { Verdict::Failure } else { Verdict::Success };
        let mut report = Self { form, verdict, findings, stages, causes: Vec::new() };
        let guesses = diagnosis::of_test(&report, values);
        let values = Values { is_simulation, ..values.clone() };
        report.causes = guesses.into_iter().map(|guess| messages.explain(guess, &values)).collect();
        report
    }

    /// Whether the server was the sandbox.
    #[cfg(feature = "messages")]
    #[must_use]
    pub fn is_simulation(&self) -> bool {
        self.findings.iter().any(|notice| notice.finding.code == SIMULATION.code)
    }
}

/// How a stage ended, or that it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It runs. Only events say so; a report is of what has ended.
    Running,
    /// It passed.
    Ok,
    /// It passed, and something is probably not as it was meant.
    Warned,
    /// It failed.
    Failed,
    /// It was not tried, because a stage before it failed.
    Skipped,
}

/// What a stage did.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StageReport {
    /// The stage.
    pub stage: Stage,
    /// How it ended.
    pub status: Status,
    /// Milliseconds from the start of the test to its own.
    pub started_ms: f64,
    /// Milliseconds that it took.
    pub elapsed_ms: f64,
    /// What it learnt, by name; `error` says in words what failed.
    pub facts: Facts,
    /// What was said, without secrets.
    pub transcript: Vec<Line>,
}

impl StageReport {
    /// Whether the certificate that was shown is the sandbox's, so that no report of a simulation passes
    /// for one of a real server: the mail server's, or the token endpoint's.
    #[cfg(feature = "messages")]
    fn is_of_sandbox(&self) -> bool {
        ["issuer", "certificate_issuer"].into_iter().any(|name| match self.facts.get(name) {
            Some(Fact::Text(issuer)) => issuer.strip_prefix("CN=") == Some(SANDBOX_AUTHORITY),
            _ => false,
        })
    }

    /// A stage that was not tried.
    #[must_use]
    pub fn skipped(stage: Stage) -> Self {
        let (facts, transcript) = (Facts::new(), Vec::new());
        Self { stage, status: Status::Skipped, started_ms: 0.0, elapsed_ms: 0.0, facts, transcript }
    }
}

/// What a stage learnt, by name.
pub type Facts = BTreeMap<String, Fact>;

/// One thing that a stage learnt.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Fact {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(#[cfg_attr(test, ts(type = "number"))] i64),
    /// Words.
    Text(String),
    /// Several words.
    List(Vec<String>),
}

impl From<bool> for Fact {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<i64> for Fact {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Fact {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for Fact {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}

/// Who said a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Peer {
    /// Mailvet.
    Client,
    /// The server.
    Server,
}

/// A line of a conversation, redacted where it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// Who said it.
    pub from: Peer,
    /// The words.
    pub line: String,
}

/// The one thing that someone must change so that the test passes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cause {
    /// Its id, which never changes.
    #[cfg_attr(test, ts(type = "string"))]
    pub id: &'static str,
    /// What it is.
    pub title: String,
    /// How sure that is, from 0 to 1.
    pub confidence: f64,
    /// The evidence for it, in words.
    pub why: Vec<String>,
    /// The evidence against it, in words.
    pub against: Vec<String>,
    /// How to change it.
    pub remedies: Vec<Remedy>,
}

/// Of causes in order the first one, and those that are as likely: what somebody is asked to change.
/// What is behind them is looked at only when they were not it.
#[must_use]
pub fn likeliest(causes: &[Cause]) -> &[Cause] {
    // As it is shown.
    let percent = |cause: &Cause| (cause.confidence * 100.0).round();
    let best = causes.first().map(percent);
    let tied = causes.iter().take_while(|cause| Some(percent(cause)) == best).count();
    causes.get(..tied).unwrap_or_default()
}

/// A way to remove a cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Remedy {
    /// What it is.
    pub kind: RemedyKind,
    /// What it does.
    pub title: String,
    /// The steps, or the script.
    pub text: String,
    /// Which part of a remedy a script is: `do`, `verify` or `undo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<&'static str>,
    /// The language of a script: `powershell`, `sh`, or `url` for an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who can take the steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// The page on which they are taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A kind of remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RemedyKind {
    /// What a person does.
    Steps,
    /// What a shell runs.
    Script,
}
