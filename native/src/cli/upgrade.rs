//! `mailvet upgrade`: settings of release 7.2 brought up to date, after an explicit choice.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use mailvet_core::settings::Provider;

use super::{Exit, Talk, complain, diff, note_loss};
use crate::settings_file::{
    Source,
    upgrade::{self, Conflict},
    write,
};

/// Options of `upgrade`.
#[derive(Args)]
pub(super) struct UpgradeOptions {
    /// The settings file, TOML or JSON
    file: PathBuf,

    /// What “Enable OAuth” is to be: nothing decides it but you
    #[arg(long, value_enum)]
    oauth: Option<OAuthOption>,

    /// Write the file, and not only show what would change
    #[arg(long)]
    write: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum OAuthOption {
    MicrosoftExchange,
    None,
}

const EXPLANATION: &str = "\
These are settings of release 7.2, with a check box for OAuth. Today a provider is chosen instead
(“Enable OAuth”). Server, user name, password and Use SSL stay as they are, but until the provider
is chosen OAuth is off, and incoming mail stops.";

pub(super) fn run(options: &UpgradeOptions, talk: Talk) -> Exit {
    if options.file == Path::new("-") {
        complain("upgrade reads and writes a file; name one");
        return Exit::Usage;
    }
    let source = match Source::read(&options.file) {
        Ok(source) => source,
        Err(unreadable) => {
            complain(unreadable);
            return Exit::Usage;
        }
    };
    let Some(old) = upgrade::find(&source.document) else {
        if !talk.quiet {
            say!(
                "{}: nothing to do, there is no key of release 7.2, such as enable_exchange_oauth",
                source.name
            );
        }
        return Exit::Good;
    };
    let asked = options.oauth.map(|choice| match choice {
        OAuthOption::MicrosoftExchange => Provider::MicrosoftExchange,
        OAuthOption::None => Provider::None,
    });
    let Some(provider) = asked.or(old.chosen) else {
        let was = match old.is_enabled {
            Some(true) => "on",
            Some(false) => "off",
            None => "absent",
        };
        say!("{EXPLANATION}\n");
        if old.is_enabled == Some(true) {
            let _ = propose(&source, Provider::MicrosoftExchange);
            say!();
        }
        complain(format!(
            "nothing is changed. In this file the check box was {was}. Choose: --oauth microsoft-exchange goes on with it, --oauth none leaves it off; --write then writes the file"
        ));
        return Exit::Usage;
    };
    let upgraded = match propose(&source, provider) {
        Ok(upgraded) => upgraded,
        Err(exit) => return exit,
    };
    if !options.write {
        if !talk.quiet {
            say!("\nNothing is written yet: --write does it.");
        }
        return Exit::Good;
    }
    if let Err(error) = write::replace(&options.file, &source.to_text(), &upgraded.to_text()) {
        complain(format!("{} cannot be written, and stays as it was: {error}", source.name));
        return Exit::NotRun;
    }
    if !talk.quiet {
        say!("\n{} is written. Look at it with: mailvet check {0}", source.name);
    }
    Exit::Good
}

/// Shows what changes.
fn propose(source: &Source, provider: Provider) -> Result<Source, Exit> {
    let name = &source.name;
    let text = upgrade::upgrade(&source.document, provider).map_err(|conflict| {
        complain(match conflict {
            Conflict::Both { old, new } => format!(
                "{name}: `{old}` and `oauth.{new}` both stand under [incoming] and cannot be joined; remove the wrong one"
            ),
            Conflict::NoTable => format!("{name}: `oauth` under [incoming] is no table; remove it"),
        });
        Exit::Failed
    })?;
    let upgraded = source.with_text(text).map_err(|unreadable| {
        complain(unreadable);
        Exit::Failed
    })?;
    note_loss(write!(anstream::stdout(), "{}", diff::unified(source, &upgraded)));
    Ok(upgraded)
}
