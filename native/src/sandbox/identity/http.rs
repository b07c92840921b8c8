//! HTTP over TLS, with the faults that are set.

use std::{convert::Infallible, future::pending, io, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request, response::Response};
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, Collected};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::TcpStream,
    task::{JoinSet, yield_now},
    time::{sleep, timeout},
};

use super::answer::Trace;
use crate::sandbox::{
    HTTP_PATIENCE, Listener, World,
    faults::{Effect, Service},
    tenant::EntraError,
};

/// Serves until the task is dropped, and every connection with it.
pub(super) async fn serve(listener: Listener, router: Router, world: Arc<World>) {
    let mut connections = JoinSet::new();
    loop {
        let stream = listener.accept().await;
        while connections.try_join_next().is_some() {}
        connections.spawn(serve_one(stream, router.clone(), Arc::clone(&world)));
    }
}

async fn serve_one(stream: TcpStream, router: Router, world: Arc<World>) {
    let effects = world.faults.strike_if(Service::Token, Effect::is_of_handshake);
    // A client that does not trust the certificate goes, which is all there is to say.
    let handshake = world.certificates.under(&effects).accept(stream);
    let Ok(Ok(stream)) = timeout(HTTP_PATIENCE, handshake).await else { return };
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request| answer(request, router.clone(), Arc::clone(&world)));
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HTTP_PATIENCE)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Answers a request under the faults that hit it.
async fn answer(
    request: hyper::Request<Incoming>,
    router: TowerToHyperService<Router>,
    world: Arc<World>,
) -> Result<Response, Infallible> {
    use hyper::service::Service as _;

    let effects = world.faults.strike_if(Service::Token, |effect| !effect.is_of_handshake());
    let mut refusal = None;
    let mut cut = None;
    for effect in effects {
        match effect {
            Effect::Latency { milliseconds } => sleep(Duration::from_millis(milliseconds)).await,
            Effect::Silence => pending().await,
            Effect::Throttle { retry_after } => refusal = Some(EntraError::throttled(retry_after)),
            Effect::Unavailable => refusal = Some(EntraError::unavailable()),
            Effect::Drop { after_bytes } => cut = Some(after_bytes),
            _ => {}
        }
    }
    let response = match refusal {
        Some(error) => Trace::new(&world, None).refuse(&error),
        None => router.call(request.map(Body::new) as Request).await?,
    };
    Ok(match cut {
        Some(after_bytes) => cut_short(response, after_bytes).await,
        None => response,
    })
}

/// The answer as far as it gets before the connection breaks.
async fn cut_short(response: Response, after_bytes: u64) -> Response {
    let (head, body) = response.into_parts();
    let whole = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    let after_bytes = usize::try_from(after_bytes).unwrap_or(usize::MAX).min(whole.len());
    let begun = Ok::<_, io::Error>(whole.slice(..after_bytes));
    let broken = async {
        // What was begun is sent first.
        yield_now().await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    };
    Response::from_parts(head, Body::from_stream(stream::iter([begun]).chain(stream::once(broken))))
}
