//! Callers that tell the conditions of a policy apart: for each condition key a few values, such that every condition
//! that can hold holds for one of them.
//!
//! What cannot be told apart by a few values stays unknown, and is then no reason to say that nobody gets in.

use core::net::IpAddr;

use crate::access::Fact;
use crate::iam::{AddressSet, Condition, Document, GlobalKey, Statement};

/// More callers than this are not tried.
const MOST: usize = 2_000;

/// What is tried of each key, unknown where nothing can be.
#[derive(Debug)]
pub(super) struct Callers {
    addresses: Vec<Fact<IpAddr>>,
    vpcs: Vec<Fact<String>>,
    vpc_endpoints: Vec<Fact<String>>,
    referers: Vec<Fact<String>>,
    user_agents: Vec<Fact<String>>,
}

/// One caller.
#[derive(Clone, Copy, Debug)]
pub(super) struct CallerOf<'c> {
    pub(super) address: Fact<IpAddr>,
    pub(super) vpc: Fact<&'c str>,
    pub(super) vpc_endpoint: Fact<&'c str>,
    pub(super) referer: Fact<&'c str>,
    pub(super) user_agent: Fact<&'c str>,
}

const UNKNOWN: &str = "the conditions are not told apart by it";

impl Callers {
    /// The callers for a policy of an API that is private or not.
    pub(super) fn of(document: &Document, is_private: bool) -> Self {
        let conditions: Vec<&Condition> =
            document.statements().iter().flat_map(Statement::conditions).collect();
        let address = if is_private { GlobalKey::VpcSourceIp } else { GlobalKey::SourceIp };
        let texts = |key| texts(&conditions, key);
        let mut own = Self {
            addresses: addresses(&conditions, address),
            vpcs: texts(GlobalKey::SourceVpc),
            vpc_endpoints: texts(GlobalKey::SourceVpce),
            referers: texts(GlobalKey::Referer),
            user_agents: texts(GlobalKey::UserAgent),
        };
        // A client may leave these out.
        for headers in [&mut own.referers, &mut own.user_agents] {
            if !matches!(headers.as_slice(), [Fact::Unknown(_)]) {
                headers.push(Fact::Absent);
            }
        }
        own.limit();
        own
    }

    /// Leaves keys unknown until the callers are few enough.
    fn limit(&mut self) {
        while self.len() > MOST {
            if self.addresses.len() * self.addresses.len() > self.len() {
                self.addresses = vec![Fact::Unknown(UNKNOWN)];
                continue;
            }
            let lists = [
                &mut self.vpcs,
                &mut self.vpc_endpoints,
                &mut self.referers,
                &mut self.user_agents,
            ];
            if let Some(longest) = lists.into_iter().max_by_key(|list| list.len())
                && longest.len() > 1
            {
                *longest = vec![Fact::Unknown(UNKNOWN)];
            } else {
                self.addresses = vec![Fact::Unknown(UNKNOWN)];
            }
        }
    }

    fn len(&self) -> usize {
        let texts = [&self.vpcs, &self.vpc_endpoints, &self.referers, &self.user_agents];
        texts.iter().map(|list| list.len()).fold(self.addresses.len(), usize::saturating_mul)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = CallerOf<'_>> {
        let [vpcs, vpc_endpoints, referers, user_agents] =
            [&self.vpcs, &self.vpc_endpoints, &self.referers, &self.user_agents];
        self.addresses.iter().flat_map(move |address| {
            vpcs.iter().flat_map(move |vpc| {
                vpc_endpoints.iter().flat_map(move |vpc_endpoint| {
                    referers.iter().flat_map(move |referer| {
                        user_agents.iter().map(move |user_agent| CallerOf {
                            address: *address,
                            vpc: text(vpc),
                            vpc_endpoint: text(vpc_endpoint),
                            referer: text(referer),
                            user_agent: text(user_agent),
                        })
                    })
                })
            })
        })
    }
}

fn text(fact: &Fact<String>) -> Fact<&str> {
    fact.as_ref().map(String::as_str)
}

/// The first address of every range, and the first behind each: whatever a condition asks of an address, one of these
/// is as good as any.
fn addresses(conditions: &[&Condition], key: GlobalKey) -> Vec<Fact<IpAddr>> {
    let own = conditions.iter().filter(|own| own.global_key() == Some(key) && !own.is_null());
    let mut found: Vec<IpAddr> = AddressSet::everything().firsts().collect();
    for condition in own {
        let Some(set) = AddressSet::of(condition) else { return vec![Fact::Unknown(UNKNOWN)] };
        found.extend(set.firsts());
        found.extend(set.complement().firsts());
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(Fact::Known).collect()
}

/// The texts that conditions name, and another one.
fn texts(conditions: &[&Condition], key: GlobalKey) -> Vec<Fact<String>> {
    let own = conditions.iter().filter(|own| own.global_key() == Some(key) && !own.is_null());
    let mut values: Vec<&str> =
        own.flat_map(|own| own.values()).map(|value| value.as_str()).collect();
    values.sort_unstable();
    values.dedup();
    let patterns = values.iter().filter(|value| value.contains(['*', '?'])).count();
    // Two patterns may have a text in common that is of neither's simplest form.
    if values.is_empty() || patterns > 1 || values.iter().any(|value| value.contains("${")) {
        return vec![Fact::Unknown(UNKNOWN)];
    }
    let mut found = vec!["another".to_owned()];
    for value in values {
        found.push(value.to_owned());
        if value.contains(['*', '?']) {
            found.push(value.replace('*', "").replace('?', "x"));
            found.push(value.replace(['*', '?'], "x"));
        }
    }
    found.into_iter().map(Fact::Known).collect()
}
