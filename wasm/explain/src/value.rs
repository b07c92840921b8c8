//! Values of JavaScript: read as data, so deep as anything here is, and written as `JSON.parse` would.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};
use wasm_bindgen::{JsError, JsValue};

/// Settings have a form, a table in it, a secret in that and the words of a command.
const DEEPEST: u8 = 5;

/// Reads an object whose keys may all be absent; `name` is what it is called in the words of an error,
/// which repeats nothing of it.
pub(crate) fn read<T: Deserialize<'static>>(value: JsValue, name: &str) -> Result<T, JsError> {
    let value = Depth(DEEPEST).deserialize(serde_wasm_bindgen::Deserializer::from(value));
    let Ok(Value::Object(members)) = value else {
        return Err(JsError::new(&format!("`{name}` has to be an object.")));
    };
    T::deserialize(Value::from(members.clone())).map_err(|error| {
        // The error does not say where it is.
        let is_wrong = |(key, value): (String, Value)| {
            T::deserialize(Value::from(Map::from_iter([(key.clone(), value)]))).err().map(|_| key)
        };
        let key = members.into_iter().find_map(is_wrong).unwrap_or_default();
        let error = error.to_string();
        let (_, expected) = error.rsplit_once("expected ").unwrap_or(("", &error));
        let is_object = expected == "a map" || expected.starts_with("struct ");
        let expected = if is_object { "an object" } else { expected };
        JsError::new(&format!("`{key}` in `{name}` has to be {expected}."))
    })
}

/// Writes plain objects.
pub(crate) fn write(value: &impl Serialize) -> Result<JsValue, JsError> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(|error| JsError::new(&error.to_string()))
}

/// Reads a value to this depth: one of JavaScript may be in itself.
struct Depth(u8);

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.0 == 0 {
            return IgnoredAny::deserialize(deserializer).map(|_| Value::Null);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("data")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self(self.0 - 1))? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut table = Map::new();
        while let Some(key) = members.next_key()? {
            // What is no data, such as a function, is of no type that anything here can have.
            let nothing = |_| Value::Array(Vec::new());
            let value = members.next_value_seed(Self(self.0 - 1)).unwrap_or_else(nothing);
            table.insert(key, value);
        }
        Ok(table.into())
    }
}
