//! What an administrator changes while a sandbox runs, so that a test sees a failure mended, or a setting
//! that worked break.

use serde::{Deserialize, Serialize};

use super::{
    AppSecret, Consent, Directory, ExchangePrincipal, MailboxRight, PermissionKind, Protocol,
    Right, Time, User,
    resource::{self, EXCHANGE},
};

/// A change, as the portal or Exchange Online PowerShell would make it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// *Grant admin consent* for one permission on Exchange Online, or its withdrawal.
    Consent {
        /// The app.
        client_id: String,
        /// As `IMAP.AccessAsApp`, or `SMTP.Send`.
        permission: String,
        /// Whether it is granted.
        granted: bool,
    },
    /// A new client secret.
    ClientSecret {
        /// The app.
        client_id: String,
        /// Its value.
        value: String,
        /// For how many seconds it is good.
        lifetime: Time,
    },
    /// `New-ServicePrincipal`, or `Remove-ServicePrincipal`.
    ServicePrincipal {
        /// The app.
        client_id: String,
        /// Its object id; that of the enterprise application when it is absent.
        #[serde(default)]
        object_id: Option<String>,
        /// Whether it is registered.
        registered: bool,
    },
    /// `Add-MailboxPermission` and `Add-RecipientPermission`, or their removal.
    MailboxPermission {
        /// The address of the mailbox.
        mailbox: String,
        /// A client id, or the name of a user.
        trustee: String,
        /// What he may do.
        right: Right,
        /// Whether it is granted.
        granted: bool,
    },
    /// `Set-CASMailbox -SmtpClientAuthenticationDisabled`, or without a mailbox `Set-TransportConfig`.
    SmtpAuth {
        /// The address of the mailbox.
        #[serde(default)]
        mailbox: Option<String>,
        /// A mailbox without a value follows the organisation.
        disabled: Option<bool>,
    },
    /// `Set-CASMailbox -ImapEnabled`, or `-PopEnabled`.
    MailboxProtocol {
        /// The address of the mailbox.
        mailbox: String,
        /// IMAP or POP.
        protocol: Protocol,
        /// Whether it is on.
        enabled: bool,
    },
    /// A new password, which revokes what the user granted before.
    Password {
        /// The name of the user.
        user: String,
        /// The password.
        password: String,
    },
    /// *Revoke sessions*: refresh tokens of before count no longer.
    RevokeSessions {
        /// The name of the user.
        user: String,
    },
}

/// What a change was to be made to, and is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotThere(pub(crate) String);

impl Directory {
    /// Makes a change. What is granted counts from `since`, what is taken away is gone at once.
    pub(crate) fn change(
        &mut self,
        change: Change,
        now: Time,
        since: Time,
    ) -> Result<(), NotThere> {
        match change {
            Change::Consent { client_id, permission, granted } => {
                self.change_consent(&client_id, &permission, granted.then_some(since))
            }
            Change::ClientSecret { client_id, value, lifetime } => {
                let app = self.apps.iter_mut().find(|app| app.client_id == client_id);
                let app = app.ok_or(NotThere(client_id))?;
                let expires_at = now.saturating_add(lifetime);
                app.secrets.push(AppSecret { value, expires_at });
                Ok(())
            }
            Change::ServicePrincipal { client_id, object_id, registered } => {
                let object_id = match object_id {
                    Some(object_id) => object_id,
                    None => self.object_id(&client_id)?,
                };
                let known = &mut self.home.exchange_principals;
                known.retain(|it| it.client_id != client_id);
                if registered {
                    let may_send_by_role = false;
                    known.push(ExchangePrincipal { client_id, object_id, may_send_by_role, since });
                }
                Ok(())
            }
            Change::MailboxPermission { mailbox, trustee, right, granted } => {
                let trustee = self.object_id(&trustee)?;
                let rights = &mut self.mailbox_mut(&mailbox)?.rights;
                rights.retain(|it| it.trustee != trustee || it.right != right);
                if granted {
                    rights.push(MailboxRight { trustee, right, since });
                }
                Ok(())
            }
            Change::SmtpAuth { mailbox: Some(mailbox), disabled } => {
                self.mailbox_mut(&mailbox)?.smtp_auth_disabled = disabled;
                Ok(())
            }
            Change::SmtpAuth { mailbox: None, disabled } => {
                self.home.smtp_auth_disabled = disabled.unwrap_or(true);
                Ok(())
            }
            Change::MailboxProtocol { mailbox, protocol, enabled } => {
                let mailbox = self.mailbox_mut(&mailbox)?;
                match protocol {
                    Protocol::Imap => mailbox.imap_disabled = !enabled,
                    Protocol::Pop => mailbox.pop_disabled = !enabled,
                    Protocol::Smtp => mailbox.smtp_auth_disabled = Some(!enabled),
                }
                Ok(())
            }
            Change::Password { user, password } => {
                let user = self.user_mut(&user)?;
                (user.password, user.tokens_valid_from) = (password, now);
                Ok(())
            }
            Change::RevokeSessions { user } => {
                self.user_mut(&user)?.tokens_valid_from = now;
                Ok(())
            }
        }
    }

    fn change_consent(
        &mut self,
        client_id: &str,
        name: &str,
        since: Option<Time>,
    ) -> Result<(), NotThere> {
        let kinds = [PermissionKind::Application, PermissionKind::Delegated];
        let permission =
            kinds.into_iter().find_map(|kind| resource::permission(EXCHANGE, name, kind));
        let permission = permission.ok_or_else(|| NotThere(name.to_owned()))?;
        let principals = &mut self.home.principals;
        let principal = principals.iter_mut().find(|it| it.client_id == client_id);
        let consents = &mut principal.ok_or_else(|| NotThere(client_id.to_owned()))?.consents;
        consents.retain(|it| it.permission != permission);
        consents.extend(since.map(|since| Consent { permission, since }));
        Ok(())
    }

    /// The object id of an enterprise application or a user.
    fn object_id(&self, named: &str) -> Result<String, NotThere> {
        let principal = self.home.principal(named).map(|it| &it.object_id);
        let found = principal.or(self.home.user(named).map(|user| &user.object_id));
        found.cloned().ok_or_else(|| NotThere(named.to_owned()))
    }

    fn user_mut(&mut self, name: &str) -> Result<&mut User, NotThere> {
        let mut users = self.home.users.iter_mut();
        let user = users.find(|user| user.name.eq_ignore_ascii_case(name));
        user.ok_or_else(|| NotThere(name.to_owned()))
    }

    fn mailbox_mut(&mut self, address: &str) -> Result<&mut super::Mailbox, NotThere> {
        let mailbox = self.user_mut(address)?.mailbox.as_mut();
        mailbox.ok_or_else(|| NotThere(address.to_owned()))
    }
}
