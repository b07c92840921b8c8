//! Connections: how many, how long, how large their heads.
//!
//! `axum::serve` has none of these limits, so hyper serves the router directly.

use std::{pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body};
use http_body_util::BodyExt;
use hyper::{
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
    time::sleep,
};

const MOST_CONNECTIONS: usize = 64;
const MOST_HEAD_BYTES: usize = 16 * 1024;
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait when the system has no connection to give, for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `shutdown` is ready, and then drops what is open.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) {
    let mut shutdown = pin!(shutdown);
    let mut connections = Connections::default();
    loop {
        tokio::select! {
            () = &mut shutdown => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connections.add(stream, &router),
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
        }
    }
}

/// The open connections. Dropping them ends them.
#[derive(Default)]
struct Connections {
    tasks: JoinSet<()>,
    open: Vec<Connection>,
}

struct Connection {
    task: AbortHandle,
    /// Shared with the task, and with every request whose answer is not yet written.
    in_use: Arc<()>,
}

impl Connection {
    fn is_idle(&self) -> bool {
        Arc::strong_count(&self.in_use) <= 2
    }
}

impl Connections {
    /// Serves one more. When there are too many, the oldest that waits for a request goes, so that
    /// connections that somebody holds open without a word keep nobody out.
    fn add(&mut self, stream: TcpStream, router: &Router) {
        while self.tasks.try_join_next().is_some() {}
        self.open.retain(|connection| !connection.task.is_finished());
        if self.open.len() >= MOST_CONNECTIONS {
            let Some(oldest) = self.open.iter().position(Connection::is_idle) else { return };
            self.open.remove(oldest).task.abort();
        }
        let in_use = Arc::new(());
        let task = self.tasks.spawn(serve_one(stream, router.clone(), Arc::clone(&in_use)));
        self.open.push(Connection { task, in_use });
    }
}

async fn serve_one(stream: TcpStream, router: Router, in_use: Arc<()>) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request| {
        let in_use = Arc::clone(&in_use);
        let answer = router.call(request);
        async move {
            let answer = answer.await?;
            Ok::<_, std::convert::Infallible>(
                answer.map(|body| Body::new(body.map_frame(move |frame| hold(&in_use, frame)))),
            )
        }
    });
    // A connection that breaks is the business of the one who broke it.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_header_size(MOST_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Passes on what is written, while the body that calls it keeps the connection in use.
fn hold<T>(_in_use: &Arc<()>, frame: T) -> T {
    frame
}
