//! Connection tests, told as they run.

use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    extract::State,
    http::StatusCode,
    response::{Sse, sse},
};
use futures_util::{Stream, stream};
use mailvet_core::{
    FormName,
    hand_off::HandOff,
    plan::{Depth, Stage},
    remedy::Values,
    report::{Report, StageReport, TestReport, Verdict},
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use tokio::{
    sync::{
        OwnedSemaphorePermit,
        mpsc::{UnboundedSender, unbounded_channel},
    },
    time::sleep,
};

use super::{
    App, Problem,
    api::{FORMS, HOST_LIST, IDENTITY_HOSTS, read_form},
    body::Document,
    random_name, report_failure,
    reports::Finished,
    stored,
};
use crate::{
    probe::{self, AccessToken, Address, Outcome, Stop, Tokens},
    store::{StoredToken, Tested, token_binding},
};

/// A test that was stopped has so long to take its leave of the servers.
const PARTING: Duration = Duration::from_secs(2);

const ALLOW_CLEARTEXT: &str = "allow_cleartext_password";
const DEPTH: &str = "depth";
const SEND_TO: &str = "send_to";
const UNATTENDED: &str = "unattended";

/// Tests one form as it stands in the request, and answers with server-sent events: `test` with the
/// id, `stages` with the plan, `stage` as each begins and ends, `prompt` when a person has to sign in,
/// `report` at the end. They are read by `fetch`, since `EventSource` can send no token but in the
/// URL.
pub(super) async fn test(
    State(app): State<Arc<App>>,
    name: FormName,
    body: Document,
) -> Result<Sse<impl Stream<Item = Result<sse::Event, Infallible>>>, Problem> {
    let key = name.as_str();
    // The whole settings may come along; the other form is not looked at.
    let [outgoing, incoming] = FORMS.map(FormName::as_str);
    let known = [outgoing, incoming, IDENTITY_HOSTS, ALLOW_CLEARTEXT, DEPTH, SEND_TO, UNATTENDED];
    body.allow_only(&known)?;
    let mut options = options(&app, name, &body)?;
    let missing = || Problem::of_field(key, format!("`{key}`, the form to test, is missing."));
    let settings = body.object(key)?.ok_or_else(missing)?;
    let mut form = read_form(name, settings)?;
    let slot = Arc::clone(&app.tests).try_acquire_owned().map_err(|_| {
        let detail = "So many tests run already. Wait until one of them has ended.";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).with_header("retry-after", "5")
    })?;
    let id = random_name().map_err(|error| {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, format!("No random numbers: {error}"))
    })?;
    let refusals = stored::fill(&mut form, settings, &app.store).await?;
    let signed_in = app.store.refresh_token(name, &token_binding(name, settings)).await;
    // What was kept for another place, or cannot be read, saves nobody a sign-in.
    options.credentials.tokens = Arc::new(Tokens::with_refresh(signed_in.unwrap_or_default()));
    Ok(Sse::new(events(slot, options.stop.clone(), async move |teller| {
        teller.tell("test", json!({ "id": id }));
        let outcome = if refusals.is_empty() {
            form.probe(&options, &|event| teller.tell_event(event)).await
        } else {
            let context = app.context(options.identity_hosts.clone());
            let findings = [form.findings(&context), refusals].concat();
            let messages = options.messages();
            let findings = messages.tell_all(findings);
            let stages = Stage::USUAL.map(StageReport::skipped).to_vec();
            teller.tell_event(probe::Event::Plan(Stage::USUAL.to_vec()));
            Outcome {
                report: TestReport::of(name, findings, stages, &Values::default(), messages),
                values: Values::default(),
                token: None,
                refresh_token: None,
            }
        };
        if let Ok(Some(settings)) = body.object(key) {
            remember(&app, settings, &outcome).await;
        }
        let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        let hand_off = HandOff::of([(&outcome.report, &outcome.values)], &now);
        let report = Report::of(vec![outcome.report]);
        app.reports.keep(id, Finished { report: report.clone(), hand_off });
        teller.tell("report", report);
    })))
}

/// How the test is run: as the server was started, with what the request says beyond it.
fn options(app: &App, form: FormName, body: &Document) -> Result<probe::Options, Problem> {
    let mut options = app.probe.clone();
    options
        .identity_hosts
        .extend(body.value::<Vec<String>>(IDENTITY_HOSTS, HOST_LIST)?.unwrap_or_default());
    options.stop = Stop::default();
    options.send_to = recipient(form, body)?;
    let depth = body.value::<Depth>(DEPTH, "`auth`, `envelope` or `send`")?;
    options.depth = probe::depth(depth, options.send_to.as_ref()).map_err(|error| {
        Problem::of_field(SEND_TO, format!("`{DEPTH}` and `{SEND_TO}` do not fit: {error}."))
    })?;
    if let Some(allow_cleartext_password) = body.value(ALLOW_CLEARTEXT, "true or false")? {
        options.consent.allow_cleartext_password = allow_cleartext_password;
    }
    if let Some(unattended) = body.value(UNATTENDED, "true or false")? {
        options.consent.unattended = unattended;
    }
    Ok(options)
}

/// Whom a message is to be sent to.
fn recipient(form: FormName, body: &Document) -> Result<Option<Address>, Problem> {
    let Some(typed) = body.value::<String>(SEND_TO, "the text of an address")? else {
        return Ok(None);
    };
    if form != FormName::Outgoing {
        let detail = format!("`{SEND_TO}` is for the outgoing test: it alone sends a message.");
        return Err(Problem::of_field(SEND_TO, detail));
    }
    let problem = |error| Problem::of_field(SEND_TO, format!("`{SEND_TO}`: {error}"));
    probe::recipient(&typed).map(Some).map_err(problem)
}

/// Remembers how the test ended, and keeps the token that it ended well with. The report is told
/// all the same when that fails: it is what the user waits for.
pub(super) async fn remember(app: &App, settings: &Map<String, Value>, outcome: &Outcome) {
    let form = outcome.report.form;
    let verdict = outcome.report.verdict;
    let tested = Tested { verdict, at: unix_seconds(SystemTime::now()) };
    if let Err(error) = app.store.record_test(form, settings, tested).await
        && error.field().is_none()
    {
        report_failure(&format!("The verdict of the test was not kept. {error}"));
    }
    let bound_to = token_binding(form, settings);
    if let Some(refresh_token) = &outcome.refresh_token
        && let Err(error) =
            app.store.save_refresh_token(form, refresh_token.clone(), &bound_to).await
    {
        report_failure(&format!("The refresh token was not kept. {error}"));
    }
    let (Verdict::Success, Some(AccessToken { value, expires_at })) = (verdict, &outcome.token)
    else {
        return;
    };
    let token = StoredToken { value: value.clone(), expires_at: expires_at.map(unix_seconds) };
    if let Err(error) = app.store.save_token(form, &token, &bound_to).await {
        report_failure(&format!("The access token was not kept. {error}"));
    }
}

fn unix_seconds(time: SystemTime) -> i64 {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// Runs a test in a task of its own, so that a reader who is slow does not slow the conversation
/// down, and gives what it tells. When the reader goes the stream is dropped, and with that the test
/// is stopped: it takes its leave of the servers, and its slot becomes free.
pub(super) fn events<F: Future<Output = ()> + Send + 'static>(
    slot: OwnedSemaphorePermit,
    stop: Stop,
    test: impl FnOnce(Teller) -> F,
) -> impl Stream<Item = Result<sse::Event, Infallible>> {
    let (sender, receiver) = unbounded_channel();
    let test = test(Teller(sender));
    let with_me = StopWithMe(stop.clone());
    tokio::spawn(async move {
        let parted = async {
            stop.wanted().await;
            sleep(PARTING).await;
        };
        tokio::select! {
            () = test => {}
            () = parted => {}
        }
        drop(slot);
    });
    stream::unfold((receiver, with_me), async |(mut receiver, stop)| {
        let event = receiver.recv().await?;
        Some((Ok(event), (receiver, stop)))
    })
}

/// Tells the reader what happens.
pub(super) struct Teller(UnboundedSender<sse::Event>);

impl Teller {
    pub(super) fn tell_event(&self, event: probe::Event) {
        match event {
            probe::Event::Plan(stages) => self.tell("stages", json!({ "stages": stages })),
            probe::Event::Stage(stage) => self.tell("stage", stage),
            probe::Event::Prompt(prompt) => self.tell("prompt", prompt),
        }
    }

    pub(super) fn tell(&self, name: &str, data: impl Serialize) {
        match sse::Event::default().event(name).json_data(data) {
            // Without a reader this task is about to end.
            Ok(event) => drop(self.0.send(event)),
            Err(error) => report_failure(&format!("The event `{name}` has no JSON: {error}")),
        }
    }
}

/// A test that is stopped when this is dropped.
struct StopWithMe(Stop);

impl Drop for StopWithMe {
    fn drop(&mut self) {
        self.0.now();
    }
}
