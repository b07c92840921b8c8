//! Microsoft: the authority, and what its tenant, its cloud and the flow make of each other.

use super::{Source, View, is_missing, text};
use crate::{
    Authority, OAuthForm,
    authority::{self, AuthorityKind, Reading, TenantKind, tenant},
    catalogue,
    cloud::Cloud,
    find::replace_first,
    rules::{
        Extent, Notes, Problem, account,
        client::Issuer,
        scope::{self, Purpose},
    },
    settings::{Dialect, Endpoints, Flow},
};

impl View<'_> {
    pub(super) fn microsoft<'a>(
        &self,
        form: &'a OAuthForm<'_>,
        flow: Flow,
        notes: &mut Notes,
    ) -> Source<'a> {
        let Reading { authority, is_own, .. } = self.authority(form, flow, notes);
        let cloud =
            authority.as_ref().and_then(|authority| authority.cloud).unwrap_or(Cloud::Global);
        if notes.extent != Extent::Basics {
            let problem = authority.as_ref().and_then(|authority| self.user_elsewhere(authority));
            notes.extend("username", problem);
        }
        let purpose = Purpose { flow, cloud, protocol: self.protocol };
        if !is_own && !self.graph {
            let entry = form.scope.as_ref();
            let problems = text(entry).map(|list| scope::at_microsoft(list, purpose));
            notes.extend_within("oauth.scope", entry, problems.into_iter().flatten());
        }
        let dialect = match &authority {
            Some(authority) if authority.is_v1() => Dialect::MicrosoftV1,
            _ => Dialect::MicrosoftV2,
        };
        let is_made = notes.extent == Extent::Settings;
        Source {
            issuer: if is_own { Issuer::Other } else { Issuer::Microsoft },
            endpoints: authority
                .as_ref()
                .filter(|_| is_made)
                .map(|authority| endpoints(authority, dialect)),
            dialect,
            authority,
            usual_scope: is_made.then(|| {
                if self.graph {
                    scope::of_graph(self.graph_host(cloud), flow, self.form)
                } else {
                    purpose.usual()
                }
            }),
        }
    }

    fn authority<'a>(&self, form: &'a OAuthForm<'_>, flow: Flow, notes: &mut Notes) -> Reading<'a> {
        const FIELD: &str = "oauth.authority_url";
        let entry = form.authority_url.as_ref();
        let Some(typed) = text(entry) else {
            if is_missing(entry) {
                let problem = Problem::new(catalogue::AUTHORITY_MISSING);
                notes.add(FIELD, problem.with_static("example", authority::EXAMPLE));
            }
            return Reading::default();
        };
        let mut reading = authority::read(typed, &self.context.identity_hosts);
        let mut problems = std::mem::take(&mut reading.problems);
        if let Some(authority) = &reading.authority {
            let mismatch = self.judge_clouds(authority);
            if mismatch.as_ref().is_some_and(Problem::is_mended) {
                // The other mends would keep the host that is wrong.
                problems.iter_mut().for_each(Problem::drop_edits);
            }
            problems.extend(mismatch);
            problems.extend(judge_tenant(authority, flow));
        }
        notes.extend_within(FIELD, entry, problems);
        reading
    }

    fn judge_clouds(&self, authority: &Authority<'_>) -> Option<Problem> {
        let (ours, theirs) = (authority.cloud?, self.mail?.cloud?);
        if ours == theirs || authority.kind != AuthorityKind::Entra || ours == Cloud::Germany {
            return None;
        }
        let say = |rule| {
            Problem::new(rule)
                .with_static("authority_cloud", ours.id())
                .with_static("server_cloud", theirs.id())
        };
        if matches!(ours, Cloud::Bleu | Cloud::Delos | Cloud::GovSg) {
            return Some(say(catalogue::CLOUD_MAIL_UNKNOWN));
        }
        let known = theirs.sign_in_host();
        let problem = say(catalogue::CLOUD_MISMATCH).with_static("known", known);
        let tenant = authority.tenant.as_deref().unwrap_or_default();
        Some(if Cloud::of_tenant(tenant).is_some_and(|cloud| cloud != theirs) {
            // The tenant is of the authority's cloud, so it is the server that is another's.
            problem
        } else {
            problem
                .edit_owned("", replace_first(&authority.token_url, &authority.host, known))
                .guessed()
        })
    }

    /// A user of another tenant than the authority's, as far as both have the first domain of theirs.
    fn user_elsewhere(&self, authority: &Authority<'_>) -> Option<Problem> {
        if authority.tenant_kind != Some(TenantKind::Domain) {
            return None;
        }
        let (username, tenant) = (text(self.username)?, authority.tenant.as_deref()?);
        let home = Cloud::initial_domain(account::domain_of(username)?)?;
        (Cloud::initial_domain(tenant)? != home).then(|| {
            Problem::new(catalogue::USERNAME_OTHER_TENANT)
                .with("username", username)
                .with("tenant", tenant)
                .edit_owned(
                    "oauth.authority_url",
                    replace_first(&authority.token_url, tenant, &home),
                )
                .guessed()
        })
    }
}

/// The endpoints of an authority, which are neighbours.
fn endpoints(authority: &Authority<'_>, dialect: Dialect) -> Endpoints {
    let mut token = authority.token_url.to_string();
    if dialect == Dialect::MicrosoftV1 {
        token = replace_first(&token, "/oauth2/v2.0/token", "/oauth2/token");
    }
    let neighbour = |name: &str| Some(format!("{}{name}", token.strip_suffix("token")?));
    Endpoints::Listed { authorize: neighbour("authorize"), device: neighbour("devicecode"), token }
}

/// Which tenants a flow takes.
fn judge_tenant(authority: &Authority<'_>, flow: Flow) -> Option<Problem> {
    let tenant = authority.tenant.as_deref().unwrap_or_default();
    let not_concrete = |flow: Flow| {
        Problem::new(catalogue::TENANT_NOT_CONCRETE)
            .with("tenant", tenant)
            .with_static("flow", flow.as_str())
    };
    match (flow, authority.tenant_kind?) {
        (Flow::ClientCredentials, kind) if !kind.is_concrete() => Some(not_concrete(flow)),
        (Flow::Password, TenantKind::Common | TenantKind::Consumers) => Some(not_concrete(flow)),
        (Flow::ClientCredentials | Flow::Password, _) if tenant == tenant::OF_PERSONAL_ACCOUNTS => {
            Some(Problem::new(catalogue::TENANT_PERSONAL).with_static("flow", flow.as_str()))
        }
        (
            Flow::AuthorizationCode | Flow::DeviceCode,
            TenantKind::Common | TenantKind::Organizations,
        ) => Some(Problem::new(catalogue::TENANT_OF_MANY).with("tenant", tenant)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Context, IncomingForm, check_incoming};
    use serde::Deserialize;

    /// The authority URL to enter instead, where the user is of another tenant.
    fn elsewhere(username: &str, authority: &str) -> Option<String> {
        let form = serde_json::json!({
            "server": "outlook.office365.com",
            "username": username,
            "oauth": { "provider": "microsoft-exchange", "authority_url": authority },
        });
        let form = IncomingForm::deserialize(&form).expect("a form");
        let mut findings = check_incoming(&form, &Context::default()).findings.into_iter();
        let fix = findings.find(|finding| finding.code == "username-other-tenant")?.fix?;
        assert!(!fix.safe && fix.edits[0].field == "oauth.authority_url");
        Some(fix.edits[0].value.to_string())
    }

    #[test]
    fn a_user_is_of_the_tenant_that_gives_the_token() {
        for (username, tenant, expected) in [
            (
                "a@fabrikam.onmicrosoft.com",
                "contoso.onmicrosoft.com",
                Some("fabrikam.onmicrosoft.com"),
            ),
            (
                "a@Fabrikam.onmicrosoft.com",
                "Contoso.onmicrosoft.com",
                Some("fabrikam.onmicrosoft.com"),
            ),
            (
                "a@fabrikam.mail.onmicrosoft.com",
                "contoso.onmicrosoft.com",
                Some("fabrikam.onmicrosoft.com"),
            ),
            ("a@contoso.mail.onmicrosoft.com", "contoso.onmicrosoft.com", None),
            ("a@CONTOSO.onmicrosoft.com", "contoso.onmicrosoft.com", None),
            ("a@contoso.com", "fabrikam.onmicrosoft.com", None),
            ("a@contoso.onmicrosoft.com", "fabrikam.com", None),
            ("a@contoso.onmicrosoft.com", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", None),
            ("a@contoso.onmicrosoft.com", "organizations", None),
            ("fabrikam.onmicrosoft.com", "contoso.onmicrosoft.com", None),
        ] {
            let url =
                |tenant| format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token");
            assert_eq!(elsewhere(username, &url(tenant)), expected.map(url), "{username} {tenant}");
        }
    }
}
