//! Changes of an API's endpoint type (reference `endpoints-domains-stages`, section 1.1).

use petgraph::algo::astar;
use petgraph::graphmap::DiGraphMap;

use super::EndpointType;

/// The changes that the service makes in one step. A private API cannot become edge-optimized.
const STEPS: [(EndpointType, EndpointType); 5] = [
    (EndpointType::Edge, EndpointType::Regional),
    (EndpointType::Edge, EndpointType::Private),
    (EndpointType::Regional, EndpointType::Edge),
    (EndpointType::Regional, EndpointType::Private),
    (EndpointType::Private, EndpointType::Regional),
];

impl EndpointType {
    /// The types that an API goes through on its way from this one to `to`, both included: the shortest way of steps
    /// that the service takes.
    pub fn way_to(self, to: Self) -> Vec<Self> {
        let graph = DiGraphMap::<Self, ()>::from_edges(STEPS);
        // Every type can be reached from every other, by way of REGIONAL.
        astar(&graph, self, |at| at == to, |_| 1, |_| 0).map_or(vec![self], |(_, way)| way)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Edge => "EDGE",
            Self::Regional => "REGIONAL",
            Self::Private => "PRIVATE",
        }
    }

    /// The type of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Edge, Self::Regional, Self::Private].into_iter().find(|own| own.name() == name)
    }

    /// Whether the service changes this type into `to` in one step.
    pub fn can_become(self, to: Self) -> bool {
        self == to || STEPS.contains(&(self, to))
    }
}

#[cfg(test)]
mod tests {
    use super::EndpointType::{Edge, Private, Regional};

    #[test]
    fn a_private_api_becomes_regional_before_it_becomes_edge_optimized() {
        assert!(!Private.can_become(Edge));
        assert_eq!(Private.way_to(Edge), [Private, Regional, Edge]);
        for (from, to) in [(Edge, Private), (Regional, Edge), (Private, Regional)] {
            assert!(from.can_become(to));
            assert_eq!(from.way_to(to), [from, to]);
        }
        assert_eq!(Edge.way_to(Edge), [Edge]);
    }
}
