//! Acts: what an administrator does by commands, each as files of `core/scripts`, and the scripts that
//! are made of them.
//!
//! A file has the sections `# find`, `# do`, `# verify` and `# undo`, and `# alone` for what comes before
//! `# do` where the act is no step of a set-up. It names what it acts on by variables, and a script
//! begins with those that it needs: that is the only place where a value stands, in quotes that it
//! cannot leave. No script does anything before all of them are filled in, and in another tenant than
//! the one that is meant.
//!
//! Sources: Microsoft, *Exchange Online PowerShell* (2026-08-21), *Authenticate an IMAP, POP or SMTP
//! connection using OAuth* (2026-06-19), *SMTP onboarding to App RBAC* (2025-10-17), *Microsoft Graph
//! PowerShell* and *Azure CLI: az ad* (2026-11-24); Google, *gcloud reference* (2026-11-24).

use std::collections::BTreeSet;

use super::{Access, Values, quote};
use crate::{Cloud, authority::TenantKind};

/// A script, in the language of the program that runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Which part of a remedy it is.
    pub part: Part,
    /// What it is written in.
    pub language: Language,
    /// Whether it is another way, instead of the scripts before it.
    pub is_instead: bool,
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
    /// Every part, in order.
    pub const ALL: [Self; 3] = [Self::Do, Self::Verify, Self::Undo];

    /// Its name in data, and the title of its section.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Do => "do",
            Self::Verify => "verify",
            Self::Undo => "undo",
        }
    }
}

/// What a script is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// PowerShell.
    PowerShell,
    /// A POSIX shell.
    Shell,
    /// An address, to be opened in a browser.
    Url,
}

impl Language {
    /// Its name in data.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::PowerShell => "powershell",
            Self::Shell => "sh",
            Self::Url => "url",
        }
    }
}

/// The tool that an act is done with, which decides how one signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Exchange Online PowerShell.
    Exchange,
    /// Microsoft Graph PowerShell, or the Azure CLI.
    Entra,
    /// The Google Cloud CLI.
    Google,
}

/// What an administrator does by commands.
#[derive(Debug)]
pub(crate) struct Act {
    pub(crate) tool: Tool,
    powershell: &'static str,
    shell: &'static str,
}

macro_rules! acts {
    ($($folder:literal $tool:ident { $($name:ident = $file:literal,)* })*) => {
        $($(pub(crate) static $name: Act = acts!(@ $tool, $folder, $file);)*)*

        /// Every act.
        #[cfg(test)]
        pub(crate) static ACTS: &[&Act] = &[$($(&$name,)*)*];
    };
    // What Exchange Online does, only PowerShell says.
    (@ Exchange, $folder:literal, $file:literal) => {
        Act { tool: Tool::Exchange, powershell: acts!(@file $folder, $file, "ps1"), shell: "" }
    };
    (@ $tool:ident, $folder:literal, $file:literal) => {
        Act {
            tool: Tool::$tool,
            powershell: acts!(@file $folder, $file, "ps1"),
            shell: acts!(@file $folder, $file, "sh"),
        }
    };
    (@file $folder:literal, $file:literal, $extension:literal) => {
        include_str!(concat!("../../scripts/", $folder, "/", $file, ".", $extension))
    };
}

acts! {
    "exchange" Exchange {
        APPLICATION_ROLE = "application-role",
        AUTHENTICATION_POLICY = "authentication-policy",
        BLOCKED_SENDER = "blocked-sender",
        IMAP = "imap",
        MAILBOX = "mailbox",
        MAILBOX_PERMISSION = "mailbox-permission",
        MAILBOX_PERMISSION_TO_SEND = "mailbox-permission-to-send",
        MAILBOX_SIZE = "mailbox-size",
        POP = "pop",
        SEND_AS = "send-as",
        SERVICE_PRINCIPAL = "service-principal",
        SMTP_AUTH = "smtp-auth",
        SMTP_AUTH_ORGANISATION = "smtp-auth-organisation",
    }
    "entra" Entra {
        ACCOUNT = "account",
        CERTIFICATE = "certificate",
        ENABLED = "enabled",
        PERMISSIONS = "permissions",
        PRINCIPAL = "principal",
        PUBLIC_CLIENT = "public-client",
        REDIRECTS = "redirects",
        REGISTRATION = "registration",
        RESOURCE = "resource",
        ROLES = "roles",
        SCOPES = "scopes",
        SECRET = "secret",
        SETTINGS = "settings",
        SIGN_INS = "sign-ins",
        USER = "user",
        USER_ASSIGNMENT = "user-assignment",
    }
    "google" Google {
        DELEGATION = "delegation",
        KEY = "key",
        PROJECT = "project",
        SERVICE_ACCOUNT = "service-account",
    }
}

impl Act {
    /// The commands of a section; empty where there are none.
    pub(crate) fn section(&self, language: Language, name: &str) -> &'static str {
        let file = match language {
            Language::PowerShell => self.powershell,
            Language::Shell => self.shell,
            Language::Url => "",
        };
        let mut from = None;
        let mut at = 0;
        for line in file.split_inclusive('\n') {
            let title = line.trim_end().strip_prefix("# ").unwrap_or_default();
            let is_title = matches!(title, "find" | "alone" | "do" | "verify" | "undo");
            match from {
                Some(from) if is_title => return file.get(from..at).unwrap_or_default(),
                None if is_title && title == name => from = Some(at + line.len()),
                _ => {}
            }
            at += line.len();
        }
        from.and_then(|from| file.get(from..)).unwrap_or_default()
    }
}

/// The scripts of acts that one tool does together, part by part and language by language; undone in
/// the opposite order.
pub(crate) fn scripts(acts: &[&Act], values: &Values) -> Vec<Script> {
    let mut scripts = Vec::new();
    let Some(tool) = acts.first().map(|act| act.tool) else { return scripts };
    for language in [Language::PowerShell, Language::Shell] {
        for part in Part::ALL {
            let sections = acts.iter().map(|act| act.section(language, part.id()));
            let body: String = match part {
                Part::Undo => sections.rev().collect(),
                Part::Do | Part::Verify => sections.collect(),
            };
            if body.is_empty() {
                continue;
            }
            let alone: String = match part {
                Part::Do => acts.iter().map(|act| act.section(language, "alone")).collect(),
                Part::Verify | Part::Undo => String::new(),
            };
            let body = format!("{}{alone}{body}", found(tool, language, &body));
            let body = format!("{}{body}", connect(tool, language, values, &body));
            let text = framed(language, "", &body, &body, values);
            scripts.push(Script { part, language, is_instead: false, text });
        }
    }
    scripts
}

/// PowerShell goes on at an error unless it is told.
pub(crate) const STOP_AT_ERRORS: &str = "$ErrorActionPreference = 'Stop'\n";

/// For `ShellCheck`: what looks like a quote or a command in a value is meant as it stands.
const NOTE: &str = "# shellcheck disable=SC1003,SC1018,SC1110,SC1111,SC1112,SC2016\n";

/// So that nobody takes a script for one of a real tenant.
const SIMULATION: &str =
    "# A simulation: the values are of Mailvet's sandbox, and of no real tenant.\n";

/// A whole script: what it is, the values that `naming` names, and its commands.
pub(crate) fn framed(
    language: Language,
    head: &str,
    naming: &str,
    body: &str,
    values: &Values,
) -> String {
    let given = filled_in(language, naming, values);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "\n'=$@.-_ :/<>();".contains(c);
    let first = match language {
        Language::Shell if given.chars().all(is_plain) => "#!/bin/sh\n".to_owned(),
        Language::Shell => format!("#!/bin/sh\n{NOTE}"),
        Language::PowerShell | Language::Url => String::new(),
    };
    let simulation = if values.is_simulation { SIMULATION } else { "" };
    let stop = if language == Language::Shell { "set -eu\n" } else { STOP_AT_ERRORS };
    format!("{first}{head}{simulation}{stop}\n{given}\n{body}")
}

/// How ids are found that the commands need and no value gives.
fn found(tool: Tool, language: Language, body: &str) -> String {
    let find = |act: &Act| act.section(language, "find");
    match tool {
        Tool::Exchange => String::new(),
        Tool::Google => find(&SERVICE_ACCOUNT).to_owned(),
        Tool::Entra => {
            let needs_principal = ["objectId", "principal", "object_id"]
                .iter()
                .any(|name| mentions(language, body, name));
            let principal = if needs_principal { find(&PRINCIPAL) } else { "" };
            let registration =
                if mentions(language, body, "application") { find(&REGISTRATION) } else { "" };
            format!("{registration}{principal}")
        }
    }
}

/// How one signs in with a tool for these commands, and that it is to the tenant that is meant: who is
/// signed in elsewhere already stays so.
pub(crate) fn connect(tool: Tool, language: Language, values: &Values, body: &str) -> String {
    let environment = values.environment();
    match (tool, language) {
        (Tool::Exchange, Language::PowerShell) => {
            let name = environment.map_or_else(String::new, |environment| {
                format!(" -ExchangeEnvironmentName '{}'", environment.exchange_name())
            });
            format!(
                "Connect-ExchangeOnline -Organization $tenant{name} -ShowBanner:$false\n{EXCHANGE_TENANT}"
            )
        }
        (Tool::Entra, Language::PowerShell) => {
            let name = environment.map_or_else(String::new, |environment| {
                format!(" -Environment '{}'", environment.graph_name())
            });
            let scopes = graph_scopes(body).join("', '");
            format!(
                "Connect-MgGraph -TenantId $tenant{name} -Scopes '{scopes}' -NoWelcome\n{GRAPH_TENANT}"
            )
        }
        (Tool::Entra, Language::Shell) => {
            let name = environment.map_or_else(String::new, |environment| {
                format!("az cloud set --name {}\n", environment.azure_name())
            });
            format!("{name}{AZURE}")
        }
        _ => String::new(),
    }
}

const EXCHANGE_TENANT: &str = r#"$connected = @(Get-ConnectionInformation | ForEach-Object { "$($_.TenantID)" } | Select-Object -Unique)
$domains = @(Get-AcceptedDomain | ForEach-Object { "$($_.DomainName)" })
if ($connected.Count -ne 1 -or $tenant -notin ($connected + $domains)) {
    throw "Exchange Online PowerShell is not connected to the tenant $tenant alone. Run Disconnect-ExchangeOnline, and sign in there."
}
"#;

const GRAPH_TENANT: &str = r#"$organisation = Get-MgOrganization
if ($tenant -notin (@($organisation.Id) + @($organisation.VerifiedDomains.Name))) {
    throw "Microsoft Graph PowerShell is not connected to the tenant $tenant. Run Disconnect-MgGraph, and sign in there."
}
"#;

const AZURE: &str = r#"az account show >/dev/null 2>&1 || az login --allow-no-subscriptions --tenant "$tenant" >/dev/null
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
if ! az rest --url "${graph%/}/v1.0/organization" --query 'value[0].[id, verifiedDomains[].name][]' --output tsv | grep -iqxF -e "$tenant"; then
  printf '%s\n' "The Azure CLI is not signed in to the tenant $tenant. Sign in there: az login --allow-no-subscriptions --tenant $tenant" >&2
  exit 1
fi
"#;

/// What Microsoft Graph PowerShell has to be allowed for these commands, and no more.
///
/// Source: Microsoft, *Microsoft Graph permissions reference* (2026-11-24).
fn graph_scopes(body: &str) -> Vec<&'static str> {
    let words = body.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let scopes: BTreeSet<_> = words.flat_map(scopes_of).copied().collect();
    scopes.into_iter().collect()
}

/// What a command of Microsoft Graph PowerShell has to be allowed.
fn scopes_of(command: &str) -> &'static [&'static str] {
    let Some((verb, noun)) = command.split_once("-Mg") else { return &[] };
    match (verb, noun) {
        (
            "Get",
            "Application"
            | "ServicePrincipal"
            | "ServicePrincipalAppRoleAssignment"
            | "ServicePrincipalAppRoleAssignedTo",
        ) => &["Application.Read.All"],
        ("Get", "User") => &["User.Read.All"],
        ("Get", "Oauth2PermissionGrant") => &["Directory.Read.All"],
        ("Get", "AuditLogSignIn") => &["AuditLog.Read.All", "Directory.Read.All"],
        ("Update", "User") => &["User.EnableDisableAccount.All", "User.Read.All"],
        ("New" | "Remove", noun) if noun.starts_with("ServicePrincipalAppRoleAssign") => {
            &["AppRoleAssignment.ReadWrite.All"]
        }
        ("New" | "Update" | "Remove", "Oauth2PermissionGrant") => {
            &["DelegatedPermissionGrant.ReadWrite.All"]
        }
        ("New" | "Update" | "Remove", "Application" | "ServicePrincipal")
        | ("Add" | "Remove", "ApplicationPassword") => &["Application.ReadWrite.All"],
        _ => &[],
    }
}

/// A value that scripts name.
struct Variable {
    /// Its name in PowerShell and in sh.
    names: (&'static str, &'static str),
    value: fn(&Values) -> Content,
}

enum Content {
    /// A value, or what stands in its place until it is filled in.
    One(Option<String>, &'static str),
    List(Vec<&'static str>),
    /// The same as another variable, by its name in PowerShell.
    Same(&'static str),
}

/// A value, or where it is not known that of another variable.
fn or_same(value: Option<&String>, other: &'static str) -> Content {
    value.map_or(Content::Same(other), |value| Content::One(Some(value.clone()), ""))
}

/// The values of what the application does, or what stands in their place where nobody knows that.
fn several(
    values: &Values,
    items: impl Iterator<Item = &'static str>,
    hint: &'static str,
) -> Content {
    if values.access.is_empty() { Content::One(None, hint) } else { Content::List(items.collect()) }
}

const VARIABLES: &[Variable] = &[
    // `common` and the like are no tenant that anything could be done in.
    one("tenant", "tenant", |values| {
        let tenant = values.tenant.clone().filter(|tenant| !TenantKind::of(tenant).is_shared());
        Content::One(tenant, "<tenant, by id or domain>")
    }),
    one("name", "name", |values| Content::One(Some(values.name()), "")),
    one("clientId", "client_id", |values| {
        Content::One(values.client_id.clone(), "<Application (client) ID>")
    }),
    one("appId", "app_id", |values| {
        Content::One(values.client_id.clone(), "<Application (client) ID>")
    }),
    one("objectId", "object_id", |values| {
        Content::One(
            values.object_id.clone(),
            "<Object ID of the Enterprise application, not of the registration>",
        )
    }),
    one("mailbox", "mailbox", |values| {
        Content::One(values.mailbox.clone(), "<address of the mailbox>")
    }),
    one("smtpMailbox", "smtp_mailbox", |values| or_same(values.smtp_mailbox.as_ref(), "mailbox")),
    one("sender", "sender", |values| or_same(values.sender.as_ref(), "smtpMailbox")),
    one("user", "user", |values| Content::One(values.user.clone(), "<address of the user>")),
    // Whom Exchange gives a right: the user who signs in, or else the application.
    one("trustee", "trustee", |values| {
        Content::Same(if values.user.is_some() { "user" } else { "objectId" })
    }),
    one("roles", "roles", |values| several(values, values.roles(), "<roles like SMTP.SendAsApp>")),
    // One token is of one resource.
    one("resource", "resource", |values| {
        let (exchange, graph) =
            ("00000002-0000-0ff1-ce00-000000000000", "00000003-0000-0000-c000-000000000000");
        Content::One(Some(if values.is_by_graph() { graph } else { exchange }.to_owned()), "")
    }),
    one("scopes", "scopes", |values| several(values, values.scopes(), "<scopes like SMTP.Send>")),
    one("applicationRoles", "application_roles", |values| {
        several(values, values.application_roles(), "<roles like SMTP.SendAsApp>")
    }),
    one("signInHost", "sign_in_host", |values| {
        let cloud = values.cloud.unwrap_or(Cloud::Global);
        Content::One(Some(cloud.sign_in_host().to_owned()), "")
    }),
    one("secretFile", "secret_file", |values| {
        Content::One(Some(values.secret_file.clone().unwrap_or("client-secret.txt".to_owned())), "")
    }),
    one("certificateFile", "certificate_file", |values| {
        Content::One(values.certificate_file.clone(), "<file of the certificate>")
    }),
    one("redirectUri", "redirect_uri", |_| Content::One(Some("http://localhost".to_owned()), "")),
    one("project", "project", |_| Content::One(None, "<id of the Google Cloud project>")),
    one("accountName", "account_name", |_| Content::One(Some("mail-access".to_owned()), "")),
    one("keyFile", "key_file", |values| {
        Content::One(Some(values.key_file.clone().unwrap_or("service-account.json".to_owned())), "")
    }),
];

const fn one(
    powershell: &'static str,
    shell: &'static str,
    value: fn(&Values) -> Content,
) -> Variable {
    Variable { names: (powershell, shell), value }
}

/// The variables that the commands name and do not set, each on a line, with their values, and a stop
/// where one is left to be filled in.
fn filled_in(language: Language, body: &str, values: &Values) -> String {
    let needed = needed(language, body, values);
    let declarations = needed.iter().map(|variable| variable.declaration(language, values));
    let unfilled = needed
        .iter()
        .filter(|variable| matches!((variable.value)(values), Content::One(None, _)))
        .map(|variable| variable.name(language));
    let stops = unfilled.map(|name| match language {
        Language::Shell => format!(
            "case ${name} in '<'*) echo 'Fill in {name} at the start of this script.' >&2; exit 2 ;; esac\n"
        ),
        Language::PowerShell | Language::Url => format!(
            "if (${name} -like '<*') {{ throw 'Fill in ${name} at the start of this script.' }}\n"
        ),
    });
    declarations.chain(stops).collect()
}

/// The variables that the commands name and do not set, and those that these are the same as.
fn needed(language: Language, body: &str, values: &Values) -> Vec<&'static Variable> {
    let mut needed: Vec<&'static Variable> = Vec::new();
    for variable in VARIABLES.iter().rev() {
        let name = variable.name(language);
        let is_same = |other: &&Variable| matches!((other.value)(values), Content::Same(same) if same == variable.names.0);
        if (mentions(language, body, name) || needed.iter().any(is_same))
            && !sets(language, body, name)
        {
            needed.push(variable);
        }
    }
    needed.reverse();
    needed
}

/// How a shell gives PowerShell the values that its commands name, and how these are taken: by the
/// environment, so that each value stands in the shell's quotes alone.
pub(crate) fn handed_over(body: &str) -> (String, String) {
    let language = Language::PowerShell;
    let known = Values { access: Access::ALL.to_vec(), ..Values::default() };
    let mut given = Vec::new();
    let mut taken = Vec::new();
    for Variable { names: (name, of_shell), value } in VARIABLES {
        if !mentions(language, body, name) || sets(language, body, name) {
            continue;
        }
        let is_list = matches!(value(&known), Content::List(_));
        let split = if is_list { " -split ' '" } else { "" };
        given.push(format!("{of_shell}=\"${of_shell}\""));
        taken.push(format!("${name} = $env:{of_shell}{split}\n"));
    }
    (given.join(" "), taken.concat())
}

impl Variable {
    fn name(&self, language: Language) -> &'static str {
        match language {
            Language::Shell => self.names.1,
            Language::PowerShell | Language::Url => self.names.0,
        }
    }

    fn declaration(&self, language: Language, values: &Values) -> String {
        let name = self.name(language);
        let is_shell = language == Language::Shell;
        match (self.value)(values) {
            Content::One(value, hint) => {
                let value = value.unwrap_or_else(|| hint.to_owned());
                if is_shell {
                    format!("{name}={}\n", quote::shell(&value))
                } else {
                    format!("${name} = {}\n", quote::powershell(&value))
                }
            }
            Content::Same(other) => {
                let other = VARIABLES.iter().find(|variable| variable.names.0 == other);
                let other = other.map_or("", |variable| variable.name(language));
                if is_shell {
                    format!("{name}=${other}\n")
                } else {
                    format!("${name} = ${other}\n")
                }
            }
            Content::List(items) if is_shell => format!("{name}='{}'\n", items.join(" ")),
            Content::List(items) => {
                let items: Vec<_> = items.iter().map(|item| format!("'{item}'")).collect();
                format!("${name} = @({})\n", items.join(", "))
            }
        }
    }
}

/// Whether the commands read a variable.
pub(crate) fn mentions(language: Language, body: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let marks: &[&str] = if language == Language::Shell { &["$", "${"] } else { &["$"] };
    marks.iter().any(|mark| {
        let word = format!("{mark}{name}");
        body.match_indices(&word)
            .any(|(at, _)| !body.get(at + word.len()..).unwrap_or_default().starts_with(is_part))
    })
}

/// Whether the commands set a variable themselves.
fn sets(language: Language, body: &str, name: &str) -> bool {
    let start =
        if language == Language::Shell { format!("{name}=") } else { format!("${name} = ") };
    body.lines().any(|line| line.starts_with(&start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_verifies_and_changes_nothing_by_it() {
        for act in ACTS {
            for language in [Language::PowerShell, Language::Shell] {
                if language == Language::Shell && act.tool == Tool::Exchange {
                    continue;
                }
                let verify = act.section(language, "verify");
                assert!(!verify.is_empty(), "{act:?}");
                for verb in [
                    "New-", "Set-", "Add-", "Update-", "Remove-", "--method", " create ",
                    " delete ", " update", " reset", " set ",
                ] {
                    assert!(!verify.contains(verb), "{verify}");
                    assert!(!act.section(language, "find").contains(verb), "{act:?}");
                }
                // A remedy is in every language the same.
                let has = |part| !act.section(Language::PowerShell, part).is_empty();
                if act.tool != Tool::Exchange {
                    for part in Part::ALL {
                        let part = part.id();
                        assert_eq!(
                            has(part),
                            !act.section(Language::Shell, part).is_empty(),
                            "{act:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn graph_is_asked_for_no_more_than_the_commands_need() {
        for act in ACTS.iter().filter(|act| act.tool == Tool::Entra) {
            for section in ["find", "do", "verify", "undo"] {
                let body = act.section(Language::PowerShell, section);
                let words = body.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
                for command in words.filter(|word| word.contains("-Mg")) {
                    let is_free = matches!(command, "Get-MgContext" | "Get-MgOrganization");
                    assert_eq!(scopes_of(command).is_empty(), is_free, "{command}");
                }
            }
            for script in scripts(&[*act], &Values::default()) {
                let is_reading = script.part == Part::Verify;
                assert!(!is_reading || !script.text.contains("ReadWrite"), "{}", script.text);
            }
        }
        let sign_ins = scripts(&[&SIGN_INS], &Values::default()).swap_remove(0).text;
        assert!(
            sign_ins.contains("-Scopes 'AuditLog.Read.All', 'Directory.Read.All'"),
            "{sign_ins}"
        );
    }

    #[test]
    fn every_script_stops_at_errors_placeholders_and_other_tenants() {
        for act in ACTS {
            for script in scripts(&[*act], &Values::default()) {
                let Script { text, language, .. } = &script;
                let (stop, fill_in, tenant) = match language {
                    Language::Shell => ("#!/bin/sh\n", "case $tenant in '<'*)", "grep -iqxF"),
                    _ => ("$ErrorActionPreference = 'Stop'\n", "$tenant -like '<*'", "-notin"),
                };
                assert!(text.starts_with(stop), "{text}");
                assert!(*language != Language::Shell || text.contains("\nset -eu\n"), "{text}");
                // A command that fails within a loop's head or another's argument stops nothing.
                assert!(!text.contains(" in $(") && !text.contains("/$(az"), "{text}");
                let is_of_tenant = act.tool != Tool::Google;
                assert_eq!(text.contains(fill_in), is_of_tenant, "{text}");
                assert_eq!(text.contains(tenant), is_of_tenant, "{text}");
                assert!(!text.contains("s = @()\n") && !text.contains("s=''\n"), "{text}");
            }
        }
        let shared = Values { tenant: Some("common".to_owned()), ..Values::default() };
        let script = scripts(&[&SECRET], &shared).swap_remove(0).text;
        assert!(script.contains("$tenant = '<tenant, by id or domain>'"), "{script}");
        assert!(script.contains("'Fill in $clientId at the start"), "{script}");
    }

    #[test]
    fn what_a_simulation_gives_says_so() {
        let values = Values {
            tenant: Some("contoso.onmicrosoft.com".to_owned()),
            client_id: Some("11111111-2222-4333-8444-555555555555".to_owned()),
            is_simulation: true,
            ..Values::default()
        };
        for script in crate::remedy::scripts("consent-missing", &values) {
            assert!(script.text.contains("# A simulation"), "{}", script.text);
        }
    }

    #[test]
    fn variables_are_told_apart() {
        let shell = |body: &str, name| mentions(Language::Shell, body, name);
        assert!(shell("\"$role\"", "role") && shell("${graph%/}", "graph"));
        assert!(!shell("\"$roles\" $role_id", "role"));
        assert!(sets(Language::Shell, "app_id=$client_id\n", "app_id"));
        assert!(!sets(Language::Shell, "  app_id=$client_id\n", "app_id"));
        assert!(sets(Language::PowerShell, "$appId = 'x'\n", "appId"));
    }
}
