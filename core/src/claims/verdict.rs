//! What speaks against a token, before the mail server is asked.
//!
//! One judgement for every place that needs it: the claims stage of a connection test, the diagnosis
//! of a failure, and evidence that somebody pasted. The order is that of the questions an
//! administrator asks: for whom the token is, when, of which tenant and application, and what it may.
//!
//! Sources: Microsoft, *Access token claims reference* (2023-05-26), *Authenticate an IMAP, POP or SMTP
//! connection using OAuth* (2026-06-19) and *Role Based Access Control for Applications* (2025-10-17).

use super::{CLOCK_SKEW, Claims};
use crate::{
    authority::tenant::OF_PERSONAL_ACCOUNTS,
    diagnosis::{Flow, Protocol, Reason},
    guid::{self, is_guid},
    rules::scope::Audience,
};

/// What a token is wanted for. What is not known is not judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Purpose<'a> {
    /// What is to be spoken with it.
    pub protocol: Option<Protocol>,
    /// How it was asked for.
    pub flow: Option<Flow>,
    /// The tenant, or an authority URL that names it.
    pub tenant: Option<&'a str>,
    /// The application (client) id.
    pub client_id: Option<&'a str>,
    /// The user who was to sign in.
    pub user: Option<&'a str>,
    /// When it is to be used, in seconds since 1970.
    pub at: Option<i64>,
}

/// One thing that speaks against a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The id of the cause.
    pub cause: &'static str,
    /// How surely a mail server refuses the token for it, from 0 to 1.
    pub confidence: f64,
    /// What in the claims says so.
    pub why: Reason,
    /// What may speak for the token all the same.
    pub against: Option<Reason>,
}

type Check = fn(&Claims, &Purpose<'_>) -> Option<Verdict>;

impl Claims {
    /// What speaks against a token of Microsoft for this purpose, the gravest first.
    #[must_use]
    pub fn judge(&self, purpose: &Purpose<'_>) -> Vec<Verdict> {
        const CHECKS: [Check; 9] = [
            Claims::audience,
            Claims::end,
            Claims::beginning,
            Claims::tenant,
            Claims::personal,
            Claims::application,
            Claims::principal,
            Claims::permission,
            Claims::user,
        ];
        CHECKS.iter().filter_map(|check| check(self, purpose)).collect()
    }

    /// Whether the token is an application's or a user's.
    #[must_use]
    pub fn flow(&self) -> Flow {
        match self.text("idtyp") {
            Some("app") => Flow::Application,
            Some("user") => Flow::User,
            _ if self.text("scp").is_some() => Flow::User,
            // Only an application is given roles without a scope.
            _ if self.0.contains_key("roles") => Flow::Application,
            _ if self.signed_in().is_some() => Flow::User,
            _ => Flow::Application,
        }
    }

    /// What speaks against any token, of whatever server: it is outside its time.
    #[must_use]
    pub fn judge_time(&self, at: i64) -> Vec<Verdict> {
        let purpose = Purpose { at: Some(at), ..Purpose::default() };
        [self.end(&purpose), self.beginning(&purpose)].into_iter().flatten().collect()
    }

    fn audience(&self, purpose: &Purpose<'_>) -> Option<Verdict> {
        let audience = self.text("aud")?;
        let is_for_graph = purpose.protocol == Some(Protocol::Graph);
        let (confidence, why) = match Audience::of(audience) {
            Audience::Graph if is_for_graph => return None,
            Audience::Graph => (0.95, "why-audience-graph"),
            _ if is_for_graph => (0.95, "why-audience"),
            Audience::Exchange => return None,
            Audience::Undocumented => (0.6, "why-audience"),
            Audience::Other => (0.95, "why-audience"),
        };
        let found = verdict("token-wrong-audience", confidence, why, &[("audience", audience)]);
        Some(Verdict {
            against: (confidence < 0.9).then(|| Reason::plain("against-audience")),
            ..found
        })
    }

    fn end(&self, purpose: &Purpose<'_>) -> Option<Verdict> {
        let (at, end) = (purpose.at?, self.number("exp")?);
        let minutes = at.saturating_sub(end) / 60;
        (end.saturating_add(CLOCK_SKEW) < at).then(|| {
            verdict("token-expired", 0.94, "why-expired", &[("minutes", &minutes.to_string())])
        })
    }

    fn beginning(&self, purpose: &Purpose<'_>) -> Option<Verdict> {
        let (at, beginning) = (purpose.at?, self.number("nbf")?);
        let minutes = beginning.saturating_sub(at) / 60;
        (beginning.saturating_sub(CLOCK_SKEW) > at).then(|| {
            verdict("clock-skew", 0.94, "why-not-yet", &[("minutes", &minutes.to_string())])
        })
    }

    fn tenant(&self, purpose: &Purpose<'_>) -> Option<Verdict> {
        let given = self.text("tid")?;
        let asked = guid::within(purpose.tenant?)?;
        let asked = asked.as_ref();
        (!asked.eq_ignore_ascii_case(given)).then(|| {
            verdict("token-wrong-tenant", 0.93, "why-tenant", &[("given", given), ("asked", asked)])
        })
    }

    fn personal(&self, _: &Purpose<'_>) -> Option<Verdict> {
        let is_personal =
            self.text("tid").is_some_and(|tid| tid.eq_ignore_ascii_case(OF_PERSONAL_ACCOUNTS));
        (is_personal && self.flow() == Flow::Application)
            .then(|| verdict("personal-account", 0.95, "why-personal", &[]))
    }

    fn application(&self, purpose: &Purpose<'_>) -> Option<Verdict> {
        let given = self.text("appid").or_else(|| self.text("azp"))?;
        let asked = purpose.client_id.filter(|id| is_guid(id))?;
        (!asked.eq_ignore_ascii_case(given)).then(|| {
            verdict("token-wrong-app", 0.9, "why-app", &[("given", given), ("asked", asked)])
        })
    }

    /// The service principal of the application in the tenant, which `oid` names.
    fn principal(&self, _: &Purpose<'_>) -> Option<Verdict> {
        (self.text("tid").is_some()
            && self.text("oid").is_none()
            && self.flow() == Flow::Application)
            .then(|| verdict("enterprise-app-missing", 0.94, "why-no-oid", &[]))
    }

    fn permission(&self, purpose: &Purpose<'_>) -> Option<Verdict> {
        let protocol = purpose.protocol;
        let (role, scope) = permissions(protocol);
        if self.flow() == Flow::User {
            if purpose.flow == Some(Flow::Application) {
                return Some(verdict("token-missing-role", 0.9, "why-user-token", &[]));
            }
            let has = self.list("scp").any(|given| serves(given, scope, protocol));
            let found =
                || verdict("token-missing-scope", 0.93, "why-scope-missing", &[("scope", scope)]);
            return (!has).then(found);
        }
        if self.list("roles").any(|given| serves(given, role, protocol)) {
            return None;
        }
        // With RBAC for Applications the role is left out on purpose, at SMTP alone.
        let may_be_scoped = protocol == Some(Protocol::Smtp);
        let confidence = if may_be_scoped { 0.8 } else { 0.93 };
        let found =
            verdict("token-missing-role", confidence, "why-role-missing", &[("role", role)]);
        Some(Verdict {
            against: may_be_scoped.then(|| Reason::plain("against-role-missing")),
            ..found
        })
    }

    fn user(&self, purpose: &Purpose<'_>) -> Option<Verdict> {
        let (given, asked) = (self.signed_in()?, purpose.user?);
        let is_wrong = self.flow() == Flow::User && !given.eq_ignore_ascii_case(asked);
        is_wrong.then(|| {
            verdict("token-wrong-user", 0.9, "why-user", &[("given", given), ("asked", asked)])
        })
    }

    /// The name of the user who signed in.
    fn signed_in(&self) -> Option<&str> {
        ["upn", "preferred_username", "unique_name"].iter().find_map(|claim| self.text(claim))
    }
}

/// The application role and the scope that open a mailbox over a protocol.
fn permissions(protocol: Option<Protocol>) -> (&'static str, &'static str) {
    match protocol {
        Some(Protocol::Smtp) => ("SMTP.SendAsApp", "SMTP.Send"),
        Some(Protocol::Pop) => ("POP.AccessAsApp", "POP.AccessAsUser.All"),
        Some(Protocol::Graph) => ("Mail.Send", "Mail.Send"),
        _ => ("IMAP.AccessAsApp", "IMAP.AccessAsUser.All"),
    }
}

/// Whether a token with this permission serves a protocol. Where none is known, each for mail does;
/// Graph has several, for reading and for sending.
fn serves(given: &str, needed: &str, protocol: Option<Protocol>) -> bool {
    const ANY: [&str; 6] = [
        "IMAP.AccessAsApp",
        "POP.AccessAsApp",
        "SMTP.SendAsApp",
        "IMAP.AccessAsUser.All",
        "POP.AccessAsUser.All",
        "SMTP.Send",
    ];
    match protocol {
        Some(Protocol::Imap | Protocol::Pop | Protocol::Smtp) => given.eq_ignore_ascii_case(needed),
        Some(Protocol::Graph) => {
            given.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("mail."))
        }
        _ => ANY.iter().any(|known| given.eq_ignore_ascii_case(known)),
    }
}

fn verdict(
    cause: &'static str,
    confidence: f64,
    why: &'static str,
    params: &[(&'static str, &str)],
) -> Verdict {
    let params = params.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Verdict { cause, confidence, why: Reason::Concluded(why, params), against: None }
}
