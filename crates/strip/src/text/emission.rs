//! How much a group looks as if it did not belong, by its words, its shape and its place.
//!
//! The cues are numbers of a fixed order; their weights stand in [`super::weights`], and [`super::model`] says which of them are in force.

use super::config::TextConfig;
use super::facts::{Facts, Line};
use super::groups::{Group, Shape};
use super::lexicon::List;
use super::model::Model;
use super::topic::{Overlap, Topic};

/// Number of cues.
pub(crate) const CUES: usize = CUE_NAMES.len();

/// What each cue is called, in the order of [`cues`].
pub(crate) const CUE_NAMES: [&str; 44] = [
    "one",
    "list",
    "pairs",
    "rows",
    "heading",
    "encoded",
    "tail",
    "head",
    "rare-shared-odds",
    "rare-unshared-odds",
    "rare-shared",
    "rare-unshared",
    "rare-central",
    "rare-near",
    "common-shared",
    "common-unshared",
    "names-shared",
    "names-unshared",
    "rare-shared-share",
    "hint",
    "related-title",
    "titled",
    "terminal-share",
    "stop-share",
    "vocabulary",
    "announced",
    "first",
    "few-words",
    "measured-share",
    "tail-rare-unshared",
    "capital-share",
    "number-share",
    "prose-near",
    "prose-far",
    "frame-share",
    "in-body",
    "off-body",
    "depth",
    "repeated-share",
    "lines",
    "words",
    "words-per-line",
    "title-shared",
    "title-unshared",
];

/// No group is surer than this before its neighbours are looked at.
const MOST_ODDS: f32 = 8.0;

/// Share of its words that a foreign text has in common with an article of no words, by chance.
const CHANCE_FLOOR: f32 = 0.02;
/// What is added to it for each different word of the article (guess).
const CHANCE_PER_WORD: f32 = 1.0 / 5000.0;
/// The most that chance may explain.
const CHANCE_LIMIT: f32 = 0.3;

/// The place of a group in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Site {
    /// Before the first paragraph of the article.
    Head,
    /// Between two paragraphs of the article.
    Middle,
    /// Behind the last paragraph of the article.
    Tail,
}

/// What is known of a group besides its words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// Where it stands.
    pub(crate) site: Site,
    /// The mean score of the marks of its lines.
    pub(crate) hint: f32,
    /// Whether the line before it announces it with a colon.
    pub(crate) announced: bool,
    /// Whether it is the first of the document.
    pub(crate) first: bool,
    /// Share of the words of the near and of the far surroundings that stand in running text.
    pub(crate) prose_shares: (f32, f32),
    /// Share of the surrounding lines that belong to the frame of a site.
    pub(crate) frame_share: f32,
    /// Lines between it and the body of the document; 0 inside.
    pub(crate) lines_off_body: usize,
    /// Place in the document, 0..=1.
    pub(crate) depth: f32,
    /// Share of its lines that stand elsewhere in the document too.
    pub(crate) repeated: f32,
    /// Share of the words of all groups that may be text, 0..=1.
    pub(crate) weight: f32,
    /// Words in it.
    pub(crate) words: u32,
    /// Those of them that stand in running text.
    pub(crate) sentence_words: u32,
    /// Words of the running text of the document outside it.
    pub(crate) body_words: u32,
}

/// Log-odds of a group to be foreign.
pub(crate) fn odds(
    group: &Group,
    overlap: &Overlap,
    setting: &Setting,
    cues: &[f32; CUES],
    page: bool,
    config: &TextConfig,
    model: &Model,
) -> f32 {
    let weights = model.weights(page, group.shape == Shape::Paragraph);
    let sum: f32 = cues.iter().zip(weights).map(|(cue, weight)| cue * weight).sum();
    let bias = if page { config.page_bias } else { config.article_bias };
    let odds = (bias + sum).clamp(-MOST_ODDS, MOST_ODDS);
    if page { odds } else { guarded(group, overlap, setting, odds) }
}

/// Holds back where the words cannot tell, or where they tell that the group belongs.
fn guarded(group: &Group, overlap: &Overlap, setting: &Setting, odds: f32) -> f32 {
    /// A paragraph with this share of all words is the article (guess).
    const ARTICLE_SHARE: f32 = 0.3;
    const ARTICLE_ODDS: f32 = -2.0;
    /// A group of so few content words goes with its neighbours.
    const FEWEST_WORDS: u32 = 1;
    const FOLLOWER_ODDS: f32 = 0.3;
    /// A box whose title is made of words of the article is about it (guess).
    const OWN_TITLE: f32 = -1.5;
    /// Encoded text of the article is rarer in the development set than in the wild (guess).
    const ENCODED: f32 = -1.0;
    /// The most that is thought of sentences that name what the article names: no neighbour takes them along.
    const SPEAKING_ODDS: f32 = -4.0;
    /// The most that is thought of what words alone must not condemn.
    const DOUBTFUL_ODDS: f32 = -1.0;
    let own_title =
        overlap.title_shared > 0 && overlap.title_shared == overlap.title && overlap.names_shared > 0;
    let mut odds = odds;
    if own_title {
        odds += OWN_TITLE;
    }
    if group.encoded {
        odds += ENCODED;
    }
    if overlap.words() <= FEWEST_WORDS && setting.hint == 0.0 {
        odds = odds.clamp(-1.0, FOLLOWER_ODDS);
    }
    if setting.hint == 0.0 && beyond_words(group, setting) {
        odds = odds.min(DOUBTFUL_ODDS);
    }
    if setting.hint == 0.0 && speaks_of_it(group, overlap, setting) {
        odds = odds.min(SPEAKING_ODDS);
    }
    if setting.weight >= ARTICLE_SHARE { odds.min(ARTICLE_ODDS) } else { odds }
}

/// Whether the words that a group shares with the article, or does not, are no proof against it.
fn beyond_words(group: &Group, setting: &Setting) -> bool {
    /// Running text outside a group that its words can be compared with, in words (guess).
    const LEAST_BODY: u32 = 30;
    setting.body_words < LEAST_BODY || group.shape == Shape::Verse
}

/// Whether a group is made of sentences that go on with the article: they share a name with it, or, in
/// an encoded fragment, much of their vocabulary.
fn speaks_of_it(group: &Group, overlap: &Overlap, setting: &Setting) -> bool {
    /// Words of a paragraph that is no mere teaser (guess).
    const SPEAKING_WORDS: u32 = 20;
    /// Share of the words of an encoded fragment that stand in sentences (guess).
    const SENTENCE_SHARE: f32 = 0.7;
    /// One content word in so many that the encoded tail of an article has in common with it (guess).
    const TAIL_SHARE: u32 = 3;
    if group.shape != Shape::Paragraph || setting.words < SPEAKING_WORDS {
        return false;
    }
    if !group.encoded {
        return setting.sentence_words == setting.words && overlap.sure_names_shared > 0;
    }
    setting.sentence_words as f32 >= SENTENCE_SHARE * setting.words as f32
        && (overlap.sure_names_shared > 0 || overlap.shared() * TAIL_SHARE >= overlap.words())
}

/// The cues of a group.
pub(crate) fn cues(
    facts: &Facts<'_>,
    group: &Group,
    overlap: &Overlap,
    topic: &Topic,
    setting: Setting,
) -> [f32; CUES] {
    let flag = |set: bool| if set { 1.0_f32 } else { 0.0 };
    let root = |count: u32, most: u32| (count.min(most) as f32).sqrt();
    let lines: Vec<&Line<'_>> = group.lines.iter().filter_map(|at| facts.lines.get(*at)).collect();
    let words: u32 = lines.iter().map(|line| line.words).sum();
    let share = |count: u32, of: u32| if of == 0 { 0.0 } else { (count as f32 / of as f32).min(1.0) };
    let count_lines = |test: fn(&Line<'_>) -> bool| lines.iter().filter(|line| test(line)).count() as u32;
    let rows = lines.len() as u32;
    let chance = (CHANCE_FLOOR + topic.vocabulary as f32 * CHANCE_PER_WORD).min(CHANCE_LIMIT);
    let own = topic.own_rate.clamp(chance + 0.02, 0.9);
    let (shared, unshared) = (overlap.rare_shared, overlap.rare - overlap.rare_shared);
    let title = lines.first();
    let tail = setting.site == Site::Tail;
    [
        1.0,
        flag(group.shape == Shape::List),
        flag(group.shape == Shape::KeyValues),
        flag(group.shape == Shape::Rows),
        flag(group.shape == Shape::Heading),
        flag(group.encoded),
        flag(tail),
        flag(setting.site == Site::Head),
        (shared as f32 * (own / chance).ln()).min(10.0),
        (unshared as f32 * ((1.0 - chance) / (1.0 - own)).ln()).min(10.0),
        root(shared, 30),
        root(unshared, 30),
        root(overlap.rare_central, 16),
        root(overlap.rare_near, 16),
        root(overlap.common_shared, 16),
        root(overlap.common - overlap.common_shared, 16),
        root(overlap.names_shared, 9),
        root(overlap.names - overlap.names_shared, 25),
        shared as f32 / (overlap.rare as f32 + 1.0),
        setting.hint,
        flag(title.is_some_and(|line| line.whole.has(List::Related) || line.start.has(List::Related))),
        flag(group.titled),
        share(count_lines(|line| line.terminal), rows),
        share(lines.iter().map(|line| line.stop_words).sum(), words),
        (topic.vocabulary as f32 + 1.0).ln() - 5.0,
        flag(setting.announced),
        flag(setting.first),
        flag(overlap.words() <= 2),
        share(count_lines(is_measured), rows),
        flag(tail) * root(unshared, 16),
        share(lines.iter().map(|line| line.capitals).sum(), words),
        share(lines.iter().map(|line| line.numbers).sum(), words),
        setting.prose_shares.0,
        setting.prose_shares.1,
        setting.frame_share,
        flag(setting.lines_off_body == 0),
        (setting.lines_off_body as f32 + 1.0).ln(),
        setting.depth,
        setting.repeated,
        root(rows, 40),
        root(words, 100),
        root(words / rows.max(1), 50),
        root(overlap.title_shared, 4),
        root(overlap.title - overlap.title_shared, 4),
    ]
}

/// Whether a line begins with a quantity, as those of a list of ingredients do.
pub(crate) fn is_measured(line: &Line<'_>) -> bool {
    let body = line.text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let digits = body
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '/' | '½' | '¼' | '¾'));
    digits.len() < body.len()
        && digits.trim_start().starts_with(char::is_lowercase)
        && line.words <= 10
        && !line.terminal
}

/// Cost of a change between own and foreign at the border of two neighbours.
pub(crate) fn border(facts: &Facts<'_>, before: &Group, after: &Group) -> f32 {
    let last = before.lines.last().and_then(|at| facts.lines.get(*at));
    let first = after.lines.first().and_then(|at| facts.lines.get(*at));
    let (Some(last), Some(first)) = (last, first) else { return 2.0 };
    if before.encoded || after.encoded {
        return 1.0;
    }
    let items = last.bullet.is_some() && last.bullet == first.bullet;
    let cost: f32 = match (before.shape, after.shape) {
        (Shape::Heading, _) => 4.0,
        _ if last.colon => 4.0,
        _ if items => 3.0,
        (Shape::Paragraph, Shape::Paragraph) => 2.5,
        _ => 1.8,
    };
    if first.gap { cost * 0.7 } else { cost }
}
