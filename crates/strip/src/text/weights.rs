//! Weights of the cues of [`super::emission`]: log-odds of being foreign for one unit of each.
//!
//! Fitted by regularised logistic regression over groups of lines: the first two tables on 532 articles
//! with known foreign lines, the other two on 1,313 whole pages with known main content.

use super::emission::CUES;

/// Running text of an article.
#[rustfmt::skip]
pub(crate) const TEXT_WEIGHTS: [f32; CUES] = [
    -0.03, // one
    0.00, // list
    0.00, // pairs
    0.00, // rows
    0.00, // heading
    2.53, // encoded
    2.60, // tail
    -1.54, // head
    -0.03, // llr_s
    0.23, // llr_u
    -0.63, // r_s
    -0.04, // r_u
    -1.75, // r_central
    -0.07, // r_near
    -0.42, // c_s
    0.71, // c_u
    -0.47, // n_s
    -0.12, // n_u
    -1.01, // frac
    11.42, // hint
    0.00, // related
    0.00, // titled
    0.32, // terminal
    -3.89, // stop
    0.92, // lnV
    -0.01, // announced
    -1.80, // first
    0.84, // tiny
    0.00, // measured
    -0.42, // tail_u
    2.47, // caps
    1.12, // numbers
    -1.30, // prose_near
    -0.71, // prose_far
    11.39, // frame
    -1.00, // in_body
    -0.16, // off_body
    0.00, // depth
    0.00, // repeated
    1.43, // rows_n
    0.02, // words_n
    0.04, // words_row
];

/// Everything else of an article.
#[rustfmt::skip]
pub(crate) const BOX_WEIGHTS: [f32; CUES] = [
    -0.35, // one
    -0.79, // list
    -0.14, // pairs
    -0.85, // rows
    0.02, // heading
    3.83, // encoded
    2.17, // tail
    0.19, // head
    -0.21, // llr_s
    0.16, // llr_u
    -0.67, // r_s
    0.19, // r_u
    -1.54, // r_central
    -0.09, // r_near
    -0.33, // c_s
    0.68, // c_u
    -0.76, // n_s
    0.58, // n_u
    1.22, // frac
    0.30, // hint
    2.30, // related
    1.29, // titled
    -0.76, // terminal
    1.36, // stop
    0.57, // lnV
    -0.61, // announced
    -2.30, // first
    -0.51, // tiny
    -2.30, // measured
    -0.30, // tail_u
    -0.41, // caps
    1.34, // numbers
    -0.41, // prose_near
    0.22, // prose_far
    17.02, // frame
    -0.42, // in_body
    0.02, // off_body
    0.00, // depth
    -1.49, // repeated
    -0.12, // rows_n
    0.09, // words_n
    -0.52, // words_row
];

/// Running text of a whole page.
#[rustfmt::skip]
pub(crate) const PAGE_TEXT_WEIGHTS: [f32; CUES] = [
    -0.29, // one
    0.00, // list
    0.00, // pairs
    0.00, // rows
    0.00, // heading
    0.00, // encoded
    0.49, // tail
    0.71, // head
    -0.12, // llr_s
    -0.00, // llr_u
    0.10, // r_s
    -0.36, // r_u
    -0.16, // r_central
    -0.14, // r_near
    -0.24, // c_s
    -0.11, // c_u
    -0.14, // n_s
    -0.04, // n_u
    -0.87, // frac
    4.56, // hint
    -0.85, // related
    0.00, // titled
    -0.34, // terminal
    -0.79, // stop
    0.69, // lnV
    -0.23, // announced
    4.92, // first
    -0.05, // tiny
    0.00, // measured
    0.04, // tail_u
    2.42, // caps
    1.12, // numbers
    -0.15, // prose_near
    -0.71, // prose_far
    4.82, // frame
    -0.40, // in_body
    0.10, // off_body
    2.67, // depth
    1.00, // repeated
    -0.29, // rows_n
    0.52, // words_n
    -0.27, // words_row
];

/// Everything else of a whole page.
#[rustfmt::skip]
pub(crate) const PAGE_BOX_WEIGHTS: [f32; CUES] = [
    0.28, // one
    0.12, // list
    -0.18, // pairs
    -0.02, // rows
    0.13, // heading
    0.00, // encoded
    1.16, // tail
    0.73, // head
    0.07, // llr_s
    -0.03, // llr_u
    -0.18, // r_s
    -0.17, // r_u
    0.03, // r_central
    -0.25, // r_near
    -0.17, // c_s
    0.33, // c_u
    0.18, // n_s
    0.09, // n_u
    -2.33, // frac
    1.07, // hint
    0.62, // related
    0.72, // titled
    -0.21, // terminal
    0.53, // stop
    0.69, // lnV
    -0.75, // announced
    2.84, // first
    -0.31, // tiny
    0.31, // measured
    -0.18, // tail_u
    0.22, // caps
    0.48, // numbers
    -0.35, // prose_near
    0.14, // prose_far
    6.55, // frame
    -0.57, // in_body
    -0.05, // off_body
    0.39, // depth
    0.27, // repeated
    0.74, // rows_n
    -0.33, // words_n
    0.03, // words_row
];
