//! What the sandbox costs: how soon it is ready, how much a thousand open IMAP sessions weigh, and how
//! many full SMTP logins by token it takes in a second. The clients share the machine with it.
//!
//! `cargo bench -p mailvet --bench sandbox`

// What it measures it prints, and not to the last digit.
#![allow(clippy::print_stdout, clippy::cast_precision_loss)]

use std::{
    error::Error,
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use rustls::{
    ClientConfig, RootCertStore,
    client::Resumption,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufStream},
    net::TcpStream,
    task::JoinSet,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const SESSIONS: usize = 1_000;
const CLIENTS: usize = 32;
const MEASURED: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> Result<()> {
    let mut starts: Vec<Duration> = Vec::new();
    for _ in 0..9 {
        starts.push(Tenant::start()?.started_in);
    }
    starts.sort();
    println!("ready after {:?} (median of {}, at most {:?})", starts[4], starts.len(), starts[8]);

    let tenant = Tenant::start()?;
    let client = Client::of(&tenant).await?;
    let before = tenant.kilobytes()?;
    let mut sessions = Vec::new();
    for _ in 0..SESSIONS {
        sessions.push(client.imap().await?);
    }
    let after = tenant.kilobytes()?;
    println!(
        "{SESSIONS} open IMAP sessions: {:.1} MB in all, {:.1} kB each",
        after as f64 / 1e3,
        (after - before) as f64 / SESSIONS as f64
    );
    drop(sessions);

    let count = AtomicU64::new(0);
    let (count, client) = (Arc::new(count), Arc::new(client));
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (count, client) = (Arc::clone(&count), Arc::clone(&client));
        clients.spawn(async move {
            while begun.elapsed() < MEASURED {
                client.smtp().await?;
                count.fetch_add(1, Ordering::Relaxed);
            }
            Result::Ok(())
        });
    }
    while let Some(ended) = clients.join_next().await {
        ended??;
    }
    let rate = count.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64();
    println!(
        "{rate:.0} SMTP logins a second, each with STARTTLS, EHLO, AUTH XOAUTH2 and an envelope"
    );
    Ok(())
}

/// The program, until this is dropped.
struct Tenant {
    program: Child,
    ready: Value,
    started_in: Duration,
}

impl Tenant {
    fn start() -> Result<Self> {
        let begun = Instant::now();
        let mut program = Command::new(env!("CARGO_BIN_EXE_mailvet"))
            .args(["sandbox", "--quiet"])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(program.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let started_in = begun.elapsed();
        Ok(Self { program, ready: serde_json::from_str(&line)?, started_in })
    }

    fn text(&self, key: &str) -> &str {
        self.ready[key].as_str().unwrap_or_default()
    }

    fn port(&self, protocol: &str, kind: &str) -> Result<u16> {
        Ok(u16::try_from(self.ready[protocol][kind].as_u64().ok_or("no port")?)?)
    }

    /// The memory that the program occupies.
    fn kilobytes(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.program.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        Ok(line.and_then(|line| line.split_whitespace().next()).ok_or("no VmRSS")?.parse()?)
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// A client with a token.
struct Client {
    tls: TlsConnector,
    proof: String,
    mailbox: String,
    imap: u16,
    smtp: u16,
}

impl Client {
    async fn of(tenant: &Tenant) -> Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let ca = fs::read(tenant.text("ca_file"))?;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", tenant.text("client_id")),
            ("client_secret", tenant.text("client_secret")),
            ("scope", "https://outlook.office365.com/.default"),
        ];
        let http = reqwest::Client::builder()
            .tls_certs_only([reqwest::Certificate::from_pem(&ca)?])
            .no_proxy()
            .build()?;
        let answer = http.post(tenant.text("token_url")).form(&form).send().await?.bytes().await?;
        let answer: Value = serde_json::from_slice(&answer)?;
        let token = answer["access_token"].as_str().ok_or("no token")?;
        let mailbox = tenant.text("username").to_owned();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(&ca)?)?;
        let mut config =
            ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        // Each handshake is a full one.
        config.resumption = Resumption::disabled();
        Ok(Self {
            tls: TlsConnector::from(Arc::new(config)),
            proof: STANDARD.encode(format!("user={mailbox}\x01auth=Bearer {token}\x01\x01")),
            mailbox,
            imap: tenant.port("imap", "tls")?,
            smtp: tenant.port("smtp", "starttls")?,
        })
    }

    async fn encrypt(&self, stream: TcpStream) -> Result<BufStream<TlsStream<TcpStream>>> {
        let stream = self.tls.connect(ServerName::try_from("localhost")?, stream).await?;
        Ok(BufStream::with_capacity(512, 4_096, stream))
    }

    /// Logs in and opens INBOX.
    async fn imap(&self) -> Result<BufStream<TlsStream<TcpStream>>> {
        let mut stream = self.encrypt(self.connect(self.imap).await?).await?;
        read_until(&mut stream, "* OK").await?;
        let login = format!("1 AUTHENTICATE XOAUTH2 {}\r\n2 SELECT INBOX\r\n", self.proof);
        say(&mut stream, &login).await?;
        read_until(&mut stream, "2 OK").await?;
        Ok(stream)
    }

    /// A full check: a login, and an envelope that is reset.
    async fn smtp(&self) -> Result<()> {
        let mut plain = BufStream::with_capacity(512, 512, self.connect(self.smtp).await?);
        read_until(&mut plain, "220 ").await?;
        say(&mut plain, "EHLO bench.test\r\n").await?;
        read_until(&mut plain, "250 ").await?;
        say(&mut plain, "STARTTLS\r\n").await?;
        read_until(&mut plain, "220 ").await?;
        let mut stream = self.encrypt(plain.into_inner()).await?;
        say(&mut stream, "EHLO bench.test\r\n").await?;
        read_until(&mut stream, "250 ").await?;
        say(&mut stream, "AUTH XOAUTH2\r\n").await?;
        read_until(&mut stream, "334 ").await?;
        say(&mut stream, &format!("{}\r\n", self.proof)).await?;
        read_until(&mut stream, "235 ").await?;
        let envelope = format!("MAIL FROM:<{0}>\r\nRCPT TO:<{0}>\r\nRSET\r\n", self.mailbox);
        say(&mut stream, &envelope).await?;
        for _ in 0..3 {
            read_until(&mut stream, "250 ").await?;
        }
        say(&mut stream, "QUIT\r\n").await?;
        read_until(&mut stream, "221 ").await
    }

    async fn connect(&self, port: u16) -> Result<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufStream<S>,
    words: &str,
) -> Result<()> {
    stream.write_all(words.as_bytes()).await?;
    Ok(stream.flush().await?)
}

/// Reads lines to the one that begins so.
async fn read_until<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufStream<S>,
    wanted: &str,
) -> Result<()> {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err("the connection ended".into());
        }
        if line.starts_with(wanted) {
            return Ok(());
        }
        if line.starts_with(['4', '5']) || line.contains(" NO ") || line.contains(" BAD ") {
            return Err(line.into());
        }
    }
}
