//! Weights of the cues of [`super::emission`]: log-odds of being foreign for one unit of each.
//!
//! Written by `make model`, which is described in `training/README.md`. Not to be changed by hand.

use super::emission::CUES;

/// Running text of an article.
#[rustfmt::skip]
pub(crate) const TEXT_WEIGHTS: [f32; CUES] = [
    -0.03, // one
    0.00, // list
    0.00, // pairs
    0.00, // rows
    0.00, // heading
    0.61, // encoded
    2.69, // tail
    -5.43, // head
    -0.03, // rare-shared-odds
    0.23, // rare-unshared-odds
    -0.67, // rare-shared
    -0.15, // rare-unshared
    -1.82, // rare-central
    0.18, // rare-near
    -0.45, // common-shared
    0.55, // common-unshared
    -0.45, // names-shared
    0.04, // names-unshared
    -0.35, // rare-shared-share
    12.87, // hint
    0.00, // related-title
    0.00, // titled
    0.16, // terminal-share
    -3.70, // stop-share
    0.97, // vocabulary
    0.08, // announced
    -1.77, // first
    -0.99, // few-words
    0.00, // measured-share
    -0.39, // tail-rare-unshared
    1.92, // capital-share
    1.47, // number-share
    -1.25, // prose-near
    -1.12, // prose-far
    14.99, // frame-share
    -1.11, // in-body
    -0.16, // off-body
    0.00, // depth
    0.00, // repeated-share
    1.65, // lines
    0.07, // words
    0.09, // words-per-line
    -1.87, // title-shared
    3.24, // title-unshared
];

/// Everything else of an article.
#[rustfmt::skip]
pub(crate) const BOX_WEIGHTS: [f32; CUES] = [
    -0.40, // one
    -0.61, // list
    0.04, // pairs
    -0.86, // rows
    0.07, // heading
    3.65, // encoded
    2.52, // tail
    -0.72, // head
    -0.18, // rare-shared-odds
    0.23, // rare-unshared-odds
    -0.47, // rare-shared
    0.11, // rare-unshared
    -1.44, // rare-central
    -0.23, // rare-near
    -0.41, // common-shared
    0.57, // common-unshared
    -0.59, // names-shared
    0.56, // names-unshared
    0.84, // rare-shared-share
    0.10, // hint
    2.20, // related-title
    1.19, // titled
    -0.31, // terminal-share
    1.20, // stop-share
    0.42, // vocabulary
    -0.78, // announced
    -1.77, // first
    -0.58, // few-words
    -2.30, // measured-share
    -0.53, // tail-rare-unshared
    -0.64, // capital-share
    0.92, // number-share
    -0.64, // prose-near
    0.98, // prose-far
    18.29, // frame-share
    -0.21, // in-body
    0.15, // off-body
    0.00, // depth
    -0.90, // repeated-share
    -0.45, // lines
    0.17, // words
    -0.59, // words-per-line
    -0.65, // title-shared
    0.37, // title-unshared
];

/// Running text of a whole page.
#[rustfmt::skip]
pub(crate) const PAGE_TEXT_WEIGHTS: [f32; CUES] = [
    -0.04, // one
    0.00, // list
    0.00, // pairs
    0.00, // rows
    0.00, // heading
    0.00, // encoded
    -0.03, // tail
    0.45, // head
    -0.10, // rare-shared-odds
    -0.03, // rare-unshared-odds
    -0.04, // rare-shared
    -0.31, // rare-unshared
    -0.19, // rare-central
    -0.14, // rare-near
    -0.29, // common-shared
    -0.16, // common-unshared
    -0.13, // names-shared
    -0.02, // names-unshared
    -0.57, // rare-shared-share
    4.85, // hint
    0.46, // related-title
    0.00, // titled
    -0.28, // terminal-share
    -1.21, // stop-share
    0.71, // vocabulary
    -0.26, // announced
    3.85, // first
    -0.47, // few-words
    0.00, // measured-share
    0.06, // tail-rare-unshared
    1.95, // capital-share
    1.01, // number-share
    -0.13, // prose-near
    -0.80, // prose-far
    4.94, // frame-share
    -0.61, // in-body
    0.12, // off-body
    2.44, // depth
    0.94, // repeated-share
    -0.04, // lines
    0.70, // words
    -0.39, // words-per-line
    0.00, // title-shared
    0.00, // title-unshared
];

/// Everything else of a whole page.
#[rustfmt::skip]
pub(crate) const PAGE_BOX_WEIGHTS: [f32; CUES] = [
    0.04, // one
    -0.26, // list
    -0.50, // pairs
    -0.48, // rows
    -0.31, // heading
    0.00, // encoded
    0.98, // tail
    1.19, // head
    0.03, // rare-shared-odds
    0.03, // rare-unshared-odds
    -0.03, // rare-shared
    -0.16, // rare-unshared
    0.06, // rare-central
    -0.40, // rare-near
    -0.17, // common-shared
    0.33, // common-unshared
    0.16, // names-shared
    0.06, // names-unshared
    -1.99, // rare-shared-share
    1.08, // hint
    0.45, // related-title
    0.73, // titled
    -0.34, // terminal-share
    0.76, // stop-share
    0.33, // vocabulary
    -0.79, // announced
    2.40, // first
    -0.24, // few-words
    0.55, // measured-share
    -0.19, // tail-rare-unshared
    0.17, // capital-share
    0.86, // number-share
    -0.14, // prose-near
    1.03, // prose-far
    5.46, // frame-share
    -0.50, // in-body
    -0.02, // off-body
    0.20, // depth
    0.37, // repeated-share
    0.72, // lines
    -0.39, // words
    0.11, // words-per-line
    0.18, // title-shared
    -0.03, // title-unshared
];
