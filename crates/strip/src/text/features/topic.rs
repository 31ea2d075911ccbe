//! What a group has in common with the article.

use crate::columns::{Columns, MISSING, share};
use crate::text::article::Article;
use crate::text::topic::{Overlap, Topic};

/// The least and the greatest rate at which rare words of a foreign text stand in an article by chance,
/// and what each word of the article's vocabulary adds to it (guess, from boxes of other pages).
const CHANCE_FLOOR: f32 = 0.02;
const CHANCE_LIMIT: f32 = 0.3;
const CHANCE_PER_WORD: f32 = 0.000_25;

pub(super) fn put(article: &Article<'_>, topic: &Topic<'_>, overlap: &Overlap, columns: &mut impl Columns) {
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

fn put_overlap(overlap: &Overlap, columns: &mut impl Columns) {
    let weight = overlap.weight;
    columns.put("topic.rare", overlap.rare);
    columns.put("topic.rare-shared", overlap.rare_shared);
    columns.put("topic.rare-share", share(overlap.rare_shared, overlap.rare));
    columns.put("topic.weight", weight);
    columns.put("topic.weight-shared", overlap.weight_shared);
    columns.put("topic.weight-unshared", weight - overlap.weight_shared);
    columns.put("topic.share", share(overlap.weight_shared, weight));
    columns.put("topic.central", overlap.weight_central);
    columns.put("topic.central-share", share(overlap.weight_central, weight));
    columns.put("topic.near", overlap.weight_near);
    columns.put("topic.near-share", share(overlap.weight_near, weight));
    columns.put("topic.opening", overlap.weight_opening);
    columns.put("topic.opening-share", share(overlap.weight_opening, weight));
    columns.put("topic.before", overlap.weight_before);
    columns.put("topic.before-share", share(overlap.weight_before, weight));
    columns.put("topic.after", overlap.weight_after);
    columns.put("topic.after-share", share(overlap.weight_after, weight));
    columns.put("topic.common-share", share(overlap.common_shared, overlap.common));
    columns.put("topic.names", overlap.names);
    columns.put("topic.names-shared", overlap.names_shared);
    columns.put("topic.names-unshared", overlap.names - overlap.names_shared);
    columns.put("topic.sure-names-shared", overlap.sure_names_shared);
    columns.put("topic.title-shared", overlap.title_shared);
    columns.put("topic.title-unshared", overlap.title - overlap.title_shared);
    columns.put("topic.lines-shared", overlap.lines_shared);
    columns.put("topic.lines-unshared", overlap.lines - overlap.lines_shared);
    columns.put("topic.lines-share", share(overlap.lines_shared, overlap.lines));
}

/// How much more likely the words are in the article than by chance.
fn put_odds(overlap: &Overlap, topic: &Topic<'_>, columns: &mut impl Columns) {
    let chance = (CHANCE_FLOOR + topic.vocabulary * CHANCE_PER_WORD).min(CHANCE_LIMIT);
    let own = topic.own_rate.clamp(chance + 0.02, 0.9);
    let unshared = overlap.rare - overlap.rare_shared;
    columns.put("topic.expected-share", own);
    columns.put("topic.vocabulary", topic.vocabulary);
    columns.put("topic.missing", overlap.rare * own - overlap.rare_shared);
    columns.put("topic.above-chance", overlap.rare_shared - overlap.rare * chance);
    columns.put("topic.unshared", unshared);
}
