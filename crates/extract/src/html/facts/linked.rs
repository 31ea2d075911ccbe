//! What linked data says of the article of a page.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::facts::decoded;

/// Objects that may be the article, and names by id, that are kept of a page (guess).
const MAX_KEPT: usize = 256;
/// Articles beyond which a page without a matching one lists them (guess).
const MAX_ARTICLES: usize = 2;
/// Names and tags that are kept of one object (guess).
const MAX_NAMES: usize = 64;

/// Types of what has an author and a day.
const ARTICLES: &[&str] = &[
    "Article",
    "NewsArticle",
    "BlogPosting",
    "TechArticle",
    "ScholarlyArticle",
    "MedicalScholarlyArticle",
    "Report",
    "ReportageNewsArticle",
    "OpinionNewsArticle",
    "AnalysisNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "LiveBlogPosting",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "SocialMediaPosting",
    "DiscussionForumPosting",
    "Question",
    "Recipe",
    "HowTo",
    "Review",
    "CriticReview",
    "ClaimReview",
    "APIReference",
    "Chapter",
    "Guide",
    "PodcastEpisode",
];
/// Types of pages, whose days a system gives them whether they are articles or not.
const PAGES: &[&str] = &[
    "WebPage",
    "ItemPage",
    "AboutPage",
    "FAQPage",
    "QAPage",
    "MedicalWebPage",
    "CreativeWork",
    "VideoObject",
    "Course",
    "LearningResource",
    "CollectionPage",
    "ProfilePage",
];
/// Members that hold what is not the page itself.
const OTHERS: &[&str] = &[
    "itemListElement",
    "hasPart",
    "isPartOf",
    "comment",
    "comments",
    "review",
    "reviews",
    "mentions",
    "citation",
    "relatedLink",
    "blogPost",
    "blogPosts",
    "video",
    "image",
    "publisher",
    "author",
    "creator",
    "editor",
    "about",
    "isRelatedTo",
    "isSimilarTo",
    "acceptedAnswer",
    "suggestedAnswer",
    "offers",
    "potentialAction",
    "breadcrumb",
    "itemReviewed",
    "workExample",
    "subjectOf",
    "containsPlace",
    "step",
    "hasOfferCatalog",
    "associatedMedia",
];

/// An object of linked data that the page may be about.
#[derive(Debug, Default)]
pub(in crate::html) struct Object {
    pub(super) is_article: bool,
    pub(super) headline: Option<String>,
    authors: Vec<Named>,
    pub(super) published: Option<String>,
    pub(super) created: Option<String>,
    pub(super) updated: Option<String>,
    publisher: Option<Named>,
    pub(super) sections: Vec<String>,
    pub(super) keywords: Vec<String>,
    language: Option<String>,
}

/// Somebody, by name or by the id of another object.
#[derive(Debug)]
enum Named {
    Name(String),
    Id(String),
}

/// All of the linked data of a page that may be of use.
#[derive(Debug, Default)]
pub(in crate::html) struct Linked {
    objects: Vec<Object>,
    names: HashMap<String, String>,
    /// Name of the site, by an object of its own.
    site: Option<String>,
}

impl Linked {
    /// Takes in one script, whose nesting the parser has bounded.
    pub(in crate::html) fn read(&mut self, value: Value) {
        let mut stack = vec![(value, true)];
        while let Some((value, main)) = stack.pop() {
            match value {
                Value::Array(items) => stack.extend(items.into_iter().rev().map(|item| (item, main))),
                Value::Object(fields) => {
                    self.take(&fields, main);
                    for (name, value) in fields.into_iter().rev() {
                        if value.is_object() || value.is_array() {
                            let main = main && !OTHERS.contains(&name.as_str());
                            stack.push((value, main));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn take(&mut self, fields: &Map<String, Value>, main: bool) {
        let types = fields.get("@type").map(texts).unwrap_or_default();
        let is = |kinds: &[&str]| types.iter().any(|kind| kinds.contains(&bare(kind)));
        if let (Some(id), Some(name)) = (text(fields.get("@id")), name_in(fields))
            && self.names.len() < MAX_KEPT
        {
            self.names.entry(id).or_insert(name);
        }
        if is(&["WebSite"]) && self.site.is_none() {
            self.site = name_in(fields);
        }
        let is_article = is(ARTICLES);
        if !main || self.objects.len() >= MAX_KEPT || !(is_article || is(PAGES)) {
            return;
        }
        let get = |name: &str| text(fields.get(name));
        let several = |name: &str| fields.get(name).map(texts).unwrap_or_default();
        self.objects.push(Object {
            is_article,
            headline: get("headline").or_else(|| get("name")),
            authors: fields.get("author").or_else(|| fields.get("creator")).map(named).unwrap_or_default(),
            published: get("datePublished"),
            created: get("dateCreated").or_else(|| get("uploadDate")),
            updated: get("dateModified"),
            publisher: fields.get("publisher").map(named).unwrap_or_default().into_iter().next(),
            sections: several("articleSection"),
            keywords: several("keywords"),
            language: get("inLanguage"),
        });
    }

    /// The object that the page is about: of several articles the one whose headline shares the most words with
    /// what the page is called.
    pub(super) fn article(&self, title: &[String]) -> Option<&Object> {
        let articles: Vec<&Object> = self.objects.iter().filter(|object| object.is_article).collect();
        let shared = |object: &&&Object| {
            let words = object.headline.as_deref().map(crate::facts::folded).unwrap_or_default();
            words.iter().filter(|word| title.contains(word)).count() * 100 / words.len().max(1)
        };
        let best = articles.iter().enumerate().max_by_key(|(at, object)| (shared(object), usize::MAX - at));
        let (_, best) = best?;
        (articles.len() <= MAX_ARTICLES || shared(&best) >= 50).then_some(*best)
    }

    /// The first object that says something of the page itself.
    pub(super) fn page(&self) -> Option<&Object> {
        self.objects.iter().find(|object| !object.is_article)
    }

    /// The language of the first object that states it.
    pub(in crate::html) fn language(&self) -> Option<&str> {
        self.objects.iter().find_map(|object| object.language.as_deref())
    }

    pub(super) fn authors<'a>(&'a self, object: &'a Object) -> impl Iterator<Item = &'a str> {
        object.authors.iter().filter_map(|author| self.name(author))
    }

    /// Who published the object, else the name of the site.
    pub(super) fn site<'a>(&'a self, object: Option<&'a Object>) -> Option<&'a str> {
        let publisher =
            object.and_then(|object| object.publisher.as_ref()).and_then(|named| self.name(named));
        self.site.as_deref().or(publisher)
    }

    fn name<'a>(&'a self, named: &'a Named) -> Option<&'a str> {
        match named {
            Named::Name(name) => Some(name),
            Named::Id(id) => self.names.get(id).map(String::as_str),
        }
    }
}

/// The name of a type without the address of its vocabulary.
fn bare(kind: &str) -> &str {
    kind.rsplit(['/', '#', ':']).next().unwrap_or(kind)
}

/// The text of a value: itself, or the `@value` or first item of it.
fn text(value: Option<&Value>) -> Option<String> {
    let value = match value? {
        Value::Array(items) => items.first()?,
        value => value,
    };
    let value = match value {
        Value::Object(fields) => fields.get("@value").or_else(|| fields.get("name"))?,
        value => value,
    };
    let text = match value {
        Value::String(text) => decoded(text),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn texts(value: &Value) -> Vec<String> {
    let several = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    several.iter().take(MAX_NAMES).filter_map(|value| text(Some(value))).collect()
}

/// The name of a person or an organisation.
fn name_in(fields: &Map<String, Value>) -> Option<String> {
    let whole = || {
        let part = |name: &str| text(fields.get(name)).unwrap_or_default();
        let name = format!("{} {}", part("givenName"), part("familyName"));
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    };
    text(fields.get("name")).or_else(whole)
}

fn named(value: &Value) -> Vec<Named> {
    let several = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let one = |value: &Value| match value {
        Value::String(_) => text(Some(value)).map(Named::Name),
        Value::Object(fields) => {
            let id = || text(fields.get("@id")).map(Named::Id);
            name_in(fields).map(Named::Name).or_else(id)
        }
        _ => None,
    };
    several.iter().take(MAX_NAMES).filter_map(one).collect()
}
