//! The POP3 conversation (RFC 1939, RFC 2449), in steps.
//!
//! It counts the messages and touches none of them: no RETR, no DELE, and QUIT with nothing to delete.

use mailvet_core::{
    Secret,
    diagnosis::Protocol,
    report::{Fact, Facts},
};

use super::{
    capabilities::Capabilities,
    failure::Failure,
    login::{self, Profile, Proof, Turn},
    recorder::Recorder,
    run::{Conversation, Then},
    speech,
    wire::{Lines, MOST_LINES, Wire},
};

/// A POP3 conversation.
pub(crate) struct Pop {
    lines: Lines,
    recorder: Recorder,
    capabilities: Capabilities,
    /// What is sent now is no command to the server: it waits for the answer to a challenge, or may
    /// have begun to wait for TLS.
    takes_no_command: bool,
    has_left: bool,
}

/// A reply without its status indicator (RFC 1939 §3, RFC 5034 §4).
enum Reply {
    Ok(String),
    Err(String),
    Challenge(String),
}

impl Conversation for Pop {
    const PROTOCOL: Protocol = Protocol::Pop;

    fn begin(wire: Wire, recorder: Recorder) -> Self {
        let capabilities = Capabilities::default();
        let lines = Lines::new(wire, recorder.clone());
        Self { lines, recorder, capabilities, takes_no_command: false, has_left: false }
    }

    async fn greeting(&mut self) -> Result<Facts, Failure> {
        let text = self.reply().await?.expect_ok("The server does not take this connection")?;
        Ok(Facts::from([("text".to_owned(), Fact::Text(text))]))
    }

    /// A server from before CAPA says nothing of itself; it has USER and PASS.
    async fn capability(&mut self) -> Result<Facts, Failure> {
        match self.command("CAPA").await? {
            Reply::Ok(_) => {
                self.capabilities = self.list().await?.into_iter().collect();
                Ok(self.capabilities.facts())
            }
            Reply::Err(words) => {
                let warning = format!("The server does not say what it can do: -ERR {words}");
                let mut facts = self.capabilities.facts();
                facts.insert("warnings".to_owned(), Fact::List(vec![warning]));
                self.capabilities = ["USER".to_owned()].into_iter().collect();
                Ok(facts)
            }
            Reply::Challenge(_) => Err(Failure::out_of_turn()),
        }
    }

    async fn starttls(&mut self) -> Result<(), Failure> {
        self.capability().await?;
        self.capabilities.expect_starttls(Self::STARTTLS)?;
        self.takes_no_command = true;
        let reply = self.command(Self::STARTTLS).await?;
        self.takes_no_command = false;
        reply.expect_ok("The server refuses STLS").map(drop)
    }

    fn into_wire(self) -> Result<Wire, Failure> {
        self.lines.into_wire()
    }

    async fn authenticate(&mut self, proof: &Proof) -> Result<Facts, Failure> {
        login::authenticate(self, proof).await
    }

    /// Asks how many messages there are, and leaves in the same flight where the server takes that
    /// (RFC 2449 §6.6).
    async fn mailbox(&mut self, _: Option<&str>, then: Then) -> Result<Facts, Failure> {
        self.has_left = then == Then::Leave && self.capabilities.has("PIPELINING");
        self.lines.send(if self.has_left { "STAT\r\nQUIT" } else { "STAT" }).await?;
        let words = self.reply().await?.expect_ok("The server does not open the mailbox")?;
        let mut numbers = words.split(' ').map(|word| word.parse::<u64>().ok()?.try_into().ok());
        let (Some(Some(messages)), Some(Some(octets))) = (numbers.next(), numbers.next()) else {
            return Err(Failure::unreadable(&format!("+OK {words}")));
        };
        Ok(Facts::from([
            ("messages".to_owned(), Fact::Number(messages)),
            ("octets".to_owned(), Fact::Number(octets)),
        ]))
    }

    fn has_left(&self) -> bool {
        self.has_left || self.takes_no_command
    }

    async fn leave(&mut self) -> Result<(), Failure> {
        self.has_left = true;
        self.lines.send("QUIT").await
    }

    async fn farewell(&mut self) -> Result<(), Failure> {
        self.reply().await?.expect_ok("The server does not take leave").map(drop)
    }
}

impl Profile for Pop {
    const MECHANISMS: &'static str = "SASL";
    const STARTTLS: &'static str = "STLS";

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    fn own_login(&self) -> Option<&'static str> {
        self.capabilities.has("USER").then_some("USER/PASS")
    }

    async fn log_in(&mut self, username: &str, password: &Secret) -> Result<Turn, Failure> {
        let user = self.command(&format!("USER {username}")).await?;
        user.expect_ok("The server refuses the user name")?;
        let command = Secret::new(format!("PASS {}", password.expose()));
        let hidden = self.recorder.hide();
        self.lines.send(command.expose()).await?;
        drop(hidden);
        self.turn().await
    }

    /// A command of POP3 may have 255 octets (RFC 2449 §4), and Exchange Online takes no message with
    /// it: the message always follows.
    fn takes_initial(&self, _: &str, _: &Secret) -> bool {
        false
    }

    async fn begin(&mut self, mechanism: &str, _: Option<&Secret>) -> Result<Turn, Failure> {
        self.lines.send(&format!("AUTH {mechanism}")).await?;
        self.turn().await
    }

    async fn respond(&mut self, response: &str) -> Result<Turn, Failure> {
        self.lines.send(response).await?;
        self.turn().await
    }
}

impl Pop {
    async fn command(&mut self, command: &str) -> Result<Reply, Failure> {
        self.lines.send(command).await?;
        self.reply().await
    }

    async fn turn(&mut self) -> Result<Turn, Failure> {
        let reply = self.reply().await?;
        self.takes_no_command = matches!(reply, Reply::Challenge(_));
        Ok(match reply {
            Reply::Challenge(challenge) => Turn::Challenge(challenge),
            Reply::Ok(words) => Turn::Accepted(format!("+OK {words}")),
            Reply::Err(words) => Turn::Refused(refusal("The server refuses the login", &words)),
        })
    }

    async fn reply(&mut self) -> Result<Reply, Failure> {
        let line = self.lines.line().await?;
        let (status, words) = line.split_once(' ').unwrap_or((&line, ""));
        let words = words.to_owned();
        match status.to_ascii_uppercase().as_str() {
            "+OK" => Ok(Reply::Ok(words)),
            "-ERR" => Ok(Reply::Err(words)),
            "+" => Ok(Reply::Challenge(words)),
            _ => Err(speech::other_than("POP3", &line)),
        }
    }

    /// Reads the lines of an answer that ends with a dot of its own (RFC 1939 §3).
    async fn list(&mut self) -> Result<Vec<String>, Failure> {
        let mut lines = Vec::new();
        for _ in 0..MOST_LINES {
            let line = self.lines.line().await?;
            match line.strip_prefix('.') {
                Some("") => return Ok(lines),
                Some(stuffed) => lines.push(stuffed.to_owned()),
                None => lines.push(line),
            }
        }
        Err(Failure::endless())
    }
}

impl Reply {
    /// The words of a success; all else is a failure with the server's words.
    fn expect_ok(self, words: &str) -> Result<String, Failure> {
        match self {
            Self::Ok(said) => Ok(said),
            Self::Err(said) => Err(refusal(words, &said)),
            Self::Challenge(_) => Err(Failure::out_of_turn()),
        }
    }
}

fn refusal(words: &str, said: &str) -> Failure {
    Failure::new(format!("{words}: -ERR {said}")).with("text", said).with_response_code(said)
}
