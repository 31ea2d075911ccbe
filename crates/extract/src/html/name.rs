//! Names of elements and attributes as numbers, so that the parser compares no strings.

/// The first eight bytes of a name in lower case, the first of them lowest; zeros after a shorter name.
///
/// Two names of at most eight bytes are equal but for ASCII case just when their keys and lengths are.
#[inline]
pub(super) const fn key(name: &[u8]) -> u64 {
    let mut packed = 0;
    let mut at = 0;
    while at < name.len() && at < 8 {
        packed |= (name[at].to_ascii_lowercase() as u64) << (8 * at);
        at += 1;
    }
    packed
}

/// The key of the name at `start..end` of `source`: the same as [`key`], by one load of eight bytes.
pub(super) fn key_at(source: &[u8], start: usize, end: usize) -> u64 {
    match source.get(start..).and_then(|rest| rest.first_chunk::<8>()) {
        Some(chunk) if end - start >= 8 => lower(u64::from_le_bytes(*chunk)),
        Some(chunk) => lower(u64::from_le_bytes(*chunk) & ((1 << (8 * (end - start))) - 1)),
        None => key(source.get(start..end).unwrap_or_default()),
    }
}

/// Eight bytes at once in ASCII lower case.
fn lower(bytes: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let low = bytes & (0x7F * EACH);
    let past_z = low + u64::from(0x7F - b'Z') * EACH;
    let from_a = low + u64::from(0x80 - b'A') * EACH;
    let upper = !bytes & (past_z ^ from_a) & (0x80 * EACH);
    bytes | (upper >> 2)
}

/// The namespace of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespace {
    Html,
    Svg,
    MathMl,
}

macro_rules! names {
    ($($name:ident $text:literal)*) => {
        /// The local name of an element that the parser or the segmenter knows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Name {
            /// Any other, custom elements among them.
            Other,
            $(#[doc = $text] $name,)*
        }

        #[expect(non_upper_case_globals, reason = "each stands for the name of the same spelling")]
        mod keys {
            $(pub(super) const $name: u64 = super::key($text.as_bytes());)*
        }

        /// The texts of the names, in their order.
        static TEXTS: [&str; [$($text),*].len() + 1] = ["", $($text),*];

        impl Name {
            /// The name in lower case; empty for [`Name::Other`].
            pub(super) fn text(self) -> &'static str {
                TEXTS.get(self as usize).copied().unwrap_or_default()
            }

            fn by_key(key: u64) -> Name {
                match key {
                    $(keys::$name => Name::$name,)*
                    _ => Name::Other,
                }
            }
        }
    };
}

names! {
    A "a" Address "address" AnnotationXml "annotation-xml" Applet "applet" Area "area" Article "article"
    Aside "aside" Audio "audio" Abbr "abbr" Acronym "acronym"
    B "b" Base "base" Basefont "basefont" Bdi "bdi" Bdo "bdo" Bgsound "bgsound" Big "big"
    Blockquote "blockquote" Body "body" Br "br" Button "button"
    Canvas "canvas" Caption "caption" Center "center" Cite "cite" Code "code" Col "col" Colgroup "colgroup"
    Data "data" Datalist "datalist" Dd "dd" Del "del" Desc "desc" Details "details" Dfn "dfn" Dialog "dialog"
    Dir "dir" Div "div" Dl "dl" Dt "dt"
    Em "em" Embed "embed"
    Fieldset "fieldset" Figcaption "figcaption" Figure "figure" Font "font" Footer "footer"
    ForeignObject "foreignobject" Form "form" Frame "frame" Frameset "frameset"
    H1 "h1" H2 "h2" H3 "h3" H4 "h4" H5 "h5" H6 "h6" Head "head" Header "header" Hgroup "hgroup" Hr "hr"
    Html "html"
    I "i" Iframe "iframe" Image "image" Img "img" Input "input" Ins "ins"
    Kbd "kbd" Keygen "keygen"
    Label "label" Legend "legend" Li "li" Link "link" Listing "listing"
    Main "main" Malignmark "malignmark" Map "map" Mark "mark" Marquee "marquee" Math "math" Menu "menu"
    Meta "meta" Meter "meter" Mglyph "mglyph" Mi "mi" Mn "mn" Mo "mo" Ms "ms" Mtext "mtext"
    Nav "nav" Nobr "nobr" Noembed "noembed" Noframes "noframes" Noscript "noscript"
    Object "object" Ol "ol" Optgroup "optgroup" Option "option"
    P "p" Param "param" Picture "picture" Plaintext "plaintext" Pre "pre" Progress "progress"
    Q "q"
    Rb "rb" Rp "rp" Rt "rt" Rtc "rtc" Ruby "ruby"
    S "s" Samp "samp" Script "script" Search "search" Section "section" Select "select" Small "small"
    Source "source" Span "span" Strike "strike" Strong "strong" Style "style" Sub "sub" Summary "summary"
    Sup "sup" Svg "svg"
    Table "table" Tbody "tbody" Td "td" Template "template" Textarea "textarea" Tfoot "tfoot" Th "th"
    Thead "thead" Time "time" Title "title" Tr "tr" Track "track" Tt "tt"
    U "u" Ul "ul"
    Var "var" Video "video"
    Wbr "wbr"
    Xmp "xmp"
}

impl Name {
    /// The name that stands at `start..end` of `source`, in any case.
    pub(super) fn at(source: &[u8], start: usize, end: usize) -> Name {
        let name = Name::by_key(key_at(source, start, end));
        let known = name.text();
        let whole = || known.as_bytes().eq_ignore_ascii_case(source.get(start..end).unwrap_or_default());
        if known.len() == end - start && (known.len() <= 8 || whole()) { name } else { Name::Other }
    }

    /// The name with this text, which is in lower case.
    #[cfg(any(test, feature = "twin"))]
    pub(super) fn of(text: &str) -> Name {
        Name::at(text.as_bytes(), 0, text.len())
    }

    pub(super) fn is_heading(self) -> bool {
        matches!(self, Name::H1 | Name::H2 | Name::H3 | Name::H4 | Name::H5 | Name::H6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_only_whole() {
        for (text, expect) in [
            ("div", Name::Div),
            ("BLOCKquote", Name::Blockquote),
            ("Textarea", Name::Textarea),
            ("blockquot", Name::Other),
            ("blockquoted", Name::Other),
            ("annotation", Name::Other),
            ("x-y", Name::Other),
            ("h1\u{e9}", Name::Other),
            ("", Name::Other),
        ] {
            for padding in ["", ">and more"] {
                let source = format!("{text}{padding}");
                assert_eq!(Name::at(source.as_bytes(), 0, text.len()), expect, "{source}");
            }
        }
        assert_eq!(Name::of("figcaption").text(), "figcaption");
    }

    #[test]
    fn keys_loaded_at_once_are_those_made_bytewise() {
        for text in ["@AZ[`az{~", "Ab\u{e9}\u{130}", "a", "", "\u{7f}\u{80}Z"] {
            let source = format!("{text}________");
            assert_eq!(key_at(source.as_bytes(), 0, text.len()), key(text.as_bytes()), "{text}");
        }
    }
}
