//! Figures in evidence, written as `format!` writes them at a small part of its cost.

use std::fmt::Write as _;

/// Appends a whole number.
pub(crate) fn push_whole(out: &mut String, number: u64) {
    /// Digits of the greatest number.
    const MOST_DIGITS: usize = 20;
    let mut digits = [0_u8; MOST_DIGITS];
    let mut left = number;
    let mut from = MOST_DIGITS;
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        *digit = b'0' + (left % 10) as u8;
        left /= 10;
        from = at;
        if left == 0 {
            break;
        }
    }
    out.push_str(digits.get(from..).and_then(|digits| str::from_utf8(digits).ok()).unwrap_or_default());
}

/// Appends a number that is not negative without decimals, as `{:.0}` does with one that is whole.
#[expect(clippy::cast_sign_loss, reason = "what is counted is not negative")]
pub(crate) fn push_count(out: &mut String, number: f32) {
    push_whole(out, number as u64);
}

/// Appends a number with two decimals, as `{:.2}` does.
#[expect(clippy::cast_sign_loss, reason = "numbers with a sign are left to `format!`")]
pub(crate) fn push_hundredths(out: &mut String, number: f32) {
    /// From here on the product below might not be exact.
    const LIMIT: f32 = 1_000_000.0;
    if !(number.is_sign_positive() && number < LIMIT) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{number:.2}");
        return;
    }
    // Exact: the significant bits of both factors are fewer than those of an `f64`.
    let hundredths = (f64::from(number) * 100.0).round_ties_even() as u64;
    push_whole(out, hundredths / 100);
    out.push('.');
    out.push(char::from(b'0' + (hundredths / 10 % 10) as u8));
    out.push(char::from(b'0' + (hundredths % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: f32) {
        let mut out = String::new();
        push_hundredths(&mut out, number);
        assert_eq!(out, format!("{number:.2}"));
    }

    #[test]
    fn two_decimals_are_those_of_format() {
        for step in 0..=100_000_u32 {
            check(step as f32 / 100_000.0);
            check(f32::from_bits(0x3F80_0000 - step * 97));
            check(step as f32 / 64.0);
        }
        for number in [0.0, -0.0, 0.125, 0.375, 0.625, 0.875, 0.005, 0.995, 1.0, 999_999.94, 1e9, -0.5] {
            check(number);
        }
        check(f32::INFINITY);
        check(f32::NAN);
        check(f32::MIN_POSITIVE);
    }

    #[test]
    fn whole_numbers_are_those_of_format() {
        for number in [0, 1, 9, 10, 12_345, u64::MAX] {
            let mut out = "n ".to_owned();
            push_whole(&mut out, number);
            assert_eq!(out, format!("n {number}"));
        }
    }
}
