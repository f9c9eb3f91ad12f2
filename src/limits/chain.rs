//! Which limits a request meets, in the order in which the service asks them.

use super::{Closeness, MethodName, PlanSettings, Rate, StageSettings, Throttle, ThrottleSetting};

/// The layers of the hierarchy, in order (reference `throttling-quotas`, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// A key's limit for one method, of a usage plan.
    ClientMethod,
    /// A key's limit for everything, of a usage plan.
    Client,
    /// The limit of a method in its stage, for all callers together.
    Method,
    /// The account's limit in its region, for all APIs together.
    Account,
}

/// Where one half of a limit is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    /// Under that key, in the stage or in the plan.
    Key(&'a str),
    /// For everything, in the stage or in the plan.
    Default,
    /// Nowhere: what is left out is what the account has.
    Account,
}

/// A value and where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Half<'a, T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub source: Source<'a>,
}

/// One limit that a request meets: one token bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// Whose bucket it is.
    pub layer: Layer,
    /// How closely the setting names the method that the bucket is for. A setting for `GET` on a method for any verb
    /// makes a bucket for `GET` alone.
    pub closeness: Closeness,
    /// How fast it fills.
    pub rate: Half<'a, Rate>,
    /// How much it holds.
    pub burst: Half<'a, u64>,
}

impl Link<'_> {
    /// The bucket.
    pub const fn throttle(&self) -> Throttle {
        Throttle { rate: self.rate.value, burst: self.burst.value }
    }
}

/// All limits that a request to a method meets, in order. A request passes when every bucket has a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain<'a> {
    links: Vec<Link<'a>>,
}

impl<'a> Chain<'a> {
    /// The limits of `method` in a stage, for a key of `plan` where one is given.
    ///
    /// What is left out of a plan's limit does not limit. What is left out of a method's is the stage's default, as in
    /// the service, which copies the default into a new entry.
    pub fn new(
        account: Throttle,
        stage: &'a StageSettings,
        plan: Option<&'a PlanSettings>,
        method: MethodName<'_>,
    ) -> Self {
        let mut links = Vec::with_capacity(4);
        if let Some(plan) = plan {
            let closest = method.among(&plan.methods).into_iter().next();
            if let Some((closeness, key, own)) = closest.filter(|(.., own)| !own.is_empty()) {
                let written = [(Source::Key(key), *own)];
                links.push(link(Layer::ClientMethod, closeness, &written, account));
            }
            if !plan.throttle.is_empty() {
                let written = [(Source::Default, plan.throttle)];
                links.push(link(Layer::Client, Closeness::All, &written, account));
            }
        }
        let entries = method.among(&stage.methods);
        let closeness = entries
            .iter()
            .find(|(.., own)| !own.throttle.is_empty())
            .map_or(Closeness::All, |(closeness, ..)| *closeness);
        let written: Vec<_> = entries
            .into_iter()
            .map(|(_, key, own)| (Source::Key(key), own.throttle))
            .chain([(Source::Default, stage.throttle)])
            .collect();
        let own = link(Layer::Method, closeness, &written, account);
        // A bucket for one method that is as large as the account's is never empty before the account's.
        if own.rate.source != Source::Account || own.burst.source != Source::Account {
            links.push(own);
        }
        links.push(link(Layer::Account, Closeness::All, &[], account));
        Self { links }
    }

    /// The limits in order.
    pub fn links(&self) -> &[Link<'a>] {
        &self.links
    }

    /// The limit whose rate is in force: requests that come faster for long are answered 429 by it.
    pub fn rate(&self) -> Option<&Link<'a>> {
        self.links.iter().min_by_key(|link| link.rate.value)
    }

    /// The limit whose burst is in force: more requests at once are answered 429 by it.
    pub fn burst(&self) -> Option<&Link<'a>> {
        self.links.iter().min_by_key(|link| link.burst.value)
    }
}

/// A limit out of what is `written`, the closest first.
fn link<'a>(
    layer: Layer,
    closeness: Closeness,
    written: &[(Source<'a>, ThrottleSetting)],
    account: Throttle,
) -> Link<'a> {
    let rate =
        written.iter().find_map(|(source, own)| Some(Half { value: own.rate?, source: *source }));
    let burst =
        written.iter().find_map(|(source, own)| Some(Half { value: own.burst?, source: *source }));
    Link {
        layer,
        closeness,
        rate: rate.unwrap_or(Half { value: account.rate, source: Source::Account }),
        burst: burst.unwrap_or(Half { value: account.burst, source: Source::Account }),
    }
}

#[cfg(test)]
mod tests {
    use super::{Chain, Layer, Link, Source};
    use crate::limits::{
        MethodName, MethodSetting, PlanSettings, Rate, StageSettings, Throttle, ThrottleSetting,
    };

    fn set(rate: impl Into<Option<f64>>, burst: impl Into<Option<u64>>) -> ThrottleSetting {
        ThrottleSetting { rate: rate.into().map(Rate::new), burst: burst.into() }
    }

    const ACCOUNT: Throttle = Throttle { rate: Rate::of_thousandths(10_000_000), burst: 5000 };
    const METHOD: MethodName<'_> = MethodName { verb: "GET", path: "/pets" };

    fn shown(link: &Link<'_>) -> (Layer, String, u64) {
        (link.layer, link.rate.value.to_string(), link.burst.value)
    }

    #[test]
    fn layers_are_asked_from_the_client_to_the_account() {
        let stage = StageSettings { throttle: set(100.0, 200), ..StageSettings::default() };
        let plan = PlanSettings {
            throttle: set(50.0, 60),
            methods: vec![("GET /pets".to_owned(), set(5.0, 300))],
            quota: None,
        };
        let chain = Chain::new(ACCOUNT, &stage, Some(&plan), METHOD);
        assert_eq!(
            chain.links().iter().map(shown).collect::<Vec<_>>(),
            [
                (Layer::ClientMethod, "5".to_owned(), 300),
                (Layer::Client, "50".to_owned(), 60),
                (Layer::Method, "100".to_owned(), 200),
                (Layer::Account, "10000".to_owned(), 5000),
            ]
        );
        assert_eq!(chain.rate().unwrap().layer, Layer::ClientMethod);
        assert_eq!(chain.burst().unwrap().layer, Layer::Client);
        let anyone = Chain::new(ACCOUNT, &stage, None, METHOD);
        assert_eq!(anyone.links().len(), 2);
        assert_eq!(anyone.rate().unwrap().layer, Layer::Method);
    }

    #[test]
    fn what_a_method_leaves_out_is_the_stages() {
        let own = |throttle| MethodSetting { throttle, cache: None };
        let stage = StageSettings {
            throttle: set(100.0, 200),
            cache: None,
            methods: vec![
                ("*".to_owned(), own(set(None, 150))),
                ("ANY /pets".to_owned(), own(set(70.0, None))),
                ("POST /pets".to_owned(), own(set(1.0, 1))),
            ],
        };
        let chain = Chain::new(ACCOUNT, &stage, None, METHOD);
        let link = chain.links().first().unwrap();
        assert_eq!(link.rate.source, Source::Key("ANY /pets"));
        assert_eq!(link.burst.source, Source::Key("*"));
        assert_eq!(shown(link), (Layer::Method, "70".to_owned(), 150));
        let other = Chain::new(ACCOUNT, &stage, None, MethodName { verb: "GET", path: "/" });
        assert_eq!(other.links().first().unwrap().rate.source, Source::Default);
    }

    #[test]
    fn where_nothing_is_set_the_account_decides() {
        let stage = StageSettings::default();
        let plan = PlanSettings { throttle: set(7.0, None), ..PlanSettings::default() };
        assert_eq!(Chain::new(ACCOUNT, &stage, None, METHOD).links().len(), 1);
        let chain = Chain::new(ACCOUNT, &stage, Some(&plan), METHOD);
        assert_eq!(chain.links().len(), 2);
        assert_eq!(chain.burst().unwrap().burst.source, Source::Account);
    }
}
