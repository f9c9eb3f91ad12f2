//! New connections to upstreams.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{Builder, Connection, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task;
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::ServerName;

use super::error::CallError;
use super::tls::Tls;
use crate::gateway::Endpoint;

/// How long an upstream may take to accept a connection and to agree on TLS.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The largest head of a response, in bytes. It bounds what one connection buffers.
const LARGEST_HEAD: usize = 128 * 1024;

/// The sending half of a connection.
pub(super) type Sender = SendRequest<Full<Bytes>>;

/// Connects to `endpoint`. A task of this thread drives the connection until it is closed or its sender dropped.
pub(super) async fn connect(endpoint: &Endpoint, tls: &Tls) -> Result<Sender, CallError> {
    match timeout(CONNECT_TIMEOUT, connect_in_time(endpoint, tls)).await {
        Ok(connected) => connected,
        Err(_) => Err(CallError::Connect(io::Error::from(io::ErrorKind::TimedOut))),
    }
}

async fn connect_in_time(endpoint: &Endpoint, tls: &Tls) -> Result<Sender, CallError> {
    let stream = TcpStream::connect((endpoint.host.as_str(), endpoint.port))
        .await
        .map_err(CallError::Connect)?;
    // A request is written in one piece; waiting for more would only delay it. Where the option is not to be had,
    // the connection works all the same.
    let _ = stream.set_nodelay(true);
    let Some(settings) = &endpoint.tls else { return shake_hands(stream).await };
    let name = settings.server_name.as_ref().unwrap_or(&endpoint.host).clone();
    let name = ServerName::try_from(name).map_err(|_| CallError::Address)?;
    let connector = tls
        .connector(settings.insecure_skip_verification)
        .map_err(|error| CallError::Tls(io::Error::other(error)))?;
    let stream = connector.connect(name, stream).await.map_err(CallError::Tls)?;
    shake_hands(stream).await
}

async fn shake_hands<T>(stream: T) -> Result<Sender, CallError>
where
    T: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let (sender, connection) = Builder::new()
        .max_buf_size(LARGEST_HEAD)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(CallError::Http)?;
    task::spawn_local(drive(connection));
    Ok(sender)
}

/// A connection's faults reach the caller through the sender; here they only end the task.
async fn drive<T>(connection: Connection<TokioIo<T>, Full<Bytes>>)
where
    T: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let _ = connection.await;
}
