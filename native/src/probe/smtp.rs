//! The SMTP conversation (RFC 5321), in steps.
//!
//! lettre knows the grammar of commands and replies; the conversation is ours, so that every word of
//! the server is kept and the challenge before a refusal is answered (RFC 4954 §4).

use std::net::IpAddr;

use lettre::{
    Address,
    transport::smtp::{
        commands::{Ehlo, Mail, Quit, Rcpt, Rset, Starttls},
        extension::ClientId,
        response::Response,
    },
};
use mailvet_core::{
    Secret,
    report::{Fact, Facts},
    sasl,
    settings::Mechanism,
};

use super::{
    failure::Failure,
    login::Proof,
    recorder::Recorder,
    run::Conversation,
    wire::{Lines, Wire},
};

/// A reply of so many lines is none.
const MOST_LINES: usize = 200;

/// An SMTP conversation.
pub(crate) struct Smtp {
    lines: Lines,
    recorder: Recorder,
    capabilities: Vec<String>,
}

impl Conversation for Smtp {
    fn begin(wire: Wire, recorder: Recorder) -> Self {
        Self { lines: Lines::new(wire), recorder, capabilities: Vec::new() }
    }

    async fn greeting(&mut self) -> Result<Facts, Failure> {
        let reply = self.reply().await?;
        expect(&reply, "The server does not take this connection", |code| code == 220)?;
        let text = reply.first_line().unwrap_or_default();
        Ok(Facts::from([("text".to_owned(), Fact::from(text))]))
    }

    async fn capability(&mut self) -> Result<Facts, Failure> {
        let client = match self.lines.wire().local_address().map(|address| address.ip()) {
            Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
            Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
            Err(_) => ClientId::default(),
        };
        let reply = self.command(&Ehlo::new(client)).await?;
        expect(&reply, "The server refuses EHLO", |code| code == 250)?;
        self.capabilities = reply.message().skip(1).map(ToOwned::to_owned).collect();
        Ok(Facts::from([("capabilities".to_owned(), Fact::from(self.capabilities.clone()))]))
    }

    async fn starttls(mut self) -> Result<Wire, Failure> {
        self.capability().await?;
        if !self.capabilities.iter().any(|line| line.trim().eq_ignore_ascii_case("STARTTLS")) {
            return Err(
                Failure::new("The server does not offer STARTTLS.").with("starttls_offered", false)
            );
        }
        let reply = self.command(&Starttls).await?;
        expect(&reply, "The server refuses STARTTLS", |code| code == 220)?;
        self.lines.into_wire()
    }

    async fn authenticate(&mut self, proof: &Proof) -> Result<Facts, Failure> {
        let mechanism = proof.choose(&self.mechanisms()).map_err(|failure| {
            let offered =
                self.capabilities.iter().any(|line| line.eq_ignore_ascii_case("STARTTLS"));
            if offered { failure.with("starttls_offered", true) } else { failure }
        })?;
        let name = mechanism.as_str().to_ascii_uppercase();
        let facts = Facts::from([("mechanism".to_owned(), Fact::Text(name.clone()))]);
        let result = match mechanism {
            Mechanism::Login => self.auth_login(proof).await,
            Mechanism::Plain | Mechanism::Xoauth2 | Mechanism::Oauthbearer => {
                self.auth(&name, mechanism, proof).await
            }
        };
        self.recorder.reveal();
        result.map(|()| facts.clone()).map_err(|failure| failure.with_all(facts))
    }

    /// Tries the envelope of a message from the address to itself, and resets it.
    async fn mailbox(&mut self, sender: Option<&str>) -> Result<Facts, Failure> {
        let Some(sender) = sender else {
            let warning = "No sender's address is known, so no envelope was tried.".to_owned();
            return Ok(Facts::from([("warnings".to_owned(), Fact::List(vec![warning]))]));
        };
        let facts = Facts::from([
            ("sender".to_owned(), Fact::Text(sender.to_owned())),
            ("recipient".to_owned(), Fact::Text(sender.to_owned())),
        ]);
        let address: Address = sender
            .parse()
            .map_err(|_| Failure::new(format!("{sender} cannot stand in an envelope.")))?;
        let reply = self.command(&Mail::new(Some(address.clone()), Vec::new())).await?;
        expect(&reply, "The server refuses the sender", |code| code == 250)
            .map_err(|failure| failure.with("command", "MAIL FROM"))?;
        let reply = self.command(&Rcpt::new(address, Vec::new())).await?;
        expect(&reply, "The server refuses the recipient", |code| code == 250 || code == 251)
            .map_err(|failure| failure.with("command", "RCPT TO"))?;
        let reply = self.command(&Rset).await?;
        expect(&reply, "The server refuses to forget the envelope", |code| code == 250)?;
        Ok(facts)
    }

    async fn goodbye(&mut self) -> Result<(), Failure> {
        let reply = self.command(&Quit).await?;
        expect(&reply, "The server does not take leave", |code| code == 221)
    }

    async fn leave(&mut self) {
        let _ = self.lines.send("QUIT").await;
    }
}

impl Smtp {
    /// One message proves it. It goes with the command where the line stays short enough.
    async fn auth(
        &mut self,
        name: &str,
        mechanism: Mechanism,
        proof: &Proof,
    ) -> Result<(), Failure> {
        let message = sasl::encode(&proof.message(mechanism));
        self.recorder.learn(&message);
        let command = Secret::new(format!("AUTH {name} {}", message.expose()));
        let mut reply = if command.expose().len() + 2 <= sasl::SMTP_COMMAND_LIMIT {
            self.say(command.expose()).await?
        } else {
            let reply = self.say(&format!("AUTH {name}")).await?;
            expect(&reply, "The server refuses the mechanism", |code| code == 334)?;
            self.say(message.expose()).await?
        };
        if code(&reply) != 334 {
            return expect(&reply, "The server refuses the login", |code| code == 235);
        }
        // The challenge tells why the message is refused; an answer to it lets the refusal follow.
        let told = sasl::decode_challenge(reply.first_line().unwrap_or_default());
        reply = self.say(sasl::cancel(mechanism)).await?;
        let refusal = refusal(&reply, "The server refuses the login");
        Err(match told {
            Some(told) => refusal.with("challenge", told),
            None => refusal,
        })
    }

    /// The obsolete LOGIN: two questions, two answers.
    async fn auth_login(&mut self, proof: &Proof) -> Result<(), Failure> {
        let mut reply = self.say("AUTH LOGIN").await?;
        for answer in [proof.username(), proof.password()] {
            expect(&reply, "The server refuses the login", |code| code == 334)?;
            let answer = sasl::encode(&answer);
            self.recorder.hide();
            reply = self.say(answer.expose()).await?;
            self.recorder.reveal();
        }
        expect(&reply, "The server refuses the login", |code| code == 235)
    }

    /// The mechanisms that EHLO names, `AUTH PLAIN` and the old `AUTH=PLAIN` alike.
    fn mechanisms(&self) -> Vec<String> {
        let auth = self.capabilities.iter().filter_map(|line| {
            let upper = line.to_ascii_uppercase();
            upper
                .strip_prefix("AUTH")
                .filter(|rest| rest.starts_with([' ', '=']))
                .map(ToOwned::to_owned)
        });
        auth.flat_map(|rest| {
            rest.split([' ', '='])
                .filter(|word| !word.is_empty())
                .map(ToOwned::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
    }

    async fn command(&mut self, command: &impl ToString) -> Result<Response, Failure> {
        self.say(command.to_string().trim_end()).await
    }

    async fn say(&mut self, line: &str) -> Result<Response, Failure> {
        self.lines.send(line).await?;
        self.reply().await
    }

    /// Reads a reply of one or more lines (RFC 5321 §4.2).
    async fn reply(&mut self) -> Result<Response, Failure> {
        let mut text = String::new();
        for _ in 0..MOST_LINES {
            let line = self.lines.line().await?;
            let is_code =
                line.get(..3).is_some_and(|code| code.bytes().all(|b| b.is_ascii_digit()));
            if !is_code {
                return Err(
                    Failure::new("What answers here is no SMTP server.").with("answered", &*line)
                );
            }
            let goes_on = line.as_bytes().get(3) == Some(&b'-');
            // A code alone is lawful; the grammar at hand wants its space.
            let bare = line.len() == 3;
            text.push_str(&line);
            text.push_str(if bare { " \r\n" } else { "\r\n" });
            if !goes_on {
                return text.parse().map_err(|_| {
                    Failure::new("The server's reply cannot be read.").with("answered", &*line)
                });
            }
        }
        Err(Failure::new("The server's reply has no end."))
    }
}

/// Fails unless the code is as it should be, with the server's words.
fn expect(reply: &Response, words: &str, good: fn(u16) -> bool) -> Result<(), Failure> {
    if good(code(reply)) { Ok(()) } else { Err(refusal(reply, words)) }
}

fn refusal(reply: &Response, refusal: &str) -> Failure {
    let code = code(reply);
    let words = reply.message().collect::<Vec<_>>().join(" ");
    let failure = Failure::new(format!("{refusal}: {code} {words}"))
        .with("code", i64::from(code))
        .with("text", &*words);
    match enhanced_code(&words) {
        Some(enhanced) => failure.with("enhanced_code", enhanced),
        None => failure,
    }
}

fn code(reply: &Response) -> u16 {
    reply.code().into()
}

/// The enhanced status code at the beginning of a reply (RFC 3463).
fn enhanced_code(words: &str) -> Option<&str> {
    let first = words.split(' ').next()?;
    let parts: Vec<_> = first.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (parts.len() == 3 && parts.iter().all(is_number)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enhanced_codes() {
        for (words, expected) in [
            ("5.7.8 Error: authentication failed", Some("5.7.8")),
            ("5.7.139 Authentication unsuccessful", Some("5.7.139")),
            ("Error: authentication failed", None),
            ("127.0.0.1 is blocked", None),
        ] {
            assert_eq!(enhanced_code(words), expected, "{words}");
        }
    }
}
