//! The commands about folders: what there is, and what is in it.

use std::borrow::Cow;

use imap_codec::imap_types::{
    command::CommandBody,
    core::AString,
    extensions::binary::LiteralOrLiteral8,
    flag::Flag,
    mailbox::{ListMailbox, Mailbox as Name},
    status::StatusDataItemName,
};

use crate::sandbox::clock::Time;

use super::{
    super::{
        Next,
        store::{Folder, Folders, LONGEST_NAME, Message},
    },
    BAD_ARGUMENT, Imap,
    selected::flag_names,
};

const NO_SUCH_FOLDER: &str = "doesn't exist.";

impl Imap {
    /// Answers a command about folders; gives any other one back.
    pub(super) fn command_of_folders<'a>(
        &mut self,
        tag: &str,
        body: CommandBody<'a>,
        out: &mut Vec<u8>,
    ) -> Result<Next, CommandBody<'a>> {
        Ok(match body {
            CommandBody::List { reference, mailbox_wildcard } => {
                self.list(tag, "LIST", &reference, &mailbox_wildcard, out)
            }
            CommandBody::Lsub { reference, mailbox_wildcard } => {
                self.list(tag, "LSUB", &reference, &mailbox_wildcard, out)
            }
            CommandBody::Status { mailbox, item_names } => {
                self.status(tag, &mailbox, &item_names, out)
            }
            CommandBody::Create { mailbox } => {
                self.change_folders(tag, "CREATE", &mailbox, out, Folders::create)
            }
            CommandBody::Delete { mailbox } => {
                self.change_folders(tag, "DELETE", &mailbox, out, Folders::delete)
            }
            CommandBody::Rename { from, to } => match name_of(&to) {
                None => self.error(out, tag, BAD_ARGUMENT),
                Some(to) => self.change_folders(tag, "RENAME", &from, out, |folders, from| {
                    folders.rename(from, &to)
                }),
            },
            CommandBody::Subscribe { mailbox } => {
                self.change_folders(tag, "SUBSCRIBE", &mailbox, out, subscribe(true))
            }
            CommandBody::Unsubscribe { mailbox } => {
                self.change_folders(tag, "UNSUBSCRIBE", &mailbox, out, subscribe(false))
            }
            CommandBody::Append { mailbox, flags, date, message } => {
                let bytes = match &message {
                    LiteralOrLiteral8::Literal(literal) => literal.as_ref(),
                    LiteralOrLiteral8::Literal8(literal) => literal.data.as_ref(),
                };
                let date = date.map(|date| date.as_ref().timestamp());
                self.append(tag, &mailbox, &flags, date, bytes, out)
            }
            other => return Err(other),
        })
    }

    fn list(
        &mut self,
        tag: &str,
        command: &str,
        reference: &Name<'_>,
        pattern: &ListMailbox<'_>,
        out: &mut Vec<u8>,
    ) -> Next {
        let (Some(reference), Some(pattern)) = (name_of(reference), pattern_of(pattern)) else {
            return self.error(out, tag, BAD_ARGUMENT);
        };
        let pattern = format!("{reference}{pattern}");
        let lines: Vec<String> = match &self.login {
            _ if pattern.is_empty() => vec![format!("* {command} (\\Noselect) \"/\" \"\"")],
            None => Vec::new(),
            Some(login) => {
                let folders = login.mailbox.folders();
                let wanted = folders.iter().filter(|(name, folder)| {
                    (command == "LIST" || folder.is_subscribed) && matches(&pattern, name)
                });
                wanted.map(|(name, folder)| list_line(command, name, folder, &folders)).collect()
            }
        };
        for line in lines {
            self.say(out, &line);
        }
        self.done_with_news(out, tag, command)
    }

    fn status(
        &mut self,
        tag: &str,
        name: &Name<'_>,
        items: &[StatusDataItemName],
        out: &mut Vec<u8>,
    ) -> Next {
        let Some(name) = name_of(name) else { return self.error(out, tag, BAD_ARGUMENT) };
        let told = self.login.as_ref().and_then(|login| {
            let folders = login.mailbox.folders();
            let folder = folders.get(&name)?;
            let told: Vec<_> = items.iter().filter_map(|item| status_item(item, folder)).collect();
            Some(told.join(" "))
        });
        match told {
            None => self.no_such_folder(tag, &name, out),
            Some(told) => {
                self.say(out, &format!("* STATUS {} ({told})", quoted(&name)));
                self.done_with_news(out, tag, "STATUS")
            }
        }
    }

    fn change_folders(
        &mut self,
        tag: &str,
        command: &str,
        name: &Name<'_>,
        out: &mut Vec<u8>,
        change: impl FnOnce(&mut Folders, &str) -> bool,
    ) -> Next {
        let Some(name) = name_of(name) else { return self.error(out, tag, BAD_ARGUMENT) };
        let Some(login) = &self.login else { return Next::Close };
        if login.mailbox.change(|folders| change(folders, &name)) {
            self.done_with_news(out, tag, command)
        } else {
            self.error(out, tag, &format!("NO {command} failed."))
        }
    }

    fn append(
        &mut self,
        tag: &str,
        name: &Name<'_>,
        flags: &[Flag<'_>],
        date: Option<Time>,
        bytes: &[u8],
        out: &mut Vec<u8>,
    ) -> Next {
        let Some(name) = name_of(name) else { return self.error(out, tag, BAD_ARGUMENT) };
        let Some(login) = &self.login else { return Next::Close };
        if login.mailbox.folders().get(&name).is_none() {
            let words = format!("NO [TRYCREATE] {name} {NO_SUCH_FOLDER}");
            return self.error(out, tag, &words);
        }
        let mut draft = self.context.world.mail.budget().draft();
        draft.bytes.extend_from_slice(bytes);
        let received = date.unwrap_or_else(|| self.context.now());
        let flags = flag_names(flags);
        let appended = draft.finish().and_then(|content| {
            let message = Message::new(content, received).with_flags(flags);
            login.mailbox.change(|folders| folders.append(&name, message))
        });
        match appended {
            Err(_) => self.error(out, tag, "NO [OVERQUOTA] APPEND failed."),
            Ok((validity, uid)) => {
                self.tell_changes(out);
                self.tagged(out, tag, &format!("OK [APPENDUID {validity} {uid}] APPEND completed."))
            }
        }
    }

    pub(super) fn no_such_folder(&mut self, tag: &str, name: &str, out: &mut Vec<u8>) -> Next {
        self.error(out, tag, &format!("NO {name} {NO_SUCH_FOLDER}"))
    }
}

fn subscribe(is_subscribed: bool) -> impl FnOnce(&mut Folders, &str) -> bool {
    move |folders, name| match folders.get_mut(name) {
        None => false,
        Some(folder) => {
            folder.is_subscribed = is_subscribed;
            true
        }
    }
}

fn list_line(command: &str, name: &str, folder: &Folder, folders: &Folders) -> String {
    let mut attributes = Vec::new();
    if name == "INBOX" {
        attributes.push("\\Marked");
    }
    let has_children = folders.has_children(name);
    attributes.push(if has_children { "\\HasChildren" } else { "\\HasNoChildren" });
    attributes.extend(folder.purpose);
    format!("* {command} ({}) \"/\" {}", attributes.join(" "), quoted(name))
}

fn status_item(item: &StatusDataItemName, folder: &Folder) -> Option<String> {
    let unseen = || folder.messages.iter().filter(|message| !message.has("\\Seen")).count();
    Some(match item {
        StatusDataItemName::Messages => format!("MESSAGES {}", folder.messages.len()),
        StatusDataItemName::Recent => "RECENT 0".to_owned(),
        StatusDataItemName::UidNext => format!("UIDNEXT {}", folder.next_uid),
        StatusDataItemName::UidValidity => format!("UIDVALIDITY {}", folder.validity),
        StatusDataItemName::Unseen => format!("UNSEEN {}", unseen()),
        _ => return None,
    })
}

/// The name of a folder: printable ASCII, other letters being encoded (RFC 3501 §5.1.3), and INBOX in
/// any case of letters, also where others lie in it (RFC 9051 §5.1).
pub(super) fn name_of(name: &Name<'_>) -> Option<String> {
    const INBOX: &str = "INBOX";
    let Name::Other(other) = name else { return Some(INBOX.to_owned()) };
    let name = printable(bytes_of(other.inner()))?;
    let of_inbox = name.split_at_checked(INBOX.len()).filter(|(first, rest)| {
        first.eq_ignore_ascii_case(INBOX) && (rest.is_empty() || rest.starts_with('/'))
    });
    Some(of_inbox.map_or_else(|| name.clone(), |(_, rest)| format!("{INBOX}{rest}")))
}

fn pattern_of(pattern: &ListMailbox<'_>) -> Option<String> {
    match pattern {
        ListMailbox::Token(token) => printable(token.as_ref()),
        ListMailbox::String(string) => printable(string.as_ref()),
    }
}

fn bytes_of<'a>(string: &'a AString<'_>) -> &'a [u8] {
    string.as_ref()
}

fn printable(bytes: &[u8]) -> Option<String> {
    let is_good =
        bytes.len() <= LONGEST_NAME && bytes.iter().all(|byte| (b' '..=b'~').contains(byte));
    is_good.then(|| String::from_utf8_lossy(bytes).into_owned())
}

/// A name in an answer, in quotes where it has to be.
pub(super) fn quoted(name: &str) -> Cow<'_, str> {
    let is_atom = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./+&,=".contains(&byte));
    if is_atom {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// Whether a name is as the pattern says: `*` is anything, `%` anything without a `/`.
fn matches(pattern: &str, name: &str) -> bool {
    // After how many bytes of the name the pattern so far may have ended.
    let mut ends: Vec<bool> = std::iter::once(true).chain(name.bytes().map(|_| false)).collect();
    for wanted in pattern.bytes() {
        let mut is_open = false;
        let mut before = false;
        for (end, byte) in ends.iter_mut().zip(std::iter::once(None).chain(name.bytes().map(Some)))
        {
            let was_end = *end;
            is_open = match wanted {
                b'*' => is_open || was_end,
                b'%' => was_end || is_open && byte != Some(b'/'),
                _ => before && byte.is_some_and(|byte| byte.eq_ignore_ascii_case(&wanted)),
            };
            *end = is_open;
            before = was_end;
        }
    }
    ends.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, name, expected) in [
            ("*", "Clients/North", true),
            ("%", "Clients/North", false),
            ("%", "INBOX", true),
            ("inbox", "INBOX", true),
            ("Clients/%", "Clients/North", true),
            ("Clients/%", "Clients/North/A", false),
            ("%/%", "Clients/North", true),
            ("*th", "Clients/North", true),
            ("C*N%", "Clients/North", true),
            ("C*M%", "Clients/North", false),
            ("", "INBOX", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
        // No pattern takes long.
        assert!(!matches(&"*a".repeat(120), &"a".repeat(119)));
    }

    #[test]
    fn names_are_quoted_where_they_have_to_be() {
        assert_eq!(quoted("INBOX"), "INBOX");
        assert_eq!(quoted("Sent Items"), "\"Sent Items\"");
        assert_eq!(quoted("a\"b"), "\"a\\\"b\"");
    }
}
