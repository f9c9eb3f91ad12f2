//! Sets of addresses: what ranges in conditions leave, when several of them have to hold.

use core::net::IpAddr;

use super::document::Condition;
use super::operators::Network;

/// Addresses of both versions, as ranges that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressSet {
    v4: Vec<(u128, u128)>,
    v6: Vec<(u128, u128)>,
}

const LAST_V4: u128 = u32::MAX as u128;

/// Ranges that no caller from the internet has (RFC 1918, RFC 6598, RFC 3927, RFC 1122, RFC 4193, RFC 4291).
const NOT_PUBLIC: &[&str] = &[
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
];

impl AddressSet {
    /// All addresses.
    pub fn everything() -> Self {
        Self { v4: vec![(0, LAST_V4)], v6: vec![(0, u128::MAX)] }
    }

    /// The addresses that no caller from the internet has: of private networks, of the own machine.
    pub fn not_public() -> Self {
        NOT_PUBLIC
            .iter()
            .filter_map(|text| Self::parse(text))
            .fold(Self::default(), |all, one| all.or(&one))
    }

    /// The addresses of a range as it is written in a condition; nothing where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (is_v4, first, last) = Network::parse(text)?.bounds();
        let mut own = Self::default();
        let ranges = if is_v4 { &mut own.v4 } else { &mut own.v6 };
        ranges.push((first, last));
        Some(own)
    }

    /// The addresses for which a condition over an address holds; nothing where it has another operator or a value that
    /// is not known.
    pub fn of(condition: &Condition) -> Option<Self> {
        let is_negated = match condition.base_operator() {
            "IpAddress" => false,
            "NotIpAddress" => true,
            _ => return None,
        };
        let mut own = Self::default();
        for value in condition.values() {
            own = own.or(&Self::parse(value)?);
        }
        Some(if is_negated { own.complement() } else { own })
    }

    /// Whether no address is in it.
    pub const fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// Whether it has all addresses of a version.
    pub fn has_all_of_a_version(&self) -> bool {
        self.v4 == [(0, LAST_V4)] || self.v6 == [(0, u128::MAX)]
    }

    /// Whether all addresses of it are in `other`.
    pub fn is_within(&self, other: &Self) -> bool {
        self.and(&other.complement()).is_empty()
    }

    /// The addresses of either.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.complement().and(&other.complement()).complement()
    }

    /// The addresses of both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self { v4: common(&self.v4, &other.v4), v6: common(&self.v6, &other.v6) }
    }

    /// All other addresses.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self { v4: gaps(&self.v4, LAST_V4), v6: gaps(&self.v6, u128::MAX) }
    }

    /// The first address of each of its ranges.
    pub fn firsts(&self) -> impl Iterator<Item = IpAddr> {
        let v4 = self.v4.iter().filter_map(|(first, _)| u32::try_from(*first).ok());
        let v6 = self.v6.iter().map(|(first, _)| IpAddr::V6((*first).into()));
        v4.map(|bits| IpAddr::V4(bits.into())).chain(v6)
    }
}

fn common(one: &[(u128, u128)], two: &[(u128, u128)]) -> Vec<(u128, u128)> {
    let mut found = Vec::new();
    let (mut one, mut two) = (one.iter().peekable(), two.iter().peekable());
    while let (Some((first, last)), Some((other_first, other_last))) = (one.peek(), two.peek()) {
        let (from, to) = ((*first).max(*other_first), (*last).min(*other_last));
        if from <= to {
            found.push((from, to));
        }
        if last < other_last {
            one.next()
        } else {
            two.next()
        };
    }
    found
}

fn gaps(ranges: &[(u128, u128)], end: u128) -> Vec<(u128, u128)> {
    let mut found = Vec::new();
    let mut next = Some(0);
    for (first, last) in ranges {
        if let Some(from) = next.filter(|from| from < first) {
            found.push((from, first - 1));
        }
        next = last.checked_add(1).filter(|from| *from <= end);
    }
    found.extend(next.map(|from| (from, end)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> AddressSet {
        text.split_whitespace()
            .map(|one| AddressSet::parse(one).unwrap())
            .fold(AddressSet::default(), |all, one| all.or(&one))
    }

    #[test]
    fn sets_are_computed() {
        assert_eq!(set("10.0.0.0/9 10.128.0.0/9"), set("10.0.0.0/8"));
        assert_eq!(set("10.0.0.0/8").and(&set("10.1.0.0/16 11.0.0.0/8")), set("10.1.0.0/16"));
        assert!(set("10.0.0.0/8").and(&set("11.0.0.0/8")).is_empty());
        assert!(set("10.2.3.4").is_within(&set("10.0.0.0/8")));
        assert!(!set("10.0.0.0/8").is_within(&set("10.2.3.4")));
        assert_eq!(set("0.0.0.0/0 ::/0"), AddressSet::everything());
        assert!(AddressSet::everything().complement().is_empty());
        assert!(set("0.0.0.0/1 128.0.0.0/1").has_all_of_a_version());
        assert!(!set("0.0.0.0/1").has_all_of_a_version());
        assert_eq!(set("203.0.113.9/24").complement().complement(), set("203.0.113.0/24"));
    }

    #[test]
    fn private_ranges_are_not_public() {
        let private = AddressSet::not_public();
        for own in ["10.1.2.3", "192.168.0.0/24", "172.31.255.255", "100.64.0.1", "fd00::1"] {
            assert!(set(own).is_within(&private), "{own}");
        }
        for other in ["203.0.113.0/24", "172.32.0.0/16", "8.0.0.0/6", "2001:db8::/32"] {
            assert!(!set(other).is_within(&private), "{other}");
        }
        let first = private.firsts().next().map(|own| own.to_string());
        assert_eq!(first.as_deref(), Some("10.0.0.0"));
    }
}
