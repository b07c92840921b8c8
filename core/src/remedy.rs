//! Remedies as scripts: the commands that remove a cause, with the user's own values filled in.
//!
//! Each script has three parts: what to do, how to verify it without changing anything, and how to
//! undo it. Every value stands in quotes that it cannot leave, whatever it holds.
//!
//! Sources: Microsoft, *Exchange Online PowerShell* (2026-08-21), *Authenticate an IMAP, POP or SMTP
//! connection using OAuth* (2026-06-19), *Admin consent on the Microsoft identity platform* (2023-11-08)
//! and *Azure CLI: az ad* (2026-11-24).

use url::Url;

use crate::{
    Cloud, FormName,
    guid::is_guid,
    plan::Stage,
    report::{Fact, StageReport},
    rules::host::is_host_name,
    settings::{Credential, Login},
};

/// The values that scripts are written with; what is not known stays to be filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Values {
    /// The mailbox to act for.
    pub mailbox: Option<String>,
    /// The address that mail is sent from.
    pub sender: Option<String>,
    /// The application (client) id.
    pub client_id: Option<String>,
    /// The object id of the application's service principal: the token's `oid`.
    pub object_id: Option<String>,
    /// The tenant, by id or domain.
    pub tenant: Option<String>,
    /// The cloud.
    pub cloud: Option<Cloud>,
    /// The application role of the protocol.
    pub role: Option<&'static str>,
}

/// A script, in the language of the program that runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Which part of a remedy it is.
    pub part: Part,
    /// `powershell` (Exchange Online), `sh` (Azure CLI) or `url` (to be opened in a browser).
    pub language: &'static str,
    /// The commands.
    pub text: String,
}

/// A part of a remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What removes the cause.
    Do,
    /// What shows that it is removed, and changes nothing.
    Verify,
    /// What takes it back.
    Undo,
}

impl Part {
    /// The id of its title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Do => "remedy-do",
            Self::Verify => "remedy-verify",
            Self::Undo => "remedy-undo",
        }
    }
}

impl Values {
    /// The values of a test: of its login, and of the claims that its stages read.
    #[must_use]
    pub fn of_test(
        form: FormName,
        login: Option<&Login>,
        sender: Option<&str>,
        stages: &[StageReport],
    ) -> Self {
        let oauth = login.and_then(|login| match &login.credential {
            Credential::OAuth(oauth) => Some(oauth),
            Credential::Password(_) => None,
        });
        let authority = oauth.and_then(|oauth| oauth.authority.as_ref());
        let claims = stages.iter().find(|stage| stage.stage == Stage::Claims);
        let claim = |name: &str| match claims?.facts.get(name)? {
            Fact::Text(text) => Some(text.clone()),
            Fact::Flag(_) | Fact::Number(_) | Fact::List(_) => None,
        };
        Self {
            mailbox: login.map(|login| login.mailbox().to_owned()),
            sender: sender.map(ToOwned::to_owned),
            client_id: oauth.and_then(|oauth| oauth.client_id()).map(ToOwned::to_owned),
            object_id: claim("oid"),
            tenant: authority.and_then(|authority| authority.tenant.clone()),
            cloud: authority.and_then(|authority| authority.cloud),
            role: Some(match form {
                FormName::Outgoing => "SMTP.SendAsApp",
                FormName::Incoming => "IMAP.AccessAsApp",
            }),
        }
    }

    fn mailbox(&self) -> String {
        powershell(self.mailbox.as_deref().unwrap_or("<address of the mailbox>"))
    }

    fn sender(&self) -> String {
        let sender = self.sender.as_deref().or(self.mailbox.as_deref());
        powershell(sender.unwrap_or("<address of the sender>"))
    }

    fn object_id(&self) -> String {
        let id = self.object_id.as_deref();
        powershell(
            id.unwrap_or("<Object ID of the Enterprise application, not of the registration>"),
        )
    }

    fn app_id(&self) -> &str {
        self.client_id.as_deref().unwrap_or("<Application (client) ID>")
    }

    fn connect(&self) -> String {
        let mut line = "Connect-ExchangeOnline".to_owned();
        if let Some(tenant) = &self.tenant {
            line.push_str(" -Organization ");
            line.push_str(&powershell(tenant));
        }
        match self.cloud {
            Some(Cloud::UsGovernment) => {
                line.push_str(" -ExchangeEnvironmentName O365USGovGCCHigh");
            }
            Some(Cloud::China) => line.push_str(" -ExchangeEnvironmentName O365China"),
            _ => {}
        }
        line
    }

    /// The page on which an administrator consents, where client and tenant are known.
    #[must_use]
    pub fn consent_url(&self) -> Option<String> {
        let (tenant, client_id) = (self.tenant.as_deref()?, self.client_id.as_deref()?);
        if !is_guid(tenant) && !is_host_name(tenant) {
            return None;
        }
        let cloud = self.cloud.unwrap_or(Cloud::Global);
        let mut url = Url::parse(&format!("https://{}", cloud.sign_in_host())).ok()?;
        url.path_segments_mut().ok()?.extend([tenant, "v2.0", "adminconsent"]);
        url.query_pairs_mut()
            .append_pair("client_id", client_id)
            .append_pair("scope", cloud.mail_scope());
        Some(url.into())
    }
}

/// The scripts that remove a cause; none where no command does.
#[must_use]
pub fn scripts(cause: &str, values: &Values) -> Vec<Script> {
    let scripts = in_exchange(cause, values);
    if scripts.is_empty() { in_entra(cause, values) } else { scripts }
}

/// What Exchange Online PowerShell does.
fn in_exchange(cause: &str, values: &Values) -> Vec<Script> {
    let (mailbox, object_id) = (values.mailbox(), values.object_id());
    match cause {
        "service-principal-missing" => {
            let app = powershell(values.app_id());
            exchange(
                values,
                &format!(
                    "New-ServicePrincipal -AppId {app} -ObjectId {object_id}\n\
                     Add-MailboxPermission -Identity {mailbox} -User {object_id} -AccessRights FullAccess -AutoMapping $false"
                ),
                &format!(
                    "Get-ServicePrincipal | Where-Object AppId -eq {app} | Format-List DisplayName, AppId, ObjectId\n\
                     Get-MailboxPermission -Identity {mailbox} | Format-Table User, AccessRights"
                ),
                &format!(
                    "Remove-MailboxPermission -Identity {mailbox} -User {object_id} -AccessRights FullAccess -Confirm:$false\n\
                     Remove-ServicePrincipal -Identity {object_id} -Confirm:$false"
                ),
            )
        }
        "mailbox-permission-missing" | "mailbox-logon-failure" => exchange(
            values,
            &format!(
                "Add-MailboxPermission -Identity {mailbox} -User {object_id} -AccessRights FullAccess -AutoMapping $false"
            ),
            &format!("Get-MailboxPermission -Identity {mailbox} | Format-Table User, AccessRights"),
            &format!(
                "Remove-MailboxPermission -Identity {mailbox} -User {object_id} -AccessRights FullAccess -Confirm:$false"
            ),
        ),
        "smtp-auth-disabled-mailbox" | "smtp-auth-disabled-tenant" => exchange(
            values,
            &format!("Set-CASMailbox -Identity {mailbox} -SmtpClientAuthenticationDisabled $false"),
            &format!(
                "Get-CASMailbox -Identity {mailbox} | Format-List SmtpClientAuthenticationDisabled\n\
                 Get-TransportConfig | Format-List SmtpClientAuthenticationDisabled"
            ),
            // Not `$true`: without a value the mailbox follows the organisation, as it did before.
            &format!("Set-CASMailbox -Identity {mailbox} -SmtpClientAuthenticationDisabled $null"),
        ),
        "protocol-disabled" => {
            let switch = match values.role {
                Some("POP.AccessAsApp") => "PopEnabled",
                _ => "ImapEnabled",
            };
            exchange(
                values,
                &format!("Set-CASMailbox -Identity {mailbox} -{switch} $true"),
                &format!(
                    "Get-CASMailbox -Identity {mailbox} | Format-List ImapEnabled, PopEnabled"
                ),
                &format!("Set-CASMailbox -Identity {mailbox} -{switch} $false"),
            )
        }
        "send-as-denied" => {
            let sender = values.sender();
            exchange(
                values,
                &format!(
                    "Add-RecipientPermission -Identity {sender} -Trustee {object_id} -AccessRights SendAs -Confirm:$false"
                ),
                &format!(
                    "Get-RecipientPermission -Identity {sender} | Format-Table Trustee, AccessRights"
                ),
                &format!(
                    "Remove-RecipientPermission -Identity {sender} -Trustee {object_id} -AccessRights SendAs -Confirm:$false"
                ),
            )
        }
        _ => Vec::new(),
    }
}

/// What the Azure CLI or a page of Entra does.
fn in_entra(cause: &str, values: &Values) -> Vec<Script> {
    match cause {
        "token-missing-role" | "permission-not-requested" => {
            let setting = format!("{}\n{}", app_variable(values), role_variable(values));
            azure(
                &format!(
                    "{setting}\n\
                     az ad app permission add --id \"$app\" --api \"$exchange\" --api-permissions \"$role=Role\"\n\
                     az ad app permission admin-consent --id \"$app\""
                ),
                &format!("{}\naz ad app permission list --id \"$app\"", app_variable(values)),
                &format!(
                    "{setting}\n\
                     az ad app permission delete --id \"$app\" --api \"$exchange\" --api-permissions \"$role\""
                ),
            )
        }
        "consent-missing" | "admin-consent-required" => values
            .consent_url()
            .map(|text| Script { part: Part::Do, language: "url", text })
            .into_iter()
            .collect(),
        "enterprise-app-missing" => azure(
            &format!("{}\naz ad sp create --id \"$app\"", app_variable(values)),
            &format!("{}\naz ad sp show --id \"$app\" --query id", app_variable(values)),
            &format!("{}\naz ad sp delete --id \"$app\"", app_variable(values)),
        ),
        // Without `--append` the command removes every other secret.
        "secret-invalid" | "secret-expired" | "client-auth-missing" => azure(
            &format!(
                "{}\naz ad app credential reset --id \"$app\" --append --display-name mail --years 1",
                app_variable(values)
            ),
            &format!("{}\naz ad app credential list --id \"$app\"", app_variable(values)),
            &format!(
                "{}\naz ad app credential delete --id \"$app\" --key-id '<keyId of the list>'",
                app_variable(values)
            ),
        ),
        _ => Vec::new(),
    }
}

fn exchange(values: &Values, act: &str, verify: &str, undo: &str) -> Vec<Script> {
    let connect = values.connect();
    let script = |part, text: &str| Script {
        part,
        language: "powershell",
        text: format!("{connect}\n{text}\n"),
    };
    vec![script(Part::Do, act), script(Part::Verify, verify), script(Part::Undo, undo)]
}

fn azure(act: &str, verify: &str, undo: &str) -> Vec<Script> {
    let script = |part, text: &str| Script { part, language: "sh", text: format!("{text}\n") };
    vec![script(Part::Do, act), script(Part::Verify, verify), script(Part::Undo, undo)]
}

fn app_variable(values: &Values) -> String {
    format!("app={}", shell(values.app_id()))
}

/// The id of the role is looked up by its name, which is the same in every tenant.
fn role_variable(values: &Values) -> String {
    let role = values.role.unwrap_or("IMAP.AccessAsApp");
    format!(
        "exchange='00000002-0000-0ff1-ce00-000000000000'\n\
         role=$(az ad sp show --id \"$exchange\" --query \"appRoles[?value=='{role}'].id\" --output tsv)"
    )
}

/// A value in the single quotes of PowerShell, in which nothing but the quote itself means anything;
/// PowerShell takes the curly ones for quotes, too.
#[must_use]
pub fn powershell(value: &str) -> String {
    quoted(value, |c, text| {
        text.push(c);
        if matches!(c, '\'' | '‘' | '’' | '‚' | '‛') {
            text.push(c);
        }
    })
}

/// A value in the single quotes of a POSIX shell.
#[must_use]
pub fn shell(value: &str) -> String {
    quoted(value, |c, text| if c == '\'' { text.push_str("'\\''") } else { text.push(c) })
}

/// No address, id or name has a control character: one could end a line where somebody pastes it.
fn quoted(value: &str, mut push: impl FnMut(char, &mut String)) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('\'');
    value.chars().filter(|c| !c.is_control()).for_each(|c| push(c, &mut text));
    text.push('\'');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAUSES: [&str; 14] = [
        "service-principal-missing",
        "mailbox-permission-missing",
        "mailbox-logon-failure",
        "smtp-auth-disabled-mailbox",
        "smtp-auth-disabled-tenant",
        "protocol-disabled",
        "send-as-denied",
        "token-missing-role",
        "permission-not-requested",
        "consent-missing",
        "enterprise-app-missing",
        "secret-invalid",
        "secret-expired",
        "client-auth-missing",
    ];

    fn values(value: &str) -> Values {
        let some = || Some(value.to_owned());
        Values {
            mailbox: some(),
            sender: some(),
            client_id: some(),
            object_id: some(),
            tenant: some(),
            cloud: Some(Cloud::Global),
            role: Some("IMAP.AccessAsApp"),
        }
    }

    #[test]
    fn every_cause_with_a_script_is_one() {
        for cause in CAUSES {
            assert!(crate::diagnosis::CAUSES.contains(&cause), "{cause}");
            assert!(!scripts(cause, &values("contoso.example")).is_empty(), "{cause}");
        }
        assert!(scripts("dns-not-found", &values("x")).is_empty());
    }

    /// What is left of a script outside its single quotes; in sh a backslash takes the next letter.
    fn outside(text: &str, language: &str) -> String {
        let mut rest = String::new();
        let mut within = false;
        let mut letters = text.chars();
        while let Some(c) = letters.next() {
            let is_quote = c == '\'' || language == "powershell" && "‘’‚‛".contains(c);
            if is_quote {
                within = !within;
            } else if !within && language == "sh" && c == '\\' {
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
            "a'b; Remove-Mailbox x",
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
                    assert_ne!(script.language, "url", "{value:?} is no tenant");
                    let rest = outside(&script.text, script.language);
                    assert!(!rest.contains("evil"), "{cause} {value:?}: {}", script.text);
                    assert!(!rest.contains("Remove-Mailbox x"), "{cause}: {}", script.text);
                }
            }
        }
    }

    #[test]
    fn quotes_of_both_languages() {
        for (value, in_powershell, in_shell) in [
            ("me@example.com", "'me@example.com'", "'me@example.com'"),
            ("o'brien@example.com", "'o''brien@example.com'", "'o'\\''brien@example.com'"),
            ("’x", "'’’x'", "'’x'"),
            ("a\r\nb", "'ab'", "'ab'"),
        ] {
            assert_eq!(powershell(value), in_powershell);
            assert_eq!(shell(value), in_shell);
        }
    }

    #[test]
    fn the_page_of_consent_is_the_cloud_s_own() {
        let values = Values {
            tenant: Some("contoso.onmicrosoft.us".to_owned()),
            client_id: Some("11111111-2222-4333-8444-555555555555".to_owned()),
            cloud: Some(Cloud::UsGovernment),
            ..Values::default()
        };
        assert_eq!(
            values.consent_url().expect("a URL"),
            "https://login.microsoftonline.us/contoso.onmicrosoft.us/v2.0/adminconsent?client_id=11111111-2222-4333-8444-555555555555&scope=https%3A%2F%2Foutlook.office365.us%2F.default"
        );
        assert_eq!(Values::default().consent_url(), None);
    }
}
