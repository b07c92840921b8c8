//! A user signs in on another device (RFC 8628).

use std::time::Duration;

use mailvet_core::{
    Secret,
    report::Facts,
    settings::{Client, Dialect},
};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::{Instant, sleep};
use url::Url;

use super::{
    Desk, Given,
    answer::{Answer, Place, seconds},
    form::Form,
    is_protected,
};
use crate::{
    probe::{Prompt, failure::Failure},
    visible,
};

/// The question whether somebody has signed in (RFC 8628 §3.4).
pub(super) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Nobody can be expected to enter a longer code.
const LONGEST_CODE: usize = 64;

/// How often is asked where the server does not say (RFC 8628 §3.2), and at least and at most.
const USUAL_INTERVAL: Duration = Duration::from_secs(5);
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);
const LONGEST_INTERVAL: Duration = Duration::from_mins(1);

/// What the device endpoint gives. Google calls the address `verification_url`.
#[derive(Deserialize)]
struct Codes {
    device_code: Option<Secret>,
    user_code: Option<String>,
    #[serde(alias = "verification_url")]
    verification_uri: Option<String>,
    verification_uri_complete: Option<String>,
    expires_in: Option<Value>,
    interval: Option<Value>,
}

impl Desk<'_> {
    pub(super) async fn by_device(&self, client: &Client) -> Result<(Given, Facts), Failure> {
        let url = self.server.device.as_deref().ok_or_else(|| {
            Failure::new("The authorization server has no endpoint for devices, or its metadata do not name it.")
        })?;
        let form = self.prove(self.wanted(Form::to(url)), client)?;
        let answer = self.post(&form, Place::Device).await?;
        let codes: Codes = answer.parse(self.request.recorder)?;
        if let Some(code) = &codes.device_code {
            self.request.recorder.learn(code);
        }
        answer.note(self.request.recorder);
        let (Some(device_code), Some(user_code), Some(address), true) =
            (&codes.device_code, &codes.user_code, &codes.verification_uri, answer.is_success())
        else {
            return Err(answer.refusal("The device authorization endpoint gives no code."));
        };
        let lifetime = codes.expires_in.as_ref().and_then(seconds).unwrap_or(Duration::MAX);
        let left = self.request.deadline.saturating_duration_since(Instant::now()).min(lifetime);
        let ends = Instant::now() + left;
        let whole = codes.verification_uri_complete.as_deref();
        (self.request.prompt)(Prompt::DeviceCode {
            user_code: entered(user_code, &answer)?,
            verification_uri: opened(address, &answer)?,
            verification_uri_complete: whole.and_then(|url| opened(url, &answer).ok()),
            expires_in: left.as_secs(),
        });
        let interval = codes.interval.as_ref().and_then(seconds).unwrap_or(USUAL_INTERVAL);
        let interval = interval.clamp(SHORTEST_INTERVAL, LONGEST_INTERVAL);
        self.poll(device_code, client, interval, ends).await
    }

    /// Asks until somebody has signed in or refused to, or the code is worth nothing any more (RFC 8628
    /// §3.5).
    async fn poll(
        &self,
        device_code: &Secret,
        client: &Client,
        mut interval: Duration,
        ends: Instant,
    ) -> Result<(Given, Facts), Failure> {
        loop {
            if Instant::now() + interval >= ends {
                let failure = Failure::new("Nobody signed in before the time was over.");
                return Err(failure.with("oauth_error", "expired_token"));
            }
            sleep(interval).await;
            // An assertion is good for one request.
            let form = self.prove(self.redemption(device_code), client)?;
            let answer = match self.post(&form, Place::Token).await {
                Err(failure) if failure.is_timeout() => {
                    interval = (interval * 2).min(LONGEST_INTERVAL);
                    continue;
                }
                answer => answer?,
            };
            match answer.error().as_deref() {
                Some("authorization_pending") => answer.note(self.request.recorder),
                Some("slow_down") => {
                    answer.note(self.request.recorder);
                    interval = (interval + USUAL_INTERVAL).min(LONGEST_INTERVAL);
                }
                _ => return answer.given(self.request.recorder),
            }
        }
    }

    /// The question whether somebody has signed in.
    fn redemption(&self, device_code: &Secret) -> Form {
        match self.request.oauth.dialect {
            Dialect::MicrosoftV1 => {
                self.wanted(self.form("device_code")).with_secret("code", device_code)
            }
            Dialect::MicrosoftV2 | Dialect::Standard => {
                self.form(GRANT_TYPE).with_secret("device_code", device_code)
            }
        }
    }
}

/// A code that a person can enter.
fn entered(code: &str, answer: &Answer) -> Result<String, Failure> {
    let code = code.trim();
    if code.is_empty() || code.len() > LONGEST_CODE {
        return Err(answer.failure("The code of the device endpoint is none that can be entered."));
    }
    Ok(visible::line(code))
}

/// An address that a person may open.
fn opened(address: &str, answer: &Answer) -> Result<String, Failure> {
    match Url::parse(address) {
        Ok(url) if is_protected(&url) => Ok(url.into()),
        _ => Err(answer.failure("The address to enter the code at is none with https.")),
    }
}
