//! `mailvet token`: an access token as the settings say, and what is in it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mailvet_core::{
    FormName,
    claims::Claims,
    report::{SCHEMA, TestReport, Verdict},
};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    Exit, Talk, complain,
    connection::{ConnectionOptions, run_until_stopped},
    paint, print_json, read, sign_in, test,
};
use crate::probe::{Event, Outcome};

/// Options of `token`.
#[derive(Args)]
pub(super) struct TokenOptions {
    /// Which of the forms
    #[arg(value_enum)]
    form: OneForm,

    /// The settings file, TOML or JSON; `-` reads standard input
    file: PathBuf,

    /// Write one JSON document, without the token itself
    #[arg(long)]
    json: bool,

    /// Write the token, and nothing else, to standard output
    #[arg(long, conflicts_with = "json")]
    show_token: bool,

    #[command(flatten)]
    connection: ConnectionOptions,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OneForm {
    Outgoing,
    Incoming,
}

/// The answer of `token --json`.
#[derive(Serialize)]
struct Answer {
    schema: u32,
    #[serde(flatten)]
    test: TestReport,
    /// Every claim, as it stands in the token; nobody has verified them.
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Map<String, Value>>,
}

pub(super) fn run(options: &TokenOptions, talk: Talk) -> Exit {
    fetch(options, talk).unwrap_or_else(|exit| exit)
}

fn fetch(options: &TokenOptions, talk: Talk) -> Result<Exit, Exit> {
    let name = match options.form {
        OneForm::Outgoing => FormName::Outgoing,
        OneForm::Incoming => FormName::Incoming,
    };
    let mut file = read(&options.file)?;
    test::keep_only(name, &mut file)?;
    test::warn_of_readers(&options.file, &file);
    let how = options.connection.probe(file.folder())?;
    let missing = test::fetch_secrets(&mut file, options.connection.allow_command);
    let form = file.forms.first().ok_or(Exit::Usage)?;
    let observe = |event| {
        if let Event::Prompt(prompt) = event {
            sign_in::say(name, &prompt);
        }
    };
    let Some(outcome) = run_until_stopped(&how.stop, form.token(&how, &observe))? else {
        complain(format!("the settings of [{}] log in without a token", name.as_str()));
        return Err(Exit::Usage);
    };
    let Outcome { mut report, token, .. } = outcome;
    report.findings.extend(how.messages().tell_all(missing));
    let exit = test::exit_of(std::slice::from_ref(&report));
    let claims = token.as_ref().and_then(|token| Claims::read(&token.value));
    if options.json {
        let claims = claims.map(Claims::into_members);
        print_json(&Answer { schema: SCHEMA, test: report, claims })?;
    } else if let (true, Some(token)) = (options.show_token, &token) {
        say!("{}", token.value.expose());
    } else if !(talk.quiet && exit == Exit::Good) {
        let is_success = report.verdict == Verdict::Success;
        paint::test(&report, talk.verbose, None);
        if is_success {
            paint::claims(claims.map(Claims::into_members).as_ref());
        }
    }
    Ok(exit)
}
