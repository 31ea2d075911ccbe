use tamis_core::{Dated, Facts};

use crate::html::page;

fn facts(html: &str, url: Option<&str>) -> Facts {
    page(html, None, url, 1_000_000).unwrap().facts
}

fn day(dated: Option<Dated>) -> String {
    dated.map(|dated| format!("{} {}", dated.day, dated.evidence)).unwrap_or_default()
}

/// A page with this head and this beginning of its body.
fn of(head: &str, body: &str) -> Facts {
    facts(&format!("<html lang=en><head>{head}</head><body>{body}<p>The river rose.</p></body></html>"), None)
}

fn linked(json: &str) -> Facts {
    of(&format!("<script type='application/ld+json'>{json}</script>"), "<h1>Weir holds firm</h1>")
}

#[test]
fn authors_are_taken_from_many_places() {
    let check = |found: Facts, expect: &[&str]| assert_eq!(found.authors, expect);
    check(linked(r#"{"@type":"Article","author":{"@type":"Person","name":"Ada Ray"}}"#), &["Ada Ray"]);
    check(
        linked(r#"{"@type":"Article","author":["Ada Ray",{"name":"Tom Weir"}]}"#),
        &["Ada Ray", "Tom Weir"],
    );
    let graph = r##"{"@graph":[{"@type":"BlogPosting","author":{"@id":"#ada"}},
        {"@type":"Person","@id":"#ada","name":"Ada Ray"}]}"##;
    check(linked(graph), &["Ada Ray"]);
    let several = r#"[{"@type":"Article","headline":"Other","author":"Tom Weir"},
        {"@type":"Article","headline":"Weir holds firm","author":"Ada Ray"}]"#;
    let title = "<title>Weir holds firm</title>";
    let script = format!("{title}<script type='application/ld+json'>{several}</script>");
    check(of(&script, "<h1>Weir holds firm</h1>"), &["Ada Ray"]);
    check(linked(r#"{"@type":"ItemList","itemListElement":[{"@type":"Article","author":"Ada Ray"}]}"#), &[]);
    check(linked("{\"@type\":\"Article\",\"author\":\"Ada\tRay\"}"), &["Ada Ray"]);
    check(linked(r#"{"@type":"Article","author":"Ada"#), &[]);
    check(of("<meta name=author content='Ada Ray'>", ""), &["Ada Ray"]);
    check(of("<meta name=citation_author content='Ray, Ada'>", ""), &["Ada Ray"]);
    let label = "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ada Ray'>";
    check(of(label, ""), &["Ada Ray"]);
    check(of("", "<h1>Weir</h1><a rel=author href=/x>Ada Ray</a>"), &["Ada Ray"]);
    check(
        of("", "<h1>Weir</h1><span itemprop=author><b itemprop=name>Ada Ray</b> of the desk</span>"),
        &["Ada Ray"],
    );
    check(of("", "<h1>Weir</h1><div class=post-author>Ada Ray</div>"), &["Ada Ray"]);
    check(of("", "<h1>Weir</h1><p>Von Ada Ray und Tom Weir</p>"), &["Ada Ray", "Tom Weir"]);
    check(of("", "<h1>Weir</h1><p>Written by</p><p>Ada Ray</p>"), &["Ada Ray"]);
    check(of("", "<h1>Weir</h1><a href=/authors/ada>Ada Ray</a>"), &["Ada Ray"]);
    check(of("", "<h1>Weir</h1><p>Ada Ray</p><p>3 May 2024</p>"), &["Ada Ray"]);
    check(of("", "<h1>Weir</h1><p>Upper Sule</p>"), &[]);
}

#[test]
fn a_byline_outdoes_the_name_of_the_site() {
    let head = "<meta property=og:site_name content='Sule Post'><meta name=author content='Sule Post'>";
    assert_eq!(of(head, "<h1>Weir</h1><p>By Ada Ray</p>").authors, ["Ada Ray"]);
    assert_eq!(of(head, "<h1>Weir</h1>").authors, ["Sule Post"]);
}

#[test]
fn days_are_taken_from_the_best_place() {
    let check = |found: Facts, published: &str, updated: &str| {
        assert_eq!((day(found.published).as_str(), day(found.updated).as_str()), (published, updated));
    };
    let both = r#"{"@type":"Article","datePublished":"2024-05-03","dateModified":"2024-05-09T10:00"}"#;
    check(linked(both), "2024-05-03 json-ld datePublished", "2024-05-09 json-ld dateModified");
    let meta = "<meta property=article:published_time content=2024-05-03T10:00:00Z>";
    check(of(meta, ""), "2024-05-03 meta article:published_time", "");
    check(
        of("", "<h1>W</h1><time itemprop=datePublished datetime=2024-05-03>May</time>"),
        "2024-05-03 itemprop datePublished",
        "",
    );
    check(of("", "<h1>W</h1><time datetime=2024-05-03>May</time>"), "2024-05-03 time[datetime]", "");
    check(of("", "<h1>W</h1><p>Updated 4 May 2024"), "2024-05-04 byline updated", "2024-05-04 byline");
    check(of("", "<h1>W</h1><p>Published</p><p>4 May 2024"), "2024-05-04 byline", "");
    check(of("", "<h1>W</h1><p>03/04/2020"), "", "");
    check(of("<meta name=date content=0001-01-01>", ""), "", "");
    let page = r#"{"@type":"WebPage","datePublished":"2024-05-03"}"#;
    check(linked(page), "", "");
    let url = Some("https://example.org/2024/05/03/weir");
    check(facts("<h1>W</h1>", url), "2024-05-03 url", "");
    // The machine writes another zone than readers see.
    let shown = facts(&format!("{meta}<h1>W</h1><p>May 4, 2024</p>"), None);
    check(shown, "2024-05-04 byline", "");
}

#[test]
fn a_day_right_beside_the_headline_outdoes_those_further_down() {
    let check = |found: Facts, published: &str| assert_eq!(day(found.published), published);
    let lines = "<p>a<p>b<p>c<p>d<p>e<p>f<p>g<p>Published 9 June 2023";
    check(of("", &format!("<h1>W</h1><p>3 May 2024{lines}")), "2024-05-03 byline");
    check(of("", &format!("<p>3 May 2024<h1>W</h1>{lines}")), "2024-05-03 byline");
    check(of("", &format!("<h1>W</h1>{lines}")), "2023-06-09 byline");
    // The only main heading stands for a headline that is called otherwise, and a line for one without a heading.
    check(
        of("<title>Floods of Sule</title>", &format!("<p>3 May 2024<h1>W</h1>{lines}")),
        "2024-05-03 byline",
    );
    let title = "<title>Weir holds firm</title>";
    let far = "<p>x".repeat(70);
    check(of(title, &format!("{far}<p>Weir holds firm<p>3 May 2024")), "2024-05-03 byline");
    // Of cards further down, whatever they say.
    let card = format!("<h1>W</h1><p>3 May 2024{far}<b itemprop=datePublished content=2025-01-09>card</b>");
    check(of("", &card), "2024-05-03 byline");
}

#[test]
fn a_day_that_readers_see_outdoes_a_later_one_of_a_machine() {
    let check = |found: Facts, published: &str| assert_eq!(day(found.published), published);
    let meta = "<meta property=article:published_time content=2024-05-03T10:00:00Z>";
    check(of(meta, "<h1>W</h1><p>30 Dec 2013"), "2013-12-30 byline");
    check(of(meta, "<h1>W</h1><p>Updated 30 Dec 2013"), "2024-05-03 meta article:published_time");
    check(of(meta, "<h1>W</h1><p>30 Dec 2025"), "2024-05-03 meta article:published_time");
    check(of(meta, "<h1>W</h1><p>3 May 2024<p>30 Dec 2013"), "2024-05-03 meta article:published_time");
    let first = "<h1>W</h1><p>3 May 2024<p>This text was originally published on Friday, 9 June 2023 and changed since.";
    check(of("", first), "2023-06-09 byline");
}

#[test]
fn an_article_needs_no_author_for_its_day() {
    let check = |found: Facts, published: &str| assert_eq!(day(found.published), published);
    let page = "<script type='application/ld+json'>{\"@type\":\"WebPage\",\"datePublished\":\"2024-05-03\"}</script>";
    let article = "<meta property=og:type content=article>";
    check(of(page, "<h1>W</h1>"), "");
    check(of(&format!("{article}{page}"), "<h1>W</h1>"), "2024-05-03 json-ld datePublished");
    let changed = "<meta property=article:modified_time content=2024-05-03>";
    check(of(changed, "<h1>W</h1>"), "");
    check(of(&format!("{article}{changed}"), "<h1>W</h1>"), "2024-05-03 meta article:modified_time");
}

#[test]
fn names_of_meta_elements_are_read_by_their_parts() {
    let check = |name: &str, expect: &str| {
        let found = of(&format!("<meta name='{name}' content=2024-05-03>"), "<h1>W</h1>");
        assert_eq!(day(found.published), expect, "{name}");
    };
    check("x-published-date", "2024-05-03 meta x-published-date");
    check("sule:publishTime", "2024-05-03 meta sule:publishtime");
    check("page.releaseDate", "2024-05-03 meta page.releasedate");
    check("last-published-date", "");
    check("publish-expiry-date", "");
    check("publisher", "");
}

#[test]
fn linked_data_written_as_text_of_the_page_is_read() {
    let found =
        linked("{&quot;@type&quot;:&quot;Article&quot;,&quot;datePublished&quot;:&quot;2024-05-03&quot;}");
    assert_eq!(day(found.published), "2024-05-03 json-ld datePublished");
}

#[test]
fn a_day_of_change_before_publication_is_none() {
    let turned = r#"{"@type":"Article","datePublished":"2024-05-03","dateModified":"2023-05-09"}"#;
    assert_eq!(linked(turned).updated, None);
}

#[test]
fn title_site_and_tags_are_decoded() {
    let head =
        "<title>Weir &amp;amp; mill | Sule Post</title><meta property=og:site_name content='Sule Post'>
        <meta property=article:section content=News><meta property=article:tag content='Weirs'>
        <meta name=keywords content='a, b'>";
    let found = of(head, "");
    assert_eq!(found.headline.as_deref(), Some("Weir & mill"));
    assert_eq!(found.site.as_deref(), Some("Sule Post"));
    assert_eq!(found.tags, ["News", "Weirs"]);
    assert_eq!(of("<meta name=keywords content='a, b; A'>", "").tags, ["a", "b"]);
}

#[test]
fn a_page_without_anything_says_nothing() {
    assert_eq!(facts("", None), Facts::default());
    assert_eq!(facts("<p>The river rose.</p>", None), Facts::default());
}
