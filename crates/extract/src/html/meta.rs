//! What the head of a page says of it.

use tamis_core::{Block, BlockKind, PageHints};

use super::blanks::collapsed;
use super::facts::linked::Linked;
use super::facts::meta_names::{self, Kind};
use super::linked;
use super::name::{Name, Namespace};
use super::tree::{ElementNode, Step, Tree, View};

/// Statements of `meta` elements that are kept of a page (guess).
const MAX_STATEMENTS: usize = 512;

/// A `meta` element that states a fact.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) kind: Kind,
    /// In lower case.
    pub(super) name: String,
    /// On one line; not empty.
    pub(super) value: String,
}

/// Facts from the head of a page, each from the first place that states it.
#[derive(Debug, Default)]
pub(super) struct Head {
    open_graph_title: Option<String>,
    title: Option<String>,
    description: Option<String>,
    open_graph_description: Option<String>,
    canonical: Option<String>,
    open_graph_url: Option<String>,
    hints: PageHints,
    pub(super) language: Option<String>,
    /// In document order.
    pub(super) statements: Vec<Statement>,
    pub(super) linked: Linked,
}

impl Head {
    pub(super) fn read(tree: &Tree<'_>) -> Head {
        let mut head = Head::default();
        for step in tree.walk(Tree::root()) {
            let Step::Enter(node) = step else { continue };
            let View::Element(element) = tree.view(node) else { continue };
            let attribute = |name| element.attribute(name).map(collapsed).filter(|value| !value.is_empty());
            match element.name() {
                Name::Html => set(&mut head.language, || attribute("lang").or_else(|| attribute("xml:lang"))),
                Name::Title if element.namespace() == Namespace::Html => {
                    set(&mut head.title, || {
                        Some(collapsed(&tree.text_of(node))).filter(|title| !title.is_empty())
                    });
                }
                Name::Meta => {
                    let name = element.attribute("property").or_else(|| element.attribute("name"));
                    let name = name.map(str::trim).map(str::to_ascii_lowercase);
                    head.state(&element, name.as_deref());
                    let place = match name.as_deref() {
                        Some("og:title") => &mut head.open_graph_title,
                        Some("description") => &mut head.description,
                        Some("og:description") => &mut head.open_graph_description,
                        Some("og:type") => &mut head.hints.kind,
                        Some("og:url") => &mut head.open_graph_url,
                        _ => continue,
                    };
                    set(place, || attribute("content"));
                }
                Name::Script => {
                    let kind = element.attribute("type").map(str::trim);
                    if kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json")) {
                        linked::read(&tree.text_of(node), &mut head.hints, &mut head.linked);
                    }
                }
                Name::Link => {
                    let relation = element.attribute("rel").unwrap_or_default();
                    if relation.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("canonical")) {
                        set(&mut head.canonical, || attribute("href"));
                    }
                }
                _ => {}
            }
        }
        head
    }

    /// Notes what a `meta` element states, by its name or else its property in microdata.
    fn state(&mut self, element: &ElementNode<'_>, name: Option<&str>) {
        let property = || element.attribute("itemprop").map(str::trim).map(str::to_ascii_lowercase);
        let name = name.filter(|name| !name.is_empty()).map(str::to_owned).or_else(property);
        let Some(name) = name.or_else(|| element.attribute("http-equiv").map(str::to_ascii_lowercase)) else {
            return;
        };
        let (Some(kind), true) = (meta_names::kind(&name), self.statements.len() < MAX_STATEMENTS) else {
            return;
        };
        if let Some(value) = element.attribute("content").map(collapsed).filter(|value| !value.is_empty()) {
            self.statements.push(Statement { kind, name, value });
        }
    }

    /// The language by another place than the root element, as a BCP 47 tag.
    pub(super) fn locale(&self) -> Option<String> {
        let stated = self.statements.iter().find(|statement| statement.kind == Kind::Locale);
        let stated = stated.map(|statement| statement.value.as_str()).or(self.linked.language())?;
        let tag = stated.split([',', ';']).next()?.trim().replace('_', "-");
        let is_tag =
            (2..=12).contains(&tag.len()) && tag.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
        let primary = tag.split('-').next().map_or(0, str::len);
        (is_tag && (2..=3).contains(&primary)).then_some(tag)
    }

    /// What the page states as its title: `og:title`, and the element `title`.
    pub(super) fn titles(&self) -> (Option<&str>, Option<&str>) {
        (self.open_graph_title.as_deref(), self.title.as_deref())
    }

    /// What `og:type` says the page is.
    pub(super) fn open_graph_kind(&self) -> Option<&str> {
        self.hints.kind.as_deref()
    }

    pub(super) fn title(&mut self, blocks: &[Block]) -> Option<String> {
        let heading = || {
            let mut headings = blocks.iter().filter(|block| block.kind == BlockKind::Heading(1));
            headings.find(|block| !block.signals.hidden).map(|block| block.text.clone())
        };
        self.open_graph_title.take().or_else(|| self.title.take()).or_else(heading)
    }

    pub(super) fn canonical_url(&mut self) -> Option<String> {
        self.canonical.take().or_else(|| self.open_graph_url.take())
    }

    pub(super) fn hints(&mut self) -> PageHints {
        let description = self.description.take().or_else(|| self.open_graph_description.take());
        PageHints { description, ..std::mem::take(&mut self.hints) }
    }
}

fn set(place: &mut Option<String>, value: impl FnOnce() -> Option<String>) {
    if place.is_none() {
        *place = value();
    }
}
