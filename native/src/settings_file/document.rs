//! The text of a settings file and the place of every key and value in it, for TOML and JSON alike.
//!
//! A document is what the text says, kept beside the text itself: whoever shows or edits a part of
//! it takes the place from here. Both languages refuse a key that stands twice.

use std::{collections::HashSet, ops::Range};

use jsonc_parser::{
    CollectOptions, ParseOptions, ParseResult, ast, common::Ranged as _, parse_to_ast,
};
use mailvet_core::FormName;
use serde_json::{Map, Value};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};
use toml_parser::lexer::TokenKind;

use super::place::Place;

/// The language of a settings file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    Toml,
    Json,
}

/// A settings file as text, and what stands where in it. Places are in bytes of the text.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) syntax: Syntax,
    pub(crate) text: String,
    /// The members of the whole file, in the order of the text.
    pub(crate) members: Vec<Member>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) key: String,
    /// The key as it is written, quotes included; of a dotted key its own part alone.
    pub(crate) key_span: Range<usize>,
    pub(crate) node: Node,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The value as it is written, quotes and braces included; of a table of TOML its header, or
    /// its key where it has none.
    pub(crate) span: Range<usize>,
    pub(crate) content: Content,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// Text, a number, true, false or null; also a date of TOML, which no setting is.
    Scalar(Value),
    List(Vec<Node>),
    Table(TableKind, Vec<Member>),
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TableKind {
    /// In braces.
    Braces,
    /// Under a `[header]`.
    Header,
    /// By the dotted keys of its members alone, or by the headers of the tables in it.
    Implied,
}

/// Why a text is no document. The reason quotes no line, which may hold a secret.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) place: Place,
    pub(crate) reason: String,
}

impl Document {
    /// Reads a text.
    pub(crate) fn parse(text: String, syntax: Syntax) -> Result<Self, Malformed> {
        let members = match syntax {
            Syntax::Toml => members_of_toml(&text)?,
            Syntax::Json => members_of_json(&text)?,
        };
        let mut document = Self { syntax, text, members };
        sort(&mut document.members);
        Ok(document)
    }

    /// The member at a path of keys.
    pub(crate) fn member(&self, path: &[&str]) -> Option<&Member> {
        let (last, tables) = path.split_last()?;
        let members =
            tables.iter().try_fold(self.members.as_slice(), |members, key| {
                match &find(members, key)?.node.content {
                    Content::Table(_, members) => Some(members.as_slice()),
                    Content::Scalar(_) | Content::List(_) => None,
                }
            })?;
        find(members, last)
    }

    /// The comments, each with its `#`; JSON has none.
    pub(crate) fn comments(&self) -> impl Iterator<Item = Range<usize>> {
        let text = match self.syntax {
            Syntax::Toml => self.text.as_str(),
            Syntax::Json => "",
        };
        let tokens = toml_parser::Source::new(text).lex();
        tokens.filter(|token| token.kind() == TokenKind::Comment).map(|token| {
            let span = token.span();
            span.start()..span.end()
        })
    }

    /// The source of a part of the text.
    pub(crate) fn source(&self, span: Range<usize>) -> &str {
        self.text.get(span).unwrap_or_default()
    }
}

/// The keys that lead to a field of a form: `oauth.client_id` is the key `client_id` in the table
/// `oauth`, and every other field a key of the form.
pub(crate) fn path_of(form: FormName, field: &str) -> Vec<&str> {
    match field.split_once('.') {
        Some((table @ "oauth", key)) => vec![form.as_str(), table, key],
        _ => vec![form.as_str(), field],
    }
}

impl Node {
    /// The value as JSON has it.
    pub(crate) fn to_json(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(nodes) => nodes.iter().map(Self::to_json).collect(),
            Content::Table(_, members) => Value::Object(to_object(members)),
        }
    }

    /// The text, where the value is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(Value::String(text)) => Some(text),
            Content::Scalar(_) | Content::List(_) | Content::Table(..) => None,
        }
    }
}

/// The members as an object of JSON.
pub(crate) fn to_object(members: &[Member]) -> Map<String, Value> {
    members.iter().map(|member| (member.key.clone(), member.node.to_json())).collect()
}

fn find<'a>(members: &'a [Member], key: &str) -> Option<&'a Member> {
    members.iter().find(|member| member.key == key)
}

/// The TOML reader gives members in the order of their names.
fn sort(members: &mut [Member]) {
    members.sort_by_key(|member| member.key_span.start);
    for member in members {
        sort_node(&mut member.node);
    }
}

fn sort_node(node: &mut Node) {
    match &mut node.content {
        Content::Scalar(_) => {}
        Content::List(nodes) => nodes.iter_mut().for_each(sort_node),
        Content::Table(_, members) => sort(members),
    }
}

fn members_of_toml(text: &str) -> Result<Vec<Member>, Malformed> {
    let table = DeTable::parse(text).map_err(|error| Malformed {
        place: Place::of(text, error.span().map_or(0, |span| span.start)),
        reason: format!("this is no TOML ({})", error.message()),
    })?;
    Ok(toml_members(text, table.into_inner()))
}

fn toml_members(text: &str, table: DeTable<'_>) -> Vec<Member> {
    table
        .into_iter()
        .map(|(key, value)| Member {
            key_span: key.span(),
            key: key.into_inner().into_owned(),
            node: toml_node(text, value),
        })
        .collect()
}

/// What JSON does not have stays something that the rules refuse: infinity and "not a number"
/// become text, a date an empty table.
fn toml_node(text: &str, value: Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    let content = match value.into_inner() {
        DeValue::String(text) => Content::Scalar(Value::from(text.into_owned())),
        DeValue::Integer(number) => {
            let digits = number.as_str();
            let parsed = i64::from_str_radix(digits, number.radix());
            Content::Scalar(parsed.map_or_else(|_| Value::from(digits), Value::from))
        }
        DeValue::Float(number) => Content::Scalar(match number.as_str().parse::<f64>() {
            Ok(float) if float.is_finite() => Value::from(float),
            Ok(_) | Err(_) => Value::from(number.as_str()),
        }),
        DeValue::Boolean(flag) => Content::Scalar(Value::from(flag)),
        DeValue::Datetime(_) => Content::Scalar(Value::Object(Map::new())),
        DeValue::Array(values) => {
            Content::List(values.into_iter().map(|value| toml_node(text, value)).collect())
        }
        DeValue::Table(table) => {
            let kind = match text.as_bytes().get(span.start) {
                Some(b'{') => TableKind::Braces,
                Some(b'[') => TableKind::Header,
                _ => TableKind::Implied,
            };
            Content::Table(kind, toml_members(text, table))
        }
    };
    Node { span, content }
}

fn members_of_json(text: &str) -> Result<Vec<Member>, Malformed> {
    Ok(json_members(object_of_json(text)?))
}

/// Reads an object of JSON, in which no key stands twice. `serde_json` says what is JSON; the other
/// parser only adds the places.
pub(crate) fn object_of_json(text: &str) -> Result<ast::Object<'_>, Malformed> {
    let malformed = |offset, reason: &str| {
        let place = Place::of(text, offset);
        Err(Malformed { place, reason: reason.to_owned() })
    };
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let offset = offset_of(text, error.line(), error.column());
        return malformed(offset, "this is no JSON");
    }
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    match parse_to_ast(text, &CollectOptions::default(), &strict) {
        Ok(ParseResult { value: Some(ast::Value::Object(object)), .. }) => match twin(&object) {
            None => Ok(object),
            Some(offset) => {
                malformed(offset, "this key stands twice; one of the two would be lost")
            }
        },
        Ok(_) => malformed(0, "the settings are no object"),
        Err(error) => malformed(error.range().start, "this is no JSON"),
    }
}

/// Where the byte stands that `serde_json` counts as this column of this line, both from 1.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let offset = before + column.saturating_sub(1);
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Where the first key begins that stands in its object already.
fn twin<'a>(object: &'a ast::Object<'a>) -> Option<usize> {
    let mut seen = HashSet::new();
    object.properties.iter().find_map(|property| {
        let name = &property.name;
        if seen.insert(name.as_str()) { twin_within(&property.value) } else { Some(name.start()) }
    })
}

fn twin_within<'a>(value: &'a ast::Value<'a>) -> Option<usize> {
    match value {
        ast::Value::Object(object) => twin(object),
        ast::Value::Array(array) => array.elements.iter().find_map(twin_within),
        _ => None,
    }
}

fn json_members(object: ast::Object<'_>) -> Vec<Member> {
    let properties = object.properties.into_iter();
    let member = |property: ast::ObjectProp<'_>| Member {
        key_span: property.name.start()..property.name.end(),
        key: property.name.into_string(),
        node: json_node(property.value),
    };
    properties.map(member).collect()
}

fn json_node(value: ast::Value<'_>) -> Node {
    let span = value.start()..value.end();
    let content = match value {
        ast::Value::StringLit(literal) => Content::Scalar(Value::from(literal.value.into_owned())),
        ast::Value::NumberLit(literal) => {
            Content::Scalar(serde_json::from_str(literal.value).unwrap_or_default())
        }
        ast::Value::BooleanLit(literal) => Content::Scalar(Value::from(literal.value)),
        ast::Value::NullKeyword(_) => Content::Scalar(Value::Null),
        ast::Value::Array(array) => {
            Content::List(array.elements.into_iter().map(json_node).collect())
        }
        ast::Value::Object(object) => Content::Table(TableKind::Braces, json_members(object)),
    };
    Node { span, content }
}
