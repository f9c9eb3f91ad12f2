//! The architecture, held by tests: layers, doors, homes of dependencies, forbidden words, format.

mod layers;
