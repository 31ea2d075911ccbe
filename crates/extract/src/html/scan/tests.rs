//! This parser beside html5ever's: the same blocks in the same elements, whatever comes in.

use proptest::prelude::*;

use crate::Page;
use crate::html::{page, page_by_twin};

const STEPS: u64 = 1_000_000_000;

/// Elements that the rules of tree construction treat apart, and some that they do not.
const TAGS: &str = "html head body title style script noscript template base meta link frameset frame noframes \
    p div section address article h1 h2 pre listing form li ul ol dd dt dl plaintext button a b i em font nobr \
    span x-y applet marquee object table caption colgroup col tbody thead tfoot tr td th br img image input hr \
    textarea xmp iframe noembed select option optgroup ruby rb rp rt rtc math mi mo mtext annotation-xml \
    mglyph svg foreignObject desc details summary dialog search param keygen";

/// Blocks as text and kind with their signals, and the elements around them.
fn shown(page: &Page) -> Vec<String> {
    let blocks = page.blocks.iter().map(|block| {
        let tags = page
            .outline
            .ancestors(block.element)
            .map(|(_, element)| format!("{}.{}", element.tag, element.class));
        let around = tags.collect::<Vec<_>>().join(" ");
        format!("{:?} {:?} {:?} in {around}", block.kind, block.text, block.signals)
    });
    blocks.chain([format!("{:?} {:?}", page.title, page.language)]).collect()
}

#[track_caller]
fn check(html: &str) {
    let (ours, twin) = (page(html, None, None, STEPS).unwrap(), page_by_twin(html, STEPS).unwrap());
    assert_eq!(shown(&ours), shown(&twin), "{html}");
}

#[test]
fn tags_are_cut_as_browsers_do() {
    for html in [
        "<p/class=a>b<p/ >c<p class=a/>d<p class = 'a' id=\"b\"title>e<p =x>f<p 'x'>g",
        "a<b<c>d</b e>f</>g</ h>i<!j>k<?l>m< n><1>o",
        "a<!-->b--><!--->c<!-- -- --! -->d<!--e--!>f<!--g",
        "a<p title='b",
        "a</",
        "a<",
        "a<p",
        "<DIV CLASS=A>b</Div ><x-Y>c</X-y>d",
        "<p hidden hidden=until-found>a<p class=a class=b>c",
        "<p class='&lt;&copy&copy=1'>a&amp;b&nbsp&#x41;&notit;",
    ] {
        check(html);
    }
}

#[test]
fn raw_text_ends_where_browsers_end_it() {
    for html in [
        "<script>a</scriptx>b</script >c<script><!--<script></script>d--></script>e",
        "<script><!-->a</script>b<script><!--<script>c</script>d</script>e",
        "<style>a</style/>b<textarea>\n&amp;c</TEXTAREA>d<title>e&lt;</title>f<title>g",
        "<xmp><p>a&amp;</xmp>b<plaintext>c</plaintext>d",
        "<iframe>a<p></iframe>b<noscript><p>c</noscript>d",
    ] {
        check(html);
    }
}

#[test]
fn what_overlaps_is_put_right_as_browsers_do() {
    for html in [
        "<p>1<b>2<i>3</b>4</i>5</p>",
        "<a href=1>a<div>b<a href=2>c</div>d",
        "<b><p>a</b>b</p>c<table><b>d<tr><td>e</b>f</table>g",
        "<table>a<td>b<div>c</table>d<table><p>e<table>f",
        "<ul><li>a<div><li>b</div></ul><select><option>c<p>d</select>e",
        "<p>a<h1>b<h2>c</h1>d</p></br>e</p>f<form><form>g</form>h",
        "<svg><p>a<svg><foreignObject><p>b</svg>c<math><mi>d<p>e</math>f<![CDATA[g]]>",
        "a</body>b</html>c<body class=x><html lang=y>d<!doctype x>e",
        "<template><td>a</template><td>b<frameset><noframes>c",
        "<frameset><frame><p>a</frameset><noframes>b</noframes>c",
        "<!doctype html><p>a<table><td>b</table><!doctype html>",
        "<button>a<button>b<p>c</button>d<nobr>e<nobr>f<p>g</nobr>h",
    ] {
        check(html);
    }
}

fn soup() -> impl Strategy<Value = String> {
    let tags: Vec<&str> = TAGS.split_whitespace().collect();
    let tag = proptest::sample::select(tags);
    let attributes = proptest::sample::select(vec![
        "",
        "",
        "",
        "",
        " class=k",
        " href=/x",
        " hidden",
        " type=hidden",
        " color=red",
        "/",
        " id='a&amp;b'",
    ]);
    let odd = proptest::sample::select(vec![
        " ",
        "\n",
        "&nbsp;",
        "&amp",
        "&notin",
        "&#1",
        "<!-- c -->",
        "<!doctype html>",
        "\0",
        "\r\n",
        "<",
        "</",
        "<![CDATA[ d ]]>",
        "<?e?>",
        "\u{e9}",
        ".",
    ]);
    let piece = prop_oneof![
        4 => "[a-z]{1,3}[ \n]?".prop_map(|word| word),
        5 => (tag.clone(), attributes).prop_map(|(tag, attributes)| format!("<{tag}{attributes}>")),
        4 => tag.prop_map(|tag| format!("</{tag}>")),
        2 => odd.prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Whether a document type stands behind the begin of a table. The standard ends the text of a table there, so that blanks
/// before it stay in the table ("in table text", anything else); the twin looks at document types before it looks at
/// the mode, and takes what stands around one for a single text: `a<table> <!doctype html>a`.
fn has_document_type_in_table(html: &str) -> bool {
    html.split_once("<table").is_some_and(|(_, behind)| behind.contains("<!doctype"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, ..ProptestConfig::default() })]

    #[test]
    fn any_soup_of_tags_gives_the_blocks_of_the_twin(html in soup()) {
        prop_assume!(!has_document_type_in_table(&html));
        let (ours, twin) = (page(&html, None, None, STEPS).unwrap(), page_by_twin(&html, STEPS).unwrap());
        prop_assert_eq!(shown(&ours), shown(&twin));
    }

    #[test]
    fn any_text_gives_the_blocks_of_the_twin(html in "[<>/!a-cp\"'= &#;x1\\-\\[\\]?\n\0\r]*") {
        let (ours, twin) = (page(&html, None, None, STEPS).unwrap(), page_by_twin(&html, STEPS).unwrap());
        prop_assert_eq!(shown(&ours), shown(&twin));
    }
}

/// Steps that a byte of any page may take: a look through all elements that can be open, for each byte.
const MAX_STEPS_A_BYTE: usize = 512;

/// Steps that any page may take besides.
const MORE_STEPS: usize = 100_000;

#[track_caller]
fn check_linear(html: &str) {
    let limit = MAX_STEPS_A_BYTE * html.len() + MORE_STEPS;
    assert!(super::parse(html, limit as u64).is_ok(), "{} ...", html.chars().take(80).collect::<String>());
}

#[test]
fn hostile_pages_cost_what_their_length_does() {
    const TIMES: usize = 5_000;
    for (first, again, then) in [
        ("", "<div>", "</div>"),
        ("", "<", "x"),
        ("", "<a", ""),
        ("", "<p><b class=k>x", ""),
        ("", "<p><a href=k>x", "</a>"),
        ("", "<font size=1><p>", "</font>"),
        ("", "<a><div>", "</a>"),
        ("<table>", "x<tr>", ""),
        ("<table>", "<table>", "</td>"),
        ("", "<noscript>", "</p>"),
        ("", "<svg>", "</g>"),
        ("", "<svg><x-y>", "</x-z>"),
        ("", "<object>", "<b>x</b>"),
        ("", "<template>", "</template>"),
        ("<ul>", "<li><div>", "</li>"),
        ("", "<h1><h2>", "</h3>"),
        ("", "<nobr>", "</nobr>"),
        ("", "<body class=k>", ""),
        ("", "&notit", ""),
        ("<p a='", "b='", ""),
        ("<script>", "<!--<script>", "</script>"),
        ("<!--", "-", ""),
        ("", "\0", "<\0"),
    ] {
        check_linear(&format!("{first}{}{}", again.repeat(TIMES), then.repeat(TIMES)));
    }
    let numbered =
        |times: usize, one: &dyn Fn(usize) -> String| (0..times).map(one).collect::<Vec<_>>().concat();
    for tag in ["x", "p><b id=", "a id=", "font size=1 color=", "body a"] {
        check_linear(&numbered(TIMES, &|n| format!("<{tag}{n}>x")));
    }
    let formatting = numbered(300, &|n| format!("<b id={n}>"));
    check_linear(&format!("<p>{formatting}</p>{}", "<p>x</p>".repeat(TIMES)));
    check_linear(&format!("<p{}>x", numbered(TIMES, &|n| format!(" a{n}=b"))));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn repeating_any_soup_costs_what_its_length_does(html in soup(), end in soup()) {
        check_linear(&format!("{}{}", html.repeat(100), end.repeat(100)));
    }
}
