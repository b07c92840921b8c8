//! Acts: what an administrator does by commands, each as files of `core/scripts`, and the scripts that
//! are made of them.
//!
//! A file has the sections `# find`, `# do`, `# verify` and `# undo`. It names what it acts on by
//! variables, and a script begins with those that it needs: that is the only place where a value
//! stands, in quotes that it cannot leave.
//!
//! Sources: Microsoft, *Exchange Online PowerShell* (2026-08-21), *Authenticate an IMAP, POP or SMTP
//! connection using OAuth* (2026-06-19), *SMTP onboarding to App RBAC* (2025-10-17), *Microsoft Graph
//! PowerShell* and *Azure CLI: az ad* (2026-11-24); Google, *gcloud reference* (2026-11-24).

use super::{Access, Values, quote};
use crate::Cloud;

/// A script, in the language of the program that runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Which part of a remedy it is.
    pub part: Part,
    /// What it is written in.
    pub language: Language,
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
            let is_title = matches!(title, "find" | "do" | "verify" | "undo");
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
            let found = found(tool, language, &body);
            let body = format!("{}{found}{body}", connect(tool, language, values));
            let text = format!("{}{body}", declarations(language, &body, values));
            scripts.push(Script { part, language, text });
        }
    }
    scripts
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

/// How one signs in with a tool.
pub(crate) fn connect(tool: Tool, language: Language, values: &Values) -> String {
    let tenant = values.tenant.is_some();
    let environment = values.environment();
    match (tool, language) {
        (Tool::Exchange, Language::PowerShell) => {
            let organization = if tenant { " -Organization $tenant" } else { "" };
            let name = environment.map_or_else(String::new, |environment| {
                format!(" -ExchangeEnvironmentName '{}'", environment.exchange_name())
            });
            format!("Connect-ExchangeOnline{organization}{name} -ShowBanner:$false\n")
        }
        (Tool::Entra, Language::PowerShell) => {
            let tenant = if tenant { " -TenantId $tenant" } else { "" };
            let name = environment.map_or_else(String::new, |environment| {
                format!(" -Environment '{}'", environment.graph_name())
            });
            let scopes = ENTRA_SCOPES.join("', '");
            format!("Connect-MgGraph{tenant}{name} -Scopes '{scopes}' -NoWelcome\n")
        }
        (Tool::Entra, Language::Shell) => {
            let name = environment.map_or_else(String::new, |environment| {
                format!("az cloud set --name {}\n", environment.azure_name())
            });
            let tenant = if tenant { " --tenant \"$tenant\"" } else { "" };
            let test = "az account show >/dev/null 2>&1";
            format!("{name}{test} || az login --allow-no-subscriptions{tenant} >/dev/null\n")
        }
        _ => String::new(),
    }
}

/// What Microsoft Graph PowerShell is allowed to do for the one who signs in.
const ENTRA_SCOPES: [&str; 4] = [
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "User.Read.All",
];

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

const VARIABLES: &[Variable] = &[
    one("tenant", "tenant", |values| Content::One(values.tenant.clone(), "<tenant>")),
    one("name", "name", |values| Content::One(Some(values.name()), "")),
    // Empty where the registration is still to be made.
    one("clientId", "client_id", |values| {
        Content::One(Some(values.client_id.clone().unwrap_or_default()), "")
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
    one("roles", "roles", |values| {
        let by_protocol = values.access.iter().filter(|access| !access.is_by_graph());
        Content::List(by_protocol.map(|access| access.role()).collect())
    }),
    // One token is of one resource.
    one("resource", "resource", |values| {
        let (exchange, graph) =
            ("00000002-0000-0ff1-ce00-000000000000", "00000003-0000-0000-c000-000000000000");
        Content::One(Some(if values.is_by_graph() { graph } else { exchange }.to_owned()), "")
    }),
    one("scopes", "scopes", |values| {
        let is_meant = |access: &&Access| access.is_by_graph() == values.is_by_graph();
        Content::List(values.access.iter().filter(is_meant).map(|access| access.scope()).collect())
    }),
    // Of the protocols only SMTP has a role that Exchange limits to some mailboxes.
    one("applicationRoles", "application_roles", |values| {
        let is_scoped = |access: &Access| access.is_by_graph() || values.is_by_role();
        Content::List(values.access.iter().copied().filter(is_scoped).map(Access::role).collect())
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

/// The variables that the commands name and do not set, each on a line, with their values.
pub(crate) fn declarations(language: Language, body: &str, values: &Values) -> String {
    needed(language, body, values)
        .into_iter()
        .map(|variable| variable.declaration(language, values))
        .collect()
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
    let mut given = Vec::new();
    let mut taken = Vec::new();
    for Variable { names: (name, of_shell), value } in VARIABLES {
        if !mentions(language, body, name) || sets(language, body, name) {
            continue;
        }
        let is_list = matches!(value(&Values::default()), Content::List(_));
        let split = if is_list { " -split ' '" } else { "" };
        given.push(format!("{of_shell}=\"${of_shell}\""));
        taken.push(format!("${name} = $env:{of_shell}{split}\n"));
    }
    (given.join(" "), taken.concat())
}

/// The names of the variables that are left to be filled in.
pub(crate) fn unfilled(language: Language, body: &str, values: &Values) -> Vec<&'static str> {
    needed(language, body, values)
        .into_iter()
        .filter(|variable| matches!((variable.value)(values), Content::One(None, _)))
        .map(|variable| variable.name(language))
        .collect()
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
    fn variables_are_told_apart() {
        let shell = |body: &str, name| mentions(Language::Shell, body, name);
        assert!(shell("\"$role\"", "role") && shell("${graph%/}", "graph"));
        assert!(!shell("\"$roles\" $role_id", "role"));
        assert!(sets(Language::Shell, "app_id=$client_id\n", "app_id"));
        assert!(!sets(Language::Shell, "  app_id=$client_id\n", "app_id"));
        assert!(sets(Language::PowerShell, "$appId = 'x'\n", "appId"));
    }
}
