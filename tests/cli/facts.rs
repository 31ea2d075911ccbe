//! What rows say of authors, days, site and tags.

use serde_json::{Value, json};

use crate::support::Place;

/// A page that states everything.
pub(crate) const PAGE: &str = r#"<html lang="en-GB"><head><title>Weir holds firm | The Sule Post</title>
<meta property="og:title" content="Weir holds firm | The Sule Post"><meta property="og:site_name" content="The Sule Post">
<meta property="article:modified_time" content="2024-05-04T08:00:00Z"><meta property="article:tag" content="Weirs">
<link rel="canonical" href="https://post.example/weir">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Weir holds firm",
"author": [{"@type": "Person", "name": "Ada Ray"}], "datePublished": "2024-05-03T22:10:00+01:00"}</script></head>
<body><article><h1>Weir holds firm</h1><p>By Ada Ray</p>
<p>The weir at the old mill has held through the highest flood in a generation, and the people of the lower town slept
in their own beds. The keeper opened the third gate before midnight, when the river stood a hand below the wall.</p>
<p>By morning the water had fallen by half a metre, and the bridge was open again to those on foot and to the doctor.</p>
</article></body></html>"#;

fn own(row: &Value) -> &Value {
    &row["metadata"]["tamis"]
}

#[test]
fn a_row_of_a_page_says_who_wrote_it_and_when() {
    let place = Place::new();
    place.write("story.html", PAGE);
    place.run(&["clean", "story.html", "-o", "out.jsonl", "-q"]).exits(0);
    let rows = place.rows("out.jsonl");
    let expect = json!({
        "title": "Weir holds firm", "authors": ["Ada Ray"],
        "published": "2024-05-03", "published_evidence": "json-ld datePublished",
        "updated": "2024-05-04", "updated_evidence": "meta article:modified_time",
        "site": "The Sule Post", "canonical_url": "https://post.example/weir", "tags": ["Weirs"],
        "language": "en",
            "language_score": 1.0, "flags": [], "version": env!("CARGO_PKG_VERSION"), "schema": 1,
    });
    assert_eq!(own(&rows[0]), &expect);
    assert_eq!(rows[0]["created"], "2024-05-03");
    // What is cleaned again says the same.
    place.run(&["clean", "out.jsonl", "-o", "again.jsonl", "-q"]).exits(0);
    assert_eq!(own(&place.rows("again.jsonl")[0]), &expect);
}

#[test]
fn what_the_input_says_comes_first() {
    let place = Place::new();
    let row = json!({"id": "a", "html": PAGE, "title": "Of the input", "created": "2020"});
    place.write("rows.jsonl", row.to_string());
    place.run(&["clean", "rows.jsonl", "-o", "out.jsonl", "-q"]).exits(0);
    let row = &place.rows("out.jsonl")[0];
    assert_eq!((&row["created"], &own(row)["title"]), (&json!("2020"), &json!("Of the input")));
    assert_eq!(own(row)["published"], "2024-05-03");
}

#[test]
fn a_plain_text_tells_its_day_by_a_prefix() {
    let place = Place::new();
    let text = " date 2023-09-06 The river rose again last night, and the people of the lower town left their homes.";
    place.write("rows.jsonl", json!({"id": "a", "text": text}).to_string());
    place.run(&["clean", "rows.jsonl", "-o", "out.jsonl", "-q"]).exits(0);
    let row = &place.rows("out.jsonl")[0];
    assert_eq!(row["created"], "2023-09-06");
    assert_eq!(own(row)["published_evidence"], "prefix date");
}
