//! A remote file as a stream of bytes: large ranges, one ahead of the consumer.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::engine::Engine;
use super::failure::{Failure, Kind};
use super::origin::{Origin, Version};

/// Bytes that one request asks for. Stores charge a request what 5 to 10 MB of it cost in time at 100 MB/s, and two of
/// these are held; the AWS guide to performance names 8 to 16 MB.
const RANGE_BYTES: u64 = 16 << 20;
/// Timeouts that a range may take in all: a guess, so that a server that drips is given up too. At 30 seconds it gives
/// up on less than 28 KB a second.
const TIMEOUTS_PER_RANGE: u32 = 20;
/// What a range may take beyond that, for the waits between requests.
const WAITS_PER_RANGE: Duration = Duration::from_mins(1);
/// The first wait before a request is made again; each further one doubles. The default of `object_store`.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest such wait. The default of `object_store`.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// How long a range may take in all.
pub(super) fn deadline(timeout: Duration) -> Duration {
    timeout.saturating_mul(TIMEOUTS_PER_RANGE).saturating_add(WAITS_PER_RANGE)
}

/// How long to wait before the attempt of this number, from 1. What is random in it comes from what is asked for, so
/// that readers who failed together do not come back together.
pub(super) fn wait(name: &str, attempt: u32) -> Duration {
    let longest = FIRST_WAIT.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(LONGEST_WAIT);
    let share = xxh3_64_with_seed(name.as_bytes(), u64::from(attempt)) >> 40;
    longest.mul_f64(0.5 + share as f64 / f64::from(1 << 25))
}

/// Fetches a file piece by piece.
pub(super) struct Fetcher {
    pub(super) origin: Origin,
    /// What the waits depend on.
    pub(super) name: String,
    pub(super) retries: u32,
    pub(super) timeout: Duration,
    pub(super) state: State,
}

/// How far a file has been fetched.
#[derive(Default)]
pub(super) struct State {
    position: u64,
    total: Option<u64>,
    version: Option<Version>,
    body: Option<Body>,
}

struct Body {
    stream: BoxStream<'static, Result<Bytes, Failure>>,
    /// Bytes to come that were fetched before.
    skip: u64,
    /// Bytes to come, if the server said so.
    left: Option<u64>,
}

impl Fetcher {
    /// Sends pieces until the file ends, which an empty one says, or fails, or nobody wants more. The next piece is
    /// fetched when there is room for it, so that two are held: that and the consumer's.
    pub(super) async fn run(mut self, sender: mpsc::Sender<io::Result<Vec<u8>>>) {
        while let Ok(room) = sender.reserve().await {
            let slow = || Failure::lasting(io::ErrorKind::TimedOut, "the server is too slow");
            let fetched = tokio::time::timeout(deadline(self.timeout), self.piece()).await;
            let piece = fetched.unwrap_or_else(|_| Err(slow().into_error(self.state.position)));
            let is_last = piece.as_ref().map_or(true, Vec::is_empty);
            room.send(piece);
            if is_last {
                break;
            }
        }
    }

    async fn piece(&mut self) -> io::Result<Vec<u8>> {
        let (mut piece, mut attempt) = (Vec::new(), 0);
        while (piece.len() as u64) < RANGE_BYTES && !self.state.is_done() {
            let Err(failure) = self.more(&mut piece).await else { continue };
            self.state.body = None;
            if failure.kind != Kind::Passing {
                return Err(failure.into_error(self.state.position));
            }
            if attempt == self.retries {
                let message = format!("{}, after {attempt} retries", failure.message);
                return Err(Failure { message, ..failure }.into_error(self.state.position));
            }
            attempt += 1;
            tokio::time::sleep(wait(&self.name, attempt)).await;
        }
        Ok(piece)
    }

    /// Appends what comes next.
    async fn more(&mut self, piece: &mut Vec<u8>) -> Result<(), Failure> {
        if self.state.body.is_none() {
            self.ask().await?;
        }
        let state = &mut self.state;
        let Some(body) = &mut state.body else { return Ok(()) };
        match body.stream.next().await {
            Some(chunk) => {
                let chunk = chunk?;
                if let Some(left) = &mut body.left {
                    let enough =
                        || Failure::lasting(io::ErrorKind::InvalidData, "the server gives more than it says");
                    *left = left.checked_sub(chunk.len() as u64).ok_or_else(enough)?;
                }
                let skipped = usize::try_from(body.skip).unwrap_or(usize::MAX).min(chunk.len());
                body.skip -= skipped as u64;
                let new = chunk.get(skipped..).unwrap_or_default();
                piece.extend_from_slice(new);
                state.position += new.len() as u64;
            }
            None => match body.left {
                Some(0) => state.body = None,
                Some(left) => return Err(Failure::passing(format!("the answer ends {left} bytes early"))),
                None => state.total = Some(state.position),
            },
        }
        Ok(())
    }

    /// Asks for the next range.
    async fn ask(&mut self) -> Result<(), Failure> {
        let state = &mut self.state;
        let known = state.version.clone().unwrap_or_default();
        let answer = match self.origin.range(state.position, RANGE_BYTES, &known).await {
            Ok(answer) => answer,
            Err(failure) if failure.kind == Kind::PastEnd && state.total.is_none() => {
                state.total = Some(state.position);
                return Ok(());
            }
            Err(failure) if failure.kind == Kind::PastEnd => return Err(Failure::changed()),
            Err(failure) => return Err(failure),
        };
        let lengths_differ = matches!((state.total, answer.total), (Some(a), Some(b)) if a != b);
        if lengths_differ || known.differs(&answer.version) {
            return Err(Failure::changed());
        }
        if answer.start > state.position || answer.length == Some(0) && answer.total != Some(state.position) {
            return Err(Failure::passing("the server gives another range than the one asked for"));
        }
        if answer.start < state.position && !answer.version.is_known() && answer.total.is_none() {
            let cause =
                "the connection broke, and the server does not say whether the file is still the same";
            return Err(Failure::lasting(io::ErrorKind::Unsupported, cause));
        }
        state.total = state.total.or(answer.total);
        state.version.get_or_insert(answer.version);
        let skip = state.position - answer.start;
        state.body = Some(Body { stream: answer.body, skip, left: answer.length });
        Ok(())
    }
}

impl State {
    fn is_done(&self) -> bool {
        self.total.is_some_and(|total| self.position >= total)
    }
}

/// The consumer's end.
pub(super) struct RemoteRead {
    pieces: mpsc::Receiver<io::Result<Vec<u8>>>,
    current: Cursor<Vec<u8>>,
    state: End,
    /// What fetches.
    task: AbortHandle,
    /// Keeps the threads that fetch.
    _engine: Arc<Engine>,
}

enum End {
    NotYet,
    Whole,
    Failed(io::ErrorKind, String),
}

impl RemoteRead {
    /// What comes through the channel. Waits for the first piece, so that what cannot be had at all is told now.
    pub(super) fn open(
        pieces: mpsc::Receiver<io::Result<Vec<u8>>>,
        task: AbortHandle,
        engine: Arc<Engine>,
    ) -> io::Result<Self> {
        let mut read =
            RemoteRead { pieces, current: Cursor::default(), state: End::NotYet, task, _engine: engine };
        read.next_piece()?;
        Ok(read)
    }

    fn next_piece(&mut self) -> io::Result<()> {
        // What is read goes before the next is waited for.
        self.current = Cursor::default();
        let piece = self.pieces.blocking_recv().unwrap_or_else(|| {
            Err(io::Error::other("the thread that reads from other machines has ended; please report this"))
        });
        match piece {
            Ok(piece) if piece.is_empty() => self.state = End::Whole,
            Ok(piece) => self.current = Cursor::new(piece),
            Err(error) => {
                self.state = End::Failed(error.kind(), error.to_string());
                return Err(error);
            }
        }
        Ok(())
    }
}

impl Drop for RemoteRead {
    fn drop(&mut self) {
        // Nobody waits for the range that is under way.
        self.task.abort();
    }
}

impl Read for RemoteRead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let length = self.current.read(buffer)?;
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            match &self.state {
                End::NotYet => self.next_piece()?,
                End::Whole => return Ok(0),
                End::Failed(kind, message) => return Err(io::Error::new(*kind, message.clone())),
            }
        }
    }
}
