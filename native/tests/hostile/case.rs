//! A case: what the servers do, and what the test of a connection must make of it.
//!
//! Whatever a case is about, this holds too: one connection to each server, an end before the
//! deadline, an orderly report, nothing secret in clear, and no secret and no control character in
//! report or events.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use mailvet::probe::{self, Event, Options, Outcome, Route, Stop};
use mailvet_core::{
    IncomingForm, OutgoingForm,
    plan::{Depth, Stage},
    report::{Fact, StageReport, Status, Verdict},
};
use serde::Deserialize as _;
use serde_json::{Value, json};
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    bench::{BENCH, Shown},
    dns, http,
    script::{Gate, Journal, Server, Setup, Step},
    secrets::{self, CLIENT_SECRET, PASSWORD, USER},
};

/// Whom a message is sent to.
pub(crate) const RECIPIENT: &str = "reader@elsewhere.test";

/// Patience with a server that will never answer, for one stage and for the whole test.
const SHORT: (Duration, Duration) = (Duration::from_millis(800), Duration::from_millis(2_400));
/// Patience with a server whose fault is to be noticed, not waited out.
const LONG: (Duration, Duration) = (Duration::from_secs(8), Duration::from_secs(16));
/// A busy machine may end a test so much later than its deadline.
const SLACK: Duration = Duration::from_millis(800);

/// The form that a case fills in.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Protocol {
    Smtp,
    Imap,
    Pop,
    GraphOutbox,
    GraphInbox,
}

/// What the account logs in with.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Login {
    None,
    Password,
    /// A token of the provider `custom`, over plain HTTP.
    Token,
    /// A token of Microsoft, whose endpoint is another host that was confirmed by name.
    Microsoft,
}

/// What brings the test to its end.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// It notices the fault, or there is none.
    OfItself,
    /// The time-out of the stage that fails.
    ByTimeout,
}

/// What else has to be right in a case.
#[derive(Clone, Copy)]
struct Judge(fn(&Ran) -> Result<(), String>);

/// A row of a table.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    protocol: Protocol,
    server: &'static str,
    way: fn(u16) -> Route,
    records: Vec<dns::Record>,
    security: &'static str,
    login: Login,
    mechanism: Option<&'static str>,
    mail: Vec<Step>,
    endpoint: Vec<Step>,
    thief: bool,
    token: String,
    depth: Depth,
    stop: Stop,
    stopped_at: Option<Stage>,
    stopped_by: Option<Gate>,
    certificate: Shown,
    endpoint_certificate: Shown,
    end: End,
    crossed: bool,
    connections: usize,
    identified: bool,
    gate: Option<(Stage, Gate)>,
    fails: Option<Stage>,
    words: Vec<&'static str>,
    unwanted: Vec<&'static str>,
    judge: Option<Judge>,
}

/// What came of a case.
pub(crate) struct Ran {
    pub(crate) outcome: Outcome,
    pub(crate) mail: Journal,
    pub(crate) endpoint: Journal,
    thief: Journal,
    events: Vec<Event>,
    elapsed: Duration,
}

/// An outgoing case under implicit TLS, with a token.
pub(crate) fn smtp(name: &str, mail: Vec<Step>) -> Case {
    Case::new(name, Protocol::Smtp, mail)
}

/// An incoming case under implicit TLS, with a token.
pub(crate) fn imap(name: &str, mail: Vec<Step>) -> Case {
    Case::new(name, Protocol::Imap, mail)
}

/// An incoming case over POP3 under implicit TLS, with a token.
pub(crate) fn pop(name: &str, mail: Vec<Step>) -> Case {
    Case::new(name, Protocol::Pop, mail)
}

/// An outgoing case of Microsoft Graph.
pub(crate) fn graph_outbox(name: &str, mail: Vec<Step>) -> Case {
    Case::new(name, Protocol::GraphOutbox, mail)
}

/// An incoming case of Microsoft Graph.
pub(crate) fn graph_inbox(name: &str, mail: Vec<Step>) -> Case {
    Case::new(name, Protocol::GraphInbox, mail)
}

impl Case {
    fn new(name: &str, protocol: Protocol, mail: Vec<Step>) -> Self {
        let token = secrets::token();
        Self {
            name: name.to_owned(),
            protocol,
            server: "127.0.0.1",
            way: |_| Route::default(),
            records: Vec::new(),
            security: "ssl",
            login: Login::Token,
            mechanism: None,
            mail,
            endpoint: http::gives(&token),
            thief: false,
            token,
            depth: Depth::Envelope,
            stop: Stop::default(),
            stopped_at: None,
            stopped_by: None,
            certificate: Shown::Good,
            endpoint_certificate: Shown::Good,
            end: End::OfItself,
            crossed: false,
            connections: 1,
            identified: false,
            gate: None,
            fails: None,
            words: Vec::new(),
            unwanted: Vec::new(),
            judge: None,
        }
    }

    /// The mail server has this name, to which a way leads from its port.
    pub(crate) fn named(self, server: &'static str, way: fn(u16) -> Route) -> Self {
        Self { server, way, ..self }
    }

    /// A name server has these records.
    pub(crate) fn dns(self, records: Vec<dns::Record>) -> Self {
        Self { records, ..self }
    }

    /// With STARTTLS.
    pub(crate) fn starttls(self) -> Self {
        Self { security: "tls", ..self }
    }

    /// Without TLS and without a login.
    pub(crate) fn plain(self) -> Self {
        Self { security: "none", login: Login::None, ..self }
    }

    pub(crate) fn password(self) -> Self {
        Self { login: Login::Password, ..self }
    }

    pub(crate) fn microsoft(self) -> Self {
        Self { login: Login::Microsoft, ..self }
    }

    pub(crate) fn mechanism(self, mechanism: &'static str) -> Self {
        Self { mechanism: Some(mechanism), ..self }
    }

    /// Only logs in.
    pub(crate) fn only_login(self) -> Self {
        Self { depth: Depth::Auth, ..self }
    }

    /// Sends a message to [`RECIPIENT`].
    pub(crate) fn sending(self) -> Self {
        Self { depth: Depth::Send, ..self }
    }

    /// The user stops the test when this stage has begun, which then fails.
    pub(crate) fn stopped(self, stage: Stage) -> Self {
        Self { fails: Some(stage), stopped_at: Some(stage), ..self }
    }

    /// The user stops the test when this gate opens, within this stage.
    pub(crate) fn stopped_by(self, gate: &Gate, stage: Stage) -> Self {
        Self { fails: Some(stage), stopped_by: Some(gate.clone()), ..self }
    }

    /// What the token endpoint does.
    pub(crate) fn endpoint(self, endpoint: Vec<Step>) -> Self {
        Self { endpoint, ..self }
    }

    /// The token endpoint gives this token.
    pub(crate) fn token(self, token: String) -> Self {
        Self { endpoint: http::gives(&token), token, ..self }
    }

    /// The token endpoint sends the client to `%THIEF%`, a port where another server listens.
    pub(crate) fn thief(self) -> Self {
        Self { thief: true, ..self }
    }

    pub(crate) fn certificate(self, certificate: Shown) -> Self {
        Self { certificate, ..self }
    }

    pub(crate) fn endpoint_certificate(self, endpoint_certificate: Shown) -> Self {
        Self { endpoint_certificate, ..self }
    }

    /// Opens a gate once a stage has passed.
    pub(crate) fn once(self, stage: Stage, gate: &Gate) -> Self {
        Self { gate: Some((stage, gate.clone())), ..self }
    }

    /// The stage at which it has to fail; everything after that is skipped.
    pub(crate) fn fails(self, stage: Stage) -> Self {
        Self { fails: Some(stage), ..self }
    }

    /// Only the time-out ends it.
    pub(crate) fn stalls(self, stage: Stage) -> Self {
        Self { fails: Some(stage), end: End::ByTimeout, ..self }
    }

    /// The mail server begins in clear where TLS is asked, and with TLS where none is.
    pub(crate) fn crossed(self) -> Self {
        Self { crossed: true, ..self }
    }

    /// The client has a certificate of its own.
    pub(crate) fn identified(self) -> Self {
        Self { identified: true, ..self }
    }

    /// Nobody connects to the mail server.
    pub(crate) fn unreached(self) -> Self {
        Self { connections: 0, ..self }
    }

    /// Words that the report of the failed stage has to hold.
    pub(crate) fn words(self, words: &[&'static str]) -> Self {
        Self { words: words.to_vec(), ..self }
    }

    /// Words that the report must not hold.
    pub(crate) fn unwanted(self, unwanted: &[&'static str]) -> Self {
        Self { unwanted: unwanted.to_vec(), ..self }
    }

    /// What else has to be right.
    pub(crate) fn judge(self, judge: fn(&Ran) -> Result<(), String>) -> Self {
        Self { judge: Some(Judge(judge)), ..self }
    }

    fn patience(&self) -> (Duration, Duration) {
        match self.end {
            End::OfItself => LONG,
            End::ByTimeout => SHORT,
        }
    }

    fn by_token(&self) -> bool {
        matches!(self.login, Login::Token | Login::Microsoft)
    }

    /// Runs it; an error says all that is wrong.
    pub(crate) async fn run(self) -> Result<(), String> {
        self.run_measured(|| 0).await.0
    }

    /// Runs it and measures something when it has ended, before it is judged.
    pub(crate) async fn run_measured(self, measure: fn() -> u64) -> (Result<(), String>, u64) {
        let played = tokio::spawn(async move {
            let ran = self.play().await;
            (self, ran)
        });
        let played = played.await;
        let measured = measure();
        let result = match played {
            Ok((case, ran)) => case.judged(&ran),
            Err(error) => Err(format!("the test panicked: {error}")),
        };
        (result, measured)
    }

    fn judged(&self, ran: &Ran) -> Result<(), String> {
        let complaints = self.complaints(ran);
        if complaints.is_empty() {
            return Ok(());
        }
        let mut text = complaints.join("\n    ");
        let _ = write!(text, "\n    mail server: {}", ran.mail);
        let _ = write!(text, "\n    token endpoint: {}", ran.endpoint);
        for stage in &ran.outcome.report.stages {
            let shown = serde_json::to_string(stage).unwrap_or_default();
            let shown: String = shown.chars().take(600).collect();
            let _ = write!(text, "\n    {shown}");
        }
        Err(text)
    }

    async fn play(&self) -> Ran {
        let setup = |shown, implicit| Setup { tls: BENCH.server(shown), implicit };
        let plain = setup(Shown::Good, false);
        let thief = Server::start(http::gives(&self.token), &plain);
        let endpoint = Server::start(
            pointed(&self.endpoint, thief.port),
            &setup(self.endpoint_certificate, self.login == Login::Microsoft),
        );
        let implicit = (self.security == "ssl") != self.crossed;
        let mail = Server::start(self.mail.clone(), &setup(self.certificate, implicit));
        let form = self.form(mail.port, endpoint.port);
        let (stage_timeout, timeout) = self.patience();
        let names = (!self.records.is_empty()).then(|| dns::Server::start(self.records.clone()));
        let nameserver = names.as_ref().map(|names| names.address);
        let options = Options {
            identity: self.identified.then(|| BENCH.identity()),
            route: Route { nameserver, ..(self.way)(mail.port) },
            stage_timeout,
            timeout,
            depth: self.depth,
            send_to: (self.depth == Depth::Send).then(|| RECIPIENT.parse().expect("an address")),
            identity_hosts: vec![format!("localhost:{}", endpoint.port)],
            stop: self.stop.clone(),
            ..Options::new(BENCH.client.clone())
        };
        let events = Arc::new(Mutex::new(Vec::new()));
        let observe = |event: Event| {
            if let (Some((stage, gate)), Event::Stage(report)) = (&self.gate, &event)
                && (report.stage, report.status) == (*stage, Status::Ok)
            {
                gate.open();
            }
            if let (Some(stage), Event::Stage(report)) = (self.stopped_at, &event)
                && (report.stage, report.status) == (stage, Status::Running)
            {
                self.stop.now();
            }
            events.lock().expect("no poison").push(event);
        };
        let mut user = JoinSet::new();
        if let Some(gate) = self.stopped_by.clone() {
            let stop = self.stop.clone();
            user.spawn(async move {
                gate.opened().await;
                stop.now();
            });
        }
        let begun = Instant::now();
        let outcome = match self.protocol {
            Protocol::Smtp | Protocol::GraphOutbox => {
                let form = OutgoingForm::deserialize(form).expect("an outgoing form");
                probe::outgoing(&form, &options, &observe).await
            }
            Protocol::Imap | Protocol::Pop | Protocol::GraphInbox => {
                let form = IncomingForm::deserialize(form).expect("an incoming form");
                probe::incoming(&form, &options, &observe).await
            }
        };
        let elapsed = begun.elapsed();
        let (mail, endpoint, thief) =
            tokio::join!(mail.finish(), endpoint.finish(), thief.finish());
        let events = events.lock().expect("no poison").clone();
        Ran { outcome, mail, endpoint, thief, events, elapsed }
    }

    fn form(&self, port: u16, endpoint: u16) -> Value {
        let mut form = json!({
            "server": self.server, "security": self.security, "port": port, "username": USER,
        });
        if let Some(mechanism) = self.mechanism {
            form["mechanism"] = mechanism.into();
        }
        match self.protocol {
            Protocol::Smtp | Protocol::Imap => {}
            Protocol::Pop => form["protocol"] = "pop".into(),
            Protocol::GraphInbox | Protocol::GraphOutbox => form["protocol"] = "graph".into(),
        }
        match self.login {
            Login::None => {
                form["requires_authentication"] = false.into();
                form["sender"] = USER.into();
            }
            Login::Password => form["password"] = PASSWORD.into(),
            Login::Token => {
                form["oauth"] = json!({
                    "provider": "custom",
                    "client_id": "client",
                    "client_secret": CLIENT_SECRET,
                    "authority_url": format!("http://127.0.0.1:{endpoint}/token"),
                });
            }
            Login::Microsoft => {
                form["oauth"] = json!({
                    "provider": "microsoft-exchange",
                    "client_id": "11111111-2222-4333-8444-555555555555",
                    "client_secret": CLIENT_SECRET,
                    "authority_url": format!(
                        "https://localhost:{endpoint}/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee/oauth2/v2.0/token"
                    ),
                });
            }
        }
        form
    }

    fn complaints(&self, ran: &Ran) -> Vec<String> {
        let mut complaints = Vec::new();
        complaints.extend(self.about_report(ran));
        complaints.extend(self.about_connections(ran));
        complaints.extend(self.about_secrets(ran));
        complaints.extend(odd_characters(ran));
        complaints.extend(ran.mail.complaints.iter().map(|text| format!("mail server: {text}")));
        complaints
            .extend(ran.endpoint.complaints.iter().map(|text| format!("token endpoint: {text}")));
        let deadline = self.patience().1;
        if ran.elapsed > deadline + SLACK {
            complaints.push(format!("took {:?} with a deadline of {deadline:?}", ran.elapsed));
        }
        complaints.extend(self.judge.and_then(|Judge(judge)| judge(ran).err()));
        complaints
    }

    fn about_report(&self, ran: &Ran) -> Vec<String> {
        let report = &ran.outcome.report;
        let mut complaints = Vec::new();
        for stage in &report.stages {
            let wanted = self.wanted(stage.stage);
            let got = match stage.status {
                Status::Warned => Status::Ok,
                other => other,
            };
            if got != wanted {
                let name = stage.stage.as_str();
                complaints.push(format!("{name} is {got:?}, not {wanted:?}"));
            }
        }
        let verdict = if self.fails.is_some() { Verdict::Failure } else { Verdict::Success };
        if report.verdict != verdict {
            complaints.push(format!("the verdict is {:?}", report.verdict));
        }
        let kept = ran.outcome.token.is_some();
        if kept != (self.fails.is_none() && self.by_token()) {
            complaints.push(format!("a token to keep: {kept}"));
        }
        if let Some(failed) = report.stages.iter().find(|stage| stage.status == Status::Failed) {
            let is_timeout = failed.facts.get("error_kind") == Some(&Fact::from("timeout"));
            if is_timeout != (self.end == End::ByTimeout) {
                complaints.push(format!("ended by a time-out: {is_timeout}"));
            }
            let text = leaves(failed).join("\n");
            for word in &self.words {
                if !text.contains(word) {
                    complaints.push(format!("{word:?} is missing in the failed stage"));
                }
            }
            if !matches!(failed.facts.get("error"), Some(Fact::Text(text)) if !text.is_empty()) {
                complaints.push("the failed stage says no error".to_owned());
            }
        }
        let whole: String = report.stages.iter().flat_map(leaves).collect();
        for word in &self.unwanted {
            if whole.contains(word) {
                complaints.push(format!("{word:?} stands in the report"));
            }
        }
        for stage in &report.stages {
            let last = ran.events.iter().rev().find_map(|event| match event {
                Event::Stage(report) if report.stage == stage.stage => Some(report),
                _ => None,
            });
            if last != Some(stage) {
                complaints.push(format!("events and report differ on {}", stage.stage.as_str()));
            }
        }
        complaints
    }

    /// How a stage of the plan has to end.
    fn wanted(&self, stage: Stage) -> Status {
        let Some(failed) = self.fails else { return Status::Ok };
        let is_side = |stage: Stage| matches!(stage, Stage::Token | Stage::Claims);
        let is_late = stage > Stage::Claims;
        if stage == failed {
            return Status::Failed;
        }
        let is_reached = if is_late {
            stage < failed && failed > Stage::Claims
        } else if is_side(stage) != is_side(failed) {
            true
        } else if self.security == "tls" && failed == Stage::Greeting {
            stage < Stage::Tls
        } else {
            stage < failed
        };
        if is_reached { Status::Ok } else { Status::Skipped }
    }

    fn about_connections(&self, ran: &Ran) -> Vec<String> {
        let wanted = [
            ("mail server", &ran.mail, self.connections),
            ("token endpoint", &ran.endpoint, usize::from(self.by_token())),
            ("thief", &ran.thief, 0),
        ];
        let mut complaints: Vec<_> = wanted
            .into_iter()
            .filter(|(_, journal, wanted)| journal.connections != *wanted)
            .map(|(name, journal, wanted)| {
                format!("{name}: {} connections, not {wanted}", journal.connections)
            })
            .collect();
        if self.thief && !self.endpoint.iter().any(|step| mentions(step, "%THIEF%")) {
            complaints.push("the case sends nobody to the thief".to_owned());
        }
        complaints
    }

    fn about_secrets(&self, ran: &Ran) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut shown = serde_json::to_string(&ran.outcome.report).expect("a report is JSON");
        let _ = write!(shown, "{:?}\n{:?}\n", ran.outcome, ran.events);
        let stages = ran.outcome.report.stages.iter();
        let told = ran.events.iter().filter_map(|event| match event {
            Event::Stage(report) => Some(report),
            Event::Plan(_) | Event::Prompt(_) => None,
        });
        for stage in stages.chain(told) {
            shown.push_str(&leaves(stage).join("\n"));
        }
        let found = secrets::leaks(shown.as_bytes(), &self.token);
        complaints.extend(found.into_iter().map(|leak| format!("report or events show {leak}")));
        if shown.len() > 8 * 1024 * 1024 {
            complaints.push(format!("report and events are {} bytes", shown.len()));
        }
        let found = secrets::leaks(&ran.mail.clear, &self.token);
        complaints.extend(found.into_iter().map(|leak| format!("sent in clear: {leak}")));
        let clear = String::from_utf8_lossy(&ran.mail.clear).to_ascii_uppercase();
        for command in ["AUTH", "LOGIN ", "USER ", "PASS ", "MAIL ", "EXAMINE", "STAT"] {
            if clear.contains(command) && self.login != Login::None {
                complaints.push(format!("{command:?} in clear"));
            }
        }
        let to_others = [&*ran.mail.clear, &ran.mail.encrypted, &ran.thief.clear].concat();
        for leak in secrets::leaks(&to_others, "") {
            if leak.contains("client secret") {
                complaints.push(format!("another server got {leak}"));
            }
        }
        if self.login == Login::Microsoft && !secrets::leaks(&ran.endpoint.clear, "").is_empty() {
            complaints.push("the token was asked for in clear".to_owned());
        }
        complaints
    }
}

fn mentions(step: &Step, word: &str) -> bool {
    matches!(step, Step::Say(bytes) if String::from_utf8_lossy(bytes).contains(word))
}

/// The script with the thief's port in the place of `%THIEF%`.
fn pointed(script: &[Step], port: u16) -> Vec<Step> {
    let mut script = script.to_vec();
    for step in &mut script {
        if mentions(step, "%THIEF%")
            && let Step::Say(bytes) = step
        {
            let text = String::from_utf8_lossy(bytes).replace("%THIEF%", &port.to_string());
            *bytes = text.into_bytes();
        }
    }
    script
}

/// Every text of a stage as it is, before JSON escapes it.
fn leaves(stage: &StageReport) -> Vec<String> {
    let mut leaves: Vec<_> = stage.transcript.iter().map(|line| line.line.clone()).collect();
    for (name, fact) in &stage.facts {
        match fact {
            Fact::Text(text) => leaves.push(text.clone()),
            Fact::List(list) => leaves.extend(list.iter().cloned()),
            Fact::Flag(flag) => leaves.push(format!("{name}={flag}")),
            Fact::Number(number) => leaves.push(format!("{name}={number}")),
        }
    }
    leaves
}

/// Characters that could act on a terminal or turn the writing direction.
fn odd_characters(ran: &Ran) -> Vec<String> {
    let is_odd = |c: &char| {
        let turns = matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        );
        c.is_control() && *c != '\t' || turns
    };
    let mut complaints = Vec::new();
    for stage in &ran.outcome.report.stages {
        for text in leaves(stage) {
            if let Some(odd) = text.chars().find(is_odd) {
                let code = odd.escape_unicode();
                complaints.push(format!("{} holds the character {code}", stage.stage.as_str()));
            }
        }
    }
    complaints.dedup();
    complaints
}

/// Hardly anything of a flood was taken.
pub(crate) fn took_little(ran: &Ran) -> Result<(), String> {
    let taken = ran.mail.taken;
    (taken < 4 * 1024 * 1024).then_some(()).ok_or_else(|| format!("{taken} bytes were taken"))
}

/// Runs the rows of a table, several at a time, and fails for all that are wrong together.
#[track_caller]
pub(crate) fn check(cases: Vec<Case>) {
    let caller = std::panic::Location::caller();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let wrong = runtime.block_on(async {
        let places = Arc::new(Semaphore::new(4));
        let mut running = JoinSet::new();
        for case in cases {
            let places = places.clone();
            running.spawn(async move {
                let _place = places.acquire_owned().await;
                let name = case.name.clone();
                case.run().await.map_err(|complaints| format!("{name}: {complaints}"))
            });
        }
        let mut wrong = Vec::new();
        while let Some(done) = running.join_next().await {
            wrong.extend(done.expect("a case that ran").err());
        }
        wrong
    });
    assert!(wrong.is_empty(), "{} wrong at {caller}:\n{}", wrong.len(), wrong.join("\n"));
}
