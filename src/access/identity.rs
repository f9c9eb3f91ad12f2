//! How an API is named in ARNs: partition, region, account and id.

use crate::diag::Sink;
use crate::iam::{Document, PolicyKind, Statement, TextElement};
use crate::ir::Definition;
use crate::source::Spanned;

/// The region of an API that names none.
const REGION: &str = "us-east-1";
/// The account of an API that names none.
const ACCOUNT: &str = "123456789012";

/// The names of an API in ARNs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiIdentity {
    /// The region.
    pub region: String,
    /// The account, twelve digits.
    pub account: String,
    /// The id of the API.
    pub id: String,
}

impl ApiIdentity {
    /// The names of an API. What the definition does not say is taken from its policy, which can only be about this
    /// API: where the resources of all statements name one id, that is the API's. What the policy does not say either is
    /// `us-east-1`, `123456789012` and an id that is made of the API's name.
    pub fn new(
        region: Option<&str>,
        account: Option<&str>,
        name: &str,
        policy: Option<&Document>,
    ) -> Self {
        let named = policy.map(Named::of).unwrap_or_default();
        let or = |own: Option<&str>, named: Option<String>, usual: &str| {
            own.map(str::to_owned).or(named).unwrap_or_else(|| usual.to_owned())
        };
        Self {
            region: or(region, one(named.regions), REGION),
            account: or(account, one(named.accounts), ACCOUNT),
            id: one(named.ids).unwrap_or_else(|| api_id(name)),
        }
    }

    /// The names of the API that `definition` is; for an HTTP API as for one without a policy.
    pub fn of(definition: &Definition) -> Self {
        let region = definition.region.as_ref().map(Spanned::value);
        let account = definition.account.as_ref().map(Spanned::value);
        let (name, policy) = match (definition.rest(), definition.http()) {
            (Some(api), _) => (api.name.as_str(), api.policy.as_ref()),
            (None, Some(api)) => (api.name.as_str(), None),
            (None, None) => ("", None),
        };
        let policy = policy.map(|own| {
            Document::read(own.document.node(), PolicyKind::Resource, &mut Sink::default())
        });
        Self::new(region.map(String::as_str), account.map(String::as_str), name, policy.as_ref())
    }

    /// All names that the API may have: one for each API that its policy names, where the definition leaves it open
    /// which of them it is.
    pub fn possible(definition: &Definition) -> Vec<Self> {
        let usual = Self::of(definition);
        let policy = definition.rest().and_then(|api| api.policy.as_ref()).map(|own| {
            Document::read(own.document.node(), PolicyKind::Resource, &mut Sink::default())
        });
        let is_said = |own: Option<&Spanned<String>>| own.is_some();
        let known = (is_said(definition.region.as_ref()), is_said(definition.account.as_ref()));
        let mut all: Vec<Self> = Vec::new();
        for [region, account, id] in policy.iter().flat_map(own_arns) {
            let or = |own: &str, usual: &str, is_known: bool| {
                if is_known || !is_name(own) { usual.to_owned() } else { own.to_owned() }
            };
            let own = Self {
                region: or(region, &usual.region, known.0),
                account: or(account, &usual.account, known.1),
                id: or(id, &usual.id, false),
            };
            if !all.contains(&own) {
                all.push(own);
            }
        }
        if all.is_empty() { vec![usual] } else { all }
    }

    /// The partition of the region.
    pub fn partition(&self) -> &'static str {
        if self.region.starts_with("cn-") {
            "aws-cn"
        } else if self.region.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }

    /// The start of the ARNs of all methods: `arn:aws:execute-api:eu-central-1:111122223333:a1b2c3d4e5`.
    pub fn arn(&self) -> String {
        let Self { region, account, id } = self;
        format!("arn:{}:execute-api:{region}:{account}:{id}", self.partition())
    }
}

/// The names that stand in the resources of a policy.
#[derive(Debug, Default)]
struct Named {
    regions: Vec<String>,
    accounts: Vec<String>,
    ids: Vec<String>,
}

impl Named {
    fn of(policy: &Document) -> Self {
        let mut named = Self::default();
        for [region, account, id] in own_arns(policy) {
            add(&mut named.regions, region);
            add(&mut named.accounts, account);
            add(&mut named.ids, id);
        }
        named
    }
}

/// Region, account and id in the ARNs of methods that a policy names.
fn own_arns(policy: &Document) -> impl Iterator<Item = [&str; 3]> {
    let elements = policy.statements().iter().filter_map(Statement::resource);
    elements.flat_map(TextElement::values).filter_map(|value| {
        // A token of a template may have colons of its own.
        let text = value.as_str();
        let rest = text.strip_prefix("arn:")?;
        let mut parts = Colons(rest);
        let (_, service) = (parts.next()?, parts.next()?);
        let (region, account) = (parts.next()?, parts.next()?);
        let id = parts.0.split('/').next()?;
        (service == "execute-api").then_some([region, account, id])
    })
}

/// The parts of a text between colons; those inside of `${…}` do not count.
struct Colons<'t>(&'t str);

impl<'t> Iterator for Colons<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let mut is_token = false;
        let at = self.0.find(|letter| {
            match letter {
                '{' => is_token = true,
                '}' => is_token = false,
                _ => {}
            }
            letter == ':' && !is_token
        })?;
        let (part, rest) = self.0.split_at(at);
        self.0 = rest.get(1..)?;
        Some(part)
    }
}

/// The name of the token that stands for the id of the API in the ARNs that a policy names.
pub(super) fn id_tokens(policy: &Document) -> Vec<String> {
    let ids = own_arns(policy).filter_map(|[_, _, id]| id.strip_prefix("${")?.strip_suffix('}'));
    ids.filter(|name| !name.contains(':')).map(str::to_owned).collect()
}

fn add(all: &mut Vec<String>, name: &str) {
    if is_name(name) && !all.iter().any(|own| own == name) {
        all.push(name.to_owned());
    }
}

/// Whether a part of an ARN is written in letters.
fn is_name(part: &str) -> bool {
    !part.is_empty() && !part.contains(['*', '?', '$'])
}

/// The name, where there is just one.
fn one(mut names: Vec<String>) -> Option<String> {
    if names.len() == 1 { names.pop() } else { None }
}

/// Ten letters and digits out of the API's name, as the service's ids look: the same for the same name.
pub fn api_id(name: &str) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    // FNV-1a, 64 bits: small, and the same on every machine.
    let mut hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut id = String::with_capacity(10);
    for _ in 0..10 {
        let digit = usize::try_from(hash % 36).unwrap_or(0);
        id.push(DIGITS.get(digit).map_or('0', |byte| char::from(*byte)));
        hash /= 36;
    }
    id
}
