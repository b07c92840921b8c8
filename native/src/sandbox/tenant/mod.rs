//! The simulated tenants as data: app registrations, service principals, users, mailboxes and who may
//! do what. What follows from it `exchange` and `entra` decide, without input, output or a clock of
//! their own; the words of a refusal are the business of the protocols.

mod aadsts;
mod change;
pub(crate) mod contoso;
pub(crate) mod entra;
mod exchange;
pub(crate) mod resource;

pub(crate) use aadsts::{EntraError, REFRESH_LIFETIME};
pub use change::Change;
pub(crate) use change::NotThere;
pub(crate) use exchange::{RecipientRefusal, Refusal, SenderRefusal, Session};

use serde::{Deserialize, Serialize};

use super::clock::Time;

/// A protocol of Exchange Online.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// Submission, and relay to the tenant's own mailboxes.
    Smtp,
    /// IMAP, version 4rev1.
    Imap,
    /// POP, version 3.
    Pop,
}

/// All that there is: the tenants, and the app registrations that work in them.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    /// The organisation that the sandbox is about.
    pub(crate) home: Tenant,
    /// Others, so that one can be mistaken.
    pub(crate) others: Vec<Tenant>,
    pub(crate) apps: Vec<App>,
}

/// A tenant: an organisation at Microsoft Entra ID, with its Exchange Online.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tenant {
    pub(crate) id: String,
    pub(crate) name: String,
    /// A verified domain.
    pub(crate) domain: String,
    /// Another cloud keeps it, so this one only points there.
    pub(crate) is_elsewhere: bool,
    /// The proxy of the client's network does not let it be used from there.
    pub(crate) is_restricted: bool,
    /// The enterprise applications.
    pub(crate) principals: Vec<Principal>,
    pub(crate) users: Vec<User>,
    /// SMTP AUTH is off for every mailbox that does not say otherwise: the default since January 2020.
    pub(crate) smtp_auth_disabled: bool,
    /// The applications that Exchange knows: `New-ServicePrincipal -AppId … -ObjectId …`.
    pub(crate) exchange_principals: Vec<ExchangePrincipal>,
}

/// An app registration.
#[derive(Clone, Debug, Default)]
pub(crate) struct App {
    pub(crate) client_id: String,
    pub(crate) name: String,
    /// The tenant that it is registered in.
    pub(crate) home: String,
    pub(crate) audience: Audience,
    /// *Allow public client flows*.
    pub(crate) is_public: bool,
    pub(crate) is_disabled: bool,
    pub(crate) secrets: Vec<AppSecret>,
    /// Whether the sandbox's certificate was uploaded.
    pub(crate) has_certificate: bool,
    /// Whom it takes assertions from: the issuer and the subject of a federated credential.
    pub(crate) federated: Vec<(String, String)>,
    pub(crate) redirects: Vec<Redirect>,
    /// The API permissions that it lists.
    pub(crate) requests: Vec<Permission>,
    /// For how many seconds its tokens live.
    pub(crate) token_lifetime: Time,
    /// What the service itself has against it.
    pub(crate) trouble: Option<AppTrouble>,
}

/// *Supported account types*: in which tenants an app may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Audience {
    /// In the one that it is registered in.
    #[default]
    Home,
    /// In every one.
    AnyTenant,
}

/// A client secret.
#[derive(Clone, Debug)]
pub(crate) struct AppSecret {
    pub(crate) value: String,
    pub(crate) expires_at: Time,
}

/// A redirect URI.
#[derive(Clone, Debug)]
pub(crate) struct Redirect {
    pub(crate) uri: String,
    pub(crate) platform: Platform,
}

/// The platform under which a redirect URI is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    Web,
    SinglePage,
    Native,
}

/// What the identity service has against an app, whatever its registration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AppTrouble {
    /// It asks too often.
    Throttled,
    /// The service is failing.
    Unavailable,
    /// A Conditional Access policy for workload identities blocks it.
    ConditionalAccess,
    /// Its tokens begin to be good only in an hour.
    EarlyTokens,
    /// Its tokens name so many groups that they are longer than POP takes.
    LongTokens,
    /// It is Microsoft's own, and may use Exchange only where Microsoft arranged that.
    OfMicrosoft,
}

/// An enterprise application: an app as one tenant knows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Principal {
    pub(crate) client_id: String,
    /// The `oid` of its tokens.
    pub(crate) object_id: String,
    pub(crate) is_disabled: bool,
    /// *Assignment required*: only these users, by object id, may use it.
    pub(crate) assigned: Option<Vec<String>>,
    /// The permissions that were consented to.
    pub(crate) consents: Vec<Consent>,
}

/// An API permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Permission {
    /// The id of the resource.
    pub(crate) resource: &'static str,
    /// As `IMAP.AccessAsApp`, or `SMTP.Send`.
    pub(crate) name: &'static str,
    pub(crate) kind: PermissionKind,
}

/// Whose permission it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PermissionKind {
    /// The application's own: a role.
    Application,
    /// The application's on behalf of a user: a scope.
    Delegated,
}

/// A permission that was consented to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Consent {
    pub(crate) permission: Permission,
    /// From when on tokens carry it.
    pub(crate) since: Time,
}

/// An application as Exchange knows it.
#[derive(Clone, Debug)]
pub(crate) struct ExchangePrincipal {
    pub(crate) client_id: String,
    /// What was given as its object id; the cmdlet does not check it.
    pub(crate) object_id: String,
    /// Whether RBAC for Applications lets it send as every mailbox, without `SMTP.SendAsApp`.
    pub(crate) may_send_by_role: bool,
    pub(crate) since: Time,
}

/// A user, with a mailbox where there is a licence.
#[derive(Clone, Debug, Default)]
pub(crate) struct User {
    pub(crate) object_id: String,
    /// The user principal name, and the address of the mailbox.
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) sign_in: SignIn,
    /// Refresh tokens of before this are revoked.
    pub(crate) tokens_valid_from: Time,
    pub(crate) grant_trouble: Option<GrantTrouble>,
    pub(crate) mailbox: Option<Mailbox>,
}

/// What stands between a user's right password and a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SignIn {
    #[default]
    Allowed,
    Disabled,
    Locked,
    PasswordExpired,
    SecondFactor,
    ConditionalAccess,
    /// Another server keeps the password.
    Federated,
    /// … and does not answer.
    FederationUnavailable,
}

/// What becomes of what a user granted, who could sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GrantTrouble {
    /// He does not want the application to act for him.
    Declined,
    /// Somebody else redeemed the code first.
    CodeUsed,
    /// He took too long with the code of the device.
    DeviceCodeExpired,
    /// He signed in at another tenant.
    OfAnotherTenant,
    /// Nobody used the refresh token for too long.
    RefreshTokenExpired,
    /// An administrator revoked the refresh token.
    RefreshTokenRevoked,
}

/// A mailbox of Exchange Online.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mailbox {
    /// `SmtpClientAuthenticationDisabled`; without a value the tenant's counts.
    pub(crate) smtp_auth_disabled: Option<bool>,
    pub(crate) imap_disabled: bool,
    pub(crate) pop_disabled: bool,
    pub(crate) basic_auth: BasicAuth,
    pub(crate) rights: Vec<MailboxRight>,
    pub(crate) trouble: Option<MailboxTrouble>,
}

/// Whether SMTP takes a password. IMAP and POP take none since January 2023.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum BasicAuth {
    /// As it is until the end of 2026.
    #[default]
    Allowed,
    /// An authentication policy without basic authentication.
    Disabled,
    /// Security defaults are on.
    SecurityDefaults,
    /// A Conditional Access policy blocks it.
    Policy,
}

/// A right on a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MailboxRight {
    /// The object id of whom it was given to.
    pub(crate) trustee: String,
    pub(crate) right: Right,
    /// From when on it counts.
    pub(crate) since: Time,
}

/// What may be done with a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// `Add-MailboxPermission -AccessRights FullAccess`.
    FullAccess,
    /// `Add-RecipientPermission -AccessRights SendAs`.
    SendAs,
}

/// What the service itself has against a mailbox, whoever opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailboxTrouble {
    /// The store cannot open it.
    LogonFailure,
    /// It has no room.
    Full,
    /// It may send nothing as large as any message is.
    SizeLimit,
    /// It is blocked from sending.
    SenderRestricted,
    /// All its connections are in use.
    TooManyConnections,
    /// It was used too often.
    Throttled,
    /// It sent to all the recipients of a day.
    SubmissionQuota,
    /// Its server is not available.
    Unavailable,
    /// A session ends before anything can be done in it.
    SessionEnds,
}

impl Directory {
    /// The tenant of that id or verified domain.
    pub(crate) fn tenant(&self, named: &str) -> Option<&Tenant> {
        [&self.home].into_iter().chain(&self.others).find(|tenant| {
            tenant.id.eq_ignore_ascii_case(named) || tenant.domain.eq_ignore_ascii_case(named)
        })
    }

    /// The app registration of that client id.
    pub(crate) fn app(&self, client_id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.client_id.eq_ignore_ascii_case(client_id))
    }

    /// The user of that name, with the tenant.
    pub(crate) fn user(&self, name: &str) -> Option<(&Tenant, &User)> {
        let (_, domain) = name.rsplit_once('@')?;
        let tenant = self.tenant(domain)?;
        Some((tenant, tenant.user(name)?))
    }
}

impl Tenant {
    /// The user of that name.
    pub(crate) fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name.eq_ignore_ascii_case(name))
    }

    /// The enterprise application of that client id.
    pub(crate) fn principal(&self, client_id: &str) -> Option<&Principal> {
        self.principals.iter().find(|it| it.client_id.eq_ignore_ascii_case(client_id))
    }
}

impl Mailbox {
    /// Whether somebody was given a right that counts now.
    fn grants(&self, trustee: &str, right: Right, now: Time) -> bool {
        self.rights.iter().any(|it| it.trustee == trustee && it.right == right && it.since <= now)
    }
}
