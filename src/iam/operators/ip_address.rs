//! Addresses and ranges of them.

use core::net::IpAddr;

use crate::iam::KeyType;
use crate::iam::context::{Context, Value};
use crate::iam::truth::Truth;

use super::{Preparing, register};

const TYPES: &[KeyType] = &[KeyType::Address];

register! {
    /// The address is in one of these ranges; one without a mask is a single address.
    "IpAddress" => within;
    /// The address is in none of these ranges.
    "NotIpAddress" not => within;
}

/// A range of addresses; nothing where it is not known.
#[derive(Clone, Debug)]
pub(in crate::iam) struct Wanted(Option<Network>);

/// A range of addresses. One of version 4 never holds an address of version 6, nor the reverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::iam) struct Network {
    is_v4: bool,
    /// The address, in as many bits as it has.
    bits: u128,
    mask: u128,
    /// Whether the address has bits that the mask leaves out.
    pub(in crate::iam) has_host_bits: bool,
}

impl Network {
    /// `203.0.113.0/24`, `2001:db8::/32`, or an address alone.
    pub(in crate::iam) fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let (is_v4, bits) = split(address);
        let width: u32 = if is_v4 { 32 } else { 128 };
        let length: u32 = match length {
            None => width,
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok()?,
            Some(_) => return None,
        };
        let host = width.checked_sub(length)?;
        let mask = if host == 128 { 0 } else { u128::MAX << host };
        Some(Self { is_v4, bits: bits & mask, mask, has_host_bits: bits & !mask != 0 })
    }

    /// Whether it is of version 4, its first and its last address.
    pub(in crate::iam) fn bounds(self) -> (bool, u128, u128) {
        let host = if self.is_v4 { !self.mask & u128::from(u32::MAX) } else { !self.mask };
        (self.is_v4, self.bits, self.bits | host)
    }

    fn contains(self, address: IpAddr) -> bool {
        let (is_v4, bits) = split(address);
        is_v4 == self.is_v4 && bits & self.mask == self.bits
    }
}

fn split(address: IpAddr) -> (bool, u128) {
    match address {
        IpAddr::V4(address) => (true, u128::from(u32::from(address))),
        IpAddr::V6(address) => (false, u128::from(address)),
    }
}

impl Wanted {
    pub(super) fn matches(&self, value: Value<'_>, _: &Context<'_>) -> Truth {
        let Some(network) = self.0 else { return Truth::Unknown };
        let found = match value {
            Value::Address(address) => Some(address),
            Value::Text(text) => text.parse().ok(),
            Value::Bool(_) | Value::Time(_) | Value::Number(_) => None,
        };
        found.is_some_and(|address| network.contains(address)).into()
    }
}

fn within(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    let network = match value.text() {
        None => None,
        Some(text) => {
            Some(Network::parse(&text).ok_or("an address or a range, as in `203.0.113.0/24`")?)
        }
    };
    Ok(Wanted(network).into())
}
