//! A node as serde sees it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::fault::{DecodeFault, Failure, FaultKind};
use super::spanned;
use crate::source::{Children, Entries, Kind, Node};

/// What all readers of one decoding share.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Values that count as absent, because they are wrong.
    pub(super) hidden: BTreeSet<u32>,
    /// Keys that their structs do not have.
    pub(super) unknown: RefCell<Vec<DecodeFault>>,
}

/// One node.
#[derive(Clone, Copy)]
pub(super) struct Reader<'t, 's> {
    pub(super) node: Node<'t>,
    /// The key that it stands under.
    field: Option<&'t str>,
    /// Whether it is a key itself: then whatever it looks like is text.
    key: bool,
    state: &'s State,
}

impl<'t, 's> Reader<'t, 's> {
    pub(super) const fn root(node: Node<'t>, state: &'s State) -> Self {
        Self { node, field: None, key: false, state }
    }

    fn value(self, node: Node<'t>, field: Option<&'t str>) -> Self {
        Self { node, field, key: false, state: self.state }
    }

    fn is_hidden(self, node: Node<'t>) -> bool {
        self.state.hidden.contains(&node.index())
    }

    fn expected(self, expected: &'static str) -> Failure {
        Failure::new(FaultKind::WrongType { expected, found: self.node.kind() })
            .at(self.node, self.field)
    }

    fn here<T>(self, decoded: Result<T, Failure>) -> Result<T, Failure> {
        decoded.map_err(|failure| failure.at(self.node, self.field))
    }

    fn text(self) -> Result<&'t str, Failure> {
        let text = if self.key { self.node.scalar_text() } else { self.node.as_str() };
        text.ok_or_else(|| self.expected("text"))
    }

    fn whole(self) -> Result<i64, Failure> {
        self.node.as_i64().ok_or_else(|| self.expected("a whole number"))
    }

    /// The pairs of a map. Nothing at all counts as a map without pairs: a stage may have no settings.
    fn pairs(self, known: Option<&'static [&'static str]>) -> Result<Pairs<'t, 's>, Failure> {
        if !matches!(self.node.kind(), Kind::Mapping | Kind::Null) {
            return Err(self.expected("a map"));
        }
        Ok(Pairs { map: self, entries: self.node.entries(), known, value: None })
    }

    fn list(self) -> Result<Items<'t, 's>, Failure> {
        if !matches!(self.node.kind(), Kind::Sequence | Kind::Null) {
            return Err(self.expected("a list"));
        }
        Ok(Items { list: self, items: self.node.items() })
    }
}

macro_rules! whole_numbers {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
            let whole = self.whole()?;
            self.here(match u64::try_from(whole) {
                Ok(positive) => visitor.visit_u64(positive),
                Err(_) => visitor.visit_i64(whole),
            })
        })+
    };
}

impl<'de> Deserializer<'de> for Reader<'_, '_> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.node.kind() {
            Kind::Null => self.here(visitor.visit_unit()),
            Kind::Bool => self.deserialize_bool(visitor),
            Kind::Int => self.deserialize_i64(visitor),
            Kind::Float => self.deserialize_f64(visitor),
            Kind::String => self.deserialize_str(visitor),
            Kind::Sequence => self.deserialize_seq(visitor),
            Kind::Mapping => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let value = self.node.as_bool().ok_or_else(|| self.expected("`true` or `false`"))?;
        self.here(visitor.visit_bool(value))
    }

    whole_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let value = self.node.as_f64().ok_or_else(|| self.expected("a number"))?;
        self.here(visitor.visit_f64(value))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let text = self.text()?;
        self.here(visitor.visit_str(text))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    /// A key that is there has a value: one that is nothing is told by the value's own type.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        if name == spanned::NAME {
            return self.here(visitor.visit_seq(spanned::Parts::new(self)));
        }
        self.here(visitor.visit_newtype_struct(self))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let list = self.list()?;
        self.here(visitor.visit_seq(list))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let pairs = self.pairs(None)?;
        self.here(visitor.visit_map(pairs))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let pairs = self.pairs(Some(fields))?;
        self.here(visitor.visit_map(pairs))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.text()?;
        self.here(visitor.visit_enum(Word(self)))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

/// The pairs of a map, without those whose values are hidden.
struct Pairs<'t, 's> {
    map: Reader<'t, 's>,
    entries: Entries<'t>,
    /// The keys that there are, of a struct.
    known: Option<&'static [&'static str]>,
    value: Option<(Node<'t>, Node<'t>)>,
}

impl<'de> MapAccess<'de> for Pairs<'_, '_> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Failure> {
        for (key, value) in self.entries.by_ref() {
            if self.map.is_hidden(value) {
                continue;
            }
            let name = key.scalar_text().unwrap_or("");
            if let Some(known) = self.known.filter(|known| !known.contains(&name)) {
                let kind = FaultKind::UnknownField { name: name.to_owned(), known };
                let field = self.map.field.map(str::to_owned);
                let fault = DecodeFault { kind, span: key.span(), field };
                self.map.state.unknown.borrow_mut().push(fault);
                continue;
            }
            self.value = Some((key, value));
            let reader = Reader { node: key, field: self.map.field, key: true, ..self.map };
            let decoded = seed.deserialize(reader).map_err(|mut failure| {
                // Taking out the value takes out its key.
                failure.hide = None;
                failure.at_span(key.span(), value, self.map.field)
            });
            return decoded.map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        let Some((key, value)) = self.value.take() else {
            return Err(Failure::new(FaultKind::Refused {
                reason: "a value without a key".to_owned(),
            }));
        };
        let name = key.scalar_text();
        seed.deserialize(self.map.value(value, name)).map_err(|failure| failure.at(value, name))
    }
}

/// The items of a list, without the hidden ones.
struct Items<'t, 's> {
    list: Reader<'t, 's>,
    items: Children<'t>,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Failure> {
        let list = self.list;
        let Some(item) = self.items.by_ref().find(|item| !list.is_hidden(*item)) else {
            return Ok(None);
        };
        let decoded = seed.deserialize(list.value(item, list.field));
        decoded.map(Some).map_err(|failure| failure.at(item, list.field))
    }
}

/// A text as one of the words of an enum.
struct Word<'t, 's>(Reader<'t, 's>);

impl<'de> EnumAccess<'de> for Word<'_, '_> {
    type Error = Failure;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self::Variant), Failure> {
        let word = seed.deserialize(self.0)?;
        Ok((word, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'_, '_> {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Failure> {
        Err(self.0.expected("a map"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Failure> {
        Err(self.0.expected("a list"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Failure> {
        Err(self.0.expected("a map"))
    }
}
