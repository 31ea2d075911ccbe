//! What a group of lines looks like.

use crate::columns::{Columns, share, shares};
use crate::text::article::Article;
use crate::text::groups::Shape;
use crate::text::sums::Sums;
use crate::word_kinds::kind;

/// Kinds of words that are told apart; those of the grammar are counted by the list of stop words.
const KINDS: [(&str, u16); 11] = [
    ("lex.first-person", kind::FIRST_PERSON),
    ("lex.reader", kind::READER),
    ("lex.time", kind::TIME),
    ("lex.social", kind::SOCIAL),
    ("lex.account", kind::ACCOUNT),
    ("lex.legal", kind::LEGAL),
    ("lex.commerce", kind::COMMERCE),
    ("lex.navigation", kind::NAVIGATION),
    ("lex.comment", kind::COMMENT),
    ("lex.related", kind::RELATED),
    ("lex.author", kind::AUTHOR),
];

/// The order of shapes, from running text to rows.
pub(super) fn shape_number(shape: Shape) -> f32 {
    match shape {
        Shape::Paragraph => 0.0,
        Shape::Verse => 1.0,
        Shape::Heading => 2.0,
        Shape::Marked => 3.0,
        Shape::List => 4.0,
        Shape::KeyValues => 5.0,
        Shape::Rows => 6.0,
    }
}

pub(super) fn put(article: &Article<'_>, at: usize, columns: &mut impl Columns) {
    let (Some(group), Some(sums)) = (article.groups.get(at), article.sums.get(at)) else { return };
    columns.put("shape", shape_number(group.shape));
    columns.put_flag("titled", group.titled);
    columns.put_flag("encoded", group.encoded);
    put_sums(sums, columns);
    put_lexical(sums, columns);
}

/// Features of the surface of a group, in order.
const SURFACE: [&str; 30] = [
    "lines",
    "words",
    "words-a-line",
    "longest",
    "shortest",
    "bytes-a-word",
    "prose",
    "terminal",
    "colons",
    "questions",
    "bullets",
    "numbered",
    "pairs",
    "measured",
    "lower",
    "quoted",
    "capitals",
    "shouted",
    "numbers",
    "commas",
    "stops",
    "quotes",
    "rails",
    "digits",
    "signs",
    "currencies",
    "repeated",
    "repeated-below",
    "mark",
    "marks",
];

/// The features named in [`SURFACE`]: each a share, of 1 if it is none.
fn put_sums(s: &Sums, columns: &mut impl Columns) {
    let (l, w, b) = (s.lines, s.words, s.bytes);
    #[rustfmt::skip]
    let (parts, wholes) = (
        [
            l, w, w, s.longest, s.shortest, b, s.prose_words, s.terminal, s.colons, s.questions, s.bullets,
            s.numbered, s.pairs, s.measured, s.lower, s.quoted, s.capitals, s.shouted, s.numbers, s.commas, s.stops,
            s.quotes, s.rails, s.digits, s.signs, s.currencies, s.repeated, s.repeated_below, s.mark, s.marks,
        ],
        [
            1.0, 1.0, l, 1.0, 1.0, w, w, l, l, l, l,
            l, l, l, l, l, w, w, w, w, w,
            w, b, b, b, l, l, l, 1.0, l,
        ],
    );
    columns.put_many(&SURFACE, shares(parts, wholes));
}

fn put_lexical(sums: &Sums, columns: &mut impl Columns) {
    columns.put("lex.stop-words", share(sums.stop_words, sums.words));
    let count = |bit: u16| sums.kinds.get(bit.trailing_zeros() as usize).copied().unwrap_or_default();
    let names = KINDS.map(|(name, _)| name);
    columns.put_many(&names, shares(KINDS.map(|(_, bit)| count(bit)), [sums.words; KINDS.len()]));
}
