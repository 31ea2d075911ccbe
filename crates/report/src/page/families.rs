//! Families of reasons: reasons that a reader asks about together, and that share a colour.

/// Reasons of one colour. Its name is a class of the style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(super) struct Family {
    /// Stable name, in lower case.
    pub(super) name: &'static str,
    /// What a reader calls it.
    pub(super) title: &'static str,
}

const FRAME: Family = Family { name: "frame", title: "frame of the site" };
const LINKS: Family = Family { name: "links", title: "other pages" };
const PROMOTION: Family = Family { name: "promotion", title: "promotion" };
const METADATA: Family = Family { name: "metadata", title: "metadata" };
const UNRELATED: Family = Family { name: "unrelated", title: "not the article" };
const REPEATED: Family = Family { name: "repeated", title: "said before" };
const DECODED: Family = Family { name: "decoded", title: "decoding" };
const FILTERED: Family = Family { name: "filtered", title: "filters and settings" };

/// All families, in the order of a legend.
pub(super) const FAMILIES: [Family; 8] =
    [FRAME, LINKS, PROMOTION, METADATA, UNRELATED, REPEATED, DECODED, FILTERED];

/// The family of a reason; one that is not known here goes by its stage.
pub(super) fn family(reason: &str, stage: &str) -> Family {
    match reason {
        "navigation" | "footer" | "form" | "consent" | "legal" | "hidden" | "boilerplate" | "share-line"
        | "inline-widget" => FRAME,
        "related-links" | "teaser" | "repeated-headline" | "tags" | "kicker" | "inline-teaser" => LINKS,
        "newsletter" | "advertisement" | "promotion" | "ad-marker" => PROMOTION,
        "headline" | "byline" | "signature" | "caption" | "author-box" | "inline-caption"
        | "extractor-prefix" => METADATA,
        "unrelated-box" | "encoded-fragment" | "comments" | "other" | "empty" => UNRELATED,
        "duplicate-block" | "recurs-in-source" => REPEATED,
        "user-selector" | "table" => FILTERED,
        _ => match stage {
            "decode" => DECODED,
            "dedup" => REPEATED,
            "filter" => FILTERED,
            _ => UNRELATED,
        },
    }
}
