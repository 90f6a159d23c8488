//! The address of a request's client, also behind proxies.

use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// An address or a block of addresses (CIDR): `10.0.0.0/8`, `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpNet);

/// The text isn't a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an IP address, such as 10.0.0.5, nor a CIDR block, such as 10.0.0.0/8")]
pub struct InvalidNetwork(String);

impl FromStr for Network {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        let wrong = || InvalidNetwork(text.to_owned());
        let address = |text: &str| text.parse::<IpAddr>().map_err(|_| wrong());
        let network = match text.split_once('/') {
            None => address(text)?.into(),
            Some((start, prefix)) => {
                IpNet::new(address(start)?, prefix.parse().map_err(|_| wrong())?).map_err(|_| wrong())?
            }
        };
        Ok(Self(network))
    }
}

impl Network {
    /// Whether the block has the address.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

/// The address of the client behind the trusted proxies.
///
/// Each proxy appends the address it sees to `X-Forwarded-For`; elements further left may be forged by the client. So
/// the list is read from the end, as long as the host that added the element is trusted.
pub fn client_address(peer: SocketAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.ip().to_canonical();
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !is_trusted(client) {
            break;
        }
        match forwarded(hop.trim()) {
            Some(address) => client = address,
            None => break,
        }
    }
    client
}

/// Parses an element of the header: an address, with a port if the proxy adds one.
fn forwarded(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn network(text: &str) -> Network {
        text.parse().expect("a network")
    }

    #[test]
    fn networks_contain_their_addresses() {
        let check = |block: &str, address: &str, expected: bool| {
            assert_eq!(network(block).contains(address.parse().expect("an address")), expected, "{block} {address}");
        };
        check("10.0.0.0/8", "10.255.1.2", true);
        check("10.0.0.0/8", "11.0.0.1", false);
        check("10.0.0.5", "10.0.0.5", true);
        check("10.0.0.5", "10.0.0.6", false);
        check("0.0.0.0/0", "203.0.113.9", true);
        check("10.0.0.0/8", "::ffff:10.1.2.3", true);
        check("10.9.8.7/8", "10.1.2.3", true);
        check("10.0.0.0/08", "10.1.2.3", true);
        check("::ffff:10.0.0.0/104", "::ffff:10.1.2.3", false);
        check("fd00::/8", "fd12::1", true);
        check("fd00::/8", "fe80::1", false);
        check("::/0", "2001:db8::1", true);
        check("::/0", "10.0.0.1", false);
    }

    #[test]
    fn nonsense_is_no_network() {
        for text in [
            "",
            "localhost",
            "10.0.0.0/33",
            "::1/129",
            "10.0.0.0/",
            "10.0.0.0/x",
            "10.0.0.0/-1",
            "10.0.0.0/256",
            "10.0.0.0/8/8",
            " 10.0.0.0/8",
            "fe80::1%eth0",
        ] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_right_most_untrusted_address_is_the_client() {
        let check = |peer: &str, lines: &[&str], expected: &str| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_str(line).expect("a value"));
            }
            let peer = SocketAddr::new(peer.parse().expect("an address"), 1234);
            let trusted = [network("127.0.0.1"), network("10.0.0.0/8")];
            let client = client_address(peer, &headers, &trusted);
            assert_eq!(client.to_string(), expected, "{peer} {lines:?}");
        };
        check("127.0.0.1", &[], "127.0.0.1");
        check("127.0.0.1", &["203.0.113.9"], "203.0.113.9");
        check("127.0.0.1", &["203.0.113.9, 10.0.0.7"], "203.0.113.9");
        check("127.0.0.1", &["1.1.1.1, 203.0.113.9"], "203.0.113.9");
        check("127.0.0.1", &["1.1.1.1", "203.0.113.9"], "203.0.113.9");
        check("127.0.0.1", &["203.0.113.9:4711"], "203.0.113.9");
        check("127.0.0.1", &["[2001:db8::7]:4711"], "2001:db8::7");
        check("127.0.0.1", &["[2001:db8::7]"], "2001:db8::7");
        check("127.0.0.1", &["unknown, 10.0.0.7"], "10.0.0.7");
        check("127.0.0.1", &["10.0.0.8, 10.0.0.7"], "10.0.0.8");
        check("198.51.100.4", &["203.0.113.9"], "198.51.100.4");
        check("::ffff:127.0.0.1", &["203.0.113.9"], "203.0.113.9");
    }
}
