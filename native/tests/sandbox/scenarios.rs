//! Every scenario through every form that shows it.

use std::{sync::Arc, time::Duration};

use mailvet::{
    probe::{self, Outcome},
    sandbox::{
        Options, Ready, Sandbox,
        faults::{Effect, Fault, Service},
        scenario::{Flow, SCENARIOS, Scenario, Trigger},
    },
};
use mailvet_core::{IncomingForm, OutgoingForm, report::Verdict};
use serde::Deserialize as _;
use serde_json::{Value, json};
use tokio::{sync::Semaphore, task::JoinSet};

/// What Exchange says only after it has the whole message, which no test of an envelope sends.
const AFTER_THE_MESSAGE: [&str; 4] =
    ["mailbox-logon-failure", "sender-restricted", "send-as-denied", "submission-quota"];

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
                judge(scenario, service).await
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
        let outcome = test(&sandbox, service, security, None).await;
        assert_eq!(
            outcome.report.verdict,
            Verdict::Success,
            "{service:?} {security}: {}",
            told(&outcome)
        );
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
        let mut form = form(sandbox.ready(), service, security, None);
        let name = serde_json::to_value(service).expect("a name");
        form["port"] = ready[name.as_str().expect("a name")][port].clone();
        let fields = form.as_object_mut().expect("a form");
        if changes.get("password").is_some() || changes.get("sender").is_some() {
            fields.remove("oauth");
        }
        fields.extend(changes.as_object().cloned().expect("changes"));
        let mut options = options(sandbox.ready());
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

async fn judge(scenario: &Scenario, service: Service) -> Result<(), String> {
    let sandbox = start().await;
    if let Some(fault) = &scenario.trigger.fault {
        sandbox.add_fault(Fault { service, ..fault.clone() });
    }
    let security = match (service, &scenario.trigger.fault) {
        (Service::Smtp, _) | (_, Some(Fault { effect: Effect::NoStartTls, .. })) => "tls",
        _ => "ssl",
    };
    let outcome = test(&sandbox, service, security, Some(&scenario.trigger)).await;
    let name = format!("{} over {service:?}", scenario.name);
    sandbox.shutdown().await;
    if AFTER_THE_MESSAGE.contains(&scenario.name) {
        let is_success = outcome.report.verdict == Verdict::Success;
        return is_success.then_some(()).ok_or_else(|| format!("{name}: {}", told(&outcome)));
    }
    if REFUSED_BY_RULES.contains(&scenario.name) {
        let is_refused = outcome
            .report
            .findings
            .iter()
            .any(|it| it.finding.severity == mailvet_core::Severity::Error);
        return is_refused.then_some(()).ok_or_else(|| format!("{name}: {}", told(&outcome)));
    }
    let first = outcome.report.causes.first().map(|cause| cause.id);
    let is_right = first.is_some_and(|id| id == scenario.cause || scenario.accepted.contains(&id));
    if is_right { Ok(()) } else { Err(format!("{name}: {}", told(&outcome))) }
}

async fn test(
    sandbox: &Sandbox,
    service: Service,
    security: &str,
    trigger: Option<&Trigger>,
) -> Outcome {
    let ready = sandbox.ready();
    run(service, form(ready, service, security, trigger), &options(ready)).await
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

fn options(ready: &Ready) -> probe::Options {
    let authority = ready.token_url.strip_prefix("https://").expect("https");
    let trusting = probe::client_config(Some(&ready.ca_file)).expect("a client's configuration");
    probe::Options {
        stage_timeout: Duration::from_secs(8),
        timeout: Duration::from_secs(16),
        identity_hosts: vec![authority.split('/').next().expect("a host").to_owned()],
        ..probe::Options::new(trusting)
    }
}

/// The good settings with what the scenario changes in them.
fn form(ready: &Ready, service: Service, security: &str, trigger: Option<&Trigger>) -> Value {
    let of = |value: fn(&Trigger) -> Option<&'static str>, good: &str| {
        trigger.and_then(value).unwrap_or(good).to_owned()
    };
    let ports = match service {
        Service::Smtp => (ready.smtp.starttls, ready.smtp.tls),
        Service::Imap => (ready.imap.starttls, ready.imap.tls),
        Service::Pop | Service::Token => (ready.pop.starttls, ready.pop.tls),
    };
    let port = if security == "tls" { ports.0 } else { ports.1 };
    let password = of(|it| it.password, &ready.password);
    let mut form = json!({
        "server": "localhost",
        "security": security,
        "port": port,
        "username": of(|it| it.username, &ready.username),
    });
    if service == Service::Pop {
        form["protocol"] = "pop".into();
    }
    if let Some(mailbox) = trigger.and_then(|it| it.mailbox) {
        form["mailbox"] = mailbox.into();
    }
    if let Some(sender) = trigger.and_then(|it| it.sender) {
        form["sender"] = sender.into();
    }
    let flow = trigger.and_then(|it| it.flow);
    if flow == Some(Flow::Basic) {
        form["password"] = password.into();
        return form;
    }
    let tenant = of(|it| it.tenant, &ready.tenant);
    form["oauth"] = json!({
        "provider": "microsoft-exchange",
        "client_id": of(|it| it.client_id, &ready.client_id),
        "client_secret": of(|it| it.client_secret, &ready.client_secret),
        "authority_url": ready.token_url.replace(&ready.tenant, &tenant),
    });
    if let Some(scope) = trigger.and_then(|it| it.scope) {
        form["oauth"]["scope"] = scope.into();
    }
    if flow == Some(Flow::Password) {
        form["oauth"]["flow"] = "password".into();
        form["password"] = password.into();
    }
    form
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
