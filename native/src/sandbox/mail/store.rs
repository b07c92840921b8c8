//! Where the mail of the sandbox lies: folders of messages, in memory and within a budget.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    num::NonZeroU32,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::sync::{Notify, Semaphore, watch};

use crate::sandbox::clock::Time;

use super::keeper::{Keeper, Snapshot};

/// All messages together, those on their way in too, may have so many bytes.
const MOST_BYTES: usize = 512 * 1024 * 1024;

/// What a message costs beside its bytes.
const OVERHEAD: usize = 512;

/// A folder may have so many messages, and a mailbox so many folders.
const MOST_MESSAGES: usize = 100_000;
const MOST_FOLDERS: usize = 500;

/// A name of a folder, with those that it lies in, may have so many bytes.
pub(super) const LONGEST_NAME: usize = 255;

/// So many submissions of a mailbox may run at once (Microsoft, *Exchange Online limits*).
const MOST_SUBMISSIONS: usize = 3;

/// The folders that every mailbox of Exchange Online has, with what each is for (RFC 6154).
const FOLDERS: [(&str, Option<&str>); 7] = [
    ("INBOX", None),
    ("Archive", None),
    ("Deleted Items", Some("\\Trash")),
    ("Drafts", Some("\\Drafts")),
    ("Junk Email", Some("\\Junk")),
    ("Outbox", None),
    ("Sent Items", Some("\\Sent")),
];

/// The folder that submitted messages are filed in.
pub(super) const SENT_ITEMS: &str = "Sent Items";

/// The mailboxes by address. Each comes into being when it is first asked for.
#[derive(Default)]
pub(crate) struct Store {
    mailboxes: Mutex<HashMap<String, Arc<Mailbox>>>,
    budget: Budget,
    /// Told of every change.
    changed: Arc<Notify>,
    /// Absent where nothing is kept beyond the end.
    keeper: Option<tokio::sync::Mutex<Keeper>>,
}

impl Store {
    /// The mail that was kept in a folder, and whatever comes to it.
    pub(crate) async fn open(folder: &Path) -> io::Result<Self> {
        let mut keeper = Keeper::open(folder).await?;
        let store = Self::default();
        for (address, folders) in keeper.load(&store.budget).await? {
            *store.mailbox(&address).folders() = folders;
        }
        Ok(Self { keeper: Some(tokio::sync::Mutex::new(keeper)), ..store })
    }

    /// Writes down every change, as long as this is polled.
    pub(crate) async fn keep(&self) {
        while self.keeper.is_some() {
            self.changed.notified().await;
            // What cannot be written now is tried again with the next change, and at the end.
            let _ = self.save().await;
        }
    }

    /// Writes down all that has changed.
    pub(crate) async fn save(&self) -> io::Result<()> {
        let Some(keeper) = &self.keeper else { return Ok(()) };
        let mut keeper = keeper.lock().await;
        let mailboxes: Vec<_> = {
            let mailboxes = self.mailboxes();
            mailboxes.iter().map(|(address, it)| (address.clone(), Arc::clone(it))).collect()
        };
        for (address, mailbox) in mailboxes {
            if mailbox.is_unsaved.swap(false, Ordering::AcqRel) {
                let snapshot = Snapshot::of(&mailbox.folders());
                let saved = keeper.save(&address, &snapshot).await;
                mailbox.is_unsaved.fetch_or(saved.is_err(), Ordering::AcqRel);
                saved?;
            }
        }
        Ok(())
    }

    /// The mailbox of an address that the tenant knows.
    pub(super) fn mailbox(&self, address: &str) -> Arc<Mailbox> {
        let mut mailboxes = self.mailboxes();
        let new = || Arc::new(Mailbox::new(Arc::clone(&self.changed)));
        Arc::clone(mailboxes.entry(address.to_ascii_lowercase()).or_insert_with(new))
    }

    fn mailboxes(&self) -> MutexGuard<'_, HashMap<String, Arc<Mailbox>>> {
        self.mailboxes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What messages on their way in are counted against.
    pub(super) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Delivers a message to INBOX.
    pub(super) fn deliver(&self, address: &str, content: &Arc<Content>, now: Time) -> bool {
        let message = Message::new(Arc::clone(content), now);
        self.mailbox(address).change(|folders| folders.append("INBOX", message)).is_ok()
    }
}

/// The bytes that are in use. Clones count together.
#[derive(Clone, Debug, Default)]
pub(super) struct Budget(Arc<AtomicUsize>);

impl Budget {
    /// The beginning of a message.
    pub(super) fn draft(&self) -> Draft {
        Draft { bytes: Vec::new(), share: self.share() }
    }

    /// A part of the budget, as yet of nothing.
    pub(super) fn share(&self) -> Share {
        Share { used: Arc::clone(&self.0), size: 0 }
    }
}

/// A part of the budget, given back in the end.
#[derive(Debug)]
pub(super) struct Share {
    used: Arc<AtomicUsize>,
    size: usize,
}

impl Share {
    /// Makes it so large, unless it is already.
    pub(super) fn grow_to(&mut self, size: usize) -> Result<(), NoRoom> {
        let more = size.saturating_sub(self.size);
        let before = self.used.fetch_add(more, Ordering::Relaxed);
        self.size += more;
        if before + more > MOST_BYTES { Err(NoRoom) } else { Ok(()) }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.used.fetch_sub(self.size, Ordering::Relaxed);
    }
}

/// There is no room for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoRoom;

/// A message on its way in.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) bytes: Vec<u8>,
    share: Share,
}

impl Draft {
    /// Counts what the bytes have grown by.
    pub(super) fn count(&mut self) -> Result<(), NoRoom> {
        self.share.grow_to(self.bytes.len())
    }

    /// The whole message. NUL, which no literal of IMAP can hold (RFC 3501 §4.3.1), is left out.
    pub(super) fn finish(mut self) -> Result<Arc<Content>, NoRoom> {
        self.bytes.retain(|byte| *byte != 0);
        self.share.grow_to(self.bytes.len() + OVERHEAD)?;
        Ok(Arc::new(Content { bytes: self.bytes.into_boxed_slice(), _share: self.share }))
    }
}

/// The bytes of a message, shared by all its copies.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) bytes: Box<[u8]>,
    _share: Share,
}

/// A mailbox.
#[derive(Debug)]
pub(super) struct Mailbox {
    folders: Mutex<Folders>,
    changes: watch::Sender<()>,
    /// Told of every change, as those of all mailboxes.
    changed: Arc<Notify>,
    is_unsaved: AtomicBool,
    /// What a submission holds while its message is on its way in.
    pub(super) submissions: Arc<Semaphore>,
}

impl Mailbox {
    fn new(changed: Arc<Notify>) -> Self {
        Self {
            folders: Mutex::default(),
            changes: watch::Sender::new(()),
            changed,
            is_unsaved: AtomicBool::new(false),
            submissions: Arc::new(Semaphore::new(MOST_SUBMISSIONS)),
        }
    }

    /// Reads the folders.
    pub(super) fn folders(&self) -> MutexGuard<'_, Folders> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the folders, and tells every session.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Folders) -> T) -> T {
        let result = change(&mut self.folders());
        self.is_unsaved.store(true, Ordering::Release);
        self.changes.send_replace(());
        self.changed.notify_one();
        result
    }

    /// Becomes ready when something has changed.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }
}

/// The folders of a mailbox, by name.
#[derive(Debug)]
pub(super) struct Folders {
    by_name: BTreeMap<String, Folder>,
    next_validity: u32,
}

impl Default for Folders {
    fn default() -> Self {
        let mut folders = Self { by_name: BTreeMap::new(), next_validity: 14 };
        for (name, purpose) in FOLDERS {
            let folder = Folder { purpose, ..folders.new_folder() };
            folders.by_name.insert(name.to_owned(), folder);
        }
        folders
    }
}

impl Folders {
    /// The folders that were kept, with those that every mailbox has.
    pub(super) fn restored(kept: Vec<(String, Folder)>) -> Self {
        let mut folders = Self::default();
        for (name, mut folder) in kept {
            folders.next_validity = folders.next_validity.max(folder.validity + 1);
            folder.purpose = FOLDERS.iter().find(|it| it.0 == name).and_then(|it| it.1);
            folders.by_name.insert(name, folder);
        }
        folders
    }

    /// All folders with their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Folder)> {
        self.by_name.iter().map(|(name, folder)| (name.as_str(), folder))
    }

    /// The folder of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Folder> {
        self.by_name.get(name)
    }

    /// The folder of that name, to be changed.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Folder> {
        self.by_name.get_mut(name)
    }

    /// Whether there are folders beneath that one.
    pub(super) fn has_children(&self, name: &str) -> bool {
        let beneath = format!("{name}/");
        self.by_name.keys().any(|other| other.starts_with(&beneath))
    }

    /// Adds a message; gives the folder's UIDVALIDITY and the message's UID.
    pub(super) fn append(
        &mut self,
        name: &str,
        message: Message,
    ) -> Result<(u32, NonZeroU32), NoRoom> {
        let folder = self.get_mut(name).ok_or(NoRoom)?;
        folder.append(message).map(|uid| (folder.validity, uid))
    }

    /// Makes a folder and those that it lies in, unless there is one of that name.
    pub(super) fn create(&mut self, name: &str) -> bool {
        let name = name.trim_end_matches('/');
        if name.split('/').any(str::is_empty) || self.get(name).is_some() {
            return false;
        }
        let ends = name.match_indices('/').map(|(at, _)| at).chain([name.len()]);
        let new: Vec<&str> = ends
            .filter_map(|end| name.get(..end))
            .filter(|name| self.get(name).is_none())
            .collect();
        if self.by_name.len() + new.len() > MOST_FOLDERS {
            return false;
        }
        for name in new {
            let folder = self.new_folder();
            self.by_name.insert(name.to_owned(), folder);
        }
        true
    }

    /// Removes a folder, unless every mailbox has it or others lie in it: Exchange refuses the latter
    /// rather than leave a name that cannot be opened (RFC 9051 §7.1, HASCHILDREN).
    pub(super) fn delete(&mut self, name: &str) -> bool {
        !is_lasting(name) && !self.has_children(name) && self.by_name.remove(name).is_some()
    }

    /// Gives a folder, with those in it, another name, unless every mailbox has it or one of the names
    /// would be too long.
    pub(super) fn rename(&mut self, from: &str, to: &str) -> bool {
        let within = |name: &str| {
            name.strip_prefix(from).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let to = to.trim_end_matches('/');
        let moved: Vec<(String, String)> = self
            .by_name
            .keys()
            .filter(|name| within(name))
            .filter_map(|name| Some((name.clone(), format!("{to}{}", name.strip_prefix(from)?))))
            .collect();
        let is_possible = !is_lasting(from)
            && self.by_name.contains_key(from)
            && !within(to)
            && moved.iter().all(|(_, name)| name.len() <= LONGEST_NAME);
        if !is_possible || !self.create(to) {
            return false;
        }
        for (name, new) in moved {
            if let Some(folder) = self.by_name.remove(&name) {
                self.by_name.insert(new, folder);
            }
        }
        true
    }

    fn new_folder(&mut self) -> Folder {
        let validity = self.next_validity;
        self.next_validity += 1;
        Folder::new(validity)
    }
}

fn is_lasting(name: &str) -> bool {
    FOLDERS.iter().any(|(lasting, _)| *lasting == name)
}

/// A folder of messages in the order of their UIDs.
#[derive(Debug)]
pub(super) struct Folder {
    /// The special use, as `\Sent`.
    pub(super) purpose: Option<&'static str>,
    pub(super) is_subscribed: bool,
    /// UIDVALIDITY.
    pub(super) validity: u32,
    /// UIDNEXT.
    pub(super) next_uid: NonZeroU32,
    pub(super) messages: Vec<Message>,
    /// Counts the changes of flags.
    pub(super) changes: u64,
}

impl Folder {
    /// An empty folder.
    pub(super) fn new(validity: u32) -> Self {
        Self {
            purpose: None,
            is_subscribed: true,
            validity,
            next_uid: NonZeroU32::MIN,
            messages: Vec::new(),
            changes: 0,
        }
    }

    /// The message with that UID.
    pub(super) fn message(&self, uid: NonZeroU32) -> Option<&Message> {
        let at = self.messages.binary_search_by_key(&uid, |message| message.uid).ok()?;
        self.messages.get(at)
    }

    /// Changes the flags of the message with that UID; gives the number of this change, or of the last
    /// one where they were so already.
    pub(super) fn set_flags(
        &mut self,
        uid: NonZeroU32,
        change: impl FnOnce(&mut Vec<String>),
    ) -> Option<u64> {
        let at = self.messages.binary_search_by_key(&uid, |message| message.uid).ok()?;
        let message = self.messages.get_mut(at)?;
        let before = message.flags.clone();
        change(&mut message.flags);
        if message.flags != before {
            self.changes += 1;
            message.changed = self.changes;
        }
        Some(message.changed)
    }

    /// Removes the messages with these UIDs.
    pub(super) fn remove(&mut self, is_gone: impl Fn(&Message) -> bool) {
        self.messages.retain(|message| !is_gone(message));
    }

    fn append(&mut self, mut message: Message) -> Result<NonZeroU32, NoRoom> {
        if self.messages.len() >= MOST_MESSAGES {
            return Err(NoRoom);
        }
        let uid = self.next_uid;
        self.next_uid = uid.checked_add(1).ok_or(NoRoom)?;
        message.uid = uid;
        self.messages.push(message);
        Ok(uid)
    }
}

/// A message in a folder.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) uid: NonZeroU32,
    pub(super) content: Arc<Content>,
    /// INTERNALDATE.
    pub(super) received: Time,
    /// As `\Seen`.
    pub(super) flags: Vec<String>,
    /// The number of the last change of its flags.
    pub(super) changed: u64,
}

impl Message {
    /// A message that no folder has yet.
    pub(super) fn new(content: Arc<Content>, received: Time) -> Self {
        Self { uid: NonZeroU32::MIN, content, received, flags: Vec::new(), changed: 0 }
    }

    /// The same with these flags.
    pub(super) fn with_flags(self, flags: Vec<String>) -> Self {
        Self { flags, ..self }
    }

    /// Whether it has a flag, whose names are the same in any case of letters.
    pub(super) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|it| it.eq_ignore_ascii_case(flag))
    }

    /// RFC822.SIZE.
    pub(super) fn size(&self) -> u32 {
        u32::try_from(self.content.bytes.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(store: &Store, text: &str) -> Arc<Content> {
        let mut draft = store.budget().draft();
        draft.bytes.extend_from_slice(text.as_bytes());
        draft.finish().expect("room")
    }

    #[test]
    fn mail_is_delivered_and_told() {
        let store = Store::default();
        let mailbox = store.mailbox("Legal@contoso.test");
        let changes = mailbox.changes();
        assert!(store.deliver("legal@CONTOSO.test", &message(&store, "a\0b"), 1));
        assert!(changes.has_changed().expect("a sender"));
        let folders = mailbox.folders();
        let inbox = folders.get("INBOX").expect("INBOX");
        assert_eq!(inbox.messages.len(), 1);
        assert_eq!(&*inbox.messages[0].content.bytes, b"ab");
    }

    #[test]
    fn what_is_removed_gives_its_room_back() {
        let store = Store::default();
        let content = message(&store, "text");
        assert!(store.deliver("legal@contoso.test", &content, 1));
        drop(content);
        assert_ne!(store.budget.0.load(Ordering::Relaxed), 0);
        let mailbox = store.mailbox("legal@contoso.test");
        mailbox.change(|folders| {
            folders.get_mut("INBOX").expect("INBOX").remove(|_| true);
        });
        assert_eq!(store.budget.0.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn the_budget_is_kept() {
        let store = Store::default();
        let mut draft = store.budget().draft();
        draft.bytes = vec![b'x'; MOST_BYTES / 2 + 1];
        assert_eq!(draft.count(), Ok(()));
        let mut other = store.budget().draft();
        other.bytes = vec![b'x'; MOST_BYTES / 2];
        assert_eq!(other.count(), Err(NoRoom));
    }

    #[tokio::test]
    async fn mail_is_kept_beyond_the_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("a store");
        for text in ["one", "two", "three"] {
            assert!(store.deliver("legal@contoso.test", &message(&store, text), 7));
        }
        store.save().await.expect("saved");
        store.mailbox("legal@contoso.test").change(|folders| {
            assert!(folders.create("Clients"));
            let inbox = folders.get_mut("INBOX").expect("INBOX");
            let second = inbox.messages[1].uid;
            inbox.set_flags(second, |flags| flags.push("\\Seen".to_owned()));
            let first = inbox.messages[0].uid;
            inbox.remove(|message| message.uid == first);
        });
        store.save().await.expect("saved");
        drop(store);
        let store = Store::open(folder.path()).await.expect("the store again");
        let mailbox = store.mailbox("Legal@contoso.test");
        {
            let folders = mailbox.folders();
            let inbox = folders.get("INBOX").expect("INBOX");
            assert_eq!((inbox.messages.len(), inbox.next_uid.get()), (2, 4));
            let first = &inbox.messages[0];
            assert_eq!((&*first.content.bytes, first.received), (&b"two"[..], 7));
            assert!(first.has("\\Seen"));
            assert_eq!(folders.get("Sent Items").and_then(|it| it.purpose), Some("\\Sent"));
            assert!(folders.get("Clients").is_some());
        }
        mailbox.change(|folders| assert!(folders.create("Later")));
        let validity = |name: &str| mailbox.folders().get(name).expect("a folder").validity;
        assert!(validity("Later") > validity("Clients"));
        store.save().await.expect("saved");
    }

    #[test]
    fn the_folders_that_every_mailbox_has_stay() {
        let mut folders = Folders::default();
        assert!(!folders.delete("INBOX") && !folders.rename("Sent Items", "Sent"));
        assert!(folders.create("Clients/North/") && !folders.create("Clients/North"));
        assert!(folders.has_children("Clients"));
        assert!(folders.rename("Clients/North", "South") && folders.delete("South"));
    }

    #[test]
    fn folders_lie_in_folders() {
        let mut folders = Folders::default();
        assert!(folders.create("A/B/C"));
        let validity = folders.get("A/B").expect("the folder in between").validity;
        assert!(!folders.rename("A", "A/B/D") && !folders.create("A//B") && !folders.create("/"));
        assert!(folders.rename("A/B", "New/B"));
        assert_eq!(folders.get("New/B").map(|folder| folder.validity), Some(validity));
        assert!(folders.get("New/B/C").is_some() && folders.get("A/B/C").is_none());
        assert!(folders.get("A").is_some() && folders.get("New").is_some());
        assert!(!folders.delete("New") && folders.get("New/B/C").is_some());
        assert!(folders.delete("New/B/C") && folders.delete("New/B") && folders.delete("New"));
    }

    #[test]
    fn no_folder_gets_a_name_that_is_too_long() {
        let mut folders = Folders::default();
        assert!(folders.create("A/12345"));
        let longest = "x".repeat(LONGEST_NAME - "/12345".len());
        assert!(!folders.rename("A", &format!("{longest}x")) && folders.get("A/12345").is_some());
        assert!(folders.rename("A", &longest));
        assert!(folders.get(&format!("{longest}/12345")).is_some());
    }
}
