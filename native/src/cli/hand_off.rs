//! What a failed test leaves for whoever mends it: scripts in a folder, and a page for an administrator.

use std::{fs, io, path::Path};

use mailvet_core::{
    FormName,
    hand_off::HandOff,
    messages::Messages,
    remedy::shell,
    report::{Cause, Remedy, Report, likeliest},
};

use super::{Exit, complain, test::TestOptions};

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

/// Writes the scripts of the likeliest causes into a folder, which is made where it is not there.
fn write_scripts(folder: &Path, report: &Report) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for test in &report.tests {
        for cause in likeliest(&test.causes) {
            for remedy in &cause.remedies {
                if let Some(name) = script_name(test.form, cause, remedy) {
                    write_script(&folder.join(name), &remedy.text)?;
                }
            }
        }
    }
    Ok(())
}

/// Writes a script, which is a program where it says by what it is run.
fn write_script(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)?;
    #[cfg(unix)]
    if text.starts_with("#!") {
        use std::os::unix::fs::PermissionsExt;

        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// The command that runs a script in a folder of scripts.
pub(super) fn script_command(
    folder: &Path,
    form: FormName,
    cause: &Cause,
    remedy: &Remedy,
) -> Option<String> {
    let file = folder.join(script_name(form, cause, remedy)?).display().to_string();
    let program =
        if remedy.language.as_deref() == Some("powershell") { "pwsh -File" } else { "sh" };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/\\:._-".contains(c);
    let file = if file.chars().all(is_plain) { file } else { shell(&file) };
    Some(format!("{program} {file}"))
}

fn script_name(form: FormName, cause: &Cause, remedy: &Remedy) -> Option<String> {
    let extension = match remedy.language.as_deref()? {
        "powershell" => "ps1",
        "sh" => "sh",
        _ => return None,
    };
    // One cause can be removed in two ways, of which one is enough.
    let alike = |other: &&Remedy| (other.part, &other.language) == (remedy.part, &remedy.language);
    let place = cause.remedies.iter().filter(alike).position(|other| other == remedy)?;
    let instead = "-instead".repeat(place);
    Some(format!("{}-{}{instead}-{}.{extension}", form.as_str(), cause.id, remedy.part?))
}
