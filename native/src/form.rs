//! Either of the two forms, for whoever treats both alike.

use mailvet_core::{
    Context, Finding, FormName, IncomingForm, OAuthEntry, OAuthForm, OutgoingForm, SecretEntry,
    check_incoming, check_outgoing, check_settings,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::probe;

/// A form as it was typed.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    Outgoing(Box<OutgoingForm<'static>>),
    Incoming(Box<IncomingForm<'static>>),
}

/// Both forms, as far as they are there.
pub(crate) fn pair(
    forms: &[Form],
) -> (Option<&OutgoingForm<'static>>, Option<&IncomingForm<'static>>) {
    let outgoing = forms.iter().find_map(|form| match form {
        Form::Outgoing(form) => Some(&**form),
        Form::Incoming(_) => None,
    });
    let incoming = forms.iter().find_map(|form| match form {
        Form::Incoming(form) => Some(&**form),
        Form::Outgoing(_) => None,
    });
    (outgoing, incoming)
}

/// What the rules find in the forms, one by one and together.
pub(crate) fn findings(forms: &[Form], context: &Context) -> Vec<Finding> {
    let (outgoing, incoming) = pair(forms);
    check_settings(outgoing, incoming, context)
}

impl Form {
    /// Reads a form; `None` where it is none at all. Values of the wrong type are for the rules to
    /// tell.
    pub(crate) fn read(name: FormName, settings: Map<String, Value>) -> Option<Self> {
        let settings = Value::Object(settings);
        match name {
            FormName::Outgoing => {
                OutgoingForm::deserialize(settings).map(Box::new).map(Self::Outgoing).ok()
            }
            FormName::Incoming => {
                IncomingForm::deserialize(settings).map(Box::new).map(Self::Incoming).ok()
            }
        }
    }

    pub(crate) fn name(&self) -> FormName {
        match self {
            Self::Outgoing(_) => FormName::Outgoing,
            Self::Incoming(_) => FormName::Incoming,
        }
    }

    /// What the rules find in this form alone.
    pub(crate) fn findings(&self, context: &Context) -> Vec<Finding> {
        match self {
            Self::Outgoing(form) => check_outgoing(form, context).findings,
            Self::Incoming(form) => check_incoming(form, context).findings,
        }
    }

    /// Runs the connection test.
    pub(crate) async fn probe(
        &self,
        options: &probe::Options,
        observe: probe::Observer<'_>,
    ) -> probe::Outcome {
        match self {
            Self::Outgoing(form) => probe::outgoing(form, options, observe).await,
            Self::Incoming(form) => probe::incoming(form, options, observe).await,
        }
    }

    /// Asks for the access token alone; nothing where the settings log in without one.
    pub(crate) async fn token(
        &self,
        options: &probe::Options,
        observe: probe::Observer<'_>,
    ) -> Option<probe::Outcome> {
        match self {
            Self::Outgoing(form) => probe::outgoing_token(form, options, observe).await,
            Self::Incoming(form) => probe::incoming_token(form, options, observe).await,
        }
    }

    /// The secrets that were given in any way, with their fields.
    pub(crate) fn secrets(&mut self) -> Vec<(&'static str, &mut SecretEntry)> {
        let (password, older, oauth) = match self {
            Self::Outgoing(form) => (&mut form.password, None, &mut form.oauth),
            Self::Incoming(form) => {
                let older = &mut form.older.exchange_client_secret;
                (&mut form.password, Some(older), &mut form.oauth)
            }
        };
        let mut secrets = vec![("password", password)];
        secrets.extend(older.map(|secret| ("exchange_client_secret", secret)));
        if let Some(OAuthEntry::Form(oauth)) = oauth {
            secrets.push(("oauth.client_secret", &mut oauth.client_secret));
            secrets.push(("oauth.certificate_password", &mut oauth.certificate_password));
        }
        secrets.into_iter().filter_map(|(field, secret)| Some((field, secret.as_mut()?))).collect()
    }

    /// The OAuth part, if there is one.
    pub(crate) fn oauth(&self) -> Option<&OAuthForm<'static>> {
        let oauth = match self {
            Self::Outgoing(form) => form.oauth.as_ref(),
            Self::Incoming(form) => form.oauth.as_ref(),
        };
        match oauth? {
            OAuthEntry::Form(oauth) => Some(oauth),
            OAuthEntry::Other(_) => None,
        }
    }
}
