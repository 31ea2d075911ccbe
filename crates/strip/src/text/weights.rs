//! Weights of the cues of [`super::emission`]: log-odds of being foreign for one unit of each.
//!
//! Fitted by regularised logistic regression over groups of lines: the first two tables on 532 articles
//! with known foreign lines, the other two on 1,313 whole pages with known main content.

use super::emission::CUES;

/// Running text of an article.
#[rustfmt::skip]
pub(crate) const TEXT_WEIGHTS: [f32; CUES] = [
    -0.04, // one
    0.00, // list
    0.00, // pairs
    0.00, // rows
    0.00, // heading
    1.27, // encoded
    2.50, // tail
    -4.95, // head
    -0.04, // llr_s
    0.23, // llr_u
    -0.67, // r_s
    -0.08, // r_u
    -1.69, // r_central
    -0.07, // r_near
    -0.43, // c_s
    0.64, // c_u
    -0.40, // n_s
    -0.02, // n_u
    -0.72, // frac
    12.24, // hint
    0.00, // related
    0.00, // titled
    0.37, // terminal
    -3.25, // stop
    1.04, // lnV
    0.15, // announced
    -1.73, // first
    -0.72, // tiny
    0.00, // measured
    -0.29, // tail_u
    1.66, // caps
    2.79, // numbers
    -1.56, // prose_near
    -0.70, // prose_far
    12.57, // frame
    -0.78, // in_body
    -0.04, // off_body
    0.00, // depth
    0.00, // repeated
    0.98, // rows_n
    0.04, // words_n
    0.06, // words_row
    -2.35, // title_s
    3.47, // title_u
];

/// Everything else of an article.
#[rustfmt::skip]
pub(crate) const BOX_WEIGHTS: [f32; CUES] = [
    -0.38, // one
    -1.01, // list
    -0.28, // pairs
    -1.19, // rows
    -0.06, // heading
    3.87, // encoded
    2.13, // tail
    -1.00, // head
    -0.16, // llr_s
    0.20, // llr_u
    -0.46, // r_s
    0.02, // r_u
    -1.51, // r_central
    -0.23, // r_near
    -0.40, // c_s
    0.59, // c_u
    -0.69, // n_s
    0.51, // n_u
    0.47, // frac
    -0.09, // hint
    2.26, // related
    1.07, // titled
    0.14, // terminal
    1.42, // stop
    0.46, // lnV
    -0.65, // announced
    -2.53, // first
    -0.62, // tiny
    -2.05, // measured
    -0.24, // tail_u
    -0.32, // caps
    1.57, // numbers
    -0.29, // prose_near
    0.62, // prose_far
    17.48, // frame
    -0.54, // in_body
    0.06, // off_body
    0.00, // depth
    -1.43, // repeated
    -0.01, // rows_n
    0.03, // words_n
    -0.51, // words_row
    -0.90, // title_s
    0.55, // title_u
];

/// Running text of a whole page.
#[rustfmt::skip]
pub(crate) const PAGE_TEXT_WEIGHTS: [f32; CUES] = [
    -0.20, // one
    0.00, // list
    0.00, // pairs
    0.00, // rows
    0.00, // heading
    0.00, // encoded
    0.22, // tail
    0.48, // head
    -0.14, // llr_s
    -0.02, // llr_u
    0.02, // r_s
    -0.24, // r_u
    -0.17, // r_central
    -0.11, // r_near
    -0.24, // c_s
    -0.13, // c_u
    -0.15, // n_s
    -0.04, // n_u
    -0.19, // frac
    5.08, // hint
    0.03, // related
    0.00, // titled
    -0.32, // terminal
    -0.93, // stop
    0.69, // lnV
    -0.15, // announced
    4.25, // first
    -0.60, // tiny
    0.00, // measured
    0.04, // tail_u
    2.07, // caps
    1.25, // numbers
    -0.07, // prose_near
    -0.87, // prose_far
    4.91, // frame
    -0.67, // in_body
    0.12, // off_body
    2.39, // depth
    0.95, // repeated
    -0.20, // rows_n
    0.52, // words_n
    -0.23, // words_row
    0.00, // title_s
    0.00, // title_u
];

/// Everything else of a whole page.
#[rustfmt::skip]
pub(crate) const PAGE_BOX_WEIGHTS: [f32; CUES] = [
    0.02, // one
    0.05, // list
    -0.18, // pairs
    -0.15, // rows
    0.02, // heading
    0.00, // encoded
    1.23, // tail
    1.23, // head
    0.02, // llr_s
    -0.01, // llr_u
    -0.09, // r_s
    -0.09, // r_u
    0.12, // r_central
    -0.45, // r_near
    -0.18, // c_s
    0.32, // c_u
    0.13, // n_s
    0.04, // n_u
    -1.73, // frac
    0.86, // hint
    0.79, // related
    0.67, // titled
    -0.34, // terminal
    0.73, // stop
    0.39, // lnV
    -0.90, // announced
    2.62, // first
    -0.30, // tiny
    0.39, // measured
    -0.15, // tail_u
    0.18, // caps
    0.84, // numbers
    -0.11, // prose_near
    1.06, // prose_far
    5.46, // frame
    -0.55, // in_body
    -0.01, // off_body
    0.10, // depth
    0.34, // repeated
    0.51, // rows_n
    -0.24, // words_n
    -0.13, // words_row
    0.20, // title_s
    -0.05, // title_u
];
