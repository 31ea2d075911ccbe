//! Which tags are left out because they nest too deep or would be repeated too often.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::builder::Builder;
use super::tokens::Tag;
use crate::html::name::Name;
use crate::html::tags::{is_formatting, is_line, is_structural, is_table_part, never_nests};

/// Depth of nesting past which tags are left out. Chromium flattens at 512
/// (`kMaximumHTMLParserDOMTreeDepth`); the deepest of 1,313 pages of seven types goes to 55.
const MAX_DEPTH: u32 = 256;

/// Further depth for the parts of a table that is itself within [`MAX_DEPTH`].
const TABLE_PARTS_DEPTH: u32 = 8;

/// Open elements past which nothing is opened at all, so that a look through them costs a bounded time.
const MAX_OPEN: usize = 512;

/// Elements that the tree builder may make on its own, for each tag of the page and at all, before
/// formatting tags are left out: it repeats unclosed ones in every paragraph (guess; pages of the
/// ordinary kind stay far below).
const MAX_REPEATS: (u64, u64) = (1, 256);

/// Start tags left out whose end tags are still to come.
#[derive(Debug, Default)]
pub(super) struct Depth {
    left_out: BTreeMap<(Name, Cow<'static, str>), u32>,
}

impl Depth {
    /// Whether the tree builder must not see this start tag.
    pub(super) fn leaves_out_start(&mut self, builder: &mut Builder<'_>, tag: Tag) -> bool {
        let (depth, repeating) = self.look(builder, tag);
        let deep = depth >= MAX_DEPTH;
        let full = builder.open.len() >= MAX_OPEN && !never_nests(tag.name);
        let wanted = is_structural(tag.name)
            || (is_table_part(tag.name) && depth < MAX_DEPTH + TABLE_PARTS_DEPTH)
            || !(deep || repeating);
        let left_out = full || !wanted;
        if left_out && !tag.self_closing {
            *self.left_out.entry(key(builder, tag)).or_insert(0) += 1;
        }
        left_out
    }

    /// Whether the tree builder must not see this end tag.
    pub(super) fn leaves_out_end(&mut self, builder: &mut Builder<'_>, tag: Tag) -> bool {
        self.look(builder, tag);
        if self.left_out.is_empty() {
            return false;
        }
        let key = key(builder, tag);
        let Some(count) = self.left_out.get_mut(&key) else { return false };
        *count -= 1;
        if *count == 0 {
            self.left_out.remove(&key);
        }
        true
    }

    /// Depth at a tag, and whether too many elements have been repeated to make this one.
    fn look(&mut self, builder: &mut Builder<'_>, tag: Tag) -> (u32, bool) {
        builder.tags += 1;
        let depth = builder.depth();
        let deep = depth >= MAX_DEPTH;
        let too_many = builder.created > builder.tags * MAX_REPEATS.0 + MAX_REPEATS.1;
        let repeating = too_many && is_formatting(tag.name);
        if !deep && !repeating && !self.left_out.is_empty() && builder.open.len() < MAX_OPEN {
            self.left_out.retain(|(name, _), _| is_formatting(*name));
        }
        if deep && !is_line(tag.name) {
            builder.boundary();
        }
        (depth, repeating)
    }
}

fn key(builder: &Builder<'_>, tag: Tag) -> (Name, Cow<'static, str>) {
    match tag.name {
        Name::Other => (tag.name, Cow::Owned(builder.tree.text(tag.spelling).to_owned())),
        name => (name, Cow::Borrowed("")),
    }
}
