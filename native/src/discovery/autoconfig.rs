//! The file of Thunderbird's *autoconfig*, in the shape of the ISPDB
//! (<https://www.bucksch.org/1/projects/thunderbird/autoconfiguration/config-file-format.html>).

use mailvet_core::{provider::Protocol, settings::Security};
use roxmltree::{Document, Node};

use super::{Found, Subject, is_host};

/// The servers of a file that Mailvet can test, in its order of preference; none where it is no such
/// file.
pub(super) fn servers(file: &str, subject: &Subject) -> Vec<Found> {
    // Documents with a DTD are refused, and with them entities that grow.
    let Ok(document) = Document::parse(file) else { return Vec::new() };
    let provider =
        document.root_element().children().find(|node| node.has_tag_name("emailProvider"));
    let nodes = provider.into_iter().flat_map(|provider| provider.children());
    nodes.filter_map(|node| server(node, subject)).collect()
}

fn server(node: Node<'_, '_>, subject: &Subject) -> Option<Found> {
    let protocol = match (node.tag_name().name(), node.attribute("type")?) {
        ("incomingServer", "imap") => Protocol::Imap,
        ("incomingServer", "pop3") => Protocol::Pop,
        ("outgoingServer", "smtp") => Protocol::Smtp,
        _ => return None,
    };
    let text = |name: &str| {
        let child = node.children().find(|child| child.has_tag_name(name))?;
        Some(child.text()?.trim())
    };
    let security = match text("socketType")? {
        "SSL" => Security::Ssl,
        "STARTTLS" => Security::Tls,
        _ => return None,
    };
    let host = filled(text("hostname")?, subject)?.to_ascii_lowercase();
    let port = text("port")?.parse().ok().filter(|port| *port != 0)?;
    let username = text("username").and_then(|name| filled(name, subject));
    let username = username.filter(|name| !name.chars().any(char::is_control));
    is_host(&host).then_some(Found { protocol, host, port, security, username })
}

/// The text with what is known put in place of its variables; nothing where one is not known.
fn filled(text: &str, Subject { address, domain }: &Subject) -> Option<String> {
    let local_part = address.as_deref().and_then(|address| Some(address.rsplit_once('@')?.0));
    let known = [
        ("%EMAILADDRESS%", address.as_deref()),
        ("%EMAILLOCALPART%", local_part),
        ("%EMAILDOMAIN%", Some(domain.as_str())),
    ];
    let mut filled = text.to_owned();
    for (variable, value) in known {
        if filled.contains(variable) {
            filled = filled.replace(variable, value?);
        }
    }
    (!filled.contains('%')).then_some(filled)
}
