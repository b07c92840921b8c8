//! Either of the two forms, for handlers that treat both alike.

use mailvet_core::{
    Context, Finding, FormName, IncomingForm, OAuthEntry, OAuthForm, OutgoingForm, SecretEntry,
    SecretReference, check_incoming, check_outgoing,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Problem;
use crate::probe;

/// A form as it was typed.
pub(super) enum Form {
    Outgoing(Box<OutgoingForm>),
    Incoming(Box<IncomingForm>),
}

impl Form {
    /// Reads a form. Values of the wrong type are for the rules to tell; only a secret that the API
    /// shall fetch from somewhere is refused: whoever holds the access token could read by it every
    /// file and variable of the user, and run commands.
    pub(super) fn read(name: FormName, settings: &Map<String, Value>) -> Result<Self, Problem> {
        let form = match name {
            FormName::Outgoing => {
                OutgoingForm::deserialize(settings).map(Box::new).map(Self::Outgoing)
            }
            FormName::Incoming => {
                IncomingForm::deserialize(settings).map(Box::new).map(Self::Incoming)
            }
        };
        let mut form = form.map_err(|_| {
            let name = name.as_str();
            Problem::of_field(name, format!("`{name}` cannot be read as settings."))
        })?;
        for (field, secret) in form.secrets() {
            if is_foreign(secret) {
                return Err(Problem::of_field(
                    field,
                    format!(
                        "`{field}` refers to a place outside. Secrets in the API are strings or \
                         references to stored ones, nothing else."
                    ),
                ));
            }
        }
        Ok(form)
    }

    pub(super) fn name(&self) -> FormName {
        match self {
            Self::Outgoing(_) => FormName::Outgoing,
            Self::Incoming(_) => FormName::Incoming,
        }
    }

    /// What the rules find.
    pub(super) fn findings(&self, context: &Context) -> Vec<Finding> {
        match self {
            Self::Outgoing(form) => check_outgoing(form, context).findings,
            Self::Incoming(form) => check_incoming(form, context).findings,
        }
    }

    /// Runs the connection test.
    pub(super) async fn probe(
        &self,
        options: &probe::Options,
        observe: probe::Observer<'_>,
    ) -> probe::Outcome {
        match self {
            Self::Outgoing(form) => probe::outgoing(form, options, observe).await,
            Self::Incoming(form) => probe::incoming(form, options, observe).await,
        }
    }

    /// The secrets that were given in any way, with their fields.
    pub(super) fn secrets(&mut self) -> Vec<(&'static str, &mut SecretEntry)> {
        let (password, oauth) = match self {
            Self::Outgoing(form) => (&mut form.password, &mut form.oauth),
            Self::Incoming(form) => (&mut form.password, &mut form.oauth),
        };
        let mut secrets = vec![("password", password)];
        if let Some(OAuthEntry::Form(oauth)) = oauth {
            secrets.push(("oauth.client_secret", &mut oauth.client_secret));
            secrets.push(("oauth.certificate_password", &mut oauth.certificate_password));
        }
        secrets.into_iter().filter_map(|(field, secret)| Some((field, secret.as_mut()?))).collect()
    }

    /// The OAuth part, if there is one.
    pub(super) fn oauth(&self) -> Option<&OAuthForm> {
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

fn is_foreign(secret: &SecretEntry) -> bool {
    match secret {
        SecretEntry::Reference(reference) => !matches!(reference, SecretReference::Stored(_)),
        SecretEntry::Typed(_) | SecretEntry::Other(_) => false,
    }
}
