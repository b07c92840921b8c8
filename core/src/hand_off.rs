//! A hand-off: what somebody who may not change anything sends to the administrator who may. It says
//! what failed, in the server's own words with the ids by which its operator finds the case, and what
//! to change, with the script. What the sender changes himself is no work of the administrator's.
//! Nothing secret is in it: reports and values have none.

use serde::Serialize;

use crate::{
    FormName,
    messages::Messages,
    plan::Stage,
    remedy::{
        self, Values, Who,
        quote::{code, fenced, prose},
    },
    report::{Cause, Fact, Peer, Remedy, SCHEMA, StageReport, Status, TestReport, likeliest},
};

/// What is handed over of failed tests.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HandOff {
    /// The version of this JSON.
    pub schema: u32,
    /// When the tests ended (RFC 3339, UTC).
    pub time: String,
    /// The tests that failed.
    pub tests: Vec<FailedTest>,
}

/// A test that failed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailedTest {
    /// The form.
    pub form: FormName,
    /// Whether the server was the sandbox, so that there is nothing to change in any real tenant.
    pub is_simulation: bool,
    /// Whose settings they are: server, mailbox, application, tenant, as far as they are known.
    pub settings: Vec<Named>,
    /// What the rules found wrong in the settings.
    pub findings: Vec<String>,
    /// The stages that failed.
    pub stages: Vec<FailedStage>,
    /// What the administrator is asked to change: the likeliest, and what is as likely.
    pub causes: Vec<Cause>,
    /// What is likeliest and the sender's own to change, in words.
    pub own: Vec<String>,
    /// The page on which an administrator consents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_url: Option<String>,
}

/// A stage that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailedStage {
    /// The stage.
    pub stage: Stage,
    /// What the server said, line by line.
    pub said: Vec<String>,
    /// By what its operator finds the case: request, correlation and trace ids, server and time.
    pub ids: Vec<Named>,
}

/// A value with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Named {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Named {
    fn new(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned() }
    }
}

impl HandOff {
    /// What is handed over of tests, each with the values of its settings; `None` where none failed.
    #[must_use]
    pub fn of<'a>(
        tests: impl IntoIterator<Item = (&'a TestReport, &'a Values)>,
        time: &str,
    ) -> Option<Self> {
        let failed = |(test, _): &(&TestReport, _)| {
            !test.causes.is_empty()
                || test.stages.iter().any(|stage| stage.status == Status::Failed)
        };
        let tests =
            tests.into_iter().filter(failed).map(|(test, values)| FailedTest::of(test, values));
        let tests: Vec<_> = tests.collect();
        (!tests.is_empty()).then(|| Self { schema: SCHEMA, time: time.to_owned(), tests })
    }

    /// The hand-off as a page of Markdown: first what is to be done.
    #[must_use]
    pub fn to_markdown(&self, messages: &Messages) -> String {
        let say = |id: &str| prose(&messages.of_remedy(id, None));
        let mut page = vec![format!("# {}\n\n{}\n", say("hand-off"), say("hand-off-please"))];
        for test in &self.tests {
            page.push(format!("\n## {}\n", say(&format!("hand-off-{}", test.form.as_str()))));
            if test.is_simulation {
                page.push(format!("\n{}\n", say("hand-off-simulation")));
            }
            if !test.own.is_empty() {
                page.push(format!("\n{}\n\n", say("hand-off-own")));
                page.extend(test.own.iter().map(|title| format!("- {}\n", prose(title))));
            }
            for cause in &test.causes {
                page.push(cause_in_markdown(cause, messages));
            }
            if let Some(url) = &test.consent_url {
                page.push(format!("\n{}: <{url}>\n", say("hand-off-consent")));
            }
            page.push(format!("\n### {}\n\n", say("hand-off-what")));
            page.extend(test.findings.iter().map(|words| format!("- {}\n", prose(words))));
            page.push(format!("- {}: {}\n", say("hand-off-time"), code(&self.time)));
            page.extend(test.settings.iter().map(|named| in_list(named, messages)));
            for stage in &test.stages {
                page.push(format!(
                    "\n{} {}:\n\n",
                    say("hand-off-stage"),
                    code(stage.stage.as_str())
                ));
                page.push(fenced(&stage.said.join("\n"), "text"));
                page.push("\n".to_owned());
                page.extend(stage.ids.iter().map(|named| in_list(named, messages)));
            }
        }
        page.concat()
    }
}

fn in_list(Named { name, value }: &Named, messages: &Messages) -> String {
    format!(
        "- {}: {}\n",
        prose(&messages.of_remedy(&format!("hand-off-{name}"), None)),
        code(value)
    )
}

fn cause_in_markdown(cause: &Cause, messages: &Messages) -> String {
    let title = format!("\n### {} ({})\n", prose(&cause.title), code(cause.id));
    let remedies = cause.remedies.iter().map(|remedy| remedy_in_markdown(remedy, messages));
    [title].into_iter().chain(remedies).collect()
}

fn remedy_in_markdown(remedy: &Remedy, messages: &Messages) -> String {
    let Remedy { title, text, language, who, link, .. } = remedy;
    match language.as_deref() {
        Some("url") => format!("\n{}: <{text}>\n", prose(title)),
        Some(language) => format!("\n#### {}\n\n{}", prose(title), fenced(text, language)),
        None => {
            let by = |who: &String| {
                format!("\n{}: {}.\n", prose(&messages.of_remedy("setup-who", None)), prose(who))
            };
            let by = who.as_ref().map(by).unwrap_or_default();
            let at = link.as_ref().map(|link| format!("\n<{link}>\n")).unwrap_or_default();
            format!("\n{}\n{by}{at}", prose(text))
        }
    }
}

impl FailedTest {
    fn of(test: &TestReport, values: &Values) -> Self {
        let settings = [
            ("server", &values.mail_host),
            ("mailbox", &values.mailbox),
            ("user", &values.user),
            ("sender", &values.sender),
            ("client-id", &values.client_id),
            ("object-id", &values.object_id),
            ("tenant", &values.tenant),
        ];
        let settings = settings
            .into_iter()
            .filter_map(|(name, value)| Some(Named::new(name, value.as_ref()?)));
        let failed = test.stages.iter().filter(|stage| stage.status == Status::Failed);
        let is_simulation = test.is_simulation();
        let values = Values { is_simulation, ..values.clone() };
        let (own, causes): (Vec<_>, Vec<_>) = likeliest(&test.causes)
            .iter()
            .partition(|cause| remedy::way(cause.id, &values).who == Who::You);
        let is_for_another = !causes.is_empty() || own.is_empty();
        let wrong = test.findings.iter().filter(|it| it.finding.severity == crate::Severity::Error);
        Self {
            form: test.form,
            is_simulation,
            settings: settings.collect(),
            findings: wrong.map(|notice| notice.message.clone()).collect(),
            stages: failed.map(FailedStage::of).collect(),
            causes: causes.into_iter().cloned().collect(),
            own: own.into_iter().map(|cause| cause.title.clone()).collect(),
            consent_url: values.consent_url().filter(|_| is_for_another),
        }
    }
}

impl FailedStage {
    fn of(stage: &StageReport) -> Self {
        let error = stage.facts.get("error").and_then(text);
        let lines = stage.transcript.iter().filter(|line| line.from == Peer::Server);
        let lines: Vec<_> = lines.map(|line| line.line.as_str()).collect();
        // The error tells what no line says.
        let told = error.filter(|error| !lines.iter().any(|line| line.contains(error)));
        let said: Vec<_> = told.into_iter().chain(lines).map(ToOwned::to_owned).collect();
        let mut ids: Vec<Named> = Vec::new();
        let facts = ["request_id", "correlation_id", "trace_id", "timestamp"];
        let of_facts = facts.into_iter().filter_map(|name| {
            Some(Named::new(&name.replace('_', "-"), text(stage.facts.get(name)?)?))
        });
        for named in of_facts.chain(said.iter().flat_map(|line| ids_in(line))) {
            if !ids.contains(&named) {
                ids.push(named);
            }
        }
        Self { stage: stage.stage, said, ids }
    }
}

fn text(fact: &Fact) -> Option<&str> {
    match fact {
        Fact::Text(text) => Some(text),
        Fact::Flag(_) | Fact::Number(_) | Fact::List(_) => None,
    }
}

/// The ids in a line: Entra writes them with their names, Exchange Online as `[server time id]` at the
/// end of a reply.
fn ids_in(line: &str) -> Vec<Named> {
    const NAMES: [(&str, &str); 6] = [
        ("trace id: ", "trace-id"),
        ("correlation id: ", "correlation-id"),
        ("timestamp: ", "timestamp"),
        ("\"trace_id\":\"", "trace-id"),
        ("\"correlation_id\":\"", "correlation-id"),
        ("\"timestamp\":\"", "timestamp"),
    ];
    let lower = line.to_ascii_lowercase();
    let mut ids = Vec::new();
    for (mark, name) in NAMES {
        let Some(at) = lower.find(mark) else { continue };
        let rest = line.get(at + mark.len()..).unwrap_or_default();
        // A time of Entra has a space between date and hour.
        let is_end = |c: char| !(c.is_ascii_alphanumeric() || "-:.".contains(c));
        let end = match name {
            "timestamp" => {
                rest.match_indices(is_end).map(|(at, _)| at).find(|at| *at > "2026-11-24".len())
            }
            _ => rest.find(is_end),
        };
        let value = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default().trim();
        if !value.is_empty() {
            ids.push(Named::new(name, value));
        }
    }
    let within = lower.rfind('[').and_then(|from| line.get(from + 1..)?.split(']').next());
    let words: Vec<_> = within.unwrap_or_default().split(' ').collect();
    if let [server, time, id] = words[..]
        && time.starts_with("20")
        && time.contains('T')
    {
        ids.push(Named::new("exchange-server", server));
        ids.push(Named::new("timestamp", time));
        ids.push(Named::new("request-id", id));
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnosis::Guess,
        messages::Language,
        report::{Facts, Line},
    };

    #[track_caller]
    fn check(line: &str, expected: &[(&str, &str)]) {
        let expected: Vec<_> =
            expected.iter().map(|(name, value)| Named::new(name, value)).collect();
        assert_eq!(ids_in(line), expected, "{line}");
    }

    #[test]
    fn ids_by_which_an_operator_finds_the_case() {
        check(
            "AADSTS7000215: Invalid client secret provided. Trace ID: 0a1b Correlation ID: 2c3d Timestamp: 2026-11-24 20:00:01Z",
            &[
                ("trace-id", "0a1b"),
                ("correlation-id", "2c3d"),
                ("timestamp", "2026-11-24 20:00:01Z"),
            ],
        );
        check(
            "535 5.7.139 Authentication unsuccessful [AM0PR01.eurprd01.prod.outlook.com 2026-11-24T20:00:01.000Z 08DE1]",
            &[
                ("exchange-server", "AM0PR01.eurprd01.prod.outlook.com"),
                ("timestamp", "2026-11-24T20:00:01.000Z"),
                ("request-id", "08DE1"),
            ],
        );
        check("* NO [AUTHENTICATIONFAILED] AUTHENTICATE failed.", &[]);
        check("", &[]);
    }

    fn failed(line: &str) -> TestReport {
        let said = Line { from: Peer::Server, line: line.to_owned() };
        let stage = StageReport {
            status: Status::Failed,
            transcript: vec![said],
            facts: Facts::from([("error".to_owned(), Fact::from("It failed."))]),
            ..StageReport::skipped(Stage::Authenticate)
        };
        let messages = Messages::of(Language::English);
        TestReport::of(FormName::Outgoing, Vec::new(), vec![stage], &Values::default(), messages)
    }

    #[test]
    fn what_a_server_said_stays_in_its_block() {
        let test = failed(
            "535 5.7.139 SmtpClientAuthentication is disabled for the Mailbox\n```\n# evil\n````",
        );
        let values = Values { mailbox: Some("`evil`\n# evil".to_owned()), ..Values::default() };
        let hand_off = HandOff::of([(&test, &values)], "2026-11-24T20:00:00Z").expect("a failure");
        for language in Language::ALL {
            let page = hand_off.to_markdown(Messages::of(language));
            assert!(page.contains("Set-CASMailbox"), "{page}");
            assert!(page.contains("`````text\n"), "{page}");
            assert!(!page.contains("hand-off"), "{page}");
            assert!(
                page.contains("``` `evil` # evil```") || page.contains("`` `evil` # evil ``"),
                "{page}"
            );
        }
    }

    fn real() -> Values {
        Values {
            tenant: Some("contoso.onmicrosoft.com".to_owned()),
            client_id: Some("11111111-2222-4333-8444-555555555555".to_owned()),
            ..Values::default()
        }
    }

    fn handed_over(test: &TestReport) -> (HandOff, String) {
        let hand_off = HandOff::of([(test, &real())], "2026-11-24T20:00:00Z").expect("a failure");
        let page = hand_off.to_markdown(Messages::of(Language::English));
        (hand_off, page)
    }

    #[test]
    fn an_administrator_is_asked_for_the_likeliest_alone() {
        let mut test = failed("535 5.7.139 SmtpClientAuthentication is disabled for the Mailbox");
        let messages = Messages::of(Language::English);
        let cause =
            |id, confidence| messages.explain(Guess { confidence, ..Guess::certain(id) }, &real());
        test.causes = vec![
            cause("mailbox-permission-missing", 0.972),
            cause("token-wrong-audience", 0.968),
            cause("token-missing-role", 0.93),
        ];
        let (HandOff { tests, .. }, page) = handed_over(&test);
        let ids: Vec<_> = tests[0].causes.iter().map(|cause| cause.id).collect();
        assert_eq!(ids, ["mailbox-permission-missing"]);
        assert_eq!(tests[0].own, [test.causes[1].title.clone()]);
        assert!(page.contains("adminconsent") && !page.contains("AppRoleAssignment"), "{page}");
        // Where nothing is his to change he is asked for nothing.
        test.causes.remove(0);
        let (HandOff { tests, .. }, page) = handed_over(&test);
        assert!(tests[0].causes.is_empty() && tests[0].own.len() == 1, "{page}");
        assert!(!page.contains("adminconsent") && !page.contains("powershell"), "{page}");
    }

    #[test]
    fn a_simulation_is_told_and_asks_for_no_real_consent() {
        let line = "535 5.7.139 SmtpClientAuthentication is disabled for the Mailbox";
        let mut stages = failed(line).stages;
        let issuer = format!("CN={}", crate::report::SANDBOX_AUTHORITY);
        stages[0].facts.insert("issuer".to_owned(), Fact::from(issuer));
        let messages = Messages::of(Language::English);
        let test = TestReport::of(FormName::Outgoing, Vec::new(), stages, &real(), messages);
        let (hand_off, page) = handed_over(&test);
        assert!(hand_off.tests[0].is_simulation);
        assert_eq!(hand_off.tests[0].consent_url, None);
        assert!(page.contains("This is a simulation"), "{page}");
        assert!(page.contains("# A simulation") && !page.contains("adminconsent"), "{page}");
    }

    #[test]
    fn what_did_not_fail_is_not_handed_over() {
        let messages = Messages::of(Language::English);
        let good = TestReport::of(
            FormName::Outgoing,
            Vec::new(),
            Vec::new(),
            &Values::default(),
            messages,
        );
        assert_eq!(HandOff::of([(&good, &Values::default())], "2026-11-24T20:00:00Z"), None);
    }
}
