//! From evidence to causes: what someone has to change so that a failed test passes.
//!
//! [`diagnose`] ranks the causes that the [`Evidence`] speaks for. Numbers and words are read off the
//! text (`words`) and compared with the `signs`; a refusal that states no cause is worked out
//! from flow, claims and settings (`refusal`), silence from port and encryption (`silence`), and an unknown
//! failure from its place (`hunch`); what speaks against a cause makes it less sure (`doubts`), what the same words also mean is told behind it (`kin`), and so is what may not count yet
//! (`delays`). The ids of the causes are
//! an interface and never change their meaning; their words are in the Fluent files of
//! `core/messages/causes`.

mod causes;
mod delays;
mod doubts;
mod evidence;
mod hunch;
mod index;
mod kin;
mod refusal;
mod scene;
mod signs;
mod silence;
#[cfg(feature = "messages")]
mod test;
mod words;

pub use causes::{CAUSES, SECTIONS};
pub use evidence::{Evidence, Failure, Flow, NumberOrText, Protocol, Provider};
#[cfg(feature = "messages")]
pub(crate) use test::{of_test, whose};
pub use words::LONGEST_TEXT;

use scene::Scene;
use words::Words;

/// A cause that the evidence speaks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// The id of the cause.
    pub id: &'static str,
    /// How sure that is, from 0 to 1, in thousandths.
    pub confidence: f64,
    /// What speaks for it.
    pub why: Vec<Reason>,
    /// What speaks against it.
    pub against: Vec<Reason>,
}

impl Guess {
    /// A cause that is known.
    #[must_use]
    pub fn certain(id: &'static str) -> Self {
        Self { id, confidence: 1.0, why: Vec::new(), against: Vec::new() }
    }
}

/// What speaks for a cause, or against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The words of a server or a client.
    Said(String),
    /// What is concluded, by the id of its words.
    Concluded(&'static str, Vec<(&'static str, String)>),
}

impl Reason {
    /// A conclusion whose words have no parameters.
    pub(crate) fn plain(words: &'static str) -> Self {
        Self::Concluded(words, Vec::new())
    }
}

/// The causes that the evidence speaks for, most likely first; none where it tells of no failure.
#[must_use]
pub fn diagnose(evidence: &Evidence) -> Vec<Guess> {
    let mut guesses = rank(evidence);
    if !guesses.is_empty() {
        let said = crate::rules::shortened(telling_line(&evidence.text).to_owned());
        let reasons = guesses.iter_mut().flat_map(|guess| &mut guess.why);
        for reason in reasons.filter(|reason| **reason == SAID) {
            *reason = Reason::Said(said.clone());
        }
    }
    guesses
}

/// What stands among the reasons for the words that were said, until they are looked for.
const SAID: Reason = Reason::Said(String::new());

/// The same causes, without the words that speak for them: these take longer to find.
#[must_use]
pub fn rank(evidence: &Evidence) -> Vec<Guess> {
    let words = Words::read(&evidence.text);
    if words.tell_of_success() || words.discuss_an_error() || words.ask() {
        return Vec::new();
    }
    let scene = Scene::of(evidence, &words);
    let mut guesses = Guesses::default();
    for sign in scene.candidates() {
        if let Some(sure) = scene.meets(sign.needs) {
            guesses.add(sign.cause, f64::from(sign.confidence * sure), SAID);
        }
    }
    refusal::conclude(&scene, &mut guesses);
    silence::conclude(&scene, &mut guesses);
    hunch::follow(&scene, &mut guesses);
    doubts::weigh(&scene, &mut guesses);
    let mut guesses = guesses.ranked();
    // What a strong sign leaves far behind is noise.
    let best = guesses.first().map_or(0.0, |guess| guess.confidence);
    guesses.retain(|guess| guess.confidence > best * 0.65);
    kin::join(&scene, &mut guesses);
    delays::tell(&scene, &mut guesses);
    for guess in &mut guesses {
        guess.confidence = (guess.confidence * 1000.0).round() / 1000.0;
    }
    guesses
}

/// The first line with a refusal or with words of failing: logs and stacks begin with something else. Where
/// none has them, it is the first.
fn telling_line(text: &str) -> &str {
    let lines = words::parts(text).into_iter().flat_map(str::lines).map(str::trim);
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    let tells = |line: &&&str| {
        let words = Words::read(line);
        !words.replies.is_empty() || words.tell_of_failure()
    };
    let telling = if lines.len() > 1 { lines.iter().find(tells) } else { None };
    telling.or(lines.first()).copied().unwrap_or_default()
}

/// The causes that are thought of.
#[derive(Debug, Default)]
struct Guesses(Vec<Guess>);

impl Guesses {
    /// Adds a cause, or what else speaks for it.
    fn add(&mut self, id: &'static str, confidence: f64, why: Reason) {
        match self.0.iter_mut().find(|guess| guess.id == id) {
            Some(guess) => {
                guess.confidence = guess.confidence.max(confidence);
                if !guess.why.contains(&why) {
                    guess.why.push(why);
                }
            }
            None => self.0.push(Guess { id, confidence, why: vec![why], against: Vec::new() }),
        }
    }

    /// Takes a cause away, and tells whether it was thought of.
    fn remove(&mut self, id: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|guess| guess.id != id);
        self.0.len() < before
    }

    /// Adds what was concluded elsewhere.
    #[cfg(feature = "messages")]
    fn join(&mut self, guess: Guess) {
        let Guess { id, confidence, why, against } = guess;
        for reason in why {
            self.add(id, confidence, reason);
        }
        for reason in against {
            self.doubt(id, 1.0, reason);
        }
    }

    /// Says what speaks against a cause that is thought of, which is then that much less sure.
    fn doubt(&mut self, id: &str, left: f64, against: Reason) {
        if let Some(guess) = self.0.iter_mut().find(|guess| guess.id == id)
            && !guess.against.contains(&against)
        {
            guess.confidence *= left;
            guess.against.push(against);
        }
    }

    fn has(&self, id: &str) -> bool {
        self.0.iter().any(|guess| guess.id == id)
    }

    /// How sure the likeliest is.
    fn best(&self) -> f64 {
        self.0.iter().map(|guess| guess.confidence).fold(0.0, f64::max)
    }

    /// The likeliest first.
    fn ranked(mut self) -> Vec<Guess> {
        self.0.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_tells_of_the_failure() {
        for (text, expected) in [
            ("", ""),
            ("535 5.7.3 No", "535 5.7.3 No"),
            ("\n  starting\n535 5.7.3 No\nbye", "535 5.7.3 No"),
            (
                "Traceback (most recent call last):\n  at x\nOSError: it failed",
                "OSError: it failed",
            ),
            ("one\ntwo", "one"),
        ] {
            assert_eq!(telling_line(text), expected, "{text}");
        }
    }

    #[test]
    fn every_cause_has_a_sign_and_every_sign_a_cause() {
        for sign in signs::all() {
            assert!(CAUSES.contains(&sign.cause), "{} is no cause", sign.cause);
        }
        // These are worked out, for no server says them.
        let concluded = [
            "service-principal-missing",
            "personal-account",
            "token-missing-role",
            "token-missing-scope",
            "token-wrong-app",
            "token-wrong-audience",
            "token-wrong-tenant",
            "token-wrong-user",
        ];
        for cause in CAUSES {
            let is_led_to = signs::all().any(|sign| sign.cause == *cause);
            assert!(is_led_to || concluded.contains(cause), "nothing leads to {cause}");
        }
    }
}
