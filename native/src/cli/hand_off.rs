//! What a failed test leaves for whoever mends it: scripts in a folder, and a page for an administrator.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

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

/// Writes the scripts of the likeliest causes into a folder, which is made where there are some.
fn write_scripts(folder: &Path, report: &Report) -> io::Result<()> {
    for test in &report.tests {
        for cause in likeliest(&test.causes) {
            for remedy in &cause.remedies {
                if let Some(name) = script_name(test.form, cause, remedy) {
                    fs::create_dir_all(folder)?;
                    write_script(&folder.join(name), &remedy.text)?;
                }
            }
        }
    }
    Ok(())
}

/// Writes a script, which is a program where it says by what it is run. It takes the place of what has
/// its name: a symbolic link would lead it elsewhere.
fn write_script(path: &Path, text: &str) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        let mode = if text.starts_with("#!") { 0o777 } else { 0o666 };
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = builder.prefix(".mailvet-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_for_scripts_alone() {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = parent.path().join("scripts");
        write_scripts(&folder, &Report::of(Vec::new())).expect("nothing to write");
        assert!(!folder.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_script_leads_nowhere_else() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().expect("a folder");
        let (other, path) = (folder.path().join("other"), folder.path().join("do.sh"));
        for text in ["#!/bin/sh\n", "$x = 1\n"] {
            fs::write(&other, "kept").expect("a file");
            fs::remove_file(&path).unwrap_or_default();
            symlink(&other, &path).expect("a link");
            write_script(&path, text).expect("written");
            assert_eq!(fs::read_to_string(&other).expect("the file"), "kept");
            let metadata = fs::symlink_metadata(&path).expect("the script");
            assert!(metadata.is_file());
            assert_eq!(fs::read_to_string(&path).expect("the script"), text);
            // What of it the umask leaves to others is not known here.
            let is_program = metadata.permissions().mode() & 0o100 != 0;
            assert_eq!(is_program, text.starts_with("#!"), "{text}");
            assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 2);
        }
    }
}
