//! The SMTP conversation (RFC 5321), in steps.
//!
//! lettre knows the grammar of commands and replies; the conversation is ours, so that every word of
//! the server is kept and the challenge before a refusal is answered (RFC 4954 §4).

use std::net::IpAddr;

use lettre::{
    Address,
    transport::smtp::{
        commands::{Ehlo, Mail, Rcpt, Rset, Starttls},
        extension::ClientId,
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
    login::{self, Profile, Proof, Turn},
    recorder::Recorder,
    run::Conversation,
    wire::{Lines, MOST_LINES, Wire},
};

/// An SMTP conversation.
pub(crate) struct Smtp {
    lines: Lines,
    recorder: Recorder,
    capabilities: Capabilities,
}

impl Conversation for Smtp {
    const PROTOCOL: Protocol = Protocol::Smtp;

    fn begin(wire: Wire, recorder: Recorder) -> Self {
        Self { lines: Lines::new(wire), recorder, capabilities: Capabilities::default() }
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
        Ok(self.capabilities.facts())
    }

    async fn starttls(mut self) -> Result<Wire, Failure> {
        self.capability().await?;
        self.capabilities.expect_starttls(Self::STARTTLS)?;
        let reply = self.command(&Starttls).await?;
        expect(&reply, "The server refuses STARTTLS", |code| code == 220)?;
        self.lines.into_wire()
    }

    async fn authenticate(&mut self, proof: &Proof) -> Result<Facts, Failure> {
        login::authenticate(self, proof).await
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

    async fn leave(&mut self) {
        let _ = self.lines.send("QUIT").await;
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
        let line = ["AUTH ", mechanism, " ", message.expose(), "\r\n"];
        line.map(str::len).iter().sum::<usize>() <= sasl::SMTP_COMMAND_LIMIT
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
        let words = || reply.message().collect::<Vec<_>>().join(" ");
        Ok(match code(&reply) {
            334 => Turn::Challenge(words()),
            235 => Turn::Accepted(format!("235 {}", words())),
            _ => Turn::Refused(refusal(&reply, "The server refuses the login")),
        })
    }
}

impl Smtp {
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
                return text.parse().map_err(|_| Failure::unreadable(&line));
            }
        }
        Err(Failure::endless())
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
