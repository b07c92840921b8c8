//! The tenant: what it is named by, and whether that can be one.

use serde::Serialize;

use super::{Authority, AuthorityKind};
use crate::{
    catalogue,
    cloud::Cloud,
    find::replace,
    guid::{self, is_guid},
    rules::{
        Problem,
        host::{is_common_name, is_host_name},
        text,
    },
};

/// The tenant that all personal accounts are in.
pub(crate) const OF_PERSONAL_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// The tenant of Microsoft itself, which its answers name where no tenant was.
const OF_MICROSOFT: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/// What a tenant is named by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum TenantKind {
    /// `common`: any account.
    Common,
    /// `consumers`: any personal account.
    Consumers,
    /// A verified domain.
    Domain,
    /// The directory (tenant) id.
    Guid,
    /// `organizations`: any work or school account.
    Organizations,
    /// A word that names no tenant.
    Unrecognised,
}

impl TenantKind {
    pub(crate) fn of(tenant: &str) -> Self {
        let is = |word: &str| tenant.eq_ignore_ascii_case(word);
        match tenant {
            guid if is_guid(guid) => Self::Guid,
            _ if is("common") => Self::Common,
            _ if is("consumers") => Self::Consumers,
            _ if is("organizations") => Self::Organizations,
            // Microsoft verifies no domain with an underscore.
            domain if domain.contains('.') && !domain.contains('_') && is_host_name(domain) => {
                Self::Domain
            }
            _ => Self::Unrecognised,
        }
    }

    /// Whether it stands for many tenants.
    #[cfg(feature = "messages")]
    pub(crate) fn is_shared(self) -> bool {
        matches!(self, Self::Common | Self::Consumers | Self::Organizations)
    }

    /// Its name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::Consumers => "consumers",
            Self::Domain => "domain",
            Self::Guid => "guid",
            Self::Organizations => "organizations",
            Self::Unrecognised => "unrecognised",
        }
    }

    /// Whether it names one tenant, as client credentials need.
    #[must_use]
    pub fn is_concrete(self) -> bool {
        match self {
            Self::Domain | Self::Guid | Self::Unrecognised => true,
            Self::Common | Self::Consumers | Self::Organizations => false,
        }
    }
}

/// What is to be said of a tenant, and what is meant by it.
#[derive(Default)]
pub(super) struct Verdict {
    pub(super) problem: Option<Problem>,
    /// The tenant that is meant.
    pub(super) meant: Option<String>,
    /// The sign-in host of its cloud, where that is another than the authority's.
    pub(super) host: Option<&'static str>,
    /// Whether what is meant is only the likeliest.
    pub(super) is_guess: bool,
    /// Whether it was typed in letters outside ASCII, and is read by its other form.
    pub(super) is_renamed: bool,
}

/// Judges the tenant of an authority of Entra; others name theirs as they like.
pub(super) fn judge(authority: &Authority<'_>) -> Verdict {
    let tenant = authority.tenant.as_deref().unwrap_or_default();
    let Some(kind) = authority.tenant_kind.filter(|_| authority.kind == AuthorityKind::Entra)
    else {
        return Verdict::default();
    };
    match kind {
        TenantKind::Common | TenantKind::Consumers | TenantKind::Organizations => {
            Verdict::default()
        }
        TenantKind::Guid => {
            let rule = match tenant {
                guid::NIL => Some(catalogue::TENANT_NIL),
                OF_MICROSOFT => Some(catalogue::TENANT_OF_MICROSOFT),
                _ => None,
            };
            Verdict { problem: rule.map(Problem::new), ..Verdict::default() }
        }
        TenantKind::Domain => judge_domain(tenant, authority.cloud),
        TenantKind::Unrecognised => judge_word(tenant, authority.cloud),
    }
}

fn judge_domain(tenant: &str, cloud: Option<Cloud>) -> Verdict {
    if !is_common_name(tenant) && tenant.split('.').any(|label| label.starts_with("xn--")) {
        let ascii = Problem::new(catalogue::AUTHORITY_NOT_ASCII).with("ascii", tenant);
        return Verdict { problem: Some(ascii), is_renamed: true, ..Verdict::default() };
    }
    let theirs = Cloud::of_tenant(tenant).filter(|theirs| {
        // Which tenants the newest clouds have is not known.
        matches!(cloud, Some(Cloud::Global | Cloud::UsGovernment | Cloud::China))
            && cloud != Some(*theirs)
    });
    let Some(theirs) = theirs else { return Verdict::default() };
    let known = theirs.sign_in_host();
    let problem = Problem::new(catalogue::TENANT_OTHER_CLOUD)
        .with("tenant", tenant)
        .with_static("cloud", theirs.id())
        .with_static("known", known);
    Verdict { problem: Some(problem), host: Some(known), is_guess: true, ..Verdict::default() }
}

fn judge_word(tenant: &str, cloud: Option<Cloud>) -> Verdict {
    let decoded = decoded(tenant);
    if is_placeholder(&decoded) {
        let problem = Problem::new(catalogue::PLACEHOLDER).with_static("hidden", "no");
        let problem = problem.with("placeholder", &decoded);
        return Verdict { problem: Some(problem), ..Verdict::default() };
    }
    if let Some((_, domain)) = decoded.split_once('@') {
        let meant = Some(domain.to_ascii_lowercase())
            .filter(|domain| TenantKind::of(domain) == TenantKind::Domain);
        let problem = Some(Problem::new(catalogue::AUTHORITY_TENANT_IS_ADDRESS));
        // What stands before `@` may be the tenant, too.
        return Verdict { problem, is_guess: meant.is_some(), meant, ..Verdict::default() };
    }
    let problem =
        Some(Problem::new(catalogue::AUTHORITY_TENANT_MALFORMED).with("tenant", &decoded));
    if let Some(meant) = guid::within(&decoded) {
        // With more than marks around it, something else may be meant.
        let is_guess = !guid::stands_alone(&decoded);
        let meant = Some(meant.to_ascii_lowercase());
        return Verdict { problem, meant, is_guess, ..Verdict::default() };
    }
    let meant = initial_domain(&decoded, cloud.unwrap_or(Cloud::Global));
    Verdict { problem, is_guess: meant.is_some(), meant, ..Verdict::default() }
}

/// The first domain of a tenant, by the name that it was founded with.
pub(super) fn initial_domain(name: &str, cloud: Cloud) -> Option<String> {
    /// Longer names cannot be chosen.
    const LONGEST: usize = 27;
    /// Words of the endpoints, which are no names.
    const ENDPOINTS: [&str; 4] = ["token", "authorize", "devicecode", "login"];
    let is_name = (1..=LONGEST).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !ENDPOINTS.iter().any(|word| word.eq_ignore_ascii_case(name));
    let suffix = cloud.tenant_suffix().filter(|_| is_name)?;
    let mut domain = [name, ".", suffix].concat();
    domain.make_ascii_lowercase();
    Some(domain)
}

/// A word with which guides and samples of code stand for the tenant.
pub(super) fn is_placeholder(word: &str) -> bool {
    const WORDS: [&str; 9] = [
        "tenant",
        "tenantid",
        "tenantguid",
        "tenantname",
        "tenantdomain",
        "directoryid",
        "directorytenantid",
        "aadtenantid",
        "mytenant",
    ];
    if text::stands_for_nothing(word) {
        return true;
    }
    let known = |word: &str| {
        let mut letters = word.bytes().filter(|byte| !matches!(byte, b'-' | b'_' | b' '));
        WORDS
            .iter()
            .any(|known| letters.clone().map(|byte| byte.to_ascii_lowercase()).eq(known.bytes()))
            && letters.next().is_some()
    };
    known(word.trim_matches([':', '[', ']', '(', ')', '{', '}', '<', '>', '$', '%', '"', '\'']))
}

/// What a URL wrote in place of the marks that people put around a tenant.
fn decoded(tenant: &str) -> String {
    const MARKS: [(&str, &str); 9] = [
        ("%40", "@"),
        ("%7B", "{"),
        ("%7D", "}"),
        ("%5B", "["),
        ("%5D", "]"),
        ("%22", "\""),
        ("%3C", "<"),
        ("%3E", ">"),
        ("%20", " "),
    ];
    if !tenant.contains('%') {
        return tenant.to_owned();
    }
    MARKS.iter().fold(tenant.to_owned(), |text, (code, mark)| replace(&text, code, mark))
}
