//! What a group has in common with the article.

use crate::columns::{Columns, MISSING, share, shares};
use crate::text::article::Article;
use crate::text::topic::{Overlap, Topic};

/// The least and the greatest rate at which rare words of a foreign text stand in an article by chance,
/// and what each word of the article's vocabulary adds to it (guess, from boxes of other pages).
const CHANCE_FLOOR: f32 = 0.02;
const CHANCE_LIMIT: f32 = 0.3;
const CHANCE_PER_WORD: f32 = 0.000_25;

pub(super) fn put(article: &Article<'_>, topic: &Topic, at: usize, columns: &mut impl Columns) {
    let overlap = &topic.overlaps.get(at).copied().unwrap_or_default();
    put_overlap(overlap, columns);
    put_odds(overlap, topic, columns);
    let words = article.facts.address_words as f32;
    let share_of = |part| if words > 0.0 { share(part, words) } else { MISSING };
    columns.put("topic.address", share_of(overlap.address));
    columns.put(
        "topic.address-share",
        if words > 0.0 { share(overlap.address, overlap.words()) } else { MISSING },
    );
}

/// Features of an overlap, in order.
const OVERLAP: [&str; 27] = [
    "topic.rare",
    "topic.rare-shared",
    "topic.rare-share",
    "topic.weight",
    "topic.weight-shared",
    "topic.weight-unshared",
    "topic.share",
    "topic.central",
    "topic.central-share",
    "topic.near",
    "topic.near-share",
    "topic.opening",
    "topic.opening-share",
    "topic.before",
    "topic.before-share",
    "topic.after",
    "topic.after-share",
    "topic.common-share",
    "topic.names",
    "topic.names-shared",
    "topic.names-unshared",
    "topic.sure-names-shared",
    "topic.title-shared",
    "topic.title-unshared",
    "topic.lines-shared",
    "topic.lines-unshared",
    "topic.lines-share",
];

fn put_overlap(o: &Overlap, columns: &mut impl Columns) {
    let weight = o.weight;
    let [rare, shared, central, near, opening, before, after, common, lines] = shares(
        [
            o.rare_shared,
            o.weight_shared,
            o.weight_central,
            o.weight_near,
            o.weight_opening,
            o.weight_before,
            o.weight_after,
            o.common_shared,
            o.lines_shared,
        ],
        [o.rare, weight, weight, weight, weight, weight, weight, o.common, o.lines],
    );
    let values = [
        o.rare,
        o.rare_shared,
        rare,
        weight,
        o.weight_shared,
        weight - o.weight_shared,
        shared,
        o.weight_central,
        central,
        o.weight_near,
        near,
        o.weight_opening,
        opening,
        o.weight_before,
        before,
        o.weight_after,
        after,
        common,
        o.names,
        o.names_shared,
        o.names - o.names_shared,
        o.sure_names_shared,
        o.title_shared,
        o.title - o.title_shared,
        o.lines_shared,
        o.lines - o.lines_shared,
        lines,
    ];
    columns.put_many(&OVERLAP, values);
}

/// How much more likely the words are in the article than by chance.
fn put_odds(overlap: &Overlap, topic: &Topic, columns: &mut impl Columns) {
    let chance = (CHANCE_FLOOR + topic.vocabulary * CHANCE_PER_WORD).min(CHANCE_LIMIT);
    let own = topic.own_rate.clamp(chance + 0.02, 0.9);
    let unshared = overlap.rare - overlap.rare_shared;
    columns.put("topic.expected-share", own);
    columns.put("topic.vocabulary", topic.vocabulary);
    columns.put("topic.missing", overlap.rare * own - overlap.rare_shared);
    columns.put("topic.above-chance", overlap.rare_shared - overlap.rare * chance);
    columns.put("topic.unshared", unshared);
}
