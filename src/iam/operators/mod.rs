//! The condition operators: one file per family, one line here for each (reference `access-control`, section 5.1).

use super::KeyType;
use super::Version;
use super::context::{Context, Value};
use super::template::{Reading, Template, TemplateFault};
use super::truth::Truth;

/// Declares the families: a file, and the name of its values.
macro_rules! families {
    ($($(#[doc = $doc:literal])+ $file:ident => $variant:ident;)+) => {
        $(mod $file;)+

        static FAMILIES: &[&[Operator]] = &[$($file::OPERATORS),+];

        /// A value that a policy asks for, prepared for comparing.
        #[derive(Clone, Debug)]
        pub(super) enum Wanted {
            $($(#[doc = $doc])+ $variant($file::Wanted),)+
            /// What cannot be compared with, which nothing is equal to.
            Malformed,
        }

        impl Wanted {
            /// Whether `value` is as wanted.
            pub(super) fn matches(&self, value: Value<'_>, cx: &Context<'_>) -> Truth {
                match self {
                    $(Self::$variant(own) => own.matches(value, cx),)+
                    Self::Malformed => Truth::False,
                }
            }
        }

        $(
            impl From<$file::Wanted> for Wanted {
                fn from(own: $file::Wanted) -> Self {
                    Self::$variant(own)
                }
            }
        )+
    };
}

mod ordered;

pub(super) use ip_address::Network;

families! {
    /// A text.
    string => Text;
    /// A number.
    numeric => Number;
    /// A moment.
    date => Date;
    /// `true` or `false`.
    boolean => Bool;
    /// Bytes in base64.
    binary => Bytes;
    /// A range of addresses.
    ip_address => Network;
    /// A pattern of ARNs.
    arn => Arn;
    /// Whether the key is absent.
    null => Presence;
}

/// Declares the operators of a file: documentation, name, and how a value is prepared; `not` for the opposite of one.
macro_rules! register {
    (@negated not) => { true };
    (@negated) => { false };
    ($(#[doc = $doc:literal])+ $name:literal $($negated:ident)? => $prepare:path; $($rest:tt)*) => {
        $crate::iam::operators::register! {
            @list [] $(#[doc = $doc])+ $name $($negated)? => $prepare; $($rest)*
        }
    };
    (@list [$($done:tt)*]
        $(#[doc = $doc:literal])+ $name:literal $($negated:ident)? => $prepare:path; $($rest:tt)*
    ) => {
        $crate::iam::operators::register! {
            @list [$($done)* super::Operator {
                name: $name,
                negated: $crate::iam::operators::register!(@negated $($negated)?),
                doc: concat!($($doc),+),
                prepare: $prepare,
                is_null: false,
                types: TYPES,
            },]
            $($rest)*
        }
    };
    (@list [$($done:tt)*]) => {
        pub(super) static OPERATORS: &[super::Operator] = &[$($done)*];
    };
}
use register;

/// A condition operator.
#[derive(Debug)]
pub(super) struct Operator {
    /// Its name, without `IfExists` and without the prefix of a set operator.
    pub(super) name: &'static str,
    /// Whether it holds where no value matches.
    pub(super) negated: bool,
    /// What it asks, in one line.
    pub(super) doc: &'static str,
    prepare: fn(&Preparing<'_>) -> Result<Wanted, &'static str>,
    /// Whether it asks for the key and not for its value.
    pub(super) is_null: bool,
    /// The kinds of keys that it is for; none where it is for all.
    pub(super) types: &'static [KeyType],
}

/// A value of a policy that is prepared.
pub(super) struct Preparing<'v> {
    text: &'v str,
    version: Version,
    known: &'v dyn Fn(&str) -> Option<String>,
}

/// A value that was prepared, with what is wrong about its variables.
pub(super) struct PreparedValue {
    pub(super) wanted: Wanted,
    /// What would be a value; nothing where this is one.
    pub(super) expected: Option<&'static str>,
}

impl Operator {
    /// The operator of that name, in any case.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        all().find(|operator| operator.name.eq_ignore_ascii_case(name))
    }

    /// Prepares a value. `known` tells what another tool fills in.
    pub(super) fn prepare(
        &self,
        text: &str,
        version: Version,
        known: &dyn Fn(&str) -> Option<String>,
    ) -> PreparedValue {
        match (self.prepare)(&Preparing { text, version, known }) {
            Ok(wanted) => PreparedValue { wanted, expected: None },
            Err(expected) => PreparedValue { wanted: Wanted::Malformed, expected: Some(expected) },
        }
    }

    /// What is wrong with the variables of a value, where the operator has variables; otherwise nothing.
    pub(super) fn variable_faults(&self, text: &str, version: Version) -> Vec<TemplateFault> {
        if self.has_variables() {
            Template::parse(text, Reading { version, wildcards: false }).1
        } else {
            Vec::new()
        }
    }

    /// Whether its values may have variables: those of texts and ARNs.
    pub(super) fn has_variables(&self) -> bool {
        self.types.is_empty() && !self.is_null
            || self.types.iter().any(|kind| matches!(kind, KeyType::Text | KeyType::Arn))
    }
}

impl Preparing<'_> {
    /// The value with its variables, and with what is known of the rest.
    fn template(&self, wildcards: bool) -> Template {
        let reading = Reading { version: self.version, wildcards };
        let (mut template, _) = Template::parse(self.text, reading);
        template.fill(self.known);
        template
    }

    /// The value with what another tool fills in; nothing where a part of it is not known.
    fn text(&self) -> Option<String> {
        // Under the old version everything that is not a hole is letters.
        let reading = Reading { version: Version::V2008, wildcards: false };
        let (mut template, _) = Template::parse(self.text, reading);
        template.fill(self.known);
        template.letters().map(str::to_owned)
    }
}

/// All operators, without those that modifiers make of them.
pub(super) fn all() -> impl Iterator<Item = &'static Operator> {
    FAMILIES.iter().copied().flatten()
}

/// Whether a range of addresses is written with bits that its mask leaves out.
pub(super) fn has_host_bits(operator: &Operator, text: &str) -> bool {
    operator.types == [KeyType::Address]
        && Network::parse(text).is_some_and(|network| network.has_host_bits)
}

/// An operator, for a book.
#[derive(Clone, Copy, Debug)]
pub struct OperatorDoc {
    /// Its name.
    pub name: &'static str,
    /// Whether it holds where no value matches, also for a key that is absent.
    pub negated: bool,
    /// What it asks, in one line.
    pub doc: &'static str,
}

/// All condition operators, without those that `IfExists`, `ForAllValues:` and `ForAnyValue:` make of them.
pub fn operators() -> impl Iterator<Item = OperatorDoc> {
    all().map(|own| OperatorDoc { name: own.name, negated: own.negated, doc: own.doc.trim() })
}
