//! The rules of the scope: what is asked for, and whether a mail server takes a token of it.
//!
//! [`Scope`] reads each entry of the list where it stands and says of which resource and for which
//! permission it is; the rules then go by provider and flow. RFC 6749 §3.3 has the list, Microsoft's
//! *Scopes and permissions* (read 2026-11-24) the resource before the last slash, and that an entry without
//! one is of Microsoft Graph.

use super::Problem;
use crate::{
    Cloud, FormName, Span,
    catalogue::{self, Rule},
    find::{contains, find, replace},
    guid,
    provider::{self, Protocol},
    settings::Flow,
};

/// One entry of a scope list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Scope<'a> {
    text: &'a str,
    /// Where it begins in the list.
    start: usize,
    resource: Resource<'a>,
    /// What stands behind the resource.
    permission: &'a str,
}

/// What an entry asks for access to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Resource<'a> {
    /// Mailboxes of Exchange Online.
    Exchange(Exchange<'a>),
    /// Microsoft Graph; entries without a resource are its, too.
    Graph,
    /// Live Connect, which Microsoft closed.
    Live,
    /// Nothing: the entry is a word of `OpenID` Connect.
    OpenId,
    /// Anything else.
    Other,
}

/// A name of Exchange Online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Exchange<'a> {
    /// The cloud, where the name tells it.
    cloud: Option<Cloud>,
    /// The host, or the id of the resource.
    name: &'a str,
    standing: Standing,
}

/// How a name of Exchange Online stands to the one that is documented for mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Documented,
    Alias,
    Undocumented,
}

/// Which names mean mailboxes. That of the `DoD` is documented by some and unknown to others.
const EXCHANGE: [(&str, Option<Cloud>, Standing); 8] = [
    ("outlook.office365.com", Some(Cloud::Global), Standing::Documented),
    ("outlook.office.com", Some(Cloud::Global), Standing::Alias),
    ("outlook.office365.us", Some(Cloud::UsGovernment), Standing::Documented),
    ("outlook-dod.office365.us", Some(Cloud::UsGovernment), Standing::Alias),
    ("partner.outlook.cn", Some(Cloud::China), Standing::Documented),
    ("00000002-0000-0ff1-ce00-000000000000", None, Standing::Alias),
    ("ps.outlook.com", Some(Cloud::Global), Standing::Undocumented),
    ("outlook.com", Some(Cloud::Global), Standing::Undocumented),
];

/// The names of Microsoft Graph: its hosts, one for each cloud, and its id.
pub(crate) const GRAPH: [&str; 6] = [
    "graph.microsoft.com",
    "graph.microsoft.us",
    "dod-graph.microsoft.us",
    "graph.microsoft.de",
    "microsoftgraph.chinacloudapi.cn",
    "00000003-0000-0000-c000-000000000000",
];

const OPEN_ID: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// The permissions of users for the three protocols.
const OF_USERS: [(Protocol, &str); 3] = [
    (Protocol::Smtp, "SMTP.Send"),
    (Protocol::Imap, "IMAP.AccessAsUser.All"),
    (Protocol::Pop, "POP.AccessAsUser.All"),
];

/// Permissions of applications, which are assigned and never asked for.
const OF_APPLICATIONS: [&str; 5] = [
    "SMTP.SendAsApp",
    "IMAP.AccessAsApp",
    "POP.AccessAsApp",
    "full_access_as_app",
    "Exchange.ManageAsApp",
];

const DEFAULT: &str = ".default";
const OFFLINE: &str = "offline_access";

impl<'a> Scope<'a> {
    fn of(text: &'a str, start: usize) -> Self {
        let parts = match after_scheme(text) {
            Some(rest) => Some(rest.split_once('/').unwrap_or((rest, ""))),
            None => text.split_once('/').filter(|(id, _)| guid::is_guid(id)),
        };
        let Some((name, permission)) = parts else { return Self::without_resource(text, start) };
        let bare = name.strip_suffix(":443").unwrap_or(name);
        let is = |known: &str| known.eq_ignore_ascii_case(bare);
        let resource = if let Some((_, cloud, standing)) = EXCHANGE.iter().find(|row| is(row.0)) {
            let is_odd = bare.len() != name.len() || permission.starts_with('/');
            let standing = if is_odd { Standing::Undocumented } else { *standing };
            Resource::Exchange(Exchange { cloud: *cloud, name: bare, standing })
        } else if GRAPH.iter().any(|known| is(known)) {
            Resource::Graph
        } else {
            Resource::Other
        };
        Self { text, start, resource, permission: permission.trim_start_matches('/') }
    }

    /// A word, or a resource of a scheme that none of Microsoft's for mail has.
    fn without_resource(text: &'a str, start: usize) -> Self {
        let (permission, resource) = if let Some((_, permission)) = text.rsplit_once('/') {
            (permission, Resource::Other)
        } else if OPEN_ID.iter().any(|word| word.eq_ignore_ascii_case(text)) {
            (text, Resource::OpenId)
        } else if text.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("wl.")) {
            (text, Resource::Live)
        } else {
            (text, Resource::Graph)
        };
        Self { text, start, resource, permission }
    }

    fn may(&self, permission: &str) -> bool {
        self.permission.eq_ignore_ascii_case(permission)
    }

    fn problem(&self, rule: &'static Rule, list: &str) -> Problem {
        let end = self.start + self.text.len();
        Problem::new(rule).with("asked", self.text).at(Span::of(list, self.start, end))
    }
}

fn after_scheme(text: &str) -> Option<&str> {
    const SCHEME: &str = "https://";
    let head = text.get(..SCHEME.len())?;
    head.eq_ignore_ascii_case(SCHEME).then(|| text.get(SCHEME.len()..).unwrap_or_default())
}

/// The entries of a list, in their order.
fn entries(list: &str) -> impl Iterator<Item = Scope<'_>> {
    let mut from = 0;
    list.split_whitespace().map(move |text| {
        let start = list.get(from..).and_then(|rest| find(rest, text)).unwrap_or_default() + from;
        from = start + text.len();
        Scope::of(text, start)
    })
}

/// Whose a token is, by its audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Mailboxes of Exchange Online.
    Exchange,
    /// Exchange Online by a name that is not documented for mail.
    Undocumented,
    /// Microsoft Graph.
    Graph,
    /// Anything else.
    Other,
}

impl Audience {
    /// The audience of this name, which is an address or an id.
    pub(crate) fn of(name: &str) -> Self {
        let host = after_scheme(name).unwrap_or(name).trim_end_matches('/');
        let is = |known: &str| known.eq_ignore_ascii_case(host);
        match EXCHANGE.iter().find(|row| is(row.0)) {
            Some((_, _, Standing::Undocumented)) => Self::Undocumented,
            Some(_) => Self::Exchange,
            None if GRAPH.iter().any(|known| is(known)) => Self::Graph,
            None => Self::Other,
        }
    }
}

/// What a token is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Purpose {
    pub(crate) flow: Flow,
    /// The cloud of the authority.
    pub(crate) cloud: Cloud,
    pub(crate) protocol: Protocol,
}

impl Purpose {
    /// The scope that Microsoft documents.
    pub(crate) fn usual(self) -> String {
        match self.flow {
            Flow::ClientCredentials | Flow::ServiceAccount => self.cloud.mail_scope().to_owned(),
            Flow::AuthorizationCode | Flow::DeviceCode | Flow::Password => {
                format!("{}/{} {OFFLINE}", self.resource(), self.permission())
            }
        }
    }

    /// The resource of the permissions of users: documented with a name of its own in the worldwide
    /// cloud.
    fn resource(self) -> &'static str {
        let of_application = self.cloud.mail_scope();
        match of_application {
            "https://outlook.office365.com/.default" => "https://outlook.office.com",
            other => other.strip_suffix("/.default").unwrap_or(other),
        }
    }

    fn permission(self) -> &'static str {
        OF_USERS
            .iter()
            .find(|(protocol, _)| *protocol == self.protocol)
            .map_or("", |(_, permission)| permission)
    }

    /// Whether a name of Exchange Online is of another cloud. Of the newest clouds no name is known.
    fn is_foreign(self, exchange: Exchange<'_>) -> bool {
        matches!(self.cloud, Cloud::Global | Cloud::UsGovernment | Cloud::China)
            && exchange.cloud.is_some_and(|cloud| cloud != self.cloud)
    }
}

/// The scope of a token for Microsoft Graph at this host: all that an application was granted, or what
/// a user lets a program read or send.
pub(crate) fn of_graph(host: &str, flow: Flow, form: FormName) -> String {
    let permission = match form {
        FormName::Outgoing => "Mail.Send",
        FormName::Incoming => "Mail.Read",
    };
    match flow {
        Flow::ClientCredentials | Flow::ServiceAccount => format!("https://{host}/{DEFAULT}"),
        Flow::AuthorizationCode | Flow::DeviceCode | Flow::Password => {
            format!("https://{host}/{permission} {OFFLINE}")
        }
    }
}

/// What is to be said of a scope at Microsoft.
pub(crate) fn at_microsoft(list: &str, purpose: Purpose) -> Vec<Problem> {
    let usual = purpose.usual();
    if let Some(problem) = separator(list) {
        let mended = replace(list, SPACE_IN_URL, " ").replace(SEPARATORS, " ");
        let mended = mended.split_whitespace().collect::<Vec<_>>().join(" ");
        let edit = if purpose.flow == Flow::ClientCredentials { usual } else { mended };
        return vec![problem.edit("", &edit)];
    }
    let of_application =
        |entry: &Scope<'_>| OF_APPLICATIONS.iter().any(|permission| entry.may(permission));
    let out_of_place = entries(list).find_map(|entry| {
        if entry.resource == Resource::Live {
            Some(entry.problem(catalogue::SCOPE_LIVE, list))
        } else {
            of_application(&entry).then(|| entry.problem(catalogue::SCOPE_APP_ROLE, list))
        }
    });
    if let Some(problem) = out_of_place {
        return vec![problem.with("scope", &usual).edit("", &usual)];
    }
    match purpose.flow {
        Flow::ClientCredentials => of_application_alone(list, purpose).into_iter().collect(),
        Flow::AuthorizationCode | Flow::DeviceCode | Flow::Password => of_user(list, purpose),
        // Told at the flow.
        Flow::ServiceAccount => Vec::new(),
    }
}

/// An application asks for one resource, with all that it was granted there.
fn of_application_alone(list: &str, purpose: Purpose) -> Option<Problem> {
    let usual = purpose.usual();
    let mut all = entries(list);
    let first = all.next()?;
    let of_graph = |entry: &Scope<'_>| {
        entry.resource == Resource::Graph && entry.permission.len() < entry.text.len()
    };
    let graph = entries(list).find(of_graph);
    let (entry, rule) = match graph {
        Some(entry) => (entry, catalogue::SCOPE_OF_GRAPH),
        None if all.next().is_some() || !first.may(DEFAULT) => {
            let problem = Problem::new(catalogue::SCOPE_NOT_DEFAULT).with("asked", first.text);
            return Some(problem.with("scope", &usual).edit("", &usual));
        }
        None => (first, of_default(first, purpose)?),
    };
    let problem = entry.problem(rule, list).with("scope", &usual);
    // Which of the two names the DoD's tenants take is not certain.
    let is_certain = !contains(entry.text, "-dod.") || rule != catalogue::SCOPE_ALIAS;
    Some(if is_certain { problem.edit("", &usual) } else { problem })
}

/// What is to be said of one resource with `/.default`.
fn of_default(entry: Scope<'_>, purpose: Purpose) -> Option<&'static Rule> {
    let Resource::Exchange(exchange) = entry.resource else {
        return Some(catalogue::SCOPE_OTHER_RESOURCE);
    };
    match exchange.standing {
        _ if purpose.is_foreign(exchange) => Some(catalogue::SCOPE_OTHER_CLOUD),
        Standing::Undocumented => Some(catalogue::SCOPE_UNDOCUMENTED),
        _ if entry.permission != DEFAULT => Some(catalogue::SCOPE_DEFAULT_CASE),
        Standing::Alias => Some(catalogue::SCOPE_ALIAS),
        Standing::Documented => None,
    }
}

/// A user's client asks for permissions one by one, all of one resource.
fn of_user(list: &str, purpose: Purpose) -> Vec<Problem> {
    let mended = mended(list, purpose);
    let say = |problem: Problem| problem.with("scope", &mended).edit("", &mended);
    let of_exchange = |entry: &Scope<'_>| matches!(entry.resource, Resource::Exchange(_));
    let elsewhere =
        entries(list).find(|entry| matches!(entry.resource, Resource::Graph | Resource::Other));
    if let Some(entry) = elsewhere {
        let rule = if entries(list).any(|entry| of_exchange(&entry)) {
            catalogue::SCOPE_MANY_RESOURCES
        } else if entry.resource == Resource::Graph {
            catalogue::SCOPE_OF_GRAPH
        } else {
            catalogue::SCOPE_OTHER_RESOURCE
        };
        return vec![say(entry.problem(rule, list))];
    }
    let foreign = entries(list).find(|entry| {
        matches!(entry.resource, Resource::Exchange(exchange) if purpose.is_foreign(exchange))
    });
    if let Some(entry) = foreign {
        return vec![say(entry.problem(catalogue::SCOPE_OTHER_CLOUD, list))];
    }
    let mut problems = Vec::new();
    if let Some(entry) = entries(list).find(|entry| of_exchange(entry) && entry.may(DEFAULT)) {
        problems.push(say(entry.problem(catalogue::SCOPE_DEFAULT_DELEGATED, list)));
    } else if !entries(list).any(|entry| of_exchange(&entry) && entry.may(purpose.permission())) {
        let problem = Problem::new(catalogue::SCOPE_PROTOCOL);
        problems.push(say(problem.with_static("permission", purpose.permission())));
    }
    if purpose.flow != Flow::Password && !entries(list).any(|entry| entry.may(OFFLINE)) {
        problems.push(say(Problem::new(catalogue::SCOPE_OFFLINE_MISSING)));
    }
    problems
}

/// A user's scope as it was meant: on the right resource, with what the protocol and a refresh need.
fn mended(list: &str, purpose: Purpose) -> String {
    /// A list that is longer was not written by hand.
    const MOST: usize = 40;
    let ours = |entry: &Scope<'_>| match entry.resource {
        Resource::Exchange(exchange) => {
            !purpose.is_foreign(exchange) && exchange.standing != Standing::Undocumented
        }
        Resource::Graph | Resource::Live | Resource::OpenId | Resource::Other => false,
    };
    let resource = entries(list)
        .filter(ours)
        .find_map(|entry| entry.text.strip_suffix(entry.permission)?.strip_suffix('/'))
        .unwrap_or(purpose.resource());
    let mut parts: Vec<String> = Vec::new();
    let mut add = |part: String| {
        if !parts.iter().any(|known| known.eq_ignore_ascii_case(&part)) {
            parts.push(part);
        }
    };
    add(format!("{resource}/{}", purpose.permission()));
    for entry in entries(list).take(MOST) {
        let of_mail = OF_USERS.iter().find(|(_, permission)| entry.may(permission));
        match (entry.resource, of_mail) {
            (Resource::OpenId, _) if !entry.may(OFFLINE) => add(entry.text.to_owned()),
            (_, Some((_, permission))) => add(format!("{resource}/{permission}")),
            _ if ours(&entry) && !entry.may(DEFAULT) => add(entry.text.to_owned()),
            _ => {}
        }
    }
    add(OFFLINE.to_owned());
    parts.join(" ")
}

/// What people and programs put between entries, and around them in a list of JSON. No scope of Microsoft's
/// or of Google's has any of them.
const SEPARATORS: [char; 9] = [',', ';', '|', '&', '+', '"', '\'', '[', ']'];

/// A space as a URL has it.
const SPACE_IN_URL: &str = "%20";

/// Entries are told apart by spaces (RFC 6749 §3.3).
fn separator(list: &str) -> Option<Problem> {
    let of_url = find(list, SPACE_IN_URL).map(|at| (at, at + SPACE_IN_URL.len()));
    let (start, end) = list.find(SEPARATORS).map(|at| (at, at + 1)).or(of_url)?;
    Some(Problem::new(catalogue::SCOPE_SEPARATOR).at(Span::of(list, start, end)))
}

/// What is to be said of a scope at Google, where one opens all three protocols.
pub(crate) fn at_google(list: &str, flow: Flow, protocol: Protocol) -> Option<Problem> {
    const MAIL: &str = "https://mail.google.com/";
    /// Of service accounts that act for a whole domain, and for IMAP alone.
    const IMAP: &str = "https://www.googleapis.com/auth/gmail.imap_admin";
    if let Some(problem) = separator(list) {
        return Some(problem.edit_static("", MAIL));
    }
    let reads_domain = flow == Flow::ServiceAccount && protocol == Protocol::Imap;
    let mut given = entries(list);
    if given.any(|entry| entry.text == MAIL || reads_domain && entry.text == IMAP) {
        return None;
    }
    let first = entries(list).next()?;
    let cut = entries(list).find(|entry| MAIL.strip_suffix('/') == Some(entry.text));
    Some(match cut {
        Some(entry) => entry
            .problem(catalogue::SCOPE_SLASH_MISSING, list)
            .with_static("scope", MAIL)
            .edit_static("", MAIL),
        None => first
            .problem(catalogue::SCOPE_NOT_OF_GMAIL, list)
            .with_static("scope", MAIL)
            .edit_static("", MAIL),
    })
}

/// What is to be said of a scope at a provider whose row tells what opens its mailboxes.
pub(crate) fn at_provider(
    list: &str,
    oauth: &provider::OAuth,
    flow: Flow,
    protocol: Protocol,
) -> Option<Problem> {
    /// What reads mail and does no more.
    const ENOUGH_TO_READ: [(&str, &str); 2] =
        [("mail-w", "mail-r"), ("mail:imap_full", "mail:imap_ro")];
    let usual = oauth.scope(flow, protocol)?;
    let is_of_account = |word: &str| OPEN_ID.contains(&word) || word == "userinfo";
    let missing = usual.split_whitespace().filter(|word| !is_of_account(word)).any(|word| {
        !list.split_whitespace().any(|given| {
            given == word || protocol != Protocol::Smtp && ENOUGH_TO_READ.contains(&(word, given))
        })
    });
    missing.then(|| {
        Problem::new(catalogue::SCOPE_PROVIDER).with_static("scope", usual).edit_static("", usual)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLOBAL: &str = "https://outlook.office365.com/.default";

    fn codes(problems: &[Problem]) -> Vec<&'static str> {
        problems.iter().map(|problem| problem.rule.code).collect()
    }

    fn edit_of(problem: Problem) -> Option<String> {
        let finding = problem.into_finding(crate::FormName::Outgoing, "oauth.scope");
        Some(finding.fix?.edits.remove(0).value.into_owned())
    }

    #[test]
    fn entries_are_read_where_they_stand() {
        use Resource::{Graph, Live, OpenId, Other};
        for (text, expected) in [
            ("https://graph.microsoft.com/SMTP.Send", (Graph, "SMTP.Send")),
            ("SMTP.Send", (Graph, "SMTP.Send")),
            ("00000003-0000-0000-c000-000000000000/.default", (Graph, ".default")),
            ("offline_access", (OpenId, "offline_access")),
            ("wl.imap", (Live, "wl.imap")),
            ("api://11111111-2222-4333-8444-555555555555/.default", (Other, ".default")),
            ("outlook.office365.com/.default", (Other, ".default")),
            ("https://outlook.office365.con/.default", (Other, ".default")),
        ] {
            let entry = Scope::of(text, 0);
            assert_eq!((entry.resource, entry.permission), expected, "{text}");
        }
        let list = "  openid\u{a0}HTTPS://Outlook.Office.com/SMTP.Send openid";
        let found: Vec<_> = entries(list).map(|entry| (entry.start, entry.text)).collect();
        let second = "HTTPS://Outlook.Office.com/SMTP.Send";
        assert_eq!(found, [(2, "openid"), (10, second), (11 + second.len(), "openid")]);
    }

    #[test]
    fn an_application_asks_for_one_resource() {
        use Cloud::{Bleu, China, Global, UsGovernment};
        for (list, cloud, expected) in [
            (GLOBAL, Global, None),
            ("https://outlook.office365.us/.default", UsGovernment, None),
            ("https://partner.outlook.cn/.default", China, None),
            (GLOBAL, Bleu, None),
            ("https://outlook.office.com/.default", Global, Some("scope-alias")),
            ("00000002-0000-0ff1-ce00-000000000000/.default", Global, Some("scope-alias")),
            ("00000002-0000-0ff1-ce00-000000000000/.default", China, Some("scope-alias")),
            ("https://outlook-dod.office365.us/.default", UsGovernment, Some("scope-alias")),
            ("https://outlook.office365.com/.Default", Global, Some("scope-default-case")),
            ("https://outlook.office365.com//.default", Global, Some("scope-undocumented")),
            ("https://outlook.office365.com:443/.default", Global, Some("scope-undocumented")),
            ("https://ps.outlook.com/.default", Global, Some("scope-undocumented")),
            ("https://outlook.office365.us/.default", Global, Some("scope-other-cloud")),
            ("https://partner.outlook.cn/.default", Global, Some("scope-other-cloud")),
            (GLOBAL, UsGovernment, Some("scope-other-cloud")),
            (GLOBAL, China, Some("scope-other-cloud")),
            ("https://graph.microsoft.com/.default", Global, Some("scope-of-graph")),
            ("https://graph.microsoft.us/.default", UsGovernment, Some("scope-of-graph")),
            ("https://dod-graph.microsoft.us/.default", UsGovernment, Some("scope-of-graph")),
            ("https://microsoftgraph.chinacloudapi.cn/.default", China, Some("scope-of-graph")),
            ("https://graph.microsoft.de/.default", Global, Some("scope-of-graph")),
            ("00000003-0000-0000-c000-000000000000/.default", Global, Some("scope-of-graph")),
            ("https://management.azure.com/.default", Global, Some("scope-other-resource")),
            (
                "api://11111111-2222-4333-8444-555555555555/.default",
                Global,
                Some("scope-other-resource"),
            ),
            ("https://smtp.office365.com/.default", Global, Some("scope-other-resource")),
            ("https://outlook.office365.con/.default", Global, Some("scope-other-resource")),
            ("http://outlook.office365.com/.default", Global, Some("scope-other-resource")),
            ("https://outlook.office365.com", Global, Some("scope-not-default")),
            (
                "https://outlook.office365.com/IMAP.AccessAsUser.All",
                Global,
                Some("scope-not-default"),
            ),
            (
                "https://outlook.office365.com/.default offline_access",
                Global,
                Some("scope-not-default"),
            ),
            ("https://outlook.office365.com/IMAP.AccessAsApp", Global, Some("scope-app-role")),
            ("SMTP.SendAsApp", Global, Some("scope-app-role")),
            ("mail", Global, Some("scope-not-default")),
            ("wl.imap wl.offline_access", Global, Some("scope-live")),
            (
                "https://outlook.office365.com/.default,offline_access",
                Global,
                Some("scope-separator"),
            ),
        ] {
            let purpose =
                Purpose { flow: Flow::ClientCredentials, cloud, protocol: Protocol::Smtp };
            let problems = at_microsoft(list, purpose);
            assert_eq!(codes(&problems), Vec::from_iter(expected), "{list}");
            for edit in problems.into_iter().filter_map(edit_of) {
                assert_eq!(edit, cloud.mail_scope(), "{list}");
                assert!(at_microsoft(&edit, purpose).is_empty());
            }
        }
    }

    #[test]
    fn entries_are_separated_by_spaces_whatever_stands_there() {
        let (flow, protocol) = (Flow::AuthorizationCode, Protocol::Smtp);
        let purpose = Purpose { flow, cloud: Cloud::Global, protocol };
        for list in [
            "https://outlook.office.com/SMTP.Send,offline_access",
            "https://outlook.office.com/SMTP.Send; offline_access",
            "https://outlook.office.com/SMTP.Send%20offline_access",
            "https://outlook.office.com/SMTP.Send+offline_access",
            "https://outlook.office.com/SMTP.Send|offline_access",
            r#"["https://outlook.office.com/SMTP.Send", "offline_access"]"#,
        ] {
            let problems = at_microsoft(list, purpose);
            assert_eq!(codes(&problems), ["scope-separator"], "{list}");
            let mended = problems.into_iter().find_map(edit_of);
            assert_eq!(mended.as_deref(), Some(&*purpose.usual()), "{list}");
        }
    }

    #[test]
    fn a_user_asks_for_permissions_of_one_resource() {
        const ALL: &str = "openid profile email offline_access https://outlook.office365.com/IMAP.AccessAsUser.All https://outlook.office365.com/POP.AccessAsUser.All https://outlook.office365.com/SMTP.Send";
        const SEND: &str = "https://outlook.office.com/SMTP.Send offline_access";
        const IMAP: &str = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access";
        use Protocol::{Imap, Pop, Smtp};
        for (list, protocol, expected, mended) in [
            (SEND, Smtp, &[][..], ""),
            (IMAP, Imap, &[], ""),
            (ALL, Smtp, &[], ""),
            (ALL, Imap, &[], ""),
            (ALL, Pop, &[], ""),
            ("SMTP.Send", Smtp, &["scope-of-graph"], SEND),
            (
                "https://graph.microsoft.com/SMTP.Send offline_access",
                Smtp,
                &["scope-of-graph"],
                SEND,
            ),
            ("https://graph.microsoft.com/Mail.Send", Smtp, &["scope-of-graph"], SEND),
            ("imap.accessasuser.all", Imap, &["scope-of-graph"], IMAP),
            (
                "https://outlook.office.com/SMTP.Send User.Read offline_access",
                Smtp,
                &["scope-many-resources"],
                SEND,
            ),
            (
                "https://outlook.office.com/SMTP.Send https://management.azure.com/.default",
                Smtp,
                &["scope-many-resources"],
                SEND,
            ),
            (
                IMAP,
                Smtp,
                &["scope-protocol"],
                "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
            ),
            (
                "openid offline_access",
                Smtp,
                &["scope-protocol"],
                "https://outlook.office.com/SMTP.Send openid offline_access",
            ),
            ("https://outlook.office.com/SMTP.Send", Smtp, &["scope-offline-missing"], SEND),
            (
                "openid",
                Smtp,
                &["scope-protocol", "scope-offline-missing"],
                "https://outlook.office.com/SMTP.Send openid offline_access",
            ),
            (
                "https://outlook.office365.com/.default offline_access",
                Smtp,
                &["scope-default-delegated"],
                "https://outlook.office365.com/SMTP.Send offline_access",
            ),
            (
                "https://outlook.office365.us/SMTP.Send offline_access",
                Smtp,
                &["scope-other-cloud"],
                SEND,
            ),
            (
                "https://management.azure.com/user_impersonation",
                Smtp,
                &["scope-other-resource"],
                SEND,
            ),
            (
                "https://outlook.office.com/SMTP.Send,offline_access",
                Smtp,
                &["scope-separator"],
                SEND,
            ),
            ("IMAP.AccessAsApp", Imap, &["scope-app-role"], IMAP),
            ("wl.imap", Imap, &["scope-live"], IMAP),
        ] {
            let purpose = Purpose { flow: Flow::AuthorizationCode, cloud: Cloud::Global, protocol };
            let problems = at_microsoft(list, purpose);
            assert_eq!(codes(&problems), expected, "{list}");
            for edit in problems.into_iter().filter_map(edit_of) {
                assert_eq!(edit, mended, "{list}");
                assert_eq!(codes(&at_microsoft(&edit, purpose)), [""; 0], "{edit}");
            }
        }
        // With the password at hand nobody has to come back.
        let purpose =
            Purpose { flow: Flow::Password, cloud: Cloud::Global, protocol: Protocol::Smtp };
        assert_eq!(at_microsoft("https://outlook.office.com/SMTP.Send", purpose), []);
    }

    #[test]
    fn the_usual_scope_has_nothing_to_be_said_of() {
        for cloud in [Cloud::Global, Cloud::UsGovernment, Cloud::China, Cloud::Bleu] {
            for (protocol, _) in OF_USERS {
                for flow in [Flow::ClientCredentials, Flow::AuthorizationCode, Flow::Password] {
                    let purpose = Purpose { flow, cloud, protocol };
                    assert_eq!(at_microsoft(&purpose.usual(), purpose), [], "{purpose:?}");
                }
            }
        }
    }

    #[test]
    fn google_has_one_scope_for_mail() {
        const ADMIN: &str = "https://www.googleapis.com/auth/gmail.imap_admin";
        use Flow::{AuthorizationCode, ServiceAccount};
        for (list, flow, protocol, expected) in [
            ("https://mail.google.com/", AuthorizationCode, Protocol::Smtp, None),
            ("openid https://mail.google.com/ email", AuthorizationCode, Protocol::Imap, None),
            (
                "https://mail.google.com",
                AuthorizationCode,
                Protocol::Imap,
                Some("scope-slash-missing"),
            ),
            (
                "https://www.googleapis.com/auth/gmail.send",
                AuthorizationCode,
                Protocol::Smtp,
                Some("scope-not-of-gmail"),
            ),
            (ADMIN, ServiceAccount, Protocol::Imap, None),
            (ADMIN, ServiceAccount, Protocol::Smtp, Some("scope-not-of-gmail")),
            (ADMIN, AuthorizationCode, Protocol::Imap, Some("scope-not-of-gmail")),
            ("openid", AuthorizationCode, Protocol::Imap, Some("scope-not-of-gmail")),
            (GLOBAL, AuthorizationCode, Protocol::Imap, Some("scope-not-of-gmail")),
            (
                "https://mail.google.com/,email",
                AuthorizationCode,
                Protocol::Imap,
                Some("scope-separator"),
            ),
        ] {
            let problem = at_google(list, flow, protocol);
            assert_eq!(problem.as_ref().map(|problem| problem.rule.code), expected, "{list}");
            let edit = problem.and_then(edit_of);
            assert_eq!(edit.as_deref(), expected.map(|_| "https://mail.google.com/"), "{list}");
        }
    }

    #[test]
    fn providers_have_scopes_of_their_own() {
        for (host, list, protocol, expected) in [
            ("api.login.yahoo.com", "mail-w", Protocol::Smtp, None),
            ("api.login.yahoo.com", "mail-r", Protocol::Imap, None),
            ("api.login.yahoo.com", "mail-r", Protocol::Smtp, Some("mail-w")),
            ("api.login.yahoo.com", "openid", Protocol::Imap, Some("mail-w")),
            (
                "api.fastmail.com",
                "https://www.fastmail.com/dev/protocol-imap offline_access",
                Protocol::Imap,
                None,
            ),
            (
                "api.fastmail.com",
                "https://www.fastmail.com/dev/protocol-imap",
                Protocol::Smtp,
                Some("https://www.fastmail.com/dev/protocol-smtp"),
            ),
            ("oauth.yandex.com", "mail:imap_ro", Protocol::Imap, None),
            ("oauth.yandex.com", "mail:smtp", Protocol::Imap, Some("mail:imap_full")),
            ("oauth.mail.ru", "mail.imap", Protocol::Smtp, None),
            (
                "oauth.xfinity.com",
                "profile",
                Protocol::Imap,
                Some("https://email.comcast.net/ profile openid"),
            ),
        ] {
            let (_, oauth) = provider::of_token_host(host).expect(host);
            let problem = at_provider(list, oauth, Flow::AuthorizationCode, protocol);
            assert_eq!(problem.and_then(edit_of).as_deref(), expected, "{host}: {list}");
        }
    }

    #[test]
    fn long_lists_take_linear_time() {
        let purpose = Purpose {
            flow: Flow::AuthorizationCode,
            cloud: Cloud::Global,
            protocol: Protocol::Smtp,
        };
        // Quadratic time would take minutes.
        let list = "https://outlook.office.com/Mail.Read ".repeat(1 << 15);
        assert!(!at_microsoft(&list, purpose).is_empty());
        assert!(at_google(&list, Flow::AuthorizationCode, Protocol::Smtp).is_some());
    }
}
