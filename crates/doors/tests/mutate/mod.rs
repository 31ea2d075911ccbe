//! Inputs made of others, the same for the same seed on any machine.

/// Makes inputs of a door.
pub(crate) struct Mutator<'a> {
    state: u64,
    inputs: &'a [Vec<u8>],
    words: Vec<&'static [u8]>,
    longest: usize,
}

/// Changes of one input at most.
const CHANGES: usize = 6;

impl<'a> Mutator<'a> {
    pub(crate) fn new(seed: u64, inputs: &'a [Vec<u8>], words: Vec<&'static [u8]>, longest: usize) -> Self {
        Mutator { state: seed, inputs, words, longest }
    }

    /// A random number (`SplitMix64`).
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A random number below a limit.
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.random() % limit.max(1) as u64).unwrap_or_default()
    }

    /// A range of `length` bytes at most in something of `of` bytes.
    fn range(&mut self, of: usize, length: usize) -> std::ops::Range<usize> {
        let start = self.below(of + 1);
        start..(start + self.below(length + 1)).min(of)
    }

    fn any_input(&mut self) -> &'a [u8] {
        let at = self.below(self.inputs.len());
        self.inputs.get(at).map_or(&[], Vec::as_slice)
    }

    /// The next input.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let mut bytes = self.any_input().to_vec();
        for _ in 0..=self.below(CHANGES) {
            self.change(&mut bytes);
            bytes.truncate(self.longest);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        match self.below(9) {
            // A bit turned over, a byte replaced.
            0 => {
                let (at, bit) = (self.below(bytes.len()), self.below(8));
                bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << bit);
            }
            1 => {
                let (at, value) = (self.below(bytes.len()), self.below(256));
                bytes.get_mut(at).into_iter().for_each(|byte| *byte = value.to_le_bytes()[0]);
            }
            // A word of the door put in, or put in the place of something.
            2 | 3 => {
                let word = self.below(self.words.len());
                let word = self.words.get(word).copied().unwrap_or_default();
                let replaced = if self.below(2) == 0 { 0 } else { word.len() };
                let at = self.range(bytes.len(), replaced);
                bytes.splice(at, word.iter().copied());
            }
            // A part doubled, many times at times.
            4 => {
                let part = self.range(bytes.len(), 64);
                let times = if self.below(8) == 0 { 32 } else { 1 };
                let copied = bytes.get(part.clone()).unwrap_or_default().repeat(times);
                bytes.splice(part.end..part.end, copied);
            }
            // A part taken out, the end cut off.
            5 => {
                let part = self.range(bytes.len(), 64);
                bytes.drain(part);
            }
            6 => bytes.truncate(self.below(bytes.len() + 1)),
            // A part of another input put in, or its end in the place of the own.
            7 => {
                let other = self.any_input();
                let (part, at) = (self.range(other.len(), 256), self.below(bytes.len() + 1));
                bytes.splice(at..at, other.get(part).unwrap_or_default().iter().copied());
            }
            _ => {
                let other = self.any_input();
                let (from, at) = (self.below(other.len() + 1), self.below(bytes.len() + 1));
                bytes.truncate(at);
                bytes.extend_from_slice(other.get(from..).unwrap_or_default());
            }
        }
    }
}

/// Words that mean something at a door.
pub(crate) fn dictionary(door: &str) -> Vec<&'static [u8]> {
    let own: &[&[u8]] = match door {
        "html" | "page" => HTML,
        "decode" | "text" => ENCODED,
        "rows" | "saved" => JSON,
        "archive" => ARCHIVE,
        "settings" => SETTINGS,
        "filters" | "lists" => PRIVATE,
        _ => &[],
    };
    own.iter().chain(ANY).copied().collect()
}

const ANY: &[&[u8]] = &[
    b"\0",
    b"\n",
    b"\r\n",
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x80",
    b"\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\xef\xbb\xbf",
    b"\xfe\xff",
    "\u{2028}".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{200b}".as_bytes(),
    "e\u{301}".as_bytes(),
    "😀".as_bytes(),
    "中文".as_bytes(),
    "ß İ".as_bytes(),
];

const HTML: &[&[u8]] = &[
    b"<p>",
    b"</p>",
    b"<table>",
    b"<tr><td>",
    b"</table>",
    b"<select><option>",
    b"<svg><title>",
    b"<math><mi>",
    b"<template>",
    b"<script>",
    b"</script>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"<b><i>",
    b"</b></i>",
    b"<a href='/x'>",
    b"<div hidden>",
    b"<ul><li>",
    b"<pre>\n",
    b"<textarea>",
    b"<plaintext>",
    b"<noscript>",
    b"<form>",
    b"<meta charset=utf-16>",
    b"<meta property='article:published_time' content='2024-05-03'>",
    b"<script type='application/ld+json'>{\"@type\":\"Article\",\"articleBody\":\"",
    b"&nbsp;",
    b"&#x110000;",
    b"&lt;",
    b"=\"",
    b"class='comments share'",
];

const ENCODED: &[&[u8]] = &[
    b"%3Cp%3E",
    b"%253C",
    b"%u00e9",
    b"%E2%80",
    b"%00",
    b"+",
    b"&amp;",
    b"&lt;b&gt;",
    b"&#38;",
    b"&nbsp;",
    b"<p>",
    b"</p>",
    b"<br>",
    b"```\n",
    b"- ",
    b"\t",
    b": ",
    b"Read more: ",
    b"Share this",
    b"By Ann Other\n",
    b"Photo: ",
    "Ã©".as_bytes(),
    "â€œ".as_bytes(),
    "• ".as_bytes(),
];

const JSON: &[&[u8]] = &[
    b"{\"id\":\"",
    b"\"text\":\"",
    b"\"html\":\"",
    b"\"metadata\":{",
    b"\"tamis\":{",
    b"\\ud800",
    b"\\u0000",
    b"\\n",
    b"\"}\n",
    b"}",
    b"[[[[",
    b"null",
    b"-1",
    b"1e999",
    b"18446744073709551615",
    b"\"start\":",
    b"\"end\":",
    b"\"reason\":\"",
    b"\"path\":\"../",
    b"</script><img src=x onerror=a>",
];

const ARCHIVE: &[&[u8]] = &[
    b"WARC/1.0\r\n",
    b"WARC/1.1\r\n",
    b"WARC-Type: response\r\n",
    b"WARC-Type: conversion\r\n",
    b"WARC-Target-URI: https://sule.example/\r\n",
    b"Content-Length: 18446744073709551615\r\n",
    b"Content-Length: 10\r\n",
    b"Content-Type: application/http; msgtype=response\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: br\r\n",
    b"Content-Encoding: gzip, gzip\r\n",
    b"ffffffff\r\n",
    b"0\r\n\r\n",
    b"\r\n\r\n",
];

const SETTINGS: &[&[u8]] = &[
    b"[strip]\n",
    b"[filter]\n",
    b"[input]\n",
    b"[host.\"a.example\"]\n",
    b"[selectors]\n",
    b"mode = \"recall\"\n",
    b"drop = [\"",
    b"keep = [\"",
    b"preset = \"gopher\"\n",
    b"from = \"jsonl\"\n",
    b"include = [\"**/{a,b}*\"]\n",
    b"nan",
    b"inf",
    b"1979-05-27T07:32:00Z",
    b"'''",
    b"{a=[{}]}",
    b":not(",
    b":has(> ",
];

const PRIVATE: &[&[u8]] = &[
    b"anna@garden.example.org",
    b" (at) ",
    b" dot com",
    b"+49 30 23125012",
    b"030 23125012",
    b"4111 1111 1111 1111",
    b"GB82 WEST 1234 5698 7654 32",
    b"192.168.0.77",
    b"2001:db8::1",
    b"[EMAIL]",
    b"[PHONE]",
    b"https://user:secret@sub.example.org:8080/a?b#c",
    b"*.example.org",
    b"||example.org^",
    b"/(a+)+$/",
    b"xn--",
    "१२३".as_bytes(),
];
