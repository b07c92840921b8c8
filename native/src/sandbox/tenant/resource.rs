//! The resources that a token can be for, and their permissions.
//!
//! Source: Microsoft, *Microsoft Graph permissions reference* (2026-06-19) and *Authenticate an IMAP, POP
//! or SMTP connection using OAuth* (2026-06-19).

use super::{
    App, EntraError, Permission,
    PermissionKind::{Application, Delegated},
};

/// Office 365 Exchange Online.
pub(crate) const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// Microsoft Graph.
pub(crate) const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

/// The addresses that the resources are asked for by, as the audience of the token then names them.
const ADDRESSES: [(&str, &str); 6] = [
    ("https://outlook.office365.com", EXCHANGE),
    ("https://outlook.office.com", EXCHANGE),
    ("https://ps.outlook.com", EXCHANGE),
    (EXCHANGE, EXCHANGE),
    ("https://graph.microsoft.com", GRAPH),
    (GRAPH, GRAPH),
];

/// Scopes of OIDC and OAuth, which are no permission of a resource.
const PROTOCOL_SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

const fn exchange(name: &'static str, kind: super::PermissionKind) -> Permission {
    Permission { resource: EXCHANGE, name, kind }
}

const fn graph(name: &'static str, kind: super::PermissionKind) -> Permission {
    Permission { resource: GRAPH, name, kind }
}

/// For Exchange Web Services, and of no use for IMAP, POP or SMTP.
pub(crate) const EWS_AS_APP: Permission = exchange("full_access_as_app", Application);
/// To send by SMTP as the user.
pub(crate) const SMTP_SEND: Permission = exchange("SMTP.Send", Delegated);
/// To send by Microsoft Graph as the user.
pub(crate) const GRAPH_MAIL: Permission = graph("Mail.Send", Delegated);

/// What an app that is set up as it should be lists. The portal shows the delegated permissions under
/// Microsoft Graph, so that most apps have them there, too.
pub(crate) const MAIL: [Permission; 11] = [
    exchange("IMAP.AccessAsApp", Application),
    exchange("POP.AccessAsApp", Application),
    exchange("SMTP.SendAsApp", Application),
    exchange("IMAP.AccessAsUser.All", Delegated),
    exchange("POP.AccessAsUser.All", Delegated),
    SMTP_SEND,
    graph("IMAP.AccessAsUser.All", Delegated),
    graph("POP.AccessAsUser.All", Delegated),
    graph("SMTP.Send", Delegated),
    graph("User.Read", Delegated),
    GRAPH_MAIL,
];

/// What there is beside it.
const OTHER: [Permission; 8] = [
    EWS_AS_APP,
    exchange("Mail.Send", Application),
    exchange("EWS.AccessAsUser.All", Delegated),
    graph("Mail.Read", Application),
    graph("Mail.Send", Application),
    graph("Mail.Read", Delegated),
    graph("Mail.ReadWrite", Delegated),
    graph("User.Read.All", Application),
];

/// The permission of that name.
pub(crate) fn permission(
    resource: &str,
    name: &str,
    kind: super::PermissionKind,
) -> Option<Permission> {
    let mut all = MAIL.iter().chain(&OTHER);
    all.find(|it| it.resource == resource && it.kind == kind && it.name.eq_ignore_ascii_case(name))
        .copied()
}

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// What the audience of the token will be.
    pub(crate) audience: String,
    /// The id of the resource.
    pub(crate) resource: &'static str,
    /// The permissions on it by name; all that were consented to, where it says `.default`.
    pub(crate) names: Vec<String>,
    pub(crate) is_default: bool,
    /// Whether a token of the user's identity is wanted, too.
    pub(crate) openid: bool,
    /// Whether a refresh token is wanted.
    pub(crate) offline: bool,
}

impl Wanted {
    /// Reads `scope` of the v2 endpoint. `tenant` is the name of the one that is asked.
    pub(crate) fn of_scope(scope: &str, tenant: &str) -> Result<Self, EntraError> {
        let words: Vec<_> = scope.split_whitespace().collect();
        let has = |word: &str| words.iter().any(|it| it.eq_ignore_ascii_case(word));
        let mut wanted = Self {
            audience: GRAPH.to_owned(),
            resource: GRAPH,
            names: Vec::new(),
            is_default: false,
            openid: has("openid"),
            offline: has("offline_access"),
        };
        let is_of_protocol =
            |word: &&&str| PROTOCOL_SCOPES.iter().any(|it| it.eq_ignore_ascii_case(word));
        let mut asked_first: Option<&str> = None;
        for word in words.iter().filter(|word| !is_of_protocol(word)) {
            let (asked, name) = split(word).ok_or_else(|| EntraError::scope_malformed(scope))?;
            if asked_first.is_some_and(|first| !first.eq_ignore_ascii_case(asked)) {
                return Err(EntraError::scope_of_two_resources(scope));
            }
            asked_first = Some(asked);
            (wanted.audience, wanted.resource) = named(asked, tenant)?;
            if name == ".default" {
                wanted.is_default = true;
            } else {
                wanted.names.push(name.to_owned());
            }
        }
        Ok(wanted)
    }

    /// Reads `resource` of the v1 endpoint, which gives all that was consented to.
    pub(crate) fn of_resource(resource: &str, tenant: &str) -> Result<Self, EntraError> {
        let (audience, resource) = named(resource.trim_end_matches('/'), tenant)?;
        let names = Vec::new();
        Ok(Self { audience, resource, names, is_default: true, openid: true, offline: true })
    }

    /// Whether no permission is asked for, but only who the user is.
    pub(crate) fn is_nothing(&self) -> bool {
        !self.is_default && self.names.is_empty()
    }

    /// The delegated permissions that are asked for, each of which has to exist.
    pub(crate) fn scopes(&self, app: &App) -> Result<Vec<Permission>, EntraError> {
        let unknown = |name: &String| EntraError::scope_unknown(app, name, self.resource);
        self.names
            .iter()
            .map(|name| permission(self.resource, name, Delegated).ok_or_else(|| unknown(name)))
            .collect()
    }
}

/// The resource and the name of a permission; one without a resource is Microsoft Graph's. `None` where
/// it is not of that form.
fn split(scope: &str) -> Option<(&str, &str)> {
    if scope.contains([',', ';', '"', '\'']) {
        return None;
    }
    match scope.rsplit_once('/') {
        Some((resource, name)) if !resource.is_empty() && !name.is_empty() => {
            Some((resource.trim_end_matches('/'), name))
        }
        Some(_) => None,
        None => scope.bytes().next()?.is_ascii_alphabetic().then_some((GRAPH, scope)),
    }
}

/// The audience and the id of the resource of that address or id.
fn named(asked: &str, tenant: &str) -> Result<(String, &'static str), EntraError> {
    ADDRESSES
        .iter()
        .find(|(address, _)| address.eq_ignore_ascii_case(asked))
        .map(|(address, resource)| {
            // Graph is asked for by two names, and always calls itself by the address.
            let audience =
                if *resource == GRAPH { "https://graph.microsoft.com" } else { *address };
            (audience.to_owned(), *resource)
        })
        .ok_or_else(|| EntraError::resource_not_found(asked, tenant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_to_resources_and_refusals() {
        for (scope, expected) in [
            ("https://outlook.office365.com/.default", Ok(("https://outlook.office365.com", true))),
            ("00000002-0000-0ff1-ce00-000000000000/.default", Ok((EXCHANGE, true))),
            (
                "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
                Ok(("https://outlook.office.com", false)),
            ),
            ("IMAP.AccessAsUser.All", Ok(("https://graph.microsoft.com", false))),
            ("outlook.office365.com,.default", Err(70_011)),
            ("/.default", Err(70_011)),
            ("https://outlook.office356.com/.default", Err(500_011)),
            (
                "https://outlook.office.com/SMTP.Send https://graph.microsoft.com/Mail.Send",
                Err(28_000),
            ),
        ] {
            let wanted = Wanted::of_scope(scope, "Contoso");
            let told = wanted.as_ref().map(|it| (it.audience.as_str(), it.is_default));
            assert_eq!(told.map_err(|error| error.code), expected, "{scope}");
        }
    }
}
