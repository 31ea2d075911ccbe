use scraper::Selector;
use tamis_core::ConfigError;

/// The user's own rules for a site: compiled CSS selectors of what to keep, to drop, or to restrict to.
#[derive(Debug, Clone)]
pub struct SelectorRules {
    keep: Vec<Selector>,
    drop: Vec<Selector>,
    only: Option<Selector>,
}

impl SelectorRules {
    /// Compiles the selectors.
    ///
    /// `keep` marks what always stays, `drop` what always goes (drop wins over keep), `only` restricts
    /// the page to what it matches.
    ///
    /// # Errors
    /// If one of them is no valid CSS selector; the error quotes it.
    pub fn new(keep: &[String], drop: &[String], only: Option<&str>) -> Result<SelectorRules, ConfigError> {
        let compiled = |key: &str, css: &str| {
            Selector::parse(css)
                .map_err(|error| ConfigError::new(key, format!("`{css}` is no valid CSS selector: {error}")))
        };
        Ok(SelectorRules {
            keep: keep.iter().map(|css| compiled("keep_selector", css)).collect::<Result<_, _>>()?,
            drop: drop.iter().map(|css| compiled("drop_selector", css)).collect::<Result<_, _>>()?,
            only: only.map(|css| compiled("only_selector", css)).transpose()?,
        })
    }

    /// Whether there is no rule at all.
    pub fn is_empty(&self) -> bool {
        self.keep.is_empty() && self.drop.is_empty() && self.only.is_none()
    }
}
