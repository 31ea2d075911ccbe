//! Little-endian numbers and short texts in a stream.

use std::io::{self, Read, Write};

pub(crate) fn write_u64(out: &mut impl Write, value: u64) -> io::Result<()> {
    out.write_all(&value.to_le_bytes())
}

pub(crate) fn write_u32(out: &mut impl Write, value: u32) -> io::Result<()> {
    out.write_all(&value.to_le_bytes())
}

/// A text of at most 65,535 bytes with its length in front.
pub(crate) fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    let length = u16::try_from(text.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(text.as_bytes())
}

fn read<const N: usize>(input: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

pub(crate) fn read_u8(input: &mut impl Read) -> io::Result<u8> {
    read::<1>(input).map(|[byte]| byte)
}

pub(crate) fn read_u32(input: &mut impl Read) -> io::Result<u32> {
    read(input).map(u32::from_le_bytes)
}

pub(crate) fn read_u64(input: &mut impl Read) -> io::Result<u64> {
    read(input).map(u64::from_le_bytes)
}

/// Replaces `out` by a text with its length in front; at most 65,535 bytes are held.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] if it is no UTF-8, besides those of the stream.
pub(crate) fn read_text(input: &mut impl Read, out: &mut String) -> io::Result<()> {
    let mut bytes = std::mem::take(out).into_bytes();
    bytes.resize(usize::from(read(input).map(u16::from_le_bytes)?), 0);
    input.read_exact(&mut bytes)?;
    *out = String::from_utf8(bytes).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    Ok(())
}
