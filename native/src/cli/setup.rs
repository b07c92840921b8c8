//! `mailvet setup`: the whole set-up at the provider, as a page, as a script or as data.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mailvet_core::{
    remedy::{self, Access, Environment, Part},
    settings::{Flow, Provider},
    setup::{NoSetup, Setup, SetupChoices},
};

use super::{Exit, complain, messages, print_json, read, write};
use crate::form;

/// Options of `setup`.
#[derive(Args)]
pub(super) struct SetupOptions {
    /// The settings file, TOML or JSON, whose values are filled in; `-` reads standard input
    file: Option<PathBuf>,

    /// The cloud of Microsoft; by default the one of the settings
    #[arg(long, value_enum)]
    cloud: Option<CloudOption>,

    /// The provider; by default the one of the settings, else microsoft-exchange
    #[arg(long, value_enum)]
    provider: Option<ProviderOption>,

    /// How tokens are got; by default as the settings say, else without anybody signing in
    #[arg(long, value_enum)]
    flow: Option<FlowOption>,

    /// What mail is sent and read by; by default as the settings say, else smtp and imap
    #[arg(long = "protocol", value_enum, value_delimiter = ',')]
    protocols: Vec<AccessOption>,

    /// How the set-up is written
    #[arg(long, value_enum, default_value = "md")]
    format: SetupFormat,

    /// Which part of a script: what to do, what shows it, or what takes it back
    #[arg(long, value_enum, default_value = "do")]
    part: PartOption,
}

#[derive(Clone, Copy, ValueEnum)]
enum CloudOption {
    Global,
    GccHigh,
    Dod,
    China,
}

#[derive(Clone, Copy, ValueEnum)]
enum ProviderOption {
    MicrosoftExchange,
    GoogleWorkspace,
}

#[derive(Clone, Copy, ValueEnum)]
enum FlowOption {
    ClientCredentials,
    AuthorizationCode,
    DeviceCode,
    Password,
    ServiceAccount,
}

#[derive(Clone, Copy, ValueEnum)]
enum AccessOption {
    Smtp,
    Imap,
    Pop,
    GraphSend,
    GraphRead,
}

/// How a set-up is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SetupFormat {
    /// A page of Markdown, to tick off
    Md,
    /// A script for PowerShell
    Ps1,
    /// A script for a POSIX shell
    Sh,
    /// One JSON document
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum PartOption {
    Do,
    Verify,
    Undo,
}

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
