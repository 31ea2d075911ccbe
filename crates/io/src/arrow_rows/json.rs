//! Values of columns as JSON.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    DecimalType, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    IntervalDayTimeType, IntervalYearMonthType, Time32MillisecondType, Time32SecondType,
    Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, MapArray, StructArray};
use arrow_schema::{DataType, IntervalUnit, TimeUnit};

use super::time;
use crate::json_text::{push, push_bytes, push_string};

/// Lists, structures and maps that may stand in each other; a guess far above what is in use.
const MAX_DEPTH: usize = 64;

/// What of a type has no form in JSON here, if anything.
pub(crate) fn unfit(data_type: &DataType) -> Option<String> {
    unfit_at(data_type, 0)
}

fn unfit_at(data_type: &DataType, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return Some(format!("it is nested more than {MAX_DEPTH} deep"));
    }
    match data_type {
        DataType::List(field)
        | DataType::LargeList(field)
        | DataType::FixedSizeList(field, _)
        | DataType::Map(field, _) => unfit_at(field.data_type(), depth + 1),
        DataType::Struct(fields) => fields.iter().find_map(|field| unfit_at(field.data_type(), depth + 1)),
        DataType::Dictionary(_, values) => unfit_at(values, depth + 1),
        DataType::Null
        | DataType::Boolean
        | DataType::Timestamp(..)
        | DataType::Date32
        | DataType::Date64
        | DataType::Time32(_)
        | DataType::Time64(_)
        | DataType::Interval(IntervalUnit::YearMonth | IntervalUnit::DayTime)
        | DataType::Binary
        | DataType::FixedSizeBinary(_)
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => None,
        number if number.is_numeric() => None,
        other => Some(format!("values of the type {other} cannot be read")),
    }
}

/// Appends a value as JSON. Dates and times are ISO 8601 strings, decimals strings of their digits, bytes are the
/// text that they are in UTF-8, else base64; a figure that is no number is its name. Members of a structure that are
/// null are left out.
pub(super) fn push_value(out: &mut Vec<u8>, array: &dyn Array, at: usize) {
    if is_null(array, at) {
        return out.extend_from_slice(b"null");
    }
    match array.data_type() {
        DataType::Boolean => push(out, &array.as_boolean().value(at)),
        DataType::Int8 => push(out, &primitive::<Int8Type>(array, at)),
        DataType::Int16 => push(out, &primitive::<Int16Type>(array, at)),
        DataType::Int32 => push(out, &primitive::<Int32Type>(array, at)),
        DataType::Int64 => push(out, &primitive::<Int64Type>(array, at)),
        DataType::UInt8 => push(out, &primitive::<UInt8Type>(array, at)),
        DataType::UInt16 => push(out, &primitive::<UInt16Type>(array, at)),
        DataType::UInt32 => push(out, &primitive::<UInt32Type>(array, at)),
        DataType::UInt64 => push(out, &primitive::<UInt64Type>(array, at)),
        DataType::Float16 => push_float(out, &primitive::<Float16Type>(array, at).to_f32()),
        DataType::Float32 => push_float(out, &primitive::<Float32Type>(array, at)),
        DataType::Float64 => push_float(out, &primitive::<Float64Type>(array, at)),
        DataType::Utf8 => push_string(out, array.as_string::<i32>().value(at)),
        DataType::LargeUtf8 => push_string(out, array.as_string::<i64>().value(at)),
        DataType::Utf8View => push_string(out, array.as_string_view().value(at)),
        DataType::Binary => push_bytes(out, array.as_binary::<i32>().value(at)),
        DataType::LargeBinary => push_bytes(out, array.as_binary::<i64>().value(at)),
        DataType::BinaryView => push_bytes(out, array.as_binary_view().value(at)),
        DataType::FixedSizeBinary(_) => push_bytes(out, array.as_fixed_size_binary().value(at)),
        DataType::Decimal32(..) => push_decimal::<Decimal32Type>(out, array, at),
        DataType::Decimal64(..) => push_decimal::<Decimal64Type>(out, array, at),
        DataType::Decimal128(..) => push_decimal::<Decimal128Type>(out, array, at),
        DataType::Decimal256(..) => push_decimal::<Decimal256Type>(out, array, at),
        DataType::List(_) => push_list(out, &array.as_list::<i32>().value(at)),
        DataType::LargeList(_) => push_list(out, &array.as_list::<i64>().value(at)),
        DataType::FixedSizeList(..) => push_list(out, &array.as_fixed_size_list().value(at)),
        DataType::Struct(_) => push_struct(out, array.as_struct(), at),
        DataType::Map(..) => push_map(out, array.as_map(), at),
        DataType::Dictionary(..) => match entry(array, at) {
            Some((values, at)) => push_value(out, values, at),
            None => out.extend_from_slice(b"null"),
        },
        other => push_moment(out, other, array, at),
    }
}

/// Whether there is no value; a column that has none at all has a type for that.
pub(super) fn is_null(array: &dyn Array, at: usize) -> bool {
    match array.data_type() {
        DataType::Null => true,
        _ if at >= array.len() || array.is_null(at) => true,
        DataType::Dictionary(..) => entry(array, at).is_none_or(|(values, at)| is_null(values, at)),
        _ => false,
    }
}

/// Where the value of a dictionary stands: the values, and the place among them.
fn entry(array: &dyn Array, at: usize) -> Option<(&dyn Array, usize)> {
    let dictionary = array.as_any_dictionary_opt()?;
    let keys = dictionary.keys();
    let key = match keys.data_type() {
        DataType::Int8 => i64::from(primitive::<Int8Type>(keys, at)),
        DataType::Int16 => i64::from(primitive::<Int16Type>(keys, at)),
        DataType::Int32 => i64::from(primitive::<Int32Type>(keys, at)),
        DataType::Int64 => primitive::<Int64Type>(keys, at),
        DataType::UInt8 => i64::from(primitive::<UInt8Type>(keys, at)),
        DataType::UInt16 => i64::from(primitive::<UInt16Type>(keys, at)),
        DataType::UInt32 => i64::from(primitive::<UInt32Type>(keys, at)),
        DataType::UInt64 => i64::try_from(primitive::<UInt64Type>(keys, at)).ok()?,
        _ => return None,
    };
    Some((dictionary.values().as_ref(), usize::try_from(key).ok()?))
}

fn primitive<T: ArrowPrimitiveType>(array: &dyn Array, at: usize) -> T::Native {
    array.as_primitive::<T>().value(at)
}

/// Dates, times and intervals; nothing else is left.
fn push_moment(out: &mut Vec<u8>, data_type: &DataType, array: &dyn Array, at: usize) {
    let text = match data_type {
        DataType::Date32 => time::date(i64::from(primitive::<Date32Type>(array, at))),
        DataType::Date64 => time::timestamp(primitive::<Date64Type>(array, at), 1_000, false),
        DataType::Time32(TimeUnit::Second) => {
            time::time_of_day(i64::from(primitive::<Time32SecondType>(array, at)), 1)
        }
        DataType::Time32(_) => {
            time::time_of_day(i64::from(primitive::<Time32MillisecondType>(array, at)), 1_000)
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            time::time_of_day(primitive::<Time64MicrosecondType>(array, at), 1_000_000)
        }
        DataType::Time64(_) => time::time_of_day(primitive::<Time64NanosecondType>(array, at), 1_000_000_000),
        DataType::Timestamp(unit, zone) => {
            let (units, units_a_second) = match unit {
                TimeUnit::Second => (primitive::<TimestampSecondType>(array, at), 1),
                TimeUnit::Millisecond => (primitive::<TimestampMillisecondType>(array, at), 1_000),
                TimeUnit::Microsecond => (primitive::<TimestampMicrosecondType>(array, at), 1_000_000),
                TimeUnit::Nanosecond => (primitive::<TimestampNanosecondType>(array, at), 1_000_000_000),
            };
            time::timestamp(units, units_a_second, zone.is_some())
        }
        DataType::Interval(IntervalUnit::YearMonth) => {
            format!("P{}M", primitive::<IntervalYearMonthType>(array, at))
        }
        DataType::Interval(IntervalUnit::DayTime) => {
            let interval = primitive::<IntervalDayTimeType>(array, at);
            format!("P{}DT{}S", interval.days, f64::from(interval.milliseconds) / 1000.0)
        }
        _ => return out.extend_from_slice(b"null"),
    };
    push_string(out, &text);
}

fn push_float<T: serde::Serialize + ToString>(out: &mut Vec<u8>, value: &T) {
    let before = out.len();
    push(out, value);
    // JSON has no form for what is no number.
    if out.get(before..) == Some(b"null") {
        out.truncate(before);
        push_string(out, &value.to_string());
    }
}

fn push_decimal<T: DecimalType>(out: &mut Vec<u8>, array: &dyn Array, at: usize) {
    push_string(out, &array.as_primitive::<T>().value_as_string(at));
}

fn push_list(out: &mut Vec<u8>, values: &ArrayRef) {
    out.push(b'[');
    for at in 0..values.len() {
        if at > 0 {
            out.push(b',');
        }
        push_value(out, values, at);
    }
    out.push(b']');
}

fn push_struct(out: &mut Vec<u8>, array: &StructArray, at: usize) {
    out.push(b'{');
    let mut first = true;
    for (name, column) in array.column_names().into_iter().zip(array.columns()) {
        if is_null(column, at) {
            continue;
        }
        if !std::mem::take(&mut first) {
            out.push(b',');
        }
        push_string(out, name);
        out.push(b':');
        push_value(out, column, at);
    }
    out.push(b'}');
}

/// A map as an object where its keys are texts that differ, else as a list of pairs.
fn push_map(out: &mut Vec<u8>, map: &MapArray, at: usize) {
    let entries = map.value(at);
    let (Some(keys), Some(values)) = (entries.columns().first(), entries.columns().get(1)) else {
        return out.extend_from_slice(b"{}");
    };
    let names: Vec<Vec<u8>> = (0..keys.len()).map(|key| name(keys, key)).collect();
    let mut sorted: Vec<&Vec<u8>> = names.iter().collect();
    sorted.sort_unstable();
    let differ = sorted.array_windows().all(|[a, b]| a != b);
    let is_object = differ && names.iter().all(|name| name.starts_with(b"\""));
    out.push(if is_object { b'{' } else { b'[' });
    for (key, name) in names.iter().enumerate() {
        if key > 0 {
            out.push(b',');
        }
        if !is_object {
            out.push(b'[');
        }
        out.extend_from_slice(name);
        out.push(if is_object { b':' } else { b',' });
        push_value(out, values, key);
        if !is_object {
            out.push(b']');
        }
    }
    out.push(if is_object { b'}' } else { b']' });
}

/// A key as JSON.
fn name(keys: &ArrayRef, at: usize) -> Vec<u8> {
    let mut name = Vec::new();
    push_value(&mut name, keys, at);
    name
}
