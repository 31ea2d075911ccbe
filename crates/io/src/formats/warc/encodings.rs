//! Content encodings of HTTP, as far as they are really there: many crawlers keep the header but not the encoding.

use std::io::{self, Read};

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use tamis_core::RejectCause;

use super::payload::looks_like_text;
use crate::compression::{GZIP_MAGIC, ZSTD_MAGIC};
use crate::formats::is_page;

/// Encodings on top of each other that are taken off. A guess; two are rare.
const MAX_LAYERS: usize = 4;
/// Bytes of the buffer of the decoder for `br`.
const BROTLI_BUFFER_BYTES: usize = 4096;

/// A body without its encodings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decoded {
    /// It has none.
    AsSent,
    /// Decoded.
    Bytes(Vec<u8>),
}

/// Takes off encodings, the last one first. One that is not there, although announced, is passed over, and so is one that
/// nobody knows; `is_cut` says that the body is known to be cut, so that what comes of it is all there is. Holds at most
/// `limit` bytes for each of two layers.
///
/// # Errors
/// If an encoding is there but broken, or holds more than `limit` bytes.
pub(super) fn decode(
    sent: &[u8],
    encodings: &[String],
    limit: u64,
    is_cut: bool,
) -> Result<Decoded, (RejectCause, String)> {
    let mut decoded = Decoded::AsSent;
    let known = encodings.iter().rev().filter_map(|name| Encoding::named(name));
    for encoding in known.take(MAX_LAYERS) {
        let bytes = match &decoded {
            Decoded::AsSent => sent,
            Decoded::Bytes(bytes) => bytes,
        };
        if bytes.is_empty() {
            break;
        }
        let (out, failure) = encoding.take_off(bytes, limit);
        decoded = match failure {
            None => Decoded::Bytes(out),
            Some(Failure::TooLarge) => {
                let name = encoding.name();
                let message = format!(
                    "the document has more than {limit} bytes without its {name} encoding, which is over the limit \
                     (--max-document-bytes, --memory)"
                );
                return Err((RejectCause::TooLarge, message));
            }
            Some(Failure::Broken(_)) if is_cut && !out.is_empty() => Decoded::Bytes(out),
            Some(_) if is_page(bytes) || looks_like_text(bytes) => continue,
            Some(Failure::NotThere) => continue,
            Some(Failure::Broken(why)) => {
                let (name, length) = (encoding.name(), out.len());
                let message = format!(
                    "the {name} encoding of the document is broken behind {length} bytes of it: {why}"
                );
                return Err((RejectCause::BrokenCompression, message));
            }
        };
    }
    Ok(decoded)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// Why an encoding could not be taken off.
enum Failure {
    /// The bytes do not begin like it.
    NotThere,
    Broken(String),
    TooLarge,
}

impl Encoding {
    fn named(name: &str) -> Option<Self> {
        match name {
            "gzip" | "x-gzip" => Some(Encoding::Gzip),
            "deflate" => Some(Encoding::Deflate),
            "br" => Some(Encoding::Brotli),
            "zstd" => Some(Encoding::Zstd),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Encoding::Gzip => "gzip",
            Encoding::Deflate => "deflate",
            Encoding::Brotli => "br",
            Encoding::Zstd => "zstd",
        }
    }

    fn take_off(self, bytes: &[u8], limit: u64) -> (Vec<u8>, Option<Failure>) {
        match self {
            Encoding::Gzip if bytes.starts_with(GZIP_MAGIC) => gunzipped(bytes, limit),
            Encoding::Zstd if bytes.starts_with(ZSTD_MAGIC) => {
                match zstd::stream::read::Decoder::with_buffer(bytes) {
                    Ok(decoder) => read(decoder, limit),
                    Err(error) => (Vec::new(), Some(Failure::Broken(error.to_string()))),
                }
            }
            Encoding::Gzip | Encoding::Zstd => (Vec::new(), Some(Failure::NotThere)),
            Encoding::Brotli => {
                read(brotli_decompressor::Decompressor::new(bytes, BROTLI_BUFFER_BYTES), limit)
            }
            Encoding::Deflate => {
                // The standard means zlib; some servers leave its header out.
                let (out, failure) = read(ZlibDecoder::new(bytes), limit);
                match failure {
                    Some(Failure::Broken(_)) if out.is_empty() => read(DeflateDecoder::new(bytes), limit),
                    failure => (out, failure),
                }
            }
        }
    }
}

/// All members, one after the other; what follows them and is none is passed over, as browsers do.
fn gunzipped(mut bytes: &[u8], limit: u64) -> (Vec<u8>, Option<Failure>) {
    let mut out = Vec::new();
    while bytes.starts_with(GZIP_MAGIC) {
        let mut member = GzDecoder::new(bytes);
        let (part, failure) = read(&mut member, limit.saturating_sub(out.len() as u64));
        if out.is_empty() {
            out = part;
        } else {
            out.extend_from_slice(&part);
        }
        if failure.is_some() {
            return (out, failure);
        }
        bytes = member.into_inner();
    }
    (out, None)
}

/// What can be read, and why no more can.
fn read(decoder: impl Read, limit: u64) -> (Vec<u8>, Option<Failure>) {
    let mut out = Vec::new();
    let mut bounded = decoder.take(limit.saturating_add(1));
    match bounded.read_to_end(&mut out) {
        Ok(_) if out.len() as u64 > limit => (Vec::new(), Some(Failure::TooLarge)),
        Ok(_) => (out, None),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            (out, Some(Failure::Broken("it is cut off".to_owned())))
        }
        Err(error) => (out, Some(Failure::Broken(error.to_string()))),
    }
}
