//! SEARCH (RFC 3501 §6.4.4).

use std::{cell::OnceCell, num::NonZeroU32};

use chrono::NaiveDate;
use imap_codec::imap_types::search::SearchKey;
use mail_parser::Message as Parsed;

use super::{
    super::{
        context,
        store::{Folder, Message},
    },
    message,
    selected::{Numbered, View, contains},
};

/// So many bytes of messages are read for one search, at which everybody else has to wait.
const MOST: usize = 64 << 20;

/// The messages of the folder that all criteria are true of; nothing where too much would have to be read.
pub(super) fn search(
    folder: &Folder,
    view: &View,
    criteria: &[SearchKey<'_>],
) -> Option<Vec<Numbered>> {
    let all = view.numbered();
    let last = Numbered {
        number: all.last().map_or(NonZeroU32::MIN, |it| it.number),
        uid: all.last().map_or(NonZeroU32::MIN, |it| it.uid),
    };
    let mut read = 0_usize;
    let mut found = Vec::new();
    for numbered in all {
        let Some(message) = folder.message(numbered.uid) else { continue };
        let candidate = Candidate { numbered, last, message, parsed: OnceCell::new() };
        if criteria.iter().all(|key| candidate.is(key)) {
            found.push(numbered);
        }
        if candidate.parsed.get().is_some() {
            read = read.saturating_add(message.content.bytes.len());
        }
        if read > MOST {
            return None;
        }
    }
    Some(found)
}

/// A message that may be what is looked for. It is read when a criterion asks for that.
struct Candidate<'f> {
    numbered: Numbered,
    /// The last message that there is.
    last: Numbered,
    message: &'f Message,
    parsed: OnceCell<Option<Parsed<'f>>>,
}

impl Candidate<'_> {
    fn is(&self, key: &SearchKey<'_>) -> bool {
        let has = |flag: &str| self.message.has(flag);
        match key {
            SearchKey::And(keys) => keys.as_ref().iter().all(|key| self.is(key)),
            SearchKey::Or(one, other) => self.is(one) || self.is(other),
            SearchKey::Not(key) => !self.is(key),
            SearchKey::SequenceSet(set) => contains(set, self.numbered.number, self.last.number),
            SearchKey::Uid(set) => contains(set, self.numbered.uid, self.last.uid),
            SearchKey::All | SearchKey::Old => true,
            SearchKey::Recent | SearchKey::New => false,
            SearchKey::Answered => has("\\Answered"),
            SearchKey::Deleted => has("\\Deleted"),
            SearchKey::Draft => has("\\Draft"),
            SearchKey::Flagged => has("\\Flagged"),
            SearchKey::Seen => has("\\Seen"),
            SearchKey::Unanswered => !has("\\Answered"),
            SearchKey::Undeleted => !has("\\Deleted"),
            SearchKey::Undraft => !has("\\Draft"),
            SearchKey::Unflagged => !has("\\Flagged"),
            SearchKey::Unseen => !has("\\Seen"),
            SearchKey::Keyword(word) => has(word.as_ref()),
            SearchKey::Unkeyword(word) => !has(word.as_ref()),
            SearchKey::Larger(size) => self.message.size() > *size,
            SearchKey::Smaller(size) => self.message.size() < *size,
            SearchKey::Before(date) => self.received() < *date.as_ref(),
            SearchKey::On(date) => self.received() == *date.as_ref(),
            SearchKey::Since(date) => self.received() >= *date.as_ref(),
            SearchKey::SentBefore(date) => self.sent().is_some_and(|sent| sent < *date.as_ref()),
            SearchKey::SentOn(date) => self.sent().is_some_and(|sent| sent == *date.as_ref()),
            SearchKey::SentSince(date) => self.sent().is_some_and(|sent| sent >= *date.as_ref()),
            SearchKey::From(text) => self.has_header("From", text.as_ref()),
            SearchKey::To(text) => self.has_header("To", text.as_ref()),
            SearchKey::Cc(text) => self.has_header("Cc", text.as_ref()),
            SearchKey::Bcc(text) => self.has_header("Bcc", text.as_ref()),
            SearchKey::Subject(text) => self.has_header("Subject", text.as_ref()),
            SearchKey::Header(name, text) => {
                self.has_header(&String::from_utf8_lossy(name.as_ref()), text.as_ref())
            }
            SearchKey::Body(text) => self.has_text(text.as_ref()),
            SearchKey::Text(text) => {
                self.has_text(text.as_ref()) || includes(&self.message.content.bytes, text.as_ref())
            }
        }
    }

    fn parsed(&self) -> Option<&Parsed<'_>> {
        self.parsed.get_or_init(|| message::parse(&self.message.content.bytes)).as_ref()
    }

    /// The day on which it came.
    fn received(&self) -> NaiveDate {
        context::date(self.message.received).date_naive()
    }

    /// The day that its header tells, whatever the hour and its zone.
    fn sent(&self) -> Option<NaiveDate> {
        let date = self.parsed()?.date()?;
        NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
    }

    fn has_header(&self, name: &str, text: &[u8]) -> bool {
        let Some(parsed) = self.parsed() else { return false };
        // What was encoded is looked for as it reads.
        let subject = parsed.subject().filter(|_| name.eq_ignore_ascii_case("Subject"));
        subject.is_some_and(|subject| includes(subject.as_bytes(), text))
            || parsed
                .headers_raw()
                .filter(|(raw, _)| raw.eq_ignore_ascii_case(name))
                .any(|(_, value)| includes(value.as_bytes(), text))
    }

    fn has_text(&self, text: &[u8]) -> bool {
        let Some(parsed) = self.parsed() else { return false };
        let parts = parsed.parts.iter().filter(|part| part.is_text());
        parts.filter_map(|part| part.text_contents()).any(|part| includes(part.as_bytes(), text))
    }
}

/// Whether a text includes another one, in any case of ASCII letters.
fn includes(text: &[u8], wanted: &[u8]) -> bool {
    let wanted = wanted.to_ascii_lowercase();
    let text = text.to_ascii_lowercase();
    memchr::memmem::find(&text, &wanted).is_some()
}
