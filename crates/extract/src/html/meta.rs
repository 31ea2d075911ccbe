//! What the head of a page says of it.

use tamis_core::{Block, BlockKind, PageHints};

use super::blanks::collapsed;
use super::linked;
use super::name::{Name, Namespace};
use super::tree::{Step, Tree, View};

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
                    let place = match name.map(str::trim).map(str::to_ascii_lowercase).as_deref() {
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
                        linked::read(&tree.text_of(node), &mut head.hints);
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
