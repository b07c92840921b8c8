//! The IMAP conversation (RFC 9051, RFC 3501), in steps.
//!
//! Until the login the conversation is made of lines and is ours: the greeting, the capabilities and
//! STARTTLS keep every word and carry nothing over the switch to TLS. From the login on async-imap
//! holds it.

use async_imap::{Authenticator, Client, Session, error::Error};
use mailvet_core::{
    plan::Stage,
    report::{Fact, Facts},
    sasl,
    settings::Mechanism,
};

use super::{
    failure::Failure,
    login::{Proof, ProofKind},
    recorder::Recorder,
    run::Conversation,
    wire::{Lines, Wire},
};

/// An answer of so many lines is none.
const MOST_LINES: usize = 200;

/// An IMAP conversation before the login.
pub(crate) struct Imap {
    lines: Lines,
    recorder: Recorder,
    capabilities: Vec<String>,
    tag: u32,
}

impl Conversation for Imap {
    fn begin(wire: Wire, recorder: Recorder) -> Self {
        Self { lines: Lines::new(wire), recorder, capabilities: Vec::new(), tag: 0 }
    }

    async fn greeting(&mut self) -> Result<Facts, Failure> {
        let here = |failure: Failure| failure.at(Stage::Greeting);
        let line = self.lines.line().await.map_err(here)?;
        let words = self.recorder.clean(&line);
        let Some((status, text)) = line.strip_prefix("* ").and_then(|rest| rest.split_once(' '))
        else {
            return Err(here(
                Failure::new("What answers here is no IMAP server.").with("answered", words),
            ));
        };
        match status.to_ascii_uppercase().as_str() {
            "OK" => {}
            "PREAUTH" => {
                return Err(here(
                    Failure::new("The server says that somebody is logged in already.")
                        .with("text", words),
                ));
            }
            "BYE" => {
                return Err(here(
                    Failure::new(format!("The server does not take this connection: {words}"))
                        .with("text", words),
                ));
            }
            _ => {
                return Err(here(
                    Failure::new("What answers here is no IMAP server.").with("answered", words),
                ));
            }
        }
        if let Some(code) = text.strip_prefix("[CAPABILITY ") {
            self.capabilities = split(code.split(']').next().unwrap_or_default());
        }
        Ok(Facts::from([("text".to_owned(), Fact::Text(self.recorder.clean(text)))]))
    }

    async fn capability(&mut self) -> Result<Facts, Failure> {
        if self.capabilities.is_empty() {
            let (tagged, untagged) = self.command("CAPABILITY").await?;
            self.expect_ok(&tagged, "The server refuses CAPABILITY")?;
            self.capabilities = untagged
                .iter()
                .filter_map(|line| {
                    line.get(..11)
                        .filter(|head| head.eq_ignore_ascii_case("CAPABILITY "))
                        .and(line.get(11..))
                })
                .flat_map(split)
                .collect();
        }
        let shown = self.capabilities.iter().map(|word| self.recorder.clean(word)).collect();
        Ok(Facts::from([("capabilities".to_owned(), Fact::List(shown))]))
    }

    async fn starttls(mut self) -> Result<Wire, Failure> {
        self.capability().await?;
        if !self.has("STARTTLS") {
            return Err(
                Failure::new("The server does not offer STARTTLS.").with("starttls_offered", false)
            );
        }
        let (tagged, _) = self.command("STARTTLS").await?;
        self.expect_ok(&tagged, "The server refuses STARTTLS")?;
        self.lines.into_wire()
    }

    async fn leave(&mut self) {
        let _ = self.lines.send("Z1 LOGOUT").await;
    }
}

impl Imap {
    /// Logs in.
    pub(crate) async fn authenticate(self, proof: &Proof) -> Result<(LoggedIn, Facts), Failure> {
        let offered: Vec<String> = self
            .capabilities
            .iter()
            .filter_map(|word| {
                word.to_ascii_uppercase().strip_prefix("AUTH=").map(ToOwned::to_owned)
            })
            .collect();
        // LOGIN is a command of the protocol, which every server has unless it says otherwise.
        let can_login = matches!(proof.kind, ProofKind::Password(_))
            && proof.wanted != Some(Mechanism::Plain)
            && !self.has("LOGINDISABLED");
        let mechanism = match proof.choose(&offered) {
            Ok(Mechanism::Login) | Err(_) if can_login => None,
            Ok(mechanism) => Some(mechanism),
            Err(failure) => return Err(failure.with("login_disabled", self.has("LOGINDISABLED"))),
        };
        let name = mechanism.map_or("LOGIN", |mechanism| mechanism.as_str()).to_ascii_uppercase();
        let facts = Facts::from([("mechanism".to_owned(), Fact::Text(name.clone()))]);
        let initial_response = self.has("SASL-IR");
        let Self { lines, recorder, .. } = self;
        let client = Client::new(lines.into_wire()?);
        let challenge = Answer::default();
        let result = match mechanism {
            None => {
                recorder.hide();
                client.login(&proof.username, proof.password().expose()).await
            }
            Some(mechanism) => {
                let message = proof.message(mechanism);
                let encoded = sasl::encode(&message);
                recorder.learn(&encoded);
                let cancel = if mechanism == Mechanism::Oauthbearer {
                    sasl::OAUTHBEARER_CANCEL
                } else {
                    sasl::XOAUTH2_CANCEL
                };
                let answers = Answers {
                    message: (!initial_response).then_some(message),
                    cancel,
                    challenge: challenge.clone(),
                };
                let command =
                    if initial_response { format!("{name} {}", encoded.expose()) } else { name };
                client.authenticate(command, answers).await
            }
        };
        recorder.reveal();
        match result {
            Ok(session) => Ok((LoggedIn { session, recorder }, facts)),
            Err((error, _)) => {
                let mut failure = of_error(&error, "The server refuses the login", &recorder);
                failure.facts.extend(facts);
                if let Some(challenge) = challenge.take() {
                    failure = failure.with("challenge", recorder.clean(&challenge));
                }
                Err(failure)
            }
        }
    }

    fn has(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|word| word.eq_ignore_ascii_case(capability))
    }

    /// Sends a command; gives its tagged answer and the untagged ones before it.
    async fn command(&mut self, command: &str) -> Result<(String, Vec<String>), Failure> {
        self.tag += 1;
        let tag = format!("M{} ", self.tag);
        self.lines.send(&format!("{tag}{command}")).await?;
        let mut untagged = Vec::new();
        for _ in 0..MOST_LINES {
            let line = self.lines.line().await?;
            if let Some(tagged) = line.strip_prefix(&tag) {
                return Ok((tagged.to_owned(), untagged));
            }
            match line.strip_prefix("* ") {
                Some(data) => untagged.push(data.to_owned()),
                None => {
                    return Err(Failure::new("The server's answer cannot be read.")
                        .with("answered", self.recorder.clean(&line)));
                }
            }
        }
        Err(Failure::new("The server's answer has no end."))
    }

    fn expect_ok(&self, tagged: &str, refusal: &str) -> Result<(), Failure> {
        let is_ok =
            tagged.split(' ').next().is_some_and(|status| status.eq_ignore_ascii_case("OK"));
        if is_ok {
            return Ok(());
        }
        let words = self.recorder.clean(tagged);
        Err(Failure::new(format!("{refusal}: {words}")).with("text", words))
    }
}

/// An IMAP conversation after the login.
pub(crate) struct LoggedIn {
    session: Session<Wire>,
    recorder: Recorder,
}

impl LoggedIn {
    /// Opens INBOX read-only: nothing becomes read.
    pub(crate) async fn examine(&mut self) -> Result<Facts, Failure> {
        match self.session.examine("INBOX").await {
            Ok(mailbox) => Ok(Facts::from([
                ("mailbox".to_owned(), Fact::Text("INBOX".to_owned())),
                ("messages".to_owned(), Fact::Number(mailbox.exists.into())),
            ])),
            Err(error) => Err(of_error(&error, "The server does not open INBOX", &self.recorder)),
        }
    }

    /// Takes leave.
    pub(crate) async fn goodbye(&mut self) -> Result<(), Failure> {
        let result = self.session.logout().await;
        result.map_err(|error| of_error(&error, "The server does not take leave", &self.recorder))
    }
}

/// The failure of an answer, in the server's own last words.
fn of_error(error: &Error, refusal: &str, recorder: &Recorder) -> Failure {
    match error {
        Error::No(_) | Error::Bad(_) => {
            let line = recorder.last_words().unwrap_or_default();
            let words = line.split_once(' ').map_or(line.as_str(), |(_, words)| words);
            Failure::new(format!("{refusal}: {words}")).with("text", words)
        }
        Error::Io(error) => Failure::of_io(error),
        Error::ConnectionLost => Failure::of_io(&std::io::ErrorKind::UnexpectedEof.into()),
        _ => Failure::new("The server's answer cannot be read."),
    }
}

fn split(words: &str) -> Vec<String> {
    words.split(' ').filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// Answers the challenges of a login: first with the message, unless it went with the command, and
/// then with what ends the exchange, so that the refusal follows.
struct Answers {
    message: Option<mailvet_core::Secret>,
    cancel: &'static [u8],
    challenge: Answer,
}

/// The challenge that came with a refusal.
#[derive(Clone, Default)]
struct Answer(std::sync::Arc<std::sync::Mutex<Option<String>>>);

impl Answer {
    fn put(&self, challenge: String) {
        if let Ok(mut slot) = self.0.lock() {
            *slot = Some(challenge);
        }
    }

    fn take(&self) -> Option<String> {
        self.0.lock().ok().and_then(|mut slot| slot.take())
    }
}

impl Authenticator for Answers {
    type Response = Vec<u8>;

    fn process(&mut self, challenge: &[u8]) -> Vec<u8> {
        if let Some(message) = self.message.take() {
            return message.expose().as_bytes().to_vec();
        }
        self.challenge.put(String::from_utf8_lossy(challenge).into_owned());
        self.cancel.to_vec()
    }
}
