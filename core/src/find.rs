//! Looking for one text in another.
//!
//! What the standard library has for it is made for long texts, and takes as much of what a browser loads
//! as twenty rules.

/// Where a part stands first, by comparing hashes that roll along (Karp and Rabin, 1987): in time that is
/// proportional to the text.
pub(crate) fn find(text: &str, part: &str) -> Option<usize> {
    const BASE: u32 = 0x0100_0193;
    /// As long is what is looked for in most cases, and compared at once.
    const SHORT: usize = 4;
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let roll = |hash: u32, byte: &u8| hash.wrapping_mul(BASE).wrapping_add(u32::from(*byte));
    let hash = |bytes: &[u8]| bytes.iter().fold(0, roll);
    let begin = text.get(..part.len())?;
    let Some(first) = part.first() else { return Some(0) };
    if part.len() <= SHORT {
        let is_here = |at: &usize| {
            text.get(*at) == Some(first) && text.get(*at..at + part.len()) == Some(part)
        };
        return (0..=text.len() - part.len()).find(is_here);
    }
    let (wanted, mut here) = (hash(part), hash(begin));
    // What the byte that leaves has become.
    let leaving = part.iter().fold(1_u32, |power, _| power.wrapping_mul(BASE));
    let mut leaves = text.iter();
    let mut enters = text.iter().skip(part.len());
    let mut at = 0;
    loop {
        if here == wanted && text.get(at..at + part.len()) == Some(part) {
            return Some(at);
        }
        let (left, entered) = (leaves.next()?, enters.next()?);
        here = roll(here, entered).wrapping_sub(leaving.wrapping_mul(u32::from(*left)));
        at += 1;
    }
}

/// Where a part stands last, of those that do not overlap.
pub(crate) fn rfind(text: &str, part: &str) -> Option<usize> {
    let mut last = None;
    let mut from = 0;
    while let Some(at) =
        text.get(from..).filter(|_| !part.is_empty()).and_then(|rest| find(rest, part))
    {
        last = Some(from + at);
        from += at + part.len();
    }
    last
}

/// Whether a part stands anywhere.
pub(crate) fn contains(text: &str, part: &str) -> bool {
    find(text, part).is_some()
}

/// What stands before and behind the first of a part.
pub(crate) fn split_once<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, part)?;
    Some((text.get(..at)?, text.get(at + part.len()..)?))
}

/// The text with something else in place of the first of a part.
pub(crate) fn replace_first(text: &str, part: &str, other: &str) -> String {
    match split_once(text, part) {
        Some((before, behind)) => [before, other, behind].concat(),
        None => text.to_owned(),
    }
}

/// The text with something else in place of each of a part.
pub(crate) fn replace(text: &str, part: &str, other: &str) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some((before, behind)) = split_once(rest, part).filter(|_| !part.is_empty()) {
        replaced.push_str(before);
        replaced.push_str(other);
        rest = behind;
    }
    replaced.push_str(rest);
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_what_the_standard_library_finds() {
        for text in crate::rules::texts("ab") {
            for part in ["", "a", "b", "ab", "ba", "aa", "aba", "bb", "é"] {
                assert_eq!(find(&text, part), text.find(part), "{part} in {text}");
                assert_eq!(contains(&text, part), text.contains(part), "{part} in {text}");
                assert_eq!(split_once(&text, part), text.split_once(part), "{part} in {text}");
                assert_eq!(replace_first(&text, part, "é"), text.replacen(part, "é", 1));
                if !part.is_empty() {
                    assert_eq!(replace(&text, part, "é"), text.replace(part, "é"));
                }
                if ["a", "ab", "ba"].contains(&part) {
                    assert_eq!(rfind(&text, part), text.rfind(part), "{part} in {text}");
                }
            }
        }
    }
}
