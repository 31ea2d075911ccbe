//! Whether a member of a compressed stream begins somewhere, told by beginning to decompress it.

use std::io;

use flate2::Decompress;
use zstd::stream::raw::Operation;

use crate::compression::{Codec, GZIP_MAGIC, ZSTD_MAGIC};
use crate::members::{Member, Outcome};

/// Bytes that are decompressed to tell a member from bytes that begin like one. Of random bytes hardly any
/// would pass. A guess.
const TRIAL_BYTES: usize = 512;

/// Whether a member begins somewhere in the bytes.
pub(crate) fn holds_member(bytes: &[u8], codec: Codec) -> bool {
    let Ok(mut trial) = Trial::new(codec) else { return false };
    memchr::memmem::find_iter(bytes, magic(codec))
        .any(|at| bytes.get(at..).is_some_and(|bytes| trial.can_read(bytes)))
}

/// The first bytes of a member.
pub(crate) fn magic(codec: Codec) -> &'static [u8] {
    match codec {
        Codec::Gzip => GZIP_MAGIC,
        Codec::Zstd => ZSTD_MAGIC,
    }
}

/// The bits of the flags of a gzip header that mean nothing and must be zero.
const GZIP_RESERVED_FLAGS: u8 = 0xe0;
/// The only method of gzip.
const GZIP_DEFLATE: u8 = 8;

/// Bytes of a name or a comment in a gzip header, at most, of what is taken for one while a member is looked for.
const GZIP_NAME_BYTES: usize = 4096;

/// What follows a gzip header ([RFC 1952, 2.3](https://www.rfc-editor.org/rfc/rfc1952#section-2.3)); `None` if the bytes begin
/// with none that is like those that programs write.
fn behind_gzip_header(bytes: &[u8]) -> Option<&[u8]> {
    let (header, mut rest) = bytes.split_at_checked(10)?;
    let flags = *header.get(3)?;
    if header.get(2) != Some(&GZIP_DEFLATE) || flags & GZIP_RESERVED_FLAGS != 0 {
        return None;
    }
    let [_, checked, extra, name, comment] = [0, 1, 2, 3, 4].map(|bit| flags & (1 << bit) != 0);
    if extra {
        let (length, behind) = rest.split_first_chunk::<2>()?;
        rest = behind.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for _ in 0..usize::from(name) + usize::from(comment) {
        let end = memchr::memchr(0, rest.get(..GZIP_NAME_BYTES).unwrap_or(rest))?;
        rest = rest.get(end + 1..)?;
    }
    rest.get(if checked { 2 } else { 0 }..)
}

/// Tells members from bytes that begin like one. Its decoders are used again and again: bytes that begin like a member may
/// be all there is.
pub(crate) struct Trial {
    decoder: Member,
}

impl Trial {
    /// Decoders for members of this codec.
    pub(crate) fn new(codec: Codec) -> io::Result<Self> {
        let decoder = match codec {
            Codec::Gzip => Member::Gzip(Decompress::new(false)),
            Codec::Zstd => Member::new(codec)?,
        };
        Ok(Trial { decoder })
    }

    /// Whether a member begins here, as far as its first bytes tell.
    pub(crate) fn can_read(&mut self, bytes: &[u8]) -> bool {
        let mut rest = match &mut self.decoder {
            Member::Gzip(decoder) => {
                let Some(behind) = behind_gzip_header(bytes) else { return false };
                decoder.reset(false);
                behind
            }
            Member::Zstd(decoder) => {
                if decoder.reinit().is_err() {
                    return false;
                }
                bytes
            }
        };
        let (mut output, mut written) = ([0; TRIAL_BYTES], 0);
        loop {
            let step = self.decoder.step(rest, &mut output);
            written += step.written;
            match step.outcome {
                Outcome::Ended => return true,
                Outcome::Broken(_) => return false,
                Outcome::Going if written >= TRIAL_BYTES => return true,
                Outcome::Going if step.read == 0 && step.written == 0 => return written > 0,
                Outcome::Going => rest = rest.get(step.read..).unwrap_or_default(),
            }
        }
    }
}
