//! Every scenario through every form that shows it.

use std::{sync::Arc, time::Duration};

use mailvet::{
    probe::{self, Outcome},
    sandbox::{
        Options, Ready, Sandbox,
        faults::{Effect, Fault, Service},
        scenario::{SCENARIOS, Scenario},
    },
};
use mailvet_core::{FormName, IncomingForm, OutgoingForm, plan::Depth, report::Verdict};
use serde::Deserialize as _;
use serde_json::{Value, json};
use tokio::{sync::Semaphore, task::JoinSet};

/// What the rules refuse, so that nothing is ever sent.
const REFUSED_BY_RULES: [&str; 2] = ["client-auth-missing", "tenant-not-given"];

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

/// Settings that miss the way in, beside which everything is as it should be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_way_in_is_diagnosed() {
    let elsewhere = json!({ "requires_authentication": false, "sender": "a@elsewhere.test" });
    let anonymous = json!({ "requires_authentication": false, "sender": "mailer@contoso.test" });
    let by_password = json!({ "password": "Sandbox-4711-open", "mechanism": "plain" });
    let nothing = json!({});
    for (service, security, port, changes, expected) in [
        (Service::Smtp, "ssl", "starttls", &nothing, "tls-on-plaintext-port"),
        (Service::Imap, "ssl", "starttls", &nothing, "tls-on-plaintext-port"),
        (Service::Pop, "ssl", "starttls", &nothing, "tls-on-plaintext-port"),
        (Service::Imap, "tls", "tls", &nothing, "plaintext-on-tls-port"),
        (Service::Smtp, "tls", "plain", &nothing, "mechanism-not-offered"),
        (Service::Smtp, "tls", "starttls", &by_password, "mechanism-not-offered"),
        (Service::Smtp, "tls", "starttls", &anonymous, "not-authenticated"),
        (Service::Smtp, "none", "starttls", &anonymous, "starttls-required"),
        (Service::Smtp, "none", "plain", &elsewhere, "relay-denied"),
        (Service::Imap, "none", "starttls", &by_password, "starttls-required"),
    ] {
        let sandbox = start().await;
        let ready = serde_json::to_value(sandbox.ready()).expect("JSON");
        let mut form = form(&sandbox, service, security, None);
        let name = serde_json::to_value(service).expect("a name");
        form["port"] = ready[name.as_str().expect("a name")][port].clone();
        let fields = form.as_object_mut().expect("a form");
        if changes.get("password").is_some() || changes.get("sender").is_some() {
            fields.remove("oauth");
        }
        fields.extend(changes.as_object().cloned().expect("changes"));
        let mut options = options(sandbox.ready(), Depth::default());
        options.consent.allow_cleartext_password = true;
        if expected == "plaintext-on-tls-port" {
            options.stage_timeout = Duration::from_millis(500);
        }
        let outcome = run(service, form, &options).await;
        let first = outcome.report.causes.first().map(|cause| cause.id);
        assert_eq!(first, Some(expected), "{service:?} {security} {port}: {}", told(&outcome));
        sandbox.shutdown().await;
    }
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
    let outcome = run(service, form, &options(sandbox.ready(), depth)).await;
    sandbox.shutdown().await;
    let report = &outcome.report;
    let is_right = if REFUSED_BY_RULES.contains(&scenario.name) {
        report.findings.iter().any(|it| it.finding.severity == mailvet_core::Severity::Error)
    } else if scenario.needs_message && depth != Depth::Send {
        report.verdict == Verdict::Success
    } else {
        let first = report.causes.first().map(|cause| cause.id);
        first.is_some_and(|id| id == scenario.cause || scenario.accepted.contains(&id))
    };
    let wrong = || format!("{} over {service:?} to {depth:?}: {}", scenario.name, told(&outcome));
    is_right.then_some(()).ok_or_else(wrong)
}

async fn run(service: Service, form: Value, options: &probe::Options) -> Outcome {
    if service == Service::Smtp {
        let form = OutgoingForm::deserialize(form).expect("an outgoing form");
        probe::outgoing(&form, options, &|_| {}).await
    } else {
        let form = IncomingForm::deserialize(form).expect("an incoming form");
        probe::incoming(&form, options, &|_| {}).await
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
    form.insert("security".to_owned(), security.into());
    form.insert("port".to_owned(), if security == "tls" { starttls } else { tls }.into());
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
