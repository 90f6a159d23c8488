//! Parses and binds the address of `--listen`.

use crate::failure::Failure;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use tokio::net::{TcpListener, lookup_host};

/// An address or host name with a port, or only a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listen {
    host: Host,
    port: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    /// All addresses of this machine.
    Every,
    Address(SocketAddr),
    Name(String),
}

/// The text isn't an address to listen on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}; use a form such as 127.0.0.1:8080, [::1]:8080, localhost:8080 or :8080")]
pub(super) struct InvalidListen(&'static str);

impl FromStr for Listen {
    type Err = InvalidListen;

    /// Parses `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`; also `8080` for 127.0.0.1, and `:8080` for all
    /// addresses.
    fn from_str(text: &str) -> Result<Self, InvalidListen> {
        let text = text.trim();
        let wrong = |what| Err(InvalidListen(what));
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Self { host: Host::Address(address), port: address.port() });
        }
        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        if bare.parse::<IpAddr>().is_ok() {
            return wrong("add a port, and put an IPv6 address in brackets");
        }
        if text.contains("://") {
            return wrong("leave out the http://");
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (Some(host), port),
            None if text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains('.') => (None, text),
            None => return wrong("the port is missing"),
        };
        let is_number = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        let Some(port) = port.parse().ok().filter(|_| is_number) else {
            return wrong("the port must be a number from 0 to 65535");
        };
        let is_name = |name: &str| {
            let is_plain = |c: char| c.is_alphanumeric() || "-._".contains(c);
            // Only digits and dots are a mistyped address, not a name.
            name.chars().all(is_plain) && name.contains(char::is_alphabetic)
        };
        let host = match host {
            None => Host::Address(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port)),
            Some("" | "*") => Host::Every,
            Some(name) if is_name(name) => Host::Name(name.to_owned()),
            Some(_) => return wrong("the host is neither an IP address nor a name"),
        };
        Ok(Self { host, port })
    }
}

impl Listen {
    /// The addresses to listen on: all addresses of a name.
    pub(super) async fn addresses(&self) -> Result<Vec<SocketAddr>, Failure> {
        let name = match &self.host {
            Host::Address(address) => return Ok(vec![*address]),
            // Most systems accept IPv4 on it too.
            Host::Every => return Ok(vec![SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), self.port)]),
            Host::Name(name) => name,
        };
        let mut addresses: Vec<SocketAddr> = match lookup_host((name.as_str(), self.port)).await {
            Ok(addresses) => addresses.collect(),
            Err(error) => return Err(unknown(name, &error)),
        };
        // IPv4 first, as the first address is announced, and most programs can reach it.
        addresses.sort_by_key(|address| (address.is_ipv6(), *address));
        addresses.dedup();
        if addresses.is_empty() {
            return Err(unknown(name, &"the name has no address"));
        }
        Ok(addresses)
    }

    /// Listens on all addresses. If there are several, those that this machine doesn't have are skipped.
    pub(super) async fn bind(&self, addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, Failure> {
        let mut listeners: Vec<TcpListener> = Vec::new();
        let mut missing = None;
        for address in addresses {
            let mut address = *address;
            // For port 0, all listeners use the port that the first one got.
            if let (0, Some(Ok(first))) = (address.port(), listeners.first().map(TcpListener::local_addr)) {
                address.set_port(first.port());
            }
            let bound = match TcpListener::bind(address).await {
                // This machine has no IPv6.
                Err(error) if self.host == Host::Every && is_missing(&error) => {
                    address = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), address.port());
                    TcpListener::bind(address).await
                }
                bound => bound,
            };
            match bound {
                Ok(listener) => listeners.push(listener),
                Err(error) if is_missing(&error) => missing = Some((address, error)),
                Err(error) => return Err(not_bound(address, &error)),
            }
        }
        match (listeners.is_empty(), missing) {
            (true, Some((address, error))) => Err(not_bound(address, &error)),
            (_, missing) => {
                if let Some((address, error)) = missing {
                    tracing::warn!(%address, %error, "not listening on this address of the host name");
                }
                Ok(listeners)
            }
        }
    }
}

/// Whether the error means that this machine doesn't have such an address.
fn is_missing(error: &io::Error) -> bool {
    // EAFNOSUPPORT has no `ErrorKind`; its number is 97 on Linux and 47 on the BSDs.
    error.kind() == io::ErrorKind::AddrNotAvailable || matches!(error.raw_os_error(), Some(97 | 47))
}

fn unknown(name: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!(
        "Couldn't find the address of {name}: {error}. Nothing was started. Use an address of this machine, such as \
         --listen 127.0.0.1:8080."
    ))
}

/// The failure for an address that can't be bound.
pub(super) fn not_bound(address: SocketAddr, error: &io::Error) -> Failure {
    let port = address.port();
    Failure::new(match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Port {port} is already in use by another program. Nothing was started. Stop that program, or choose \
             another port: --listen {}.",
            SocketAddr::new(address.ip(), port.checked_add(1).unwrap_or(8081))
        ),
        io::ErrorKind::PermissionDenied => format!(
            "This user isn't allowed to listen on {address}. Nothing was started. Choose port 1024 or higher: \
             --listen {}.",
            SocketAddr::new(address.ip(), 8080)
        ),
        _ => format!(
            "Couldn't listen on {address}: {error}. Nothing was started. Choose an address of this machine with \
             --listen."
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        let check = |text: &str, expected: Option<(Host, u16)>| {
            let listen = text.parse::<Listen>();
            let message = listen.as_ref().err().map(ToString::to_string).unwrap_or_default();
            assert_eq!(listen.ok().map(|listen| (listen.host, listen.port)), expected, "{text}: {message}");
            assert!(
                message.is_empty() || message.contains("such as") || message.contains("127.0.0.1:8080"),
                "{text}: {message}"
            );
        };
        let address = |text: &str| {
            let address: SocketAddr = text.parse().expect("an address");
            Some((Host::Address(address), address.port()))
        };
        let name = |text: &str| Some((Host::Name(text.to_owned()), 9120));
        check("127.0.0.1:9120", address("127.0.0.1:9120"));
        check("0.0.0.0:0", address("0.0.0.0:0"));
        check("[::1]:9120", address("[::1]:9120"));
        check("[::]:9120", address("[::]:9120"));
        check("9120", address("127.0.0.1:9120"));
        check(" 9120\n", address("127.0.0.1:9120"));
        check(":9120", Some((Host::Every, 9120)));
        check("*:9120", Some((Host::Every, 9120)));
        check("localhost:9120", name("localhost"));
        check("status.example.com:9120", name("status.example.com"));
        check("my_host-1:9120", name("my_host-1"));
        for wrong in [
            "",
            ":",
            "localhost",
            "localhost:",
            "localhost:http",
            "localhost:65536",
            "65536",
            "-1",
            "9120x",
            "127.0.0.1",
            "127.0.0:9120",
            "300.0.0.1:9120",
            "::1",
            "[::1]",
            "::1:9120",
            "[::1:9120",
            "[::1]9120",
            "http://localhost:9120",
            "localhost:9120/",
            "a b:9120",
            "nowhere",
            "localhost:+80",
            "[]:80",
        ] {
            check(wrong, None);
        }
    }
}
