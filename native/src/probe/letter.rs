//! The message that a test sends when it is asked to: short and plain, and easy to find again by its
//! `Message-ID`.

use std::time::{SystemTime, UNIX_EPOCH};

use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use mailvet_core::{
    Context, OutgoingForm, Severity, check_basics,
    messages::{Language, Messages},
    report::{Fact, Facts},
};

use super::failure::Failure;

/// A message with its envelope.
pub(crate) struct Letter {
    pub(crate) sender: Address,
    pub(crate) recipient: Address,
    /// With its angle brackets.
    pub(crate) message_id: String,
    text: Vec<u8>,
}

impl Letter {
    /// Writes the message. It is marked as made by a machine, so that no other answers it (RFC 3834).
    pub(crate) fn write(
        sender: Address,
        recipient: Address,
        now: SystemTime,
    ) -> Result<Self, Failure> {
        let domain = Some(sender.domain()).filter(|domain| domain.is_ascii());
        let mut random = [0; 16];
        getrandom::fill(&mut random)
            .map_err(|error| Failure::new(format!("No random numbers: {error}")))?;
        let random = u128::from_le_bytes(random);
        let message_id = format!("<{random:032x}@{}>", domain.unwrap_or("localhost"));
        let body = format!(
            "This is a test message of Mailvet. Somebody tested the outgoing mail\r\n\
             settings of this sender and had it sent to this recipient:\r\n\
             \r\n\
             From: {sender}\r\n\
             To: {recipient}\r\n\
             Message-ID: {message_id}\r\n\
             \r\n\
             Nobody has to answer it. Servers on its way have logged its Message-ID.\r\n"
        );
        let message = Message::builder()
            .from(Mailbox::new(None, sender.clone()))
            .to(Mailbox::new(None, recipient.clone()))
            .subject("Test message of Mailvet")
            .date(now)
            .message_id(Some(message_id.clone()))
            .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|error| Failure::new(format!("The message cannot be written: {error}")))?;
        Ok(Self { sender, recipient, message_id, text: message.formatted() })
    }

    /// What a report tells of it, so that it can be found again.
    pub(crate) fn facts(&self) -> Facts {
        Facts::from([
            ("sender".to_owned(), Fact::Text(self.sender.to_string())),
            ("recipient".to_owned(), Fact::Text(self.recipient.to_string())),
            ("message_id".to_owned(), Fact::Text(self.message_id.clone())),
        ])
    }

    /// The message as it is, with its head.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// The message as it goes behind DATA, to its last dot (RFC 5321 §4.5.2).
    pub(crate) fn data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(self.text.len() + 8);
        for line in self.text.split_inclusive(|byte| *byte == b'\n') {
            if line.starts_with(b".") {
                data.push(b'.');
            }
            data.extend_from_slice(line);
        }
        if !data.ends_with(b"\r\n") {
            data.extend_from_slice(b"\r\n");
        }
        data.extend_from_slice(b".\r\n");
        data
    }
}

/// The address of a recipient as somebody typed it, judged as the one that answers go to. The error is in
/// the words of the rules.
pub fn recipient(typed: &str) -> Result<Address, String> {
    let typed = typed.trim();
    let mut form = OutgoingForm::default();
    form.reply_to = Some(typed.into());
    let found = check_basics(Some(&form), None, &Context::default());
    let found = found.into_iter().filter(|finding| finding.field == "reply_to");
    let notices = Messages::of(Language::default()).tell_all(found);
    let error = notices.iter().find(|notice| notice.finding.severity == Severity::Error);
    match (typed.parse::<Address>(), error.or(notices.first())) {
        (Ok(address), _) if error.is_none() => {
            let written = Letter::write(address.clone(), address.clone(), UNIX_EPOCH);
            written.map_err(|_| "No message can be written to this address.".to_owned())?;
            Ok(address)
        }
        (_, Some(notice)) => Err(notice.message.clone()),
        (_, None) => Err("It is no e-mail address.".to_owned()),
    }
}

/// An address that mail can go from or to.
pub(crate) fn address(text: &str) -> Result<Address, Failure> {
    text.parse().map_err(|_| Failure::new(format!("{text} cannot stand in an envelope.")))
}

const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(sender: &str) -> Letter {
        let address = |text: &str| text.parse::<Address>().expect(text);
        Letter::write(address(sender), address("to@example.org"), UNIX_EPOCH).expect("a letter")
    }

    #[test]
    fn a_message_says_what_it_is() {
        let letter = letter("legal@example.com");
        let data = String::from_utf8(letter.data()).expect("ASCII");
        for line in [
            "From: legal@example.com\r\n",
            "To: to@example.org\r\n",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Transfer-Encoding: 7bit\r\n",
            &format!("Message-ID: {}\r\n", letter.message_id),
        ] {
            assert!(data.contains(line), "{line} in {data}");
        }
        assert!(data.ends_with("\r\n.\r\n"), "{data}");
        assert!(data.lines().all(|line| line.len() <= 78), "{data}");
        assert!(letter.message_id.ends_with("@example.com>"), "{}", letter.message_id);
    }

    /// A line that is too long, and characters beyond ASCII, go in an encoding of seven bits.
    #[test]
    fn any_address_can_be_written_to() {
        for sender in [format!("{}@example.com", "a".repeat(60)), "jürgen@example.com".to_owned()]
        {
            let data = letter(&sender).data();
            let body = data.windows(4).position(|window| window == b"\r\n\r\n").expect("a body");
            assert!(data[body..].is_ascii(), "{sender}");
        }
    }

    #[test]
    fn a_recipient_is_judged_by_the_rules() {
        for (typed, expected) in [
            (" me@example.com ", Ok("me@example.com")),
            ("", Err("It is no e-mail address.")),
            ("legal", Err("`legal` is not a single e-mail address.")),
            ("a@example.com, b@example.com", Err("There are several e-mail addresses")),
            ("me@example.com.", Err("The e-mail address ends with a dot.")),
            ("Me <me@example.com>", Err("is not a single e-mail address.")),
            ("me@example.com\r\nRCPT TO:<you@example.com>", Err("")),
            ("\"a b\"@example.com", Err("No message can be written to this address.")),
            ("a@[127.0.0.1]", Err("No message can be written to this address.")),
        ] {
            match (recipient(typed), expected) {
                (Ok(address), Ok(expected)) => assert_eq!(address.to_string(), expected),
                (Err(words), Err(expected)) => assert!(words.contains(expected), "{words}"),
                (judged, _) => panic!("{typed:?}: {judged:?}"),
            }
        }
    }

    #[test]
    fn no_two_messages_have_one_id() {
        let [one, two] = ["a@example.com", "a@example.com"].map(letter);
        assert_ne!(one.message_id, two.message_id);
    }

    #[test]
    fn lines_that_begin_with_a_dot_get_another() {
        let text = b".one\r\n..two\r\nthree".to_vec();
        let stuffed = Letter { text, ..letter("a@example.com") }.data();
        assert_eq!(stuffed, b"..one\r\n...two\r\nthree\r\n.\r\n");
    }
}
