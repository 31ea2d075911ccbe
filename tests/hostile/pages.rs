//! Pages of HTML.

use super::Body::{Made, Pairs, Repeat};
use super::{Outcome, Trap};

/// A page up to its body, and a paragraph that should come out.
macro_rules! page {
    () => {
        "<!doctype html><html><head><title>Ferry sails again</title></head><body><p>The ferry between Orrin and Sule \
         sails again on Monday, after three weeks of repairs.</p>\n"
    };
    ($more:expr) => {
        concat!(page!(), $more)
    };
}

/// A page up to the end of its head, which stays open.
macro_rules! head {
    ($more:expr) => {
        concat!("<!doctype html><html><head><title>Ferry sails again</title>", $more)
    };
}

/// The end of a page.
macro_rules! end {
    () => {
        "\n<p>The council of Sule pays for the repairs, and the fares stay as they were.</p></body></html>"
    };
    ($before:expr) => {
        concat!($before, end!())
    };
}

/// The end of a head, and a body of two paragraphs.
macro_rules! body {
    ($before:expr) => {
        concat!(
            $before,
            "</head><body><p>The ferry between Orrin and Sule sails again on Monday, after three weeks of repairs.</p>",
            end!()
        )
    };
}

const fn html(name: &'static str, full: usize, body: super::Body) -> Trap {
    Trap::new(name, "html", full, body)
}

const MILLION: usize = 1_000_000;

pub(super) fn traps() -> Vec<Trap> {
    let mut all = nested();
    all.extend(many());
    all.extend(open());
    all.extend(characters());
    all.extend(heads());
    all.extend(tables());
    all
}

fn nested() -> Vec<Trap> {
    vec![
        html("nested-div", MILLION, Pairs(page!(), "<div>", "</div>", end!())),
        html("nested-div-text", MILLION, Pairs(page!(), "<div>word ", "</div>", end!())),
        html("nested-b", MILLION, Repeat(page!(), "<b>", end!())),
        html("nested-table", MILLION, Repeat(page!(), "<table><tr><td>", end!())),
        html("nested-ul", MILLION, Repeat(page!(), "<ul><li>", end!())),
        html("nested-ul-text", MILLION, Repeat(page!(), "<ul><li>word ", end!())),
        html("nested-svg", MILLION, Repeat(page!(), "<svg>", end!())),
        html("nested-foreign", MILLION, Repeat(page!(), "<svg><foreignObject>", end!())),
        html("nested-math", MILLION, Repeat(page!(), "<math><mi>", end!())),
        html("nested-select", MILLION, Repeat(page!(), "<select><option>", end!("</select>"))),
        html("nested-template", MILLION, Repeat(page!(), "<template>", end!())),
        html("nested-font", MILLION, Repeat(page!(), "<font color=#>", end!())),
        html("nested-a", MILLION, Repeat(page!(), "<a href=/#>word ", end!())),
        html("nested-a-div", MILLION, Repeat(page!(), "<a href=/#><div>", end!())),
        html("nested-b-p", MILLION, Repeat(page!(), "<b><p>", end!())),
        html("nested-p-font", MILLION, Repeat(page!(), "<p><font color=#>word ", end!())),
        html("nested-blockquote", MILLION, Repeat(page!(), "<blockquote>word ", end!())),
        html("nested-form-button", MILLION, Repeat(page!(), "<form><button>", end!())),
        html("nested-ruby", MILLION, Repeat(page!(), "<ruby><rt>x", end!())),
        html("nested-dl", MILLION, Repeat(page!(), "<dl><dd>", end!())),
        html("nested-object", MILLION, Repeat(page!(), "<object>", end!())),
        html("nested-unknown", MILLION, Repeat(page!(), "<x-#>", end!())),
        html("nested-frameset", MILLION, Repeat("<html><frameset>", "<frameset>", end!())),
        html("nested-details", MILLION, Repeat(page!(), "<details><summary>word</summary>", end!())),
        html("table-in-table", MILLION, Repeat(page!("<table>"), "<table>word", end!())),
        html("foster-parents", MILLION, Repeat(page!("<table>"), "word<b><tr>", end!())),
        html("table-nested-b", MILLION, Repeat(page!("<table>"), "<b>", end!("x"))),
    ]
}

fn many() -> Vec<Trap> {
    vec![
        html("ten-million-tags", 10_000_000, Repeat(page!(), "<i>", end!())),
        html("empty-elements", 5_000_000, Repeat(page!(), "<i></i>", end!())),
        html("end-tags-alone", 5_000_000, Repeat(page!("<b><i><div><ul><li>"), "</p>", end!())),
        html("end-tags-unmatched", 1_000_000, Pairs(page!(), "<div>", "</span>", end!())),
        html(
            "end-tags-svg",
            20_000,
            Made(|out, repeats| {
                super::repeat(out, page!(), 1)?;
                super::repeat(out, "<svg>", 512)?;
                super::repeat(out, "</g>", repeats)?;
                super::repeat(out, end!(), 1)
            }),
        ),
        html("br", MILLION, Repeat(page!(), "<br>", end!())),
        html("br-words", MILLION, Repeat(page!(), "word #<br>", end!())),
        html("hr", MILLION, Repeat(page!(), "<hr>", end!())),
        html("headings", MILLION, Repeat(page!(), "<h2>Town #</h2>", end!())),
        html("headings-alike", MILLION, Repeat(page!(), "<h1>Town</h1>", end!())),
        html("links", MILLION, Repeat(page!(), "<a href=/town/#>Town #</a> ", end!())),
        html("link-blocks", MILLION, Repeat(page!(), "<div><a href=/town/#>Town #</a></div>", end!())),
        html("links-in-cell", MILLION, Repeat(page!("<table><tr><td>"), "<a href=/a>one more</a> ", end!())),
        html("paragraphs-short", MILLION, Repeat(page!(), "<p>a", end!())),
        html("paragraphs-empty", MILLION, Repeat(page!(), "<p>", end!())),
        html("paragraphs-alike", MILLION, Repeat(page!(), "<p>The ferry sails at nine.</p>", end!())),
        html(
            "paragraphs-prose",
            300_000,
            Repeat(
                page!(),
                "<p>Engineer # said the ferry would sail from Town# on Monday, and paid for ticket#.</p>",
                end!(),
            ),
        ),
        html("list-items", MILLION, Repeat(page!("<ul>"), "<li>item #", end!("</ul>"))),
        html(
            "list-items-ordered",
            MILLION,
            Repeat(page!("<ol start=999999999>"), "<li value=-#>x", end!("</ol>")),
        ),
        html("images", MILLION, Repeat(page!(), "<img src=/a# alt='Picture of town #'>", end!())),
        html("inputs", MILLION, Repeat(page!(), "<input value=a><option>b", end!())),
        html("spans", MILLION, Repeat(page!("<p>"), "<span class=k#>word</span> ", end!())),
        html("bold-letters", MILLION, Repeat(page!("<p>"), "<b>w</b>", end!())),
        html("articles", MILLION, Repeat(page!(), "<article><p>x", end!())),
        html("comments-short", MILLION, Repeat(page!(), "<!---->", end!())),
        html(
            "comment-sections",
            MILLION,
            Repeat(page!(), "<div class=comment><p>I do not like it #</p></div>", end!()),
        ),
        html("attributes-million", MILLION, Repeat(page!("<p"), " a#=b", end!(">word"))),
        html("attributes-alike", MILLION, Repeat(page!("<p"), " a=b", end!(">word"))),
        html("attribute-long", 60_000_000, Repeat(page!("<a href=\""), "x", end!("\">word</a>"))),
        html("attribute-blanks", 30_000_000, Repeat(page!("<p"), " ", end!(">word"))),
        html("class-long", 10_000_000, Repeat(page!("<p class='"), "word ", end!("'>word"))),
        html("class-hyphens", 10_000_000, Repeat(page!("<p class='"), "nav-", end!("'>word"))),
        html("style-long", 10_000_000, Repeat(page!("<p style='"), "color:red;", end!("'>word"))),
        html("style-colons", 30_000_000, Repeat(page!("<p style='display"), ":", end!("'>word"))),
        html("id-long", 10_000_000, Repeat(page!("<p id='"), "x-", end!("'>word"))),
        html("body-attributes", MILLION, Repeat(page!(), "<body a#=b>", end!())),
        html("html-attributes", MILLION, Repeat(page!(), "<html a#=b>", end!())),
        html(
            "data-url-image",
            50_000_000,
            Repeat(page!("<img src='data:image/png;base64,"), "A", end!("'>")),
        ),
        html(
            "data-url-link",
            50_000_000,
            Repeat(page!("<a href='data:text/html,"), "%25", end!("'>word</a>")),
        )
        .flags(&["--text-format", "markdown", "--links"]),
        html("links-markdown", MILLION, Repeat(page!("<p>"), "<a href=/town/#>[_*Town*_]</a>", end!()))
            .flags(&["--text-format", "markdown", "--links"]),
        html("emphasis-markdown", MILLION, Repeat(page!("<p>"), "<b>*<i>_", end!())).flags(&[
            "--text-format",
            "markdown",
            "--links",
        ]),
        html("lists-markdown", MILLION, Repeat(page!(), "<ul><li>word<blockquote>", end!()))
            .flags(&["--text-format", "markdown"]),
        html("pre-markdown", 10_000_000, Repeat(page!("<pre><code>"), "``` ", end!("</code></pre>")))
            .flags(&["--text-format", "markdown"]),
        html("backticks-markdown", 10_000_000, Repeat(page!("<p><code>"), "`", end!("</code></p>")))
            .flags(&["--text-format", "markdown"]),
        html("names-long", 30_000_000, Repeat(page!("<"), "x", end!(">word"))),
    ]
}

fn open() -> Vec<Trap> {
    let repeats = 60_000_000;
    vec![
        html("open-comment", repeats, Repeat(page!("<!--"), "x", end!())),
        html("open-comment-dashes", repeats, Repeat(page!("<!--"), "-", end!())),
        html("open-comments", repeats, Repeat(page!(), "<!--", end!())),
        html("open-comment-bangs", repeats, Repeat(page!("<!--"), "--!", end!())),
        html("open-script", repeats, Repeat(page!("<script>"), "x", end!())),
        html("open-scripts", 8_000_000, Repeat(page!(), "<script>", end!())),
        html("open-script-escaped", 4_000_000, Repeat(page!("<script>"), "<!--<script>", end!())),
        html("open-script-ends", 8_000_000, Repeat(page!("<script>"), "</scrip", end!())),
        html("open-style", repeats, Repeat(page!("<style>"), "x", end!())),
        html("open-style-rules", 4_000_000, Repeat(page!("<style>"), "p{color:red}", end!())),
        html("style-hides", 2_000_000, Repeat(page!("<style>"), ".k#{display:none}", end!("</style>"))),
        html("open-cdata", repeats, Repeat(page!("<svg><![CDATA["), "x", end!())),
        html("open-cdatas", 5_000_000, Repeat(page!("<svg>"), "<![CDATA[", end!())),
        html("open-cdata-brackets", repeats, Repeat(page!("<svg><![CDATA["), "]", end!())),
        html("open-title", repeats, Repeat("<p>The ferry sails again on Monday.</p><title>", "x ", "")),
        html("open-titles", 8_000_000, Repeat(page!(), "<title>", end!())),
        html("open-textarea", repeats, Repeat(page!("<textarea>"), "x", end!())),
        html("open-textareas", 5_000_000, Repeat(page!(), "<textarea>", end!())),
        html("open-plaintext", repeats, Repeat(page!("<plaintext>"), "x ", end!())),
        html("open-plaintexts", 5_000_000, Repeat(page!(), "<plaintext>", end!())),
        html("open-noscript", 5_000_000, Repeat(page!(), "<noscript>", end!())),
        html("open-iframe", 5_000_000, Repeat(page!(), "<iframe>", end!())),
        html("open-xmp", 5_000_000, Repeat(page!(), "<xmp>", end!())),
        html("open-attribute", repeats, Repeat(page!("<a href=\""), "x", end!())),
        html("open-tag", repeats, Repeat(page!("<a"), " x", "")),
        html("open-tags", repeats, Repeat(page!(), "<a ", end!())),
        html("open-doctypes", 5_000_000, Repeat("", "<!doctype ", end!())),
        html("doctype-long", repeats, Repeat("<!doctype html public \"", "x", end!("\">"))),
        html("less-than", repeats, Repeat(page!(), "<", end!())),
        html("less-than-slash", repeats, Repeat(page!(), "</", end!())),
        html("processing", repeats, Repeat(page!(), "<?", end!())),
        html("ampersands", repeats, Repeat(page!(), "&", end!())),
        html("quotes-in-tag", repeats, Repeat(page!("<p a='"), "b='", end!())),
    ]
}

fn characters() -> Vec<Trap> {
    let repeats = 10_000_000;
    vec![
        html("nul", repeats, Repeat(page!(), "\0", end!())).ends(Outcome::Reject("not-text")),
        html("nul-words", repeats, Repeat(page!(), "a\0 ", end!())).ends(Outcome::Reject("not-text")),
        html("surrogates-escaped", 4_000_000, Repeat(page!(), "&#xD800;", end!())),
        html("references-beyond", 4_000_000, Repeat(page!(), "&#x110000;", end!())),
        html("reference-zeros", repeats, Repeat(page!("&#"), "0", end!("65;"))),
        html("reference-nines", repeats, Repeat(page!("&#"), "9", end!(";"))),
        html("reference-letters", repeats, Repeat(page!("&"), "a", end!(";"))),
        html("references-bare", 4_000_000, Repeat(page!(), "&notit", end!())),
        html("entity-of-entity", 10_000_000, Repeat(page!("&"), "amp;", end!("lt;p&gt;"))),
        html("bidi", repeats, Repeat(page!(), "\u{202e}\u{2066}a", end!())),
        html("zero-width", repeats, Repeat(page!(), "\u{200b}\u{200d}\u{feff}", end!())),
        html("zero-width-words", repeats, Repeat(page!(), "a\u{200b}", end!())),
        html("combining", repeats, Repeat(page!("o"), "\u{301}\u{489}", end!())),
        html("combining-mixed", repeats, Repeat(page!("o"), "\u{316}\u{301}", end!())),
        html("emoji-joined", repeats, Repeat(page!(), "\u{1f469}\u{200d}", end!())),
        html("flags", repeats, Repeat(page!(), "\u{1f1e6}", end!())),
        html("replacement", repeats, Repeat(page!(), "\u{fffd}", end!())),
        html("blanks", repeats, Repeat(page!(), " ", end!())),
        html("blank-lines", repeats, Repeat(page!("<pre>"), "\n", end!("</pre>"))),
        html("pre-lines", MILLION, Repeat(page!("<pre>"), "a #\n", end!("</pre>"))),
        html("no-break-blanks", repeats, Repeat(page!(), "&nbsp;", end!())),
        html("text-node", 60_000_000, Repeat(page!(), "x", end!())),
        html("text-node-words", 10_000_000, Repeat(page!(), "ferry ", end!())),
        html("too-large", 1_000_000_000, Repeat(page!(), "x", end!()))
            .flags(&["--max-document-bytes", "900000"])
            .least(1_000_000)
            .ends(Outcome::Reject("too-large")),
        html("mojibake", repeats, Repeat(page!(), "Ã¢â‚¬â„¢", end!())),
        html("mojibake-deep", repeats, Repeat(page!(), "ÃƒÆ’Ã†â€™Ãƒâ€ ", end!())),
        html("percent", repeats, Repeat(page!("<p>%"), "25", end!("3Cp%3E</p>"))),
        html("percent-tags", repeats, Repeat(page!("<p>"), "%3Cp%3E", end!())),
        html("escaped-tags", 2_000_000, Repeat(page!("<p>"), "&lt;div&gt;", end!())),
        html("escaped-nested", 2_000_000, Repeat(page!("<p>"), "&lt;b&gt;&lt;p&gt;word ", end!())),
        html("utf-16-units", repeats, Repeat(page!("<p>"), "%u0041", end!())),
        html("meta-charset", MILLION, Repeat("", "<meta charset=utf-#>", page!())),
        html(
            "wrong-charset",
            repeats,
            Made(|out, repeats| {
                super::repeat(out, page!(), 1)?;
                for _ in 0..repeats {
                    out.write_all(b"\xe4\xff\x80")?;
                }
                super::repeat(out, end!(), 1)
            }),
        ),
        html(
            "random-bytes",
            repeats,
            Made(|out, repeats| {
                let mut random = super::Random(10);
                super::repeat(out, page!(), 1)?;
                for _ in 0..repeats / 8 {
                    out.write_all(&random.below(1 << 31).to_le_bytes())?;
                }
                super::repeat(out, end!(), 1)
            }),
        )
        .ends(Outcome::Reject("not-text")),
        html("random-soup", 2_000_000, Made(soup)),
    ]
}

/// Tags, ends of tags, attributes and words in any order.
fn soup(out: &mut dyn std::io::Write, repeats: usize) -> std::io::Result<()> {
    const PARTS: [&str; 44] = [
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href=x>",
        "</a>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<ul>",
        "<li>",
        "</ul>",
        "<svg>",
        "</svg>",
        "<font color=a>",
        "</font>",
        "<template>",
        "</template>",
        "<i>",
        "</i>",
        "<select>",
        "</select>",
        "<option>",
        "<h2>",
        "</h2>",
        "<form>",
        "</form>",
        "<button>",
        "<nobr>",
        "&amp;",
        "&#x41;",
        "<!-- x -->",
        "<script>x</script>",
        "<style>x</style>",
        "word ",
        "ferry. ",
        "\n",
        "\0",
        "<img alt=x>",
        "<br>",
        "<blockquote>",
    ];
    let mut random = super::Random(7);
    super::repeat(out, page!(), 1)?;
    for _ in 0..repeats {
        out.write_all(PARTS[random.below(PARTS.len() as u64) as usize].as_bytes())?;
    }
    super::repeat(out, end!(), 1)
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn heads() -> Vec<Trap> {
    vec![
        html("meta", MILLION, Repeat(head!(""), "<meta name=author content='Ann Ode #'>", body!(""))),
        html(
            "meta-property",
            MILLION,
            Repeat(head!(""), "<meta property=article:published_time content=2020-01-01T0#>", body!("")),
        ),
        html(
            "meta-long",
            30_000_000,
            Repeat(head!("<meta name=description content='"), "ferry, ", body!("'>")),
        ),
        html(
            "meta-author-long",
            5_000_000,
            Repeat(head!("<meta name=author content='"), "Ann Ode and ", body!("'>")),
        ),
        html(
            "meta-keywords-long",
            5_000_000,
            Repeat(head!("<meta name=keywords content='"), "ferry#,", body!("'>")),
        ),
        html(
            "meta-date-long",
            5_000_000,
            Repeat(head!("<meta name=date content='"), "2020-01-", body!("'>")),
        ),
        html("link-canonical", MILLION, Repeat(head!(""), "<link rel=canonical href=/a#>", body!(""))),
        html("title-long", 10_000_000, Repeat("<title>", "Ferry | ", body!("</title>"))),
        html("title-words", 10_000_000, Repeat("<title>", "ferry ", body!("</title>"))),
        html("times", MILLION, Repeat(page!(), "<time datetime=2020-01-#>2020-01-01</time>", end!())),
        html("bylines", MILLION, Repeat(page!(), "<p class=byline>By Ann Ode and Bo Lin</p>", end!())),
        html("byline-long", 5_000_000, Repeat(page!("<p class=byline>By "), "Ann Ode, ", end!("</p>"))),
        html("dates", MILLION, Repeat(page!(), "<p>Published on 12 May 2020, updated 3.4.2021</p>", end!())),
        html("date-long", 5_000_000, Repeat(page!("<p class=date>"), "12 May 2020, ", end!("</p>"))),
        html(
            "microdata",
            MILLION,
            Repeat(page!(), "<div itemscope itemprop=author><span itemprop=name>Ann #</span>", end!()),
        ),
        html(
            "json-ld-nested",
            MILLION,
            Pairs(head!("<script type=application/ld+json>"), "{\"a\":", "}", body!("</script>")),
        ),
        html(
            "json-ld-arrays",
            MILLION,
            Pairs(head!("<script type=application/ld+json>"), "[", "]", body!("</script>")),
        ),
        html(
            "json-ld-open",
            MILLION,
            Repeat(head!("<script type=application/ld+json>"), "{\"@graph\":[", body!("</script>")),
        ),
        html(
            "json-ld-graph",
            MILLION,
            Repeat(
                head!("<script type=application/ld+json>{\"@graph\":["),
                "{\"@type\":\"Article\",\"headline\":\"a\",\"author\":{\"name\":\"Ann #\"}},",
                body!("{}]}</script>"),
            ),
        ),
        html(
            "json-ld-authors",
            MILLION,
            Repeat(
                head!("<script type=application/ld+json>{\"@type\":\"Article\",\"author\":["),
                "{\"@type\":\"Person\",\"name\":\"Ann #\"},",
                body!("\"x\"]}</script>"),
            ),
        ),
        html(
            "json-ld-scripts",
            500_000,
            Repeat(
                head!(""),
                "<script type=application/ld+json>{\"@type\":\"Article\",\"author\":\"Ann #\"}</script>",
                body!(""),
            ),
        ),
        html(
            "json-ld-escapes",
            5_000_000,
            Repeat(
                head!("<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\""),
                "\\ud800\\\"",
                body!("\"}</script>"),
            ),
        ),
        html(
            "json-ld-ids",
            500_000,
            Repeat(
                head!("<script type=application/ld+json>{\"@graph\":["),
                "{\"@id\":\"a#\",\"author\":{\"@id\":\"a#\"}},",
                body!("{}]}</script>"),
            ),
        ),
        html(
            "json-ld-body",
            5_000_000,
            Repeat(
                head!("<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"articleBody\":\""),
                "ferry ",
                body!("\"}</script>"),
            ),
        ),
    ]
}

fn tables() -> Vec<Trap> {
    vec![
        html(
            "colspan",
            300_000,
            Repeat(page!("<table>"), "<tr><td colspan=1000000000>a<td>b", end!("</table>")),
        )
        .flags(&["--text-format", "markdown"]),
        html("rowspan", 300_000, Repeat(page!("<table><tr>"), "<td rowspan=1000000000>a", end!("</table>")))
            .flags(&["--text-format", "markdown"]),
        html(
            "rowspan-rows",
            300_000,
            Repeat(page!("<table>"), "<tr><td rowspan=65534>a<td>b", end!("</table>")),
        )
        .flags(&["--text-format", "markdown"]),
        html(
            "spans-both",
            300_000,
            Repeat(page!("<table>"), "<tr><td rowspan=999 colspan=999>a<td>b", end!("</table>")),
        )
        .flags(&["--text-format", "markdown"]),
        html("cells-in-row", MILLION, Repeat(page!("<table><tr>"), "<td>a", end!("</table>")))
            .flags(&["--text-format", "markdown"]),
        html("rows", MILLION, Repeat(page!("<table>"), "<tr><td>a #<td>b", end!("</table>")))
            .flags(&["--text-format", "markdown"]),
        html(
            "rows-ragged",
            2_000,
            Made(|out, repeats| {
                super::repeat(out, page!("<table><tr>"), 1)?;
                super::repeat(out, "<td>a", repeats)?;
                super::repeat(out, "<tr><td>b", repeats)?;
                super::repeat(out, end!("</table>"), 1)
            }),
        )
        .flags(&["--text-format", "markdown"]),
        html("rows-empty", MILLION, Repeat(page!("<table>"), "<tr>", end!("</table>"))),
        html("tables-small", 300_000, Repeat(page!(), "<table><tr><td>a<td>b</table>", end!()))
            .flags(&["--text-format", "markdown"]),
        html("tables-deep", MILLION, Repeat(page!(), "<table><tr><td>word ", end!()))
            .flags(&["--text-format", "markdown"]),
        html("captions", MILLION, Repeat(page!("<table>"), "<caption>Town #</caption>", end!("</table>"))),
        html("columns", MILLION, Repeat(page!("<table><colgroup>"), "<col span=1000000>", end!("</table>"))),
    ]
}
