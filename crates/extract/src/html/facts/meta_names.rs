//! What the names of `meta` elements state.

/// What a `meta` element states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::html) enum Kind {
    Author,
    Published,
    /// A day that is mostly that of publication.
    Day,
    Updated,
    Site,
    /// The name of a program or publisher, which is mostly that of the site.
    Publisher,
    Tag,
    /// Several in one value.
    Tags,
    /// Words for search engines, which may say anything.
    Keywords,
    Locale,
    /// What `twitter:data1` states.
    Label,
    /// What `twitter:label1` names.
    Data,
}

/// What the `meta` element of this name states; the name is in lower case.
pub(in crate::html) fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "author"
        | "authors"
        | "article:author"
        | "og:author"
        | "og:article:author"
        | "article:author_name"
        | "parsely-author"
        | "sailthru.author"
        | "dc.creator"
        | "dc:creator"
        | "dcterms.creator"
        | "creator"
        | "citation_author"
        | "citation_authors"
        | "byl"
        | "byline"
        | "cxenseparse:author"
        | "rbauthors"
        | "shareaholic:article_author_name"
        | "content-author"
        | "author-name"
        | "authorname"
        | "page.author" => Kind::Author,
        "og:site_name" => Kind::Site,
        "application-name"
        | "apple-mobile-web-app-title"
        | "dc.publisher"
        | "dcterms.publisher"
        | "citation_journal_title"
        | "publisher"
        | "article:publisher_name" => Kind::Publisher,
        "article:tag" | "og:article:tag" | "article:section" | "og:article:section" | "parsely-section"
        | "dc.subject" | "dcterms.subject" => Kind::Tag,
        "news_keywords" | "parsely-tags" | "sailthru.tags" | "citation_keywords" => Kind::Tags,
        "keywords" => Kind::Keywords,
        "og:locale" | "content-language" | "dc.language" | "language" => Kind::Locale,
        "twitter:label1" => Kind::Label,
        "twitter:data1" => Kind::Data,
        _ => return of_day(name),
    })
}

/// The same of those that state a day.
fn of_day(name: &str) -> Option<Kind> {
    Some(match name {
        "article:published_time"
        | "article:published"
        | "og:article:published_time"
        | "og:published_time"
        | "og:publish_date"
        | "og:pubdate"
        | "published_time"
        | "published_at"
        | "published"
        | "datepublished"
        | "pubdate"
        | "publishdate"
        | "publish-date"
        | "publish_date"
        | "publisheddate"
        | "published-date"
        | "publication_date"
        | "publication-date"
        | "publicationdate"
        | "date-pub"
        | "pub_date"
        | "dc.date.issued"
        | "dcterms.issued"
        | "dc.issued"
        | "citation_publication_date"
        | "citation_online_date"
        | "citation_date"
        | "sailthru.date"
        | "parsely-pub-date"
        | "cxenseparse:recs:publishtime"
        | "cxenseparse:publishtime"
        | "originalpublicationdate"
        | "rnews:datepublished"
        | "article.published"
        | "article_date_original"
        | "bt:pubdate"
        | "iso-8601-publish-date"
        | "displaydate"
        | "article:post_date"
        | "gen:publication-date"
        | "prism.publicationdate"
        | "article:create_at"
        | "date.release" => Kind::Published,
        "date" | "dc.date" | "dc:date" | "dcterms.date" | "dc.date.created" | "dcterms.created"
        | "dc.created" | "created" | "datecreated" | "creation_date" | "ms.date" | "cludo:date"
        | "timestamp" | "search_date" => Kind::Day,
        "article:modified_time"
        | "article:modified"
        | "og:article:modified_time"
        | "article:updated_time"
        | "og:updated_time"
        | "og:modified_time"
        | "datemodified"
        | "last-modified"
        | "lastmodified"
        | "lastmod"
        | "modified"
        | "updated"
        | "updated_at"
        | "modified_time"
        | "dc.date.modified"
        | "dcterms.modified"
        | "dc.modified"
        | "revised"
        | "cxenseparse:modifiedtime" => Kind::Updated,
        _ => return of_parts(name),
    })
}

/// The same by what other names are made of, such as `x-published-date`.
fn of_parts(name: &str) -> Option<Kind> {
    let has = |part: &str| name.contains(part);
    let is_day = has("date") || has("time");
    if !is_day || has("expir") || has("last") || has("unpub") || has("timezone") || has("author") {
        return None;
    }
    if has("modif") || has("updat") {
        return (!has("update") || has("updated")).then_some(Kind::Updated);
    }
    (has("publi") || has("pubdate") || has("release") || has("posted")).then_some(Kind::Day)
}
