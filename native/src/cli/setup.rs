//! `mailvet setup`: the whole set-up at the provider, as a page, as a script or as data.

use mailvet_core::{
    messages::{Language, Messages},
    remedy::{self, Access, Environment, Part},
    settings::{Flow, Provider},
    setup::{NoSetup, Setup},
};

use super::{
    AccessOption, CloudOption, Exit, FlowOption, PartOption, ProviderOption, SetupFormat,
    SetupOptions, complain, print_json, read, write,
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
    let setup = chosen(Setup::of_forms(outgoing, incoming), options);
    if options.cloud.is_some() && setup.provider != Provider::MicrosoftExchange {
        complain(format!("--cloud: {} has no cloud of Microsoft's", setup.provider));
        return Exit::Usage;
    }
    let messages = Messages::of(Language::default());
    let guide = match setup.guide(messages) {
        Ok(guide) => guide,
        Err(none) => {
            complain(reason(none, &setup));
            return Exit::Usage;
        }
    };
    let part = Part::from(options.part);
    let text = match options.format {
        SetupFormat::Json => return print_json(&guide).err().unwrap_or(Exit::Good),
        SetupFormat::Md => guide.to_markdown(messages),
        SetupFormat::Ps1 => guide.script(remedy::Language::PowerShell, part).to_owned(),
        SetupFormat::Sh => guide.script(remedy::Language::Shell, part).to_owned(),
    };
    write(text.as_bytes())
}

/// The set-up with what the options say instead of the settings.
fn chosen(mut setup: Setup, options: &SetupOptions) -> Setup {
    if let Some(provider) = options.provider {
        setup.provider = provider.into();
        setup.flow = Setup::usual_flow(setup.provider);
    }
    if let Some(flow) = options.flow {
        setup = setup.by(flow.into());
    }
    if !options.protocols.is_empty() {
        setup.values.access = options.protocols.iter().copied().map(Access::from).collect();
    }
    match options.cloud {
        Some(cloud) => setup.within(cloud.into()),
        None => setup,
    }
}

fn reason(none: NoSetup, setup: &Setup) -> String {
    match none {
        NoSetup::Provider => {
            "of this provider no set-up is known; choose one with --provider".to_owned()
        }
        NoSetup::Flow => {
            let (provider, flow) = (setup.provider, setup.flow);
            let usual = Setup::usual_flow(provider);
            format!(
                "{provider} has no flow {flow} for mail; choose another, such as --flow {usual}"
            )
        }
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
