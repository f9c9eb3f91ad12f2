//! How a [`Spanned`] value learns its place.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::U32Deserializer;
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::fault::Failure;
use super::reader::Reader;
use crate::source::{FileId, Span, Spanned};

/// The name by which a spanned value makes itself known to the reader. No other type has it.
pub(super) const NAME: &str = "portcullis::source::Spanned";

/// Works under [`decode`](super::decode) alone: other formats do not know where things stand.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NAME, Parted(PhantomData))
    }
}

struct Parted<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Parted<T> {
    type Value = Spanned<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its place")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Spanned<T>, A::Error> {
        let mut place = || {
            parts.next_element::<u32>()?.ok_or_else(|| de::Error::custom("a value without a place"))
        };
        let (file, start, end): (u32, u32, u32) = (place()?, place()?, place()?);
        let value =
            parts.next_element()?.ok_or_else(|| de::Error::custom("a place without a value"))?;
        Ok(Spanned::new(value, Span::new(FileId(file), start, end)))
    }
}

/// File, start, end and value.
pub(super) struct Parts<'t, 's> {
    reader: Reader<'t, 's>,
    next: u8,
}

impl<'t, 's> Parts<'t, 's> {
    pub(super) const fn new(reader: Reader<'t, 's>) -> Self {
        Self { reader, next: 0 }
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, '_> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Failure> {
        let span = self.reader.node.span();
        let part = self.next;
        self.next = part.saturating_add(1);
        let number = match part {
            0 => span.file().0,
            1 => span.start(),
            2 => span.end(),
            3 => return seed.deserialize(self.reader).map(Some),
            _ => return Ok(None),
        };
        seed.deserialize(U32Deserializer::new(number)).map(Some)
    }
}
