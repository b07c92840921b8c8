//! A scripted authorization server, which gives its answers in order and keeps what it was asked.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;
use url::form_urlencoded;

use crate::bench::{BENCH, Shown};

/// What was asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) line: String,
    pub(super) authorization: Option<String>,
    pub(super) fields: BTreeMap<String, String>,
}

/// An authorization server with these answers: status, further headers, body. In a body `%HERE%` is the
/// address of the server.
pub(super) struct Authority {
    pub(super) here: String,
    pub(super) port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    task: JoinHandle<()>,
}

/// Status, further headers and body of an answer.
pub(super) type Answer = (u16, &'static str, Value);

impl Authority {
    /// Listens.
    pub(super) async fn start(answers: Vec<Answer>, encrypted: bool) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let here = if encrypted {
            format!("https://localhost:{port}")
        } else {
            format!("http://127.0.0.1:{port}")
        };
        let asked = Arc::new(Mutex::new(Vec::new()));
        let acceptor = encrypted.then(|| TlsAcceptor::from(BENCH.server(Shown::Good)));
        let task = tokio::spawn(serve(listener, acceptor, answers, here.clone(), asked.clone()));
        Self { here, port, asked, task }
    }

    /// What it was asked so far.
    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no poison").clone()
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    answers: Vec<Answer>,
    here: String,
    asked: Arc<Mutex<Vec<Asked>>>,
) {
    let mut answers = answers.into_iter();
    while let Ok((stream, _)) = listener.accept().await {
        let stream = match &acceptor {
            Some(acceptor) => match acceptor.accept(stream).await {
                Ok(stream) => Box::new(stream) as Box<dyn Both>,
                Err(_) => continue,
            },
            None => Box::new(stream),
        };
        let mut stream = BufReader::new(stream);
        let Some(request) = read(&mut stream).await else { continue };
        asked.lock().expect("no poison").push(request);
        let (status, headers, body) = answers.next().unwrap_or((500, "", json!({})));
        let body = match body {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let body = body.replace("%HERE%", &here);
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let _ = stream.get_mut().write_all(answer.as_bytes()).await;
        let _ = stream.get_mut().shutdown().await;
    }
}

trait Both: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Both for T {}

async fn read(stream: &mut BufReader<Box<dyn Both>>) -> Option<Asked> {
    let mut asked = Asked::default();
    let mut length = 0;
    for at in 0.. {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        let line = line.trim_end();
        if at == 0 {
            line.trim_end_matches(" HTTP/1.1").clone_into(&mut asked.line);
        } else if line.is_empty() {
            break;
        } else if let Some((name, value)) = line.split_once(": ") {
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().ok()?,
                "authorization" => asked.authorization = Some(value.to_owned()),
                _ => {}
            }
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    asked.fields = form_urlencoded::parse(&body).into_owned().collect();
    Some(asked)
}
