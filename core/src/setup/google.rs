//! The steps at Google: a service account that acts for the mailbox, or a client with which its user
//! signs in.

use super::{NoSetup, Setup, Step};
use crate::{
    remedy::{Access, Place, Who, script},
    settings::Flow,
};

const SERVICE_ACCOUNT: &str =
    "Google, Using OAuth 2.0 for server to server applications (2026-11-24)";
const DELEGATION: &str = "Google, Control API access with domain-wide delegation (2026-11-24)";
const KEYS: &str = "Google, Create and delete service account keys (2026-11-24)";
const CLIENTS: &str = "Google, Manage OAuth clients (2026-11-24)";
const GMAIL_ACCESS: &str = "Google, Turn POP and IMAP on and off for users (2026-11-24)";
const GMAIL: &str = "Google, OAuth 2.0 mechanism for IMAP, POP and SMTP (2026-11-24)";

pub(super) fn steps(setup: &Setup) -> Result<Vec<Step>, NoSetup> {
    let owner = Who::GoogleProjectOwner;
    let step = |id, who, place, act, source| Step { id, who, place, act, source };
    let mut steps = vec![
        step("google-tools", Who::You, None, None, KEYS),
        step("google-project", owner, None, Some(&script::PROJECT), CLIENTS),
    ];
    let credentials = Some(Place::GoogleCredentials);
    match setup.flow {
        Flow::ServiceAccount => steps.extend([
            step(
                "google-service-account",
                owner,
                credentials,
                Some(&script::SERVICE_ACCOUNT),
                SERVICE_ACCOUNT,
            ),
            step("google-key", owner, credentials, Some(&script::KEY), KEYS),
            step(
                "google-delegation",
                Who::GoogleAdministrator,
                Some(Place::GoogleDelegation),
                Some(&script::DELEGATION),
                DELEGATION,
            ),
        ]),
        Flow::AuthorizationCode | Flow::DeviceCode => steps.extend([
            step("google-audience", owner, Some(Place::GoogleAudience), None, CLIENTS),
            step("google-client", owner, credentials, None, CLIENTS),
        ]),
        Flow::ClientCredentials | Flow::Password => {
            return Err(NoSetup::Flow(setup.provider, setup.flow));
        }
    }
    let reads = |access: &Access| matches!(access, Access::Imap | Access::Pop);
    if setup.values.access.iter().any(reads) {
        let place = Some(Place::GoogleAccess);
        steps.push(step("google-access", Who::GoogleAdministrator, place, None, GMAIL_ACCESS));
    }
    steps.push(step("google-settings", Who::You, None, None, GMAIL));
    Ok(steps)
}
