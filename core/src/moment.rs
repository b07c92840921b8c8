//! Moments, as servers write them: RFC 3339, and with a space in the place of the `T`.

use serde_json::Value;

/// The seconds since 1970 of a value that is a number of them, or a text of RFC 3339 in UTC.
pub(crate) fn of_value(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => of_text(text.trim()),
        _ => None,
    }
}

/// The seconds since 1970 of the moment that a text begins with: `2026-11-24T10:00:00`. What
/// follows, such as fractions, is left out.
pub(crate) fn of_text(text: &str) -> Option<i64> {
    const SHAPE: &[u8; 19] = b"0000-00-00T00:00:00";
    let text = text.get(..SHAPE.len())?;
    let fits = text.bytes().zip(SHAPE).all(|(byte, shape)| match shape {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        _ => byte == *shape,
    });
    if !fits {
        return None;
    }
    let part = |from, to| -> Option<i64> { text.get(from..to)?.parse().ok() };
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    let is_real = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 61;
    is_real.then(|| ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second)
}

/// The time of day of a moment, in UTC.
pub(crate) fn time_of_day(seconds: i64) -> String {
    let minutes = seconds.div_euclid(60).rem_euclid(24 * 60);
    format!("{:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// The days from 1970-01-01 to a date of the Gregorian calendar. The year is taken to begin in
/// March, so that the day that may be missing is its last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_texts() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-03-01T00:00:00", Some(951_868_800)),
            ("2026-11-24 10:00:00Z", Some(1_795_514_400)),
            ("2024-02-29T23:59:59.123Z", Some(1_709_251_199)),
            ("2026-13-01T00:00:00Z", None),
            ("2026-11-24", None),
            ("2026-11-24Tzz:00:00", None),
            ("", None),
        ] {
            assert_eq!(of_text(text), expected, "{text}");
        }
        assert_eq!(time_of_day(1_795_514_400 + 61), "10:01 UTC");
        assert_eq!(of_value(&Value::from(5)), Some(5));
        assert_eq!(of_value(&Value::Null), None);
    }
}
