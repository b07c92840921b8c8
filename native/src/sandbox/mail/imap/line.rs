//! Commands out of the bytes of a client, with the literals in them (RFC 3501 §4.3, RFC 7888).

use imap_codec::{
    CommandCodec,
    decode::{CommandDecodeError, Decoder},
    imap_types::{command::Command, core::LiteralMode},
};

use super::super::{
    context::HIDDEN,
    store::{Budget, Share},
};

/// A command may be so long (RFC 7162 §4 advises 8,192 bytes; a token may be longer), and one that
/// brings a message so long. Only a client that has logged in may send such a one.
const LONGEST_COMMAND: usize = 64 * 1024;
const LARGEST_MESSAGE: usize = 36 * 1024 * 1024;

/// The commands of `IMAP4rev1` and of the extensions that Exchange announces.
const COMMANDS: [&str; 30] = [
    "APPEND",
    "AUTHENTICATE",
    "CAPABILITY",
    "CHECK",
    "CLOSE",
    "COPY",
    "CREATE",
    "DELETE",
    "EXAMINE",
    "EXPUNGE",
    "FETCH",
    "ID",
    "IDLE",
    "LIST",
    "LOGIN",
    "LOGOUT",
    "LSUB",
    "MOVE",
    "NAMESPACE",
    "NOOP",
    "RENAME",
    "SEARCH",
    "SELECT",
    "STARTTLS",
    "STATUS",
    "STORE",
    "SUBSCRIBE",
    "UID",
    "UNSELECT",
    "UNSUBSCRIBE",
];

/// What was received.
pub(super) enum Received<'a> {
    /// Not yet a command.
    Nothing,
    /// The announcement of a literal, which waits for a word that it may come.
    Literal,
    Command {
        command: Command<'a>,
        length: usize,
    },
    /// Words that are no command, without secrets.
    Unreadable {
        tag: String,
        words: String,
        /// Whether there is a command of that name, with other arguments.
        is_known: bool,
        length: usize,
    },
    TooLong,
}

/// The state of the command that is received.
#[derive(Debug, Default)]
pub(super) struct Commands {
    /// No command ends before so many bytes.
    least: usize,
    /// What a message in a literal takes of the budget.
    share: Option<Share>,
}

impl Commands {
    /// Looks at what came since a command was received the last time.
    pub(super) fn receive<'a>(&mut self, input: &'a [u8], budget: Option<&Budget>) -> Received<'a> {
        if input.len() > LONGEST_COMMAND && !self.has_room(input, budget) {
            return Received::TooLong;
        }
        let has_line =
            || input.get(self.least.saturating_sub(1)..).unwrap_or_default().contains(&b'\n');
        if input.len() < self.least || !has_line() {
            return Received::Nothing;
        }
        match CommandCodec::default().decode(input) {
            Ok((rest, command)) => {
                *self = Self::default();
                Received::Command { command, length: input.len() - rest.len() }
            }
            Err(CommandDecodeError::LiteralFound { length, mode, .. }) => {
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                self.least = input.len().saturating_add(length);
                if self.least > LARGEST_MESSAGE {
                    return Received::TooLong;
                }
                match mode {
                    LiteralMode::Sync => Received::Literal,
                    LiteralMode::NonSync => Received::Nothing,
                }
            }
            Err(CommandDecodeError::Incomplete) => {
                self.least = self.least.max(input.len() + 1);
                Received::Nothing
            }
            Err(CommandDecodeError::Failed) => {
                *self = Self::default();
                unreadable(input)
            }
        }
    }

    /// Whether a command of this size may be held.
    fn has_room(&mut self, input: &[u8], budget: Option<&Budget>) -> bool {
        let Some(budget) = budget else { return false };
        let mut words = input.splitn(3, |byte| *byte == b' ');
        let is_append = words.nth(1).is_some_and(|word| word.eq_ignore_ascii_case(b"APPEND"));
        let share = self.share.get_or_insert_with(|| budget.share());
        is_append && input.len() <= LARGEST_MESSAGE && share.grow_to(input.len()).is_ok()
    }
}

fn unreadable(input: &[u8]) -> Received<'static> {
    let end = input.iter().position(|byte| *byte == b'\n').map_or(input.len(), |at| at + 1);
    let line = input.get(..end).unwrap_or_default();
    // What follows the announcement of a literal is no command.
    let is_literal = line.trim_ascii_end().ends_with(b"}");
    let length = if is_literal { input.len() } else { end };
    let line = String::from_utf8_lossy(line);
    let mut words = line.split_ascii_whitespace();
    let tag = words.next().filter(|tag| tag.len() <= 64).unwrap_or("*").to_owned();
    let verb = words.next().unwrap_or_default();
    let is_known = COMMANDS.iter().any(|it| verb.eq_ignore_ascii_case(it));
    let is_secret = ["LOGIN", "AUTHENTICATE"].iter().any(|it| verb.eq_ignore_ascii_case(it));
    let words =
        if is_secret { format!("{tag} {verb} {HIDDEN}") } else { line.trim_end().to_owned() };
    Received::Unreadable { tag, words, is_known, length }
}
