//! New connections to upstreams.

use std::io;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::ServerName;

use super::connection::Connection;
use super::error::CallError;
use super::tls::Tls;
use super::transport::Transport;
use crate::gateway::Endpoint;

/// How long an upstream may take to accept a connection and to agree on TLS.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Connects to `endpoint`.
pub(super) async fn connect(endpoint: &Endpoint, tls: &Tls) -> Result<Box<Connection>, CallError> {
    match timeout(CONNECT_TIMEOUT, connect_in_time(endpoint, tls)).await {
        Ok(connected) => Ok(Box::new(Connection::new(connected?))),
        Err(_) => Err(CallError::Connect(io::Error::from(io::ErrorKind::TimedOut))),
    }
}

async fn connect_in_time(endpoint: &Endpoint, tls: &Tls) -> Result<Transport, CallError> {
    let stream = TcpStream::connect((endpoint.host.as_str(), endpoint.port))
        .await
        .map_err(CallError::Connect)?;
    // A request is written in one piece; waiting for more would only delay it. Where the option is not to be had,
    // the connection works all the same.
    let _ = stream.set_nodelay(true);
    let Some(settings) = &endpoint.tls else { return Ok(Transport::Tcp(stream)) };
    let name = settings.server_name.as_ref().unwrap_or(&endpoint.host).clone();
    let name = ServerName::try_from(name).map_err(|_| CallError::Address)?;
    let connector = tls
        .connector(settings.insecure_skip_verification)
        .map_err(|error| CallError::Tls(io::Error::other(error)))?;
    let stream = connector.connect(name, stream).await.map_err(CallError::Tls)?;
    Ok(Transport::Tls(Box::new(stream)))
}
