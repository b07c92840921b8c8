//! From evidence to causes: what someone has to change so that a failed test passes.
//!
//! [`diagnose`] ranks the causes that the [`Evidence`] speaks for. Numbers and words are read off the
//! text (`words`) and compared with the `signs`; a refusal that states no cause is worked out
//! from flow, claims and settings (`refusal`). The ids of the causes are an interface and never
//! change their meaning; their words are in the Fluent files of `core/messages/causes`.

mod causes;
mod evidence;
mod refusal;
mod signs;
mod words;

use std::{collections::HashMap, sync::LazyLock};

use aho_corasick::AhoCorasick;

pub use causes::CAUSES;
pub use evidence::{Evidence, Flow, Protocol, Provider};

use crate::{cloud::Cloud, provider, report::Fact};
#[cfg(feature = "messages")]
use crate::{
    plan::Stage,
    report::{Peer, StageReport, Status, TestReport},
};
use signs::{Need, SIGNS, Sign};
use words::Words;

/// A cause that the evidence speaks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// The id of the cause.
    pub id: &'static str,
    /// How sure that is, from 0 to 1.
    pub confidence: f64,
    /// What speaks for it.
    pub why: Vec<Reason>,
}

/// What speaks for a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The words of a server or a client.
    Said(String),
    /// What is concluded, by the id of its words.
    Concluded(&'static str, Vec<(&'static str, String)>),
}

/// The causes that the evidence speaks for, most likely first; none where it tells of no failure.
#[must_use]
pub fn diagnose(evidence: &Evidence) -> Vec<Guess> {
    let words = Words::read(&evidence.text);
    let scene = Scene::of(evidence, &words);
    let mut guesses = Vec::new();
    if words.tell_of_success() {
        return guesses;
    }
    for sign in scene.candidates() {
        if let Some(sure) = scene.meets(sign) {
            add(&mut guesses, sign.cause, f64::from(sign.confidence * sure), scene.quote());
        }
    }
    refusal::conclude(&scene, &mut guesses);
    guesses.sort_by(|a: &Guess, b| b.confidence.total_cmp(&a.confidence));
    // What a strong sign leaves far behind is noise.
    let best = guesses.first().map_or(0.0, |guess| guess.confidence);
    guesses.retain(|guess| guess.confidence > best * 0.65);
    guesses
}

/// The causes of a failed test, most likely first.
#[cfg(feature = "messages")]
#[must_use]
pub(crate) fn of_test(test: &TestReport) -> Vec<Guess> {
    let mut guesses: Vec<Guess> = Vec::new();
    let claims_warned = test
        .stages
        .iter()
        .any(|stage| stage.stage == Stage::Claims && stage.status == Status::Warned);
    for stage in test.stages.iter().filter(|stage| stage.status == Status::Failed) {
        let evidence = evidence_of(test, stage);
        for guess in diagnose(&evidence) {
            for reason in guess.why {
                add(&mut guesses, guess.id, guess.confidence, reason);
            }
        }
        if claims_warned && stage.stage == Stage::Authenticate {
            let reason = Reason::Said(evidence.text);
            add(&mut guesses, "token-missing-role", 0.85, reason);
        }
    }
    guesses.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    guesses
}

#[cfg(feature = "messages")]
fn evidence_of(test: &TestReport, stage: &StageReport) -> Evidence {
    let lines = stage.transcript.iter().filter(|line| line.from == Peer::Server);
    let error = stage.facts.get("error").and_then(|fact| match fact {
        Fact::Text(error) => Some(error.as_str()),
        Fact::Flag(_) | Fact::Number(_) | Fact::List(_) => None,
    });
    let said: Vec<_> = error.into_iter().chain(lines.map(|line| line.line.as_str())).collect();
    let by_token = ["XOAUTH2", "OAUTHBEARER"].map(Fact::from);
    let mechanism = stage.facts.get("mechanism");
    Evidence {
        text: said.join("\n"),
        stage: Some(stage.stage),
        protocol: match (stage.stage, test.form) {
            (Stage::Token | Stage::Claims, _) => Some(Protocol::OAuth),
            (_, crate::FormName::Outgoing) => Some(Protocol::Smtp),
            (_, crate::FormName::Incoming) if speaks_pop(test) => Some(Protocol::Pop),
            (_, crate::FormName::Incoming) => Some(Protocol::Imap),
        },
        flow: mechanism.map(|mechanism| {
            if by_token.contains(mechanism) { Flow::Application } else { Flow::Password }
        }),
        facts: stage.facts.clone(),
        ..Evidence::default()
    }
}

/// Whether the server speaks POP3: its status indicators are no others' (RFC 1939 §3).
#[cfg(feature = "messages")]
fn speaks_pop(test: &TestReport) -> bool {
    let said = test.stages.iter().flat_map(|stage| &stage.transcript);
    let mut lines = said.filter(|line| line.from == Peer::Server).map(|line| &line.line);
    lines.any(|line| line.starts_with("+OK") || line.starts_with("-ERR"))
}

fn add(guesses: &mut Vec<Guess>, id: &'static str, confidence: f64, why: Reason) {
    match guesses.iter_mut().find(|guess| guess.id == id) {
        Some(guess) => {
            guess.confidence = guess.confidence.max(confidence);
            if !guess.why.contains(&why) {
                guess.why.push(why);
            }
        }
        None => guesses.push(Guess { id, confidence, why: vec![why] }),
    }
}

/// The evidence with what follows from it at once.
struct Scene<'a> {
    evidence: &'a Evidence,
    words: &'a Words,
    /// Which of the needles the words hold.
    found: Vec<bool>,
    protocol: Option<Protocol>,
    provider: Option<Provider>,
    port: Option<u16>,
}

impl<'a> Scene<'a> {
    fn of(evidence: &'a Evidence, words: &'a Words) -> Self {
        let found = INDEX.search(&words.line);
        let protocol = evidence.protocol.or_else(|| protocol_of(words));
        let provider = evidence.provider.or_else(|| provider_of(evidence, &words.line));
        let port = evidence.port.or_else(|| port_of(&words.line));
        Self { evidence, words, found, protocol, provider, port }
    }

    /// The signs of which at least one need may be met.
    fn candidates(&self) -> impl Iterator<Item = &'static Sign> {
        let by_words = INDEX.by_needle.iter().zip(&self.found).filter(|(_, found)| **found);
        let signs = by_words.flat_map(|(signs, _)| signs).chain(&INDEX.without_words);
        signs.map(|sign| &SIGNS[*sign])
    }

    /// How sure a sign is by what is known, from 0 to 1; `None` when a need is not met.
    fn meets(&self, sign: &Sign) -> Option<f32> {
        /// A need about which nothing is known takes something away.
        const UNKNOWN: f32 = 0.9;
        fn same<T: Copy + PartialEq>(known: Option<T>, needed: T) -> Option<f32> {
            known.map_or(Some(UNKNOWN), |known| (known == needed).then_some(1.0))
        }
        let is = |met: bool| met.then_some(1.0);
        sign.needs.iter().try_fold(1.0_f32, |sure, need| {
            let met = match *need {
                Need::Entra(code) => is(self.words.entra.contains(&code)),
                Need::Says(needle) => is(self.says(needle)),
                Need::Lacks(needle) => is(!self.says(needle)),
                Need::Status(status) => is(self.words.has_status(status)),
                Need::Reply(code) => is(self.words.replies.contains(&code)),
                Need::Fact(name, value) => is(self.has_fact(name, value)),
                Need::Over(protocol) => same(self.protocol, protocol),
                Need::At(stage) => same(self.evidence.stage, stage),
                Need::From(provider) => same(self.provider, provider),
                Need::NotFrom(provider) => is(self.provider != Some(provider)),
                Need::By(flow) => same(self.evidence.flow, flow),
                Need::Port(port) => is(self.port == Some(port)),
            };
            met.map(|met| sure * met)
        })
    }

    fn says(&self, needle: &str) -> bool {
        INDEX
            .number_of(needle)
            .and_then(|number| self.found.get(number))
            .is_some_and(|found| *found)
    }

    fn has_fact(&self, name: &str, value: &str) -> bool {
        self.evidence.facts.get(name).is_some_and(|fact| match fact {
            Fact::Flag(flag) => value == if *flag { "true" } else { "false" },
            Fact::Number(number) => value.parse() == Ok(*number),
            Fact::Text(text) => text == value,
            Fact::List(list) => list.iter().any(|item| item == value),
        })
    }

    /// The first line of the text, as the reason of a sign.
    fn quote(&self) -> Reason {
        let line = self.evidence.text.lines().find(|line| !line.trim().is_empty());
        Reason::Said(crate::rules::shortened(line.unwrap_or_default().trim().to_owned()))
    }
}

/// The words that the signs look for, and which signs begin with them.
struct Index {
    needles: AhoCorasick,
    numbers: HashMap<&'static str, usize>,
    /// The signs that need a needle first, by its number.
    by_needle: Vec<Vec<usize>>,
    without_words: Vec<usize>,
    /// Needles of digits alone stand for themselves, not within another number.
    is_number: Vec<bool>,
}

static INDEX: LazyLock<Index> = LazyLock::new(Index::build);

impl Index {
    fn build() -> Self {
        let mut numbers = HashMap::new();
        let mut list: Vec<&'static str> = Vec::new();
        let mut number_of = |needle: &'static str| {
            *numbers.entry(needle).or_insert_with(|| {
                list.push(needle);
                list.len() - 1
            })
        };
        for needle in refusal::WORDS {
            number_of(needle);
        }
        let mut first = Vec::new();
        for sign in SIGNS {
            let needles = sign.needs.iter().filter_map(|need| match need {
                Need::Says(needle) => Some((*needle, true)),
                Need::Lacks(needle) => Some((*needle, false)),
                _ => None,
            });
            let numbers: Vec<_> =
                needles.map(|(needle, is_needed)| (number_of(needle), is_needed)).collect();
            first.push(numbers.into_iter().find(|(_, is_needed)| *is_needed).map(|(n, _)| n));
        }
        let mut by_needle = vec![Vec::new(); list.len()];
        let mut without_words = Vec::new();
        for (sign, first) in first.into_iter().enumerate() {
            match first {
                Some(needle) => by_needle[needle].push(sign),
                None => without_words.push(sign),
            }
        }
        let is_number =
            list.iter().map(|needle| needle.bytes().all(|b| b.is_ascii_digit())).collect();
        // Building fails only beyond the limits of the automaton, far from this list.
        #[expect(clippy::expect_used, reason = "the list is constant, and a test builds it")]
        let needles = AhoCorasick::new(&list).expect("the needles fit into the automaton");
        Self { needles, numbers, by_needle, without_words, is_number }
    }

    fn number_of(&self, needle: &str) -> Option<usize> {
        self.numbers.get(needle).copied()
    }

    fn search(&self, line: &str) -> Vec<bool> {
        let mut found = vec![false; self.by_needle.len()];
        let is_digit = |at: Option<usize>| {
            at.and_then(|at| line.as_bytes().get(at)).is_some_and(u8::is_ascii_alphanumeric)
        };
        for hit in self.needles.find_overlapping_iter(line) {
            let number = hit.pattern().as_usize();
            let is_part = self.is_number[number]
                && (is_digit(hit.start().checked_sub(1)) || is_digit(Some(hit.end())));
            found[number] |= !is_part;
        }
        found
    }
}

fn protocol_of(words: &Words) -> Option<Protocol> {
    let line = words.line.as_str();
    let has = |needles: &[&str]| needles.iter().any(|needle| line.contains(needle));
    if !words.entra.is_empty() || has(&["\"error_description\"", "oauth2/v2.0/token"]) {
        Some(Protocol::OAuth)
    } else if has(&["authenticate failed", "* bye", "imap", "[authenticationfailed]"]) {
        Some(Protocol::Imap)
    } else if has(&["-err", "pop3"]) {
        Some(Protocol::Pop)
    } else if !words.replies.is_empty() || has(&["smtp"]) {
        Some(Protocol::Smtp)
    } else {
        None
    }
}

/// Whose server it is, by the host in the settings and by names in the words.
fn provider_of(evidence: &Evidence, line: &str) -> Option<Provider> {
    if let Some(host) = evidence.setting(&["host", "server"]) {
        let host = host.to_ascii_lowercase();
        if Cloud::of_mail_host(&host).is_some() {
            return Some(Provider::Microsoft);
        }
        return Some(match provider::of_host(&host) {
            Some(known) if known.mail.id.starts_with("google") => Provider::Google,
            Some(_) | None => Provider::Other,
        });
    }
    let names = [
        ("aadsts", Provider::Microsoft),
        ("outlook.com", Provider::Microsoft),
        ("office365", Provider::Microsoft),
        ("microsoftonline", Provider::Microsoft),
        ("5.7.139", Provider::Microsoft),
        ("microsoft exchange", Provider::Microsoft),
        ("gsmtp", Provider::Google),
        ("google", Provider::Google),
        ("gmail", Provider::Google),
        ("yahoo", Provider::Other),
        ("icloud", Provider::Other),
        ("mail.me.com", Provider::Other),
        ("qq.com", Provider::Other),
        ("163.com", Provider::Other),
        ("zoho", Provider::Other),
        ("yandex", Provider::Other),
        ("dovecot", Provider::Other),
        ("ionos", Provider::Other),
        ("amazonaws", Provider::Other),
        ("sendgrid", Provider::Other),
        ("mailgun", Provider::Other),
    ];
    names.iter().find(|(name, _)| line.contains(name)).map(|(_, provider)| *provider)
}

/// A port of mail that stands behind a host or the word "port".
fn port_of(line: &str) -> Option<u16> {
    const PORTS: [u16; 7] = [25, 465, 587, 993, 995, 143, 110];
    PORTS.into_iter().find(|port| {
        let digits = port.to_string();
        line.match_indices(&digits).any(|(at, _)| {
            let before = line.get(..at).unwrap_or_default();
            let after = line.as_bytes().get(at + digits.len());
            let named = before.ends_with("port ")
                || before.ends_with("port: ")
                || before.ends_with("port=");
            let behind_host = before.strip_suffix(':').is_some_and(|host| {
                host.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ']')
            });
            (named || behind_host) && after.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b':')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FormName, report::Facts};

    #[track_caller]
    fn check(stage: Stage, facts: &[(&str, Fact)], expected: &[&str]) {
        let facts: Facts =
            facts.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect();
        let stage = StageReport { status: Status::Failed, facts, ..StageReport::skipped(stage) };
        let report = TestReport {
            form: FormName::Outgoing,
            verdict: crate::report::Verdict::Failure,
            findings: Vec::new(),
            stages: vec![stage],
            causes: Vec::new(),
        };
        let ids: Vec<_> = of_test(&report).iter().map(|guess| guess.id).collect();
        assert_eq!(ids, expected);
    }

    #[test]
    fn evidence_of_a_stage_to_causes() {
        let error = |words: &str| [("error", Fact::from(words))];
        check(Stage::Resolve, &[("error_kind", "dns".into())], &["dns-not-found"]);
        check(Stage::Tls, &[("tls_error", "not-tls".into())], &["tls-on-plaintext-port"]);
        check(Stage::Tls, &[("starttls_offered", false.into())], &["starttls-not-offered"]);
        check(
            Stage::Token,
            &error("AADSTS7000215: Invalid client secret provided."),
            &["secret-invalid"],
        );
        check(
            Stage::Token,
            &[("oauth_error", "invalid_client".into())],
            &["secret-invalid", "app-not-found"],
        );
        check(
            Stage::Authenticate,
            &error(
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
            ),
            &["smtp-auth-disabled-mailbox"],
        );
        check(Stage::Goodbye, &[], &[]);
    }

    #[test]
    fn every_cause_has_a_sign_and_every_sign_a_cause() {
        for sign in SIGNS {
            assert!(CAUSES.contains(&sign.cause), "{} is no cause", sign.cause);
        }
        // These are worked out, for no server says them.
        let concluded = [
            "service-principal-missing",
            "token-missing-role",
            "token-missing-scope",
            "token-wrong-audience",
            "token-wrong-tenant",
            "token-wrong-user",
        ];
        for cause in CAUSES {
            let is_led_to = SIGNS.iter().any(|sign| sign.cause == *cause);
            assert!(is_led_to || concluded.contains(cause), "nothing leads to {cause}");
        }
    }

    #[test]
    fn every_sign_is_reached_by_the_index() {
        for (number, sign) in SIGNS.iter().enumerate() {
            let text = sign.needs.iter().find_map(|need| match need {
                Need::Says(needle) => Some(*needle),
                _ => None,
            });
            let found = INDEX.search(text.unwrap_or_default());
            let by_words = INDEX.by_needle.iter().zip(found).filter(|(_, found)| *found);
            let reached = by_words.flat_map(|(signs, _)| signs).chain(&INDEX.without_words);
            assert!(reached.into_iter().any(|reached| *reached == number), "{sign:?}");
        }
    }
}
