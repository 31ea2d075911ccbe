//! What the names of a class, an id or a role say that a part of a page is for.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};
use tamis_core::ConfigError;

/// A purpose, and the parts of names that tell it; `^` stands for the beginning of a word.
const PURPOSES: [(&str, &[&str]); 49] = [
    ("nav", &["nav", "menu"]),
    ("footer", &["foot", "colophon"]),
    ("header", &["header", "masthead", "topbar"]),
    ("side", &["sidebar", "aside", "^side", "^rail", "right-col", "secondary"]),
    ("comment", &["comment", "disqus", "respond"]),
    ("share", &["share", "sharing", "social", "addthis", "follow"]),
    ("related", &["related", "recommend", "similar", "upnext", "outbrain", "taboola", "read-next", "also"]),
    ("latest", &["trending", "popular", "latest", "recent", "most-read", "featured"]),
    ("consent", &["cookie", "consent", "gdpr", "privacy", "onetrust"]),
    ("crumb", &["crumb"]),
    ("widget", &["widget", "sidebox", "module"]),
    ("promo", &["promo", "^ad-", "^ads", "advert", "sponsor", "banner", "upsell", "offer"]),
    ("newsletter", &["newsletter", "subscri", "signup", "optin", "mailchimp", "^form"]),
    ("author", &["author", "byline", "^bio", "avatar", "profile"]),
    ("date", &["^date", "time", "publish", "posted"]),
    ("meta", &["meta", "^info"]),
    ("tag", &["^tag", "categor", "^label", "keyword"]),
    ("content", &["content", "^body"]),
    ("article", &["article", "entry", "story", "^blog"]),
    ("post", &["^post", "single"]),
    ("main", &["main", "primary"]),
    ("product", &["prod", "^item", "sku"]),
    ("description", &["descr", "summary", "overview", "about"]),
    ("teaser", &["teaser", "excerpt", "preview", "snippet", "standfirst", "subtitle", "deck"]),
    ("spec", &["^spec", "attribute", "feature", "detail"]),
    ("review", &["review", "rating", "testimonial", "^star"]),
    ("price", &["price", "^cart", "^buy", "stock", "shipping", "checkout"]),
    ("card", &["^card", "^tile", "^grid", "^box", "^block"]),
    ("list", &["^list", "^feed", "archive", "result", "^loop"]),
    ("forum", &["forum", "thread", "message", "reply", "topic"]),
    ("user", &["^user", "member", "account"]),
    ("quote", &["quote"]),
    ("toc", &["^toc", "contents", "anchor"]),
    ("code", &["^code", "highlight", "syntax"]),
    ("modal", &["modal", "popup", "dialog", "overlay", "lightbox", "drawer", "offcanvas", "popover"]),
    ("hidden", &["hidden", "hide", "sr-only", "visually", "screen-reader", "invisible", "collaps"]),
    ("caption", &["caption", "credit", "^fig", "image", "^img"]),
    ("carousel", &["carousel", "slide", "swiper", "slick", "gallery"]),
    ("action", &["^cta", "button", "^btn", "^more"]),
    ("search", &["search"]),
    ("filter", &["filter", "^sort", "facet", "refine"]),
    ("pager", &["pagin", "^pager", "^prev", "^next"]),
    ("panel", &["accord", "^tab", "panel", "toggle", "expand"]),
    ("faq", &["^faq", "question", "answer"]),
    ("legal", &["copyright", "legal", "disclaimer", "terms"]),
    ("text", &["text", "^copy", "prose", "markdown", "wysiwyg", "paragraph"]),
    ("wiki", &["wiki", "^mw-"]),
    ("heading", &["title", "^head-", "headline", "heading"]),
    ("contact", &["address", "contact", "phone", "^map", "location"]),
];

/// Number of purposes.
pub(super) const COUNT: usize = PURPOSES.len();

/// Names of the purposes, as features are called.
pub(super) const NAMES: [&str; COUNT] = {
    let mut names = [""; COUNT];
    let mut at = 0;
    while at < COUNT {
        names[at] = PURPOSES[at].0;
        at += 1;
    }
    names
};

/// Name of a purpose.
pub(super) fn name(purpose: usize) -> &'static str {
    NAMES.get(purpose).copied().unwrap_or_default()
}

/// Finds purposes in names.
#[derive(Debug, Clone)]
pub(super) struct Keywords {
    automaton: AhoCorasick,
    /// For each pattern the bit of its purpose, and whether it stands at the beginning of a word.
    patterns: Vec<(u64, bool)>,
}

impl Keywords {
    pub(super) fn new() -> Result<Keywords, ConfigError> {
        let listed = PURPOSES
            .iter()
            .enumerate()
            .flat_map(|(at, (_, patterns))| patterns.iter().map(move |pattern| (1_u64 << at, *pattern)));
        let patterns = listed.clone().map(|(bit, pattern)| (bit, pattern.starts_with('^'))).collect();
        let automaton = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(listed.map(|(_, pattern)| pattern.trim_start_matches('^')))
            .map_err(|error| ConfigError::new("strip.html", error.to_string()))?;
        Ok(Keywords { automaton, patterns })
    }

    /// The purposes that names tell, a bit each: the value of a class, an id, a role or an `itemprop`.
    pub(super) fn of(&self, names: &str) -> u64 {
        let bytes = names.as_bytes();
        if bytes.is_empty() {
            return 0;
        }
        let mut mask = 0;
        for found in self.automaton.find_overlapping_iter(names) {
            let Some(&(bit, begins)) = self.patterns.get(found.pattern().as_usize()) else { continue };
            if !begins || begins_word(bytes, found.start()) {
                mask |= bit;
            }
        }
        mask
    }
}

/// Whether a word begins at this byte: after something that is no letter, or with a capital after a
/// small letter.
fn begins_word(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    let here = bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    before.is_none_or(|byte| !byte.is_ascii_alphabetic() || (here && byte.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(class: &str, expect: &[&str]) {
        let mask = Keywords::new().unwrap().of(class);
        let names: Vec<&str> = (0..COUNT).filter(|at| mask >> at & 1 == 1).map(name).collect();
        assert_eq!(names, expect, "{class}");
    }

    #[test]
    fn names_tell_purposes() {
        check("site-footer", &["footer"]);
        check("leftSidebar", &["side"]);
        check("listing item-list", &["product", "list"]);
        check("whitelist", &[]);
        check("rightCardBox", &["card"]);
        check("ready", &[]);
        check("xyz", &[]);
    }

    #[test]
    fn a_bit_is_left_for_every_purpose() {
        const { assert!(COUNT <= 64) }
    }
}
