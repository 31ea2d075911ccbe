//! Where features go as they are computed: into a matrix, or as names into a list.
//!
//! One piece of code both computes and names every feature, so that the two cannot fall apart.

use std::borrow::Cow;

/// What stands for a feature that a page cannot have.
pub(crate) const MISSING: f32 = -1.0;

/// Names of features that depend on the language of the page begin with this.
pub(crate) const LEXICAL: &str = "lex.";

/// Takes the features of one block after the other, always in the same order.
pub(crate) trait Columns {
    /// The next feature of the block.
    fn put(&mut self, name: &'static str, value: f32);

    /// The next feature of the block, one of several of a kind: the `nth`, from 0.
    fn put_nth(&mut self, kind: &'static str, nth: usize, name: &'static str, value: f32);

    fn put_flag(&mut self, name: &'static str, value: bool) {
        self.put(name, f32::from(u8::from(value)));
    }

    /// The next features of the block, in order: to put many at once costs a small part of putting each.
    fn put_many<const N: usize>(&mut self, names: &[&'static str; N], values: [f32; N]) {
        for (name, value) in names.iter().zip(values) {
            self.put(name, value);
        }
    }

    /// The same for features of a kind, as [`Columns::put_nth`] has them.
    fn put_many_nth<const N: usize>(
        &mut self,
        kind: &'static str,
        nth: usize,
        names: &[&'static str; N],
        values: [f32; N],
    ) {
        for (name, value) in names.iter().zip(values) {
            self.put_nth(kind, nth, name, value);
        }
    }
}

impl Columns for Vec<f32> {
    #[inline]
    fn put(&mut self, _: &'static str, value: f32) {
        self.push(value);
    }

    #[inline]
    fn put_nth(&mut self, _: &'static str, _: usize, _: &'static str, value: f32) {
        self.push(value);
    }

    #[inline]
    fn put_many<const N: usize>(&mut self, _: &[&'static str; N], values: [f32; N]) {
        self.extend_from_slice(&values);
    }

    #[inline]
    fn put_many_nth<const N: usize>(
        &mut self,
        _: &'static str,
        _: usize,
        _: &[&'static str; N],
        values: [f32; N],
    ) {
        self.extend_from_slice(&values);
    }
}

impl Columns for Vec<Cow<'static, str>> {
    fn put(&mut self, name: &'static str, _: f32) {
        self.push(name.into());
    }

    fn put_nth(&mut self, kind: &'static str, nth: usize, name: &'static str, _: f32) {
        let separator = if name.is_empty() { "" } else { "." };
        self.push(format!("{kind}{nth}{separator}{name}").into());
    }
}

/// The [`share`] of each part of the whole at the same place. Written for the compiler to turn it into vector code.
#[inline]
pub(crate) fn shares<const N: usize>(parts: [f32; N], wholes: [f32; N]) -> [f32; N] {
    std::array::from_fn(|at| {
        let quotient = parts[at] / wholes[at];
        if wholes[at] > 0.0 { quotient } else { 0.0 }
    })
}

/// `part` of `whole`; 0 of nothing.
#[inline]
pub(crate) fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
