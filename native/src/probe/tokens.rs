//! The tokens of one run: what was given once is not asked for again.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use mailvet_core::{Secret, report::Facts, settings::OAuth};
use tokio::sync;

use super::{
    failure::Failure,
    run::clean,
    token::{Given, Request},
};

/// The tokens of one run. Tests that ask the very same question share its answer; tests of one client
/// with which a user signs in share the sign-in.
#[derive(Debug, Default)]
pub struct Tokens {
    /// A refresh token of an earlier run.
    refresh: Option<Secret>,
    questions: Mutex<Vec<(OAuth, Arc<sync::Mutex<Answers>>)>>,
}

/// What was answered to one client.
#[derive(Debug, Default)]
struct Answers {
    answered: Vec<Answered>,
    refresh: Option<Secret>,
}

/// An answer, and what the token was to open.
#[derive(Clone, Debug)]
struct Answered {
    scope: Option<String>,
    result: Result<(Given, Facts), Failure>,
}

impl Tokens {
    /// Of a run in which a user who signed in before need not sign in again, as long as the
    /// authorization server takes this refresh token.
    #[must_use]
    pub fn with_refresh(refresh: Option<Secret>) -> Self {
        Self { refresh, ..Self::default() }
    }

    /// Asks for a token, unless that was done.
    pub(super) async fn ask(&self, request: &Request<'_>) -> Result<(Given, Facts), Failure> {
        let scope = request.oauth.scope.clone();
        let answers = self.answers(request.oauth);
        let mut answers = answers.lock().await;
        answers.answered.retain(Answered::is_valid);
        if let Some(known) = answers.answered.iter().find(|known| known.scope == scope) {
            return known.clone().shared();
        }
        let refresh = answers.refresh.as_ref().or(self.refresh.as_ref());
        let mut result = Box::pin(request.send(refresh)).await;
        // A test that has this answer from here never learnt the secrets that it was asked with.
        match &mut result {
            Ok((_, facts)) | Err(Failure { facts }) => clean(facts, request.recorder),
        }
        if let Ok((Given { refresh: Some(refresh), .. }, _)) = &result {
            answers.refresh = Some(refresh.clone());
        }
        answers.answered.push(Answered { scope, result: result.clone() });
        result
    }

    /// The answers to a client. A user's sign-in serves for every scope, all else for one.
    fn answers(&self, oauth: &OAuth) -> Arc<sync::Mutex<Answers>> {
        let mut question = oauth.clone();
        if question.grant.is_interactive() {
            question.scope = None;
        }
        let mut questions = self.questions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, answers)) = questions.iter().find(|(asked, _)| *asked == question) {
            return Arc::clone(answers);
        }
        let answers = Arc::default();
        questions.push((question, Arc::clone(&answers)));
        answers
    }
}

impl Answered {
    /// Whether it is as good as on the first day.
    fn is_valid(&self) -> bool {
        match &self.result {
            Ok((Given { access, .. }, _)) => {
                access.expires_at.is_none_or(|end| end > SystemTime::now())
            }
            Err(_) => true,
        }
    }

    /// The answer as a test has it that another one had it before.
    fn shared(self) -> Result<(Given, Facts), Failure> {
        match self.result {
            Ok((given, mut facts)) => {
                facts.insert("reused".to_owned(), true.into());
                Ok((given, facts))
            }
            Err(failure) => Err(failure.with("reused", true)),
        }
    }
}
