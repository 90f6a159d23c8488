//! Connections: accepting, limiting and shutting them down.

mod framing;
mod write_timeout;

use super::request_handler::RequestHandler;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{AUTHORIZATION, Entry};
use framing::Framed;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use write_timeout::WriteTimeout;

/// Limits on connections.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// Maximum number of concurrent connections; others wait in the system's queue.
    pub connections: usize,
    /// How long the head of a request may take to arrive, and how long a connection may be idle.
    pub head_time: Duration,
    /// How long a client may take to read the minimum amount of its response before it is disconnected.
    pub stall_time: Duration,
    /// How long requests may continue after the server was asked to stop.
    pub grace: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: 2048,
            head_time: Duration::from_secs(15),
            stall_time: Duration::from_secs(30),
            grace: Duration::from_secs(10),
        }
    }
}

/// The maximum size of a request's head, in bytes.
const HEAD: usize = 64 * 1024;

/// A server that accepts connections.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts to accept connections.
    ///
    /// # Errors
    /// When the socket's address can't be read.
    pub fn start(listener: TcpListener, handler: Arc<RequestHandler>, limits: ConnectionLimits) -> io::Result<Self> {
        Self::start_on(vec![listener], handler, limits)
    }

    /// Starts to accept connections on several sockets. The first one gives the server its [`address`](Self::address).
    ///
    /// # Errors
    /// When there is no socket, or the address of the first can't be read.
    pub fn start_on(
        listeners: Vec<TcpListener>,
        handler: Arc<RequestHandler>,
        limits: ConnectionLimits,
    ) -> io::Result<Self> {
        let address = listeners.first().ok_or(io::ErrorKind::AddrNotAvailable)?.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(run(listeners, handler, limits, stopped));
        Ok(Self { address, stop, task })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops accepting connections, gives requests in progress the grace period to finish, and returns.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the server didn't shut down cleanly");
        }
    }
}

async fn run(
    listeners: Vec<TcpListener>,
    handler: Arc<RequestHandler>,
    limits: ConnectionLimits,
    mut stopped: watch::Receiver<bool>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head_time).max_buf_size(HEAD);
    // The library's date never goes back, even if the clock does. Responses set their own.
    http.auto_date_header(false);
    // A client that has closed its sending side still waits for the response. With faults enabled for tests, a response
    // may be held until its client leaves, which looks the same.
    http.half_close(!handler.is_broken_on_demand());
    let open = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (place, accept(&listeners).await)
        };
        let (place, accepted) = tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => break,
            accepted = accepted => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "couldn't accept a connection");
                // Out of file descriptors, for instance: retrying at once would only burn CPU.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let handler = handler.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let handler = handler.clone();
            async move { handler.serve(keep_quiet(request).map(Body::new), peer).await }
        });
        let connection = http.serve_connection(TokioIo::new(Framed::new(patient(stream, limits.stall_time))), service);
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // Usually the client's doing: it left, was too slow, or didn't speak HTTP.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listeners);
    if tokio::time::timeout(limits.grace, open.shutdown()).await.is_err() {
        tracing::warn!("some requests weren't finished in time and were cut off");
    }
}

/// Accepts the next connection from any of the listeners.
async fn accept(listeners: &[TcpListener]) -> io::Result<(TcpStream, SocketAddr)> {
    poll_fn(|context| {
        let ready = listeners.iter().map(|listener| listener.poll_accept(context)).find(Poll::is_ready);
        ready.unwrap_or(Poll::Pending)
    })
    .await
}

/// Hides the credential wherever the headers of the request are printed, here or in a library.
fn keep_quiet<B>(mut request: Request<B>) -> Request<B> {
    if let Entry::Occupied(mut values) = request.headers_mut().entry(AUTHORIZATION) {
        values.iter_mut().for_each(|value| value.set_sensitive(true));
    }
    request
}

fn patient(stream: TcpStream, stall_time: Duration) -> WriteTimeout<TcpStream> {
    // Responses are written in one piece, so waiting to fill a packet would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "couldn't turn on TCP_NODELAY for a connection");
    }
    WriteTimeout::new(stream, stall_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_does_not_show_when_a_request_is_printed() {
        let request = Request::builder()
            .header("authorization", "st_first")
            .header("Authorization", "st_second")
            .header("x-other", "shown")
            .body(())
            .expect("a request");
        let printed = format!("{:?}", keep_quiet(request));
        assert!(printed.contains("shown"), "{printed}");
        assert!(!printed.contains("st_first") && !printed.contains("st_second"), "{printed}");
    }
}
