//! What IMAP tells of a message: ENVELOPE, BODYSTRUCTURE and the sections of its body (RFC 3501
//! §7.4.2), read by mail-parser.

use std::{borrow::Cow, num::NonZeroU32};

use base64::{Engine, engine::general_purpose::STANDARD};
use imap_codec::imap_types::{
    body::{
        BasicFields, Body, BodyStructure, Disposition, Language, MultiPartExtensionData,
        SinglePartExtensionData, SpecificFields,
    },
    core::{AString, IString, Literal, NString, Quoted, Vec1},
    envelope::{Address, Envelope},
    fetch::{Part, Section},
};
use mail_parser::{
    Addr, Address as Parsed, ContentType, HeaderName, Message, MessageParser, MessagePart,
    MimeHeaders, PartType,
};

/// So many parts are looked for in a message; of one that may have more only the header is read.
const MOST_PARTS: usize = 1_000;

/// Parts so deep in each other are told as text.
const DEEPEST: usize = 32;

/// The longest encoded word is 75 characters; so many bytes of text fit into one (RFC 2047 §2).
const WORD_SIZE: usize = 42;

/// A part with the message that it is a part of.
#[derive(Clone, Copy)]
pub(super) struct Node<'m> {
    message: &'m Message<'m>,
    part: &'m MessagePart<'m>,
}

/// Reads a message.
pub(super) fn parse(bytes: &[u8]) -> Option<Message<'_>> {
    let is_type = |at: &usize| {
        let name = b"content-type";
        bytes.get(*at..at + name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name))
    };
    // A part begins behind a boundary, or is a message that has parts of its own.
    let types = memchr::memchr2_iter(b'c', b'C', bytes).filter(is_type).count();
    let parts = memchr::memmem::find_iter(bytes, b"\n--").count().max(types);
    let parser = MessageParser::default();
    if parts > MOST_PARTS { parser.parse_headers(bytes) } else { parser.parse(bytes) }
}

/// The root of a message: its header and its body.
pub(super) fn root<'m>(message: &'m Message<'m>) -> Option<Node<'m>> {
    message.parts.first().map(|part| Node { message, part })
}

impl<'m> Node<'m> {
    fn children(self) -> Vec<Node<'m>> {
        let PartType::Multipart(ids) = &self.part.body else { return Vec::new() };
        ids.iter()
            .filter_map(|id| self.message.part(*id))
            .map(|part| Node { message: self.message, part })
            .collect()
    }

    /// The root of the message that this part is.
    fn nested(self) -> Option<Node<'m>> {
        match &self.part.body {
            PartType::Message(message) => root(message),
            _ => None,
        }
    }

    fn header_bytes(self) -> &'m [u8] {
        self.slice(self.part.offset_header, self.part.offset_body)
    }

    fn body_bytes(self) -> &'m [u8] {
        self.slice(self.part.offset_body, self.part.offset_end)
    }

    fn slice(self, from: u32, to: u32) -> &'m [u8] {
        let at = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        self.message.raw_message.get(at(from)..at(to)).unwrap_or_default()
    }

    /// A header as it was written, unfolded.
    fn field(self, name: &HeaderName<'_>) -> NString<'static> {
        let Some(header) = self.part.headers.iter().rev().find(|header| header.name == *name)
        else {
            return NString(None);
        };
        let text = String::from_utf8_lossy(self.slice(header.offset_start, header.offset_end));
        let text: String = text.chars().filter(|it| !matches!(it, '\r' | '\n')).collect();
        nstring(&encoded(text.trim()))
    }

    fn addresses(self, name: &HeaderName<'_>) -> Vec<Address<'static>> {
        let headers = self.part.headers.iter().filter(|header| header.name == *name);
        headers.filter_map(|header| header.value.as_address()).flat_map(addresses).collect()
    }

    /// ENVELOPE.
    pub(super) fn envelope(self) -> Envelope<'static> {
        let from = self.addresses(&HeaderName::From);
        let or_from = |addresses: Vec<Address<'static>>| {
            if addresses.is_empty() { from.clone() } else { addresses }
        };
        Envelope {
            date: self.field(&HeaderName::Date),
            subject: self.field(&HeaderName::Subject),
            sender: or_from(self.addresses(&HeaderName::Sender)),
            reply_to: or_from(self.addresses(&HeaderName::ReplyTo)),
            to: self.addresses(&HeaderName::To),
            cc: self.addresses(&HeaderName::Cc),
            bcc: self.addresses(&HeaderName::Bcc),
            in_reply_to: self.field(&HeaderName::InReplyTo),
            message_id: self.field(&HeaderName::MessageId),
            from,
        }
    }

    /// BODYSTRUCTURE, or BODY, which is the same without the extensions.
    pub(super) fn structure(self, has_extensions: bool) -> BodyStructure<'static> {
        self.structure_at(0, has_extensions)
    }

    fn structure_at(self, depth: usize, has_extensions: bool) -> BodyStructure<'static> {
        let children = if depth < DEEPEST { self.children() } else { Vec::new() };
        let bodies: Vec<_> =
            children.iter().map(|it| it.structure_at(depth + 1, has_extensions)).collect();
        // A multipart without parts is told as the text that it is.
        if let Ok(bodies) = Vec1::try_from(bodies) {
            return BodyStructure::Multi {
                bodies,
                subtype: string(self.subtype().unwrap_or("mixed")),
                extension_data: has_extensions.then(|| MultiPartExtensionData {
                    parameter_list: parameters(self.part.content_type()),
                    tail: Some(self.disposition()),
                }),
            };
        }
        let extension_data = has_extensions.then(|| SinglePartExtensionData {
            md5: NString(None),
            tail: Some(self.disposition()),
        });
        BodyStructure::Single { body: self.body(depth, has_extensions), extension_data }
    }

    fn body(self, depth: usize, has_extensions: bool) -> Body<'static> {
        let bytes = self.body_bytes();
        let lines = number(memchr::memchr_iter(b'\n', bytes).count());
        let kind = self.part.content_type();
        let nested = self.nested().filter(|_| depth < DEEPEST);
        let is_text = kind.is_none_or(|kind| kind.c_type.eq_ignore_ascii_case("text"));
        let mut parameter_list = parameters(kind);
        let specific = if let Some(nested) = nested {
            SpecificFields::Message {
                envelope: Box::new(nested.envelope()),
                body_structure: Box::new(nested.structure_at(depth + 1, has_extensions)),
                number_of_lines: lines,
            }
        } else if is_text || self.part.is_multipart() {
            if kind.is_none() {
                parameter_list.push((string("charset"), string("us-ascii")));
            }
            let subtype = self.subtype().filter(|_| is_text).unwrap_or("plain");
            SpecificFields::Text { subtype: string(subtype), number_of_lines: lines }
        } else {
            SpecificFields::Basic {
                r#type: string(kind.map_or("application", |kind| &kind.c_type)),
                subtype: string(self.subtype().unwrap_or("octet-stream")),
            }
        };
        let encoding = self.part.content_transfer_encoding().unwrap_or("7bit");
        let basic = BasicFields {
            parameter_list,
            id: self.field(&HeaderName::ContentId),
            description: self.field(&HeaderName::ContentDescription),
            content_transfer_encoding: string(encoding),
            size: number(bytes.len()),
        };
        Body { basic, specific }
    }

    fn subtype(self) -> Option<&'m str> {
        self.part.content_type()?.c_subtype.as_deref()
    }

    fn disposition(self) -> Disposition<'static> {
        let disposition = self.part.content_disposition();
        let languages = self.part.content_language().as_text_list().unwrap_or_default();
        let language = languages.iter().map(|language| string(language)).collect();
        Disposition {
            disposition: disposition.map(|it| (string(&it.c_type), parameters(Some(it)))),
            tail: Some(Language { language, tail: None }),
        }
    }

    /// The headers that are wanted, and the empty line behind them.
    fn fields(self, is_wanted: impl Fn(&str) -> bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        for header in self.part.headers.iter().filter(|header| is_wanted(header.name())) {
            bytes.extend_from_slice(self.slice(header.offset_field, header.offset_end));
        }
        bytes.extend_from_slice(b"\r\n");
        bytes
    }

    /// The part at a path as `4.2.2` (RFC 3501 §6.4.5).
    fn at(self, path: &Part) -> Option<Self> {
        let mut node = self;
        for number in path.0.as_ref() {
            let at = usize::try_from(number.get()).ok()? - 1;
            // A message in a part is looked into; what has no parts is its own first one.
            let inner =
                node.nested().filter(|_| node.part.offset_header != self.part.offset_header);
            node = inner.unwrap_or(node);
            node = match node.children().get(at) {
                Some(child) => *child,
                None if at == 0 && !node.part.is_multipart() => node,
                None => return None,
            };
        }
        Some(node)
    }

    /// The root of the message that a path leads to: the whole, or one in a part.
    fn message_at(self, path: Option<&Part>) -> Option<Self> {
        match path {
            None => Some(self),
            Some(path) => self.at(path)?.nested(),
        }
    }
}

fn parameters(of: Option<&ContentType<'_>>) -> Vec<(IString<'static>, IString<'static>)> {
    let attributes = of.and_then(|of| of.attributes()).unwrap_or_default();
    attributes.iter().map(|it| (string(&it.name), string(&encoded(&it.value)))).collect()
}

fn addresses(list: &Parsed<'_>) -> Vec<Address<'static>> {
    match list {
        Parsed::List(list) => list.iter().map(one_address).collect(),
        Parsed::Group(groups) => groups
            .iter()
            .flat_map(|group| {
                let edge = |mailbox: NString<'static>| Address {
                    name: NString(None),
                    adl: NString(None),
                    mailbox,
                    host: NString(None),
                };
                let name = group.name.as_ref().map(|name| edge(nstring(&encoded(name))));
                let end = name.is_some().then(|| edge(NString(None)));
                name.into_iter().chain(group.addresses.iter().map(one_address)).chain(end)
            })
            .collect(),
    }
}

fn one_address(address: &Addr<'_>) -> Address<'static> {
    let whole = address.address.as_deref().unwrap_or_default();
    let (local, host) = whole.rsplit_once('@').unwrap_or((whole, ""));
    Address {
        name: address.name.as_ref().map_or(NString(None), |name| nstring(&encoded(name))),
        adl: NString(None),
        mailbox: nstring(local),
        host: nstring(host),
    }
}

/// A text in ASCII: any other one becomes encoded words (RFC 2047).
fn encoded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for character in text.chars() {
        if word.len() + character.len_utf8() > WORD_SIZE {
            words.push(std::mem::take(&mut word));
        }
        word.push(character);
    }
    words.push(word);
    let words = words.iter().map(|word| format!("=?utf-8?B?{}?=", STANDARD.encode(word)));
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

/// The bytes of a section; `None` where the message has no such part.
pub(super) fn section<'m>(root: Node<'m>, section: &Section<'_>) -> Option<Cow<'m, [u8]>> {
    let is_among = |names: &Vec1<AString<'_>>, name: &str| {
        names.as_ref().iter().any(|it| it.as_ref().eq_ignore_ascii_case(name.as_bytes()))
    };
    Some(match section {
        Section::Part(path) => Cow::Borrowed(root.at(path)?.body_bytes()),
        Section::Mime(path) => Cow::Borrowed(root.at(path)?.header_bytes()),
        Section::Header(path) => Cow::Borrowed(root.message_at(path.as_ref())?.header_bytes()),
        Section::Text(path) => Cow::Borrowed(root.message_at(path.as_ref())?.body_bytes()),
        Section::HeaderFields(path, names) => {
            Cow::Owned(root.message_at(path.as_ref())?.fields(|name| is_among(names, name)))
        }
        Section::HeaderFieldsNot(path, names) => {
            Cow::Owned(root.message_at(path.as_ref())?.fields(|name| !is_among(names, name)))
        }
    })
}

/// The part of the bytes that was asked for: from an offset, so many at most.
pub(super) fn cut(bytes: Cow<'_, [u8]>, partial: Option<(u32, NonZeroU32)>) -> Cow<'_, [u8]> {
    let Some((from, most)) = partial else { return bytes };
    let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let from = size(from).min(bytes.len());
    let to = from.saturating_add(size(most.get())).min(bytes.len());
    match bytes {
        Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(from..to).unwrap_or_default()),
        Cow::Owned(bytes) => Cow::Owned(bytes.get(from..to).unwrap_or_default().to_vec()),
    }
}

/// Bytes as a literal. No message of the store holds a NUL, which no literal can.
pub(super) fn literal(bytes: Cow<'_, [u8]>) -> NString<'_> {
    match bytes {
        Cow::Borrowed(bytes) => Literal::try_from(bytes).map_or(NString(None), NString::from),
        Cow::Owned(bytes) => Literal::try_from(bytes).map_or(NString(None), NString::from),
    }
}

fn nstring(text: &str) -> NString<'static> {
    NString(Some(string(text)))
}

fn string(text: &str) -> IString<'static> {
    IString::try_from(text.replace('\0', ""))
        .unwrap_or_else(|_| IString::Quoted(Quoted::unvalidated("")))
}

fn number(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use imap_codec::{
        CommandCodec, ResponseCodec,
        decode::Decoder,
        encode::Encoder,
        imap_types::{
            command::CommandBody,
            fetch::{MacroOrMessageDataItemNames, MessageDataItem, MessageDataItemName},
            response::{Data, Response},
        },
    };

    use super::*;

    const MESSAGE: &str = "From: =?utf-8?B?SsO8cmdlbg==?= <a@contoso.test>\r\n\
        To: b@contoso.test, Team: c@contoso.test;\r\n\
        Subject: A subject that\r\n is folded\r\n\
        Message-ID: <1@contoso.test>\r\n\
        Content-Type: multipart/mixed; boundary=x\r\n\r\n\
        --x\r\nContent-Type: text/plain\r\n\r\nOne\r\n\
        --x\r\nContent-Type: message/rfc822\r\n\r\n\
        Subject: Inner\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n\
        --y\r\n\r\nTwo\r\n--y\r\nContent-Type: text/html\r\n\r\n<p>Three</p>\r\n--y--\r\n\
        --x--\r\n";

    fn encode(item: MessageDataItem<'_>) -> String {
        let items = Vec1::from(item);
        let response = Response::Data(Data::Fetch { seq: NonZeroU32::MIN, items });
        String::from_utf8_lossy(&ResponseCodec::default().encode(&response).dump()).into_owned()
    }

    #[test]
    fn envelopes_keep_what_was_written() {
        let message = parse(MESSAGE.as_bytes()).expect("a message");
        let envelope = root(&message).expect("a root").envelope();
        assert_eq!(
            encode(MessageDataItem::Envelope(envelope)),
            "* 1 FETCH (ENVELOPE (NIL \"A subject that is folded\" \
             ((\"=?utf-8?B?SsO8cmdlbg==?=\" NIL \"a\" \"contoso.test\")) \
             ((\"=?utf-8?B?SsO8cmdlbg==?=\" NIL \"a\" \"contoso.test\")) \
             ((\"=?utf-8?B?SsO8cmdlbg==?=\" NIL \"a\" \"contoso.test\")) \
             ((NIL NIL \"b\" \"contoso.test\")(NIL NIL \"Team\" NIL)\
             (NIL NIL \"c\" \"contoso.test\")(NIL NIL NIL NIL)) \
             NIL NIL NIL \"<1@contoso.test>\"))\r\n"
        );
    }

    #[test]
    fn structures_go_into_messages() {
        let message = parse(MESSAGE.as_bytes()).expect("a message");
        let told = encode(MessageDataItem::Body(root(&message).expect("a root").structure(false)));
        assert!(told.contains("(\"TEXT\" \"plain\" NIL NIL NIL \"7bit\" 3 0)"), "{told}");
        assert!(told.contains("\"MESSAGE\" \"RFC822\""), "{told}");
        assert!(told.contains("\"alternative\""), "{told}");
    }

    #[test]
    fn sections() {
        let message = parse(MESSAGE.as_bytes()).expect("a message");
        for (wanted, expected) in [
            ("BODY[1]", Some("One")),
            ("BODY[2.1]", Some("Two")),
            ("BODY[2.2]", Some("<p>Three</p>")),
            ("BODY[2.2.MIME]", Some("Content-Type: text/html\r\n\r\n")),
            ("BODY[2.HEADER.FIELDS (SUBJECT)]", Some("Subject: Inner\r\n\r\n")),
            ("BODY[HEADER.FIELDS (MESSAGE-ID)]", Some("Message-ID: <1@contoso.test>\r\n\r\n")),
            ("BODY[3]", None),
            ("BODY[1.2]", None),
            ("BODY[1.HEADER]", None),
        ] {
            let line = format!("A FETCH 1 {wanted}\r\n");
            let command = CommandCodec::default().decode(line.as_bytes()).expect("a command").1;
            let CommandBody::Fetch { macro_or_item_names, .. } = command.body else {
                panic!("FETCH")
            };
            let MacroOrMessageDataItemNames::MessageDataItemNames(names) = macro_or_item_names
            else {
                panic!("names")
            };
            let [MessageDataItemName::BodyExt { section: wanted_section, .. }] = &*names else {
                panic!("a section")
            };
            let wanted_section = wanted_section.as_ref().expect("a section");
            let told = section(root(&message).expect("a root"), wanted_section);
            let told = told.map(|it| String::from_utf8_lossy(&it).into_owned());
            assert_eq!(told.as_deref(), expected, "{wanted}");
        }
    }

    #[test]
    fn other_letters_become_encoded_words() {
        assert_eq!(encoded("plain"), "plain");
        assert_eq!(encoded("Jürgen"), "=?utf-8?B?SsO8cmdlbg==?=");
        let long = "ü".repeat(50);
        assert!(encoded(&long).split(' ').all(|word| word.len() <= 75));
    }
}
