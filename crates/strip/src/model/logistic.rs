//! The logistic function, the same on every machine.

/// Largest argument; beyond it the function is 0 or 1 as far as an `f32` can tell.
const LIMIT: f64 = 30.0;

/// `1 / (1 + e^-x)`.
///
/// The standard library's `exp` may be computed in ways that differ in the last bit from machine to
/// machine; this one takes only sums, products and quotients of `f64`, in a fixed order.
pub(super) fn logistic(x: f64) -> f32 {
    let x = x.clamp(-LIMIT, LIMIT);
    (1.0 / (1.0 + exponential(-x))) as f32
}

/// `e^x` for `|x| <= LIMIT`: a Taylor series for the sixty-fourth part of x, squared six times.
fn exponential(x: f64) -> f64 {
    let part = x / 64.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..=14_i32 {
        term *= part / f64::from(n);
        sum += term;
    }
    for _ in 0..6 {
        sum *= sum;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_agrees_with_the_standard_library() {
        for step in -400..=400 {
            let x = f64::from(step) / 10.0;
            let expect = 1.0 / (1.0 + (-x).exp());
            assert!((f64::from(logistic(x)) - expect).abs() < 1e-7, "{x}");
        }
        assert!(logistic(0.0).to_bits() == 0.5_f32.to_bits());
    }
}
