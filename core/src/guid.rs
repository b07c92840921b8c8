//! GUIDs, in Microsoft's sense: the shape 8-4-4-4-12, whatever the version bits say.
//!
//! Microsoft Graph's own id `00000003-0000-0000-c000-000000000000` is no UUID of RFC 9562, so the
//! shape is all that can be asked.

use std::borrow::Cow;

/// The GUID of nothing.
pub(crate) const NIL: &str = "00000000-0000-0000-0000-000000000000";

const LEN: usize = 36;

/// How many letters and digits it has.
const DIGITS: usize = 32;

/// Whether the text has the shape of a GUID.
pub(crate) const fn is_guid(text: &str) -> bool {
    value(text).is_some()
}

/// The digits of what is a GUID.
pub(crate) const fn known(guid: &str) -> u128 {
    match value(guid) {
        Some(value) => value,
        None => panic!("a GUID"),
    }
}

/// The digits of a GUID as a number.
pub(crate) const fn value(text: &str) -> Option<u128> {
    let Some(bytes) = text.as_bytes().first_chunk::<LEN>() else { return None };
    if text.len() != LEN
        || !matches!([bytes[8], bytes[13], bytes[18], bytes[23]], [b'-', b'-', b'-', b'-'])
    {
        return None;
    }
    let (front, seen) = digits(bytes, 0, 8, 0, 0);
    let (front, seen) = digits(bytes, 9, 13, front, seen);
    let (front, seen) = digits(bytes, 14, 18, front, seen);
    let (back, seen) = digits(bytes, 19, 23, 0, seen);
    let (back, seen) = digits(bytes, 24, LEN, back, seen);
    if seen & NO_DIGIT == 0 { Some((front as u128) << 64 | back as u128) } else { None }
}

const NO_DIGIT: u8 = 16;

/// The value of each hexadecimal digit.
const DIGITS_OF: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < NO_DIGIT {
        digits[b"0123456789abcdef"[digit as usize] as usize] = digit;
        digits[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        digit += 1;
    }
    digits
};

/// Reads the digits of one group behind those of a value, and gathers what was seen in them.
const fn digits(bytes: &[u8; LEN], from: usize, to: usize, value: u64, seen: u8) -> (u64, u8) {
    let (mut value, mut seen, mut at) = (value, seen, from);
    while at < to {
        let digit = DIGITS_OF[bytes[at] as usize];
        seen |= digit;
        value = value << 4 | digit as u64;
        at += 1;
    }
    (value, seen)
}

/// Whether a text is one GUID, with no more than marks in it or around it.
pub(crate) fn stands_alone(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_alphanumeric).count() == DIGITS
}

/// The one GUID that stands inside the text: in brackets or quotes, behind `api://`, in a path, or
/// written without its dashes.
pub(crate) fn within(text: &str) -> Option<Cow<'_, str>> {
    if text.len() < DIGITS {
        return None;
    }
    let mut parts = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    if let Some(guid) = parts.clone().find(|part| is_guid(part)) {
        return (parts.filter(|part| is_guid(part)).count() == 1).then_some(guid.into());
    }
    let bare = parts.find(|part| !part.is_empty())?;
    let is_alone = parts.all(str::is_empty);
    let is_hex = bare.len() == DIGITS && bare.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = Some(bare).filter(|_| is_alone && is_hex)?;
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|group| digits.get(group));
    Some(groups.into_iter().flatten().collect::<Vec<_>>().join("-").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_a_shape() {
        for (text, expected) in [
            ("00000003-0000-0000-c000-000000000000", true),
            ("5E5ADDCD-3E8D-4E90-BAF5-964EFAB2B20A", true),
            ("5e5addcd-3e8d-4e90-baf5-964efab2b20", false),
            ("5e5addcd-3e8d-4e90-baf5-964efab2b20aa", false),
            ("5e5addcd3e8d4e90baf5964efab2b20a", false),
            ("5e5addcg-3e8d-4e90-baf5-964efab2b20a", false),
            ("5e5addcd-3e8d-4e90-baf5-964efab2b20é", false),
        ] {
            assert_eq!(is_guid(text), expected, "{text}");
        }
    }

    #[test]
    fn a_guid_is_found_in_what_stands_around_it() {
        const GUID: &str = "5e5addcd-3e8d-4e90-baf5-964efab2b20a";
        for (text, expected) in [
            ("''5e5addcd-3e8d-4e90-baf5-964efab2b20a''", Some(GUID)),
            ("api://5e5addcd-3e8d-4e90-baf5-964efab2b20a/mail", Some(GUID)),
            ("5e5addcd3e8d4e90baf5964efab2b20a", Some(GUID)),
            ("{5e5addcd3e8d4e90baf5964efab2b20a}", Some(GUID)),
            ("5e5addcd3e8d4e90baf5964efab2b20", None),
            ("mail 5e5addcd3e8d4e90baf5964efab2b20a", None),
            ("5e5addcd-3e8d-4e90-baf5-964efab2b20a 6e5addcd-3e8d-4e90-baf5-964efab2b20a", None),
            ("", None),
        ] {
            assert_eq!(within(text).as_deref(), expected, "{text}");
        }
    }
}
