//! What attributes say of an element: that it is hidden, or that it is a heading.

use tamis_core::BlockKind;

use super::name::Name;
use super::tree::{ElementNode, Traits};

/// Level of `role=heading` without `aria-level`, by the ARIA standard.
const DEFAULT_HEADING_LEVEL: u8 = 2;

/// Whether an element hides what is in it: `hidden`, `aria-hidden`, `display:none`,
/// `visibility:hidden`, or a dialog that is not open. `hidden=until-found` can be found, so it is text.
pub(super) fn hides(element: &ElementNode<'_>, traits: &Traits<'_>) -> bool {
    traits.hidden.is_some_and(|value| !value.trim().eq_ignore_ascii_case("until-found"))
        || traits.aria_hidden.is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
        || traits.style.is_some_and(style_hides)
        || (element.name() == Name::Dialog && element.attribute("open").is_none())
}

fn style_hides(style: &str) -> bool {
    style.split(';').any(|declaration| {
        let Some((property, value)) = declaration.split_once(':') else { return false };
        let value = value.split('!').next().unwrap_or_default().trim();
        let property = property.trim();
        (property.eq_ignore_ascii_case("display") && value.eq_ignore_ascii_case("none"))
            || (property.eq_ignore_ascii_case("visibility")
                && (value.eq_ignore_ascii_case("hidden") || value.eq_ignore_ascii_case("collapse")))
    })
}

/// The heading that `role=heading` makes of an element.
pub(super) fn heading_role(element: &ElementNode<'_>, traits: &Traits<'_>) -> Option<BlockKind> {
    if !traits.role?.trim().eq_ignore_ascii_case("heading") {
        return None;
    }
    let level = element.attribute("aria-level").and_then(|level| level.trim().parse().ok());
    Some(BlockKind::Heading(level.unwrap_or(DEFAULT_HEADING_LEVEL).clamp(1, 6)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_that_hide() {
        for style in ["display:none", "color:red; DISPLAY : None !important;", "visibility:hidden"] {
            assert!(style_hides(style), "{style}");
        }
        for style in ["display:block", "content:'display:none'", "display", "opacity:0", ""] {
            assert!(!style_hides(style), "{style}");
        }
    }
}
