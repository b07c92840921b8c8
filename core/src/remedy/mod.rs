//! Remedies: who removes a cause, where, and the commands that do it with the user's own values.
//!
//! A remedy by commands has three parts: what to do, how to verify it without changing anything, and
//! how to undo it. [`causes`] says which acts remove which cause, [`script`] makes scripts of them,
//! [`quote`] keeps every value in its place, and [`portal`] knows the admin centres of each cloud. The
//! same acts make up a whole [`setup`](crate::setup).

mod causes;
mod portal;
pub(crate) mod quote;
pub(crate) mod script;
mod values;

pub use portal::Environment;
pub use quote::{powershell, shell};
pub use script::{Language, Part, Script};
pub use values::{Access, Values};

pub(crate) use causes::way;
pub(crate) use portal::Place;
pub(crate) use quote::is_bare_word;
pub(crate) use values::{choice, is_app_only};

/// Who can do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever enters the settings.
    You,
    /// The owner of the account.
    Owner,
    /// An application administrator of Entra.
    ApplicationAdministrator,
    /// An Exchange administrator.
    ExchangeAdministrator,
    /// A user administrator of Entra.
    UserAdministrator,
    /// A security administrator of Microsoft 365.
    SecurityAdministrator,
    /// A super administrator of Google Workspace.
    GoogleAdministrator,
    /// An owner of the Google Cloud project.
    GoogleProjectOwner,
    /// Whoever runs the mail server.
    MailServerAdministrator,
    /// Whoever runs the authorization server.
    AuthorizationServerAdministrator,
    /// Whoever runs the network.
    NetworkAdministrator,
}

impl Who {
    /// The id of its words.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::You => "who-you",
            Self::Owner => "who-owner",
            Self::ApplicationAdministrator => "who-application-administrator",
            Self::ExchangeAdministrator => "who-exchange-administrator",
            Self::UserAdministrator => "who-user-administrator",
            Self::SecurityAdministrator => "who-security-administrator",
            Self::GoogleAdministrator => "who-google-administrator",
            Self::GoogleProjectOwner => "who-google-project-owner",
            Self::MailServerAdministrator => "who-mail-server-administrator",
            Self::AuthorizationServerAdministrator => "who-authorization-server-administrator",
            Self::NetworkAdministrator => "who-network-administrator",
        }
    }
}

/// The scripts that remove a cause; none where no command does.
#[must_use]
pub fn scripts(cause: &str, values: &Values) -> Vec<Script> {
    if values.is_elsewhere() && !cause.starts_with("google-") {
        return Vec::new();
    }
    let consent = match cause {
        "consent-missing" | "admin-consent-required" | "enterprise-app-missing" => {
            values.consent_url()
        }
        _ => None,
    };
    let consent = consent.map(|text| Script {
        part: Part::Do,
        language: Language::Url,
        is_instead: false,
        text,
    });
    let mut scripts: Vec<_> = consent.into_iter().collect();
    scripts.extend(script::scripts(&way(cause, values).acts, values));
    if cause == "smtp-auth-disabled-tenant" {
        let for_all = script::scripts(&[&script::SMTP_AUTH_ORGANISATION], values);
        scripts.extend(for_all.into_iter().map(|script| Script { is_instead: true, ..script }));
    }
    scripts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Cloud,
        diagnosis::{CAUSES, Provider},
    };

    fn values(value: &str) -> Values {
        let some = || Some(value.to_owned());
        Values {
            mailbox: some(),
            smtp_mailbox: some(),
            sender: some(),
            user: some(),
            client_id: some(),
            object_id: some(),
            tenant: some(),
            cloud: Some(Cloud::Global),
            mail_host: some(),
            access: Access::ALL.to_vec(),
            secret_file: some(),
            certificate_file: some(),
            key_file: some(),
            has_logged_in: false,
            is_custom: false,
            mail_provider: None,
            is_simulation: false,
        }
    }

    /// What is left of a script outside its single quotes; in sh a backslash takes the next letter.
    fn outside(text: &str, language: Language) -> String {
        let mut rest = String::new();
        let mut within = false;
        let mut letters = text.chars();
        while let Some(c) = letters.next() {
            let is_quote = c == '\'' || language == Language::PowerShell && "‘’‚‛".contains(c);
            if is_quote {
                within = !within;
            } else if !within && language == Language::Shell && c == '\\' {
                letters.next();
            } else if !within {
                rest.push(c);
            }
        }
        assert!(!within, "{text}");
        rest
    }

    #[test]
    fn no_value_leaves_its_quotes() {
        for value in [
            "a'b; evil x",
            "’; evil; ‘",
            "'; evil #",
            "$(evil)",
            "`evil`",
            "a\nevil",
            "\" evil \"",
            "\\'; evil; '\\''",
            "evil\u{201b}evil",
        ] {
            for cause in CAUSES {
                for script in scripts(cause, &values(value)) {
                    assert_ne!(script.language, Language::Url, "{value:?} is no tenant");
                    // Only the declarations at the start hold values.
                    let (head, text) = script.text.split_once("\n\n").expect("a head");
                    assert!(!head.contains("evil"), "{cause} {value:?}: {}", script.text);
                    let lines = text.lines().take_while(|line| {
                        line.trim_start_matches('$').split('=').next().is_some_and(|name| {
                            name.trim().chars().all(|c| c.is_alphanumeric() || c == '_')
                        })
                    });
                    let declarations: String = lines.flat_map(|line| [line, "\n"]).collect();
                    let rest = outside(&declarations, script.language);
                    assert!(!rest.contains("evil"), "{cause} {value:?}: {}", script.text);
                    let commands = text.get(declarations.len()..).unwrap_or_default();
                    assert!(!commands.contains("evil"), "{cause} {value:?}: {}", script.text);
                }
            }
        }
    }

    #[test]
    fn what_administrators_do_has_commands() {
        for cause in CAUSES {
            let way = way(cause, &values("contoso.example"));
            let by_commands = matches!(
                way.who,
                Who::ApplicationAdministrator | Who::ExchangeAdministrator | Who::UserAdministrator
            );
            assert!(!by_commands || !way.acts.is_empty(), "{cause}");
            let scripts = scripts(cause, &values("contoso.example"));
            assert_eq!(
                way.acts.is_empty(),
                scripts.iter().all(|it| it.language == Language::Url),
                "{cause}"
            );
            if let Some(place) = way.place {
                assert!(place.link(&values("contoso.example")).is_some(), "{cause}: {place:?}");
            }
        }
    }

    #[test]
    fn nothing_of_microsofts_is_done_elsewhere() {
        let at = |is_custom, mail_provider| Values {
            is_custom,
            mail_provider,
            ..values("contoso.example")
        };
        for values in
            [at(true, None), at(false, Some(Provider::Other)), at(false, Some(Provider::Google))]
        {
            for cause in CAUSES.iter().filter(|cause| !cause.starts_with("google-")) {
                let way = way(cause, &values);
                let is_of_microsoft = matches!(
                    way.who,
                    Who::ApplicationAdministrator
                        | Who::ExchangeAdministrator
                        | Who::SecurityAdministrator
                        | Who::UserAdministrator
                );
                assert!(!is_of_microsoft && way.place.is_none(), "{cause}: {:?}", way.who);
                assert!(scripts(cause, &values).is_empty(), "{cause}");
            }
        }
    }

    #[test]
    fn a_script_of_exchange() {
        let values = Values {
            mailbox: Some("o'brien@contoso.example".to_owned()),
            object_id: Some("22222222-2222-4222-8222-222222222222".to_owned()),
            tenant: Some("contoso.onmicrosoft.us".to_owned()),
            cloud: Some(Cloud::UsGovernment),
            access: vec![Access::Imap],
            ..Values::default()
        };
        let scripts = scripts("mailbox-permission-missing", &values);
        let parts: Vec<_> = scripts.iter().map(|script| script.part).collect();
        assert_eq!(parts, Part::ALL);
        assert_eq!(
            scripts[0].text,
            "$ErrorActionPreference = 'Stop'\n\
             \n\
             $tenant = 'contoso.onmicrosoft.us'\n\
             $objectId = '22222222-2222-4222-8222-222222222222'\n\
             $mailbox = 'o''brien@contoso.example'\n\
             $trustee = $objectId\n\
             \n\
             Connect-ExchangeOnline -Organization $tenant -ExchangeEnvironmentName 'O365USGovGCCHigh' -ShowBanner:$false\n\
             $connected = @(Get-ConnectionInformation | ForEach-Object { \"$($_.TenantID)\" } | Select-Object -Unique)\n\
             $domains = @(Get-AcceptedDomain | ForEach-Object { \"$($_.DomainName)\" })\n\
             if ($connected.Count -ne 1 -or $tenant -notin ($connected + $domains)) {\n    \
             throw \"Exchange Online PowerShell is not connected to the tenant $tenant alone. Run Disconnect-ExchangeOnline, and sign in there.\"\n\
             }\n\
             Add-MailboxPermission -Identity $mailbox -User $trustee -AccessRights FullAccess -AutoMapping $false\n"
        );
    }
}
