//! Web archives and compressed files.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Body::Made;
use super::{Outcome, Trap};

const fn file(
    name: &'static str,
    extension: &'static str,
    full: usize,
    write: fn(&mut dyn Write, usize) -> io::Result<()>,
) -> Trap {
    Trap::new(name, extension, full, Made(write))
}

const PAGE: &str = "<!doctype html><html><body><p>The ferry between Orrin and Sule sails again on Monday, after three \
                    weeks of repairs.</p></body></html>";

/// 64 MiB of `a`, compressed by brotli.
const BROTLI_BOMB: [u8; 54] = [
    0xcf, 0xff, 0xff, 0x7f, 0xf8, 0x25, 0xc2, 0xe2, 0xb1, 0x40, 0x20, 0xf7, 0xfe, 0x9f, 0xff, 0xff, 0xff,
    0xf0, 0x4b, 0x00, 0xc4, 0x61, 0x01, 0x80, 0xee, 0xfd, 0x3f, 0xff, 0xff, 0xff, 0xe1, 0x97, 0x00, 0x88,
    0xc3, 0x22, 0x00, 0xdd, 0xfb, 0x7f, 0xfe, 0xff, 0xff, 0xc3, 0x2f, 0x01, 0x10, 0x87, 0x05, 0x00, 0xba,
    0xf7, 0xff, 0x03,
];

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn traps() -> Vec<Trap> {
    const BYTES: usize = 1_000_000_000;
    const LIMIT: &[&str] = &["--max-document-bytes", "1MiB"];
    vec![
        file("gzip-bomb", "txt.gz", BYTES, |out, bytes| gzip(out, bytes, 1)).flags(LIMIT).least(8_000_000).ends(Outcome::Reject("too-large")),
        file("gzip-bomb-rows", "jsonl.gz", BYTES, |out, bytes| gzip(out, bytes, 1)).flags(LIMIT).least(8_000_000)
            .ends(Outcome::Reject("too-large")),
        file("gzip-members", "txt.gz", 2_000_000, members).ends(Outcome::Text),
        file("gzip-nested", "txt.gz", BYTES, |out, bytes| gzip(out, bytes, 3)).ends(Outcome::Reject("not-text")),
        file("zstd-bomb", "txt.zst", BYTES, |out, bytes| zstd_bomb(out, bytes)).flags(LIMIT).least(8_000_000).ends(Outcome::Reject("too-large")),
        file("zstd-bomb-rows", "jsonl.zst", BYTES, |out, bytes| zstd_bomb(out, bytes)).flags(LIMIT).least(8_000_000)
            .ends(Outcome::Reject("too-large")),
        file("zstd-frames", "txt.zst", 2_000_000, |out, frames| {
            let frame = zstd_frame(b"ferry ");
            for _ in 0..frames { out.write_all(&frame)?; }
            Ok(())
        }).least(40_000),
        file("zstd-skippable", "txt.zst", 2_000_000, |out, frames| {
            for _ in 0..frames { out.write_all(&[0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0])?; }
            out.write_all(&zstd_frame(b"The ferry sails again."))
        }).least(60_000),
        file("gzip-names", "txt.gz", 2_000_000, |out, times| {
            // Headers whose name never ends, each of which may be the next member behind the broken one.
            out.write_all(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7])?;
            for _ in 0..times { out.write_all(&[0x1f, 0x8b, 8, 8, 1, 1, 1, 1, 1, 1])?; }
            Ok(())
        }).least(100_000).ends(Outcome::Reject("broken-compression")),
        file("zstd-signatures", "txt.zst", 4_000_000, |out, times| {
            for _ in 0..times { out.write_all(&[0x28, 0xb5, 0x2f, 0xfd])?; }
            Ok(())
        }).least(100_000).ends(Outcome::Reject("broken-compression")),
        file("zstd-window", "txt.zst", 1, |out, _| {
            // A frame that asks for a window of two gigabytes.
            out.write_all(&[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00])
        }).ends(Outcome::Reject("broken-compression")),
        file("warc-gzip-bomb", "warc", BYTES, |out, bytes| {
            let mut body = Vec::new();
            gzip(&mut body, bytes, 1)?;
            warc(out, "Content-Encoding: gzip\r\n", &body)?;
            warc(out, "", PAGE.as_bytes())
        }).flags(LIMIT).least(8_000_000).ends(Outcome::Partly("too-large")),
        file("warc-zstd-bomb", "warc", BYTES, |out, bytes| {
            let mut body = Vec::new();
            zstd_bomb(&mut body, bytes)?;
            warc(out, "Content-Encoding: zstd\r\n", &body)?;
            warc(out, "", PAGE.as_bytes())
        }).flags(LIMIT).least(8_000_000).ends(Outcome::Partly("too-large")),
        file("warc-brotli-bomb", "warc", 1, |out, _| {
            warc(out, "Content-Encoding: br\r\n", &BROTLI_BOMB)?;
            warc(out, "", PAGE.as_bytes())
        }).flags(LIMIT).ends(Outcome::Partly("too-large")),
        file("warc-gzip-nested", "warc", BYTES, |out, bytes| {
            let mut body = Vec::new();
            gzip(&mut body, bytes, 3)?;
            warc(out, "Content-Encoding: gzip, gzip, gzip\r\n", &body)?;
            warc(out, "", PAGE.as_bytes())
        }).flags(LIMIT).least(8_000_000).ends(Outcome::Partly("too-large")),
        file("warc-gzip-layers", "warc", 1_000_000, |out, layers| {
            warc(out, &format!("Content-Encoding: {}gzip\r\n", "gzip, ".repeat(layers)), b"x")?;
            warc(out, "", PAGE.as_bytes())
        }),
        file("warc-length-huge", "warc", 1, |out, _| {
            warc(out, "", PAGE.as_bytes())?;
            out.write_all(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 4611686018427387904\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx")
        }).ends(Outcome::Partly("truncated")),
        file("warc-length-overflow", "warc", 1, |out, _| {
            out.write_all(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999999999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx\r\n\r\n")?;
            warc(out, "", PAGE.as_bytes())
        }).ends(Outcome::Partly("broken-record")),
        file("warc-length-negative", "warc", 1, |out, _| {
            out.write_all(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -1\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx\r\n\r\n")?;
            warc(out, "", PAGE.as_bytes())
        }).ends(Outcome::Partly("broken-record")),
        file("warc-lengths-wrong", "warc", 200_000, |out, records| {
            for _ in 0..records {
                out.write_all(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx\r\n\r\n")?;
            }
            warc(out, "", PAGE.as_bytes())
        }).ends(Outcome::Partly("truncated")),
        file("warc-headers", "warc", 5_000_000, |out, lines| {
            out.write_all(b"WARC/1.0\r\nWARC-Type: response\r\n")?;
            super::repeat(out, "X-#: y\r\n", lines)?;
            out.write_all(b"\r\n")?;
            warc(out, "", PAGE.as_bytes())
        }).ends(Outcome::Partly("broken-record")),
        file("warc-header-line", "warc", 100_000_000, |out, bytes| {
            out.write_all(b"WARC/1.0\r\nWARC-Type: ")?;
            super::repeat(out, "x", bytes)?;
            out.write_all(b"\r\n\r\n")?;
            warc(out, "", PAGE.as_bytes())
        }).ends(Outcome::Partly("broken-record")),
        file("warc-http-headers", "warc", 1_000_000, |out, lines| {
            let mut more = Vec::new();
            super::repeat(&mut more, "X-#: y\r\n", lines)?;
            warc(out, &String::from_utf8_lossy(&more), PAGE.as_bytes())
        }),
        file("warc-chunks", "warc", 5_000_000, |out, chunks| {
            let mut body = Vec::new();
            super::repeat(&mut body, "1\r\na\r\n", chunks)?;
            body.extend_from_slice(b"0\r\n\r\n");
            warc(out, "Transfer-Encoding: chunked\r\n", &body)
        }),
        file("warc-chunk-huge", "warc", 1, |out, _| {
            warc(out, "Transfer-Encoding: chunked\r\n", b"7fffffffffffffff\r\n<p>The ferry sails again on Monday.</p>")
        }),
        file("warc-signatures", "warc", 2_000_000, |out, times| super::repeat(out, "WARC/1.0\r\n", times))
            .ends(Outcome::Reject("truncated")),
    ]
}

/// So many bytes of `a`, compressed so many times over.
fn gzip(out: &mut dyn Write, bytes: usize, layers: usize) -> io::Result<()> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    super::repeat(&mut packed, "a", bytes)?;
    let mut packed = packed.finish()?;
    for _ in 1..layers {
        let mut again = GzEncoder::new(Vec::new(), Compression::best());
        again.write_all(&packed)?;
        packed = again.finish()?;
    }
    out.write_all(&packed)
}

/// A file of so many gzip members of six bytes each.
fn members(out: &mut dyn Write, members: usize) -> io::Result<()> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(b"ferry ")?;
    let packed = packed.finish()?;
    for _ in 0..members {
        out.write_all(&packed)?;
    }
    Ok(())
}

/// A zstd frame of this content, uncompressed, at most 127 KiB.
fn zstd_frame(content: &[u8]) -> Vec<u8> {
    let header = (content.len() as u32) << 3 | 1;
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38];
    frame.extend_from_slice(&header.to_le_bytes()[..3]);
    frame.extend_from_slice(content);
    frame
}

/// One frame of blocks that each say "128 KiB of `a`" in four bytes.
fn zstd_bomb(out: &mut dyn Write, bytes: usize) -> io::Result<()> {
    const BLOCK: usize = 128 << 10;
    out.write_all(&[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38])?;
    for left in (0..bytes / BLOCK).rev() {
        let header = (BLOCK as u32) << 3 | 2 | u32::from(left == 0);
        out.write_all(&header.to_le_bytes()[..3])?;
        out.write_all(b"a")?;
    }
    Ok(())
}

/// A record of an answer with these HTTP headers and this body.
fn warc(out: &mut dyn Write, headers: &str, body: &[u8]) -> io::Result<()> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n");
    write!(
        out,
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n\
         WARC-Target-URI: https://example.org/\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {}\r\n\r\n{http}",
        http.len() + body.len()
    )?;
    out.write_all(body)?;
    out.write_all(b"\r\n\r\n")
}
