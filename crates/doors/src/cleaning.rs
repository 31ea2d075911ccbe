//! Pages and plain texts from their bytes to what is written of them.

use std::sync::LazyLock;

use tamis_core::{Body, Decision, Layout, Markup, Metadata, Place, Record, RejectCause, Stage};
use tamis_pipeline::{Cleaned, Cleaner, Config, RemovedSpan, TracedDocument};

use crate::input::Input;
use crate::records::text_of_row;

/// Settings that lead through different code.
const SETTINGS: [&str; 5] = [
    "",
    "[output]\ntext_format = \"markdown\"\nlinks = true\n[convention]\ntitle = true\ncomments = true\ncaptions = true\n",
    "[strip]\nmode = \"precision\"\n[pii]\nmode = \"redact\"\nregions = [\"DE\"]\n[convention]\ntables = false\n\
     [selectors]\ndrop = [\"aside\", \".x\"]\nkeep = [\"td\"]\n",
    "[strip]\nmode = \"recall\"\nloss_limit = 0.4\n[filter]\npreset = \"fineweb\"\n[language]\naccept = [\"en\"]\n",
    "[stages]\nstrip = false\ndecode = false\n[output]\nkeep_empty = true\n",
];

static CLEANERS: LazyLock<Vec<Cleaner>> = LazyLock::new(|| {
    let cleaner = |settings: &&str| {
        let config = Config::resolve(Some(("settings", settings)), &[]).expect("the settings are valid");
        Cleaner::new(config).expect("the settings are valid")
    };
    SETTINGS.iter().map(cleaner).collect()
});

/// One byte for the settings, then a page; see [`clean`].
pub(crate) fn page(bytes: &[u8]) {
    clean(bytes, &[Markup::Html, Markup::Html, Markup::Unknown]);
}

/// One byte for the settings, then a plain text; see [`clean`].
pub(crate) fn text(bytes: &[u8]) {
    clean(bytes, &[Markup::Text, Markup::Text, Markup::Unknown]);
}

/// Nothing panics, and the document is cleaned or refused with a cause. Every block has a verdict with a score and, if it goes,
/// a reason and evidence; the text is the document text without the removed spans, which are where they say; its characters
/// are an in-order subsequence of the document text's; rows and traces are JSON that says the same; and all of it is the
/// same each time.
fn clean(bytes: &[u8], markups: &[Markup]) {
    let mut input = Input(bytes);
    let choice = usize::from(input.byte());
    let cleaner = &CLEANERS[choice % SETTINGS.len()];
    let markup = markups[choice / SETTINGS.len() % markups.len()];
    let bytes = input.rest();
    let record = || Record {
        place: Place::default(),
        meta: Metadata {
            id: "a/b.html".to_owned(),
            url: (choice % 2 == 0).then(|| "https://www.example.org/2024/05/03/ferry".to_owned()),
            ..Metadata::default()
        },
        markup,
        body: Body::Bytes { bytes: bytes.to_vec(), charset: None },
    };
    let cleaned = match cleaner.clean(record()) {
        Ok(cleaned) => cleaned,
        Err(reject) => {
            assert_ne!(reject.cause, RejectCause::Panicked, "{}", reject.message);
            return;
        }
    };
    check_verdicts(&cleaned);
    let mut removed = Vec::new();
    let article = cleaner.article(record(), Some(&mut removed)).expect("as before");
    assert_eq!(article.text, cleaned.written());
    check_spans(&cleaned, &removed);
    let mut row = Vec::new();
    article.write_json(&mut row);
    check_row(&row, &article.text);
    let explained = cleaner.explain(&cleaned, 3);
    assert!(explained.is_empty() || explained.len() == cleaned.document.blocks.len());
    let trace = TracedDocument::of(&cleaned, &explained);
    let line = trace.to_json_line();
    let read: TracedDocument<'_> = serde_json::from_slice(&line).expect("a trace is JSON");
    assert_eq!(read, trace);
    assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
}

fn check_verdicts(cleaned: &Cleaned) {
    let blocks = &cleaned.document.blocks;
    assert_eq!(cleaned.verdicts.len(), blocks.len());
    for (verdict, block) in cleaned.verdicts.iter().zip(blocks) {
        assert!((0.0..=1.0).contains(&verdict.score), "{}", verdict.score);
        match &verdict.decision {
            Decision::Keep => {}
            Decision::Drop => {
                assert!(verdict.reason.is_some() && !verdict.evidence.is_empty(), "{verdict:?}");
            }
            Decision::Edit(edits) => {
                let mut end = 0;
                for edit in edits {
                    assert!(edit.range.start >= end && edit.range.end > edit.range.start);
                    assert!(block.text.get(edit.range.clone()).is_some(), "{edit:?} in {:?}", block.text);
                    end = edit.range.end;
                }
            }
        }
    }
}

/// The text is the document text without what was removed.
fn check_spans(cleaned: &Cleaned, removed: &[RemovedSpan]) {
    let document = Layout::new(&cleaned.document.blocks).document_text();
    let scalars: Vec<char> = document.chars().collect();
    let mut left: Vec<Option<char>> = scalars.iter().copied().map(Some).collect();
    let mut changed = false;
    for span in removed {
        assert!(!span.evidence.is_empty(), "{span:?}");
        assert!((0.0..=1.0).contains(&span.score), "{span:?}");
        let range = usize::try_from(span.start).expect("small")..usize::try_from(span.end).expect("small");
        let there = scalars.get(range.clone()).expect("a span is in the text");
        if span.reason.stage() == Stage::Decode {
            continue;
        }
        assert!(there.iter().copied().eq(span.text.chars()), "{span:?}");
        let replacement = span.replacement.as_deref().unwrap_or_default();
        changed |= !replacement.is_empty();
        // Where something stands instead, the characters that are the same stay.
        if replacement != span.text {
            left[range].fill(None);
        }
    }
    if !changed {
        let rebuilt: String = left.into_iter().flatten().collect();
        assert_eq!(tokens(&rebuilt), tokens(&cleaned.text));
    }
    let mut rest = scalars.iter();
    let is_part = cleaned.text.chars().filter(|c| !c.is_whitespace()).all(|c| rest.any(|other| *other == c));
    assert!(is_part || changed, "{:?} is no part of {document:?}", cleaned.text);
    assert!(!cleaned.text.ends_with('\n'));
}

fn tokens(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// A row is one line of JSON that holds the text, and is read as it was written.
fn check_row(row: &[u8], text: &str) {
    assert_eq!(text_of_row(row), text);
    assert!(row.ends_with(b"\n") && row.iter().filter(|byte| **byte == b'\n').count() == 1);
    let read = tamis_io::parse_row(row).expect("a row is read");
    assert!(matches!(read.body, Body::Text(read) if read == text));
    assert_eq!(read.meta.id, "a/b.html");
}
