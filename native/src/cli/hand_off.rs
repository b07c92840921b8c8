//! What a failed test leaves for whoever mends it: scripts in a folder, and a page for an administrator.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use mailvet_core::{
    FormName,
    hand_off::HandOff,
    messages::Messages,
    report::{Cause, Remedy, Report},
};

use super::{Exit, TestOptions, complain};

/// The time as a hand-off tells it.
pub(super) fn now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}

/// Writes what the options ask for.
pub(super) fn write(
    options: &TestOptions,
    hand_off: Option<&HandOff>,
    report: &Report,
    messages: &Messages,
) -> Result<(), Exit> {
    let failed = |path: &Path, error: &io::Error| {
        complain(format!("{} cannot be written: {error}", path.display()));
        Exit::NotRun
    };
    if let Some(folder) = &options.scripts {
        write_scripts(folder, report).map_err(|error| failed(folder, &error))?;
    }
    let Some(path) = &options.hand_off else { return Ok(()) };
    let Some(hand_off) = hand_off else {
        complain("no test failed, so there is nothing to hand off");
        return Ok(());
    };
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let text = if is_json {
        serde_json::to_string_pretty(hand_off).map_err(|_| Exit::NotRun)? + "\n"
    } else {
        hand_off.to_markdown(messages)
    };
    if path == Path::new("-") {
        super::write(text.as_bytes());
        return Ok(());
    }
    fs::write(path, text).map_err(|error| failed(path, &error))
}

/// Writes the scripts of every cause into a folder, which is made where it is not there.
fn write_scripts(folder: &Path, report: &Report) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for test in &report.tests {
        for cause in &test.causes {
            for remedy in &cause.remedies {
                if let Some(name) = script_name(test.form, cause, remedy) {
                    fs::write(folder.join(name), &remedy.text)?;
                }
            }
        }
    }
    Ok(())
}

/// The file of a script in a folder of scripts.
pub(super) fn script_file(
    folder: &Path,
    form: FormName,
    cause: &Cause,
    remedy: &Remedy,
) -> Option<PathBuf> {
    Some(folder.join(script_name(form, cause, remedy)?))
}

fn script_name(form: FormName, cause: &Cause, remedy: &Remedy) -> Option<String> {
    let extension = match remedy.language.as_deref()? {
        "powershell" => "ps1",
        "sh" => "sh",
        _ => return None,
    };
    // One cause can be removed in two ways.
    let alike = |other: &&Remedy| (other.part, &other.language) == (remedy.part, &remedy.language);
    let place = cause.remedies.iter().filter(alike).position(|other| other == remedy)?;
    let number = if place == 0 { String::new() } else { format!("-{}", place + 1) };
    Some(format!("{}-{}-{}{number}.{extension}", form.as_str(), cause.id, remedy.part?))
}
