//! The whole set-up from nothing, as data: who does what, where and why, with the commands to do it,
//! to verify it and to undo it.
//!
//! Least privilege comes first: an application that only sends gets a role that Exchange limits to
//! the one mailbox (RBAC for Applications); one that reads gets a right on the one mailbox, without
//! which its permission of the whole tenant opens nothing; a user consents for himself alone.
//!
//! [`microsoft`] and [`google`] know the steps, [`write`] makes one script of them.
//!
//! Sources: Microsoft, *Authenticate an IMAP, POP or SMTP connection using OAuth* (2026-06-19) and
//! *SMTP onboarding to App RBAC* (2025-10-17); Google, *Using OAuth 2.0 for server to server
//! applications* and *Control API access with domain-wide delegation* (2026-11-24).

mod google;
mod microsoft;
mod page;
mod write;

use std::fmt;

use serde::Deserialize;

use crate::{
    IncomingForm, OAuthEntry, OutgoingForm,
    remedy::{Access, Environment, Place, Values, Who, choice, is_app_only, script::Act},
    settings::{Flow, Provider},
};

pub use page::{SetupGuide, SetupScript, SetupStep};

/// What is to be set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Who gives the tokens.
    pub provider: Provider,
    /// How they are got.
    pub flow: Flow,
    /// The values of the scripts.
    pub values: Values,
}

/// What is to be set up, where it is not what the settings say.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(default)]
pub struct SetupChoices {
    /// Who gives the tokens.
    pub provider: Option<Provider>,
    /// How they are got.
    pub flow: Option<Flow>,
    /// The cloud of Microsoft.
    pub cloud: Option<Environment>,
    /// What mail is sent and read by.
    pub protocols: Option<Vec<Access>>,
}

/// Why there is no set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSetup {
    /// The provider is neither Microsoft nor Google.
    Provider,
    /// The provider has no such flow.
    Flow(Provider, Flow),
    /// A cloud of Microsoft is named, and another provider.
    Cloud(Provider),
}

impl fmt::Display for NoSetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provider => f.write_str("of this provider no set-up is known"),
            Self::Flow(provider, flow) => write!(f, "{provider} has no flow {flow} for mail"),
            Self::Cloud(provider) => write!(f, "{provider} has no cloud of Microsoft's"),
        }
    }
}

impl std::error::Error for NoSetup {}

/// A step of a set-up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Its id, under which its words stand.
    pub(crate) id: &'static str,
    pub(crate) who: Who,
    pub(crate) place: Option<Place>,
    /// What does it by commands, where they can.
    pub(crate) act: Option<&'static Act>,
    pub(crate) source: &'static str,
}

impl Setup {
    /// What the forms say is to be set up; what they leave open is Microsoft's, by client
    /// credentials, for SMTP and IMAP.
    #[must_use]
    pub fn of_forms(
        outgoing: Option<&OutgoingForm<'_>>,
        incoming: Option<&IncomingForm<'_>>,
    ) -> Self {
        let mut values = Values::of_forms(outgoing, incoming);
        if values.access.is_empty() {
            values.access = vec![Access::Smtp, Access::Imap];
        }
        let tables = [
            outgoing.and_then(|form| form.oauth.as_ref()),
            incoming.and_then(|form| form.oauth.as_ref()),
        ];
        let tables = tables.into_iter().filter_map(|table| match table? {
            OAuthEntry::Form(form) => Some(form),
            OAuthEntry::Other(_) => None,
        });
        let tables: Vec<_> = tables.collect();
        let provider = tables
            .iter()
            .find_map(|form| choice(form.provider.as_ref()))
            .filter(|provider| *provider != Provider::None)
            .unwrap_or_else(|| Self::provider_of(&values));
        let flow = tables.iter().find_map(|form| choice(form.flow.as_ref()));
        let flow = flow.unwrap_or_else(|| Self::usual_flow(provider));
        Self { provider, flow, values }
    }

    /// The same with what is chosen instead of what the settings say.
    pub fn with(mut self, choices: SetupChoices) -> Result<Self, NoSetup> {
        let SetupChoices { provider, flow, cloud, protocols } = choices;
        if let Some(provider) = provider {
            self.provider = provider;
            self.flow = Self::usual_flow(provider);
        }
        if let Some(flow) = flow {
            self = self.by(flow);
        }
        if let Some(protocols) = protocols.filter(|protocols| !protocols.is_empty()) {
            self.values.access = protocols;
        }
        match cloud {
            Some(_) if self.provider != Provider::MicrosoftExchange => {
                Err(NoSetup::Cloud(self.provider))
            }
            Some(cloud) => Ok(self.within(cloud)),
            None => Ok(self),
        }
    }

    fn provider_of(values: &Values) -> Provider {
        let host = values.mail_host.as_deref().unwrap_or_default();
        match crate::provider::of_host(host) {
            Some(known) if known.mail.id.starts_with("google") => Provider::GoogleWorkspace,
            Some(known) if known.mail.cloud.is_none() => Provider::None,
            _ => Provider::MicrosoftExchange,
        }
    }

    /// The flow that needs nobody to sign in.
    #[must_use]
    pub fn usual_flow(provider: Provider) -> Flow {
        match provider {
            Provider::GoogleWorkspace => Flow::ServiceAccount,
            _ => Flow::ClientCredentials,
        }
    }

    /// The same by another flow, in which the owner of the mailbox signs in where anybody does.
    #[must_use]
    pub fn by(mut self, flow: Flow) -> Self {
        self.flow = flow;
        self.values.user = if is_app_only(flow) {
            None
        } else {
            self.values.user.take().or_else(|| self.values.mailbox.clone())
        };
        self
    }

    /// The same in another environment of Microsoft.
    #[must_use]
    pub fn within(mut self, environment: Environment) -> Self {
        self.values.cloud = Some(environment.cloud());
        if environment == Environment::Dod {
            self.values.mail_host = Some("outlook-dod.office365.us".to_owned());
        }
        self
    }

    /// The steps, in order.
    pub(crate) fn steps(&self) -> Result<Vec<Step>, NoSetup> {
        match self.provider {
            Provider::MicrosoftExchange => microsoft::steps(self),
            Provider::GoogleWorkspace => google::steps(self),
            Provider::None | Provider::Custom => Err(NoSetup::Provider),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        messages::{Language, Messages},
        remedy::{self, Part},
    };

    fn setup(provider: Provider, flow: Flow, access: &[Access], values: Values) -> Setup {
        let values = Values { access: access.to_vec(), ..values };
        Setup { provider, flow, values }.by(flow)
    }

    /// A set-up of each kind, with placeholders.
    pub(crate) fn setups() -> Vec<(&'static str, Setup)> {
        of_values(&Values::default())
    }

    fn of_values(values: &Values) -> Vec<(&'static str, Setup)> {
        use Access::{GraphRead, GraphSend, Imap, Pop, Smtp};
        use Provider::{GoogleWorkspace as Google, MicrosoftExchange as Microsoft};
        let of = |provider, flow, access: &[Access]| setup(provider, flow, access, values.clone());
        vec![
            ("both", of(Microsoft, Flow::ClientCredentials, &[Smtp, Imap])),
            ("send", of(Microsoft, Flow::ClientCredentials, &[Smtp])),
            ("pop", of(Microsoft, Flow::ClientCredentials, &[Pop])),
            ("graph", of(Microsoft, Flow::ClientCredentials, &[GraphSend, GraphRead])),
            ("code", of(Microsoft, Flow::AuthorizationCode, &[Smtp, Imap])),
            ("device", of(Microsoft, Flow::DeviceCode, &[GraphRead])),
            ("password", of(Microsoft, Flow::Password, &[Pop])),
            ("service-account", of(Google, Flow::ServiceAccount, &[Smtp, Imap])),
            ("google-code", of(Google, Flow::AuthorizationCode, &[Smtp])),
        ]
    }

    #[test]
    fn least_privilege_comes_first() {
        for (id, setup) in setups() {
            let ids: Vec<_> = setup.steps().expect(id).iter().map(|step| step.id).collect();
            let has = |step| ids.contains(&step);
            match id {
                "both" | "pop" => {
                    assert!(
                        has("consent") && has("mailbox-permission") && !has("application-role"),
                        "{ids:?}"
                    );
                }
                "send" | "graph" => {
                    assert!(
                        has("application-role") && !has("consent") && !has("mailbox-permission"),
                        "{ids:?}"
                    );
                }
                "code" | "device" | "password" => {
                    assert!(
                        has("scopes") && !has("secret") && !has("service-principal"),
                        "{ids:?}"
                    );
                }
                _ => assert!(!has("registration"), "{ids:?}"),
            }
        }
    }

    #[test]
    fn the_page_names_every_permission() {
        let messages = Messages::of(Language::English);
        for (id, names) in [
            ("both", "`SMTP.SendAsApp`, `IMAP.AccessAsApp`"),
            ("send", "`SMTP.SendAsApp`"),
            ("graph", "`Mail.Send`, `Mail.Read`"),
            ("code", "`SMTP.Send`, `IMAP.AccessAsUser.All`"),
        ] {
            let (_, setup) = setups().into_iter().find(|(other, _)| *other == id).expect(id);
            let page = setup.guide(messages).expect("steps").to_markdown(messages);
            assert!(page.contains(&format!("\nPermissions: {names}.\n")), "{id}: {page}");
        }
    }

    #[test]
    fn what_the_settings_name_was_there_before() {
        let (_, setup) = setups().swap_remove(0);
        let guide = setup.guide(Messages::of(Language::English)).expect("steps");
        for (language, commands) in [
            (
                remedy::Language::PowerShell,
                "    if (-not $clientId) {\n        Remove-MgServicePrincipal -ServicePrincipalId $objectId\n    }\n",
            ),
            (
                remedy::Language::Shell,
                "  if [ -z \"$client_id\" ]; then\n    az ad sp delete --id \"$object_id\"\n  fi\n",
            ),
        ] {
            let script = guide.script(language, Part::Undo);
            assert!(script.contains(commands), "{script}");
        }
    }

    #[test]
    fn a_flow_that_a_provider_lacks() {
        let of = |provider, flow| setup(provider, flow, &[Access::Smtp], Values::default()).steps();
        let microsoft = of(Provider::MicrosoftExchange, Flow::ServiceAccount);
        let flow = NoSetup::Flow(Provider::MicrosoftExchange, Flow::ServiceAccount);
        assert_eq!(microsoft.expect_err("a flow of Google's"), flow);
        let google = of(Provider::GoogleWorkspace, Flow::ClientCredentials);
        let flow = NoSetup::Flow(Provider::GoogleWorkspace, Flow::ClientCredentials);
        assert_eq!(google.expect_err("a flow of Microsoft's"), flow);
        let custom = of(Provider::Custom, Flow::ClientCredentials);
        assert_eq!(custom.expect_err("nobody's set-up"), NoSetup::Provider);
    }

    #[test]
    fn whose_set_up_it_is_by_the_server() {
        for (server, expected) in [
            ("smtp.office365.com", Provider::MicrosoftExchange),
            ("smtp-mail.outlook.com", Provider::MicrosoftExchange),
            ("smtp.gmail.com", Provider::GoogleWorkspace),
            ("mail.gmx.net", Provider::None),
            ("mail.contoso.com", Provider::MicrosoftExchange),
        ] {
            let form = serde_json::json!({ "server": server });
            let form: OutgoingForm<'_> = Deserialize::deserialize(form).expect("a form");
            assert_eq!(Setup::of_forms(Some(&form), None).provider, expected, "{server}");
        }
    }

    #[test]
    fn every_environment_has_its_own_names() {
        for environment in Environment::ALL {
            let (_, setup) = setups().swap_remove(0);
            let guide =
                setup.within(environment).guide(Messages::of(Language::English)).expect("steps");
            assert_eq!(guide.cloud, Some(environment.id()));
            let script = guide.script(remedy::Language::PowerShell, Part::Do);
            assert!(script.contains(environment.cloud().sign_in_host()), "{script}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn a_value_stands_in_its_declaration_alone(value in "['‘’‚‛\"“`$(){};|&<>#\\\\\r\n@\u{2028}]{1,12}") {
            let value = format!("Xq{value}qX");
            let some = || Some(value.clone());
            let values = Values {
                mailbox: some(), smtp_mailbox: some(), sender: some(), client_id: some(), tenant: some(),
                secret_file: some(), certificate_file: some(), key_file: some(), ..Values::default()
            };
            for (_, setup) in of_values(&values) {
                let guide = setup.guide(Messages::of(Language::German)).expect("steps");
                let shown = remedy::powershell(&value);
                let in_shell = remedy::shell(&value);
                for script in &guide.scripts {
                    let quoted = if script.language == "sh" { &in_shell } else { &shown };
                    let inside = quoted.trim_matches('\'');
                    for line in script.text.lines().filter(|line| line.contains("Xq")) {
                        prop_assert!(line.contains(inside), "{}", line);
                        let (name, _) = line.split_once('=').expect("a declaration");
                        prop_assert!(name.trim().trim_start_matches('$').chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{}", line);
                    }
                }
            }
        }
    }
}
