//! A conversation without a socket, for the tests of the protocols.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use mailvet_core::{Secret, sasl};

use crate::sandbox::{
    Random, World,
    clock::Time,
    faults::{Effect, Service},
    keys::Claims,
    tenant::{Protocol, contoso},
    tls::Authority,
};

use super::{Context, Dialogue, Door, Encryption, Next, Store};

/// Where the client is: on this machine.
const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The client's end of a conversation.
pub(super) struct Talk {
    pub(super) world: Arc<World>,
    dialogue: Box<dyn Dialogue>,
    input: Vec<u8>,
    /// The greeting.
    pub(super) greeting: String,
    pub(super) has_ended: bool,
}

impl Talk {
    /// Begins one in a world of its own.
    pub(super) fn begin(protocol: Protocol, encryption: Encryption) -> Self {
        let authority = Authority::new().expect("an authority");
        let random = Random::new(Some(1)).expect("randomness");
        let world = Arc::new(World::new(&authority, random, Store::default()).expect("a world"));
        Self::in_world(world, protocol, encryption, &[])
    }

    /// Begins another one.
    pub(super) fn in_world(
        world: Arc<World>,
        protocol: Protocol,
        encryption: Encryption,
        effects: &[Effect],
    ) -> Self {
        let context = Context::new(Arc::clone(&world), protocol.service(), LOCAL, effects);
        let dialogue = Door { protocol, encryption }.dialogue(context);
        let (input, greeting) = (Vec::new(), String::new());
        let mut talk = Self { world, dialogue, input, greeting, has_ended: false };
        let mut out = Vec::new();
        let next = talk.dialogue.greet(&mut out);
        talk.greeting = talk.follow(next, out);
        talk
    }

    /// Says something; gives the whole answer.
    pub(super) fn say(&mut self, text: &str) -> String {
        self.send(text.as_bytes())
    }

    /// The same with the end of a line.
    pub(super) fn line(&mut self, line: &str) -> String {
        self.say(&format!("{line}\r\n"))
    }

    /// The same with bytes.
    pub(super) fn send(&mut self, bytes: &[u8]) -> String {
        assert!(!self.has_ended, "the conversation has ended");
        self.input.extend_from_slice(bytes);
        self.follow(Next::GoOn, Vec::new())
    }

    /// What is told without having been asked for.
    pub(super) fn news(&mut self) -> String {
        assert!(self.dialogue.news().is_some(), "nobody waits for news");
        let mut out = Vec::new();
        self.dialogue.tell(&mut out);
        String::from_utf8(out).expect("text")
    }

    fn follow(&mut self, mut next: Next, mut out: Vec<u8>) -> String {
        loop {
            match next {
                Next::GoOn => {
                    let (taken, then) = self.dialogue.take(&self.input, &mut out);
                    self.input.drain(..taken);
                    next = then;
                }
                Next::Handshake => {
                    self.input.clear();
                    self.dialogue.encrypted();
                    next = Next::Listen;
                }
                Next::Listen => break,
                Next::Close => {
                    self.has_ended = true;
                    break;
                }
            }
        }
        String::from_utf8(out).expect("text")
    }

    /// The XOAUTH2 message of the good app for a mailbox.
    pub(super) fn xoauth2(&self, mailbox: &str) -> String {
        self.xoauth2_until(mailbox, self.world.clock.now() + 3_600)
    }

    /// The same with a token that ends then.
    pub(super) fn xoauth2_until(&self, mailbox: &str, exp: Time) -> String {
        let roles = ["IMAP.AccessAsApp", "POP.AccessAsApp", "SMTP.SendAsApp"];
        let claims = Claims {
            aud: "https://outlook.office365.com".to_owned(),
            appid: contoso::CLIENT.to_owned(),
            exp,
            idtyp: "app".to_owned(),
            oid: contoso::object_id(contoso::CLIENT),
            roles: Some(roles.map(str::to_owned).to_vec()),
            tid: contoso::TENANT.to_owned(),
            ..Claims::default()
        };
        let token = self.world.keys.sign(&claims, "nonce").expect("a token");
        sasl::encode(&sasl::xoauth2(mailbox, &token)).expose().to_owned()
    }

    /// All that was recorded of a service, as lines.
    pub(super) fn record(&self, service: Service) -> Vec<String> {
        let events = self.world.record.all();
        events.into_iter().filter(|it| it.service == service).map(|it| it.line).collect()
    }
}

/// A message in base64.
pub(super) fn base64(text: &str) -> String {
    sasl::encode(&Secret::new(text.to_owned())).expose().to_owned()
}
