/// What a document says of itself: values of its own words, decoded, without blanks around them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The title of a page as a reader would say it, without the name of the site. [`crate::Metadata::title`] is
    /// what the page states as its title.
    pub headline: Option<String>,
    /// Names of those who wrote it, in order, each once.
    pub authors: Vec<String>,
    /// When it was published.
    pub published: Option<Dated>,
    /// When it was last changed.
    pub updated: Option<Dated>,
    /// Name of the site.
    pub site: Option<String>,
    /// The address that the page gives as its own, as written.
    pub canonical_url: Option<String>,
    /// Sections, categories and tags, in order, each once.
    pub tags: Vec<String>,
}

/// A day, and the place that states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// `YYYY-MM-DD`, as the place writes it, in whatever time zone that is.
    pub day: String,
    /// The place, such as `json-ld datePublished` or `meta article:published_time`.
    pub evidence: String,
}
