//! Documents from Python as what a record is read from.

use pyo3::exceptions::{PyException, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple,
};
use tamis_core::{Record, Reject, RejectCause};
use tamis_pipeline::RowSource;

/// Lists and dicts that may stand in each other, as in Parquet columns.
const MAX_DEPTH: usize = 64;

/// Members whose value is text, in which the NaN that frames have in place of a missing one is none.
const TEXTS: [&str; 11] =
    ["text", "content", "raw_content", "html", "id", "doc_id", "url", "title", "date", "created", "source"];

/// What a document of Python is, copied out of it, so that a thread without the interpreter can go on with it.
pub(crate) enum Document {
    Text(String),
    Bytes(Vec<u8>),
    /// A row of JSON, and its members that are bytes.
    Row(String, Vec<(String, Vec<u8>)>),
    /// Nothing that can be one, and why.
    Unfit(String),
}

impl Document {
    /// Takes a str, bytes or a row. Whatever else there is becomes a document that is rejected, and so does a row whose
    /// values raise; what comes through is no exception of theirs, such as that of Ctrl-C.
    pub(crate) fn of(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(text) = object.cast::<PyString>() {
            return Ok(Document::Text(text_of(text)?));
        }
        if let Some(bytes) = bytes_of(object)? {
            return Ok(Document::Bytes(bytes));
        }
        let Ok(row) = object.cast::<PyMapping>() else {
            let kind = object.get_type().name()?;
            return Ok(Document::Unfit(format!("a document is a str, bytes or a dict, not {kind}")));
        };
        match row_of(row) {
            Ok((json, bytes)) => Ok(Document::Row(json, bytes)),
            Err(Unfit::Value(why)) => Ok(Document::Unfit(why)),
            Err(Unfit::Raised(error)) if error.is_instance_of::<PyException>(object.py()) => {
                Ok(Document::Unfit(format!("the row cannot be read: {error}")))
            }
            Err(Unfit::Raised(error)) => Err(error),
        }
    }

    /// Whether it is a text or page that came without a row.
    pub(crate) fn is_bare(&self) -> bool {
        matches!(self, Document::Text(_) | Document::Bytes(_))
    }

    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Document::Text(text) | Document::Unfit(text) => text.len(),
            Document::Bytes(bytes) => bytes.len(),
            Document::Row(json, bytes) => {
                json.len() + bytes.iter().map(|(_, bytes)| bytes.len()).sum::<usize>()
            }
        }
    }

    /// The record, number `number` of its source.
    pub(crate) fn into_record(self, source: &RowSource, number: u64) -> Result<Record, Box<Reject>> {
        match self {
            Document::Text(text) => Ok(source.text(number, text)),
            Document::Bytes(bytes) => Ok(source.bytes(number, bytes)),
            Document::Row(json, bytes) => source.row(number, &json, bytes),
            Document::Unfit(why) => Err(Box::new(source.reject(number, RejectCause::MissingText, why))),
        }
    }
}

/// Why a row has no form in JSON.
enum Unfit {
    Value(String),
    Raised(PyErr),
}

impl From<PyErr> for Unfit {
    fn from(error: PyErr) -> Self {
        Unfit::Raised(error)
    }
}

/// The text of a str. Half a surrogate pair, which no text can hold, becomes U+FFFD, as it does in rows of JSON.
fn text_of(text: &Bound<'_, PyString>) -> PyResult<String> {
    if let Ok(text) = text.to_str() {
        return Ok(text.to_owned());
    }
    let encoded = text.call_method1("encode", ("utf-16-le", "surrogatepass"))?;
    let encoded = encoded.cast::<PyBytes>()?.as_bytes();
    let (units, _) = encoded.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    Ok(String::from_utf16_lossy(&units))
}

fn bytes_of(object: &Bound<'_, PyAny>) -> PyResult<Option<Vec<u8>>> {
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return Ok(Some(bytes.as_bytes().to_vec()));
    }
    if let Ok(bytes) = object.cast::<PyByteArray>() {
        return Ok(Some(bytes.to_vec()));
    }
    if object.get_type().name()? == "memoryview" {
        let bytes = object.call_method0("tobytes")?;
        return Ok(Some(bytes.cast::<PyBytes>()?.as_bytes().to_vec()));
    }
    Ok(None)
}

type Row = (String, Vec<(String, Vec<u8>)>);

fn row_of(row: &Bound<'_, PyMapping>) -> Result<Row, Unfit> {
    let (mut out, mut bytes) = (Vec::new(), Vec::new());
    out.push(b'{');
    each_item(row, |name, value| {
        push_name(&mut out, &name)?;
        if TEXTS.contains(&name.as_str())
            && value.cast::<PyFloat>().is_ok_and(|number| number.value().is_nan())
        {
            out.extend_from_slice(b"null");
            return Ok(());
        }
        if let Some(found) = bytes_of(value)? {
            out.extend_from_slice(b"\"\"");
            bytes.push((name, found));
            return Ok(());
        }
        push(&mut out, value, &name, 1)
    })?;
    out.push(b'}');
    let json = String::from_utf8(out).map_err(|error| Unfit::Value(error.to_string()))?;
    Ok((json, bytes))
}

/// Calls `each` for the members of a mapping, with their names as `json.dumps` writes them.
fn each_item(
    mapping: &Bound<'_, PyMapping>,
    mut each: impl FnMut(String, &Bound<'_, PyAny>) -> Result<(), Unfit>,
) -> Result<(), Unfit> {
    let mut take = |name: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>| {
        let name = match name.cast::<PyString>() {
            Ok(name) => text_of(name)?,
            Err(_) => name.str()?.extract()?,
        };
        each(name, value)
    };
    if let Ok(dict) = mapping.cast::<PyDict>() {
        // Names and values are asked for their text, and may change the dict then.
        for item in dict.items() {
            let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
            take(&name, &value)?;
        }
        return Ok(());
    }
    for item in mapping.items()?.iter() {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        take(&name, &value)?;
    }
    Ok(())
}

fn push_name(out: &mut Vec<u8>, name: &str) -> Result<(), Unfit> {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
    push_text(out, name)?;
    out.push(b':');
    Ok(())
}

fn push_text(out: &mut Vec<u8>, text: &str) -> Result<(), Unfit> {
    serde_json::to_writer(out, text).map_err(|error| Unfit::Value(error.to_string()))
}

/// Appends a value as JSON. Dates and times are ISO 8601 strings, other numbers strings of their digits, bytes base64; a
/// float that is no number is its name.
fn push(out: &mut Vec<u8>, value: &Bound<'_, PyAny>, name: &str, depth: usize) -> Result<(), Unfit> {
    if depth > MAX_DEPTH {
        return Err(Unfit::Value(format!("`{name}` is nested more than {MAX_DEPTH} deep")));
    }
    if value.is_none() {
        out.extend_from_slice(b"null");
    } else if let Ok(text) = value.cast::<PyString>() {
        push_text(out, &text_of(text)?)?;
    } else if let Ok(is_so) = value.cast::<PyBool>() {
        out.extend_from_slice(if is_so.is_true() { b"true" } else { b"false" });
    } else if let Ok(number) = value.cast::<PyInt>() {
        push_integer(out, number)?;
    } else if let Ok(number) = value.cast::<PyFloat>() {
        if number.value().is_finite() {
            // Kinds of float, such as that of numpy, show themselves in other ways.
            let plain = PyFloat::new(number.py(), number.value());
            out.extend_from_slice(plain.repr()?.to_cow()?.as_bytes());
        } else {
            push_text(out, &number.value().to_string())?;
        }
    } else if let Ok(mapping) = value.cast::<PyMapping>() {
        out.push(b'{');
        each_item(mapping, |inner, value| {
            push_name(out, &inner)?;
            push(out, value, name, depth + 1)
        })?;
        out.push(b'}');
    } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        out.push(b'[');
        for (at, item) in value.try_iter()?.enumerate() {
            if at > 0 {
                out.push(b',');
            }
            push(out, &item?, name, depth + 1)?;
        }
        out.push(b']');
    } else {
        push_other(out, value, name, depth)?;
    }
    Ok(())
}

/// Appends the digits of a number, also where an enumeration or another kind of int shows itself by a name.
fn push_integer(out: &mut Vec<u8>, number: &Bound<'_, PyInt>) -> Result<(), Unfit> {
    let digits = if number.is_exact_instance_of::<PyInt>() {
        number.repr()?.into_any()
    } else {
        number.py().get_type::<PyInt>().call_method1("__repr__", (number,))?
    };
    out.extend_from_slice(digits.cast::<PyString>().map_err(PyErr::from)?.to_cow()?.as_bytes());
    Ok(())
}

/// What is no type of JSON but has an obvious form there.
fn push_other(out: &mut Vec<u8>, value: &Bound<'_, PyAny>, name: &str, depth: usize) -> Result<(), Unfit> {
    let py = value.py();
    if let Some(bytes) = bytes_of(value)? {
        if let Ok(text) = std::str::from_utf8(&bytes) {
            return push_text(out, text);
        }
        let encoded = py.import("base64")?.call_method1("b64encode", (PyBytes::new(py, &bytes),))?;
        return push_text(out, &encoded.call_method0("decode")?.extract::<String>()?);
    }
    let kind = value.get_type().fully_qualified_name()?.to_string();
    if kind.starts_with("pandas.") && (kind.ends_with(".NAType") || kind.ends_with(".NaTType")) {
        out.extend_from_slice(b"null");
        return Ok(());
    }
    if value.hasattr("isoformat")? {
        return push_text(out, &value.call_method0("isoformat")?.extract::<String>()?);
    }
    // Arrays and numbers of numpy and its kin.
    for method in ["tolist", "item"] {
        if value.hasattr(method)? {
            let plain = value.call_method0(method)?;
            if kind == "numpy.datetime64" && plain.is_instance_of::<PyInt>() {
                // Its nanoseconds since 1970.
                return push_text(out, value.str()?.to_cow()?.as_ref());
            }
            if !plain.get_type().is(value.get_type()) {
                return push(out, &plain, name, depth + 1);
            }
        }
    }
    if kind.starts_with("decimal.") || kind.starts_with("uuid.") || kind.starts_with("pathlib.") {
        return push_text(out, value.str()?.to_cow()?.as_ref());
    }
    Err(Unfit::Value(format!("`{name}` holds a {kind}, which has no form in a row; leave it out")))
}

/// Refuses what is one document where many are wanted.
pub(crate) fn refuse_one(documents: &Bound<'_, PyAny>) -> PyResult<()> {
    let is_one = documents.is_instance_of::<PyString>()
        || documents.is_instance_of::<PyBytes>()
        || documents.is_instance_of::<PyDict>();
    if is_one {
        return Err(PyTypeError::new_err(
            "this is one document, not many: put it into a list, or use clean()",
        ));
    }
    Ok(())
}
