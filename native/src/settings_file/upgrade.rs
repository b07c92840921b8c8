//! Settings of release 7.2, brought up to date.
//!
//! There, incoming mail had a check box for OAuth where today a provider is chosen:
//!
//! | 7.2 | today |
//! | --- | --- |
//! | `enable_exchange_oauth` | `oauth.provider` |
//! | `exchange_client_id` | `oauth.client_id` |
//! | `exchange_client_secret` | `oauth.client_secret` |
//! | `exchange_authority` | `oauth.authority_url` |
//!
//! `use_ssl`, the server, user name and password are as they were. Nothing is lost: with the
//! provider `none`, too, the values move to today's keys, where they wait until OAuth is chosen. A
//! file of TOML keeps its lines, order and comments, as the keys are renamed where they stand.

use mailvet_core::settings::Provider;
use serde_json::Value;

use super::{
    document::{Content, Document, Malformed, Member, Syntax},
    edit::{TextEdit, apply, string_literal},
};

/// The table of release 7.2 that has the old keys.
const FORM: &str = "incoming";

/// The old check box.
const CHECK_BOX: &str = "enable_exchange_oauth";

/// The old keys of values, and today's in the table `oauth`.
const VALUES: [(&str, &str); 3] = [
    ("exchange_client_id", "client_id"),
    ("exchange_client_secret", "client_secret"),
    ("exchange_authority", "authority_url"),
];

/// What there is of release 7.2 in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Old {
    /// Whether the check box is on; `None` where it is absent.
    pub(crate) is_enabled: Option<bool>,
    /// The choice that the file has made already.
    pub(crate) chosen: Option<Provider>,
}

/// Why a file cannot be brought up to date.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// An old key and today's stand side by side with different values.
    Both {
        /// The old key.
        old: &'static str,
        /// Today's key in the table `oauth`.
        new: &'static str,
    },
    /// `oauth` is no table, so that nothing can be put into it.
    NoTable,
}

/// What the file has of release 7.2; `None` where there is nothing.
pub(crate) fn find(document: &Document) -> Option<Old> {
    let old = |key| document.member(&[FORM, key]);
    let keys = VALUES.iter().map(|(old, _)| *old).chain([CHECK_BOX]);
    keys.clone().any(|key| old(key).is_some()).then(|| Old {
        is_enabled: old(CHECK_BOX).map(|member| is_on(&member.node.to_json())),
        chosen: document
            .member(&[FORM, "oauth", "provider"])
            .and_then(|member| member.node.text())
            .and_then(provider_of),
    })
}

fn provider_of(text: &str) -> Option<Provider> {
    [Provider::None, Provider::MicrosoftExchange, Provider::GoogleWorkspace, Provider::Custom]
        .into_iter()
        .find(|provider| provider.as_str() == text)
}

fn is_on(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::String(text) => ["true", "yes", "on", "1"].contains(&&*text.trim().to_lowercase()),
        Value::Number(number) => number.as_u64() == Some(1),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// The text with today's keys and this provider.
pub(crate) fn upgrade(document: &Document, provider: Provider) -> Result<String, Conflict> {
    let table = document.member(&[FORM, "oauth"]);
    if table.is_some_and(|table| !matches!(table.node.content, Content::Table(..))) {
        return Err(Conflict::NoTable);
    }
    for (old, new) in VALUES {
        let value = |path: &[&str]| document.member(path).map(|member| member.node.to_json());
        let both = (value(&[FORM, old]), value(&[FORM, "oauth", new]));
        if let (Some(of_old), Some(of_new)) = both
            && of_old != of_new
        {
            return Err(Conflict::Both { old, new });
        }
    }
    let provider = string_literal(document.syntax, provider.as_str());
    let mut upgraded = document.clone();
    // The choice goes first, and to where the check box stood.
    move_key(&mut upgraded, CHECK_BOX, "provider", Some(&provider))?;
    for (old, new) in VALUES {
        move_key(&mut upgraded, old, new, None)?;
    }
    Ok(upgraded.text)
}

/// Moves one old key to today's, with its value or another one.
fn move_key(
    document: &mut Document,
    old: &'static str,
    new: &'static str,
    literal: Option<&str>,
) -> Result<(), Conflict> {
    let (from, to) = ([FORM, old], [FORM, "oauth", new]);
    let member = document.member(&from).cloned();
    let failed = || Conflict::Both { old, new };
    let has_new = document.member(&to).is_some();
    if let (Some(Member { key_span, node, .. }), false) = (&member, has_new)
        && document.syntax == Syntax::Toml
        && can_be_dotted(document)
    {
        let mut edits = vec![TextEdit { range: key_span.clone(), text: format!("oauth.{new}") }];
        edits.extend(
            literal.map(|text| TextEdit { range: node.span.clone(), text: text.to_owned() }),
        );
        return change(document, &edits).ok_or_else(failed);
    }
    let literal = match (literal, &member) {
        (Some(literal), _) => Some(literal.to_owned()),
        (None, Some(member)) if !has_new => {
            Some(document.source(member.node.span.clone()).to_owned())
        }
        (None, _) => None,
    };
    if let Some(literal) = literal {
        let edit = document.set(&to, &literal).ok_or_else(failed)?;
        change(document, &[edit]).ok_or_else(failed)?;
    }
    if member.is_some() {
        let edit = document.remove(&from).ok_or_else(failed)?;
        change(document, &[edit]).ok_or_else(failed)?;
    }
    Ok(())
}

/// Whether `oauth` may be written as a part of dotted keys: it is not where it is a table already.
fn can_be_dotted(document: &Document) -> bool {
    use super::document::TableKind;

    document
        .member(&[FORM, "oauth"])
        .is_none_or(|table| matches!(table.node.content, Content::Table(TableKind::Implied, _)))
}

fn change(document: &mut Document, edits: &[TextEdit]) -> Option<()> {
    let text = apply(&document.text, edits)?;
    let changed: Result<_, Malformed> = Document::parse(text, document.syntax);
    *document = changed.ok()?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parse(text: &str) -> Document {
        let syntax = if text.starts_with('{') { Syntax::Json } else { Syntax::Toml };
        Document::parse(text.to_owned(), syntax).expect(text)
    }

    #[test]
    fn old_keys_become_todays_and_nothing_is_lost() {
        for (old, new) in [
            (
                "# mail\n[incoming]\nserver = \"x\" # kept\nuse_ssl = true\n# the box\nenable_exchange_oauth = true # on\nexchange_client_id = 'id'\nexchange_client_secret = { env = \"S\" } # kept\nexchange_authority = \"contoso.com\"\n",
                "# mail\n[incoming]\nserver = \"x\" # kept\nuse_ssl = true\n# the box\noauth.provider = \"microsoft-exchange\" # on\noauth.client_id = 'id'\noauth.client_secret = { env = \"S\" } # kept\noauth.authority_url = \"contoso.com\"\n",
            ),
            (
                "[incoming]\r\n  exchange_client_id = \"id\"\r\n",
                "[incoming]\r\n  oauth.client_id = \"id\"\r\n  oauth.provider = \"microsoft-exchange\"\r\n",
            ),
            (
                "[incoming]\nenable_exchange_oauth = true # on\nexchange_client_id = \"id\"\n\n[incoming.oauth]\nprovider = \"none\"\n",
                "[incoming]\n# on\n\n[incoming.oauth]\nprovider = \"microsoft-exchange\"\nclient_id = \"id\"\n",
            ),
            (
                "[incoming]\nexchange_client_id = \"id\"\n[incoming.oauth]\nclient_id = 'id'\n",
                "[incoming]\n[incoming.oauth]\nclient_id = 'id'\nprovider = \"microsoft-exchange\"\n",
            ),
            (
                "incoming = { enable_exchange_oauth = true, exchange_client_id = \"id\" }\n",
                "incoming = { oauth.provider = \"microsoft-exchange\", oauth.client_id = \"id\" }\n",
            ),
            (
                "incoming.enable_exchange_oauth = true\nincoming.exchange_client_id = \"id\"\n",
                "incoming.oauth.provider = \"microsoft-exchange\"\nincoming.oauth.client_id = \"id\"\n",
            ),
            (
                "{\n  \"incoming\": {\n    \"use_ssl\": true,\n    \"enable_exchange_oauth\": true,\n    \"exchange_client_id\": \"id\"\n  }\n}\n",
                "{\n  \"incoming\": {\n    \"use_ssl\": true,\n    \"oauth\": {\n      \"provider\": \"microsoft-exchange\",\n      \"client_id\": \"id\"\n    }\n  }\n}\n",
            ),
        ] {
            let document = parse(old);
            assert!(find(&document).is_some(), "{old}");
            let upgraded = upgrade(&document, Provider::MicrosoftExchange).expect(old);
            assert_eq!(upgraded, new);
            assert_eq!(find(&parse(&upgraded)), None);
        }
    }

    #[test]
    fn with_none_the_values_wait() {
        let old = "[incoming]\nenable_exchange_oauth = true\nexchange_client_id = \"id\"\n";
        let upgraded = upgrade(&parse(old), Provider::None).expect(old);
        assert_eq!(upgraded, "[incoming]\noauth.provider = \"none\"\noauth.client_id = \"id\"\n");
    }

    #[test]
    fn the_state_of_the_file_is_told() {
        for (text, is_enabled, chosen) in [
            ("[incoming]\nenable_exchange_oauth = true", Some(true), None),
            ("[incoming]\nenable_exchange_oauth = 'on'", Some(true), None),
            ("[incoming]\nenable_exchange_oauth = false", Some(false), None),
            (
                "[incoming]\nexchange_client_id = 'x'\noauth.provider = 'none'",
                None,
                Some(Provider::None),
            ),
        ] {
            assert_eq!(find(&parse(text)), Some(Old { is_enabled, chosen }), "{text}");
        }
        for text in
            ["[incoming]\noauth.provider = 'none'", "[outgoing]\nenable_exchange_oauth = true", ""]
        {
            assert_eq!(find(&parse(text)), None, "{text}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_left_alone() {
        for (text, conflict) in [
            (
                "[incoming]\nexchange_client_id = 'a'\noauth.client_id = 'b'",
                Conflict::Both { old: "exchange_client_id", new: "client_id" },
            ),
            ("[incoming]\nexchange_client_id = 'a'\noauth = true", Conflict::NoTable),
        ] {
            assert_eq!(upgrade(&parse(text), Provider::None), Err(conflict), "{text}");
        }
    }
}
