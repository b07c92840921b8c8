//! One test as it runs: its stages in time, each measured, bounded and told.
//!
//! Token and mail server are asked side by side, since neither needs the other. With STARTTLS the
//! greeting and the first capabilities come in clear; what they say counts only once the encryption
//! stands, so a fault on the way to it belongs to the stage `tls`, together with all that was said.
//!
//! Facts are cleaned here, in one place, whatever a conversation put into them: they hold no secret
//! and nothing that could act on a terminal.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use lettre::Address;
use mailvet_core::{
    Finding, FormName, Secret,
    claims::{Claims, Purpose},
    diagnosis::Protocol,
    plan::Stage,
    remedy::Values,
    report::{Fact, Facts, StageReport, Status, TestReport, Verdict},
    settings::{Credential, Host, Login, OAuth, Provider, Security, Server},
};
use tokio::{
    task::JoinSet,
    time::{Instant, timeout},
};

use super::{
    AccessToken, Credentials, Event, Observer, Options, Outcome,
    failure::Failure,
    login::{Proof, ProofKind},
    recorder::Recorder,
    route::Route,
    token,
    wire::Wire,
};
use crate::dns;

/// A test that runs.
pub(crate) struct Run<'a> {
    form: FormName,
    values: Values,
    findings: Vec<Finding>,
    plan: Vec<Stage>,
    options: &'a Options,
    observe: Observer<'a>,
    begun: Instant,
    /// How long a person took to sign in, which the deadline does not count.
    signing_in: OnceLock<Duration>,
    refresh_token: OnceLock<Secret>,
    done: Mutex<BTreeMap<Stage, StageReport>>,
}

/// What SMTP, IMAP, POP and Microsoft Graph have in common: the steps of a test.
pub(crate) trait Conversation: Sized + Send {
    /// What is spoken.
    const PROTOCOL: Protocol;

    /// Begins on a wire on which nothing was said yet, or nothing since it was encrypted.
    fn begin(wire: Wire, recorder: Recorder) -> Self;
    /// Waits for the greeting, where there is one.
    fn greeting(&mut self) -> impl Future<Output = Result<Facts, Failure>> + Send {
        async { Ok(Facts::new()) }
    }
    /// Asks what the server can do, unless it has said so, or is what it is.
    fn capability(&mut self) -> impl Future<Output = Result<Facts, Failure>> + Send {
        async { Ok(Facts::new()) }
    }
    /// Asks to switch to TLS.
    fn starttls(&mut self) -> impl Future<Output = Result<(), Failure>> + Send {
        async { Err(under_tls()) }
    }
    /// Gives the wire to be encrypted.
    fn into_wire(self) -> Result<Wire, Failure> {
        Err(under_tls())
    }
    /// Logs in.
    fn authenticate(
        &mut self,
        proof: &Proof,
    ) -> impl Future<Output = Result<Facts, Failure>> + Send;
    /// Uses the mailbox without changing anything in it: opens it read-only, or tries the envelope of
    /// a message from the sender.
    fn mailbox(
        &mut self,
        sender: Option<&str>,
        then: Then,
    ) -> impl Future<Output = Result<Facts, Failure>> + Send;
    /// Sends a message.
    fn send(
        &mut self,
        _sender: Option<&str>,
        _recipient: &Address,
    ) -> impl Future<Output = Result<Facts, Failure>> + Send {
        async { Err(Failure::new("Mailvet sends no message by this protocol.")) }
    }
    /// Whether the client has taken its leave already, or can not: where the server waits for the
    /// answer to a challenge, or may be about to begin with TLS, a command would be taken for that.
    fn has_left(&self) -> bool {
        true
    }
    /// Takes leave, without waiting for the answer.
    fn leave(&mut self) -> impl Future<Output = Result<(), Failure>> + Send {
        async { Ok(()) }
    }
    /// Waits for the answer to the leave-taking.
    fn farewell(&mut self) -> impl Future<Output = Result<(), Failure>> + Send {
        async { Ok(()) }
    }
}

fn under_tls() -> Failure {
    Failure::new("This protocol is spoken under TLS from the first byte.")
}

/// What follows a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Other commands.
    Stay,
    /// Nothing: the client may take its leave in the same flight.
    Leave,
}

/// So long an answer to a leave-taking is awaited that went out with another command. It comes with
/// the answer to that one, or it need not be waited for.
const GRACE: Duration = Duration::from_millis(250);

/// A test that was stopped takes its leave within this time.
const PARTING: Duration = Duration::from_secs(1);

impl<'a> Run<'a> {
    pub(crate) fn new(
        form: FormName,
        values: Values,
        findings: Vec<Finding>,
        plan: Vec<Stage>,
        options: &'a Options,
        observe: Observer<'a>,
    ) -> Self {
        observe(Event::Plan(plan.clone()));
        let (begun, done) = (Instant::now(), Mutex::default());
        let (signing_in, refresh_token) = Default::default();
        Self {
            form,
            values,
            findings,
            plan,
            options,
            observe,
            begun,
            signing_in,
            refresh_token,
            done,
        }
    }

    /// Runs the test to its end. `sender` is whose envelope an outgoing test tries.
    pub(crate) async fn talk<C: Conversation>(
        self,
        server: &Server,
        login: Option<&Login>,
        sender: Option<&str>,
    ) -> Outcome {
        let recorder = Recorder::default();
        let recognised = self.recognise(server, login, sender);
        let token = self.converse::<C>(server, login, sender, &recorder).await;
        self.add_recognised(recognised, &recorder);
        self.conclude(token)
    }

    /// Asks in the background what the DNS knows of the mailbox's domain, where it may be asked: a
    /// proxy that looks names up stands for a machine that shall not.
    fn recognise(
        &self,
        server: &Server,
        login: Option<&Login>,
        sender: Option<&str>,
    ) -> JoinSet<Facts> {
        let mut tasks = JoinSet::new();
        let Route { nameserver, proxies, .. } = &self.options.route;
        let mailbox = login.map(Login::mailbox).or(sender);
        let domain = mailbox.and_then(|mailbox| Some(mailbox.rsplit_once('@')?.1.to_owned()));
        let is_direct = proxies.for_mail(&server.host.to_string(), server.port).is_none();
        if let Some(domain) =
            domain.filter(|domain| is_direct && (nameserver.is_some() || dns::is_public(domain)))
        {
            tasks.spawn(dns::recognise(*nameserver, domain));
        }
        tasks
    }

    /// Tells what was recognised by now; it is not waited for.
    fn add_recognised(&self, mut recognised: JoinSet<Facts>, recorder: &Recorder) {
        let Some(Ok(mut facts)) = recognised.try_join_next() else { return };
        clean(&mut facts, recorder);
        let resolved = self.done().get(&Stage::Resolve).cloned();
        if let Some(mut report) = resolved {
            report.facts.extend(facts);
            self.finish(report);
        }
    }

    /// Holds the conversation, and gives the token that it was held with.
    async fn converse<C: Conversation>(
        &self,
        server: &Server,
        login: Option<&Login>,
        sender: Option<&str>,
        recorder: &Recorder,
    ) -> Option<AccessToken> {
        let open = Box::pin(self.open::<C>(server, recorder));
        let credential = self.credential(C::PROTOCOL, login, recorder);
        let (conversation, credential) = if login.is_some_and(needs_person) {
            // No mail server waits for a person.
            let credential = credential.await;
            (open.await, credential)
        } else {
            tokio::join!(open, credential)
        };
        let mut conversation = conversation?;
        let Some(credential) = credential else {
            self.leave(&mut conversation).await;
            return None;
        };
        let proof = credential.proof(login, server);
        if self.log_in(&mut conversation, proof, sender, recorder).await.is_none() {
            self.leave(&mut conversation).await;
        }
        credential.token
    }

    /// Asks for the token alone.
    pub(crate) async fn fetch(self, protocol: Protocol, login: &Login) -> Outcome {
        let credential = self.credential(protocol, Some(login), &Recorder::default()).await;
        self.conclude(credential.and_then(|credential| credential.token))
    }

    /// Logs in, uses the mailbox, and takes leave.
    async fn log_in(
        &self,
        conversation: &mut impl Conversation,
        proof: Option<Proof>,
        sender: Option<&str>,
        recorder: &Recorder,
    ) -> Option<()> {
        if let Some(proof) = proof {
            self.stage(Stage::Authenticate, recorder, conversation.authenticate(&proof)).await?;
        }
        let recipient = self.options.send_to.as_ref();
        let recipient = recipient.filter(|_| self.plan.contains(&Stage::Send));
        if self.plan.contains(&Stage::Mailbox) {
            let then = if recipient.is_some() { Then::Stay } else { Then::Leave };
            self.stage(Stage::Mailbox, recorder, conversation.mailbox(sender, then)).await?;
        }
        if let Some(recipient) = recipient {
            self.stage(Stage::Send, recorder, conversation.send(sender, recipient)).await?;
        }
        if self.plan.contains(&Stage::Goodbye) {
            self.goodbye(conversation, recorder).await;
        }
        Some(())
    }

    /// Takes leave after a failure, from a server that may not even listen any more.
    async fn leave(&self, conversation: &mut impl Conversation) {
        if !conversation.has_left() {
            let _ = timeout(self.limit().min(PARTING), conversation.leave()).await;
        }
    }

    /// Takes leave after a success. A server that does not answer it has still done all that was
    /// asked of it, so nobody waits a round trip for the answer.
    async fn goodbye(&self, conversation: &mut impl Conversation, recorder: &Recorder) {
        let goodbye = async {
            let patience = if conversation.has_left() {
                GRACE
            } else {
                conversation.leave().await?;
                Duration::ZERO
            };
            let answer = timeout(patience, conversation.farewell()).await;
            let facts = Facts::from([("answered".to_owned(), Fact::Flag(answer.is_ok()))]);
            answer.unwrap_or(Ok(())).map(|()| ((), facts))
        };
        let (_, mut report) = self.attempt(Stage::Goodbye, recorder, goodbye).await;
        if let Some(Fact::Text(words)) = report.facts.remove("error") {
            report.status = Status::Warned;
            report.facts.insert("warnings".to_owned(), Fact::List(vec![words]));
        }
        self.finish(report);
    }

    /// Connects, encrypts, and listens to what the server is and can do.
    async fn open<C: Conversation>(&self, server: &Server, recorder: &Recorder) -> Option<C> {
        let Options { route, tls, .. } = self.options;
        let resolved = route.resolve(&server.host, server.port);
        let way = self.stage_with(Stage::Resolve, recorder, resolved).await?;
        recorder.learn_fact("port", i64::from(server.port).into());
        recorder.learn_fact("security", server.security.as_str().into());
        let connected = route.connect(&way, tls, recorder);
        let stream = self.stage_with(Stage::Connect, recorder, connected).await?;
        let wire = Wire::new(stream, recorder.clone());
        let mut conversation = match server.security {
            Security::None => C::begin(wire, recorder.clone()),
            Security::Ssl => {
                let encrypt = wire.encrypt(&server.host, self.options.tls_for_mail());
                let wire = Box::pin(self.stage_with(Stage::Tls, recorder, encrypt)).await?;
                C::begin(wire, recorder.clone())
            }
            Security::Tls => return self.open_by_starttls(wire, &server.host, recorder).await,
        };
        if self.plan.contains(&Stage::Greeting) {
            self.stage(Stage::Greeting, recorder, conversation.greeting()).await?;
            return self.capability(conversation, recorder).await;
        }
        Some(conversation)
    }

    /// Listens to what the server can do, the last step before the login.
    async fn capability<C: Conversation>(
        &self,
        mut conversation: C,
        recorder: &Recorder,
    ) -> Option<C> {
        if self.stage(Stage::Capability, recorder, conversation.capability()).await.is_none() {
            self.leave(&mut conversation).await;
            return None;
        }
        Some(conversation)
    }

    async fn open_by_starttls<C: Conversation>(
        &self,
        wire: Wire,
        host: &Host,
        recorder: &Recorder,
    ) -> Option<C> {
        let mut conversation = C::begin(wire, recorder.clone());
        let greeting = async { conversation.greeting().await.map(|facts| ((), facts)) };
        let (greeted, greeting) = self.attempt(Stage::Greeting, recorder, greeting).await;
        if greeted.is_none() {
            self.finish(greeting);
            return None;
        }
        let mut clear = Some(conversation);
        let switch = async {
            if let Some(conversation) = &mut clear {
                conversation.starttls().await?;
            }
            let wire = clear.take().ok_or_else(Failure::out_of_turn)?.into_wire()?;
            wire.encrypt(host, self.options.tls_for_mail()).await
        };
        let (wire, mut report) = self.attempt(Stage::Tls, recorder, switch).await;
        let Some(wire) = wire else {
            if let Some(conversation) = &mut clear {
                self.leave(conversation).await;
            }
            report.transcript.splice(0..0, greeting.transcript);
            report.transcript.extend(recorder.take());
            self.finish(report);
            return None;
        };
        self.finish(report);
        self.finish(greeting);
        self.capability(C::begin(wire, recorder.clone()), recorder).await
    }

    /// What the login is proved with; for OAuth that is a token, which is asked for here.
    async fn credential(
        &self,
        protocol: Protocol,
        login: Option<&Login>,
        mail: &Recorder,
    ) -> Option<Obtained> {
        let Some(login) = login else { return Some(Obtained::default()) };
        let oauth = match &login.credential {
            Credential::Password(password) => {
                mail.learn(password);
                return Some(Obtained { password: Some(password.clone()), token: None });
            }
            Credential::OAuth(oauth) => oauth,
        };
        let recorder = mail.beside();
        let token = self.token(oauth, &login.username, &recorder).await?;
        let claims = async { Ok(self.claims(protocol, login, oauth, &token)) };
        self.stage(Stage::Claims, &recorder, claims).await?;
        Some(Obtained { password: None, token: Some(token) })
    }

    async fn token(
        &self,
        oauth: &OAuth,
        username: &str,
        recorder: &Recorder,
    ) -> Option<AccessToken> {
        let begun = Instant::now();
        let Credentials { sign_in, tokens, .. } = &self.options.credentials;
        let is_interactive = oauth.grant.is_interactive();
        let limit = if is_interactive { *sign_in } else { self.limit() };
        let request = token::Request {
            oauth,
            username: Some(username),
            options: self.options,
            recorder,
            prompt: &|prompt| (self.observe)(Event::Prompt(prompt)),
            deadline: begun + limit,
        };
        let (given, report) =
            self.attempt_within(limit, Stage::Token, recorder, tokens.ask(&request)).await;
        if is_interactive {
            let _ = self.signing_in.set(begun.elapsed());
        }
        self.finish(report);
        let given = given?;
        if let Some(refresh_token) = given.refresh {
            recorder.learn(&refresh_token);
            let _ = self.refresh_token.set(refresh_token);
        }
        // A token that another test of the run was given is a secret here, too.
        recorder.learn(&given.access.value);
        Some(given.access)
    }

    /// What the token claims, and what speaks against it before the mail server is asked.
    fn claims(
        &self,
        protocol: Protocol,
        login: &Login,
        oauth: &OAuth,
        token: &AccessToken,
    ) -> Facts {
        let Some(claims) = Claims::read(&token.value) else {
            return Facts::from([("opaque".to_owned(), Fact::Flag(true))]);
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        let authority = oauth.authority.as_ref();
        let verdicts = match oauth.provider {
            Provider::MicrosoftExchange => claims.judge(&Purpose {
                protocol: Some(protocol),
                flow: Some(oauth.grant.flow().into()),
                tenant: authority.and_then(|authority| authority.tenant.as_deref()),
                client_id: oauth.client_id(),
                user: Some(&login.username),
                at: Some(now),
            }),
            _ => claims.judge_time(now),
        };
        let mut facts = claims.facts();
        facts.insert("checked_at".to_owned(), Fact::Number(now));
        if !verdicts.is_empty() {
            let messages = self.options.messages();
            let (causes, warnings) = verdicts
                .iter()
                .map(|verdict| (verdict.cause.to_owned(), messages.reason(&verdict.why)))
                .unzip();
            facts.insert("causes".to_owned(), Fact::List(causes));
            facts.insert("warnings".to_owned(), Fact::List(warnings));
        }
        facts
    }

    /// Runs a stage that gives only facts.
    async fn stage(
        &self,
        stage: Stage,
        recorder: &Recorder,
        work: impl Future<Output = Result<Facts, Failure>>,
    ) -> Option<()> {
        self.stage_with(stage, recorder, async { work.await.map(|facts| ((), facts)) }).await
    }

    /// Runs a stage to its end.
    async fn stage_with<T>(
        &self,
        stage: Stage,
        recorder: &Recorder,
        work: impl Future<Output = Result<(T, Facts), Failure>>,
    ) -> Option<T> {
        let (value, report) = self.attempt(stage, recorder, work).await;
        self.finish(report);
        value
    }

    /// Runs a stage, measured and bounded, without telling its end yet.
    async fn attempt<T>(
        &self,
        stage: Stage,
        recorder: &Recorder,
        work: impl Future<Output = Result<(T, Facts), Failure>>,
    ) -> (Option<T>, StageReport) {
        self.attempt_within(self.limit(), stage, recorder, work).await
    }

    async fn attempt_within<T>(
        &self,
        limit: Duration,
        stage: Stage,
        recorder: &Recorder,
        work: impl Future<Output = Result<(T, Facts), Failure>>,
    ) -> (Option<T>, StageReport) {
        let started = self.begun.elapsed();
        let mut report = StageReport {
            status: Status::Running,
            started_ms: milliseconds(started),
            ..StageReport::skipped(stage)
        };
        (self.observe)(Event::Stage(report.clone()));
        // What is left for the whole test is the limit only where it is less than a stage may take.
        let is_last = limit < self.options.stage_timeout;
        let done = async {
            tokio::select! {
                biased;
                () = self.options.stop.wanted() => {
                    let failure = Failure::new("The test was stopped.");
                    Ok(Err(failure.with("error_kind", "cancelled")))
                }
                done = timeout(limit, work) => done,
            }
        };
        let result = match done.await {
            Ok(result) => result,
            Err(_) if is_last => {
                let failure = Failure::new("The whole test took too long.");
                Err(failure.with("error_kind", "deadline"))
            }
            Err(_) => Err(timed_out(match stage {
                Stage::Resolve => "The resolver does not answer.",
                Stage::Connect => "Nobody answers at this address and port.",
                Stage::Token => "The token endpoint does not answer.",
                _ => "The server does not answer.",
            })),
        };
        report.elapsed_ms = milliseconds(self.begun.elapsed().saturating_sub(started));
        report.transcript = recorder.take();
        let value = match result {
            Ok((value, facts)) => {
                let facts = with(recorder.take_facts(), facts);
                let warned = facts.contains_key("warnings");
                report.status = if warned { Status::Warned } else { Status::Ok };
                report.facts = facts;
                Some(value)
            }
            Err(failure) => {
                report.status = Status::Failed;
                report.facts = with(recorder.take_facts(), failure.facts);
                None
            }
        };
        clean(&mut report.facts, recorder);
        (value, report)
    }

    /// Tells that a stage has ended.
    fn finish(&self, report: StageReport) {
        (self.observe)(Event::Stage(report.clone()));
        self.done().insert(report.stage, report);
    }

    /// The longest that a stage which begins now may take.
    fn limit(&self) -> Duration {
        self.options.stage_timeout.min(self.left())
    }

    /// What is left for the whole test.
    fn left(&self) -> Duration {
        let signing_in = self.signing_in.get().copied().unwrap_or_default();
        self.options.timeout.saturating_sub(self.begun.elapsed().saturating_sub(signing_in))
    }

    fn done(&self) -> MutexGuard<'_, BTreeMap<Stage, StageReport>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The report of what was done. Whose login it was stands in the scripts that mend a failure.
    fn conclude(self, token: Option<AccessToken>) -> Outcome {
        let mut done = std::mem::take(&mut *self.done());
        let stages = self.plan.iter().map(|stage| {
            done.remove(stage).unwrap_or_else(|| {
                let skipped = StageReport::skipped(*stage);
                (self.observe)(Event::Stage(skipped.clone()));
                skipped
            })
        });
        let messages = self.options.messages();
        let findings = messages.tell_all(self.findings.clone());
        let stages: Vec<_> = stages.collect();
        let values = self.values.learning(&stages);
        let report = TestReport::of(self.form, findings, stages, &values, messages);
        let token = token.filter(|_| report.verdict == Verdict::Success);
        let refresh_token = self.refresh_token.into_inner();
        Outcome { report, values, token, refresh_token }
    }
}

/// Whether a person has to sign in.
fn needs_person(login: &Login) -> bool {
    matches!(&login.credential, Credential::OAuth(oauth) if oauth.grant.is_interactive())
}

/// What proves the login.
#[derive(Default)]
struct Obtained {
    password: Option<Secret>,
    token: Option<AccessToken>,
}

impl Obtained {
    fn proof(&self, login: Option<&Login>, server: &Server) -> Option<Proof> {
        let login = login?;
        let kind = match (&self.token, &self.password) {
            (Some(token), _) => ProofKind::Token(token.value.clone()),
            (None, Some(password)) => ProofKind::Password(password.clone()),
            (None, None) => return None,
        };
        Some(Proof {
            username: login.username.clone(),
            mailbox: login.mailbox().to_owned(),
            host: server.host.clone(),
            port: server.port,
            wanted: login.mechanism,
            kind,
        })
    }
}

/// Takes secrets, and what could act on a terminal, out of facts.
pub(crate) fn clean(facts: &mut Facts, recorder: &Recorder) {
    for fact in facts.values_mut() {
        match fact {
            Fact::Text(text) => *text = recorder.clean(text),
            Fact::List(list) => list.iter_mut().for_each(|text| *text = recorder.clean(text)),
            Fact::Flag(_) | Fact::Number(_) => {}
        }
    }
}

/// The facts that were learnt on the way, and those of the end.
fn with(mut learnt: Facts, end: Facts) -> Facts {
    learnt.extend(end);
    learnt
}

fn timed_out(words: &str) -> Failure {
    Failure::new(words).with("error_kind", "timeout")
}

/// Milliseconds with three digits behind the point.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
