use tamis_core::{Block, ConfigError, Facts, Line, Outline, PageHints};

use crate::{ExtractConfig, SelectorRules, TooComplex, facts, html, text};

/// Segments pages and texts into blocks. Immutable, and shared between threads.
#[derive(Debug, Clone)]
pub struct Extractor {
    config: ExtractConfig,
}

/// What a page of HTML consists of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// `og:title`, else `<title>`, else the first `h1`; on one line, without blanks around it.
    pub title: Option<String>,
    /// `lang` of the root element as written, such as `de` or `en-GB`, else the first of `og:locale`, other `meta`
    /// elements and `inLanguage` that states it, as a BCP 47 tag.
    pub language: Option<String>,
    /// `link rel=canonical`, else `og:url`, as written.
    pub canonical_url: Option<String>,
    /// Who wrote it, when, and what else it says of itself, anywhere.
    pub facts: Facts,
    /// What the page says of itself outside of its visible text.
    pub hints: PageHints,
    /// Every visible block in reading order, and the hidden ones, flagged.
    pub blocks: Vec<Block>,
    /// The elements around the blocks, in document order.
    pub outline: Outline,
}

impl Extractor {
    /// An extractor with these settings.
    ///
    /// # Errors
    /// If `max_steps` is 0.
    pub fn new(config: ExtractConfig) -> Result<Extractor, ConfigError> {
        if config.max_steps == 0 {
            return Err(ConfigError::new("extract.max_steps", "must be at least 1"));
        }
        Ok(Extractor { config })
    }

    /// The blocks of a page.
    ///
    /// `html` is a whole document or any part of one: parsing cannot fail on its syntax. With
    /// `rules`, the elements that the user's selectors match carry [`tamis_core::Element::user_rule`].
    ///
    /// # Errors
    /// [`TooComplex`] if the parser, or the search for siblings that a rule asks for, would take more than
    /// [`ExtractConfig::max_steps`].
    pub fn html(&self, html: &str, rules: Option<&SelectorRules>) -> Result<Page, TooComplex> {
        self.html_at(html, rules, None)
    }

    /// The same of a page that was found at `url`, which may tell of its day and the name of its site.
    ///
    /// # Errors
    /// [`TooComplex`] if the parser, or the search for siblings that a rule asks for, would take more than
    /// [`ExtractConfig::max_steps`].
    pub fn html_at(
        &self,
        html: &str,
        rules: Option<&SelectorRules>,
        url: Option<&str>,
    ) -> Result<Page, TooComplex> {
        html::page(html, rules, url, self.config.max_steps)
    }

    /// The blocks of a page by html5ever's parser, which this crate's own is compared with.
    ///
    /// # Errors
    /// [`TooComplex`] if the parser would take more than [`ExtractConfig::max_steps`].
    #[cfg(feature = "twin")]
    #[doc(hidden)]
    pub fn html_by_twin(&self, html: &str) -> Result<Page, TooComplex> {
        html::page_by_twin(html, self.config.max_steps)
    }

    /// Nodes of the tree of a page, and with `wants_blocks` its blocks: what parsing and segmenting take by themselves, for
    /// measurements.
    ///
    /// # Errors
    /// [`TooComplex`] if the parser would take more than [`ExtractConfig::max_steps`].
    #[cfg(feature = "twin")]
    #[doc(hidden)]
    pub fn html_parts(&self, html: &str, wants_blocks: bool) -> Result<(usize, usize), TooComplex> {
        html::nodes_and_blocks(html, self.config.max_steps, wants_blocks)
    }

    /// The blocks of a plain text: one for every line that is not blank, with every character of it.
    ///
    /// [`Block::gap_before`] is set where at least one blank line stood before; the first block has none.
    pub fn text(&self, lines: Vec<Line>) -> Vec<Block> {
        text::blocks(lines)
    }

    /// What a plain text says of itself in its first lines and its address.
    pub fn text_facts(&self, blocks: &[Block], url: Option<&str>) -> Facts {
        facts::text::facts(blocks, url)
    }
}
