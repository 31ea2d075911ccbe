//! Weights of the cues of [`super::emission`]: log-odds of being foreign for one unit of each.
//!
//! Fitted by logistic regression over the groups of a development set of articles with known foreign
//! lines (532 documents; regularised, rounded to two digits). Signs and sizes were then read one by one.

use super::emission::CUES;

/// Running text.
#[rustfmt::skip]
pub(crate) const TEXT_WEIGHTS: [f32; CUES] = [
    -0.04, // one
    0.00, // list
    0.00, // pairs
    0.00, // rows
    0.00, // heading
    2.56, // encoded
    1.33, // tail
    -3.29, // head
    -0.09, // llr_s
    0.10, // llr_u
    -0.36, // r_s
    0.05, // r_u
    -1.00, // r_central
    -0.21, // r_near
    -0.30, // c_s
    0.41, // c_u
    -0.16, // n_s
    0.03, // n_u
    -1.50, // frac
    9.26, // hint
    0.00, // related
    0.00, // titled
    -0.08, // terminal
    -3.23, // stop
    0.45, // lnV
    -0.01, // announced
    -1.03, // first
    0.57, // tiny
    0.00, // measured
    0.19, // tail_u
    1.51, // caps
    0.56, // numbers
];

/// Everything else.
#[rustfmt::skip]
pub(crate) const BOX_WEIGHTS: [f32; CUES] = [
    -0.29, // one
    -0.48, // list
    -0.13, // pairs
    -0.43, // rows
    -0.53, // heading
    2.05, // encoded
    1.21, // tail
    -1.24, // head
    -0.14, // llr_s
    0.08, // llr_u
    -0.49, // r_s
    0.06, // r_u
    -1.10, // r_central
    -0.25, // r_near
    -0.34, // c_s
    0.49, // c_u
    -0.42, // n_s
    0.46, // n_u
    -0.37, // frac
    3.35, // hint
    2.43, // related
    0.99, // titled
    -0.83, // terminal
    0.09, // stop
    0.28, // lnV
    -0.90, // announced
    -1.84, // first
    -0.37, // tiny
    -2.60, // measured
    0.01, // tail_u
    -0.43, // caps
    0.56, // numbers
];
