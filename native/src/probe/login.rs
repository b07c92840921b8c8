//! The login: who logs in with what, by which mechanism, and the exchange of SASL (RFC 4422) that all
//! mail protocols share. Each of them only wraps it in its own lines: its [`Profile`].

use std::future::Future;

use mailvet_core::{
    Secret,
    report::{Fact, Facts},
    sasl,
    settings::{Host, Mechanism},
};

use super::{capabilities::Capabilities, failure::Failure, recorder::Recorder};

/// All that a login needs.
pub(crate) struct Proof {
    pub(crate) username: String,
    pub(crate) mailbox: String,
    pub(crate) host: Host,
    pub(crate) port: u16,
    pub(crate) wanted: Option<Mechanism>,
    pub(crate) kind: ProofKind,
}

/// What proves that the account may log in.
pub(crate) enum ProofKind {
    Password(Secret),
    Token(Secret),
}

/// What a server answers within a login.
pub(crate) enum Turn {
    /// It asks for more, or tells why it will refuse; in base64.
    Challenge(String),
    /// The login is done, in its words.
    Accepted(String),
    /// It refuses the login.
    Refused(Failure),
}

/// How a protocol carries a login (RFC 4422 §4).
pub(crate) trait Profile: Send {
    /// The capability that names the mechanisms.
    const MECHANISMS: &'static str;
    /// The capability, and the command, that switches to TLS.
    const STARTTLS: &'static str;

    fn capabilities(&self) -> &Capabilities;
    fn recorder(&self) -> &Recorder;

    /// The name of a login that the protocol has beside SASL, where the server takes it now.
    fn own_login(&self) -> Option<&'static str> {
        None
    }

    /// Logs in by [`Self::own_login`].
    fn log_in(
        &mut self,
        _username: &str,
        _password: &Secret,
    ) -> impl Future<Output = Result<Turn, Failure>> + Send {
        async { Err(Failure::new("This protocol knows no login but SASL.")) }
    }

    /// Whether the first message may go with the command.
    fn takes_initial(&self, mechanism: &str, message: &Secret) -> bool;

    /// Begins an exchange.
    fn begin(
        &mut self,
        mechanism: &str,
        initial: Option<&Secret>,
    ) -> impl Future<Output = Result<Turn, Failure>> + Send;

    /// Answers a challenge.
    fn respond(&mut self, response: &str) -> impl Future<Output = Result<Turn, Failure>> + Send;
}

/// Logs in. The fact `mechanism` names the way, in success and in failure.
pub(crate) async fn authenticate<P: Profile>(
    profile: &mut P,
    proof: &Proof,
) -> Result<Facts, Failure> {
    let way = choose(profile, proof)?;
    let result = match &way {
        Way::Own(_) => own_login(profile, proof).await,
        Way::Sasl(mechanism) => exchange(profile, *mechanism, proof).await,
    };
    let facts = Facts::from([("mechanism".to_owned(), Fact::Text(way.name()))]);
    result.map(|()| facts.clone()).map_err(|failure| failure.with_all(facts))
}

/// A way to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The protocol's own.
    Own(&'static str),
    Sasl(Mechanism),
}

impl Way {
    fn name(self) -> String {
        match self {
            Self::Own(name) => name.to_owned(),
            Self::Sasl(mechanism) => mechanism.as_str().to_ascii_uppercase(),
        }
    }
}

/// The way that was asked for, or else the best one that is offered. The obsolete mechanism LOGIN
/// comes last, and where it is asked for the protocol's own login is as good.
fn choose<P: Profile>(profile: &P, proof: &Proof) -> Result<Way, Failure> {
    let own = profile.own_login().map(Way::Own);
    let [plain, login] = [Mechanism::Plain, Mechanism::Login].map(Way::Sasl);
    let ways: Vec<Way> = match (&proof.kind, proof.wanted) {
        (ProofKind::Token(_), None) => {
            [Mechanism::Xoauth2, Mechanism::Oauthbearer].map(Way::Sasl).into()
        }
        (ProofKind::Password(_), None) => {
            [Some(plain), own, Some(login)].into_iter().flatten().collect()
        }
        (ProofKind::Password(_), Some(Mechanism::Login)) => {
            own.into_iter().chain([login]).collect()
        }
        (_, Some(mechanism)) => vec![Way::Sasl(mechanism)],
    };
    let offered = profile.capabilities().parameters(P::MECHANISMS);
    let is_offered = |way: &&Way| match way {
        Way::Own(_) => true,
        Way::Sasl(_) => offered.contains(&way.name()),
    };
    ways.iter().find(is_offered).copied().ok_or_else(|| {
        let wanted: Vec<_> = ways.iter().map(|way| way.name()).collect();
        let wanted = wanted.join(" or ");
        let offer = if offered.is_empty() { "none".to_owned() } else { offered.join(", ") };
        let words = format!("The server does not offer {wanted}; it offers {offer}.");
        let failure = Failure::new(words).with("mechanisms", offered);
        if profile.capabilities().has(P::STARTTLS) {
            failure.with("starttls_offered", true)
        } else {
            failure
        }
    })
}

async fn own_login(profile: &mut impl Profile, proof: &Proof) -> Result<(), Failure> {
    match profile.log_in(&proof.username, proof.secret()).await? {
        Turn::Accepted(_) => Ok(()),
        Turn::Refused(failure) => Err(failure),
        Turn::Challenge(_) => Err(Failure::new("The server asks for more than a password.")),
    }
}

/// Sends the messages of a mechanism. The first one goes with the command where the server takes it
/// there and nothing more is to be said.
async fn exchange(
    profile: &mut impl Profile,
    mechanism: Mechanism,
    proof: &Proof,
) -> Result<(), Failure> {
    let name = Way::Sasl(mechanism).name();
    let messages: Vec<_> = proof.messages(mechanism).iter().map(sasl::encode).collect();
    for message in &messages {
        profile.recorder().learn(message);
    }
    let (mut turn, rest) = match &*messages {
        [only] if profile.takes_initial(&name, only) => {
            (profile.begin(&name, Some(only)).await?, &[][..])
        }
        all => (profile.begin(&name, None).await?, all),
    };
    for message in rest {
        match turn {
            Turn::Challenge(_) => {}
            Turn::Accepted(words) => return Err(unproved(&words)),
            Turn::Refused(failure) => return Err(failure),
        }
        let hidden = profile.recorder().hide();
        turn = profile.respond(message.expose()).await?;
        drop(hidden);
    }
    match turn {
        Turn::Accepted(_) => Ok(()),
        Turn::Refused(failure) => Err(failure),
        Turn::Challenge(challenge) => Err(refusal_behind(profile, mechanism, &challenge).await?),
    }
}

/// A challenge behind the last message tells why the message is refused; an answer to it lets the
/// refusal follow (RFC 7628 §3.2.3). A server that asks again is not answered again.
async fn refusal_behind(
    profile: &mut impl Profile,
    mechanism: Mechanism,
    challenge: &str,
) -> Result<Failure, Failure> {
    let refusal = match profile.respond(sasl::cancel(mechanism)).await? {
        Turn::Challenge(_) => Failure::new("The server asks again and again."),
        Turn::Accepted(words) => unproved(&words),
        Turn::Refused(failure) => failure,
    };
    Ok(match sasl::decode_challenge(challenge) {
        Some(told) => refusal.with("challenge", told),
        None => refusal,
    })
}

/// A login is no success before it was proved, or after it was refused.
fn unproved(words: &str) -> Failure {
    Failure::new(format!(
        "The server says that the login is done, without having been asked for it: {words}"
    ))
    .with("text", words)
}

impl Proof {
    /// What the client says by a mechanism, message by message.
    fn messages(&self, mechanism: Mechanism) -> Vec<Secret> {
        let secret = self.secret();
        match mechanism {
            Mechanism::Oauthbearer => {
                vec![sasl::oauthbearer(&self.mailbox, &self.host.to_string(), self.port, secret)]
            }
            Mechanism::Xoauth2 => vec![sasl::xoauth2(&self.mailbox, secret)],
            Mechanism::Plain => vec![sasl::plain(&self.username, secret)],
            Mechanism::Login => vec![Secret::new(self.username.clone()), secret.clone()],
        }
    }

    fn secret(&self) -> &Secret {
        match &self.kind {
            ProofKind::Password(secret) | ProofKind::Token(secret) => secret,
        }
    }
}
