//! `mailvet setup`: the whole set-up at the provider, as a page, as a script or as data.

use mailvet_core::{
    remedy::{self, Access, Environment, Part},
    settings::{Flow, Provider},
    setup::{NoSetup, Setup, SetupChoices},
};

use super::{
    AccessOption, CloudOption, Exit, FlowOption, PartOption, ProviderOption, SetupFormat,
    SetupOptions, complain, messages, print_json, read, write,
};
use crate::form;

pub(super) fn run(options: &SetupOptions) -> Exit {
    let forms = match &options.file {
        Some(path) => match read(path) {
            Ok(file) => file.forms,
            Err(exit) => return exit,
        },
        None => Vec::new(),
    };
    let (outgoing, incoming) = form::pair(&forms);
    let setup = Setup::of_forms(outgoing, incoming).with(choices(options));
    let guide = match setup.and_then(|setup| setup.guide(messages())) {
        Ok(guide) => guide,
        Err(none) => {
            complain(reason(none));
            return Exit::Usage;
        }
    };
    let part = Part::from(options.part);
    let text = match options.format {
        SetupFormat::Json => return print_json(&guide).err().unwrap_or(Exit::Good),
        SetupFormat::Md => guide.to_markdown(messages()),
        SetupFormat::Ps1 => guide.script(remedy::Language::PowerShell, part).to_owned(),
        SetupFormat::Sh => guide.script(remedy::Language::Shell, part).to_owned(),
    };
    write(text.as_bytes())
}

/// What the options say instead of the settings.
fn choices(options: &SetupOptions) -> SetupChoices {
    SetupChoices {
        provider: options.provider.map(Provider::from),
        flow: options.flow.map(Flow::from),
        cloud: options.cloud.map(Environment::from),
        protocols: Some(options.protocols.iter().copied().map(Access::from).collect()),
    }
}

fn reason(none: NoSetup) -> String {
    match none {
        NoSetup::Provider => format!("{none}; choose one with --provider"),
        NoSetup::Flow(provider, _) => {
            let usual = Setup::usual_flow(provider);
            format!("{none}; choose another, such as --flow {usual}")
        }
        NoSetup::Cloud(_) => format!("--cloud: {none}"),
    }
}

impl From<CloudOption> for Environment {
    fn from(cloud: CloudOption) -> Self {
        match cloud {
            CloudOption::Global => Self::Global,
            CloudOption::GccHigh => Self::GccHigh,
            CloudOption::Dod => Self::Dod,
            CloudOption::China => Self::China,
        }
    }
}

impl From<ProviderOption> for Provider {
    fn from(provider: ProviderOption) -> Self {
        match provider {
            ProviderOption::MicrosoftExchange => Self::MicrosoftExchange,
            ProviderOption::GoogleWorkspace => Self::GoogleWorkspace,
        }
    }
}

impl From<FlowOption> for Flow {
    fn from(flow: FlowOption) -> Self {
        match flow {
            FlowOption::ClientCredentials => Self::ClientCredentials,
            FlowOption::AuthorizationCode => Self::AuthorizationCode,
            FlowOption::DeviceCode => Self::DeviceCode,
            FlowOption::Password => Self::Password,
            FlowOption::ServiceAccount => Self::ServiceAccount,
        }
    }
}

impl From<AccessOption> for Access {
    fn from(access: AccessOption) -> Self {
        match access {
            AccessOption::Smtp => Self::Smtp,
            AccessOption::Imap => Self::Imap,
            AccessOption::Pop => Self::Pop,
            AccessOption::GraphSend => Self::GraphSend,
            AccessOption::GraphRead => Self::GraphRead,
        }
    }
}

impl From<PartOption> for Part {
    fn from(part: PartOption) -> Self {
        match part {
            PartOption::Do => Self::Do,
            PartOption::Verify => Self::Verify,
            PartOption::Undo => Self::Undo,
        }
    }
}
