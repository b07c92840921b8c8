//! The administration of a cloud: its admin centres, and what its tools call it.
//!
//! Sources: Microsoft, *Microsoft Graph deployments*, *Connect to Exchange Online PowerShell*, *Azure
//! CLI: az cloud* and *Exchange admin center* (2026-11-24).

use serde::Deserialize;

use super::{Values, quote::percent_encoded};
use crate::Cloud;

/// A cloud as its administrators know it: that of the US government has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// The worldwide cloud, GCC included.
    Global,
    /// GCC High, of the US government.
    GccHigh,
    /// That of the US Department of Defense.
    Dod,
    /// China, run by 21Vianet.
    China,
}

impl Environment {
    /// Every environment.
    pub const ALL: [Self; 4] = [Self::Global, Self::GccHigh, Self::Dod, Self::China];

    /// Its name in data.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::GccHigh => "gcc-high",
            Self::Dod => "dod",
            Self::China => "china",
        }
    }

    /// The environment of a cloud, and of the mail server where the cloud has two. Of the newest
    /// clouds the admin centres are not known.
    #[must_use]
    pub fn of(cloud: Cloud, mail_host: Option<&str>) -> Option<Self> {
        match cloud {
            Cloud::Global | Cloud::Germany => Some(Self::Global),
            Cloud::China => Some(Self::China),
            Cloud::UsGovernment if mail_host == Some("outlook-dod.office365.us") => Some(Self::Dod),
            Cloud::UsGovernment => Some(Self::GccHigh),
            Cloud::Bleu | Cloud::Delos | Cloud::GovSg => None,
        }
    }

    /// The cloud as tokens know it.
    #[must_use]
    pub fn cloud(self) -> Cloud {
        match self {
            Self::Global => Cloud::Global,
            Self::GccHigh | Self::Dod => Cloud::UsGovernment,
            Self::China => Cloud::China,
        }
    }

    /// The Entra admin centre.
    fn entra(self) -> &'static str {
        match self {
            Self::Global => "https://entra.microsoft.com",
            Self::GccHigh | Self::Dod => "https://entra.microsoft.us",
            Self::China => "https://entra.microsoftonline.cn",
        }
    }

    /// The Exchange admin centre, where a source names it.
    fn exchange(self) -> Option<&'static str> {
        match self {
            Self::Global => Some("https://admin.exchange.microsoft.com"),
            Self::GccHigh => Some("https://admin.exchange.office365.us"),
            Self::Dod | Self::China => None,
        }
    }

    /// The Microsoft 365 admin centre.
    fn microsoft_365(self) -> &'static str {
        match self {
            Self::Global => "https://admin.microsoft.com",
            Self::GccHigh => "https://portal.office365.us/adminportal/home",
            Self::Dod => "https://portal.apps.mil/adminportal/home",
            Self::China => "https://portal.partner.microsoftonline.cn/adminportal/home",
        }
    }

    /// Its name in `Connect-ExchangeOnline -ExchangeEnvironmentName`.
    pub(super) fn exchange_name(self) -> &'static str {
        match self {
            Self::Global => "O365Default",
            Self::GccHigh => "O365USGovGCCHigh",
            Self::Dod => "O365USGovDoD",
            Self::China => "O365China",
        }
    }

    /// Its name in `Connect-MgGraph -Environment`.
    pub(super) fn graph_name(self) -> &'static str {
        match self {
            Self::Global => "Global",
            Self::GccHigh => "USGov",
            Self::Dod => "USGovDoD",
            Self::China => "China",
        }
    }

    /// Its name in `az cloud set --name`.
    pub(super) fn azure_name(self) -> &'static str {
        match self {
            Self::Global => "AzureCloud",
            Self::GccHigh | Self::Dod => "AzureUSGovernment",
            Self::China => "AzureChinaCloud",
        }
    }
}

/// A page where somebody changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The registrations, or the one of the application.
    Registration,
    /// Its secrets and certificates.
    Credentials,
    /// Its API permissions, with the button of the admin consent.
    Permissions,
    /// Its redirect URIs and whether it is a public client.
    Authentication,
    /// The Enterprise application: the service principal in the tenant.
    EnterpriseApplication,
    /// The users of the tenant.
    Users,
    /// The log of sign-ins.
    SignIns,
    /// Conditional Access.
    ConditionalAccess,
    /// The mailboxes of Exchange.
    Mailboxes,
    /// The users in Microsoft 365, with the programs that each may use for mail.
    MailApps,
    /// Whom Defender keeps from sending.
    RestrictedEntities,
    /// Google's domain-wide delegation.
    GoogleDelegation,
    /// Google's OAuth clients and service accounts.
    GoogleCredentials,
    /// Who may use a client of Google.
    GoogleAudience,
    /// Whether Gmail's users may use IMAP and POP.
    GoogleAccess,
    /// A Google account's app passwords.
    GoogleAppPasswords,
}

impl Place {
    /// Its address: in the cloud of the values, and at their application where the page has one.
    pub(crate) fn link(self, values: &Values) -> Option<String> {
        const REGISTRATIONS: &str = "#view/Microsoft_AAD_RegisteredApps";
        const DIRECTORY: &str = "#view/Microsoft_AAD_IAM";
        let google = match self {
            Self::GoogleDelegation => "https://admin.google.com/ac/owl/domainwidedelegation",
            Self::GoogleCredentials => "https://console.cloud.google.com/apis/credentials",
            Self::GoogleAudience => "https://console.cloud.google.com/auth/audience",
            Self::GoogleAccess => "https://admin.google.com/ac/apps/gmail/enduseraccess",
            Self::GoogleAppPasswords => "https://myaccount.google.com/apppasswords",
            _ => "",
        };
        if !google.is_empty() {
            return Some(google.to_owned());
        }
        let environment = values.environment()?;
        let entra = environment.entra();
        let app = values.client_id.as_deref().map(percent_encoded);
        let of_registration = |blade: &str| match &app {
            Some(app) => {
                format!("{entra}/{REGISTRATIONS}/ApplicationMenuBlade/~/{blade}/appId/{app}")
            }
            None => format!("{entra}/{REGISTRATIONS}/ApplicationsListBlade"),
        };
        Some(match self {
            Self::Registration => of_registration("Overview"),
            Self::Credentials => of_registration("Credentials"),
            Self::Permissions => of_registration("CallAnAPI"),
            Self::Authentication => of_registration("Authentication"),
            Self::EnterpriseApplication => match (&values.object_id, &app) {
                (Some(id), Some(app)) => format!(
                    "{entra}/{DIRECTORY}/ManagedAppMenuBlade/~/Overview/objectId/{}/appId/{app}",
                    percent_encoded(id)
                ),
                _ => {
                    format!("{entra}/{DIRECTORY}/StartboardApplicationsMenuBlade/~/AppAppsPreview")
                }
            },
            Self::Users => format!(
                "{entra}/#view/Microsoft_AAD_UsersAndTenants/UserManagementMenuBlade/~/AllUsers"
            ),
            Self::SignIns => format!("{entra}/{DIRECTORY}/SignInEventsV3Blade"),
            Self::ConditionalAccess => {
                format!(
                    "{entra}/#view/Microsoft_AAD_ConditionalAccess/ConditionalAccessBlade/~/Policies"
                )
            }
            Self::Mailboxes => format!("{}/#/mailboxes", environment.exchange()?),
            Self::MailApps => format!("{}#/users", environment.microsoft_365()),
            Self::RestrictedEntities if environment == Environment::Global => {
                "https://security.microsoft.com/restrictedentities".to_owned()
            }
            _ => return None,
        })
    }
}
