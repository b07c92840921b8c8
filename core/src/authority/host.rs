//! The host of an authority: Microsoft's own, one that only looks like it, or somebody else's.

use super::EXAMPLE;
use crate::{
    catalogue,
    cloud::{Cloud, SIGN_IN_HOSTS, SignInHost, is_within},
    provider,
    rules::Problem,
};

/// What is to be said of a host, and which one is meant.
#[derive(Default)]
pub(super) struct Verdict {
    pub(super) problem: Option<Problem>,
    /// The sign-in host to use in its place.
    pub(super) better: Option<&'static str>,
    /// Whether that is only the likeliest.
    pub(super) is_guess: bool,
    /// Whether nothing is read from an authority there.
    pub(super) is_refused: bool,
}

impl Verdict {
    pub(super) fn confirmed(address: &str) -> Self {
        let problem = Problem::new(catalogue::AUTHORITY_CONFIRMED_HOST).with("host", address);
        Self { problem: Some(problem), ..Self::default() }
    }
}

/// Judges a host; `address` is its name with the port, where that is unusual.
pub(super) fn judge(name: &str, address: &str, known: Option<SignInHost>) -> Verdict {
    let global = Cloud::Global.sign_in_host();
    let about =
        |rule, better: &str| Some(Problem::new(rule).with("host", address).with("known", better));
    match known {
        Some(SignInHost::Current(_) | SignInHost::B2c | SignInHost::Ciam) => Verdict::default(),
        Some(SignInHost::Legacy(cloud)) => {
            let better = cloud.sign_in_host();
            let problem = about(catalogue::AUTHORITY_LEGACY, better);
            Verdict { problem, better: Some(better), ..Verdict::default() }
        }
        Some(SignInHost::Retired) => Verdict {
            problem: about(catalogue::AUTHORITY_RETIRED, global),
            better: Some(global),
            is_guess: true,
            is_refused: false,
        },
        Some(SignInHost::Internal) => {
            let problem = about(catalogue::AUTHORITY_INTERNAL, global);
            Verdict { problem, ..Verdict::default() }
        }
        None => unknown(name, address),
    }
}

fn unknown(name: &str, address: &str) -> Verdict {
    if let Some(service) = other_service(name) {
        let problem = Some(is_other_service(address, service));
        return Verdict { problem, is_refused: true, ..Verdict::default() };
    }
    if let Some(meant) = lookalike(name) {
        let problem = Problem::new(catalogue::AUTHORITY_LOOKALIKE);
        return Verdict {
            problem: Some(problem.with("host", address).with("known", meant)),
            better: Some(meant),
            is_guess: true,
            is_refused: true,
        };
    }
    let problem = Problem::new(catalogue::AUTHORITY_UNKNOWN_HOST).with("host", address);
    Verdict { problem: Some(problem), ..Verdict::default() }
}

/// The service that a host is known for, where it gives no tokens for mailboxes of Exchange.
pub(super) fn other_service(host: &str) -> Option<&'static str> {
    const SERVICES: [(&str, &str); 26] = [
        ("portal.azure.com", "azure-portal"),
        ("portal.azure.us", "azure-portal"),
        ("portal.azure.cn", "azure-portal"),
        ("entra.microsoft.com", "entra"),
        ("entra.microsoft.us", "entra"),
        ("aad.portal.azure.com", "entra"),
        ("admin.microsoft.com", "microsoft-365"),
        ("portal.office.com", "microsoft-365"),
        ("admin.exchange.com", "exchange-admin"),
        ("admin.exchange.microsoft.com", "exchange-admin"),
        ("graph.microsoft.com", "graph"),
        ("graph.microsoft.us", "graph"),
        ("dod-graph.microsoft.us", "graph"),
        ("microsoftgraph.chinacloudapi.cn", "graph"),
        ("login.live.com", "personal"),
        ("account.live.com", "personal"),
        ("account.microsoft.com", "personal"),
        ("device.login.microsoftonline.com", "devices"),
        ("enterpriseregistration.windows.net", "devices"),
        ("autologon.microsoftazuread-sso.com", "devices"),
        ("account.activedirectory.windowsazure.com", "my-account"),
        ("myaccount.microsoft.com", "my-account"),
        ("mysignins.microsoft.com", "my-account"),
        ("accounts.google.com", "google"),
        ("oauth2.googleapis.com", "google"),
        ("www.googleapis.com", "google"),
    ];
    let known = SERVICES.iter().find(|(domain, _)| is_within(host, domain));
    known.map(|(_, service)| *service).or_else(|| provider::mail_of_host(host).map(|_| "mail"))
}

pub(super) fn is_other_service(host: &str, service: &str) -> Problem {
    Problem::new(catalogue::AUTHORITY_OTHER_SERVICE)
        .with("host", host)
        .with("service", service)
        .with_static("example", EXAMPLE)
}

/// The sign-in host that a name is nearly, or pretends to be.
fn lookalike(name: &str) -> Option<&'static str> {
    const FARTHEST: usize = 2;
    let current = SIGN_IN_HOSTS
        .iter()
        .filter(|(_, known)| matches!(known, SignInHost::Current(_) | SignInHost::Legacy(_)))
        .map(|(known, _)| *known);
    let end = name.rsplit('.').next().map_or(0, str::len);
    let front = name.get(..name.len() - end);
    let pretends = |known: &&str| {
        name.strip_prefix(*known).is_some_and(|rest| rest.starts_with('.'))
            || front
                .and_then(|front| known.strip_prefix(front))
                .is_some_and(|end| !end.contains('.'))
    };
    current.clone().find(pretends).or_else(|| {
        // A name that is much longer is none of them, and not compared.
        let near = current.filter(|known| known.len().abs_diff(name.len()) <= FARTHEST);
        near.min_by_key(|known| strsim::osa_distance(name, known)).filter(|known| {
            // A region or a sub-domain of Microsoft's own is no slip.
            let parent = known.split_once('.').map_or(*known, |(_, parent)| parent);
            !is_within(name, parent) && strsim::osa_distance(name, known) <= FARTHEST
        })
    })
}
