//! Who answers a verb that a path does not have: a path that is matched best and lacks the verb of a request is passed
//! over, and a less specific one answers (reference `pipeline`, section 2).

use crate::ir::{HttpMethod, Method, Resource, RestApi};
use crate::mapping::Router;

use super::authorizers::is_protected;
use super::policy::example;

/// The verbs that are looked for. No protection and no backend is about `OPTIONS` and `HEAD`.
const VERBS: [HttpMethod; 5] =
    [HttpMethod::Get, HttpMethod::Post, HttpMethod::Put, HttpMethod::Patch, HttpMethod::Delete];

/// The paths of an API, to find who answers for another.
pub(super) struct MissingVerbs<'a> {
    router: Router<&'a Resource>,
}

/// A method of another path that answers a verb.
#[derive(Clone, Copy)]
pub(super) struct Elsewhere<'a> {
    pub(super) verb: HttpMethod,
    pub(super) resource: &'a Resource,
    pub(super) method: &'a Method,
}

impl<'a> MissingVerbs<'a> {
    /// The paths of `api`.
    pub(super) fn new(api: &'a RestApi) -> Self {
        let mut router = Router::new();
        for (_, resource) in api.resources.iter() {
            router.insert(&resource.path, resource);
        }
        Self { router }
    }

    /// What answers the verbs that `from` does not have, as far as another path does.
    pub(super) fn of(&self, from: &Resource) -> impl Iterator<Item = Elsewhere<'a>> {
        let path = example(&from.path);
        let has = |verb: &HttpMethod| {
            from.methods.contains_key(verb) || from.methods.contains_key(&HttpMethod::Any)
        };
        VERBS.into_iter().filter(move |verb| !has(verb)).filter_map(move |verb| {
            let found = self.router.find(&path, |resource| {
                let method = resource.methods.get(&verb).or(resource.methods.get(&HttpMethod::Any));
                method.map(|method| Elsewhere { verb, resource, method })
            });
            found.map(|found| found.value).filter(|found| found.resource.path != from.path)
        })
    }
}

/// The first method of a path that is meant for a backend; a preflight is not.
pub(super) fn first_method(resource: &Resource) -> Option<&Method> {
    resource.methods.values().find(|own| own.http_method != HttpMethod::Options)
}

/// Whether all methods of a path but preflights are protected.
pub(super) fn is_closed(resource: &Resource) -> bool {
    let mut own = resource.methods.values().filter(|own| own.http_method != HttpMethod::Options);
    own.all(|own| is_protected(&own.authorization))
}
