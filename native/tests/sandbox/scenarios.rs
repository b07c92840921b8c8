//! Every scenario through every form that shows it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use mailvet::{
    probe::{self, Event, Outcome, Prompt, Stop, Tokens},
    sandbox::{
        Options, Ready, Sandbox,
        faults::{Effect, Fault, Service},
        scenario::{Flow, Port, SCENARIOS, Scenario, named},
    },
};
use mailvet_core::{
    FormName, IncomingForm, OutgoingForm,
    diagnosis::{Evidence, diagnose},
    plan::Depth,
    report::Verdict,
};
use serde::Deserialize as _;
use serde_json::Value;
use tokio::{sync::Semaphore, task::JoinSet};

use super::client;

/// What shows itself by nothing but time.
const WITHOUT_AN_ANSWER: [&str; 2] = ["plaintext-on-tls-port", "silence"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_is_diagnosed() {
    let places = Arc::new(Semaphore::new(4));
    let mut tests = JoinSet::new();
    for scenario in SCENARIOS {
        for service in forms(scenario) {
            let places = Arc::clone(&places);
            tests.spawn(async move {
                let _place = places.acquire_owned().await;
                for &depth in depths(service) {
                    judge(scenario, service, depth).await?;
                }
                Ok(())
            });
        }
    }
    let mut wrong: Vec<String> =
        tests.join_all().await.into_iter().filter_map(Result::err).collect();
    wrong.sort();
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn good_settings_succeed() {
    for (service, security) in [
        (Service::Smtp, "tls"),
        (Service::Smtp, "ssl"),
        (Service::Imap, "tls"),
        (Service::Imap, "ssl"),
        (Service::Pop, "tls"),
        (Service::Pop, "ssl"),
    ] {
        let sandbox = start().await;
        for &depth in depths(service) {
            let form = form(&sandbox, service, security, None);
            let outcome = run(service, form, &options(sandbox.ready(), depth)).await;
            assert_eq!(
                outcome.report.verdict,
                Verdict::Success,
                "{service:?} {security} {depth:?}: {}",
                told(&outcome)
            );
        }
        sandbox.shutdown().await;
    }
}

/// A password that takes a way in on which no password is asked for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_on_the_wrong_way_in_is_diagnosed() {
    for (service, security, expected) in [
        (Service::Smtp, "tls", "mechanism-not-offered"),
        (Service::Imap, "none", "starttls-required"),
    ] {
        let sandbox = start().await;
        let mut form = form(&sandbox, service, security, None);
        let fields = form.as_object_mut().expect("a form");
        fields.remove("oauth");
        fields.insert("password".to_owned(), sandbox.ready().password.as_str().into());
        fields.insert("mechanism".to_owned(), "plain".into());
        let mut options = options(sandbox.ready(), Depth::default());
        options.consent.allow_cleartext_password = true;
        let outcome = run(service, form, &options).await;
        let first = outcome.report.causes.first().map(|cause| cause.id);
        assert_eq!(first, Some(expected), "{service:?} {security}: {}", told(&outcome));
        sandbox.shutdown().await;
    }
}

#[tokio::test]
async fn a_token_alone_is_told_as_one_of_a_simulation() {
    let sandbox = start().await;
    let options = options(sandbox.ready(), Depth::default());
    for (scenario, verdict) in
        [(None, Verdict::Success), (named("secret-expired"), Verdict::Failure)]
    {
        let form = Value::Object(sandbox.play(scenario)(FormName::Incoming));
        let form = IncomingForm::deserialize(form).expect("an incoming form");
        let outcome = probe::incoming_token(&form, &options, &|_| {}).await.expect("a token");
        assert_eq!(outcome.report.verdict, verdict, "{}", told(&outcome));
        assert!(outcome.report.is_simulation(), "{}", told(&outcome));
    }
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_recipient_that_is_refused_is_diagnosed() {
    let sandbox = start().await;
    for (recipient, expected) in [
        ("nobody@contoso.test", "recipient-rejected"),
        ("mailbox-full@contoso.test", "mailbox-full"),
        ("someone@elsewhere.test", "relay-denied"),
    ] {
        let mut options = options(sandbox.ready(), Depth::Send);
        options.send_to = Some(recipient.parse().expect("an address"));
        let outcome =
            run(Service::Smtp, form(&sandbox, Service::Smtp, "tls", None), &options).await;
        let first = outcome.report.causes.first().map(|cause| cause.id);
        assert_eq!(first, Some(expected), "{recipient}: {}", told(&outcome));
    }
    sandbox.shutdown().await;
}

/// The services whose forms show a scenario.
fn forms(scenario: &Scenario) -> Vec<Service> {
    match scenario.shown_by {
        // Every form asks for a token in the same way.
        [Service::Token] => vec![Service::Imap],
        services => services.to_vec(),
    }
}

async fn start() -> Sandbox {
    Sandbox::start(Options { smtps: true, ..Options::default() }).await.expect("a sandbox")
}

/// How far a test of a service goes: by SMTP to the end of an envelope, and to that of a message.
fn depths(service: Service) -> &'static [Depth] {
    match service {
        Service::Smtp => &[Depth::Envelope, Depth::Send],
        Service::Imap | Service::Pop | Service::Token => &[Depth::Envelope],
    }
}

async fn judge(scenario: &Scenario, service: Service, depth: Depth) -> Result<(), String> {
    let sandbox = start().await;
    let security = match (service, &scenario.trigger.fault) {
        (Service::Smtp, _) | (_, Some(Fault { effect: Effect::NoStartTls, .. })) => "tls",
        _ => "ssl",
    };
    let form = form(&sandbox, service, security, Some(scenario));
    let mut options = options(sandbox.ready(), depth);
    if let (Depth::Send, Some(recipient)) = (depth, scenario.trigger.send_to) {
        options.send_to = Some(recipient.parse().expect("an address"));
    }
    if WITHOUT_AN_ANSWER.contains(&scenario.name) {
        options.stage_timeout = Duration::from_millis(500);
    }
    let person = Person::of(&sandbox, scenario, &options.stop);
    if scenario.needs_refresh {
        let outcome = run_with(Some(&person), service, form.clone(), &options).await;
        options.credentials.tokens = Arc::new(Tokens::with_refresh(outcome.refresh_token));
        options.credentials.sign_in = Duration::from_millis(100);
    }
    let is_there = (!scenario.needs_refresh).then_some(&person);
    let outcome = run_with(is_there, service, form, &options).await;
    sandbox.shutdown().await;
    let report = &outcome.report;
    let read = person.read.lock().expect("a page").clone();
    let is_refused =
        report.findings.iter().any(|it| it.finding.severity == mailvet_core::Severity::Error);
    let is_right = if is_refused || scenario.refused_by_rules {
        is_refused == scenario.refused_by_rules
    } else if scenario.needs_message && depth != Depth::Send {
        report.verdict == Verdict::Success
    } else {
        // What Entra says on its page alone, a person brings to `mailvet explain`.
        let is_told = read.is_empty() || scenario.trigger.flow == Some(Flow::DeviceCode);
        let first = if is_told {
            report.causes.first().map(|cause| cause.id)
        } else {
            diagnose(&Evidence::of_text(read)).first().map(|guess| guess.id)
        };
        first.is_some_and(|id| id == scenario.cause || scenario.accepted.contains(&id))
    };
    let wrong = || format!("{} over {service:?} to {depth:?}: {}", scenario.name, told(&outcome));
    is_right.then_some(()).ok_or_else(wrong)
}

/// Somebody who signs in on the pages of the sandbox.
#[derive(Clone)]
struct Person {
    http: reqwest::Client,
    username: String,
    password: String,
    /// The page on which it went no further.
    read: Arc<Mutex<String>>,
    /// By this nobody waits for the browser any more.
    stop: Stop,
}

impl Person {
    fn of(sandbox: &Sandbox, scenario: &Scenario, stop: &Stop) -> Self {
        let ready = sandbox.ready();
        Self {
            http: client::http(ready),
            username: scenario.trigger.username.unwrap_or(&ready.username).to_owned(),
            password: ready.password.clone(),
            read: Arc::default(),
            stop: stop.clone(),
        }
    }

    async fn answer(self, prompt: Prompt) {
        let (page, code) = match &prompt {
            Prompt::AuthorizationCode { url, .. } => (url, ""),
            Prompt::DeviceCode { verification_uri, user_code, .. } => {
                (verification_uri, user_code.as_str())
            }
        };
        let typed = [
            ("user_code", code),
            ("username", &self.username),
            ("password", &self.password),
            ("answer", "accept"),
        ];
        let answer = client::send(self.http.post(page).form(&typed)).await;
        if let Some(back) = answer.headers().get("location") {
            let back = back.to_str().expect("an address").to_owned();
            client::send(self.http.get(back)).await;
        } else {
            let page = answer.text().await.expect("a page");
            *self.read.lock().expect("a page") = page;
            if code.is_empty() {
                self.stop.now();
            }
        }
    }
}

async fn run(service: Service, form: Value, options: &probe::Options) -> Outcome {
    run_with(None, service, form, options).await
}

async fn run_with(
    person: Option<&Person>,
    service: Service,
    form: Value,
    options: &probe::Options,
) -> Outcome {
    let observe = |event| {
        if let (Event::Prompt(prompt), Some(person)) = (event, person) {
            tokio::spawn(person.clone().answer(prompt));
        }
    };
    if service == Service::Smtp {
        let form = OutgoingForm::deserialize(form).expect("an outgoing form");
        probe::outgoing(&form, options, &observe).await
    } else {
        let form = IncomingForm::deserialize(form).expect("an incoming form");
        probe::incoming(&form, options, &observe).await
    }
}

fn options(ready: &Ready, depth: Depth) -> probe::Options {
    let recipient = ready.username.parse().expect("an address");
    let authority = ready.token_url.strip_prefix("https://").expect("https");
    let trusting = probe::client_config(Some(&ready.ca_file)).expect("a client's configuration");
    probe::Options {
        stage_timeout: Duration::from_secs(8),
        timeout: Duration::from_secs(16),
        depth,
        send_to: (depth == Depth::Send).then_some(recipient),
        credentials: probe::Credentials {
            // A device asks for the first time after five seconds.
            sign_in: Duration::from_secs(9),
            ..probe::Credentials::default()
        },
        identity_hosts: vec![authority.split('/').next().expect("a host").to_owned()],
        ..probe::Options::new(trusting)
    }
}

/// Plays a scenario, or none, and gives the settings of the form that tests this service in this way.
fn form(sandbox: &Sandbox, service: Service, security: &str, scenario: Option<&Scenario>) -> Value {
    let name = if service == Service::Smtp { FormName::Outgoing } else { FormName::Incoming };
    let mut form = sandbox.play(scenario)(name);
    let ready = sandbox.ready();
    let (starttls, tls) = match service {
        Service::Smtp => (ready.smtp.starttls, ready.smtp.tls),
        Service::Imap => (ready.imap.starttls, ready.imap.tls),
        Service::Pop | Service::Token => (ready.pop.starttls, ready.pop.tls),
    };
    let trigger = scenario.map(|scenario| &scenario.trigger);
    let security = trigger.and_then(|trigger| trigger.security).unwrap_or(security);
    let port = match trigger.and_then(|trigger| trigger.port) {
        Some(Port::Plain) => ready.smtp.plain,
        Some(Port::Tls) => tls,
        None if security == "ssl" => tls,
        Some(Port::StartTls) | None => starttls,
    };
    form.insert("security".to_owned(), security.into());
    form.insert("port".to_owned(), port.into());
    if service == Service::Pop {
        form.insert("protocol".to_owned(), "pop".into());
    }
    Value::Object(form)
}

/// A report in short.
fn told(outcome: &Outcome) -> String {
    let report = &outcome.report;
    let causes: Vec<_> =
        report.causes.iter().map(|it| format!("{} {:.2}", it.id, it.confidence)).collect();
    let findings: Vec<_> = report.findings.iter().map(|it| it.finding.code.to_string()).collect();
    let failed = report.stages.iter().find(|it| it.status == mailvet_core::report::Status::Failed);
    let failed = failed.map(|it| serde_json::to_string(it).unwrap_or_default()).unwrap_or_default();
    let failed: String = failed.chars().take(500).collect();
    format!("{:?} {causes:?} findings {findings:?}\n    {failed}", report.verdict)
}
