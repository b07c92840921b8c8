//! GUIDs, in Microsoft's sense: the shape 8-4-4-4-12, whatever the version bits say.
//!
//! Microsoft Graph's own id `00000003-0000-0000-c000-000000000000` is no UUID of RFC 9562, so the
//! shape is all that can be asked.

/// Whether the text has the shape of a GUID.
pub(crate) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
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
}
