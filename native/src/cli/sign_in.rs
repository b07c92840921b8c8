//! What a person has to do to sign in, said on standard error.

use std::io::IsTerminal;

use mailvet_core::FormName;

use crate::probe::Prompt;

/// Says it; on a terminal the browser is opened as well.
pub(super) fn say(form: FormName, prompt: &Prompt) {
    let form = form.as_str();
    let left = humantime::format_duration(prompt.expires_in());
    match prompt {
        Prompt::AuthorizationCode { url, .. } => {
            tell!("{form}: sign in with a browser of this machine, within {left}:\n  {url}");
            if std::io::stderr().is_terminal() {
                // The address stands there, should there be no browser.
                let _ = open::that_detached(url);
            }
        }
        Prompt::DeviceCode { user_code, verification_uri, .. } => {
            tell!("{form}: enter the code {user_code} at {verification_uri}, within {left}");
        }
    }
}
