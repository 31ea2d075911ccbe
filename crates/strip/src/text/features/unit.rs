//! What a group of lines looks like.

use crate::columns::{Columns, share};
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

fn put_sums(sums: &Sums, columns: &mut impl Columns) {
    let (lines, words, bytes) = (sums.lines, sums.words, sums.bytes);
    columns.put("lines", lines);
    columns.put("words", words);
    columns.put("words-a-line", share(words, lines));
    columns.put("longest", sums.longest);
    columns.put("shortest", sums.shortest);
    columns.put("bytes-a-word", share(bytes, words));
    columns.put("prose", share(sums.prose_words, words));
    columns.put("terminal", share(sums.terminal, lines));
    columns.put("colons", share(sums.colons, lines));
    columns.put("questions", share(sums.questions, lines));
    columns.put("bullets", share(sums.bullets, lines));
    columns.put("numbered", share(sums.numbered, lines));
    columns.put("pairs", share(sums.pairs, lines));
    columns.put("measured", share(sums.measured, lines));
    columns.put("lower", share(sums.lower, lines));
    columns.put("quoted", share(sums.quoted, lines));
    columns.put("capitals", share(sums.capitals, words));
    columns.put("shouted", share(sums.shouted, words));
    columns.put("numbers", share(sums.numbers, words));
    columns.put("commas", share(sums.commas, words));
    columns.put("stops", share(sums.stops, words));
    columns.put("quotes", share(sums.quotes, words));
    columns.put("rails", share(sums.rails, bytes));
    columns.put("digits", share(sums.digits, bytes));
    columns.put("signs", share(sums.signs, bytes));
    columns.put("currencies", share(sums.currencies, lines));
    columns.put("repeated", share(sums.repeated, lines));
    columns.put("repeated-below", share(sums.repeated_below, lines));
    columns.put("mark", sums.mark);
    columns.put("marks", share(sums.marks, lines));
}

fn put_lexical(sums: &Sums, columns: &mut impl Columns) {
    columns.put("lex.stop-words", share(sums.stop_words, sums.words));
    for (name, bit) in KINDS {
        let count = sums.kinds.get(bit.trailing_zeros() as usize).copied().unwrap_or_default();
        columns.put(name, share(count, sums.words));
    }
}
