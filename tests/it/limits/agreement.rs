//! The two halves agree: what `check --show limits` says is where the runtime begins to answer 429, to the request and
//! to the nanosecond. Plans and traffic are drawn, with a fixed seed.

use std::fmt::Write as _;
use std::time::Duration;

use portcullis::check::{Caller, LimitsInForce};
use portcullis::limits::Throttle;

use super::api::{Api, document, key};

/// One token in the parts that a rate of a thousandth fills in one of each nanosecond.
const TOKEN: u128 = 1_000_000_000_000;

/// How many definitions are drawn.
const DEFINITIONS: u64 = 24;

const METHODS: [&str; 6] = [
    "GET /pets",
    "POST /pets",
    "GET /pets/{id} !",
    "DELETE /pets/{id} !",
    "ANY /any",
    "ANY /keyed !",
];

/// Rates whose tokens come in whole nanoseconds, so that traffic can be exactly as fast.
const RATES: [&str; 9] = ["0.1", "0.5", "1", "2.5", "8", "20", "62.5", "500", "40000"];

/// Numbers that are always the same.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        // Knuth's multiplier; the high bits are good enough to choose by.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        let at = usize::try_from(self.below(all.len() as u64)).unwrap();
        all.get(at).copied().unwrap_or_default()
    }

    /// `{ rate: …, burst: … }` with either, both or none of them.
    fn throttle(&mut self) -> String {
        let mut parts = Vec::new();
        if self.below(4) > 0 {
            parts.push(format!("rate: {}", self.of(&RATES)));
        }
        if self.below(4) > 0 {
            parts.push(format!("burst: {}", self.below(12)));
        }
        format!("{{ {} }}", parts.join(", "))
    }

    fn methods(&mut self, keys: &[&str], entry: impl Fn(String) -> String) -> String {
        let mut text = String::new();
        for key in keys {
            if self.below(3) == 0 {
                let throttle = self.throttle();
                write!(text, "\"{key}\": {}, ", entry(throttle)).unwrap();
            }
        }
        text
    }

    fn manifest(&mut self) -> String {
        const KEYS: [&str; 8] = [
            "*",
            "GET /pets",
            "ANY /pets",
            "GET /pets/{id}",
            "* /pets/{id}",
            "GET /any",
            "ANY /keyed",
            "PUT /keyed",
        ];
        let (stage, account) = (self.throttle(), self.throttle());
        let methods = self.methods(&KEYS, |own| format!("{{ throttle: {own} }}"));
        let mut text = format!(
            "accountThrottle: {account}\nstages: {{ prod: {{ throttle: {stage}, methods: {{ {methods} }} }} }}\n"
        );
        write!(
            text,
            "apiKeys: {{ k0: {{ value: \"{}\" }}, k1: {{ value: \"{}\" }} }}\nusagePlans:\n",
            key("k0"),
            key("k1")
        )
        .unwrap();
        for (plan, key) in [("gold", "k0"), ("free", "k1")] {
            let throttle = self.throttle();
            let methods = self.methods(KEYS.get(1..).unwrap_or_default(), |own| own);
            writeln!(
                text,
                "  {plan}: {{ stages: [prod], keys: [{key}], throttle: {throttle}, methods: {{ {methods} }} }}"
            )
            .unwrap();
        }
        text
    }
}

/// A request to the method of `row` by the caller of `row`.
fn request(row: &LimitsInForce) -> (String, Option<String>) {
    let (verb, path) = row.method.split_once(' ').unwrap();
    let verb = if verb == "ANY" { "PATCH" } else { verb };
    let request = format!("{verb} /prod{}", path.replace("{id}", "7"));
    let key = match &row.caller {
        Caller::Anyone => None,
        Caller::KeyOf(plan) => Some(key(if plan == "gold" { "k0" } else { "k1" })),
        Caller::Nobody => panic!("every stage has a plan"),
    };
    (request, key)
}

/// The first request, counted from 0, that a bucket refuses of those that come every `interval` nanoseconds: the first
/// for which what came in, less what was taken, is less than a token. `None` for one that fills as fast.
fn first_refused(throttle: Throttle, interval: u64) -> Option<u128> {
    let Some(spare) = throttle.burst.checked_sub(1) else { return Some(0) };
    let filled = u128::from(interval) * u128::from(throttle.rate.thousandths());
    let lost = TOKEN.checked_sub(filled).filter(|lost| *lost > 0)?;
    Some(u128::from(spare) * TOKEN / lost + 1)
}

/// The first of `count` requests, one every `interval` nanoseconds, that is answered 429.
fn first_429(api: &mut Api, row: &LimitsInForce, interval: u64, count: u128) -> Option<u128> {
    let (request, key) = request(row);
    for number in 0..count {
        match api.status(&request, key.as_deref()) {
            200 => api.wait(Duration::from_nanos(interval)),
            429 => return Some(number),
            status => panic!("{request}: {status}"),
        }
    }
    None
}

#[test]
fn what_is_shown_is_where_the_runtime_begins_to_refuse() {
    let mut draw = Draw(4);
    let text = document(&METHODS);
    let (mut rows, mut by_rate) = (0_u32, 0_u32);
    for number in 0..DEFINITIONS {
        let manifest = draw.manifest();
        let api = Api::new(&text, &manifest);
        for row in &api.limits {
            rows += 1;
            let place =
                format!("definition {number}: {} by {}\n{manifest}", row.method, row.caller);
            // At once: as many as the burst, and not one more.
            let (request, key) = request(row);
            let burst = usize::try_from(row.burst).unwrap();
            if burst < 100 {
                let admitted = api.fresh().admitted(&request, key.as_deref(), burst + 2);
                assert_eq!(admitted, burst, "{place}");
            }
            if burst == 0 {
                continue;
            }
            // Exactly as fast as the rate: none is refused, however long it goes on.
            let interval = u64::try_from(TOKEN / u128::from(row.rate.thousandths())).unwrap();
            assert_eq!(u128::from(interval) * u128::from(row.rate.thousandths()), TOKEN);
            assert_eq!(first_429(&mut api.fresh(), row, interval, 60), None, "{place}");
            // Faster: the first that is refused is the one that the shown limits say.
            for faster in [interval * 9 / 10, interval / 3, interval - interval.div_ceil(40)] {
                let said =
                    row.chain.iter().filter_map(|(_, own)| first_refused(*own, faster)).min();
                let said = said.unwrap();
                if said < 300 {
                    by_rate += 1;
                    let found = first_429(&mut api.fresh(), row, faster, said + 1);
                    assert_eq!(found, Some(said), "every {faster} ns, {place}");
                }
            }
        }
    }
    assert!(rows > 200 && by_rate > 200, "{rows} rows, {by_rate} measured by their rate");
}

/// What is shown as the rate is the least of the chain, and so is the burst.
#[test]
fn what_is_shown_is_the_least_of_its_chain() {
    let mut draw = Draw(7);
    let text = document(&METHODS);
    for _ in 0..DEFINITIONS {
        for row in Api::new(&text, &draw.manifest()).limits {
            assert_eq!(row.rate, row.chain.iter().map(|(_, own)| own.rate).min().unwrap());
            assert_eq!(row.burst, row.chain.iter().map(|(_, own)| own.burst).min().unwrap());
        }
    }
}
