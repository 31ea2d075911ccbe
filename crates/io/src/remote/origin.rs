//! Where the bytes of one remote file come from.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::path::Path as ObjectPath;
use object_store::{GetOptions, GetRange, ObjectStore};

use super::failure::{Failure, Kind};
use super::web;

/// One remote file.
pub(super) enum Origin {
    Store { store: Arc<dyn ObjectStore>, path: ObjectPath },
    Web { client: reqwest::Client, url: reqwest::Url },
}

/// What a server answers when it is asked for a range.
pub(super) struct Answer {
    pub(super) body: BoxStream<'static, Result<Bytes, Failure>>,
    /// The first byte of the body, counted in the file. A server that knows no ranges begins at 0.
    pub(super) start: u64,
    /// Bytes of the body; `None` if the server does not say.
    pub(super) length: Option<u64>,
    /// Bytes of the whole file; `None` if the server does not say.
    pub(super) total: Option<u64>,
    pub(super) version: Version,
}

/// What tells one content of a file from another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) etag: Option<String>,
    pub(super) modified: Option<String>,
}

impl Version {
    /// Whether both are known and not the same.
    pub(super) fn differs(&self, other: &Version) -> bool {
        let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
        differ(&self.etag, &other.etag) || differ(&self.modified, &other.modified)
    }

    pub(super) fn is_known(&self) -> bool {
        self.etag.is_some() || self.modified.is_some()
    }

    /// An etag that a server compares; a weak one never matches (RFC 9110, 13.1.1).
    pub(super) fn strong_etag(&self) -> Option<&str> {
        self.etag.as_deref().filter(|etag| !etag.starts_with("W/"))
    }
}

impl Origin {
    /// Asks for `length` bytes from `start` on, of this version if one is known.
    pub(super) async fn range(&self, start: u64, length: u64, version: &Version) -> Result<Answer, Failure> {
        match self {
            Origin::Store { store, path } => of_store(store.as_ref(), path, start, length, version).await,
            Origin::Web { client, url } => web::range(client, url, start, length, version).await,
        }
    }
}

async fn of_store(
    store: &dyn ObjectStore,
    path: &ObjectPath,
    start: u64,
    length: u64,
    version: &Version,
) -> Result<Answer, Failure> {
    let options = GetOptions {
        range: Some(GetRange::Bounded(start..start.saturating_add(length))),
        if_match: version.strong_etag().map(str::to_owned),
        ..GetOptions::default()
    };
    let result = store.get_opts(path, options).await.map_err(|error| Failure::of_store(&error))?;
    let version = Version {
        etag: result.meta.e_tag.clone(),
        modified: Some(result.meta.last_modified.timestamp_micros().to_string()),
    };
    let (range, total) = (result.range.clone(), Some(result.meta.size));
    // A body that breaks off is asked for again, whatever the store says of it.
    let broken = |error| Failure { kind: Kind::Passing, ..Failure::of_store(&error) };
    let body = result.into_stream().map(move |chunk| chunk.map_err(broken)).boxed();
    Ok(Answer { body, start: range.start, length: Some(range.end - range.start), total, version })
}
