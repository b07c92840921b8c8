//! Whom Exchange Online lets into a mailbox, and what it lets him do there.
//!
//! Source: Microsoft, *Authenticate an IMAP, POP or SMTP connection using OAuth* (2026-06-19), and what
//! threads of users established about its answers (2026-11-24).

use super::{
    BasicAuth, Directory, Mailbox, MailboxTrouble, Protocol, Right, Tenant, Time, User,
    resource::EXCHANGE,
};
use crate::sandbox::keys::Claims;

/// The audiences of tokens that open mailboxes.
const AUDIENCES: [&str; 3] =
    ["https://outlook.office365.com", "https://outlook.office.com", EXCHANGE];

/// A login that Exchange took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// The address of the mailbox.
    pub(crate) mailbox: String,
    /// The object id of the application or the user that logged in.
    pub(crate) identity: String,
    /// Whether the store opened the mailbox. Where it did not, the login stands, and whatever is asked
    /// next is refused (`BAD User is authenticated but not connected.`; SMTP says it after `DATA`).
    pub(crate) is_connected: bool,
    /// When the token ends, and with it an IMAP session.
    pub(crate) expires_at: Option<Time>,
}

/// Why a login is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Whatever is wrong with the token, the service principal, its rights or the mailbox: Exchange does
    /// not say (`535 5.7.3 Authentication unsuccessful`, `NO AUTHENTICATE failed.`).
    Unexplained,
    /// SMTP: `535 5.7.139 … SmtpClientAuthentication is disabled for the Tenant.`
    SmtpAuthDisabledForTenant,
    /// SMTP: `535 5.7.139 … SmtpClientAuthentication is disabled for the Mailbox.`
    SmtpAuthDisabledForMailbox,
    /// The mailbox's switch of IMAP or POP is off.
    ProtocolDisabled,
    /// A password: `535 5.7.139 … basic authentication is disabled`, `NO LOGIN failed.`
    BasicAuthDisabled,
    /// A password: `535 5.7.139 … the user credentials were incorrect`.
    PasswordWrong,
    /// A password: `535 5.7.139 … user is locked by your organization's security defaults policy.`
    SecurityDefaults,
    /// A password: `535 5.7.139 … the request did not meet the criteria to be authenticated`.
    Policy,
    /// A password: `535 5.7.139 … federated STS service was unreachable`.
    FederationUnavailable,
    /// All connections of the mailbox are in use (`432 4.3.2`).
    TooManyConnections,
    /// It was used too often (`Request is throttled. Suggested Backoff Time: … milliseconds`).
    Throttled,
    /// The server of the mailbox is not available (`NO Server Unavailable. 15`).
    Unavailable,
}

/// Why a sender or a message is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SenderRefusal {
    /// `554 5.2.252 SendAsDenied; … not allowed to send as …`
    SendAsDenied,
    /// `430 4.2.0 STOREDRV; mailbox logon failure`
    LogonFailure,
    /// `550 5.1.8 Access denied, bad outbound sender`
    Restricted,
    /// `554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException`
    SubmissionQuota,
    /// `554 5.2.2 … QuotaExceeded…`
    Full,
    /// `552 5.3.4 Message size exceeds fixed maximum message size`
    TooLarge,
}

/// Why a recipient is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecipientRefusal {
    /// No such mailbox: `550 5.1.10 RESOLVER.ADR.RecipientNotFound`.
    Unknown,
    /// Another organisation's, which the sandbox never sends to: it says so and takes nothing.
    Outside,
    /// `554 5.2.2 mailbox full`
    Full,
}

impl Directory {
    /// Judges a login by a token whose signature is good.
    pub(crate) fn admit_token(
        &self,
        protocol: Protocol,
        username: &str,
        token: &Claims,
        now: Time,
    ) -> Result<Session, Refusal> {
        let audience = token.aud.trim_end_matches('/');
        if !AUDIENCES.contains(&audience) || token.exp <= now || token.nbf > now {
            return Err(Refusal::Unexplained);
        }
        let (tenant, user) = self.user(username).ok_or(Refusal::Unexplained)?;
        let mailbox = user.mailbox.as_ref().ok_or(Refusal::Unexplained)?;
        if tenant.id != token.tid {
            return Err(Refusal::Unexplained);
        }
        let is_let_in = if token.idtyp == "app" {
            admit_application(tenant, mailbox, protocol, token, now)?
        } else {
            admit_user(user, mailbox, protocol, token, now)?
        };
        judge_mailbox(tenant, mailbox, protocol)?;
        let is_connected = is_let_in && mailbox.trouble != Some(MailboxTrouble::LogonFailure);
        Ok(Session {
            mailbox: user.name.clone(),
            identity: token.oid.clone(),
            is_connected,
            expires_at: Some(token.exp),
        })
    }

    /// Judges a login by a password.
    pub(crate) fn admit_password(
        &self,
        protocol: Protocol,
        username: &str,
        password: &str,
    ) -> Result<Session, Refusal> {
        if protocol != Protocol::Smtp {
            return Err(Refusal::BasicAuthDisabled);
        }
        let (tenant, user) = self.user(username).ok_or(Refusal::PasswordWrong)?;
        let mailbox = user.mailbox.as_ref().ok_or(Refusal::PasswordWrong)?;
        judge_mailbox(tenant, mailbox, protocol)?;
        match (mailbox.basic_auth, user.sign_in) {
            (BasicAuth::Disabled, _) => return Err(Refusal::BasicAuthDisabled),
            (BasicAuth::SecurityDefaults, _) => return Err(Refusal::SecurityDefaults),
            (BasicAuth::Policy, _) | (_, super::SignIn::ConditionalAccess) => {
                return Err(Refusal::Policy);
            }
            (_, super::SignIn::FederationUnavailable) => {
                return Err(Refusal::FederationUnavailable);
            }
            (BasicAuth::Allowed, super::SignIn::Allowed) if user.password == password => {}
            (BasicAuth::Allowed, _) => return Err(Refusal::PasswordWrong),
        }
        Ok(Session {
            mailbox: user.name.clone(),
            identity: user.object_id.clone(),
            is_connected: mailbox.trouble != Some(MailboxTrouble::LogonFailure),
            expires_at: None,
        })
    }

    /// Whether a session may send as this address.
    pub(crate) fn may_send(
        &self,
        session: &Session,
        sender: &str,
        now: Time,
    ) -> Result<(), SenderRefusal> {
        let own = self.user(&session.mailbox);
        let trouble = own.and_then(|(_, user)| user.mailbox.as_ref()?.trouble);
        match trouble {
            Some(MailboxTrouble::SenderRestricted) => return Err(SenderRefusal::Restricted),
            Some(MailboxTrouble::SubmissionQuota) => return Err(SenderRefusal::SubmissionQuota),
            Some(MailboxTrouble::Full) => return Err(SenderRefusal::Full),
            Some(MailboxTrouble::SizeLimit) => return Err(SenderRefusal::TooLarge),
            _ if !session.is_connected => return Err(SenderRefusal::LogonFailure),
            _ => {}
        }
        let is_own = sender.eq_ignore_ascii_case(&session.mailbox);
        let may = self
            .user(sender)
            .and_then(|(_, user)| user.mailbox.as_ref())
            .is_some_and(|it| it.grants(&session.identity, Right::SendAs, now));
        if is_own || may { Ok(()) } else { Err(SenderRefusal::SendAsDenied) }
    }

    /// The address of the mailbox that mail for this address is delivered to.
    pub(crate) fn recipient(&self, address: &str) -> Result<String, RecipientRefusal> {
        let Some((_, domain)) = address.rsplit_once('@') else {
            return Err(RecipientRefusal::Unknown);
        };
        let tenant = self.tenant(domain).ok_or(RecipientRefusal::Outside)?;
        let user = tenant.user(address).ok_or(RecipientRefusal::Unknown)?;
        match user.mailbox.as_ref().ok_or(RecipientRefusal::Unknown)?.trouble {
            Some(MailboxTrouble::Full) => Err(RecipientRefusal::Full),
            _ => Ok(user.name.clone()),
        }
    }
}

/// Judges an application's own token; says whether it has a right on the mailbox.
fn admit_application(
    tenant: &Tenant,
    mailbox: &Mailbox,
    protocol: Protocol,
    token: &Claims,
    now: Time,
) -> Result<bool, Refusal> {
    let role = match protocol {
        Protocol::Smtp => "SMTP.SendAsApp",
        Protocol::Imap => "IMAP.AccessAsApp",
        Protocol::Pop => "POP.AccessAsApp",
    };
    let has_role = token.roles.iter().flatten().any(|it| it == role);
    let principal = tenant
        .exchange_principals
        .iter()
        .find(|it| it.client_id == token.appid && it.object_id == token.oid && it.since <= now)
        .ok_or(Refusal::Unexplained)?;
    let has_right = mailbox.grants(&token.oid, Right::FullAccess, now);
    match protocol {
        Protocol::Smtp if has_role && has_right => Ok(true),
        // The role brings the check of the mailbox's rights back, so that both do not add up.
        Protocol::Smtp if !has_role && principal.may_send_by_role => Ok(true),
        Protocol::Imap | Protocol::Pop if has_role => Ok(has_right),
        Protocol::Smtp | Protocol::Imap | Protocol::Pop => Err(Refusal::Unexplained),
    }
}

/// Judges a user's token; says whether he has a right on the mailbox.
fn admit_user(
    user: &User,
    mailbox: &Mailbox,
    protocol: Protocol,
    token: &Claims,
    now: Time,
) -> Result<bool, Refusal> {
    let scope = match protocol {
        Protocol::Smtp => "SMTP.Send",
        Protocol::Imap => "IMAP.AccessAsUser.All",
        Protocol::Pop => "POP.AccessAsUser.All",
    };
    if !token.scp.iter().flat_map(|scp| scp.split(' ')).any(|it| it == scope) {
        return Err(Refusal::Unexplained);
    }
    let is_own = token.oid == user.object_id;
    match protocol {
        // SMTP logs in as the token's user, and only sends as another.
        Protocol::Smtp if !is_own => Err(Refusal::Unexplained),
        _ => Ok(is_own || mailbox.grants(&token.oid, Right::FullAccess, now)),
    }
}

/// What speaks against the mailbox itself, whoever comes.
fn judge_mailbox(tenant: &Tenant, mailbox: &Mailbox, protocol: Protocol) -> Result<(), Refusal> {
    match mailbox.trouble {
        Some(MailboxTrouble::TooManyConnections) => return Err(Refusal::TooManyConnections),
        Some(MailboxTrouble::Throttled) => return Err(Refusal::Throttled),
        Some(MailboxTrouble::Unavailable) => return Err(Refusal::Unavailable),
        _ => {}
    }
    match protocol {
        Protocol::Smtp => match mailbox.smtp_auth_disabled {
            Some(true) => Err(Refusal::SmtpAuthDisabledForMailbox),
            None if tenant.smtp_auth_disabled => Err(Refusal::SmtpAuthDisabledForTenant),
            Some(false) | None => Ok(()),
        },
        Protocol::Imap if mailbox.imap_disabled => Err(Refusal::ProtocolDisabled),
        Protocol::Pop if mailbox.pop_disabled => Err(Refusal::ProtocolDisabled),
        Protocol::Imap | Protocol::Pop => Ok(()),
    }
}
