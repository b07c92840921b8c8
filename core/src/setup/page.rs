//! A set-up in words: for people as a page of Markdown, for programs as data.

use serde::Serialize;

use super::{NoSetup, Setup, Step, write::whole};
use crate::{
    messages::Messages,
    remedy::{
        Environment, Language, Part, Values,
        quote::{code, fenced, prose},
    },
    report::SCHEMA,
};

/// A whole set-up, as data.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct SetupGuide {
    /// The version of this JSON.
    pub schema: u32,
    /// What it sets up.
    pub title: String,
    /// Who gives the tokens: `microsoft-exchange` or `google-workspace`.
    pub provider: &'static str,
    /// The cloud of Microsoft: `global`, `gcc-high`, `dod` or `china`, where its administration is
    /// known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud: Option<&'static str>,
    /// How the tokens are got.
    pub flow: &'static str,
    /// What the application does with mail: `smtp`, `imap`, `pop`, `graph-send`, `graph-read`.
    pub access: Vec<&'static str>,
    /// The steps, in order.
    pub steps: Vec<SetupStep>,
    /// Whole scripts: one for each part and language.
    pub scripts: Vec<SetupScript>,
}

/// A step of a set-up.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct SetupStep {
    /// Its id.
    pub id: &'static str,
    /// What is done.
    pub title: String,
    /// What it is for.
    pub why: String,
    /// Who can do it.
    pub who: String,
    /// Where to go and what to press.
    pub text: String,
    /// The permissions that it is about, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<&'static str>,
    /// The address of that page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Its commands in the whole scripts, which stand on those of the steps before it.
    pub scripts: Vec<SetupScript>,
    /// Where it is documented.
    pub source: &'static str,
}

/// Commands of a set-up.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetupScript {
    /// `do`, `verify` or `undo`.
    pub part: &'static str,
    /// `powershell` or `sh`.
    pub language: &'static str,
    /// The commands.
    pub text: String,
}

const LANGUAGES: [Language; 2] = [Language::PowerShell, Language::Shell];

impl Setup {
    /// The set-up in these words.
    pub fn guide(&self, messages: &Messages) -> Result<SetupGuide, NoSetup> {
        let steps = self.steps()?;
        let title = messages.of_remedy("setup", None);
        let titled: Vec<_> = steps
            .iter()
            .map(|step| (*step, messages.of_remedy(&format!("setup-{}", step.id), None)))
            .collect();
        // Without an id the registration is still to be made, and found by its name.
        let client_id = self.values.client_id.clone().or_else(|| Some(String::new()));
        let values = Values { client_id, ..self.values.clone() };
        let is_google = self.provider == crate::settings::Provider::GoogleWorkspace;
        let mut scripts = Vec::new();
        for language in LANGUAGES {
            for part in Part::ALL {
                let about = match part {
                    Part::Undo if is_google => "setup-undo-google".to_owned(),
                    _ => format!("setup-{}", part.id()),
                };
                let head = [title.clone(), messages.of_remedy(&about, None)];
                let text = whole(&titled, language, part, &values, &head);
                scripts.push(SetupScript { part: part.id(), language: language.id(), text });
            }
        }
        let is_microsoft = self.provider == crate::settings::Provider::MicrosoftExchange;
        Ok(SetupGuide {
            schema: SCHEMA,
            title,
            provider: self.provider.as_str(),
            cloud: self.values.environment().filter(|_| is_microsoft).map(Environment::id),
            flow: self.flow.as_str(),
            access: self.values.access.iter().map(|access| access.id()).collect(),
            steps: titled
                .into_iter()
                .map(|(step, title)| self.step(step, title, messages))
                .collect(),
            scripts,
        })
    }

    fn step(&self, step: Step, title: String, messages: &Messages) -> SetupStep {
        let say = |attribute| messages.of_remedy(&format!("setup-{}", step.id), Some(attribute));
        let act = step.act.into_iter();
        let scripts = act.flat_map(|act| LANGUAGES.map(|language| (act, language))).flat_map(
            |(act, language)| {
                Part::ALL.into_iter().filter_map(move |part| {
                    let commands = act.section(language, part.id());
                    let found = if part == Part::Do { act.section(language, "find") } else { "" };
                    (!commands.is_empty()).then(|| SetupScript {
                        part: part.id(),
                        language: language.id(),
                        text: format!("{found}{commands}"),
                    })
                })
            },
        );
        SetupStep {
            id: step.id,
            title,
            why: say("why"),
            who: messages.of_remedy(step.who.id(), None),
            text: say("do"),
            permissions: match step.id {
                "permissions" | "consent" => self.values.roles().collect(),
                "scopes" => self.values.scopes().collect(),
                "application-role" => self.values.application_roles().collect(),
                _ => Vec::new(),
            },
            link: step.place.and_then(|place| place.link(&self.values)),
            scripts: scripts.collect(),
            source: step.source,
        }
    }
}

impl SetupGuide {
    /// The whole script of a part; empty where there is none.
    #[must_use]
    pub fn script(&self, language: Language, part: Part) -> &str {
        let found = self
            .scripts
            .iter()
            .find(|script| (script.language, script.part) == (language.id(), part.id()));
        found.map(|script| script.text.as_str()).unwrap_or_default()
    }

    /// The set-up as a page of Markdown: a list to tick off, each step, and the script.
    #[must_use]
    pub fn to_markdown(&self, messages: &Messages) -> String {
        let say = |id: &str| prose(&messages.of_remedy(id, None));
        let mut page = vec![format!("# {}\n\n", prose(&self.title))];
        page.extend(self.steps.iter().zip(1..).map(|(step, number)| {
            format!("- [ ] {number}. {} ({})\n", prose(&step.title), prose(&step.who))
        }));
        for (step, number) in self.steps.iter().zip(1..) {
            page.push(format!("\n## {number}. {}\n\n", prose(&step.title)));
            page.push(format!("{}: {}.\n\n", say("setup-who"), prose(&step.who)));
            page.push(format!("{}\n\n{}\n", prose(&step.why), prose(&step.text)));
            if !step.permissions.is_empty() {
                let names: Vec<_> = step.permissions.iter().map(|name| code(name)).collect();
                page.push(format!("\n{}: {}.\n", say("setup-names"), names.join(", ")));
            }
            page.extend(step.link.as_ref().map(|link| format!("\n<{link}>\n")));
            page.push(format!("\n{}: {}.\n", say("setup-source"), prose(step.source)));
        }
        page.push(format!("\n## {}\n", say("setup-script")));
        for part in Part::ALL {
            let language = Language::PowerShell;
            page.push(format!("\n### {}\n\n", prose(&messages.title_of_part(part, language))));
            page.push(fenced(self.script(language, part), language.id()));
        }
        let is_google = self.provider == crate::settings::Provider::GoogleWorkspace.as_str();
        let shell = if is_google { "setup-shell-google" } else { "setup-shell" };
        page.push(format!("\n{} {}\n", say(shell), code("--format sh")));
        page.concat()
    }
}
