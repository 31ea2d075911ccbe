//! The extractors, each with the settings a user gets, and the URL where it takes one.

use tamis_core::{Body, Markup, Metadata, Place, Record};
use tamis_pipeline::{Cleaner, Config};

use crate::pages::Page;
use crate::quality::run;
use crate::rounds::Task;

/// From a page to its text; an error in words if there is none.
pub type Peer = Box<dyn Fn(&str, Option<&str>) -> Result<String, String>>;

/// The extractor of that name.
pub fn by_name(name: &str) -> Option<Peer> {
    match name {
        "tamis" => Some(tamis(Markup::Html)),
        "tamis-text" => Some(tamis(Markup::Text)),
        "rs-trafilatura" => Some(Box::new(rs_trafilatura)),
        "dom_smoothie" => Some(Box::new(dom_smoothie)),
        _ => None,
    }
}

impl Task for Peer {
    fn run(&mut self, page: &Page) -> usize {
        run(self, page).map_or(0, |text| text.len())
    }
}

/// The library with all stages of one document. It gets bytes, and so decodes the charset as well.
fn tamis(markup: Markup) -> Peer {
    let cleaner = Cleaner::new(Config::default());
    Box::new(move |html, url| {
        let cleaner = cleaner.as_ref().map_err(ToString::to_string)?;
        let record = Record {
            place: Place::default(),
            meta: Metadata { url: url.map(str::to_owned), ..Metadata::default() },
            markup,
            body: Body::Bytes { bytes: html.as_bytes().to_vec(), charset: None },
        };
        cleaner.clean(record).map(|cleaned| cleaned.text).map_err(|reject| reject.message)
    })
}

fn rs_trafilatura(html: &str, url: Option<&str>) -> Result<String, String> {
    let options =
        rs_trafilatura::Options { url: url.map(str::to_owned), ..rs_trafilatura::Options::default() };
    rs_trafilatura::extract_with_options(html, &options)
        .map(|result| result.content_text)
        .map_err(|error| error.to_string())
}

/// With formatted text: its raw text glues the words of neighbouring blocks together.
fn dom_smoothie(html: &str, url: Option<&str>) -> Result<String, String> {
    use dom_smoothie::{Config, Readability, TextMode};
    let config = || Config { text_mode: TextMode::Formatted, ..Config::default() };
    let mut readability = Readability::new(html, url, Some(config()))
        .or_else(|_| Readability::new(html, None, Some(config())))
        .map_err(|error| error.to_string())?;
    readability.parse().map(|article| article.text_content.to_string()).map_err(|error| error.to_string())
}
