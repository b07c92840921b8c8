//! Long hostile values take time in proportion to their length: sixteen times the length takes far
//! less than the 256 times of a rule that looks at everything for everything.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use mailvet_core::{
    Context, FIELDS, OutgoingForm, check_outgoing,
    diagnosis::{Evidence, diagnose},
    parse_authority,
};
use serde::Deserialize;
use serde_json::{Value, json};

const SHORT: usize = 1 << 9;
const LONG: usize = SHORT * 16;

/// Between the 16 of a linear rule and the 256 of a quadratic one, with room for a busy machine.
const MOST: u32 = 60;

/// What is below this is no work that could be compared.
const NOTHING: Duration = Duration::from_millis(1);

/// How a value begins, and what follows again and again.
const HOSTILE: [(&str, &str); 26] = [
    ("", "a"),
    ("", "A."),
    ("", "."),
    ("", "-"),
    ("", "@"),
    ("a@", "b."),
    ("", "a@b.example, "),
    ("", "\""),
    ("", "<"),
    ("", "{"),
    ("", "{a"),
    ("", "%"),
    ("", "%2e"),
    ("", "[x/"),
    ("", " "),
    ("x", " \u{a0}"),
    ("", "\u{200b}a"),
    ("", "\n"),
    ("", "your_"),
    ("", "é"),
    ("", "xn--"),
    ("", "://"),
    ("", "https://"),
    ("https://login.microsoftonline.com/", "a/"),
    ("https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", "/../"),
    ("https://", "login.microsoftonline.com."),
];

/// A form with this value in every field, or nothing in some that would hide others.
fn form(value: &str) -> Value {
    let mut form = json!({ "oauth": { "provider": "microsoft-exchange" } });
    for field in FIELDS.iter().filter(|field| !["oauth", "oauth.provider"].contains(field)) {
        match field.strip_prefix("oauth.") {
            Some(key) => form["oauth"][key] = value.into(),
            None => form[*field] = value.into(),
        }
    }
    form
}

/// Holds what is done with a value to time in proportion to its length.
fn hold(begin: &str, again: &str, done: impl Fn(&str)) {
    /// A busy machine makes any try long.
    const TRIES: usize = 10;
    // The shortest of the tries, which end with the first that takes no longer than is enough.
    let time_of = |length: usize, enough: Duration| {
        let value = format!("{begin}{}", again.repeat(length / again.len()));
        let mut shortest = Duration::MAX;
        for _ in 0..TRIES {
            let start = Instant::now();
            done(&value);
            shortest = shortest.min(start.elapsed());
            if shortest <= enough {
                break;
            }
        }
        shortest
    };
    let short = time_of(SHORT, NOTHING).max(NOTHING);
    let long = time_of(LONG, short * MOST);
    assert!(
        long <= short * MOST,
        "{begin:?} and {again:?}: 16 times the length takes {long:?} in place of {short:?}, more than \
         {MOST} times as long"
    );
}

#[test]
fn long_values_take_time_in_proportion() {
    let context = Context::default();
    for (begin, again) in HOSTILE {
        hold(begin, again, |value| {
            let form = form(value);
            let outgoing = OutgoingForm::deserialize(&form).expect("a form");
            black_box(check_outgoing(&outgoing, &context));
            black_box(parse_authority(value, &context));
        });
    }
}

/// How the text of a failure begins, and what follows again and again.
const HOSTILE_FAILURES: [(&str, &str); 18] = [
    ("", "25:"),
    ("a", ".25:"),
    ("", "port 25 timed out "),
    ("", "AADSTS7000215 "),
    ("AADSTS", "7"),
    ("", "\"error_codes\":["),
    ("", "5.7.1."),
    ("", "PHPMailer 5.2.2 "),
    ("", "(5.7.139 "),
    ("", "535-5.7.8 no\r\n"),
    ("", "eyJ"),
    ("eyJ", "a"),
    ("network is unreachable ", "::1 "),
    ("network is unreachable ", ":"),
    ("", "\\n"),
    ("", "&quot;"),
    ("", "2026-11-24T10:00:00Z"),
    ("", "authentication failed "),
];

#[test]
fn long_failures_take_time_in_proportion() {
    for (begin, again) in HOSTILE_FAILURES {
        hold(begin, again, |text| {
            black_box(diagnose(&Evidence::of_text(text)));
        });
    }
}
