//! Behaviour as users meet it.
