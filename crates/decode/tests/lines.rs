//! Plain text as lines: what is decoded, what stays, and what is told about it.

#![expect(clippy::expect_used, clippy::string_slice, reason = "a test fails by panicking")]

use std::sync::Arc;

use tamis_core::{BlockKind, Encoding, Reason};
use tamis_decode::{DecodeConfig, Decoded, Decoder, StepCounts};

fn decoder() -> Decoder {
    Decoder::new(DecodeConfig::default()).expect("the config is valid")
}

/// Decodes a text, checks what becomes of it, and that decoding that again changes nothing.
fn check(text: &str, expect: &str) -> Decoded {
    let decoded = decoder().lines(text);
    assert_eq!(decoded.text(), expect, "{text:?}");
    assert_eq!(decoder().lines(expect).text(), expect, "not settled: {expect:?}");
    decoded
}

fn stays(text: &str) {
    let decoded = check(text, text);
    assert!(decoded.lines.iter().all(|line| line.note.is_none()), "{text:?}");
}

#[test]
fn every_form_of_percent_encoding_is_decoded() {
    let expect = "Director: Ann Lee\nRating: 4/5 (é’)";
    let forms = [
        "%3Cp%3E%3Cstrong%3EDirector%3A%3C%2Fstrong%3E%20Ann%20Lee%26nbsp%3B%3C%2Fp%3E%0A%3Cp%3ERating%3A%204%2F5%20(%C3%A9%E2%80%99)%3C%2Fp%3E%0A",
        "%3Cp%3E%3Cstrong%3EDirector%3A%3C%2Fstrong%3E%20Ann%20Lee%26nbsp%3B%3C%2Fp%3E%0A%3Cp%3ERating%3A%204%2F5%20%28%C3%A9%E2%80%99%29%3C%2Fp%3E%0A",
        "%3cp%3e%3cstrong%3eDirector%3a%3c%2fstrong%3e%20Ann%20Lee%26nbsp%3b%3c%2fp%3e%0d%0a%3cp%3eRating%3a%204%2f5%20(%c3%a9%e2%80%99)%3c%2fp%3e",
        "%3Cp%3E%3Cstrong%3EDirector%3A%3C%2Fstrong%3E+Ann+Lee%26nbsp%3B%3C%2Fp%3E%0D%0A%3Cp%3ERating%3A+4%2F5+%28%C3%A9%E2%80%99%29%3C%2Fp%3E",
        "%3Cp%3E%3Cstrong%3EDirector%3A%3C/strong%3E%20Ann%20Lee%26nbsp%3B%3C/p%3E%0A%3Cp%3ERating%3A%204/5%20%28%E9%u2019%29%3C/p%3E%0A",
        "%3Cp%3E%3Cstrong%3EDirector%3A%3C%2Fstrong%3E%20Ann%20Lee%26nbsp%3B%3C%2Fp%3E%0A%3Cp%3ERating%3A%204%2F5%20(%E9%92)%3C%2Fp%3E%0A",
        "%253Cp%253E%253Cstrong%253EDirector%253A%253C%252Fstrong%253E%2520Ann%2520Lee%2526nbsp%253B%253C%252Fp%253E%250A%253Cp%253ERating%253A%25204%252F5%2520(%25C3%25A9%25E2%2580%2599)%253C%252Fp%253E",
        "%25253Cp%25253E%25253Cstrong%25253EDirector%25253A%25253C%25252Fstrong%25253E%252520Ann%252520Lee%252526nbsp%25253B%25253C%25252Fp%25253E%25250A%25253Cp%25253ERating%25253A%2525204%25252F5%252520(%2525C3%2525A9%2525E2%252580%252599)%25253C%25252Fp%25253E",
    ];
    for form in forms {
        check(form, expect);
    }
}

#[test]
fn titles_and_runs_are_decoded() {
    check("The%20trailblazers", "The trailblazers");
    check("Avatar%20(2009)", "Avatar (2009)");
    check("Fixtures%20(all%20times%20local)", "Fixtures (all times local)");
    check("  Great%2520train%2520journeys  ", "Great train journeys");
    check("One%0D%0Atwo%0Athree", "One\ntwo\nthree");
    check(
        "He saw The%20trailblazers twice, in caf%C3%A9s and at home.",
        "He saw The trailblazers twice, in cafés and at home.",
    );
    check("It ends %3Cstrong%3Ehere%3C%2Fstrong%3E, and goes on", "It ends here, and goes on");
    check("• Don%27t%20stop", "• Don't stop");
}

#[test]
fn a_fragment_cut_short_loses_only_what_is_cut() {
    let whole = "%3Cp%3E%3Cstrong%3EPower%3A%3C%2Fstrong%3E%20249hp%3C%2Fp%3E%0A%3Cp%3EPrice%3A%20%E2%82%AC9%26nbsp%3B%3C%2Fp%3E";
    for (cut, expect) in [
        ("%3Cp%3EPower%3A%20249hp%3C%2Fp%3E%3Cp%3EPrice%3A%20%E2%82", "Power: 249hp\nPrice:"),
        ("%3Cp%3EPower%3A%20249hp%3C%2Fst", "Power: 249hp"),
        ("%3Cp%3EPower%3A%20249hp%3C%2", "Power: 249hp"),
        ("%3Cp%3EPower%3A%20249hp%3C", "Power: 249hp"),
        ("%3Cp%3EPower%3A%20249hp%26nbs", "Power: 249hp"),
        ("%3Cp%3EPower%3A%20249hp%", "Power: 249hp"),
        ("&lt;p&gt;Power: 249hp&lt;/p&gt; &lt;p&gt;Price: 9&lt;/st", "Power: 249hp\nPrice: 9"),
        ("<p>Power: 249hp</p> <p>Price: 9</st", "Power: 249hp\nPrice: 9"),
    ] {
        check(cut, expect);
    }
    for length in 8..whole.len() {
        let text = decoder().lines(&whole[..length]).text();
        assert!(!text.contains(['%', '<']), "{} gave {text}", &whole[..length]);
    }
}

#[test]
fn what_is_not_clearly_encoded_stays() {
    for text in [
        "Read https://x.example/a%20b?c=%3Cp%3E and www.x.example/a%20b, or /search?q=a%20b and x.example/a%20b.",
        "Rates rose 50% and it is 100% cotton, 5%20 or 12%af.",
        "A blank is written %20, and %3C stands for <.",
        "Calling encodeURIComponent(\"a b\") returns a%20b.",
        "The page sends annual%20report%202023 as a query.",
        "It prints %d items, %5.2f units and %02x bytes, padded with %20s.",
        "SELECT name FROM t WHERE name LIKE '%abc%' OR name LIKE '%de%'",
        "file%20name.pdf",
        "The paragraph <p> tag and the <br> element",
        "Use <b>bold</b> tags to make text bold.",
        "AT&T, R&D, Q&A: ?a=1&lt=2&copy=3",
        "https://x.example/?a=1&amp;b=2",
        "if (a < b && c > d) { return \"&lt;\"; }",
        "Vec<String>, List<T> and <user@x.example>",
        "git clone <url> into <directory>",
        "Ctrl+Alt+Del and C++ and LGBTQ+",
        "SÃO PAULO É GRANDE",
        "\"A\" – ‘B’ … “C” ﬁ",
    ] {
        stays(text);
    }
}

#[test]
fn code_stays_and_its_surroundings_do_not() {
    check(
        "The%20title\n```html\n%3Cp%3E\u{a0}&amp;<p>x</p>\n  indented\n```\nThe%20end",
        "The title\n```html\n%3Cp%3E\u{a0}&amp;<p>x</p>\n  indented\n```\nThe end",
    );
    check("~~~\n&amp;\n```\n&amp;\n~~~\n&amp;", "~~~\n&amp;\n```\n&amp;\n~~~\n&");
    check("```\nno end: &amp;", "```\nno end: &");
    stays("%60%60%60");
    stays("<div class=\"box\">\n<p>Hello there</p>\n\n<p>Two</p>\n</div>");
    stays("<ul>\n<li>One</li>\n<li>Two</li>\n</ul>");
    stays("const a = 1;\n<h1>Title</h1>\n}");
    check("Prose.\n<p>Leaked</p>\nMore prose.", "Prose.\nLeaked\nMore prose.");
}

#[test]
fn a_text_about_escapes_keeps_its_examples() {
    let tutorial = "A blank becomes %20 there.\nannual%20report%202023\nThat is all.";
    stays(tutorial);
    check(
        "A blank becomes %20 there.\nThe%20box\n%3Cp%3EOne%20two%3C%2Fp%3E",
        "A blank becomes %20 there.\nThe box\nOne two",
    );
}

#[test]
fn a_title_in_form_encoding_goes_with_its_box() {
    check("THE+BOX\n%3Cp%3EOne+two%3C%2Fp%3E", "THE BOX\nOne two");
    check("THE+BOX\n\n%3Cp%3EOne+two%3C%2Fp%3E", "THE BOX\n\nOne two");
    check("THE+BOX\n%3Cp%3EOne%20two%3C%2Fp%3E", "THE+BOX\nOne two");
    stays("THE+BOX\nOne two");
}

#[test]
fn references_and_markup_in_text_are_decoded() {
    check(
        "Podcasts &amp; shows &#8211; caf&eacute;s&nbsp;&copy 2020 &#150; x&amp;nbsp;y",
        "Podcasts & shows – cafés © 2020 – x y",
    );
    check(
        "&lt;p&gt;&lt;strong&gt;A:&lt;/strong&gt; b &amp;amp; c&lt;/p&gt; &lt;p&gt;d&lt;/p&gt;",
        "A: b & c\nd",
    );
    check("<strong>Ann Lee (Club)</strong>\r<br>Text of hers", "Ann Lee (Club)\nText of hers");
    check("%3Cstrong%3EAnn%20Lee%3C%2Fstrong%3E%0D%3Cbr%3EText%20of%20hers", "Ann Lee\nText of hers");
    check("<p>Vec<T> & a < b</p>", "Vec<T> & a < b");
    check("Look for a <strong>written report</strong>, please.", "Look for a written report, please.");
    check("<p>One &lt;b&gt; two</p>", "One <b> two");
}

#[test]
fn lines_and_characters_are_put_in_order() {
    check("a\r\nb\rc\u{b}d\u{c}e\u{2028}f\u{2029}g\u{85}h", "a\nb\nc\nd\ne\nf\ng\nh");
    check(
        " date 2023-09-06 It\u{a0}is \u{200b}so\u{ad}me\u{feff}thing\u{7}",
        "date 2023-09-06 It is something",
    );
    check("one\n\n\ntwo\n", "one\n\n\ntwo\n");
    check("    indented\n\ttab\n  two", "    indented\n\ttab\ntwo");
    check("cafe\u{301} می\u{200c}خواهم", "café می\u{200c}خواهم");
    check("", "");
}

#[test]
fn five_layers_stay_and_are_noted() {
    let encode =
        |text: &str| text.replace('%', "%25").replace('<', "%3C").replace('>', "%3E").replace(' ', "%20");
    let mut text = "<p>Ann and Bo</p>".to_owned();
    for layers in 1..=7_u8 {
        text = encode(&text);
        let decoded = check(&text, if layers <= 4 { "Ann and Bo" } else { &text });
        let note = decoded.lines[0].note.as_deref().expect("a note");
        let expect = if layers <= 4 { (Reason::PercentDecoded, layers) } else { (Reason::EncodedTooDeep, 4) };
        assert_eq!((note.reason, note.layers), expect);
        assert_eq!(decoded.steps.too_deep, u64::from(layers > 4));
    }
    let deep = check("x &amp;amp;amp;amp;amp; y", "x &amp;amp;amp;amp;amp; y");
    assert_eq!(deep.lines[0].note.as_ref().map(|note| note.reason), Some(Reason::EncodedTooDeep));
}

#[test]
fn lines_of_one_fragment_share_a_note() {
    let text = "Title\r\n%3Ch2%3EHead%3C%2Fh2%3E%3Cul%3E%3Cli%3EOne%3C%2Fli%3E%3C%2Ful%3E%3Ctable%3E%3Ctr%3E%3Ctd%3EA%3C%2Ftd%3E%3Ctd%3EB%3C%2Ftd%3E%3C%2Ftr%3E%3C%2Ftable%3E\nend";
    let decoded = check(text, "Title\nHead\n- One\nA\tB\nend");
    let [title, head, item, row, end] = decoded.lines.as_slice() else { panic!("five lines") };
    assert_eq!((title.source_line, head.source_line, row.source_line, end.source_line), (0, 1, 1, 2));
    assert_eq!(head.kind, Some(BlockKind::Heading(2)));
    assert_eq!(item.kind, Some(BlockKind::ListItem));
    assert_eq!(row.kind, Some(BlockKind::TableRow));
    let note = head.note.as_ref().expect("a note");
    assert!(
        Arc::ptr_eq(note, item.note.as_ref().expect("a note"))
            && Arc::ptr_eq(note, row.note.as_ref().expect("a note"))
    );
    assert_eq!(
        (note.reason, note.encoding, note.layers, note.whole_line),
        (Reason::PercentDecoded, Encoding::Percent, 1, true)
    );
    assert!(note.original.starts_with("%3Ch2%3E") && note.original.ends_with("%3E"));
    assert_eq!(decoded.steps, StepCounts { percent: 1, markup: 1, line_ends: 1, ..StepCounts::default() });
}

#[test]
fn notes_name_the_outermost_encoding() {
    for (text, reason, encoding, whole_line) in [
        ("The+one%3F", Reason::PercentDecoded, Encoding::Form, true),
        ("Ti%u1EBFng", Reason::PercentDecoded, Encoding::JsEscape, true),
        ("See The%20trailblazers now", Reason::PercentDecoded, Encoding::Percent, false),
        ("&lt;p&gt;One&lt;/p&gt;", Reason::EntityDecoded, Encoding::Entity, true),
        ("Tom &amp; Ann", Reason::EntityDecoded, Encoding::Entity, false),
        ("<p>One</p>", Reason::MarkupDecoded, Encoding::Markup, true),
        ("cafÃ©", Reason::MojibakeRepaired, Encoding::Mojibake, false),
    ] {
        let decoded = decoder().lines(text);
        let note = decoded.lines[0].note.as_deref().expect(text);
        assert_eq!(
            (note.reason, note.encoding, note.whole_line, note.original.as_str()),
            (reason, encoding, whole_line, text)
        );
    }
}

#[test]
fn switched_off_steps_do_nothing() {
    let text = "The%20one &amp; <p>two</p> cafÃ©";
    let off = DecodeConfig { percent: false, entities: false, markup: false, mojibake: false };
    assert_eq!(Decoder::new(off).expect("the config is valid").lines(text).text(), text);
}

#[test]
fn blocks_of_html_are_mostly_left_alone() {
    let mut steps = StepCounts::default();
    let mut block = |text: &str| {
        let lines = decoder().block_text(text, &mut steps)?;
        Some(lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>().join("\n"))
    };
    for text in [
        "Plain text.",
        "“Quoted” – naïve",
        "the <p> tag",
        "50% & more",
        "Write <b>bold</b> here",
        "<p>Hello</p>",
    ] {
        assert_eq!(block(text), None, "{text}");
    }
    assert_eq!(block("The%20trailblazers").as_deref(), Some("The trailblazers"));
    assert_eq!(block("Tom &amp; Ann").as_deref(), Some("Tom & Ann"));
    assert_eq!(block("cafÃ©\u{a0}au lait").as_deref(), Some("café au lait"));
    assert_eq!(block("<p>One two</p> <p>Three</p>").as_deref(), Some("One two\nThree"));
    assert_eq!(
        steps,
        StepCounts { percent: 1, entities: 1, markup: 1, mojibake: 1, blanks: 1, ..StepCounts::default() }
    );
}

#[test]
fn floods_take_no_longer_than_their_size() {
    for unit in [
        "%25",
        "25",
        "&amp;",
        "amp;",
        "<",
        "&lt;&lt;",
        "ÃÂ",
        "%3Cdiv%3E",
        "<b>",
        "<p a=\"",
        "\u{200d}",
        "%20 ",
        "Ã x",
        "<!--",
        "```\n",
    ] {
        let start = match unit {
            "25" => "%",
            "amp;" => "&",
            _ => "",
        };
        let text = format!("{start}{}", unit.repeat(100_000 / unit.len()));
        let once = decoder().lines(&text).text();
        assert_eq!(decoder().lines(&once).text(), once, "{unit}");
    }
}
