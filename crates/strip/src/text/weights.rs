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
    0.91, // encoded
    2.91, // tail
    -5.16, // head
    -0.03, // rare-shared-odds
    0.23, // rare-unshared-odds
    -0.73, // rare-shared
    -0.10, // rare-unshared
    -1.76, // rare-central
    -0.01, // rare-near
    -0.45, // common-shared
    0.63, // common-unshared
    -0.34, // names-shared
    -0.02, // names-unshared
    -0.64, // rare-shared-share
    12.15, // hint
    0.00, // related-title
    0.00, // titled
    0.35, // terminal-share
    -3.45, // stop-share
    1.09, // vocabulary
    0.07, // announced
    -1.80, // first
    -0.82, // few-words
    0.00, // measured-share
    -0.44, // tail-rare-unshared
    1.64, // capital-share
    1.48, // number-share
    -1.51, // prose-near
    -0.99, // prose-far
    14.47, // frame-share
    -1.07, // in-body
    -0.21, // off-body
    0.00, // depth
    0.00, // repeated-share
    1.53, // lines
    0.07, // words
    0.07, // words-per-line
    -1.87, // title-shared
    3.32, // title-unshared
];

/// Everything else of an article.
#[rustfmt::skip]
pub(crate) const BOX_WEIGHTS: [f32; CUES] = [
    -0.45, // one
    -0.82, // list
    -0.19, // pairs
    -1.00, // rows
    0.23, // heading
    3.86, // encoded
    2.57, // tail
    -0.97, // head
    -0.16, // rare-shared-odds
    0.18, // rare-unshared-odds
    -0.63, // rare-shared
    0.14, // rare-unshared
    -1.58, // rare-central
    -0.13, // rare-near
    -0.35, // common-shared
    0.59, // common-unshared
    -0.65, // names-shared
    0.66, // names-unshared
    1.33, // rare-shared-share
    -0.27, // hint
    2.19, // related-title
    1.19, // titled
    0.10, // terminal-share
    1.69, // stop-share
    0.49, // vocabulary
    -0.41, // announced
    -2.49, // first
    -0.59, // few-words
    -1.49, // measured-share
    -0.45, // tail-rare-unshared
    -0.52, // capital-share
    1.66, // number-share
    -0.43, // prose-near
    0.74, // prose-far
    18.56, // frame-share
    -0.54, // in-body
    0.06, // off-body
    0.00, // depth
    -1.45, // repeated-share
    -0.34, // lines
    0.11, // words
    -0.70, // words-per-line
    -0.90, // title-shared
    0.51, // title-unshared
];

/// Running text of a whole page.
#[rustfmt::skip]
pub(crate) const PAGE_TEXT_WEIGHTS: [f32; CUES] = [
    0.00, // one
    0.00, // list
    0.00, // pairs
    0.00, // rows
    0.00, // heading
    0.00, // encoded
    0.10, // tail
    0.53, // head
    -0.10, // rare-shared-odds
    -0.02, // rare-unshared-odds
    -0.07, // rare-shared
    -0.35, // rare-unshared
    -0.15, // rare-central
    -0.11, // rare-near
    -0.29, // common-shared
    -0.15, // common-unshared
    -0.14, // names-shared
    -0.03, // names-unshared
    -0.57, // rare-shared-share
    4.50, // hint
    0.51, // related-title
    0.00, // titled
    -0.27, // terminal-share
    -1.21, // stop-share
    0.74, // vocabulary
    -0.23, // announced
    3.62, // first
    -0.49, // few-words
    0.00, // measured-share
    0.14, // tail-rare-unshared
    1.94, // capital-share
    0.98, // number-share
    -0.12, // prose-near
    -0.88, // prose-far
    4.95, // frame-share
    -0.61, // in-body
    0.12, // off-body
    2.37, // depth
    0.95, // repeated-share
    0.00, // lines
    0.69, // words
    -0.38, // words-per-line
    0.00, // title-shared
    0.00, // title-unshared
];

/// Everything else of a whole page.
#[rustfmt::skip]
pub(crate) const PAGE_BOX_WEIGHTS: [f32; CUES] = [
    -0.07, // one
    -0.34, // list
    -0.59, // pairs
    -0.56, // rows
    -0.40, // heading
    0.00, // encoded
    1.05, // tail
    1.26, // head
    0.02, // rare-shared-odds
    0.00, // rare-unshared-odds
    -0.03, // rare-shared
    -0.15, // rare-unshared
    0.11, // rare-central
    -0.45, // rare-near
    -0.16, // common-shared
    0.30, // common-unshared
    0.16, // names-shared
    0.03, // names-unshared
    -1.87, // rare-shared-share
    1.08, // hint
    0.45, // related-title
    0.75, // titled
    -0.38, // terminal-share
    0.66, // stop-share
    0.32, // vocabulary
    -0.83, // announced
    2.37, // first
    -0.23, // few-words
    0.64, // measured-share
    -0.12, // tail-rare-unshared
    0.19, // capital-share
    0.73, // number-share
    -0.02, // prose-near
    1.11, // prose-far
    5.41, // frame-share
    -0.55, // in-body
    0.00, // off-body
    0.13, // depth
    0.35, // repeated-share
    0.76, // lines
    -0.37, // words
    0.13, // words-per-line
    0.20, // title-shared
    -0.07, // title-unshared
];
