//! A server that follows a script, and a journal of what its client did.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{Notify, oneshot},
    task::{JoinHandle, JoinSet},
    time::{interval, timeout},
};
use tokio_rustls::TlsAcceptor;

/// One thing that a server does. After the last step it listens until the client goes.
#[derive(Clone)]
pub(crate) enum Step {
    /// Sends these bytes at once.
    Say(Vec<u8>),
    /// Sends this text, with the tag of the client's last command for `%TAG%`.
    Answer(String),
    /// Sends what a function makes of all that the client said on this connection, line by line.
    Reflect(fn(&[String]) -> Vec<u8>),
    /// Reads a line.
    Read,
    /// Reads a line that begins like this behind its tag, whatever its case; else says goodbye.
    Expect(&'static str),
    /// Reads exactly these bytes.
    Take(Vec<u8>),
    /// Reads so many bytes, whatever they are.
    Skip(usize),
    /// Reads an HTTP request.
    Request,
    /// Switches to TLS.
    StartTls,
    /// Sends these bytes one by one, over and over, at most so many.
    Drip(&'static [u8], usize),
    /// Sends these bytes over and over as fast as the client takes them, at most so many.
    Flood(Vec<u8>, usize),
    /// Opens a gate.
    Open(Gate),
    /// Neither speaks nor listens until a gate is opened.
    Wait(Gate),
    /// Closes the connection.
    Close,
}

/// Sends this text at once.
pub(crate) fn say(text: &str) -> Step {
    Step::Say(text.as_bytes().to_vec())
}

/// A script that goes on.
pub(crate) fn then(mut script: Vec<Step>, more: &[Step]) -> Vec<Step> {
    script.extend_from_slice(more);
    script
}

/// Something that one waits for and another opens.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<Notify>);

impl Gate {
    pub(crate) fn open(&self) {
        self.0.notify_one();
    }

    pub(crate) async fn opened(&self) {
        self.0.notified().await;
    }
}

/// What the client of a server did.
#[derive(Clone, Default)]
pub(crate) struct Journal {
    /// How often it connected.
    pub(crate) connections: usize,
    /// What it sent in clear.
    pub(crate) clear: Vec<u8>,
    /// What it sent under TLS.
    pub(crate) encrypted: Vec<u8>,
    /// How many bytes it, or the system on its behalf, took.
    pub(crate) taken: usize,
    /// What was against the script.
    pub(crate) complaints: Vec<String>,
}

impl Journal {
    /// The lines that came under TLS.
    pub(crate) fn encrypted_lines(&self) -> Vec<String> {
        String::from_utf8_lossy(&self.encrypted).lines().map(ToOwned::to_owned).collect()
    }
}

impl fmt::Display for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { connections, clear, encrypted, taken, complaints } = self;
        let shown = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes.get(..1_000).unwrap_or(bytes)).into_owned();
            text.escape_debug().to_string()
        };
        write!(f, "{connections} connections, {taken} bytes taken, {complaints:?}")?;
        write!(f, "\n      clear: {}\n      encrypted: {}", shown(clear), shown(encrypted))
    }
}

/// How a server is set up beside its script.
#[derive(Clone)]
pub(crate) struct Setup {
    /// The certificate that it shows.
    pub(crate) tls: Arc<ServerConfig>,
    /// Whether TLS begins with the first byte.
    pub(crate) implicit: bool,
}

/// A scripted server on a free loopback port.
pub(crate) struct Server {
    /// Its port.
    pub(crate) port: u16,
    journal: Arc<Mutex<Journal>>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    /// Listens.
    pub(crate) fn start(script: Vec<Step>, setup: &Setup) -> Self {
        let listener = listen().expect("a free loopback port");
        let port = listener.local_addr().expect("a bound port").port();
        let journal = Arc::new(Mutex::new(Journal::default()));
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listener, script, setup.clone(), journal.clone(), stopped));
        Self { port, journal, stop, task }
    }

    /// Waits until every client has gone, and gives the journal.
    pub(crate) async fn finish(self) -> Journal {
        let _ = self.stop.send(());
        let abort = self.task.abort_handle();
        if timeout(Duration::from_secs(5), self.task).await.is_err() {
            abort.abort();
            lock(&self.journal).complaints.push("the client has not gone".to_owned());
        }
        lock(&self.journal).clone()
    }
}

/// Small buffers, so that what was taken is nearly what the client read.
fn listen() -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_send_buffer_size(16 * 1024)?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    socket.listen(8)
}

async fn serve(
    listener: TcpListener,
    script: Vec<Step>,
    setup: Setup,
    journal: Arc<Mutex<Journal>>,
    mut stopped: oneshot::Receiver<()>,
) {
    let mut clients = JoinSet::new();
    loop {
        let stream = tokio::select! {
            biased;
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => break,
            },
            _ = &mut stopped => break,
        };
        lock(&journal).connections += 1;
        clients.spawn(follow(stream, script.clone(), setup.clone(), journal.clone()));
    }
    while clients.join_next().await.is_some() {}
}

async fn follow(
    stream: TcpStream,
    script: Vec<Step>,
    setup: Setup,
    journal: Arc<Mutex<Journal>>,
) -> Option<()> {
    let _ = stream.set_nodelay(true);
    let mut client = Client {
        stream: Box::new(stream),
        is_encrypted: false,
        unread: Vec::new(),
        said: Vec::new(),
        tag: String::new(),
        journal,
    };
    if setup.implicit {
        client = client.encrypt(&setup).await?;
    }
    for step in script {
        match step {
            Step::Say(bytes) => client.say(&bytes).await?,
            Step::Answer(text) => {
                let text = text.replace("%TAG%", &client.tag);
                client.say(text.as_bytes()).await?;
            }
            Step::Reflect(reflect) => {
                let bytes = reflect(&client.said);
                client.say(&bytes).await?;
            }
            Step::Read => client.line().await.map(drop)?,
            Step::Expect(word) => client.expect(word).await?,
            Step::Take(bytes) => client.take(&bytes).await?,
            Step::Skip(length) => client.bytes(length).await.map(drop)?,
            Step::Request => client.request().await?,
            Step::StartTls => client = client.encrypt(&setup).await?,
            Step::Drip(bytes, most) => client.drip(bytes, most).await?,
            Step::Flood(bytes, most) => {
                for _ in 0..most / bytes.len() {
                    client.say(&bytes).await?;
                }
            }
            Step::Open(gate) => gate.open(),
            Step::Wait(gate) => gate.opened().await,
            Step::Close => {
                let _ = client.stream.shutdown().await;
                return None;
            }
        }
    }
    while client.hear().await.is_some() {}
    None
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

struct Client {
    stream: Box<dyn Stream>,
    is_encrypted: bool,
    unread: Vec<u8>,
    said: Vec<String>,
    /// The first word of the last line that has several.
    tag: String,
    journal: Arc<Mutex<Journal>>,
}

impl Client {
    async fn encrypt(self, setup: &Setup) -> Option<Self> {
        let Self { stream, said, tag, journal, .. } = self;
        let stream = TlsAcceptor::from(setup.tls.clone()).accept(stream).await.ok()?;
        let (stream, unread) = (Box::new(stream), Vec::new());
        Some(Self { stream, is_encrypted: true, unread, said, tag, journal })
    }

    async fn say(&mut self, bytes: &[u8]) -> Option<()> {
        self.stream.write_all(bytes).await.ok()?;
        self.stream.flush().await.ok()?;
        lock(&self.journal).taken += bytes.len();
        Some(())
    }

    async fn drip(&mut self, bytes: &[u8], most: usize) -> Option<()> {
        let mut drops = interval(Duration::from_millis(10));
        for byte in bytes.iter().cycle().take(most) {
            drops.tick().await;
            self.say(&[*byte]).await?;
        }
        Some(())
    }

    /// Hears some bytes, which go into the journal; `None` when the client has gone.
    async fn hear(&mut self) -> Option<()> {
        let mut bytes = [0; 4096];
        let heard = self.stream.read(&mut bytes).await.ok().filter(|heard| *heard > 0)?;
        let heard = bytes.get(..heard)?;
        self.unread.extend_from_slice(heard);
        let mut journal = lock(&self.journal);
        let side = if self.is_encrypted { &mut journal.encrypted } else { &mut journal.clear };
        side.extend_from_slice(heard);
        Some(())
    }

    async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                if let Some((tag, _)) = line.split_once(' ') {
                    tag.clone_into(&mut self.tag);
                }
                self.said.push(line.clone());
                return Some(line);
            }
            self.hear().await?;
        }
    }

    async fn expect(&mut self, word: &str) -> Option<()> {
        let line = self.line().await?;
        let upper = line.to_ascii_uppercase();
        let behind_tag = upper.split_once(' ').map_or("", |(_, rest)| rest);
        if upper.starts_with(word) || behind_tag.starts_with(word) {
            return Some(());
        }
        if upper != "QUIT" && !behind_tag.starts_with("LOGOUT") {
            lock(&self.journal).complaints.push(format!("{word} was expected"));
        }
        None
    }

    async fn take(&mut self, wanted: &[u8]) -> Option<()> {
        let taken = self.bytes(wanted.len()).await?;
        if taken != wanted {
            let complaint = format!("{taken:?} came, not {wanted:?}");
            lock(&self.journal).complaints.push(complaint);
            return None;
        }
        Some(())
    }

    async fn bytes(&mut self, length: usize) -> Option<Vec<u8>> {
        while self.unread.len() < length {
            self.hear().await?;
        }
        Some(self.unread.drain(..length).collect())
    }

    async fn request(&mut self) -> Option<()> {
        let mut length = 0;
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                break;
            }
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let body = self.bytes(length).await?;
        self.said.push(String::from_utf8(body).ok()?);
        Some(())
    }
}

fn lock(journal: &Mutex<Journal>) -> MutexGuard<'_, Journal> {
    journal.lock().unwrap_or_else(PoisonError::into_inner)
}
