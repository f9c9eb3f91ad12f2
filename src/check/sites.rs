//! The things that rules look at, with what they stand in.

use std::fmt;
use std::ops::Deref;

use crate::ir::{
    HttpApi, Integration, IntegrationResponse, Method, Resource, ResourceId, RestApi, Route,
};
use crate::source::Spanned;

/// A thing with its name.
#[derive(Debug)]
pub struct Named<'a, T> {
    /// The name, where it is defined.
    pub name: &'a Spanned<String>,
    /// The thing.
    pub value: &'a T,
}

impl<T> Clone for Named<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Named<'_, T> {}

impl<T> Deref for Named<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value
    }
}

/// A resource in its tree.
#[derive(Clone, Copy, Debug)]
pub struct ResourceAt<'a> {
    /// The API.
    pub api: &'a RestApi,
    /// Its place in the tree.
    pub id: ResourceId,
    /// The resource.
    pub resource: &'a Resource,
}

impl Deref for ResourceAt<'_> {
    type Target = Resource;

    fn deref(&self) -> &Resource {
        self.resource
    }
}

/// A method on its resource. Displays as `GET /pets`.
#[derive(Clone, Copy, Debug)]
pub struct MethodAt<'a> {
    /// The API.
    pub api: &'a RestApi,
    /// The resource.
    pub resource: &'a Resource,
    /// The method.
    pub method: &'a Method,
}

impl Deref for MethodAt<'_> {
    type Target = Method;

    fn deref(&self) -> &Method {
        self.method
    }
}

impl fmt::Display for MethodAt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.http_method, self.resource.path)
    }
}

/// A route of an HTTP API. Displays as its key.
#[derive(Clone, Copy, Debug)]
pub struct RouteAt<'a> {
    /// The API.
    pub api: &'a HttpApi,
    /// The route key.
    pub key: &'a Spanned<String>,
    /// The route.
    pub route: &'a Route,
}

impl Deref for RouteAt<'_> {
    type Target = Route;

    fn deref(&self) -> &Route {
        self.route
    }
}

impl fmt::Display for RouteAt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(f)
    }
}

/// What an integration answers.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    /// A method of a REST API.
    Method(MethodAt<'a>),
    /// A route of an HTTP API.
    Route(RouteAt<'a>),
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method(method) => method.fmt(f),
            Self::Route(route) => route.fmt(f),
        }
    }
}

/// An integration of its method or route.
#[derive(Clone, Copy, Debug)]
pub struct IntegrationAt<'a> {
    /// What it answers.
    pub owner: Owner<'a>,
    /// The integration.
    pub integration: &'a Integration,
}

impl<'a> IntegrationAt<'a> {
    /// The method, if it is one of a REST API.
    pub const fn method(&self) -> Option<MethodAt<'a>> {
        match self.owner {
            Owner::Method(method) => Some(method),
            Owner::Route(_) => None,
        }
    }

    /// The route, if it is one of an HTTP API.
    pub const fn route(&self) -> Option<RouteAt<'a>> {
        match self.owner {
            Owner::Method(_) => None,
            Owner::Route(route) => Some(route),
        }
    }
}

impl Deref for IntegrationAt<'_> {
    type Target = Integration;

    fn deref(&self) -> &Integration {
        self.integration
    }
}

/// An integration response of a method.
#[derive(Clone, Copy, Debug)]
pub struct IntegrationResponseAt<'a> {
    /// The method.
    pub method: MethodAt<'a>,
    /// The integration.
    pub integration: &'a Integration,
    /// The response.
    pub response: &'a IntegrationResponse,
}

impl Deref for IntegrationResponseAt<'_> {
    type Target = IntegrationResponse;

    fn deref(&self) -> &IntegrationResponse {
        self.response
    }
}
