//! The report: any texts, in a page that is ours.

use tamis_pipeline::{TracedBlock, TracedCause, TracedDecoding, TracedEdit};
use tamis_report::{
    Change, ChangedDocument, Cluster, Comparison, FateChange, HostFigures, Hosts, Line, LineSource, Member,
    Overview, Piece, ReasonChange, ReasonMeaning, Report, ReviewedDocument, Side, Transition, page,
};

use crate::input::Input;

/// Elements that the page is made of; anything else would come from a text.
const OURS: &str = " a article b bdi body button circle code dd defs details div dl dt em figcaption figure g h1 h2 h3 head \
    header html i kbd li line main meta nav noscript p path pattern pre rect script section small span style summary svg \
    table tbody td text th thead title tr ul !doctype aside ol dialog label input select option form ";

/// Scripts of a page: that of ours, and the data of each view.
const SCRIPTS: std::ops::RangeInclusive<usize> = 1..=6;

/// Texts, one a NUL apart, in all places of a report, and numbers made of their bytes.
///
/// The page is made, holds nothing but our elements and attributes, and the same report gives the same bytes.
pub(crate) fn report(bytes: &[u8]) {
    let text = Input(bytes).text();
    let texts: Vec<&str> = text.split('\0').collect();
    let report = Filler { texts, next: 0 }.report();
    let made = page(&report);
    check_page(&made);
    assert_eq!(page(&report), made);
}

/// Panics if a page has an element, an attribute or an address that is not ours.
pub(crate) fn check_page(page: &[u8]) {
    let html = std::str::from_utf8(page).expect("a page is UTF-8");
    assert!(html.starts_with("<!doctype html>") && html.ends_with("</html>\n"));
    let (head, rest) = html.split_once("<style>").expect("a page has a style");
    let (_, mut rest) = rest.split_once("</style>").expect("the style is closed");
    check_tags(head);
    let mut scripts = 0;
    while let Some((before, behind)) = rest.split_once("<script") {
        check_tags(before);
        scripts += 1;
        rest = behind.split_once("</script>").expect("a script is closed").1;
    }
    check_tags(rest);
    assert!(SCRIPTS.contains(&scripts), "{scripts} scripts");
}

/// Checks tags by a scan that knows quotes.
fn check_tags(html: &str) {
    let mut rest = html;
    while let Some((_, behind)) = rest.split_once('<') {
        let length = behind.find(|c: char| c.is_whitespace() || c == '>').expect("a tag ends");
        let (name, behind) = behind.split_at(length);
        let name = name.trim_start_matches('/').trim_end_matches('/').to_lowercase();
        assert!(OURS.contains(&format!(" {name} ")), "<{name}> is in the page");
        rest = check_attributes(&name, behind);
    }
}

fn check_attributes<'a>(tag: &str, mut rest: &'a str) -> &'a str {
    loop {
        rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix('>') {
            return behind;
        }
        let end = rest.find(['=', '>', ' ']).expect("a tag ends");
        let (attribute, behind) = rest.split_at(end);
        let (value, behind) = match behind.strip_prefix("=\"") {
            Some(behind) => behind.split_once('"').expect("a value ends"),
            None => ("", behind),
        };
        assert!(!attribute.starts_with("on") && attribute != "style", "{attribute} in <{tag}>");
        assert!(attribute != "href" || value.starts_with('#'), "{value} in <{tag}>");
        assert!(attribute != "src", "{value} in <{tag}>");
        rest = behind;
    }
}

/// Hands out texts in turn.
struct Filler<'a> {
    texts: Vec<&'a str>,
    next: usize,
}

impl Filler<'_> {
    fn text(&mut self) -> String {
        self.next += 1;
        self.texts[self.next % self.texts.len()].to_owned()
    }

    /// A number, of any size that is read of a run, by the next text.
    fn number(&mut self) -> u64 {
        let text = self.text();
        let bytes: [u8; 8] = Input(text.as_bytes()).array();
        (u64::from_le_bytes(bytes) % tamis_io::MOST_OF_A_RUN) >> (text.len() % 50)
    }

    fn report(mut self) -> Report {
        let mut report = Report { overview: self.overview(), ..Report::default() };
        report.reasons = vec![ReasonMeaning { name: self.text(), stage: self.text(), meaning: self.text() }];
        report.gaps = vec![self.text()];
        report.review.documents = vec![self.reviewed(), self.reviewed()];
        report.review.has_trace = self.number().is_multiple_of(2);
        report.duplicates.clusters = vec![self.cluster()];
        report.duplicates.sizes = [(self.number(), self.number()), (self.number(), self.number())].into();
        report.lines.sources = vec![LineSource {
            host: self.text(),
            documents: self.number(),
            lines: vec![Line { text: self.text(), kept: self.number(), dropped: [(self.text(), 2)].into() }],
            more: self.number(),
        }];
        if self.number().is_multiple_of(2) {
            report.comparison = Some(self.comparison());
        }
        report
    }

    fn overview(&mut self) -> Overview {
        let mut overview = Overview { name: self.text(), config: self.text(), ..Overview::default() };
        let stats = &mut overview.stats;
        stats.tamis_version = self.text();
        stats.books.records_in = self.number();
        stats.books.kept = self.number();
        stats.books.skipped = self.number();
        stats.volume.words_in = self.number();
        stats.volume.words_out = self.number();
        stats.volume.bytes_in = self.number();
        for _ in 0..2 {
            let removal = stats.removed_by_reason.entry(self.text()).or_default();
            (removal.words, removal.blocks, removal.documents) =
                (self.number(), self.number(), self.number());
        }
        for counts in [
            &mut stats.documents_by_reason,
            &mut stats.rejected_by_cause,
            &mut stats.skipped_by_type,
            &mut stats.decode_steps,
            &mut stats.flags,
            &mut stats.charsets,
            &mut stats.languages,
        ] {
            counts.insert(self.text(), self.number());
        }
        stats.distributions.documents_by_words_in.fill_with(|| self.number());
        stats.distributions.documents_by_loss.fill_with(|| self.number());
        stats.distributions.words_by_place.fill_with(|| self.number());
        stats.distributions.dropped_words_by_place.fill_with(|| self.number());
        let removed = [(self.text(), self.number())].into();
        overview.hosts = Hosts {
            rows: vec![HostFigures {
                host: self.text(),
                documents: self.number(),
                words_in: self.number(),
                removed,
                ..HostFigures::default()
            }],
            number: self.number(),
            ..Hosts::default()
        };
        overview
    }

    fn reviewed(&mut self) -> ReviewedDocument {
        ReviewedDocument {
            id: self.text(),
            url: Some(self.text()),
            host: self.text(),
            title: Some(self.text()),
            fate: self.text(),
            why: self.text(),
            kept_id: Some(self.text()),
            markup: self.text(),
            flags: vec![self.text()],
            blocks: vec![self.block()],
            words_in: self.number(),
            words_out: self.number(),
            ..ReviewedDocument::default()
        }
    }

    fn block(&mut self) -> TracedBlock<'static> {
        TracedBlock {
            start: self.number(),
            end: self.number(),
            kind: self.text().into(),
            verdict: self.text().into(),
            reason: Some(self.text().into()),
            evidence: self.text().into(),
            marker: self.text().into(),
            text: self.text().into(),
            edits: vec![TracedEdit { replacement: self.text().into(), ..TracedEdit::default() }],
            decoded: Some(TracedDecoding { original: self.text().into(), ..TracedDecoding::default() }),
            causes: vec![TracedCause { push: 1.0, words: self.text().into() }],
            ..TracedBlock::default()
        }
    }

    fn cluster(&mut self) -> Cluster {
        let member = Member {
            id: self.text(),
            url: Some(self.text()),
            reason: self.text(),
            evidence: self.text(),
            difference: vec![Piece { of: Side::First, text: self.text() }],
            ..Member::default()
        };
        Cluster {
            kept_id: self.text(),
            title: Some(self.text()),
            url: Some(self.text()),
            text: Some(self.text()),
            size: self.number(),
            members: vec![member],
        }
    }

    fn comparison(&mut self) -> Comparison {
        let transition = Transition { from: self.text(), to: self.text(), ..Transition::default() };
        Comparison {
            other: self.overview(),
            reasons: vec![ReasonChange {
                reason: self.text(),
                words: [self.number(), self.number()],
                ..ReasonChange::default()
            }],
            transitions: vec![transition.clone()],
            fates: vec![FateChange { from: self.text(), to: self.text(), documents: self.number() }],
            settings: vec![Change { key: self.text(), first: self.text(), second: self.text() }],
            documents: vec![ChangedDocument {
                id: self.text(),
                host: self.text(),
                title: Some(self.text()),
                fates: [self.text(), self.text()],
                difference: vec![Piece { of: Side::Second, text: self.text() }],
                transitions: vec![transition],
                ..ChangedDocument::default()
            }],
            ..Comparison::default()
        }
    }
}
