//! The steps at Microsoft: Entra first, which gives the tokens, then Exchange Online, which lets them
//! in.

use super::{NoSetup, Setup, Step};
use crate::{
    remedy::{
        Access, Place, Who,
        script::{self, Act},
    },
    settings::Flow,
};

const OAUTH: &str =
    "Microsoft, Authenticate an IMAP, POP or SMTP connection using OAuth (2026-06-19)";
const RBAC: &str = "Microsoft, SMTP onboarding to App RBAC (2025-10-17)";
const APP_RBAC: &str = "Microsoft, Role Based Access Control for Applications in Exchange Online";
const SMTP_AUTH: &str =
    "Microsoft, Enable or disable authenticated client SMTP submission in Exchange Online";
const SECRET: &str = "Microsoft, Add and manage application credentials (2025-01-29)";
const CONSENT: &str = "Microsoft, Grant tenant-wide admin consent to an application";
const EXCHANGE: &str = "Microsoft, Exchange Online PowerShell (2026-08-21)";

fn entra(id: &'static str, place: Place, act: &'static Act, source: &'static str) -> Step {
    let who = Who::ApplicationAdministrator;
    Step { id, who, place: Some(place), act: Some(act), source }
}

fn exchange(
    id: &'static str,
    place: Option<Place>,
    act: &'static Act,
    source: &'static str,
) -> Step {
    Step { id, who: Who::ExchangeAdministrator, place, act: Some(act), source }
}

pub(super) fn steps(setup: &Setup) -> Result<Vec<Step>, NoSetup> {
    let values = &setup.values;
    let access = |wanted| values.access.contains(&wanted);
    let tools = Step { id: "tools", who: Who::You, place: None, act: None, source: EXCHANGE };
    let mut steps =
        vec![tools, entra("registration", Place::Registration, &script::REGISTRATION, OAUTH)];
    let is_other_mailbox = match setup.flow {
        Flow::ClientCredentials => {
            steps.extend(as_application(setup));
            false
        }
        Flow::AuthorizationCode | Flow::DeviceCode | Flow::Password => {
            steps.push(entra(
                "public-client",
                Place::Authentication,
                &script::PUBLIC_CLIENT,
                OAUTH,
            ));
            steps.push(entra("principal", Place::EnterpriseApplication, &script::PRINCIPAL, OAUTH));
            steps.push(entra("scopes", Place::Permissions, &script::SCOPES, CONSENT));
            values.user.is_some() && values.user != values.mailbox
        }
        Flow::ServiceAccount => return Err(NoSetup::Flow(setup.provider, setup.flow)),
    };
    let place = Some(Place::Mailboxes);
    if is_other_mailbox && !values.is_by_role() {
        steps.push(exchange("mailbox-permission", place, &script::MAILBOX_PERMISSION, OAUTH));
    }
    if values.smtp_mailbox.is_some() && (is_other_mailbox || !values.is_by_role()) {
        let act = &script::MAILBOX_PERMISSION_TO_SEND;
        steps.push(exchange("mailbox-permission-to-send", place, act, OAUTH));
    }
    let by = values.smtp_mailbox.as_ref().or(values.mailbox.as_ref());
    let other_sender = values.sender.as_ref().is_some_and(|sender| Some(sender) != by);
    if access(Access::Smtp) && (other_sender || is_other_mailbox) {
        steps.push(exchange("send-as", place, &script::SEND_AS, EXCHANGE));
    }
    for (wanted, id, act, source) in [
        (Access::Smtp, "smtp-auth", &script::SMTP_AUTH, SMTP_AUTH),
        (Access::Imap, "imap", &script::IMAP, EXCHANGE),
        (Access::Pop, "pop", &script::POP, EXCHANGE),
    ] {
        if access(wanted) {
            steps.push(exchange(id, Some(Place::MailApps), act, source));
        }
    }
    let act = Some(&script::SETTINGS);
    let place = Some(Place::Registration);
    steps.push(Step { id: "settings", who: Who::You, place, act, source: OAUTH });
    Ok(steps)
}

/// What an application needs that acts as itself. A role of Entra is of the whole tenant, so where
/// Exchange has one of its own, that is taken.
fn as_application(setup: &Setup) -> Vec<Step> {
    let values = &setup.values;
    let by_protocol = values.access.iter().any(|access| !access.is_by_graph());
    let by_graph = values.access.iter().any(|access| access.is_by_graph());
    let credential = if values.certificate_file.is_some() {
        entra("certificate", Place::Credentials, &script::CERTIFICATE, SECRET)
    } else {
        entra("secret", Place::Credentials, &script::SECRET, SECRET)
    };
    let mut steps = vec![
        entra("principal", Place::EnterpriseApplication, &script::PRINCIPAL, OAUTH),
        credential,
    ];
    if !values.is_by_role() {
        steps.push(entra("permissions", Place::Permissions, &script::PERMISSIONS, OAUTH));
        steps.push(entra("consent", Place::Permissions, &script::ROLES, CONSENT));
    }
    steps.push(exchange("service-principal", None, &script::SERVICE_PRINCIPAL, OAUTH));
    if !values.is_by_role() {
        let place = Some(Place::Mailboxes);
        steps.push(exchange("mailbox-permission", place, &script::MAILBOX_PERMISSION, OAUTH));
    }
    if by_graph || values.is_by_role() {
        let source = if by_protocol { RBAC } else { APP_RBAC };
        steps.push(exchange("application-role", None, &script::APPLICATION_ROLE, source));
    }
    steps
}
