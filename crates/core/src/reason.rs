/// The part of the pipeline that gave a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Bytes to characters.
    Decode,
    /// Blocks that do not belong to the article.
    Strip,
    /// Documents and words that are not wanted.
    Filter,
    /// Documents that say the same.
    Dedup,
}

impl Stage {
    /// Stable lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Decode => "decode",
            Stage::Strip => "strip",
            Stage::Filter => "filter",
            Stage::Dedup => "dedup",
        }
    }
}

/// What a reason does to what it is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// The block goes.
    Drop,
    /// A part of a block goes or is written otherwise.
    Edit,
    /// Nothing changes; it is recorded that something could have.
    Note,
    /// The whole document goes.
    DropDocument,
}

impl Action {
    /// Stable kebab-case name.
    pub fn name(self) -> &'static str {
        match self {
            Action::Drop => "drop",
            Action::Edit => "edit",
            Action::Note => "note",
            Action::DropDocument => "drop-document",
        }
    }
}

macro_rules! reasons {
    ($($variant:ident $name:literal $stage:ident $action:ident $meaning:literal;)*) => {
        /// Why a block, a part of one, or a document was removed or changed.
        ///
        /// The names are stable and only ever added to; figures go into the evidence beside them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason {
            $(#[doc = $meaning] $variant,)*
        }

        impl Reason {
            /// Every reason there is, in the order of the documentation.
            pub const ALL: &'static [Reason] = &[$(Reason::$variant,)*];

            /// Stable kebab-case name, as every output prints it.
            pub fn name(self) -> &'static str {
                match self { $(Reason::$variant => $name,)* }
            }

            /// The stage that gives it.
            pub fn stage(self) -> Stage {
                match self { $(Reason::$variant => Stage::$stage,)* }
            }

            /// What it does.
            pub fn action(self) -> Action {
                match self { $(Reason::$variant => Action::$action,)* }
            }

            /// One sentence that says what it means.
            pub fn meaning(self) -> &'static str {
                match self { $(Reason::$variant => $meaning,)* }
            }
        }
    };
}

reasons! {
    PercentDecoded "percent-decoded" Decode Edit "Percent-encoded text or HTML was decoded.";
    EntityDecoded "entity-decoded" Decode Edit "HTML character references in plain text were decoded.";
    MarkupDecoded "markup-decoded" Decode Edit "HTML tags in plain text were parsed into lines.";
    MojibakeRepaired "mojibake-repaired" Decode Edit "UTF-8 that had been read as another charset was repaired.";
    EncodedTooDeep "encoded-too-deep" Decode Note "More than four layers of encoding: left as found.";
    EncodedFragment "encoded-fragment" Strip Drop "A box that came in encoded and has nothing to do with the article.";
    UnrelatedBox "unrelated-box" Strip Drop "A box or passage that shares no topic with the article.";
    RepeatedHeadline "repeated-headline" Strip Drop "A list of headlines that stand again further down.";
    DuplicateBlock "duplicate-block" Strip Drop "The same block stands in the document already.";
    Navigation "navigation" Strip Drop "Menus, breadcrumbs, pagination and other links of the site's frame.";
    RelatedLinks "related-links" Strip Drop "Links to other articles.";
    Teaser "teaser" Strip Drop "A line that sends the reader to another page.";
    Kicker "kicker" Strip Drop "A section label above the headline.";
    Headline "headline" Strip Drop "The headline of an HTML page, which is metadata and not text.";
    Byline "byline" Strip Drop "Author, date or reading time, which are metadata and not text.";
    Signature "signature" Strip Drop "A reporter's or agency's signature below a text.";
    Caption "caption" Strip Drop "A picture's caption or credit outside the running text.";
    ShareLine "share-line" Strip Drop "Buttons and counters for sharing.";
    Newsletter "newsletter" Strip Drop "A plea to sign up or subscribe.";
    Advertisement "advertisement" Strip Drop "An advertisement or the marker of one.";
    Promotion "promotion" Strip Drop "The site advertises itself or its products.";
    Comments "comments" Strip Drop "Readers' comments below an article.";
    Footer "footer" Strip Drop "The foot of the site: addresses, imprint, site links.";
    Consent "consent" Strip Drop "Cookie and privacy notices.";
    Legal "legal" Strip Drop "Copyright, republication and terms.";
    Tags "tags" Strip Drop "A list of topics or tags.";
    AuthorBox "author-box" Strip Drop "A portrait of the author.";
    Hidden "hidden" Strip Drop "Text that the page hides from its readers.";
    Form "form" Strip Drop "Labels, buttons and fields of a form.";
    UserSelector "user-selector" Strip Drop "A rule of the user's own.";
    Boilerplate "boilerplate" Strip Drop "Outside the part of the page that holds the main content.";
    Table "table" Strip Drop "A row of a table, which the settings leave out.";
    RecursInSource "recurs-in-source" Strip Drop "A box that stands in many stories of the same source.";
    Other "other" Strip Drop "Does not belong to the article for a reason that has no name of its own.";
    ExtractorPrefix "extractor-prefix" Strip Edit "A prefix that an extractor glued to the first line.";
    AdMarker "ad-marker" Strip Edit "The marker of an advertisement inside a paragraph.";
    InlineTeaser "inline-teaser" Strip Edit "The headline of another page between two sentences.";
    InlineCaption "inline-caption" Strip Edit "A picture's credit or a repeated caption inside a paragraph.";
    InlineWidget "inline-widget" Strip Edit "Buttons, counters, players or placeholders glued to a paragraph.";
    Empty "empty" Strip DropDocument "No text is left in the document.";
    UrlBlocked "url-blocked" Filter DropDocument "The address is on a block list.";
    UrlNotAllowed "url-not-allowed" Filter DropDocument "The address is on none of the allow lists.";
    LanguageNotAccepted "language" Filter DropDocument "The document is in a language that is not asked for.";
    LanguageUncertain "language-score" Filter DropDocument "Of no language is it certain enough that the document is in it.";
    ForeignParagraph "foreign-paragraph" Filter Drop "A paragraph in another language than its document.";
    PrivateEmail "pii-email" Filter Edit "An e-mail address.";
    PrivateIpAddress "pii-ip-address" Filter Edit "An IP address.";
    PrivatePhone "pii-phone" Filter Edit "A telephone number.";
    PrivateCreditCard "pii-credit-card" Filter Edit "The number of a credit card.";
    PrivateIban "pii-iban" Filter Edit "The number of a bank account (IBAN).";
    PrivateData "pii" Filter DropDocument "The document holds private data.";
    Tiny "tiny" Filter DropDocument "Fewer words than the least that a document needs.";
    LinkList "link-list" Filter DropDocument "Nothing but a list of addresses and of pointers to other pages.";
    GopherDuplicateParagraphs "gopher-duplicate-paragraphs" Filter DropDocument "Too many of its paragraphs are repetitions (Gopher).";
    GopherDuplicateParagraphCharacters "gopher-duplicate-paragraph-characters" Filter DropDocument "Too much of it is in repeated paragraphs (Gopher).";
    GopherDuplicateLines "gopher-duplicate-lines" Filter DropDocument "Too many of its lines are repetitions (Gopher).";
    GopherDuplicateLineCharacters "gopher-duplicate-line-characters" Filter DropDocument "Too much of it is in repeated lines (Gopher).";
    GopherTop2Gram "gopher-top-2-gram" Filter DropDocument "Too much of it is one pair of words (Gopher).";
    GopherTop3Gram "gopher-top-3-gram" Filter DropDocument "Too much of it is one run of three words (Gopher).";
    GopherTop4Gram "gopher-top-4-gram" Filter DropDocument "Too much of it is one run of four words (Gopher).";
    GopherDuplicate5Grams "gopher-duplicate-5-grams" Filter DropDocument "Too much of it is in repeated runs of five words (Gopher).";
    GopherDuplicate6Grams "gopher-duplicate-6-grams" Filter DropDocument "Too much of it is in repeated runs of six words (Gopher).";
    GopherDuplicate7Grams "gopher-duplicate-7-grams" Filter DropDocument "Too much of it is in repeated runs of seven words (Gopher).";
    GopherDuplicate8Grams "gopher-duplicate-8-grams" Filter DropDocument "Too much of it is in repeated runs of eight words (Gopher).";
    GopherDuplicate9Grams "gopher-duplicate-9-grams" Filter DropDocument "Too much of it is in repeated runs of nine words (Gopher).";
    GopherDuplicate10Grams "gopher-duplicate-10-grams" Filter DropDocument "Too much of it is in repeated runs of ten words (Gopher).";
    GopherWordCount "gopher-word-count" Filter DropDocument "Too few or too many words (Gopher).";
    GopherMeanWordLength "gopher-mean-word-length" Filter DropDocument "Its words are too short or too long on average (Gopher).";
    GopherSymbolRatio "gopher-symbol-ratio" Filter DropDocument "Too many hash signs or ellipses for its words (Gopher).";
    GopherBulletLines "gopher-bullet-lines" Filter DropDocument "Too many lines begin with a bullet (Gopher).";
    GopherEllipsisLines "gopher-ellipsis-lines" Filter DropDocument "Too many lines end with an ellipsis (Gopher).";
    GopherAlphabeticWords "gopher-alphabetic-words" Filter DropDocument "Too few of its words have a letter (Gopher).";
    GopherStopWords "gopher-stop-words" Filter DropDocument "Too few of the most frequent words of its language (Gopher).";
    C4LineLongWord "c4-line-long-word" Filter Drop "A line with an overlong word (C4).";
    C4Citation "c4-citation" Filter Edit "A citation in brackets, as of Wikipedia (C4).";
    C4LinePunctuation "c4-line-punctuation" Filter Drop "A line that does not end in a final mark (C4).";
    C4LineWords "c4-line-words" Filter Drop "A line of too few words (C4).";
    C4LoremIpsum "c4-lorem-ipsum" Filter DropDocument "It holds the placeholder “lorem ipsum” (C4).";
    C4LineJavascript "c4-line-javascript" Filter Drop "A line that mentions JavaScript (C4).";
    C4CurlyBracket "c4-curly-bracket" Filter DropDocument "It holds a curly bracket (C4).";
    C4LinePolicy "c4-line-policy" Filter Drop "A line about cookies, privacy or terms of use (C4).";
    C4Sentences "c4-sentences" Filter DropDocument "Too few sentences (C4).";
    C4Paragraphs "c4-paragraphs" Filter DropDocument "Too few long lines (mC4).";
    C4BadWords "c4-bad-words" Filter DropDocument "It holds a word of the user's list (C4).";
    FinewebLinePunctuation "fineweb-line-punctuation" Filter DropDocument "Too few lines end in a final mark (FineWeb).";
    FinewebShortLines "fineweb-short-lines" Filter DropDocument "Too many lines are short (FineWeb).";
    FinewebDuplicateCharacters "fineweb-duplicate-characters" Filter DropDocument "Too much of it is in repeated lines (FineWeb).";
    FinewebLineBreaks "fineweb-line-breaks" Filter DropDocument "Too many line breaks for its words (FineWeb).";
    RefinedwebFlaggedLines "refinedweb-flagged-lines" Filter DropDocument "Too many of its words are in lines of counters, capitals, numbers, single words or buttons (RefinedWeb).";
    ExactDuplicate "exact-duplicate" Dedup DropDocument "The same text, but for case, marks and punctuation, stands in a document that stays.";
    NearDuplicate "near-duplicate" Dedup DropDocument "Another copy of the same story, with most of its words, stays.";
    SameUrl "same-url" Dedup DropDocument "The same address, but for its scheme, tracking and variants of the page, came before.";
    Contained "contained" Dedup DropDocument "Nearly all of it stands in another document.";
}

impl Reason {
    /// The reason with this name.
    pub fn from_name(name: &str) -> Option<Reason> {
        Reason::ALL.iter().copied().find(|reason| reason.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_unique_and_found_again() {
        for reason in Reason::ALL {
            let name = reason.name();
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}"
            );
            assert_eq!(Reason::from_name(name), Some(*reason), "{name} is not unique");
            assert!(reason.meaning().ends_with('.'), "{name}");
        }
    }
}
