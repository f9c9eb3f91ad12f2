//! Decodes a node into a type of our own, through serde, with the place of every fault.
//!
//! A fault does not end the decoding. The value that is wrong is taken out and the rest is decoded again, so that all
//! faults are found and the result is as complete as the text allows. Keys that a struct does not have are faults.

mod fault;
mod reader;
mod spanned;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::Node;
use fault::Failure;
use reader::{Reader, State};

pub use fault::{DecodeFault, FaultKind};

/// After so many faults the rest of the document is not looked at any more.
const MOST_FAULTS: usize = 100;

/// What a node says, as far as it can be read.
#[derive(Debug)]
pub struct Decoded<T> {
    /// The value without what is wrong in it; `None` when something is missing that the whole cannot do without.
    pub value: Option<T>,
    /// What is wrong, in the order of the text.
    pub faults: Vec<DecodeFault>,
}

/// Decodes `node`. `T` may hold [`Spanned`](super::Spanned) values and keys, which learn their places.
pub fn decode<T: DeserializeOwned>(node: Node<'_>) -> Decoded<T> {
    let mut hidden = BTreeSet::new();
    let mut faults: Vec<DecodeFault> = Vec::new();
    loop {
        let state = State { hidden, unknown: RefCell::default() };
        let decoded =
            T::deserialize(Reader::root(node, &state)).map_err(|failure| failure.at(node, None));
        let State { hidden: so_far, unknown } = state;
        hidden = so_far;
        let value = match decoded {
            Ok(value) => Some(value),
            Err(failure) => {
                let Failure { fault, hide, follows } = failure;
                if !follows {
                    faults.push(fault);
                }
                let progress = hide.is_some_and(|index| hidden.insert(index));
                if progress && hide != Some(node.index()) && faults.len() < MOST_FAULTS {
                    continue;
                }
                None
            }
        };
        faults.extend(unknown.into_inner());
        faults.sort_by_key(|fault| fault.span);
        return Decoded { value, faults };
    }
}
