//! The SMTP conversation (RFC 5321), in steps.
//!
//! lettre knows the grammar of commands and replies; the conversation is ours, so that every word of
//! the server is kept and the challenge before a refusal is answered (RFC 4954 §4).

use std::{net::IpAddr, time::SystemTime};

use lettre::{
    Address,
    transport::smtp::{
        commands::{Data, Ehlo, Mail, Quit, Rcpt, Rset, Starttls},
        extension::{ClientId, MailParameter},
        response::Response,
    },
};
use mailvet_core::{
    Secret,
    diagnosis::Protocol,
    report::{Fact, Facts},
    sasl,
};

use super::{
    capabilities::Capabilities,
    failure::Failure,
    letter::{Letter, address},
    login::{self, Profile, Proof, Turn},
    recorder::Recorder,
    run::{Conversation, Then},
    speech,
    wire::{Lines, MOST_LINES, Wire},
};

/// An SMTP conversation.
pub(crate) struct Smtp {
    lines: Lines,
    recorder: Recorder,
    capabilities: Capabilities,
    greeting: String,
    /// What is sent now is no command to the server: it waits for the answer to a challenge, or may
    /// have begun to wait for TLS.
    takes_no_command: bool,
    has_left: bool,
}

/// A command whose reply is 250 where all is well.
#[derive(Clone)]
struct Command {
    /// As it is sent.
    line: String,
    name: &'static str,
    /// What it means that the server refuses it.
    refused: &'static str,
}

impl Conversation for Smtp {
    const PROTOCOL: Protocol = Protocol::Smtp;

    fn begin(wire: Wire, recorder: Recorder) -> Self {
        Self {
            lines: Lines::new(wire, recorder.clone()),
            recorder,
            capabilities: Capabilities::default(),
            greeting: String::new(),
            takes_no_command: false,
            has_left: false,
        }
    }

    async fn greeting(&mut self) -> Result<Facts, Failure> {
        let reply = self.reply().await?;
        expect(&reply, "The server does not take this connection", |code| code == 220)?;
        self.greeting = words(&reply);
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
        if code(&reply) != 250 {
            let refusal = refusal(&reply, "The server refuses EHLO");
            return Err(speech::behind_greeting(refusal, &self.greeting));
        }
        self.capabilities = reply.message().skip(1).map(ToOwned::to_owned).collect();
        Ok(self.capabilities.facts())
    }

    async fn starttls(&mut self) -> Result<(), Failure> {
        self.capability().await?;
        self.capabilities.expect_starttls(Self::STARTTLS)?;
        self.takes_no_command = true;
        let reply = self.command(&Starttls).await?;
        self.takes_no_command = false;
        expect(&reply, "The server refuses STARTTLS", |code| code == 220)
    }

    fn into_wire(self) -> Result<Wire, Failure> {
        self.lines.into_wire()
    }

    async fn authenticate(&mut self, proof: &Proof) -> Result<Facts, Failure> {
        login::authenticate(self, proof).await
    }

    /// Tries the envelope of a message from the address to itself, and resets it.
    async fn mailbox(&mut self, sender: Option<&str>, then: Then) -> Result<Facts, Failure> {
        let Some(sender) = sender else {
            let warning = "No sender's address is known, so no envelope was tried.".to_owned();
            return Ok(Facts::from([("warnings".to_owned(), Fact::List(vec![warning]))]));
        };
        let itself = address(sender)?;
        let mut commands = self.envelope(&itself, &itself)?.to_vec();
        commands.push(Command {
            line: Rset.to_string(),
            name: "RSET",
            refused: "The server refuses to forget the envelope",
        });
        self.all(&commands, then).await?;
        Ok(Facts::from([
            ("sender".to_owned(), Fact::Text(sender.to_owned())),
            ("recipient".to_owned(), Fact::Text(sender.to_owned())),
        ]))
    }

    async fn send(&mut self, sender: Option<&str>, recipient: &Address) -> Result<Facts, Failure> {
        let sender = sender.ok_or_else(|| {
            Failure::new("No sender's address is known, so no message can be sent.")
        })?;
        let letter = Letter::write(address(sender)?, recipient.clone(), SystemTime::now())?;
        let mut facts = letter.facts();
        let handed_over = self.hand_over(&letter).await;
        let answer = handed_over.map_err(|failure| failure.with_all(letter.facts()))?;
        if let Some(id) = queue_id(&answer) {
            facts.insert("queue_id".to_owned(), Fact::from(id));
        }
        facts.insert("text".to_owned(), Fact::Text(answer));
        Ok(facts)
    }

    fn has_left(&self) -> bool {
        self.has_left || self.takes_no_command
    }

    async fn leave(&mut self) -> Result<(), Failure> {
        self.has_left = true;
        self.lines.send(Quit.to_string().trim_end()).await
    }

    async fn farewell(&mut self) -> Result<(), Failure> {
        let reply = self.reply().await?;
        expect(&reply, "The server does not take leave", |code| code == 221)
    }
}

impl Profile for Smtp {
    const MECHANISMS: &'static str = "AUTH";
    const STARTTLS: &'static str = "STARTTLS";

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// A message goes with the command where the line stays short enough (RFC 4954 §4).
    fn takes_initial(&self, mechanism: &str, message: &Secret) -> bool {
        is_short_enough(mechanism, message)
    }

    async fn begin(&mut self, mechanism: &str, initial: Option<&Secret>) -> Result<Turn, Failure> {
        let command = match initial {
            Some(message) => Secret::new(format!("AUTH {mechanism} {}", message.expose())),
            None => Secret::new(format!("AUTH {mechanism}")),
        };
        self.respond(command.expose()).await
    }

    async fn respond(&mut self, response: &str) -> Result<Turn, Failure> {
        let reply = self.say(response).await?;
        self.takes_no_command = code(&reply) == 334;
        Ok(match code(&reply) {
            334 => Turn::Challenge(words(&reply)),
            235 => Turn::Accepted(format!("235 {}", words(&reply))),
            _ => Turn::Refused(refusal(&reply, "The server refuses the login")),
        })
    }
}

impl Smtp {
    /// MAIL FROM and RCPT TO.
    fn envelope(&self, sender: &Address, recipient: &Address) -> Result<[Command; 2], Failure> {
        let is_ascii = [sender, recipient].iter().all(|address| address.to_string().is_ascii());
        let mut parameters = Vec::new();
        if !is_ascii {
            if !self.capabilities.has("SMTPUTF8") {
                let words = "The server takes no address with characters beyond ASCII: it does not \
                             offer SMTPUTF8.";
                return Err(Failure::new(words).with("command", "MAIL FROM"));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        Ok([
            Command {
                line: Mail::new(Some(sender.clone()), parameters).to_string(),
                name: "MAIL FROM",
                refused: "The server refuses the sender",
            },
            Command {
                line: Rcpt::new(recipient.clone(), Vec::new()).to_string(),
                name: "RCPT TO",
                refused: "The server refuses the recipient",
            },
        ])
    }

    /// Sends a message, and gives the words with which the server took it.
    async fn hand_over(&mut self, letter: &Letter) -> Result<String, Failure> {
        let envelope = self.envelope(&letter.sender, &letter.recipient)?;
        self.all(&envelope, Then::Stay).await?;
        let reply = self.command(&Data).await?;
        expect(&reply, "The server refuses the message", |code| code == 354)
            .map_err(|failure| failure.with("command", "DATA"))?;
        self.lines.send_bytes(&letter.data()).await?;
        let reply = self.reply().await?;
        expect(&reply, "The server refuses the message", |code| code == 250)
            .map_err(|failure| failure.with("command", "DATA"))?;
        Ok(words(&reply))
    }

    /// Sends commands, in one flight where the server takes that (RFC 2920 §3.1), QUIT at its end
    /// where nothing follows. Each reply is the one to the command at its place; the first refusal
    /// ends it.
    async fn all(&mut self, commands: &[Command], then: Then) -> Result<(), Failure> {
        let is_flight = self.capabilities.has("PIPELINING");
        if is_flight {
            let mut flight: String = commands.iter().map(|command| &*command.line).collect();
            if then == Then::Leave {
                flight.push_str(&Quit.to_string());
                self.has_left = true;
            }
            self.lines.send_bytes(flight.as_bytes()).await?;
        }
        for command in commands {
            if !is_flight {
                self.lines.send_bytes(command.line.as_bytes()).await?;
            }
            let reply = self.reply().await?;
            expect(&reply, command.refused, |code| code == 250 || code == 251)
                .map_err(|failure| failure.with("command", command.name))?;
        }
        Ok(())
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
                return Err(speech::other_than("SMTP", &line));
            }
            let goes_on = line.as_bytes().get(3) == Some(&b'-');
            // A code alone is lawful; the grammar at hand wants its space.
            let bare = line.len() == 3;
            text.push_str(&line);
            text.push_str(if bare { " \r\n" } else { "\r\n" });
            if !goes_on {
                return text.parse().map_err(|_| Failure::unreadable(&line));
            }
        }
        Err(Failure::endless())
    }
}

fn is_short_enough(mechanism: &str, message: &Secret) -> bool {
    let line = ["AUTH ", mechanism, " ", message.expose(), "\r\n"];
    line.map(str::len).iter().sum::<usize>() <= sasl::SMTP_COMMAND_LIMIT
}

/// Fails unless the code is as it should be, with the server's words.
fn expect(reply: &Response, words: &str, good: fn(u16) -> bool) -> Result<(), Failure> {
    if good(code(reply)) { Ok(()) } else { Err(refusal(reply, words)) }
}

fn refusal(reply: &Response, refusal: &str) -> Failure {
    let code = code(reply);
    let words = words(reply);
    let failure = Failure::new(format!("{refusal}: {code} {words}"))
        .with("code", i64::from(code))
        .with("text", &*words);
    match enhanced_code(&words) {
        Some(enhanced) => failure.with("enhanced_code", enhanced),
        None => failure,
    }
}

fn words(reply: &Response) -> String {
    reply.message().collect::<Vec<_>>().join(" ")
}

/// The id under which the server keeps a message that it took, as Postfix (`queued as ID`) and Exim
/// (`OK id=ID`) say it.
fn queue_id(words: &str) -> Option<&str> {
    let (_, behind) = words.split_once("queued as ").or_else(|| words.split_once("id="))?;
    let id = behind.split([' ', ',', ';']).next().unwrap_or_default();
    Some(id).filter(|id| !id.is_empty())
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
    fn queue_ids() {
        for (words, expected) in [
            ("2.0.0 Ok: queued as 4XyZ1k2m3nz", Some("4XyZ1k2m3nz")),
            ("OK id=1tABCD-0000000AbCd-1Efg", Some("1tABCD-0000000AbCd-1Efg")),
            ("2.0.0 OK  1718000000 abc.12 - gsmtp", None),
            ("2.6.0 Queued mail for delivery", None),
        ] {
            assert_eq!(queue_id(words), expected, "{words}");
        }
    }

    #[test]
    fn a_message_goes_with_the_command_up_to_the_limit_of_a_line() {
        let message = |length: usize| Secret::new("a".repeat(length));
        // AUTH, the mechanism, two spaces and the line's end are 13 octets.
        for (line, fits) in [(511, true), (512, true), (513, false)] {
            assert_eq!(is_short_enough("PLAIN", &message(line - 13)), fits, "{line}");
        }
    }

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
