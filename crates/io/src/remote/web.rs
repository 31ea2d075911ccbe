//! Files of web servers, by plain HTTP: ranges where the server knows them, the whole file where it does not.

use futures_util::StreamExt;
use reqwest::header::{CONTENT_RANGE, ETAG, HeaderMap, HeaderName, IF_MATCH, LAST_MODIFIED, RANGE};
use reqwest::{Client, StatusCode, Url};

use super::failure::{Failure, Kind};
use super::origin::{Answer, Version};
use super::{Known, dates};

/// Asks for a range. `length` is at least 1.
pub(super) async fn range(
    client: &Client,
    url: &Url,
    start: u64,
    length: u64,
    version: &Version,
) -> Result<Answer, Failure> {
    let last = start.saturating_add(length - 1);
    let mut request = client.get(url.clone()).header(RANGE, format!("bytes={start}-{last}"));
    if let Some(etag) = version.strong_etag() {
        request = request.header(IF_MATCH, etag);
    }
    let response = request.send().await.map_err(Failure::of_web)?;
    let status = response.status();
    let headers = response.headers();
    let version = Version { etag: text(headers, ETAG), modified: text(headers, LAST_MODIFIED) };
    let (start, length, total) = match status {
        StatusCode::PARTIAL_CONTENT => {
            let given = text(headers, CONTENT_RANGE).and_then(|range| content_range(&range));
            let (first, end, total) =
                given.ok_or_else(|| Failure::passing("the server does not say which range it gives"))?;
            (first, Some(end - first), total)
        }
        // The length as the server states it: what is compressed for the way has none.
        status if status.is_success() => (0, response.content_length(), response.content_length()),
        status => return Err(Failure::of_status(status.as_u16())),
    };
    let body = response.bytes_stream().map(|chunk| chunk.map_err(Failure::of_web)).boxed();
    Ok(Answer { body, start, length, total, version })
}

/// What a server says of a file without giving it; `None` if it says that there is none. Not every server answers such
/// a question, so that any other refusal says nothing.
pub(super) async fn look(client: &Client, url: &Url) -> Result<Option<Known>, Failure> {
    let response = client.head(url.clone()).send().await.map_err(Failure::of_web)?;
    let headers = response.headers();
    match response.status() {
        StatusCode::NOT_FOUND | StatusCode::GONE => Ok(None),
        status if status.is_success() => {
            let length =
                text(headers, reqwest::header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
            let modified = text(headers, LAST_MODIFIED).map(|date| dates::nanoseconds(&date));
            Ok(Some(Known { bytes: length.unwrap_or_default(), modified: modified.unwrap_or_default() }))
        }
        status => match Failure::of_status(status.as_u16()) {
            failure if failure.kind == Kind::Passing && status != StatusCode::NOT_IMPLEMENTED => Err(failure),
            _ => Ok(Some(Known::default())),
        },
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// First byte, end and length of the file of `bytes 0-9/20`; the length may be `*`.
fn content_range(range: &str) -> Option<(u64, u64, Option<u64>)> {
    let (range, total) = range.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last): (u64, u64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last && last < u64::MAX).then(|| (first, last + 1, total.trim().parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_answers_are_read() {
        assert_eq!(content_range("bytes 0-9/20"), Some((0, 10, Some(20))));
        assert_eq!(content_range(" bytes 5-5/*"), Some((5, 6, None)));
        for broken in ["", "bytes */20", "bytes 9-0/20", "items 0-9/20", "bytes 0-18446744073709551615/*"] {
            assert_eq!(content_range(broken), None, "{broken}");
        }
    }
}
