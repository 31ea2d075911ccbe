//! Plain texts.

use std::io::{self, Write};

use super::Body::{Made, Repeat};
use super::{Outcome, Random, Trap};

const START: &str = "The ferry between Orrin and Sule sails again on Monday, after three weeks of repairs.\n";
const END: &str = "\nThe council of Sule pays for the repairs, and the fares stay as they were.\n";

const fn text(name: &'static str, full: usize, unit: &'static str) -> Trap {
    Trap::new(name, "txt", full, Repeat(START, unit, END))
}

const BYTES: usize = 20_000_000;
const SHORT: usize = 4_000_000;
const LINES: usize = 1_000_000;

pub(super) fn traps() -> Vec<Trap> {
    let mut all = lines();
    all.extend(lone_lines());
    all.extend(encoded());
    all.extend(filtered());
    all.extend(private());
    all
}

/// Many lines.
fn lines() -> Vec<Trap> {
    vec![
        text("lines-of-a-letter", SHORT, "a\n"),
        text("lines-of-letters", SHORT, "a#\n"),
        text("lines-alike", LINES, "Home\n"),
        text(
            "lines-prose-alike",
            LINES,
            "The ferry sails to Kelhaven on Monday, and the council pays for it.\n",
        ),
        text("lines-empty", BYTES, "\n"),
        text("lines-blank", BYTES, " \n"),
        text("lines-apart", SHORT, "a\n\n"),
        text("lines-carriage", SHORT, "a\r"),
        text("lines-separators", SHORT, "a\u{2028}b\u{2029}"),
        text("lines-feeds", SHORT, "a\u{c}b\u{b}c\u{85}"),
        text("lines-punctuation", LINES, "!?.,;:-–—…\n"),
        text("lines-digits", LINES, "0123456789\n"),
        text("lines-headings", LINES, "Town # of the valley\n"),
        text("bullets", LINES, "- item #\n"),
        text("key-values", LINES, "Key #: value\n"),
        text("read-more", LINES, "Read more: Town # has a ferry\n"),
        text("lines-bylines", LINES, "By Ann Ode, 12 May 2020\n"),
        text("lines-captions", LINES, "Photo: Ann Ode / Agency #\n"),
        text(
            "prose",
            300_000,
            "Engineer # said the ferry would sail from Town# on Monday, and paid for ticket#.\n",
        ),
        text("questions", LINES, "Why does ferry # not sail?\n"),
        text("capitals", LINES, "FERRY # SAILS\n"),
        text("verse", LINES, "and the ferry # sails,\n"),
        text("quotes", LINES, "“Ferry # sails\n"),
        text("rows-of-tabs", LINES, "a\tb\t#\t\n"),
        text("addresses", LINES, "https://example.org/town/#?a=b\n"),
        text("hash-tags", LINES, "#ferry @sule\n"),
        text("advertisements", LINES, "ADVERTISEMENT\n"),
        text(
            "headlines-again",
            300_000,
            "Ferry # of Orrin sails again on Monday\nFerry # of Orrin sails again on Monday\n",
        ),
        text("years", LINES, "1999 2000 2001\n"),
        text("scripts-mixed", LINES, "паром # 渡轮 العبارة\n"),
        Trap::new("words-at-random", "txt", 400_000, Made(words_at_random)),
    ]
}

/// One line without an end.
fn lone_lines() -> Vec<Trap> {
    let bytes = BYTES;
    vec![
        text("line-word", 60_000_000, "a"),
        text("line-prose", 300_000, "The ferry sails to Kelhaven on Monday, and the council pays for it. "),
        text("line-words-new", 3_000_000, "ferry# "),
        text("line-sentences", bytes, "A. "),
        text("line-abbreviations", bytes, "U.S. "),
        text("line-stops", bytes, ".").least(1_000_000),
        text("line-stops-apart", bytes, ". "),
        text("line-brackets-open", bytes, "("),
        text("line-brackets", bytes, "[("),
        text("line-brackets-closed", bytes, ")]"),
        text("line-bracket-words", bytes, "(a "),
        text("line-quotes", bytes, "\""),
        text("line-quotes-open", bytes, "“"),
        text("line-quotes-mixed", bytes, "“a” 'b "),
        text("line-dashes", bytes, "-"),
        text("line-dashes-apart", bytes, " – "),
        text("line-hyphens", bytes, "a-"),
        text("line-pipes", bytes, "a | "),
        text("line-tabs", bytes, "a\t"),
        text("line-commas", bytes, "a, "),
        text("line-colons", bytes, "a: "),
        text("line-semicolons", bytes, "a; "),
        text("line-slashes", bytes, "a/"),
        text("line-apostrophes", bytes, "a'"),
        text("line-digits", bytes, "0"),
        text("line-digits-apart", bytes, "1 "),
        text("line-digits-stops", bytes, "1."),
        text("line-blanks", bytes, " "),
        text("line-capitals", bytes, "A"),
        text("line-capitals-apart", bytes, "A "),
        text("line-names", bytes, "Ann Ode "),
        text("line-times", bytes, "12:34 "),
        text("line-dates", bytes, "12 May 2020 "),
        text("line-by", bytes, "By Ann "),
        text("line-photo", bytes, "Photo: Ann Ode "),
        text("line-photo-brackets", bytes, "(Photo: Ann "),
        text("line-read-more", bytes, "Read more: "),
        text("line-read-also", bytes, "Read also "),
        text("line-advertisement", bytes, "ADVERTISEMENT "),
        text("line-advertisement-between", bytes, "It sails. Advertisement Continue reading "),
        text("line-subscribe", bytes, "Subscribe to our newsletter. "),
        text("line-share", bytes, "Share this article Facebook Twitter "),
        text("line-click", bytes, "Click here "),
        text("line-copyright", bytes, "© 2020 "),
        text("line-ellipses", bytes, "… "),
        text("line-urls", bytes, "https://a.b/c "),
        text("line-url-long", bytes, "https://example.org/a?b=c&d="),
        text("line-www", bytes, "www."),
        text("line-at", bytes, "@"),
        text("line-at-words", bytes, "a@"),
        text("line-hash", bytes, "#a"),
        text("line-han", bytes, "渡"),
        text("line-han-stops", bytes, "渡。"),
        text("line-thai", bytes, "ก"),
        text("line-arabic", bytes, "عب "),
        text("line-combining", bytes, "\u{301}"),
        text("line-combining-words", bytes, "o\u{301}\u{316}"),
        text("line-zero-width", bytes, "\u{200b}"),
        text("line-bidi", bytes, "\u{202e}a\u{202c}"),
        text("line-emoji", bytes, "😀"),
        text("line-flags", bytes, "\u{1f1e6}"),
        text("line-joined", bytes, "\u{1f469}\u{200d}"),
        text("line-ligatures", bytes, "\u{fdfa}"),
        text("line-sharp-s", bytes, "ß"),
        text("line-dotted-i", bytes, "İ"),
        text("line-sigma", bytes, "Σ"),
        text("line-private-use", bytes, "\u{e000}"),
        text("line-nul", bytes, "\0").ends(Outcome::Reject("not-text")),
        text("line-backslash", bytes, "\\"),
        text("line-stars", bytes, "* "),
        text("line-underscores", bytes, "_"),
        text("line-pounds", bytes, "$1,"),
        text("line-percent-signs", bytes, "%"),
        text("line-caption-again", bytes, "Ferry of Orrin. "),
        text("line-teasers", bytes, "A. Read more: Ab ").least(60_000),
        text("line-teasers-brackets", bytes, "A. (Read more: Ab ").least(60_000),
        text("line-credits", bytes, "A. Photo x ").least(80_000),
        text("line-credits-brackets", bytes, "A. (Photo: Ab ").least(60_000),
        text("line-credits-glued", bytes, "Photo:A.").least(120_000),
        text("line-braces", bytes, "A. {{ ").least(150_000),
        text("line-advertisement-glued", bytes, "Xyz.Story continues below advertisement").least(25_000),
        text("line-camel", bytes, "SailsTomorrow"),
    ]
}

/// Texts that were encoded, or look so.
fn encoded() -> Vec<Trap> {
    let bytes = BYTES;
    vec![
        text("percent-nested", 100_000, "%25"),
        text("percent-nested-long", bytes, "%25"),
        Trap::new("percent-levels", "txt", 20_000_000, Repeat("%", "25", "3Cp%3EThe ferry sails.\n")),
        text("text-percent-tags", bytes, "%3Cp%3E"),
        text("percent-lines", SHORT, "%3Cp%3EThe ferry # sails.%3C%2Fp%3E\n"),
        text("percent-lines-cut", SHORT, "%3Cp%3EThe%20ferry%20#%20sai%\n"),
        text("percent-lines-twice", SHORT, "%253Cp%253EThe%2520ferry%2520#%253C%252Fp%253E\n"),
        text("percent-bytes", bytes, "%FF"),
        text("percent-utf8", bytes, "%C3%A4"),
        text("percent-utf8-cut", bytes, "%E2%82"),
        text("percent-u", bytes, "%u0041"),
        text("percent-u-surrogates", bytes, "%uD83D"),
        text("percent-words", bytes, "a%20"),
        text("percent-plus", bytes, "a+b%20"),
        text("percent-half", bytes, "%2"),
        text("percent-nul", bytes, "%00"),
        Trap::new("entity-levels", "txt", 20_000_000, Repeat("&", "amp;", "lt;p&gt;The ferry sails.\n")),
        text("entities", bytes, "&amp;"),
        text("entities-tags", bytes, "&lt;p&gt;"),
        text("entities-nested", bytes, "&lt;b&gt;&lt;div&gt;"),
        text("entities-twice", bytes, "&amp;lt;p&amp;gt;"),
        text("entities-bare", bytes, "&"),
        text("entities-lines", SHORT, "&lt;p&gt;The ferry # sails.&lt;/p&gt;\n"),
        text("entities-numeric", bytes, "&#x41;"),
        text("entity-zeros", bytes, "&#0"),
        text("entity-surrogates", bytes, "&#xD800;"),
        text("tags", bytes, "<p>"),
        text("tags-nested", bytes, "<b><div>"),
        text("tags-lines", SHORT, "<p>The ferry # sails.</p>\n"),
        text("tags-open", bytes, "<a href=\""),
        text("tags-less", bytes, "<"),
        text("tags-greater", bytes, "< >"),
        text("comments", bytes, "<!--"),
        text("base64", bytes, "VGhlIGZlcnJ5IHNhaWxz"),
        text("text-mojibake", bytes, "Ã¢â‚¬â„¢"),
        text("mojibake-lines", SHORT, "The ferry Ã¢â‚¬â„¢ sails #\n"),
        text("text-mojibake-deep", bytes, "ÃƒÆ’Ã†â€™Ãƒâ€ "),
        text("mojibake-latin", bytes, "Ã¤"),
        text("mojibake-cut", bytes, "Ã"),
        text("json-escapes", bytes, "\\u003cp\\u003e"),
        text("json-surrogates", bytes, "\\ud800"),
        text("backslash-n", bytes, "\\n"),
        text("quoted-printable", bytes, "=3D=20"),
        text("everything-encoded", bytes, "%26lt%3Bp&amp;gt;%25"),
    ]
}

/// Texts for the filters on quality and language.
fn filtered() -> Vec<Trap> {
    let fineweb: &[&str] = &["--preset", "fineweb", "--language", "en"];
    let gopher: &[&str] = &["--preset", "gopher"];
    let c4: &[&str] = &["--preset", "c4"];
    let mut found = Vec::new();
    for (names, unit) in [
        (["fineweb-words", "gopher-words", "c4-words"], "ferry "),
        (["fineweb-words-new", "gopher-words-new", "c4-words-new"], "ferry# "),
        (
            ["fineweb-lines", "gopher-lines", "c4-lines"],
            "The ferry sails to Kelhaven on Monday, and the council pays.\n",
        ),
        (
            ["fineweb-lines-new", "gopher-lines-new", "c4-lines-new"],
            "The ferry # sails to Kelhaven, and the council pays.\n",
        ),
        (["fineweb-apart", "gopher-apart", "c4-apart"], "ferry #\n\n"),
        (["fineweb-brackets", "gopher-brackets", "c4-brackets"], "("),
        (["fineweb-brackets-closed", "gopher-brackets-closed", "c4-brackets-closed"], ")."),
        (["fineweb-stops", "gopher-stops", "c4-stops"], "..a"),
        (["fineweb-hyphens", "gopher-hyphens", "c4-hyphens"], "a-b"),
        (["fineweb-apostrophes", "gopher-apostrophes", "c4-apostrophes"], "'s"),
        (["fineweb-quotes", "gopher-quotes", "c4-quotes"], "\"'"),
        (["fineweb-url", "gopher-url", "c4-url"], "http://a.b/"),
        (["fineweb-hosts", "gopher-hosts", "c4-hosts"], "a.b."),
        (["fineweb-emoticons", "gopher-emoticons", "c4-emoticons"], ":-)"),
        (["fineweb-numbers", "gopher-numbers", "c4-numbers"], "1,0.0-"),
        (["fineweb-units", "gopher-units", "c4-units"], "10km"),
        (["fineweb-dollars", "gopher-dollars", "c4-dollars"], "$€"),
        (["fineweb-letters", "gopher-letters", "c4-letters"], "a"),
        (["fineweb-han", "gopher-han", "c4-han"], "渡"),
        (["fineweb-ellipses", "gopher-ellipses", "c4-ellipses"], "… "),
        (["fineweb-curly", "gopher-curly", "c4-curly"], "{ lorem "),
        (["fineweb-sentences", "gopher-sentences", "c4-sentences"], "Mr. A! "),
        (["fineweb-blanks", "gopher-blanks", "c4-blanks"], "\u{a0}"),
    ] {
        found.push(text(names[0], BYTES, unit).flags(fineweb));
        found.push(text(names[1], BYTES, unit).flags(gopher));
        found.push(text(names[2], BYTES, unit).flags(c4));
    }
    found
}

/// Texts for the search for private data.
fn private() -> Vec<Trap> {
    let flags: &[&str] = &["--pii", "redact"];
    let bytes = BYTES;
    [
        text("pii-at", bytes, "a@"),
        text("pii-mails", bytes, "ann@example.org "),
        text("pii-mails-glued", bytes, "ann@example.org"),
        text("pii-local", bytes, "a."),
        text("pii-domain", bytes, "@a."),
        text("pii-at-words", bytes, "ann at example dot org "),
        text("pii-at-brackets", bytes, "ann [at] "),
        text("pii-dots", bytes, " dot "),
        text("pii-digits", bytes, "1"),
        text("pii-digits-apart", bytes, "1 "),
        text("pii-digits-hyphens", bytes, "1-"),
        text("pii-phones", bytes, "+49 30 901820 "),
        text("pii-phones-alike", bytes, "030 901820 "),
        text("pii-phones-glued", bytes, "+4930901820"),
        text("pii-phones-brackets", bytes, "(030) "),
        text("pii-plus", bytes, "+1"),
        text("pii-cards", bytes, "4111 1111 1111 1111 "),
        text("pii-cards-glued", bytes, "4111111111111111"),
        text("pii-ibans", bytes, "DE89 3704 0044 0532 0130 00 "),
        text("pii-ibans-glued", bytes, "DE89370400440532013000"),
        text("pii-addresses", bytes, "192.168.10.1 "),
        text("pii-addresses-glued", bytes, "8.8."),
        text("pii-addresses-six", bytes, "2001:db8::1 "),
        text("pii-colons", bytes, "a:"),
        text("pii-double-colons", bytes, "::"),
        text("pii-tel", bytes, "tel: 1 "),
        text("pii-urls", bytes, "http://a:b@c.d/?e=f@g.h "),
        text("pii-lines", LINES, "Phone: 030 9018#\n"),
        text("pii-years", bytes, "1999-2000 "),
    ]
    .into_iter()
    .map(|trap| trap.flags(flags))
    .collect()
}

fn words_at_random(out: &mut dyn Write, repeats: usize) -> io::Result<()> {
    let mut random = Random(3);
    out.write_all(START.as_bytes())?;
    for _ in 0..repeats {
        let end = [" ", " ", " ", " ", ", ", ". ", ".\n", "\n"][random.below(8) as usize];
        write!(out, "w{}{end}", random.below(5_000_000))?;
    }
    out.write_all(END.as_bytes())
}
