//! The same faults at every stage of every protocol: silence, bytes that drip, a connection that
//! closes, binary noise, a flood. Each ends the test at its stage.

use mailvet_core::plan::Stage;

use super::{
    case::{Case, check, took_little},
    imap, pop,
    script::{
        Step::{self, Close, Drip, Flood, Read},
        say, then,
    },
    smtp,
};

/// What a server does as it should, up to the question that it does not answer.
struct Stretch {
    name: String,
    stage: Stage,
    case: fn(&str, Vec<Step>) -> Case,
    script: Vec<Step>,
    starttls: bool,
}

impl Stretch {
    fn case(&self, fault: &str, steps: &[Step]) -> Case {
        let case = (self.case)(&format!("{}-{fault}", self.name), then(self.script.clone(), steps));
        if self.starttls { case.starttls() } else { case }
    }
}

fn stretches() -> Vec<Stretch> {
    type Prefix = (Stage, bool, Vec<Step>);
    type Protocol = (&'static str, fn(&str, Vec<Step>) -> Case, Vec<Prefix>);
    let protocols: [Protocol; 3] = [
        (
            "s",
            super::case::smtp,
            vec![
                (Stage::Greeting, false, Vec::new()),
                (Stage::Tls, true, smtp::before_switch()),
                (Stage::Capability, false, vec![say("220 mail.test\r\n"), Read]),
                (Stage::Authenticate, false, then(smtp::hello(), &[Read])),
                (Stage::Mailbox, false, then(smtp::auth(&["235 Yes"]), &[Read])),
            ],
        ),
        (
            "i",
            super::case::imap,
            vec![
                (Stage::Greeting, false, Vec::new()),
                (Stage::Tls, true, imap::before_switch()),
                (Stage::Capability, false, vec![say("* OK mail.test\r\n"), Read]),
                (Stage::Authenticate, false, then(imap::hello(imap::OFFER), &[Read])),
                (Stage::Mailbox, false, then(imap::login(), &[Read])),
            ],
        ),
        (
            "p",
            super::case::pop,
            vec![
                (Stage::Greeting, false, Vec::new()),
                (Stage::Tls, true, pop::before_switch()),
                (Stage::Capability, false, vec![say("+OK mail.test\r\n"), Read]),
                (Stage::Authenticate, false, then(pop::hello(pop::OFFER), &[Read])),
                (Stage::Mailbox, false, then(pop::logged_in(), &[Read])),
            ],
        ),
    ];
    let stretches = protocols.into_iter().flat_map(|(prefix, case, stretches)| {
        stretches.into_iter().map(move |(stage, starttls, script)| {
            let name = format!("{prefix}-at-{}", stage.as_str());
            Stretch { name, stage, case, script, starttls }
        })
    });
    stretches.collect()
}

#[test]
fn nothing_hangs() {
    let cases = stretches().into_iter().flat_map(|stretch| {
        let silent = stretch.case("silent", &[]);
        let dripping = stretch.case("drip", &[Drip(b"2", 2_000)]);
        [silent, dripping].map(|case| case.stalls(stretch.stage))
    });
    check(cases.collect());
}

#[test]
fn what_ends_early_ends_there() {
    let cases = stretches().into_iter().flat_map(|stretch| {
        let stage = stretch.stage;
        let closed = stretch.case("close", &[Close]).fails(stage).words(&["closed the connection"]);
        let half = stretch.case("half", &[say("2"), Close]).fails(stage).words(&["closed"]);
        [closed, half]
    });
    check(cases.collect());
}

#[test]
fn noise_is_no_answer() {
    let cases = stretches().into_iter().flat_map(|stretch| {
        let stage = stretch.stage;
        let noise = b"\0\x01\xff\xfe\x80 what? \x1b[31m\r\n".to_vec();
        let record = b"\x16\x03\x03\x00\x02\x02\x0a\r\n".to_vec();
        let binary = stretch.case("binary", &[Step::Say(noise)]).fails(stage);
        let nothing = stretch.case("empty-line", &[say("\r\n")]).fails(stage);
        let record = stretch.case("record", &[Step::Say(record)]).fails(stage);
        [binary, nothing, record]
    });
    check(cases.collect());
}

#[test]
fn floods_are_not_drunk() {
    let most = 64 * 1024 * 1024;
    let cases = stretches().into_iter().flat_map(|stretch| {
        let lines = stretch.case("flood", &[Flood((0..=255).collect(), most)]);
        let line = stretch.case("endless-line", &[Flood(vec![b'+'; 64 * 1024], most)]);
        [lines, line].map(|case| case.fails(stretch.stage).judge(took_little))
    });
    check(cases.collect());
}
