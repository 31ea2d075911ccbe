//! Documents as bytes in a temporary file: what is needed to write their rows, in the order of the fields. Whole numbers
//! have eight bytes, little-endian; texts have their length before them; what may be missing has its count (0 or 1).

use std::io::{self, Read, Write};

use tamis_core::{Flag, Metadata};
use tamis_io::Container;

use crate::held::HeldDocument;
use crate::work::{Compared, Ready};

/// Appends a document to `out`.
pub(crate) fn pack(document: &HeldDocument, out: &mut impl Write) -> io::Result<()> {
    let Ready { meta, flags, text, container, words_in, words_out, .. } = &document.ready;
    for number in [document.file, document.plain_bytes, *words_in, *words_out] {
        put_number(out, number)?;
    }
    put_number(out, u64::from(*container == Container::Files))?;
    put_texts(out, flags.len(), flags.iter().map(|flag| flag.name()))?;
    put_texts(out, 1, [meta.id.as_str()])?;
    for field in [&meta.source, &meta.added, &meta.created, &meta.title, &meta.language] {
        put_texts(out, usize::from(field.is_some()), field.as_deref())?;
    }
    let members = meta.passthrough.iter().flat_map(|(name, raw)| [name.as_str(), raw.as_str()]);
    put_texts(out, meta.passthrough.len() * 2, members)?;
    put_texts(out, 1, [text.as_str()])
}

/// Reads a document back. Its place on the web, and what is written before documents are compared, are not in it.
pub(crate) fn unpack(input: &mut impl Read) -> io::Result<HeldDocument> {
    let [file, plain_bytes, words_in, words_out, is_file] =
        [number(input)?, number(input)?, number(input)?, number(input)?, number(input)?];
    let flags = texts(input)?.iter().filter_map(|name| Flag::from_name(name)).collect();
    let mut next = || texts(input).map(|mut found| found.pop());
    let meta = Metadata {
        id: next()?.unwrap_or_default(),
        source: next()?,
        added: next()?,
        created: next()?,
        title: next()?,
        language: next()?,
        ..Metadata::default()
    };
    let mut members = texts(input)?.into_iter();
    let mut passthrough = Vec::with_capacity(members.len() / 2);
    while let (Some(name), Some(raw)) = (members.next(), members.next()) {
        passthrough.push((name, raw));
    }
    let ready = Ready {
        meta: Metadata { passthrough, ..meta },
        flags,
        text: texts(input)?.pop().unwrap_or_default(),
        compared: Compared::Never,
        drop: None,
        row: Vec::new(),
        removed: Vec::new(),
        trace: Vec::new(),
        container: if is_file == 1 { Container::Files } else { Container::Jsonl },
        words_in,
        words_out,
    };
    Ok(HeldDocument { file, ready, plain_bytes })
}

fn put_number(out: &mut impl Write, number: u64) -> io::Result<()> {
    out.write_all(&number.to_le_bytes())
}

fn put_texts<'a>(
    out: &mut impl Write,
    count: usize,
    texts: impl IntoIterator<Item = &'a str>,
) -> io::Result<()> {
    put_number(out, count as u64)?;
    texts.into_iter().try_for_each(|text| {
        put_number(out, text.len() as u64)?;
        out.write_all(text.as_bytes())
    })
}

fn number(input: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    input.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

fn texts(input: &mut impl Read) -> io::Result<Vec<String>> {
    (0..number(input)?)
        .map(|_| {
            let length = number(input)?;
            let mut bytes = Vec::with_capacity(length as usize);
            if input.take(length).read_to_end(&mut bytes)? as u64 != length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_back_as_it_was() {
        let text = |text: &str| Some(text.to_owned());
        let meta = Metadata {
            id: "a\nb".into(),
            source: text(""),
            created: text("2024-05-31"),
            language: text("sl"),
            passthrough: vec![("page".into(), "1.50".into()), (String::new(), "{}".into())],
            ..Metadata::default()
        };
        let ready = Ready {
            meta: meta.clone(),
            flags: vec![Flag::LossLimit, Flag::MojibakeRepaired],
            text: "Čoln\n\nje stal.".into(),
            compared: Compared::Never,
            drop: None,
            row: Vec::new(),
            removed: Vec::new(),
            trace: Vec::new(),
            container: Container::Files,
            words_in: 5,
            words_out: 3,
        };
        let document = HeldDocument { file: 7, ready, plain_bytes: 15 };
        let mut bytes = Vec::new();
        pack(&document, &mut bytes).unwrap();
        pack(&document, &mut bytes).unwrap();
        let mut input = bytes.as_slice();
        for _ in 0..2 {
            let HeldDocument { file, ready, plain_bytes } = unpack(&mut input).unwrap();
            assert_eq!((file, plain_bytes, ready.words_in, ready.words_out), (7, 15, 5, 3));
            assert_eq!((ready.meta, ready.container), (meta.clone(), Container::Files));
            assert_eq!(ready.flags, document.ready.flags);
            assert_eq!(ready.text, document.ready.text);
        }
        assert!(unpack(&mut input).is_err());
        assert!(unpack(&mut &bytes[..bytes.len() / 2 - 3]).is_err());
    }
}
