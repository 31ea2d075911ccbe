//! Writes the page of a made-up run, to look at every view without one: `sample_page OUT.html [empty]`.
//!
//! Its texts are hostile on purpose: markup, quotes, directions that turn, controls, words without blanks.

use std::collections::BTreeMap;

use tamis_core::Reason;
use tamis_pipeline::{
    Books, DedupStats, Distributions, Removal, Stats, Timing, TracedBlock, TracedCause, TracedDecoding,
    TracedEdit, Volume,
};
use tamis_report::{
    Change, ChangedDocument, Cluster, Comparison, Coverage, Duplicates, FateChange, HostFigures, Hosts, Line,
    LineSource, Member, Overview, Piece, ReasonChange, ReasonMeaning, RepeatedLines, Report, Review,
    ReviewedDocument, Side, Transition, page,
};

const HOSTILE: [&str; 8] = [
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "safe\u{202e}gnp.exe\u{202c} and \u{2066}isolated\u{2069}",
    "שלום עולם, זהו טקסט מימין לשמאל with some Latin in it",
    "' onmouseover='alert(1)",
    "<!--<script>--><svg onload=alert(1)>",
    "null\u{0} bell\u{7} zero\u{200b}width \u{feff}mark",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsversammlungsprotokollführerin",
];

const SENTENCES: [&str; 8] = [
    "The ferry to the island leaves at seven, unless the wind is against it.",
    "Two bakers on the harbour street agreed to share one oven for the winter.",
    "Nobody had counted the swans before, so the council paid a student to do it.",
    "Her first report named 214 birds; the second, made in fog, named 97.",
    "The bridge was painted green in spring and nobody noticed until autumn.",
    "A letter from 1911 turned up behind the organ, still sealed.",
    "The library lends out ladders now, and a cider press in September.",
    "Rain fell for nine days, which the old ledger calls a short wet.",
];

const FOREIGN: [(&str, &str, &str); 10] = [
    ("navigation", "Home | Harbour | Weather | Boats for sale", "12 links in 14 words"),
    ("related-links", "Read next: seven walks that end at a pub", "link density 0.93"),
    ("newsletter", "Sign up for the harbour letter, every Friday", "plea to subscribe"),
    ("byline", "By Marit Holm, 4 min read", "author and reading time"),
    ("caption", "The old bridge. Photo: J. Sund", "credit"),
    ("consent", "We use cookies. Accept all?", "consent dialog"),
    ("footer", "Imprint · Terms · Contact", "foot of the page"),
    (
        "unrelated-box",
        "Ten ovens compared: which one bakes best?",
        "shares 0 of 6 content words with the article",
    ),
    ("advertisement", "ADVERTISEMENT", "marker"),
    ("recurs-in-source", "Follow us for more from the coast", "in 41 of 60 stories of the source"),
];

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().unwrap_or_else(|| "sample.html".to_owned());
    let report = if arguments.next().as_deref() == Some("empty") { Report::default() } else { report() };
    std::fs::write(out, page(&report))
}

fn report() -> Report {
    let reasons = Reason::ALL.iter().map(|reason| ReasonMeaning {
        name: reason.name().to_owned(),
        stage: reason.stage().name().to_owned(),
        meaning: reason.meaning().to_owned(),
    });
    let documents: Vec<ReviewedDocument> =
        (0..40).map(document).chain([long_document(), bare_document()]).collect();
    Report {
        gaps: Vec::new(),
        overview: overview("coast-run", 0),
        review: Review {
            coverage: Coverage { taken: documents.len() as u64, all: 100_000 },
            documents,
            has_trace: true,
        },
        duplicates: duplicates(),
        lines: lines(),
        comparison: Some(comparison()),
        reasons: reasons.collect(),
    }
}

fn host(number: usize) -> String {
    [
        "news.coast.example",
        "blog.harbour.example",
        "",
        "a-very-long-host-name-with-many-labels.sub.domain.of.the.example",
        "<b>host</b>",
    ][number % 5]
        .to_owned()
}

fn block(number: usize, verdict: &'static str, score: f64, text: String) -> TracedBlock<'static> {
    TracedBlock {
        start: (number * 100) as u64,
        end: (number * 100 + text.chars().count()) as u64,
        line: (number * 3 + 1) as u32,
        kind: "paragraph".into(),
        verdict: verdict.into(),
        score,
        text: text.into(),
        ..TracedBlock::default()
    }
}

fn causes(against: bool) -> Vec<TracedCause<'static>> {
    let sign = if against { -1.0 } else { 1.0 };
    [("link density 0.82", 1.31), ("words in the block 9", 0.64), ("depth below <main> 3", -0.42)]
        .map(|(words, push)| TracedCause { push: push * sign, words: words.into() })
        .to_vec()
}

fn dropped(number: usize, which: usize) -> TracedBlock<'static> {
    let (reason, text, evidence) = FOREIGN[which % FOREIGN.len()];
    let score = 0.52 + (number * 7 % 45) as f64 / 100.0;
    TracedBlock {
        reason: Some(reason.into()),
        stage: Some("strip".into()),
        evidence: evidence.into(),
        p: Some(1.0 - score),
        causes: causes(true),
        ..block(number, "drop", score, text.to_owned())
    }
}

fn blocks_of(number: usize) -> Vec<TracedBlock<'static>> {
    let mut blocks = vec![
        TracedBlock {
            kind: "heading".into(),
            ..block(0, "keep", 0.04, format!("Story {number}: a quiet week at the harbour"))
        },
        dropped(1, number),
    ];
    for at in 2..6 + number % 5 {
        let text = SENTENCES[(number + at) % SENTENCES.len()];
        blocks.push(TracedBlock {
            gap_before: true,
            p: Some(0.93),
            causes: causes(false),
            ..block(
                at,
                "keep",
                (number * 3 + at * 5) as f64 % 48.0 / 100.0,
                format!("{text} {}", SENTENCES[(number * 3 + at) % 8]),
            )
        });
    }
    if number.is_multiple_of(3) {
        let text = "Write to marit@coast.example for a place. Advertisement The boat holds twelve.";
        let start = (blocks.len() * 100) as u64;
        let edit = |from: u64, to: u64, replacement: &'static str, reason: &'static str| TracedEdit {
            start: start + from,
            end: start + to,
            replacement: replacement.into(),
            reason: reason.into(),
            score: 0.9,
            evidence: "a matched place".into(),
        };
        blocks.push(TracedBlock {
            edits: vec![edit(9, 28, "<EMAIL>", "pii-email"), edit(42, 56, "", "ad-marker")],
            ..block(blocks.len(), "edit", 0.9, text.to_owned())
        });
    }
    if number % 4 == 1 {
        blocks.push(TracedBlock {
            decoded: Some(TracedDecoding {
                reason: "percent-decoded".into(),
                layers: 2,
                encoding: "percent".into(),
                original: "%3Cp%3EThe%20ferry…".into(),
            }),
            ..block(blocks.len(), "keep", 0.2, "The ferry & the tide".to_owned())
        });
        blocks.push(TracedBlock {
            reason: Some("unrelated-box".into()),
            stage: Some("strip".into()),
            evidence: "shares 2 of 9 content words".into(),
            ..block(blocks.len(), "keep", 0.49, "Also from the coast: a short history of lamps".to_owned())
        });
    }
    blocks.push(TracedBlock {
        marker: "- ".into(),
        kind: "list-item".into(),
        ..block(blocks.len(), "keep", 0.3, HOSTILE[number % HOSTILE.len()].to_owned())
    });
    let run = if number.is_multiple_of(2) { 3 } else { 14 };
    for _ in 0..run {
        blocks.push(dropped(blocks.len(), number + 1));
    }
    for which in 0..number % 4 {
        blocks.push(dropped(blocks.len(), number + which));
    }
    blocks
}

fn document(number: usize) -> ReviewedDocument {
    let blocks = blocks_of(number);
    let count = |wanted: fn(&TracedBlock<'_>) -> bool| -> u64 {
        blocks
            .iter()
            .filter(|block| wanted(block))
            .map(|block| block.text.split_whitespace().count() as u64)
            .sum()
    };
    let (words_in, words_out) = (count(|_| true), count(|block| block.verdict != "drop"));
    let over = blocks.iter().filter(|block| block.verdict == "drop").map(|block| block.score - 0.5);
    let closest = over.fold(1.0, f64::min);
    let (fate, why) = match number % 9 {
        7 => ("duplicate", "near-duplicate: 93 % of 5-grams in https://news.coast.example/stories/0"),
        8 => ("dropped", "tiny: 12 words"),
        _ => ("kept", ""),
    };
    ReviewedDocument {
        id: if number == 5 {
            format!("{}{}", HOSTILE[1], "x".repeat(120))
        } else {
            format!("https://news.coast.example/stories/{number}?a=b&c=d#top")
        },
        url: (number % 6 != 2).then(|| {
            if number == 4 {
                "javascript:alert(1)".to_owned()
            } else {
                format!("https://news.coast.example/stories/{number}")
            }
        }),
        host: host(number),
        title: (number % 7 != 3).then(|| {
            if number % 5 == 1 {
                HOSTILE[number % 8].to_owned()
            } else {
                format!("Story {number}: a quiet week at the harbour, told at length by those who were there")
            }
        }),
        fate: fate.to_owned(),
        why: why.to_owned(),
        kept_id: (fate == "duplicate").then(|| "https://news.coast.example/stories/0?a=b&c=d#top".to_owned()),
        markup: if number.is_multiple_of(2) { "html" } else { "text" }.to_owned(),
        flags: if number.is_multiple_of(6) {
            vec!["invalid-bytes".to_owned(), "loss-limit".to_owned()]
        } else {
            Vec::new()
        },
        threshold: (number % 5 != 4).then_some(0.5),
        words_in,
        words_out,
        closest: (number % 5 != 4).then_some(closest),
        by_chance: number % 3 != 1,
        blocks_left_out: 0,
        blocks,
    }
}

fn long_document() -> ReviewedDocument {
    let blocks: Vec<_> = (0..5000)
        .map(|at| {
            if at % 3 == 0 {
                dropped(at, at / 60)
            } else {
                block(at, "keep", 0.1, format!("{at}. {}", SENTENCES[at % 8]))
            }
        })
        .collect();
    ReviewedDocument {
        id: "long".to_owned(),
        title: Some("A document of five thousand blocks".to_owned()),
        fate: "kept".to_owned(),
        markup: "html".to_owned(),
        threshold: Some(0.5),
        words_in: 60_000,
        words_out: 44_000,
        closest: Some(0.3),
        blocks_left_out: 120,
        blocks,
        ..ReviewedDocument::default()
    }
}

fn bare_document() -> ReviewedDocument {
    ReviewedDocument {
        id: "nothing".to_owned(),
        fate: "dropped".to_owned(),
        why: "empty".to_owned(),
        markup: "text".to_owned(),
        ..ReviewedDocument::default()
    }
}

fn distributions() -> Distributions {
    let mut distributions = Distributions::default();
    for (at, class) in distributions.documents_by_words_in.iter_mut().enumerate().take(16) {
        *class = [0, 3, 8, 20, 80, 300, 900, 2400, 9000, 24_000, 31_000, 19_000, 7000, 900, 44, 2][at];
    }
    for (at, class) in distributions.documents_by_words_out.iter_mut().enumerate().take(15) {
        *class = [700, 30, 40, 100, 280, 900, 2100, 5400, 14_000, 29_000, 27_000, 12_000, 2000, 100, 4][at];
    }
    for (at, class) in distributions.documents_by_loss.iter_mut().enumerate() {
        *class = [12_000, 31_000, 22_000, 12_000, 8000, 4000, 2000, 1200, 700, 300, 900][at];
    }
    for at in 0..20_u64 {
        distributions.kept_blocks_by_score[at as usize] = if at < 11 { 2_000_000 >> at } else { 0 };
        distributions.dropped_blocks_by_score[at as usize] = if at > 8 { 500 << (at - 8) } else { at };
    }
    for at in 0..10_u64 {
        distributions.words_by_place[at as usize] = 4_000_000 + at * 1000;
        distributions.dropped_words_by_place[at as usize] =
            [1_900_000, 300_000, 90_000, 60_000, 60_000, 80_000, 150_000, 400_000, 1_100_000, 2_700_000]
                [at as usize];
    }
    distributions
}

fn stats(more: u64) -> Stats {
    let mut removed_by_reason = BTreeMap::new();
    for (at, reason) in Reason::ALL.iter().enumerate().filter(|(at, _)| at % 2 == 0 || *at < 12) {
        let at = at as u64;
        let words = if reason.name().ends_with("decoded") { 0 } else { 900_000 / (at * at + 1) + more };
        removed_by_reason.insert(
            reason.name().to_owned(),
            Removal {
                blocks: words / 9,
                edits: if words == 0 { 310 } else { at % 3 },
                words,
                documents: (words / 40).max(1),
            },
        );
    }
    let counts = |all: &[(&str, u64)]| all.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    Stats {
        books: Books {
            records_in: 104_210,
            kept: 93_804,
            duplicates: 6011,
            dropped: 4002,
            rejected: 12,
            skipped: 381,
        },
        volume: Volume {
            bytes_in: 41_200_345_678,
            bytes_out: 331_222_333,
            blocks_in: 9_800_000,
            blocks_out: 4_100_000,
            words_in: 40_045_000,
            words_out: 33_205_000 - more,
        },
        dedup: Some(DedupStats {
            documents: 103_817,
            same_bytes: 2001,
            same_words: 900,
            near: 3110,
            contained: 212,
            clusters: 2874,
            largest: 411,
            verified: 40_221,
            templates: 917,
            copied_words: 1_200_300,
            ..DedupStats::default()
        }),
        removed_by_reason,
        documents_by_reason: counts(&[
            ("near-duplicate", 3110),
            ("exact-duplicate", 2901),
            ("empty", 2211),
            ("language", 1402),
            ("tiny", 389),
        ]),
        rejected_by_cause: counts(&[("bad-utf8", 9), ("truncated", 2), ("<img src=x onerror=alert(2)>", 1)]),
        skipped_by_type: counts(&[("warcinfo", 381)]),
        decode_steps: counts(&[("percent", 211), ("entities", 99), ("mojibake", 40)]),
        flags: counts(&[("invalid-bytes", 61), ("loss-limit", 922)]),
        charsets: counts(&[
            ("utf-8", 99_120),
            ("windows-1252", 3922),
            ("shift_jis", 511),
            ("euc-kr", 120),
            ("big5", 44),
            ("gbk", 40),
            ("koi8-r", 22),
            ("iso-8859-2", 20),
            ("iso-8859-7", 18),
        ]),
        languages: counts(&[("en", 71_230), ("de", 12_911), ("fr", 9211), ("he", 1200), ("und", 9265)]),
        distributions: distributions(),
        ..Stats::new()
    }
}

fn overview(name: &str, more: u64) -> Overview {
    let rows = (0..30).map(|at| {
        let removed = BTreeMap::from([
            ("navigation".to_owned(), 40_000 / (at + 1)),
            ("related-links".to_owned(), 21_000 / (at + 1)),
            ("consent".to_owned(), 900 / (at + 1)),
        ]);
        HostFigures {
            host: if at < 5 { host(at as usize) } else { format!("host-{at}.example") },
            documents: 9000 / (at + 1),
            kept: 8000 / (at + 1),
            duplicates: 700 / (at + 1),
            dropped: 300 / (at + 1),
            words_in: 240_000 / (at + 1),
            removed,
        }
    });
    Overview {
        name: name.to_owned(),
        stats: stats(more),
        hosts: Hosts { rows: rows.collect(), number: 4120, coverage: Coverage { taken: 100_000, all: 103_817 } },
        timing: (more == 0).then_some(Timing { seconds: 512.4, cpu_seconds: 3901.2, threads: 8 }),
        config: "# tamis.toml\n[run]\ntrace_causes = 3\n\n[strip]\nmode = \"balanced\"\n# </pre><script>alert(3)</script>\n".to_owned(),
    }
}

fn difference() -> Vec<Piece> {
    let piece = |of, text: &str| Piece { of, text: text.to_owned() };
    vec![
        piece(Side::Both, "The ferry leaves at "),
        piece(Side::First, "seven"),
        piece(Side::Second, "eight"),
        piece(
            Side::Both,
            ", unless the wind is against it.\nTwo bakers agreed … for the winter.\nNobody had counted the swans",
        ),
        piece(Side::First, " before"),
        piece(Side::Both, ".\n"),
        piece(Side::Second, "By Marit Holm\nA line that only one of them has, \u{202e}turned\u{202c}.\n"),
        piece(Side::Both, "The bridge was painted green in spring."),
        piece(Side::First, "\n<img src=x onerror=alert(4)>"),
    ]
}

fn duplicates() -> Duplicates {
    let clusters = (0..60_u64).map(|at| Cluster {
        kept_id: if at == 0 {
            "https://news.coast.example/stories/0?a=b&c=d#top".to_owned()
        } else {
            format!("https://news.coast.example/kept/{at}")
        },
        title: (at % 4 != 3).then(|| format!("The swans, counted {at} times")),
        url: Some(format!("https://news.coast.example/kept/{at}")),
        text: (at % 5 != 4).then(|| SENTENCES.join("\n")),
        size: 80 / (at + 1) + 2,
        members: (0..(80 / (at + 1) + 1).min(12))
            .map(|member| Member {
                id: if at == 0 && member == 0 {
                    "https://news.coast.example/stories/7?a=b&c=d#top".to_owned()
                } else {
                    format!("https://mirror-{member}.example/very/long/path/that/goes/on/{at}")
                },
                url: Some(format!("https://mirror-{member}.example/{at}")),
                reason: ["near-duplicate", "exact-duplicate", "contained"][(member % 3) as usize].to_owned(),
                similarity: if member % 3 == 1 { 1.0 } else { 0.93 - member as f64 / 50.0 },
                evidence: "93 % of 5-grams of both".to_owned(),
                difference: if at % 5 == 4 { Vec::new() } else { difference() },
                cut: member == 2,
            })
            .collect(),
    });
    Duplicates {
        clusters: clusters.collect(),
        coverage: Coverage { taken: 60, all: 2874 },
        sizes: BTreeMap::from([
            (2, 2100),
            (3, 480),
            (4, 120),
            (5, 60),
            (7, 44),
            (12, 30),
            (25, 22),
            (82, 17),
            (411, 1),
        ]),
    }
}

fn lines() -> RepeatedLines {
    let sources = (0..24_u64).map(|at| LineSource {
        host: host(at as usize),
        documents: 900 - at * 20,
        lines: (0..40_u64)
            .map(|line| Line {
                text: if line < 8 {
                    HOSTILE[line as usize].to_owned()
                } else {
                    format!("{} ({line})", FOREIGN[(line % 10) as usize].1)
                },
                kept: if line % 3 == 0 { 0 } else { 400 / (line + 1) + at },
                dropped: if line % 3 == 1 {
                    BTreeMap::new()
                } else {
                    BTreeMap::from([
                        ("navigation".to_owned(), 300 / (line + 1) + 1),
                        ("recurs-in-source".to_owned(), 2),
                    ])
                },
            })
            .collect(),
        more: at * 7,
    });
    RepeatedLines {
        sources: sources.collect(),
        more: 12,
        coverage: Coverage { taken: 100_000, all: 103_817 },
        error: 3,
    }
}

fn comparison() -> Comparison {
    let transition = |from: &str, to: &str, words| Transition {
        from: from.to_owned(),
        to: to.to_owned(),
        spans: words / 9 + 1,
        words,
        documents: words / 30 + 1,
    };
    let transitions = vec![
        transition("kept", "byline", 12_400),
        transition("navigation", "kept", 9100),
        transition("related-links", "unrelated-box", 4200),
        transition("caption", "kept", 31),
    ];
    let documents = (0..50_usize).map(|at| ChangedDocument {
        id: format!("https://news.coast.example/stories/{at}?a=b&c=d#top"),
        host: host(at),
        title: (at % 6 != 5).then(|| format!("Story {at} {}", HOSTILE[at % 8])),
        fates: ["kept".to_owned(), if at % 10 == 9 { "tiny" } else { "kept" }.to_owned()],
        words: [400 - at as u64, 380 + at as u64],
        difference: difference(),
        cut: at == 3,
        transitions: vec![transitions[at % 3].clone()],
    });
    Comparison {
        other: overview("coast-run-recall", 1200),
        coverage: Coverage { taken: 100_000, all: 103_817 },
        same: 99_211,
        changed: 789,
        only_first: 2,
        only_second: 0,
        reasons: [("byline", [9000, 21_400]), ("navigation", [450_000, 440_900]), ("caption", [3100, 3069])]
            .map(|(reason, words): (&str, [u64; 2])| ReasonChange {
                reason: reason.to_owned(),
                spans: words.map(|words| words / 9),
                words,
                documents: words.map(|words| words / 40),
            })
            .to_vec(),
        transitions: transitions.clone(),
        fates: vec![
            FateChange { from: "kept".to_owned(), to: "tiny".to_owned(), documents: 78 },
            FateChange { from: "absent".to_owned(), to: "kept".to_owned(), documents: 2 },
        ],
        settings: vec![
            Change {
                key: "strip.mode".to_owned(),
                first: "\"balanced\"".to_owned(),
                second: "\"recall\"".to_owned(),
            },
            Change { key: "filter.tiny".to_owned(), first: String::new(), second: "20".to_owned() },
        ],
        documents: documents.collect(),
    }
}
