//! How the bytes of a case are taken apart.

use std::borrow::Cow;

/// A case, from its front on. What is not there reads as zeros.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a>(pub(crate) &'a [u8]);

impl<'a> Input<'a> {
    /// The next byte.
    pub(crate) fn byte(&mut self) -> u8 {
        self.array::<1>()[0]
    }

    /// The next bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> [u8; N] {
        let (taken, rest) = self.0.split_at(N.min(self.0.len()));
        self.0 = rest;
        let mut array = [0; N];
        for (to, from) in array.iter_mut().zip(taken) {
            *to = *from;
        }
        array
    }

    /// One of these, by the next byte.
    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        let at = usize::from(self.byte()) % all.len();
        all[at]
    }

    /// All that is left.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.0
    }

    /// All that is left, as text.
    pub(crate) fn text(self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.0)
    }
}
