//! Words in class names and ids that tell what a part of a page is for.
//!
//! A word is listed when it names the same thing on sites of every kind. They name the reason of what
//! the learned judge drops; whether it goes is not their business.

use tamis_core::Reason;

/// The reason that a word of a class name or id gives, if it gives one.
pub(super) fn reason(word: &str) -> Option<Reason> {
    Some(match word {
        "nav" | "navbar" | "navigation" | "subnav" | "sidenav" | "topnav" | "gnav" | "menu" | "menus"
        | "submenu" | "megamenu" | "menubar" | "breadcrumb" | "breadcrumbs" | "burger" | "hamburger"
        | "offcanvas" | "drawer" | "topbar" | "masthead" | "pagination" | "pager" | "paginator" | "prev"
        | "previous" | "adjacent" | "sitemap" | "dropdown" | "flyout" | "skiplink" | "sort" | "toolbar" => {
            Reason::Navigation
        }
        "footer" | "colophon" | "foot" | "subfooter" | "prefooter" | "printfooter" => Reason::Footer,
        "cookie" | "cookies" | "consent" | "gdpr" | "ccpa" | "onetrust" | "didomi" | "cookiebot"
        | "usercentrics" => Reason::Consent,
        "comments" | "disqus" | "respond" | "commentlist" | "reviews" => Reason::Comments,
        "share" | "sharing" | "social" | "socials" | "sharedaddy" | "addthis" | "addtoany" | "sharethis"
        | "likes" | "sharebar" => Reason::ShareLine,
        "related" | "recommended" | "recommendation" | "recommendations" | "trending" | "recent"
        | "latest" | "similar" | "outbrain" | "taboola" | "teasers" | "upnext" | "readnext" => {
            Reason::RelatedLinks
        }
        "newsletter" | "newsletters" | "subscribe" | "subscription" | "signup" | "optin" | "mailchimp"
        | "paywall" => Reason::Newsletter,
        "popup" | "popover" | "modal" | "lightbox" | "promotion" | "announcement" | "notice" | "alert"
        | "upsell" | "upsells" | "wishlist" => Reason::Promotion,
        "advert" | "advertisement" | "advertising" | "adsense" | "sponsor" | "sponsored" | "adslot" => {
            Reason::Advertisement
        }
        "bio" | "author" | "authorbox" | "avatar" => Reason::AuthorBox,
        "byline" | "dateline" | "timestamp" => Reason::Byline,
        "tagcloud" | "catlinks" | "taglist" => Reason::Tags,
        "copyright" | "legal" | "disclaimer" | "privacy" => Reason::Legal,
        "login" | "signin" | "logout" | "feedback" | "survey" | "poll" | "gform" | "form" | "forms"
        | "buttons" | "ctas" => Reason::Form,
        "sidebar" | "widgets" => Reason::Boilerplate,
        "signature" => Reason::Signature,
        _ => return None,
    })
}

/// Class names, whole, of text that only screen readers get.
pub(super) const UNSEEN_CLASSES: [&str; 7] = [
    "sr-only",
    "visually-hidden",
    "visuallyhidden",
    "screen-reader-text",
    "screen-reader-only",
    "element-invisible",
    "a11y-hidden",
];

/// The reason that a word of any case gives; words longer than any listed are not looked up.
pub(super) fn reason_of(word: &str) -> Option<Reason> {
    const LONGEST: usize = 16;
    if word.len() < 3 || word.len() > LONGEST {
        return None;
    }
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        reason(word)
    } else {
        reason(&word.to_ascii_lowercase())
    }
}
