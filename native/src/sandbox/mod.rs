//! The sandbox: a simulated tenant of Microsoft 365 on this machine, for tests and for trying Mailvet out.
//!
//! A token endpoint answers as Microsoft Entra ID does, and SMTP, IMAP and POP servers answer as
//! Exchange Online does, word for word, with every known failure at call. The `tenant` is plain data
//! with the decisions that follow from it; `identity` and `mail` put these decisions into the words of
//! their protocols and never give a hint that Microsoft's services do not give. A `scenario` is a part
//! of that data with a name: a mailbox whose SMTP AUTH is off, a client secret that has expired.
//!
//! It listens on loopback only and relays nothing. Its signing key is public, so that its tokens prove
//! nothing elsewhere, and its certificate authority may vouch for this machine alone.

mod clock;
mod control;
pub mod faults;
mod identity;
mod keys;
mod mail;
mod random;
pub mod record;
pub mod scenario;
mod settings;
mod tenant;
mod tls;

use std::{
    collections::BTreeMap,
    io::{self, Write as _},
    net::{Ipv4Addr, Ipv6Addr},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

use mailvet_core::FormName;
use serde::Serialize;
use serde_json::{Map, Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::sleep,
};

use clock::Clock;
use faults::{Fault, Faults, Service};
use identity::Grants;
use keys::{Claims, ClientCertificate, Keys};
use mail::{Door, Encryption};
use random::Random;
use record::{Event, Record};
use scenario::{Scenario, Trigger};
pub use settings::settings;
pub use tenant::{Change, Protocol, Right};
use tenant::{Directory, NotThere, Refusal, Session};
use tls::{Authority, Certificates};

/// How a sandbox is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where mail is kept beyond the end; without a folder it is kept in memory.
    pub data: Option<PathBuf>,
    /// What the random ids follow from, so that two runs tell the same.
    pub seed: Option<u64>,
    /// The first port; each service takes this and its usual port, as 20000 and 587. Without it each
    /// takes a free one.
    pub ports: Option<u16>,
    /// Whether SMTP is served with implicit TLS, too, which Exchange Online does not offer.
    pub smtps: bool,
}

/// A sandbox that is ready. Dropping it ends it.
pub struct Sandbox {
    ready: Ready,
    identity_host: String,
    world: Arc<World>,
    tasks: JoinSet<()>,
    /// The folder of the files that `ready` names, unless the caller named one.
    _files: Option<tempfile::TempDir>,
}

/// What a client has to know, as the line of JSON that `mailvet sandbox` prints. Keys may be added.
#[derive(Clone, Debug, Serialize)]
pub struct Ready {
    /// The version of this document.
    pub schema: u32,
    /// The id of the tenant.
    pub tenant: String,
    /// The token endpoint (v2) of the tenant.
    pub token_url: String,
    /// The app registration that is set up as it should be.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// The mailbox that is set up as it should be.
    pub username: String,
    /// The password of its user.
    pub password: String,
    /// The certificate authority, as a PEM file.
    pub ca_file: PathBuf,
    /// A certificate of the app registration with its key, as a PEM file.
    pub client_certificate: PathBuf,
    /// An assertion of another authorization server that stands for the app registration, in a file.
    pub assertion_file: PathBuf,
    /// Settings for Mailvet that fit the sandbox, as a JSON file.
    pub settings_file: PathBuf,
    /// Where the control API is; the address is its own key.
    pub control_url: String,
    /// The ports of SMTP.
    pub smtp: SmtpPorts,
    /// The ports of IMAP.
    pub imap: Ports,
    /// The ports of POP.
    pub pop: Ports,
}

/// The ports of SMTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SmtpPorts {
    /// As port 25: mail for the tenant's own mailboxes, without a login.
    pub plain: Option<u16>,
    /// As port 587: submission, STARTTLS first.
    pub starttls: Option<u16>,
    /// As port 465: submission over TLS. Exchange Online has none.
    pub tls: Option<u16>,
}

/// The ports of IMAP or POP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ports {
    /// As port 143 or 110: STARTTLS first.
    pub starttls: Option<u16>,
    /// As port 993 or 995: over TLS.
    pub tls: Option<u16>,
}

/// What the services of a sandbox share.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) directory: RwLock<Directory>,
    pub(crate) faults: Faults,
    pub(crate) keys: Keys,
    pub(crate) mail: mail::Store,
    pub(crate) random: Random,
    pub(crate) record: Record,
    pub(crate) certificates: Certificates,
    pub(crate) client_certificate: ClientCertificate,
    pub(crate) grants: Grants,
}

/// What proves a login at a mail server.
#[derive(Clone, Copy)]
pub(crate) enum Proof<'a> {
    /// An access token.
    Token(&'a str),
    /// A password.
    Password(&'a str),
}

impl World {
    /// The world as it is when a sandbox starts.
    fn new(authority: &Authority, random: Random, mail: mail::Store) -> io::Result<Self> {
        Ok(Self {
            clock: Clock::default(),
            directory: RwLock::new(Directory::contoso()),
            faults: Faults::default(),
            keys: Keys::new().map_err(io::Error::other)?,
            mail,
            record: Record::default(),
            certificates: Certificates::new(authority).map_err(io::Error::other)?,
            client_certificate: ClientCertificate::new().map_err(io::Error::other)?,
            grants: Grants::default(),
            random,
        })
    }

    /// Reads the directory. No lock is held across an `await`.
    pub(crate) fn directory(&self) -> RwLockReadGuard<'_, Directory> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the directory.
    pub(crate) fn directory_mut(&self) -> RwLockWriteGuard<'_, Directory> {
        self.directory.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether Exchange lets somebody in who names a mailbox and proves who he is.
    pub(crate) fn admit(
        &self,
        protocol: Protocol,
        username: &str,
        proof: Proof<'_>,
    ) -> Result<Session, Refusal> {
        let now = self.clock.now();
        match proof {
            Proof::Token(token) => {
                let claims: Claims = self.keys.verify(token).ok_or(Refusal::Unexplained)?;
                self.directory().admit_token(protocol, username, &claims, now)
            }
            Proof::Password(password) => {
                self.directory().admit_password(protocol, username, password)
            }
        }
    }
}

impl World {
    /// Changes the directory as an administrator would.
    fn change(&self, change: Change) -> Result<(), String> {
        let (now, since) = (self.clock.now(), self.clock.propagated());
        let changed = self.directory_mut().change(change, now, since);
        changed.map_err(|NotThere(named)| format!("There is no `{named}` in the tenant."))
    }

    /// Sets the faults of a scenario, and no others.
    fn play(&self, scenario: Option<&Scenario>) {
        self.faults.clear();
        let fault = scenario.and_then(|scenario| scenario.trigger.fault.as_ref());
        for service in [Service::Smtp, Service::Imap, Service::Pop] {
            if let Some(fault) = fault {
                self.faults.add(Fault { service, ..fault.clone() });
            }
        }
    }

    /// What a workload that runs elsewhere would prove the app registration with, for ten years.
    fn assertion(&self) -> io::Result<String> {
        let now = self.clock.now();
        let payload = json!({
            "iss": tenant::contoso::FEDERATED_ISSUER,
            "sub": tenant::contoso::FEDERATED_SUBJECT,
            "aud": "api://AzureADTokenExchange",
            "iat": now,
            "nbf": now,
            "exp": now + 10 * 365 * 24 * 60 * 60,
        });
        let token = self.keys.sign(&payload, &self.random.word()).map_err(io::Error::other)?;
        Ok(token.expose().to_owned())
    }

    /// All as it was at the start, but for the mail that was delivered.
    fn reset(&self) {
        *self.directory_mut() = Directory::contoso();
        self.clock.reset();
        self.faults.clear();
        self.grants.clear();
        self.record.clear();
    }
}

impl Sandbox {
    /// Starts a sandbox; when this gives one, every port listens.
    pub async fn start(options: Options) -> io::Result<Self> {
        let files = match &options.data {
            Some(folder) => Files::Kept(folder.clone()),
            None => Files::Passing(tempfile::Builder::new().prefix("mailvet-sandbox-").tempdir()?),
        };
        std::fs::create_dir_all(files.path())?;
        let authority = Authority::new().map_err(io::Error::other)?;
        let ca_file = files.write("ca.pem", &authority.pem())?;
        let client_certificate = files.write("client.pem", &keys::client_pem())?;
        let random = Random::new(options.seed)?;
        let mail = match &options.data {
            Some(folder) => mail::Store::open(folder).await?,
            None => mail::Store::default(),
        };
        let world = Arc::new(World::new(&authority, random, mail)?);
        let assertion_file = files.write("assertion.jwt", &world.assertion()?)?;
        let mut tasks = JoinSet::new();
        let keeping = Arc::clone(&world);
        tasks.spawn(async move { keeping.mail.keep().await });
        let identity = Listener::bind(options.ports, 443).await?;
        let host = format!("localhost:{}", identity.port);
        tasks.spawn(identity::serve(identity, Arc::clone(&world)));
        let control = Listener::bind(options.ports, 80).await?;
        let key = world.random.word();
        let control_url = format!("http://127.0.0.1:{}/{key}/", control.port);
        let mut doors = Doors { base: options.ports, world: &world, tasks: &mut tasks };
        let smtp = SmtpPorts {
            plain: Some(doors.open(Protocol::Smtp, Encryption::Relay, 25).await?),
            starttls: Some(doors.open(Protocol::Smtp, Encryption::StartTls, 587).await?),
            tls: if options.smtps {
                Some(doors.open(Protocol::Smtp, Encryption::Implicit, 465).await?)
            } else {
                None
            },
        };
        let imap = doors.open_both(Protocol::Imap, 143, 993).await?;
        let pop = doors.open_both(Protocol::Pop, 110, 995).await?;
        let mut ready = Ready {
            schema: 1,
            tenant: tenant::contoso::TENANT.to_owned(),
            token_url: format!("https://{host}/{}/oauth2/v2.0/token", tenant::contoso::TENANT),
            client_id: tenant::contoso::CLIENT.to_owned(),
            client_secret: tenant::contoso::SECRET.to_owned(),
            username: tenant::contoso::MAILBOX.to_owned(),
            password: tenant::contoso::PASSWORD.to_owned(),
            ca_file,
            client_certificate,
            assertion_file,
            settings_file: PathBuf::new(),
            control_url,
            smtp,
            imap,
            pop,
        };
        let good = serde_json::to_string_pretty(&forms(&ready, &scenario::GOOD))?;
        ready.settings_file = files.write_private("settings.json", &good)?;
        tasks.spawn(control::serve(control, key, Arc::clone(&world), ready.clone()));
        Ok(Self { ready, identity_host: host, world, tasks, _files: files.passing() })
    }

    /// What a client has to know.
    #[must_use]
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// What clients said, and what they were answered, in order.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.world.record.all()
    }

    /// Where tokens are given, as `host:port`.
    #[must_use]
    pub fn identity_host(&self) -> &str {
        &self.identity_host
    }

    /// Sets the faults of a scenario, and no others, and gives the settings of each form that show it;
    /// without a scenario all is as it should be.
    pub fn play(
        &self,
        scenario: Option<&Scenario>,
    ) -> impl Fn(FormName) -> Map<String, Value> + use<'_> {
        self.world.play(scenario);
        let trigger = scenario.map_or(scenario::GOOD, |scenario| scenario.trigger.clone());
        move |form| settings(&self.ready, form, &trigger)
    }

    /// Changes the tenant as an administrator would. The error names what is not there.
    pub fn change(&self, change: Change) -> Result<(), String> {
        self.world.change(change)
    }

    /// Moves the sandbox's clock by so many seconds.
    pub fn advance_clock(&self, seconds: i64) {
        self.world.clock.advance(seconds);
    }

    /// Sets a fault.
    pub fn add_fault(&self, fault: Fault) {
        self.world.faults.add(fault);
    }

    /// Clears all faults.
    pub fn clear_faults(&self) {
        self.world.faults.clear();
    }

    /// Ends the sandbox, and with it every open connection.
    pub async fn shutdown(mut self) {
        self.tasks.shutdown().await;
        // Whoever ends it has no use for an error any more.
        let _ = self.world.mail.save().await;
    }
}

/// Settings by the form that they are of.
type Forms = BTreeMap<&'static str, Map<String, Value>>;

/// The settings of both forms.
fn forms(ready: &Ready, trigger: &Trigger) -> Forms {
    let forms = [FormName::Outgoing, FormName::Incoming];
    forms.map(|form| (form.as_str(), settings(ready, form, trigger))).into()
}

/// Opens the doors of the mail servers.
struct Doors<'a> {
    base: Option<u16>,
    world: &'a Arc<World>,
    tasks: &'a mut JoinSet<()>,
}

impl Doors<'_> {
    async fn open(
        &mut self,
        protocol: Protocol,
        encryption: Encryption,
        usual: u16,
    ) -> io::Result<u16> {
        let listener = Listener::bind(self.base, usual).await?;
        let port = listener.port;
        let door = Door { protocol, encryption };
        self.tasks.spawn(mail::serve(listener, door, Arc::clone(self.world)));
        Ok(port)
    }

    async fn open_both(
        &mut self,
        protocol: Protocol,
        starttls: u16,
        tls: u16,
    ) -> io::Result<Ports> {
        Ok(Ports {
            starttls: Some(self.open(protocol, Encryption::StartTls, starttls).await?),
            tls: Some(self.open(protocol, Encryption::Implicit, tls).await?),
        })
    }
}

/// Over HTTP the handshake, and then the head of a request, have to come within this time.
const HTTP_PATIENCE: Duration = Duration::from_secs(30);

/// A port of loopback, over IPv4 and, where the system has it, over IPv6.
pub(crate) struct Listener {
    pub(crate) port: u16,
    v4: TcpListener,
    v6: Option<TcpListener>,
}

impl Listener {
    async fn bind(base: Option<u16>, usual: u16) -> io::Result<Self> {
        let port = match base {
            None => 0,
            Some(base) => base.checked_add(usual).ok_or_else(|| {
                let words = format!("there is no port {base} + {usual}");
                io::Error::new(io::ErrorKind::InvalidInput, words)
            })?,
        };
        let named = |error: io::Error| {
            let words = format!("port {port}, for the usual {usual}: {error}");
            io::Error::new(error.kind(), words)
        };
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(named)?;
        let port = v4.local_addr()?.port();
        let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await.ok();
        Ok(Self { port, v4, v6 })
    }

    /// The next connection. Where the system has none to give, for want of file descriptors, this waits.
    pub(crate) async fn accept(&self) -> TcpStream {
        /// How long to wait then.
        const PAUSE: Duration = Duration::from_millis(100);
        loop {
            let accepted = match &self.v6 {
                None => self.v4.accept().await,
                Some(v6) => tokio::select! {
                    accepted = self.v4.accept() => accepted,
                    accepted = v6.accept() => accepted,
                },
            };
            match accepted {
                Ok((stream, _)) => {
                    // Small answers wait for nothing.
                    let _ = stream.set_nodelay(true);
                    return stream;
                }
                Err(_) => sleep(PAUSE).await,
            }
        }
    }
}

/// Whether a `Host` of HTTP, with or without a port, names this machine as its servers do.
fn is_this_machine(host: &str) -> bool {
    let is_number = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let is_port = |rest: &str| rest.is_empty() || rest.strip_prefix(':').is_some_and(is_number);
    ["127.0.0.1", "localhost", "[::1]"]
        .into_iter()
        .any(|name| host.strip_prefix(name).is_some_and(is_port))
}

/// Where the files are that clients read.
enum Files {
    /// In a folder of the caller's.
    Kept(PathBuf),
    /// In a folder that goes with the sandbox.
    Passing(tempfile::TempDir),
}

impl Files {
    fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Passing(folder) => folder.path(),
        }
    }

    fn write(&self, name: &str, text: &str) -> io::Result<PathBuf> {
        let path = self.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path)
    }

    /// Writes what nobody but this user is to read.
    fn write_private(&self, name: &str, text: &str) -> io::Result<PathBuf> {
        let path = self.path().join(name);
        let mut file = tempfile::NamedTempFile::new_in(self.path())?;
        file.write_all(text.as_bytes())?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(path)
    }

    fn passing(self) -> Option<tempfile::TempDir> {
        match self {
            Self::Kept(_) => None,
            Self::Passing(folder) => Some(folder),
        }
    }
}
