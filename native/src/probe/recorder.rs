//! Records what both sides say, line by line, redacted on the way in.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use mailvet_core::{
    Secret,
    report::{Fact, Facts, Line, Peer},
};

use super::redact::{REDACTED, Redactor};
use crate::visible;

/// A transcript keeps so many lines of one stage, and so many bytes of one line.
const MOST_LINES: usize = 300;
const LONGEST_LINE: usize = 2_000;

/// The transcript of a connection. Clones write into the same one.
#[derive(Clone, Default)]
pub(crate) struct Recorder {
    redactor: Arc<Mutex<Redactor>>,
    record: Arc<Mutex<Record>>,
}

#[derive(Default)]
struct Record {
    lines: Vec<Line>,
    facts: Facts,
    from_client: Vec<u8>,
    from_server: Vec<u8>,
    is_hidden: bool,
}

impl Recorder {
    /// The transcript of another connection of the same test, which knows the same secrets.
    pub(crate) fn beside(&self) -> Self {
        Self { redactor: Arc::clone(&self.redactor), record: Arc::default() }
    }

    /// Learns a secret, which then no line shows.
    pub(crate) fn learn(&self, secret: &Secret) {
        lock(&self.redactor).learn(secret);
    }

    /// A text without secrets.
    pub(crate) fn redacted(&self, text: &str) -> String {
        String::from_utf8_lossy(&lock(&self.redactor).redact(text.as_bytes())).into_owned()
    }

    /// A text for facts: without secrets, control characters escaped.
    pub(crate) fn clean(&self, text: &str) -> String {
        shown(&lock(&self.redactor).redact(text.as_bytes()))
    }

    /// What the client sends is a secret in its whole, as long as this lives.
    pub(crate) fn hide(&self) -> Hidden {
        self.record().is_hidden = true;
        Hidden(self.clone())
    }

    /// Records bytes of one side.
    pub(crate) fn heard(&self, from: Peer, bytes: &[u8]) {
        let mut record = self.record();
        let pending = record.pending(from);
        pending.extend_from_slice(bytes);
        while let Some(end) = record.pending(from).iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = record.pending(from).drain(..=end).collect();
            self.add(&mut record, from, &line);
        }
        if record.pending(from).len() > 64 * 1024 {
            let line = std::mem::take(record.pending(from));
            self.add(&mut record, from, &line);
        }
    }

    /// Adds a line as it stands, redacted.
    pub(crate) fn note(&self, from: Peer, line: &str) {
        self.add(&mut self.record(), from, line.as_bytes());
    }

    /// Learns a fact of the stage that runs, which is told however the stage ends.
    pub(crate) fn learn_fact(&self, name: &str, fact: Fact) {
        self.record().facts.insert(name.to_owned(), fact);
    }

    /// The facts since the last call.
    pub(crate) fn take_facts(&self) -> Facts {
        std::mem::take(&mut self.record().facts)
    }

    /// The lines since the last call; a line without an end counts as one.
    pub(crate) fn take(&self) -> Vec<Line> {
        let mut record = self.record();
        for from in [Peer::Client, Peer::Server] {
            let rest = std::mem::take(record.pending(from));
            if !rest.is_empty() {
                self.add(&mut record, from, &rest);
            }
        }
        std::mem::take(&mut record.lines)
    }

    fn add(&self, record: &mut Record, from: Peer, line: &[u8]) {
        if record.lines.len() >= MOST_LINES {
            return;
        }
        let line = if record.is_hidden && from == Peer::Client {
            REDACTED.to_owned()
        } else {
            shown(&lock(&self.redactor).redact(line.trim_ascii_end()))
        };
        record.lines.push(Line { from, line });
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        lock(&self.record)
    }
}

/// As long as this lives, what the client sends is a secret in its whole.
pub(crate) struct Hidden(Recorder);

impl Drop for Hidden {
    fn drop(&mut self) {
        let mut record = self.0.record();
        // The beginning of a line that was not sent to its end.
        let rest = std::mem::take(record.pending(Peer::Client));
        if !rest.is_empty() {
            self.0.add(&mut record, Peer::Client, &rest);
        }
        record.is_hidden = false;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Record {
    fn pending(&mut self, from: Peer) -> &mut Vec<u8> {
        match from {
            Peer::Client => &mut self.from_client,
            Peer::Server => &mut self.from_server,
        }
    }
}

/// Bytes as text that is safe to show: what is no character, moves the cursor or turns the writing
/// direction is escaped.
fn shown(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            visible::push(&mut text, c);
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
        if text.len() > LONGEST_LINE {
            break;
        }
    }
    if text.len() > LONGEST_LINE {
        let end = (0..=LONGEST_LINE).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_put_together_and_redacted() {
        let recorder = Recorder::default();
        recorder.learn(&Secret::new("Abc8Q~value.of_a-secret".to_owned()));
        recorder.heard(Peer::Server, b"220 he");
        recorder.heard(Peer::Server, b"llo\r\n250-one\r\n250 Abc8Q~value.of_a-secret\r\n");
        recorder.heard(Peer::Client, b"QUIT");
        let lines: Vec<_> = recorder.take().into_iter().map(|line| line.line).collect();
        assert_eq!(lines, ["220 hello", "250-one", "250 [redacted]", "QUIT"]);
    }

    #[test]
    fn what_could_act_on_a_terminal_is_escaped() {
        assert_eq!(shown(b"\x1b[31m\xff<b>\xe2\x80\xae"), "\\u{1b}[31m\\xff<b>\\u{202e}");
    }

    #[test]
    fn hidden_lines_show_nothing() {
        let recorder = Recorder::default();
        let hidden = recorder.hide();
        recorder.heard(Peer::Client, b"dXNlcj0=\r\nc2Vj");
        drop(hidden);
        recorder.heard(Peer::Client, b"QUIT\r\n");
        let lines: Vec<_> = recorder.take().into_iter().map(|line| line.line).collect();
        assert_eq!(lines, [REDACTED, REDACTED, "QUIT"]);
    }
}
