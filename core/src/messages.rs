//! The words of findings, in English and German.
//!
//! A finding is data; its message and help are written here from the [Fluent](https://projectfluent.org)
//! files in `core/messages`, each under the code of its rule; so are the words of causes and remedies.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};

use crate::{
    Finding, Notice, Rule,
    diagnosis::{Guess, Reason},
    remedy::{self, Part, Script, Values},
    report::{Cause, Remedy, RemedyKind},
};

/// A cause that is less sure has no scripts.
const GUESS: f64 = 0.4;

/// A language that the words are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The language's tag (BCP 47).
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language of a tag such as `de-AT` or `de_CH.UTF-8`, if the words are written in it.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The Fluent file with the words of every cause.
    #[must_use]
    pub fn fluent_of_causes(self) -> &'static str {
        match self {
            Self::English => include_str!("../messages/causes/en.ftl"),
            Self::German => include_str!("../messages/causes/de.ftl"),
        }
    }

    /// The Fluent file with the words of every remedy.
    #[must_use]
    pub fn fluent_of_remedies(self) -> &'static str {
        match self {
            Self::English => include_str!("../messages/remedies/en.ftl"),
            Self::German => include_str!("../messages/remedies/de.ftl"),
        }
    }

    /// The Fluent file with the words of every rule.
    #[must_use]
    pub fn fluent(self) -> &'static str {
        match self {
            Self::English => include_str!("../messages/en.ftl"),
            Self::German => include_str!("../messages/de.ftl"),
        }
    }
}

/// The words of one file, in one language.
type Bundle = FluentBundle<FluentResource>;

/// The words of a file in every language, each of which is read once, and a file that nobody asks for
/// is in no program.
type Bundles = [LazyLock<Bundle>; Language::ALL.len()];

static RULES: Bundles = [
    LazyLock::new(|| bundle(Language::English, Language::English.fluent())),
    LazyLock::new(|| bundle(Language::German, Language::German.fluent())),
];

/// Apart, for a cause may have the name of a rule.
static CAUSES: Bundles = [
    LazyLock::new(|| bundle(Language::English, Language::English.fluent_of_causes())),
    LazyLock::new(|| bundle(Language::German, Language::German.fluent_of_causes())),
];

static REMEDIES: Bundles = [
    LazyLock::new(|| bundle(Language::English, Language::English.fluent_of_remedies())),
    LazyLock::new(|| bundle(Language::German, Language::German.fluent_of_remedies())),
];

/// The messages of one language.
#[derive(Debug)]
pub struct Messages {
    language: Language,
}

impl Messages {
    /// The messages of a language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &Self { language: Language::English },
            Language::German => &Self { language: Language::German },
        }
    }

    /// A message, or one of its attributes. What cannot be written is told by its id.
    fn write(
        &self,
        bundles: &'static Bundles,
        id: &str,
        attribute: Option<&str>,
        args: &FluentArgs<'_>,
    ) -> String {
        let bundle: &Bundle = match self.language {
            Language::English => &bundles[0],
            Language::German => &bundles[1],
        };
        let message = bundle.get_message(id);
        let pattern = message.and_then(|message| match attribute {
            Some(name) => message.get_attribute(name).map(|attribute| attribute.value()),
            None => message.value(),
        });
        pattern.map_or_else(
            || id.to_owned(),
            |pattern| bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned(),
        )
    }

    /// Puts a finding into words.
    #[must_use]
    pub fn tell(&self, finding: Finding) -> Notice {
        let mut args = FluentArgs::with_capacity(finding.params.0.len() + 2);
        args.set("form", finding.form.as_str());
        args.set("field", finding.field.as_ref());
        for (name, value) in &finding.params.0 {
            args.set(*name, &**value);
        }
        let message = self.write(&RULES, finding.code, None, &args);
        let help = self.write(&RULES, finding.code, Some("help"), &args);
        let source = Rule::of(finding.code).map_or("", Rule::source);
        Notice { finding, message, help, source }
    }

    /// Puts a cause into words.
    #[must_use]
    pub fn explain(&self, guess: Guess, values: &Values) -> Cause {
        let Guess { id, confidence, why, against } = guess;
        let mut args = self.fill_in(values);
        args.set("login", if values.has_logged_in { "done" } else { "none" });
        args.set("server", if values.is_elsewhere() { "other" } else { "microsoft" });
        let way = remedy::way(id, values);
        let fix = Remedy {
            kind: RemedyKind::Steps,
            title: self.of_remedy("remedy-steps", None),
            text: self.write(&CAUSES, id, Some("fix"), &args),
            part: None,
            language: None,
            who: Some(self.of_remedy(way.who.id(), None)),
            link: way.place.and_then(|place| place.link(values)),
        };
        // A mere guess is no ground to change a tenant.
        let scripts = if confidence < GUESS { Vec::new() } else { remedy::scripts(id, values) };
        let scripts = scripts.into_iter().map(|script| Remedy {
            kind: RemedyKind::Script,
            title: self.title_of_script(&script),
            text: script.text,
            part: Some(script.part.id()),
            language: Some(script.language.id().to_owned()),
            who: None,
            link: None,
        });
        Cause {
            id,
            title: self.write(&CAUSES, id, None, &args),
            confidence,
            why: why.iter().map(|reason| self.reason(reason)).collect(),
            against: against.iter().map(|reason| self.reason(reason)).collect(),
            remedies: [fix].into_iter().chain(scripts).collect(),
        }
    }

    /// What stands in the commands of a sentence: the user's own values, where they are safe without
    /// quotes. Scripts hold all of them, in quotes.
    fn fill_in(&self, values: &Values) -> FluentArgs<'static> {
        let smtp_mailbox = values.smtp_mailbox.as_ref().or(values.mailbox.as_ref());
        let given = [
            ("mailbox", values.mailbox.as_ref()),
            ("smtp-mailbox", smtp_mailbox),
            ("sender", values.sender.as_ref()),
            ("client-id", values.client_id.as_ref()),
            ("object-id", values.object_id.as_ref()),
            ("trustee", values.user.as_ref().or(values.object_id.as_ref())),
        ];
        let mut args = FluentArgs::with_capacity(given.len() + 1);
        for (name, value) in given {
            let safe = value.filter(|value| remedy::is_bare_word(value)).cloned();
            let blank = || self.write(&CAUSES, &format!("blank-{name}"), None, &FluentArgs::new());
            args.set(name, safe.unwrap_or_else(blank));
        }
        args
    }

    /// Puts what speaks for or against a cause into words.
    #[must_use]
    pub fn reason(&self, reason: &Reason) -> String {
        match reason {
            Reason::Said(words) => words.clone(),
            Reason::Concluded(id, params) => {
                let mut args = FluentArgs::with_capacity(params.len());
                for (name, value) in params {
                    args.set(*name, value.as_str());
                }
                self.write(&CAUSES, id, None, &args)
            }
        }
    }

    /// The title of the commands that do a part of a remedy.
    pub(crate) fn title_of_part(&self, part: Part, language: remedy::Language) -> String {
        let args = FluentArgs::from_iter([("language", language.id())]);
        self.write(&REMEDIES, &format!("remedy-{}", part.id()), None, &args)
    }

    fn title_of_script(&self, script: &Script) -> String {
        let title = self.title_of_part(script.part, script.language);
        if !script.is_instead {
            return title;
        }
        self.write(&REMEDIES, "remedy-instead", None, &FluentArgs::from_iter([("title", title)]))
    }

    /// Words of remedies.
    pub(crate) fn of_remedy(&self, id: &str, attribute: Option<&str>) -> String {
        self.write(&REMEDIES, id, attribute, &FluentArgs::new())
    }

    /// Puts findings into words.
    #[must_use]
    pub fn tell_all(&self, findings: impl IntoIterator<Item = Finding>) -> Vec<Notice> {
        findings.into_iter().map(|finding| self.tell(finding)).collect()
    }
}

fn bundle(language: Language, file: &str) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language.tag().parse().unwrap_or_default()]);
    // The marks are for texts that mix scripts of both directions.
    bundle.set_use_isolating(false);
    // A test reads every file without an error.
    let resource =
        FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_syntax::{
        ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
        parser,
    };

    use super::*;
    use crate::catalogue::RULES;

    /// The parameters of each message and attribute, by `id` or `id.attribute`.
    fn parameters(file: &'static str) -> BTreeMap<String, BTreeSet<String>> {
        let resource = parser::parse(file).expect("a Fluent file without an error");
        let mut found = BTreeMap::new();
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name;
            let value = message.value.expect("a message has a value");
            let attributes = message.attributes.into_iter();
            let patterns = attributes
                .map(|attribute| (format!("{id}.{}", attribute.id.name), attribute.value))
                .chain([(id.to_owned(), value)]);
            for (name, pattern) in patterns {
                let mut names = BTreeSet::new();
                collect(&pattern, &mut names);
                assert!(found.insert(name.clone(), names).is_none(), "{name} stands twice");
            }
        }
        found
    }

    fn collect(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            let PatternElement::Placeable { expression } = element else { continue };
            let (selector, variants) = match expression {
                Expression::Inline(inline) => (inline, &[][..]),
                Expression::Select { selector, variants } => (selector, &variants[..]),
            };
            if let InlineExpression::VariableReference { id } = selector {
                names.insert(id.name.to_owned());
            }
            for variant in variants {
                collect(&variant.value, names);
            }
        }
    }

    #[test]
    fn every_rule_has_words_in_every_language() {
        let expected: BTreeSet<_> = RULES
            .iter()
            .flat_map(|rule| [rule.code.to_owned(), format!("{}.help", rule.code)])
            .collect();
        for language in Language::ALL {
            let found: BTreeSet<_> = parameters(language.fluent()).into_keys().collect();
            let differing: Vec<_> = found.symmetric_difference(&expected).collect();
            let tag = language.tag();
            assert!(
                differing.is_empty(),
                "core/messages/{tag}.ftl: missing or without a rule: {differing:?}"
            );
        }
    }

    #[test]
    fn every_cause_has_words_in_every_language() {
        for language in Language::ALL {
            let messages = Messages::of(language);
            for id in crate::diagnosis::CAUSES {
                let guess = Guess::certain(id);
                let cause = messages.explain(guess, &Values::default());
                assert_ne!(cause.title, *id, "{language:?}");
                assert_ne!(cause.remedies[0].text, *id, "{language:?}");
            }
        }
    }

    /// After a login that succeeded nobody is told to log in.
    #[test]
    fn a_relay_that_denies_is_not_mended_by_a_login_that_there_was() {
        for (has_logged_in, in_english, in_german) in [
            (false, "Log in before sending", "Melden Sie sich vor dem Senden an"),
            (true, "The login succeeded", "Die Anmeldung ist gelungen"),
        ] {
            for (language, expected) in
                [(Language::English, in_english), (Language::German, in_german)]
            {
                let values = Values { has_logged_in, ..Values::default() };
                let guess = Guess::certain("relay-denied");
                let cause = Messages::of(language).explain(guess, &values);
                let text = &cause.remedies[0].text;
                assert!(text.starts_with(expected), "{text}");
            }
        }
    }

    #[test]
    fn nothing_of_microsofts_is_said_elsewhere() {
        let elsewhere =
            Values { mail_provider: Some(crate::diagnosis::Provider::Other), ..Values::default() };
        for language in Language::ALL {
            for id in [
                "authority-unsuitable",
                "mailbox-not-found",
                "mailbox-permission-missing",
                "send-as-denied",
                "sender-restricted",
            ] {
                let cause = Messages::of(language).explain(Guess::certain(id), &elsewhere);
                let text = &cause.remedies[0].text;
                for name in ["microsoft", "Exchange", "Entra", "Defender", "Add-"] {
                    assert!(!text.contains(name), "{id}: {text}");
                }
            }
        }
    }

    #[test]
    fn a_command_holds_the_users_own_values() {
        let id = "d2719f9a-1f9c-4c07-8c36-c4ab4f7b0b47";
        let values = |mailbox: &str| Values {
            mailbox: Some(mailbox.to_owned()),
            object_id: Some(id.to_owned()),
            ..Values::default()
        };
        for (cause, values, expected) in [
            (
                "smtp-auth-disabled-mailbox",
                values("legal@contoso.com"),
                "-Identity legal@contoso.com -",
            ),
            ("smtp-auth-disabled-mailbox", values("x@y; rm -rf"), "-Identity <mailbox> -"),
            ("smtp-auth-disabled-mailbox", values("-x@contoso.com"), "-Identity <mailbox> -"),
            ("smtp-auth-disabled-mailbox", Values::default(), "-Identity <mailbox> -"),
            (
                "mailbox-permission-missing",
                values("a.b_c+d@contoso.com"),
                &format!("-Identity a.b_c+d@contoso.com -User {id} -"),
            ),
        ] {
            let cause = Messages::of(Language::English).explain(Guess::certain(cause), &values);
            let text = &cause.remedies[0].text;
            assert!(text.contains(expected), "{text}");
        }
    }

    /// The ids of a file with their attributes.
    fn ids(file: &str) -> BTreeSet<String> {
        let resource = parser::parse(file).expect("a Fluent file without an error");
        let messages = resource.body.into_iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            _ => None,
        });
        let of_message = |message: fluent_syntax::ast::Message<&str>| {
            let id = message.id.name.to_owned();
            let attributes = message
                .attributes
                .iter()
                .map(|it| format!("{id}.{}", it.id.name))
                .collect::<Vec<_>>();
            [id].into_iter().chain(attributes)
        };
        messages.flat_map(of_message).collect()
    }

    #[test]
    fn remedies_have_the_same_words_in_every_language() {
        let expected = ids(Language::English.fluent_of_remedies());
        assert_eq!(expected, ids(Language::German.fluent_of_remedies()));
        for (id, setup) in crate::setup::tests::setups() {
            for step in setup.steps().expect(id) {
                for attribute in ["", ".why", ".do"] {
                    let name = format!("setup-{}{attribute}", step.id);
                    assert!(expected.contains(&name), "{name}");
                }
            }
        }
    }

    #[test]
    fn the_languages_speak_of_the_same_parameters() {
        let together = |file| {
            let mut by_rule = BTreeMap::<_, BTreeSet<_>>::new();
            for (name, parameters) in parameters(file) {
                let code = name.split('.').next().unwrap_or_default().to_owned();
                by_rule.entry(code).or_default().extend(parameters);
            }
            // German grammar may choose by the form or the field where English need not.
            for names in by_rule.values_mut() {
                names.retain(|name| name != "form" && name != "field");
            }
            by_rule
        };
        let [english, german] = Language::ALL;
        assert_eq!(together(english.fluent()), together(german.fluent()));
        assert_eq!(together(english.fluent_of_causes()), together(german.fluent_of_causes()));
    }

    #[test]
    fn tags_of_languages() {
        for (tag, expected) in [
            ("en", Some(Language::English)),
            ("en-GB", Some(Language::English)),
            ("de_AT.UTF-8", Some(Language::German)),
            ("DE", Some(Language::German)),
            ("fr", None),
            ("", None),
            ("C", None),
        ] {
            assert_eq!(Language::of_tag(tag), expected, "{tag}");
        }
    }
}
