//! The account at Microsoft: who logs in there, with what, and in whose name mail is sent.

use super::{View, is_given, read, text};
use crate::{
    Entry, FormName, catalogue,
    provider::{self, Mail, Protocol, Standing},
    rules::{Notes, Problem, account},
    settings::{Flow, Mechanism, Provider},
};

impl View<'_> {
    /// Judges a login at a mail server of Microsoft, or with its tokens.
    pub(super) fn judge_account(&self, notes: &mut Notes) {
        let mail = self.mail_of_microsoft();
        let by_token = self.provider == Provider::MicrosoftExchange;
        if by_token || (mail.is_some() && !self.oauth_is_on()) {
            notes.extend("username", text(self.username).and_then(account::microsoft_username));
        }
        if by_token {
            notes.extend("username", self.application_at_personal_mailbox());
        }
        let (Some(host), Some(mail)) = (self.host_name(), mail) else { return };
        notes.extend("mechanism", self.mechanism.and_then(|chosen| self.not_offered(chosen)));
        if !self.oauth_is_on() && !self.provider_is_unclear() && is_given(self.password) {
            notes.extend("password", self.basic_authentication(mail, host));
        }
    }

    /// An application has no permission for the mailboxes of Outlook.com.
    fn application_at_personal_mailbox(&self) -> Option<Problem> {
        let flow: Option<Flow> = self.oauth.and_then(|oauth| read(oauth.flow.as_ref()));
        if flow.is_some_and(|flow| flow != Flow::ClientCredentials) {
            return None;
        }
        let domain = text(self.username).and_then(account::domain_of)?;
        // No organisation has the domain of another provider, such as `gmail.com`.
        let is_of_another = || provider::mail_of_host(domain).is_some_and(|it| it.cloud.is_none());
        (account::is_personal(domain) || is_of_another())
            .then(|| Problem::new(catalogue::APP_ONLY_PERSONAL).with("domain", domain))
    }

    /// Exchange Online announces `AUTH LOGIN XOAUTH2` for SMTP, and no OAUTHBEARER anywhere.
    fn not_offered(&self, chosen: Mechanism) -> Option<Problem> {
        let better = match (chosen, self.protocol) {
            (Mechanism::Oauthbearer, _) => Mechanism::Xoauth2,
            (Mechanism::Plain, Protocol::Smtp) if !self.oauth_is_on() => Mechanism::Login,
            _ => return None,
        };
        let problem = Problem::new(catalogue::MECHANISM_NOT_OFFERED);
        Some(
            problem
                .with_static("mechanism", chosen.as_str())
                .with_static("better", better.as_str())
                .edit_static("", better.as_str()),
        )
    }

    fn basic_authentication(&self, mail: &Mail, host: &str) -> Option<Problem> {
        if mail.standing_of(host) == Some(Standing::Special) || !mail.speaks(self.protocol, host) {
            return None;
        }
        let is_personal = mail.id == provider::OUTLOOK_COM.id
            || text(self.username).and_then(account::domain_of).is_some_and(account::is_personal);
        let problem = match (self.form, is_personal) {
            (_, true) => {
                Problem::new(catalogue::BASIC_AUTH_ENDED).with_static("account", "personal")
            }
            (FormName::Incoming, false) => {
                Problem::new(catalogue::BASIC_AUTH_ENDED).with_static("account", "organisation")
            }
            (FormName::Outgoing, false) => Problem::new(catalogue::BASIC_AUTH_ENDING),
        };
        Some(problem.edit_static("oauth.provider", Provider::MicrosoftExchange.as_str()).guessed())
    }

    /// Whether the host is one of Microsoft's that take mail after a login only.
    pub(super) fn is_microsoft_submission(&self) -> bool {
        let (Some(host), Some(mail)) = (self.host_name(), self.mail_of_microsoft()) else {
            return false;
        };
        mail.speaks(Protocol::Smtp, host)
    }

    /// Says where another address than that of the account needs a right of its own.
    pub(super) fn judge_identities(
        &self,
        sender: Option<&Entry<'_>>,
        reply_to: Option<&Entry<'_>>,
        notes: &mut Notes,
    ) {
        let by_token = self.provider == Provider::MicrosoftExchange;
        let by_password = is_given(self.password) && self.is_microsoft_submission();
        if !(by_token || by_password) {
            return;
        }
        let account = self.mailbox.or(text(self.username));
        let Some((account, domain)) =
            account.and_then(|typed| Some((typed, account::domain_of(typed)?)))
        else {
            return;
        };
        let about = |rule| Problem::new(rule).with("account", account);
        match (text(sender), text(reply_to)) {
            (Some(sender), _) => {
                if account::is_address(sender) && !sender.eq_ignore_ascii_case(account) {
                    notes.add("sender", about(catalogue::SENDER_DIFFERS).with("sender", sender));
                }
            }
            (None, Some(reply_to)) => {
                if account::domain_of(reply_to)
                    .is_some_and(|other| !other.eq_ignore_ascii_case(domain))
                {
                    let problem = about(catalogue::REPLY_TO_OTHER_DOMAIN);
                    notes.add("reply_to", problem.with("reply_to", reply_to));
                }
            }
            (None, None) => {}
        }
    }

    /// Says that another mailbox than that of the account needs a right to open it.
    pub(super) fn judge_mailbox(&self, notes: &mut Notes) {
        if self.provider == Provider::MicrosoftExchange
            && let (Some(mailbox), Some(username)) = (self.mailbox, text(self.username))
            && account::is_address(mailbox)
            && !mailbox.eq_ignore_ascii_case(username)
        {
            let problem = Problem::new(catalogue::MAILBOX_DIFFERS);
            notes.add("mailbox", problem.with("mailbox", mailbox).with("username", username));
        }
    }
}
