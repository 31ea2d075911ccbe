//! Compressed streams of any number of members (gzip) or frames (zstd), which go on behind what is broken.
//!
//! A member that cannot be read ends in an error that holds a [`Gap`]; reading on gives what follows at the next
//! member. That is found by its first bytes and by whether it can be decompressed, beginning right behind the first
//! byte of the broken one as far as that is still in reach: a decoder that has lost its way runs on into what is sound.

use std::fmt;
use std::io::{self, BufRead, Read};
use std::sync::Arc;

use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::Operation;

use crate::compression::{Codec, GZIP_MAGIC, Tally};
use crate::member_trial::{Trial, magic};
use crate::window::{SecondLooks, Window};

/// Bytes decompressed at a time.
const OUTPUT_BYTES: usize = 128 * 1024;
/// Compressed bytes that such a trial may look at: more than the longest header with a name and a comment.
const TRIAL_INPUT_BYTES: usize = 64 * 1024;
/// Bytes of the window that gzip may look back, as a power of two; all that the format allows.
const WINDOW_BITS: u8 = 15;

/// What of a compressed file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gap {
    codec: Codec,
    /// Offset in the file of the member, or of what stands in place of one.
    pub(crate) from: u64,
    /// Offset at which the damage was noticed.
    at: u64,
    /// Offset at which reading goes on; `None` if it does not.
    pub(crate) to: Option<u64>,
    /// What is wrong; `None` if the stream just ends.
    why: Option<String>,
}

impl Gap {
    /// The gap that an error stands for, if it does not come from the file itself.
    pub(crate) fn of(error: &io::Error) -> Option<&Gap> {
        error.get_ref()?.downcast_ref()
    }

    /// A stream of which not even the header is there.
    pub(crate) fn headless(codec: Codec, length: u64) -> Gap {
        Gap { codec, from: 0, at: length, to: None, why: None }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Gap { from, at, .. } = self;
        let (codec, member) = match self.codec {
            Codec::Gzip => ("gzip", "member"),
            Codec::Zstd => ("zstd", "frame"),
        };
        match &self.why {
            None => write!(f, "the {codec} stream is cut off after {at} bytes")?,
            Some(why) => write!(f, "the {codec} stream is corrupt at or before byte {at} ({why})")?,
        }
        match self.to {
            Some(to) => write!(f, ", in the {member} at byte {from}; reading goes on at byte {to}"),
            None => write!(f, ", in the {member} at byte {from}, and nothing that can be read follows"),
        }
    }
}

impl std::error::Error for Gap {}

impl From<Gap> for io::Error {
    fn from(gap: Gap) -> Self {
        let cut = gap.why.is_none();
        io::Error::new(if cut { io::ErrorKind::UnexpectedEof } else { io::ErrorKind::InvalidData }, gap)
    }
}

/// One member that is being decompressed.
pub(crate) enum Member {
    Gzip(Decompress),
    Zstd(zstd::stream::raw::Decoder<'static>),
}

/// What one step of decompressing did.
pub(crate) struct Step {
    pub(crate) read: usize,
    pub(crate) written: usize,
    pub(crate) outcome: Outcome,
}

/// How such a step ended.
pub(crate) enum Outcome {
    Going,
    Ended,
    Broken(String),
}

impl Member {
    pub(crate) fn new(codec: Codec) -> io::Result<Self> {
        Ok(match codec {
            Codec::Gzip => Member::Gzip(Decompress::new_gzip(WINDOW_BITS)),
            Codec::Zstd => Member::Zstd(zstd::stream::raw::Decoder::new()?),
        })
    }

    /// A member behind one that is at its end. A decoder of zstd can begin again, and to make one takes longer than to
    /// decompress a short frame.
    fn behind(ended: Option<Member>, codec: Codec) -> io::Result<Self> {
        match ended {
            Some(Member::Zstd(mut decoder)) => {
                decoder.reinit()?;
                Ok(Member::Zstd(decoder))
            }
            _ => Member::new(codec),
        }
    }

    pub(crate) fn step(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        match self {
            Member::Gzip(member) => {
                let (read, written) = (member.total_in(), member.total_out());
                let outcome = match member.decompress(input, output, FlushDecompress::None) {
                    Ok(Status::StreamEnd) => Outcome::Ended,
                    Ok(Status::Ok | Status::BufError) => Outcome::Going,
                    Err(error) => Outcome::Broken(error.to_string()),
                };
                let (read, written) = (member.total_in() - read, member.total_out() - written);
                Step { read: read as usize, written: written as usize, outcome }
            }
            Member::Zstd(member) => match member.run_on_buffers(input, output) {
                Ok(status) => {
                    let outcome = if status.remaining == 0 { Outcome::Ended } else { Outcome::Going };
                    Step { read: status.bytes_read, written: status.bytes_written, outcome }
                }
                Err(error) => Step { read: 0, written: 0, outcome: Outcome::Broken(error.to_string()) },
            },
        }
    }
}

/// Where a stream of members is.
enum State {
    /// Before a member, or at the end.
    Between { first: bool },
    /// In a member.
    Inside(Member),
    /// Behind what was broken, with why; `None` if the stream just ends there.
    Broken(Option<String>),
    /// At the end.
    Ended,
}

/// Every member of a file one after the other. Zero bytes after the last gzip member are padding, as tapes
/// leave it; anything else there is an error. A buffer never holds bytes of two members.
pub(crate) struct Members {
    window: Window,
    codec: Codec,
    tally: Arc<Tally>,
    state: State,
    /// The decoder of the last member that was read to its end.
    ended: Option<Member>,
    /// Offset of the member in the file.
    from: u64,
    output: Vec<u8>,
    /// The part of `output` that is still to be given.
    given: usize,
    filled: usize,
    second_looks: SecondLooks,
    /// What reading the file failed with while the next member was looked for.
    error: Option<io::Error>,
}

impl Members {
    pub(crate) fn new(window: Window, codec: Codec, tally: Arc<Tally>) -> Self {
        Members {
            window,
            codec,
            tally,
            state: State::Between { first: true },
            ended: None,
            from: 0,
            output: vec![0; OUTPUT_BYTES],
            given: 0,
            filled: 0,
            second_looks: SecondLooks::default(),
            error: None,
        }
    }

    fn begin_member(&mut self, first: bool) -> io::Result<State> {
        self.from = self.window.position();
        let mut padded = false;
        loop {
            let available = self.window.fill(1)?;
            let next = available.first().copied();
            match (self.codec, next) {
                (_, None) => return Ok(State::Ended),
                (Codec::Gzip, Some(0)) if !first => {
                    padded = true;
                    let zeros = available.iter().take_while(|byte| **byte == 0).count();
                    self.window.consume(zeros);
                }
                (Codec::Gzip, next) if padded || next != GZIP_MAGIC.first().copied() => {
                    return Ok(State::Broken(Some("something else follows the gzip stream".to_owned())));
                }
                (Codec::Gzip | Codec::Zstd, _) => {
                    self.tally.begin_member(self.from);
                    return Ok(State::Inside(Member::behind(self.ended.take(), self.codec)?));
                }
            }
        }
    }

    /// Decompresses until there is something to give, or the member is at an end.
    fn go_on(&mut self, mut member: Member) -> io::Result<State> {
        loop {
            let input = self.window.fill(1)?;
            let at_end = input.is_empty();
            let Step { read, written, outcome } = member.step(input, &mut self.output);
            self.window.consume(read);
            (self.given, self.filled) = (0, written.min(self.output.len()));
            match outcome {
                Outcome::Ended => {
                    self.ended = Some(member);
                    return Ok(State::Between { first: false });
                }
                Outcome::Broken(why) => return Ok(State::Broken(Some(why))),
                Outcome::Going if written > 0 => return Ok(State::Inside(member)),
                Outcome::Going if at_end => return Ok(State::Broken(None)),
                Outcome::Going if read == 0 => {
                    return Ok(State::Broken(Some("the decoder does not go on".to_owned())));
                }
                Outcome::Going => {}
            }
        }
    }

    /// Goes to the next member that can be read.
    fn skip_gap(&mut self, why: Option<String>) -> Gap {
        let at = self.window.position();
        let (member, codec) = (self.from, self.codec);
        if at <= member {
            // A decoder that fails at once may not say what it read.
            self.window.consume(1);
        }
        self.window.go_back(member + 1);
        let back = at.saturating_sub(self.window.position());
        if back > 0 && !self.second_looks.allow(back, at) {
            let ahead = usize::try_from(back).unwrap_or(usize::MAX);
            self.window.consume(ahead);
        }
        let to = match find_member(&mut self.window, codec) {
            Ok(to) => to,
            Err(error) => {
                self.error = Some(error);
                None
            }
        };
        self.state = if to.is_some() { State::Between { first: true } } else { State::Ended };
        Gap { codec, from: member, at, to, why }
    }
}

/// Goes to the next bytes that begin like a member and can be decompressed, and says where they are.
fn find_member(window: &mut Window, codec: Codec) -> io::Result<Option<u64>> {
    let magic = magic(codec);
    let mut trial = Trial::new(codec)?;
    loop {
        let available = window.fill(TRIAL_INPUT_BYTES)?;
        let is_last = available.len() < TRIAL_INPUT_BYTES;
        match memchr::memmem::find(available, magic) {
            Some(at) => {
                window.consume(at);
                let available = window.fill(TRIAL_INPUT_BYTES)?;
                if trial.can_read(available.get(..TRIAL_INPUT_BYTES).unwrap_or(available)) {
                    return Ok(Some(window.position()));
                }
                window.consume(1);
            }
            None if is_last && available.is_empty() => return Ok(None),
            None => {
                // The magic may begin in the last bytes that are there.
                let kept = if is_last { 0 } else { magic.len() - 1 };
                let passed = available.len() - kept;
                window.consume(passed);
            }
        }
    }
}

impl BufRead for Members {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.given >= self.filled {
            if let Some(error) = self.error.take() {
                return Err(error);
            }
            self.state = match std::mem::replace(&mut self.state, State::Ended) {
                State::Between { first } => self.begin_member(first)?,
                State::Inside(member) => self.go_on(member)?,
                State::Broken(why) => return Err(self.skip_gap(why).into()),
                State::Ended => return Ok(&[]),
            };
        }
        Ok(self.output.get(self.given..self.filled).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.given = self.filled.min(self.given.saturating_add(amount));
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let length = available.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}
