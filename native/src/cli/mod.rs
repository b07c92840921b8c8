//! The command line: what can be said, and the exit status that answers it.

/// Writes a line to standard output.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        crate::cli::note_loss(writeln!(anstream::stdout(), $($words)*));
    }};
}

/// Writes a line to standard error.
macro_rules! tell {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(anstream::stderr(), $($words)*);
    }};
}

mod check;
mod connection;
mod diff;
mod discover;
mod explain;
mod fields;
mod hand_off;
mod jsonl;
mod paint;
mod providers;
mod route;
mod rules;
mod runtime;
mod sandbox;
mod schema;
mod serve;
mod setup;
mod sign_in;
mod signals;
mod test;
mod token;
mod upgrade;

use std::{
    fmt::Display,
    io::{self, Write as _},
    path::Path,
    process::ExitCode,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use clap::{CommandFactory, Parser, Subcommand};
use mailvet_core::{
    Notice,
    messages::{Language, Messages},
};

use crate::{
    settings_file::{SettingsFile, Source, Unreadable, place::Place},
    visible,
};

/// Whether a part of the answer could not be written.
static IS_LOST: AtomicBool = AtomicBool::new(false);

/// The language of findings, causes and remedies.
static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// The language that was asked for.
fn language() -> Language {
    LANGUAGE.get().copied().unwrap_or_default()
}

/// The words of findings, causes and remedies.
fn messages() -> &'static Messages {
    Messages::of(language())
}

/// Notes that a part of the answer could not be written. Where nobody reads any more (a pipe that
/// was closed) nothing is lost.
fn note_loss(written: io::Result<()>) {
    if written.is_err_and(|error| error.kind() != io::ErrorKind::BrokenPipe) {
        IS_LOST.store(true, Ordering::Relaxed);
    }
}

/// The exit status, the same in every output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// As it should be.
    Good = 0,
    /// An error was found, or a stage failed.
    Failed = 1,
    /// Wrong usage, or a file that cannot be parsed.
    Usage = 2,
    /// It could not be run.
    NotRun = 3,
    /// A credential is needed that nobody gave.
    CredentialNeeded = 4,
    /// Interrupted from the keyboard.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Tells before saving whether mail settings will work, and when not, the one thing to change.
#[derive(Parser)]
#[command(name = "mailvet", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Print nothing when all is well
    #[arg(short, long, global = true)]
    quiet: bool,

    /// Show what was said, line by line
    #[arg(short, long, global = true)]
    verbose: bool,

    /// The language of findings, causes and remedies: en or de
    #[arg(long, global = true, value_name = "TAG", default_value = "en", value_parser = language_of)]
    language: Language,
}

const EXAMPLES: &str = "Examples:
  mailvet serve                            open the form in a browser
  mailvet check settings.toml              judge a settings file without any connection
  mailvet test all settings.toml           test both connections
  mailvet test incoming settings.toml --json

Exit status: 0 as it should be, 1 an error was found or a stage failed, 2 wrong usage or a file that
cannot be parsed, 3 it could not be run, 4 a credential is needed that nobody gave, 130 interrupted.";

#[derive(Subcommand)]
enum Command {
    /// Judge a settings file by the rules, without any connection
    #[command(after_help = "Examples:
  mailvet check settings.toml
  mailvet check --strict accounts/*.toml
  mailvet check --fix settings.toml
  mailvet check --json - < settings.json
  mailvet check --format sarif settings.toml > mailvet.sarif
  mailvet check --jsonl - < accounts.jsonl")]
    Check(check::CheckOptions),
    /// Test the connections of a settings file, stage by stage
    #[command(after_help = "Examples:
  mailvet test outgoing settings.toml
  mailvet test all settings.toml --json --timeout 20s
  mailvet test incoming settings.toml --ca-file company-ca.pem
  mailvet test all settings.toml --scripts ./mend --hand-off for-the-administrator.md
  mailvet test outgoing --server smtp.example.com --security tls --username me@example.com < password.txt")]
    Test(Box<test::TestOptions>),
    /// Get an access token as the settings say, and show what is in it
    #[command(after_help = "Examples:
  mailvet token outgoing settings.toml
  mailvet token incoming settings.toml --json
  curl -H \"Authorization: Bearer $(mailvet token incoming settings.toml --show-token)\" …

The token itself is shown only with --show-token: whoever has it has the mailbox.")]
    Token(Box<token::TokenOptions>),
    /// Say what a failure means: its causes and how to remove them, without any connection
    #[command(after_help = "Examples:
  mailvet explain \"535 5.7.3 Authentication unsuccessful\"
  mailvet explain < log.txt
  mailvet explain secret-invalid
  mailvet explain --jsonl < failures.jsonl")]
    Explain(explain::ExplainOptions),
    /// Open the form in a browser: prints the address, and serves this machine only
    #[command(after_help = "Examples:
  mailvet serve
  mailvet serve --sandbox
  mailvet serve --listen 127.0.0.1:0 --data ./mailvet-data
  mailvet serve --ca-file company-ca.pem")]
    Serve(Box<serve::ServeOptions>),
    /// Start a simulated tenant of Microsoft 365 on this machine, to test against
    #[command(after_help = "Examples:
  mailvet sandbox                          prints one line of JSON when it is ready
  mailvet sandbox --list                   what can fail there, and what triggers it
  mailvet sandbox --ports 20000 --seed 1   the same ports and ids each time

Standard error names the command by which `mailvet test` tests it: with its certificates (--ca-file) and
its token endpoint (--identity-host).")]
    Sandbox(sandbox::SandboxOptions),
    /// Write the JSON Schema of the settings file to standard output
    #[command(after_help = "Examples:
  mailvet schema > settings.schema.json

Editors complete and check a settings file that names it: in TOML by the comment
`#:schema ./settings.schema.json` on the first line, in JSON by the key `$schema`.")]
    Schema,
    /// List the rules, or explain one
    #[command(after_help = "Examples:
  mailvet rules
  mailvet rules server-is-url")]
    Rules(rules::RulesOptions),
    /// List mail providers, or suggest settings for one
    #[command(after_help = "Examples:
  mailvet providers
  mailvet providers me@gmail.com > settings.toml
  mailvet providers --online me@example.com > settings.toml")]
    Providers(Box<providers::ProvidersOptions>),
    /// Write the whole set-up at the provider, from nothing: who does what, and the scripts
    #[command(after_help = "Examples:
  mailvet setup settings.toml
  mailvet setup settings.toml --format ps1 > setup.ps1
  mailvet setup settings.toml --format sh --part verify | sh
  mailvet setup --provider google-workspace --protocol imap
  mailvet setup --cloud gcc-high --flow device-code --format json

Without a file the scripts have placeholders at their start. They hold no secret and ask for none.")]
    Setup(setup::SetupOptions),
    /// Bring a settings file of release 7.2 up to date
    #[command(after_help = "Examples:
  mailvet upgrade settings.toml
  mailvet upgrade settings.toml --oauth microsoft-exchange
  mailvet upgrade settings.toml --oauth microsoft-exchange --write

The keys of release 7.2, under [incoming] beside use_ssl, and those of today:
  enable_exchange_oauth    oauth.provider
  exchange_client_id       oauth.client_id
  exchange_client_secret   oauth.client_secret
  exchange_authority       oauth.authority_url")]
    Upgrade(upgrade::UpgradeOptions),
    /// Write the completions of a shell to standard output
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual page to standard output
    Man,
}

/// A language by its tag.
fn language_of(tag: &str) -> Result<Language, String> {
    Language::of_tag(tag).ok_or_else(|| {
        let tags: Vec<_> = Language::ALL.into_iter().map(Language::tag).collect();
        format!("there are: {}", tags.join(", "))
    })
}

/// How much is written for people.
#[derive(Clone, Copy)]
struct Talk {
    quiet: bool,
    verbose: bool,
}

/// Does what the command line says.
#[must_use]
pub fn main() -> ExitCode {
    keep_out_of_core_dumps();
    let cli = Cli::parse();
    let _ = LANGUAGE.set(cli.language);
    let talk = Talk { quiet: cli.quiet, verbose: cli.verbose };
    let exit = match cli.command {
        Command::Check(options) => check::run(&options, talk),
        Command::Test(options) => test::run(&options, talk),
        Command::Token(options) => token::run(&options, talk),
        Command::Explain(options) => explain::run(&options),
        Command::Serve(options) => serve::run(*options),
        Command::Sandbox(options) => sandbox::run(options, talk),
        Command::Schema => schema::run(),
        Command::Rules(options) => rules::run(&options),
        Command::Providers(options) => providers::run(&options),
        Command::Setup(options) => setup::run(&options),
        Command::Upgrade(options) => upgrade::run(&options, talk),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "mailvet", &mut script);
            write(&script)
        }
        Command::Man => {
            let mut page = Vec::new();
            match clap_mangen::Man::new(Cli::command()).render(&mut page) {
                Ok(()) => write(&page),
                Err(_) => Exit::NotRun,
            }
        }
    };
    note_loss(io::stdout().flush());
    if IS_LOST.load(Ordering::Relaxed) {
        complain("the answer could not be written");
        return Exit::NotRun.into();
    }
    exit.into()
}

/// The memory of this process holds secrets: it is dumped nowhere, and no other program of the same
/// user reads it. Where the system refuses that, the work goes on.
#[cfg(unix)]
fn keep_out_of_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

#[cfg(not(unix))]
fn keep_out_of_core_dumps() {}

/// Reads a settings file, or says why it cannot be read. Keys beside the forms are told at once.
fn read(path: &Path) -> Result<SettingsFile, Exit> {
    let (source, settings) = load(path).map_err(|unreadable| {
        complain(unreadable);
        Exit::Usage
    })?;
    for (Place { line, column }, words) in beside(&source) {
        complain(format!("{}:{line}:{column}: {words}", source.name));
    }
    Ok(settings)
}

/// Reads a settings file with what stands where in it.
fn load(path: &Path) -> Result<(Source, SettingsFile), Unreadable> {
    let source = Source::read(path)?;
    let settings = source.settings()?;
    if settings.forms.is_empty() {
        let reason =
            "there is neither [outgoing] nor [incoming], so there is nothing to judge".to_owned();
        let (place, reason) = match beside(&source).next() {
            Some((place, words)) => (Some(place), format!("{reason}: {words}")),
            None => (None, reason),
        };
        return Err(Unreadable { file: source.name, place, reason });
    }
    Ok((source, settings))
}

/// What is to be said of the keys beside the forms.
fn beside(source: &Source) -> impl Iterator<Item = (Place, String)> {
    source.unknown().map(|(finding, span)| {
        let Notice { message, help, .. } = messages().tell(finding);
        (source.place(span.start), format!("{message} {help}"))
    })
}

/// Writes a whole text to standard output.
fn write(text: &[u8]) -> Exit {
    note_loss(io::stdout().write_all(text));
    Exit::Good
}

/// Talk goes to standard error, so that standard output holds the answer alone. What a stranger named
/// may stand in it.
fn complain(words: impl Display) {
    let words = words.to_string();
    let shown: Vec<_> = words.lines().map(visible::line).collect();
    tell!("mailvet: {}", shown.join("\n"));
}

/// Writes one JSON document to standard output.
fn print_json(document: &impl serde::Serialize) -> Result<(), Exit> {
    let json = serde_json::to_string_pretty(document).map_err(|_| Exit::NotRun)?;
    say!("{json}");
    Ok(())
}
