//! The commands about the messages of the folder that is open, as this client knows them.

use std::{borrow::Cow, collections::VecDeque, num::NonZeroU32, ops::Range, sync::Arc};

use imap_codec::{
    ResponseCodec,
    encode::Encoder,
    imap_types::{
        command::CommandBody,
        core::{Atom, Vec1},
        datetime::DateTime,
        fetch::{
            MacroOrMessageDataItemNames, MessageDataItem, MessageDataItemName as Name, Section,
        },
        flag::{Flag, FlagFetch, StoreResponse, StoreType},
        mailbox::Mailbox,
        response::{Data, Response},
        sequence::{SeqOrUid, Sequence, SequenceSet},
    },
};

use super::{
    super::{
        Next, context,
        store::{Content, Folder, Message, NoRoom},
    },
    BAD_ARGUMENT, BAD_COMMAND, INVALID_STATE, Imap, State,
    folders::name_of,
    message::{self, Node},
    search,
};

const BAD_CHARSET: &str = "NO [BADCHARSET (US-ASCII)] The specified charset is not supported.";
const INVALID_SET: &str = "The specified message set is invalid.";
const NO_DESTINATION: &str = "NO [TRYCREATE] The destination mailbox could not be found.";

/// The flags that a message can have here, beside those that a client makes up.
const FLAGS: &str = "\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent";

/// A message can have so many flags, of so many letters.
const MOST_FLAGS: usize = 50;
const LONGEST_FLAG: usize = 100;

/// So much is told in one go.
const FLIGHT: usize = 64 * 1024;

/// So much is told of one message at once: three times the longest that Exchange takes by IMAP.
const LARGEST_ANSWER: usize = 128 * 1024 * 1024;

/// The open folder as the client knows it: it learns of changes only when it may (RFC 3501 §7.4.1).
pub(super) struct View {
    name: String,
    validity: u32,
    is_read_only: bool,
    known: Vec<Known>,
    /// What is asked for piece by piece.
    place: Option<Place>,
}

/// Where a section lies in a message, so that it is not read anew for every piece of it: a client may ask
/// for a large one in hundreds.
struct Place {
    content: Arc<Content>,
    section: Section<'static>,
    range: Range<usize>,
}

impl Place {
    fn of(message: &Message, section: &Section<'_>, bytes: &[u8]) -> Option<Self> {
        let content = &message.content;
        let from = bytes.as_ptr().addr().checked_sub(content.bytes.as_ptr().addr())?;
        let range = from..from + bytes.len();
        // What is put together, or was decoded, lies elsewhere.
        (range.end <= content.bytes.len()).then(|| Self {
            content: Arc::clone(content),
            section: bounded_static(section),
            range,
        })
    }

    fn find<'m>(&self, message: &'m Message, section: &Section<'_>) -> Option<&'m [u8]> {
        let is_it = Arc::ptr_eq(&self.content, &message.content) && self.section == *section;
        is_it.then(|| message.content.bytes.get(self.range.clone()))?
    }
}

/// A message that the client knows of; its place in the list is its number.
#[derive(Clone, Copy)]
struct Known {
    uid: NonZeroU32,
    /// The last change of its flags that was told.
    changed: u64,
}

/// A message by its number and its UID.
#[derive(Clone, Copy)]
pub(super) struct Numbered {
    pub(super) number: NonZeroU32,
    pub(super) uid: NonZeroU32,
}

/// A FETCH that goes on, so that no more of it is held than can be sent.
pub(super) struct Fetching {
    tag: String,
    by_uid: bool,
    names: Vec<Name<'static>>,
    left: VecDeque<Numbered>,
    /// Messages were asked for that there are not, which is told behind those that there are.
    is_beyond: bool,
}

impl View {
    /// The messages in a set of numbers or UIDs.
    pub(super) fn find(&self, set: &SequenceSet, by_uid: bool) -> Vec<Numbered> {
        let all = self.numbered();
        let last = if by_uid {
            self.known.last().map(|known| known.uid)
        } else {
            all.last().map(|it| it.number)
        };
        let Some(last) = last else { return Vec::new() };
        all.into_iter()
            .filter(|it| contains(set, if by_uid { it.uid } else { it.number }, last))
            .collect()
    }

    /// All messages.
    pub(super) fn numbered(&self) -> Vec<Numbered> {
        let numbers = (1..).map_while(NonZeroU32::new);
        numbers
            .zip(&self.known)
            .map(|(number, known)| Numbered { number, uid: known.uid })
            .collect()
    }
}

/// Whether a number is in a set, where `last` is the largest one that there is.
pub(super) fn contains(set: &SequenceSet, number: NonZeroU32, last: NonZeroU32) -> bool {
    set.0.as_ref().iter().any(|range| match range {
        Sequence::Single(one) => one.expand(last) == number,
        Sequence::Range(from, to) => {
            let (from, to) = (from.expand(last), to.expand(last));
            (from.min(to)..=from.max(to)).contains(&number)
        }
    })
}

/// Whether a set has numbers that no message has, of so many, which Exchange refuses (node-imap issue 642,
/// `MailKit` issue 1652).
fn is_beyond(set: &SequenceSet, count: usize) -> bool {
    let is_good = |end: &SeqOrUid| match end {
        SeqOrUid::Value(number) => usize::try_from(number.get()).is_ok_and(|it| it <= count),
        SeqOrUid::Asterisk => count > 0,
    };
    set.0.as_ref().iter().any(|range| match range {
        Sequence::Single(end) => !is_good(end),
        Sequence::Range(from, to) => !is_good(from) || !is_good(to),
    })
}

impl Imap {
    /// A command about the messages of the open folder, or the opening of one.
    pub(super) fn command_of_selected(
        &mut self,
        tag: &str,
        body: CommandBody<'_>,
        out: &mut Vec<u8>,
    ) -> Next {
        match body {
            CommandBody::Select { mailbox } => return self.select(tag, &mailbox, false, out),
            CommandBody::Examine { mailbox } => return self.select(tag, &mailbox, true, out),
            _ if self.view.is_none() => return self.error(out, tag, INVALID_STATE),
            _ => {}
        }
        match body {
            CommandBody::Fetch { sequence_set, macro_or_item_names, uid } => {
                self.fetch(tag, &sequence_set, &macro_or_item_names, uid, out)
            }
            CommandBody::Search { charset, criteria, uid } => {
                // Exchange knows no other one, not even where the words are ASCII (`MailKit` issue 16).
                if charset.is_some_and(|it| !it.as_ref().eq_ignore_ascii_case("US-ASCII")) {
                    return self.error(out, tag, BAD_CHARSET);
                }
                self.search(tag, criteria.as_ref(), uid, out)
            }
            CommandBody::Store { sequence_set, kind, response, flags, uid } => {
                let flags = flag_names(&flags);
                self.store(tag, &sequence_set, (kind, response), &flags, uid, out)
            }
            CommandBody::Copy { sequence_set, mailbox, uid } => {
                self.copy(tag, &sequence_set, &mailbox, uid, false, out)
            }
            CommandBody::Move { sequence_set, mailbox, uid } => {
                self.copy(tag, &sequence_set, &mailbox, uid, true, out)
            }
            CommandBody::Expunge => {
                self.remove_deleted(|_| true);
                self.done_with_news(out, tag, "EXPUNGE")
            }
            CommandBody::ExpungeUid { sequence_set } => {
                self.remove_deleted(|uid| contains(&sequence_set, uid, NonZeroU32::MAX));
                self.done_with_news(out, tag, "EXPUNGE")
            }
            CommandBody::Close => {
                self.remove_deleted(|_| true);
                self.view = None;
                self.done(out, tag, "CLOSE")
            }
            CommandBody::Unselect => {
                self.view = None;
                self.done(out, tag, "UNSELECT")
            }
            _ => self.error(out, tag, BAD_COMMAND),
        }
    }

    fn select(
        &mut self,
        tag: &str,
        name: &Mailbox<'_>,
        is_read_only: bool,
        out: &mut Vec<u8>,
    ) -> Next {
        self.view = None;
        let Some(name) = name_of(name) else { return self.error(out, tag, BAD_ARGUMENT) };
        let opened = self.login.as_ref().and_then(|login| {
            let folders = login.mailbox.folders();
            let folder = folders.get(&name)?;
            Some((view(&name, folder, is_read_only), opening(folder, is_read_only)))
        });
        let Some((view, lines)) = opened else { return self.no_such_folder(tag, &name, out) };
        self.view = Some(view);
        for line in lines {
            self.say(out, &line);
        }
        self.tagged(
            out,
            tag,
            if is_read_only {
                "OK [READ-ONLY] EXAMINE completed."
            } else {
                "OK [READ-WRITE] SELECT completed."
            },
        )
    }

    /// Tells what others have changed in the open folder.
    pub(super) fn tell_changes(&mut self, out: &mut Vec<u8>) {
        let (Some(login), Some(view)) = (&self.login, &mut self.view) else { return };
        let folders = login.mailbox.folders();
        let folder = folders.get(&view.name).filter(|folder| folder.validity == view.validity);
        let messages = folder.map(|folder| &*folder.messages).unwrap_or_default();
        let mut lines = Vec::new();
        let mut number = 1;
        let mut left = messages.iter().peekable();
        view.known.retain_mut(|known| {
            let is_there = left.peek().is_some_and(|message| message.uid == known.uid);
            let Some(message) = left.next_if(|_| is_there) else {
                lines.push(format!("* {number} EXPUNGE"));
                return false;
            };
            if message.changed > known.changed {
                known.changed = message.changed;
                let flags = message.flags.join(" ");
                lines.push(format!("* {number} FETCH (FLAGS ({flags}))"));
            }
            number += 1;
            true
        });
        let before = view.known.len();
        view.known.extend(left.map(known));
        let now = view.known.len();
        drop(folders);
        if now > before {
            lines.push(format!("* {now} EXISTS"));
        }
        for line in lines {
            self.say(out, &line);
        }
    }

    fn find(&self, set: &SequenceSet, by_uid: bool) -> Vec<Numbered> {
        self.view.as_ref().map(|view| view.find(set, by_uid)).unwrap_or_default()
    }

    /// Reads the open folder.
    fn in_folder<T>(&self, read: impl FnOnce(&Folder) -> T) -> Option<T> {
        let view = self.view.as_ref()?;
        let folders = self.login.as_ref()?.mailbox.folders();
        folders.get(&view.name).filter(|folder| folder.validity == view.validity).map(read)
    }

    fn fetch(
        &mut self,
        tag: &str,
        set: &SequenceSet,
        names: &MacroOrMessageDataItemNames<'_>,
        by_uid: bool,
        out: &mut Vec<u8>,
    ) -> Next {
        let names = match names {
            MacroOrMessageDataItemNames::Macro(names) => names.expand(),
            MacroOrMessageDataItemNames::MessageDataItemNames(names) => names.clone(),
        };
        let mut names: Vec<_> = names.iter().map(bounded_static).collect();
        if by_uid {
            names.insert(0, Name::Uid);
        }
        // What is asked for twice is told once.
        let mut asked: Vec<Name<'_>> = Vec::with_capacity(names.len());
        for name in names {
            if !asked.contains(&name) {
                asked.push(name);
            }
        }
        let names = asked;
        let left: VecDeque<_> = self.find(set, by_uid).into();
        let is_beyond =
            !by_uid && self.view.as_ref().is_none_or(|view| is_beyond(set, view.known.len()));
        if is_beyond && left.is_empty() {
            return self.error(out, tag, &format!("BAD {INVALID_SET}"));
        }
        let tag = tag.to_owned();
        self.state = State::Fetching(Fetching { tag, by_uid, names, left, is_beyond });
        Next::GoOn
    }

    /// Tells the next messages of a FETCH.
    pub(super) fn go_on_fetching(&mut self, mut fetching: Fetching, out: &mut Vec<u8>) -> Next {
        let most = out.len() + FLIGHT;
        while out.len() < most {
            let Some(next) = fetching.left.pop_front() else {
                if fetching.by_uid {
                    self.tell_changes(out);
                }
                if fetching.is_beyond {
                    return self.error(out, &fetching.tag, &format!("NO {INVALID_SET}"));
                }
                return self.done(out, &fetching.tag, "FETCH");
            };
            if self.is_too_much(next, &fetching.names) {
                return self.error(
                    out,
                    &fetching.tag,
                    "NO So much of a message is not told at once.",
                );
            }
            self.fetch_one(next, &fetching.names, out);
        }
        self.state = State::Fetching(fetching);
        Next::GoOn
    }

    /// Whether parts of a message are asked for that take more than is to be held for one client.
    fn is_too_much(&mut self, it: Numbered, names: &[Name<'_>]) -> bool {
        let parts = names.iter().filter(|name| !matches!(name, Name::Flags | Name::Uid)).count();
        let size = self.in_folder(|folder| folder.message(it.uid).map(|it| it.content.bytes.len()));
        size.flatten().is_some_and(|size| size.saturating_mul(parts) > LARGEST_ANSWER)
    }

    fn fetch_one(&mut self, it: Numbered, names: &[Name<'_>], out: &mut Vec<u8>) {
        let Some(message) = self.in_folder(|folder| folder.message(it.uid).cloned()).flatten()
        else {
            return;
        };
        let is_read_only = self.view.as_ref().is_some_and(|view| view.is_read_only);
        let marks = names.iter().any(|name| match name {
            Name::BodyExt { peek, .. } => !peek,
            Name::Rfc822 | Name::Rfc822Text => true,
            _ => false,
        });
        let becomes_seen = marks && !is_read_only && !message.has("\\Seen");
        let message = if becomes_seen {
            let mut flags = message.flags.clone();
            flags.push("\\Seen".to_owned());
            self.change_flags(it, |_| flags.clone());
            Message { flags, ..message }
        } else {
            message
        };
        let place = self.view.as_mut().and_then(|view| view.place.take());
        let needs_parsing = |name| needs_parsing(name, &message, place.as_ref());
        let parsed =
            names.iter().any(needs_parsing).then(|| message::parse(&message.content.bytes));
        let parsed = parsed.flatten();
        let source = Source {
            message: &message,
            root: parsed.as_ref().and_then(message::root),
            place: place.as_ref(),
        };
        let place = names.iter().find_map(|name| match name {
            Name::BodyExt { section: Some(section), partial: Some(_), .. } => {
                Place::of(&message, section, &source.section(section)?)
            }
            _ => None,
        });
        if let Some(view) = &mut self.view {
            view.place = place;
        }
        let mut items: Vec<_> = names.iter().filter_map(|name| source.item(name)).collect();
        if becomes_seen && !names.contains(&Name::Flags) {
            items.push(MessageDataItem::Flags(flags(&message)));
        }
        let Ok(items) = Vec1::try_from(items) else { return };
        let response = Response::Data(Data::Fetch { seq: it.number, items });
        self.context.server_said(&format!("* {} FETCH (…)", it.number));
        out.extend(ResponseCodec::default().encode(&response).dump());
    }

    /// Changes the flags of a message, which this client learns of by other ways.
    fn change_flags(&mut self, it: Numbered, flags: impl FnOnce(&[String]) -> Vec<String>) {
        let (Some(login), Some(view)) = (&self.login, &mut self.view) else { return };
        let changed = login.mailbox.change(|folders| {
            folders.get_mut(&view.name)?.set_flags(it.uid, |current| *current = flags(current))
        });
        let known = view.known.iter_mut().find(|known| known.uid == it.uid);
        if let (Some(known), Some(changed)) = (known, changed) {
            known.changed = changed;
        }
    }

    fn store(
        &mut self,
        tag: &str,
        set: &SequenceSet,
        (kind, response): (StoreType, StoreResponse),
        flags: &[String],
        by_uid: bool,
        out: &mut Vec<u8>,
    ) -> Next {
        if self.view.as_ref().is_some_and(|view| view.is_read_only) {
            return self.error(out, tag, "NO STORE failed: the mailbox is read-only.");
        }
        for it in self.find(set, by_uid) {
            self.change_flags(it, |current| changed_flags(current, kind, flags));
            let message = self.in_folder(|folder| folder.message(it.uid).cloned()).flatten();
            if let (StoreResponse::Answer, Some(message)) = (&response, message) {
                let flags = message.flags.join(" ");
                let uid = if by_uid { format!(" UID {}", it.uid) } else { String::new() };
                self.say(out, &format!("* {} FETCH (FLAGS ({flags}){uid})", it.number));
            }
        }
        self.done(out, tag, "STORE")
    }

    fn search(
        &mut self,
        tag: &str,
        criteria: &[imap_codec::imap_types::search::SearchKey<'_>],
        by_uid: bool,
        out: &mut Vec<u8>,
    ) -> Next {
        let Some(view) = &self.view else { return Next::Close };
        let found = self.in_folder(|folder| search::search(folder, view, criteria));
        let Some(found) = found.unwrap_or_else(|| Some(Vec::new())) else {
            return self.error(out, tag, "NO So much is not searched at once.");
        };
        let mut line = "* SEARCH".to_owned();
        for it in found {
            let number = if by_uid { it.uid } else { it.number };
            line.push(' ');
            line.push_str(&number.to_string());
        }
        self.say(out, &line);
        if by_uid {
            self.tell_changes(out);
        }
        self.done(out, tag, "SEARCH")
    }

    fn copy(
        &mut self,
        tag: &str,
        set: &SequenceSet,
        to: &Mailbox<'_>,
        by_uid: bool,
        moves: bool,
        out: &mut Vec<u8>,
    ) -> Next {
        let command = if moves { "MOVE" } else { "COPY" };
        let Some(to) = name_of(to) else { return self.error(out, tag, BAD_ARGUMENT) };
        let wanted = self.find(set, by_uid);
        let (Some(login), Some(view)) = (&self.login, &self.view) else { return Next::Close };
        if login.mailbox.folders().get(&to).is_none() {
            return self.error(out, tag, NO_DESTINATION);
        }
        let copied = login.mailbox.change(|folders| -> Result<_, NoRoom> {
            let from = folders.get(&view.name).map(|folder| &*folder.messages).unwrap_or_default();
            let is_wanted = |message: &&Message| wanted.iter().any(|it| it.uid == message.uid);
            let messages: Vec<Message> = from.iter().filter(is_wanted).cloned().collect();
            let mut pairs = Vec::new();
            let mut validity = 0;
            for message in messages {
                let from = message.uid;
                let (of_folder, uid) = folders.append(&to, message)?;
                validity = of_folder;
                pairs.push((from, uid));
            }
            if moves && let Some(from) = folders.get_mut(&view.name) {
                from.remove(|message| pairs.iter().any(|(uid, _)| *uid == message.uid));
            }
            Ok((validity, pairs))
        });
        let Ok((validity, pairs)) = copied else {
            return self.error(out, tag, &format!("NO [OVERQUOTA] {command} failed."));
        };
        if pairs.is_empty() {
            return self.done_with_news(out, tag, command);
        }
        let uids = |of: fn(&(NonZeroU32, NonZeroU32)) -> NonZeroU32| {
            pairs.iter().map(|pair| of(pair).to_string()).collect::<Vec<_>>().join(",")
        };
        let code = format!("[COPYUID {validity} {} {}]", uids(|it| it.0), uids(|it| it.1));
        if moves {
            self.say(out, &format!("* OK {code}"));
            return self.done_with_news(out, tag, command);
        }
        self.tell_changes(out);
        self.tagged(out, tag, &format!("OK {code} {command} completed."))
    }

    fn remove_deleted(&mut self, is_meant: impl Fn(NonZeroU32) -> bool) {
        let (Some(login), Some(view)) = (&self.login, &self.view) else { return };
        if view.is_read_only {
            return;
        }
        login.mailbox.change(|folders| {
            if let Some(folder) = folders.get_mut(&view.name) {
                folder.remove(|message| message.has("\\Deleted") && is_meant(message.uid));
            }
        });
    }
}

fn view(name: &str, folder: &Folder, is_read_only: bool) -> View {
    View {
        name: name.to_owned(),
        validity: folder.validity,
        is_read_only,
        known: folder.messages.iter().map(known).collect(),
        place: None,
    }
}

fn known(message: &Message) -> Known {
    Known { uid: message.uid, changed: message.changed }
}

/// What is said of a folder when it is opened.
fn opening(folder: &Folder, is_read_only: bool) -> Vec<String> {
    let permanent = if is_read_only { "" } else { FLAGS };
    let mut lines = vec![
        format!("* {} EXISTS", folder.messages.len()),
        "* 0 RECENT".to_owned(),
        format!("* FLAGS ({FLAGS})"),
        format!("* OK [PERMANENTFLAGS ({permanent})] Permanent flags"),
    ];
    if let Some(at) = folder.messages.iter().position(|message| !message.has("\\Seen")) {
        lines.push(format!("* OK [UNSEEN {}] Is the first unseen message", at + 1));
    }
    lines.push(format!("* OK [UIDVALIDITY {}] UIDVALIDITY value", folder.validity));
    lines.push(format!("* OK [UIDNEXT {}] The next unique identifier value", folder.next_uid));
    lines
}

/// Flags by their names, without those that only a server sets.
pub(super) fn flag_names(flags: &[Flag<'_>]) -> Vec<String> {
    let names = flags.iter().map(ToString::to_string);
    names
        .filter(|name| name.len() <= LONGEST_FLAG && !name.eq_ignore_ascii_case("\\Recent"))
        .take(MOST_FLAGS)
        .collect()
}

fn changed_flags(current: &[String], kind: StoreType, flags: &[String]) -> Vec<String> {
    let is_among =
        |list: &[String], flag: &str| list.iter().any(|it| it.eq_ignore_ascii_case(flag));
    match kind {
        StoreType::Replace => flags.to_vec(),
        StoreType::Add => {
            let new = flags.iter().filter(|flag| !is_among(current, flag));
            current.iter().chain(new).take(MOST_FLAGS).cloned().collect()
        }
        StoreType::Remove => {
            current.iter().filter(|flag| !is_among(flags, flag)).cloned().collect()
        }
    }
}

/// Whether a message has to be read to tell this of it.
fn needs_parsing(name: &Name<'_>, message: &Message, place: Option<&Place>) -> bool {
    match name {
        Name::BodyExt { section: Some(section), .. } => {
            place.is_none_or(|place| place.find(message, section).is_none())
        }
        Name::Body
        | Name::BodyStructure
        | Name::Envelope
        | Name::Rfc822Header
        | Name::Rfc822Text => true,
        _ => false,
    }
}

/// A message, as far as it was read.
struct Source<'m> {
    message: &'m Message,
    root: Option<Node<'m>>,
    place: Option<&'m Place>,
}

impl<'m> Source<'m> {
    fn section(&self, section: &Section<'_>) -> Option<Cow<'m, [u8]>> {
        match self.place.and_then(|place| place.find(self.message, section)) {
            Some(bytes) => Some(Cow::Borrowed(bytes)),
            None => message::section(self.root?, section),
        }
    }

    /// What was asked for.
    fn item(&self, name: &Name<'_>) -> Option<MessageDataItem<'m>> {
        let Self { message, root, .. } = *self;
        let whole = || message::literal((&*message.content.bytes).into());
        let part = |section: Section<'static>| self.section(&section).map(message::literal);
        Some(match name {
            Name::Flags => MessageDataItem::Flags(flags(message)),
            Name::Uid => MessageDataItem::Uid(message.uid),
            Name::Rfc822Size => MessageDataItem::Rfc822Size(message.size()),
            Name::InternalDate => {
                let date = context::date(message.received).fixed_offset();
                MessageDataItem::InternalDate(DateTime::try_from(date).ok()?)
            }
            Name::Envelope => MessageDataItem::Envelope(root?.envelope()),
            Name::Body => MessageDataItem::Body(root?.structure(false)),
            Name::BodyStructure => MessageDataItem::BodyStructure(root?.structure(true)),
            Name::Rfc822 => MessageDataItem::Rfc822(whole()),
            Name::Rfc822Header => MessageDataItem::Rfc822Header(part(Section::Header(None))?),
            Name::Rfc822Text => MessageDataItem::Rfc822Text(part(Section::Text(None))?),
            Name::BodyExt { section, partial, .. } => {
                let bytes = match section {
                    None => Some((&*message.content.bytes).into()),
                    Some(section) => self.section(section),
                };
                let data = bytes.map(|bytes| message::literal(message::cut(bytes, *partial)));
                MessageDataItem::BodyExt {
                    section: section.as_ref().map(bounded_static),
                    origin: partial.map(|(from, _)| from),
                    data: data.unwrap_or(imap_codec::imap_types::core::NString(None)),
                }
            }
            _ => return None,
        })
    }
}

fn flags(message: &Message) -> Vec<FlagFetch<'static>> {
    let flag = |name: &String| {
        let flag = match name.strip_prefix('\\') {
            Some(name) => Flag::system(Atom::try_from(name.to_owned()).ok()?),
            None => Flag::keyword(Atom::try_from(name.clone()).ok()?),
        };
        Some(FlagFetch::Flag(flag))
    };
    message.flags.iter().filter_map(flag).collect()
}

/// A copy that needs nothing of the command that it came in.
fn bounded_static<T: imap_codec::imap_types::ToStatic>(value: &T) -> T::Static {
    value.to_static()
}
