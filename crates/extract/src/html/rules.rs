use std::collections::HashSet;

use markup5ever::interface::{ElementFlags, NodeOrText, TreeSink};
use markup5ever::tendril::StrTendril;
use markup5ever::{Attribute, LocalName, QualName, ns};
use scraper::{ElementRef, Html, HtmlTreeSink, Selector};
use tamis_core::{ConfigError, Outline};

use super::name::Namespace;
use super::tree::{ElementNode, NodeId, Step, Tree, View};

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

    /// The elements of the outline with what the rules say of each. `nodes` are their nodes in `tree`.
    pub(super) fn applied(&self, tree: &Tree<'_>, nodes: &[NodeId], outline: Outline) -> Outline {
        let verdicts = self.verdicts(tree);
        let mut outline = outline;
        for (element, node) in outline.elements_mut().iter_mut().zip(nodes) {
            if let Some(verdict) = verdicts.get(Tree::index(*node)) {
                element.user_rule = verdict.rule;
                element.unselected = !verdict.selected;
            }
        }
        self.spread_selection(&mut outline);
        outline
    }

    /// An element is selected when it or one around it is.
    fn spread_selection(&self, outline: &mut Outline) {
        let mut unselected: Vec<bool> = Vec::with_capacity(outline.elements().len());
        for element in outline.elements_mut() {
            let around = element.parent.and_then(|parent| unselected.get(parent.0 as usize)).copied();
            element.unselected = self.only.is_some() && element.unselected && around.unwrap_or(true);
            unselected.push(element.unselected);
        }
    }

    /// What the rules say of each node of the tree that is an element and matched by one of them.
    fn verdicts(&self, tree: &Tree<'_>) -> Vec<Verdict> {
        let (html, nodes) = copied(tree);
        let mut verdicts = vec![Verdict::default(); tree.len()];
        let elements = html.tree.nodes().filter_map(ElementRef::wrap);
        for (element, node) in elements.zip(nodes) {
            let matches =
                |selectors: &[Selector]| selectors.iter().any(|selector| selector.matches(&element));
            let rule = if matches(&self.drop) {
                Some(false)
            } else if matches(&self.keep) {
                Some(true)
            } else {
                None
            };
            let selected = self.only.as_ref().is_some_and(|only| only.matches(&element));
            if let Some(verdict) = verdicts.get_mut(Tree::index(node)) {
                *verdict = Verdict { rule, selected };
            }
        }
        verdicts
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Verdict {
    rule: Option<bool>,
    selected: bool,
}

/// The tree in the form in which `scraper` matches selectors, and the node of each of its elements in
/// the order of [`Html::tree`]: both are in document order.
fn copied(tree: &Tree<'_>) -> (Html, Vec<NodeId>) {
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut open = vec![sink.get_document()];
    let mut nodes = Vec::new();
    let mut walk = tree.walk(Tree::root());
    while let Some(step) = walk.next() {
        let Some(parent) = open.last().copied() else { break };
        match step {
            Step::Enter(node) => match tree.view(node) {
                View::Element(element) => {
                    nodes.push(node);
                    let copy =
                        sink.create_element(name(&element), attributes(&element), ElementFlags::default());
                    sink.append(&parent, NodeOrText::AppendNode(copy));
                    if element.tag() == "template" { walk.skip_children() } else { open.push(copy) }
                }
                View::Text(text, _) => {
                    sink.append(&parent, NodeOrText::AppendText(StrTendril::from_slice(text)));
                }
                View::Boundary | View::Container => {}
            },
            Step::Leave(node) => {
                if matches!(tree.view(node), View::Element(_)) {
                    open.pop();
                }
            }
        }
    }
    (sink.finish(), nodes)
}

fn name(element: &ElementNode<'_>) -> QualName {
    let namespace = match element.namespace() {
        Namespace::Html => ns!(html),
        Namespace::Svg => ns!(svg),
        Namespace::MathMl => ns!(mathml),
    };
    QualName::new(None, namespace, LocalName::from(element.tag()))
}

fn attributes(element: &ElementNode<'_>) -> Vec<Attribute> {
    let mut seen = HashSet::new();
    let first_of_name = |(name, _): &(LocalName, &str)| seen.insert(name.clone());
    let lower = |(name, value): (&str, _)| (LocalName::from(name.to_ascii_lowercase()), value);
    let attributes = element.attributes().map(lower).filter(first_of_name);
    let attribute = |(name, value): (LocalName, &str)| Attribute {
        name: QualName::new(None, ns!(), name),
        value: StrTendril::from_slice(value),
    };
    attributes.map(attribute).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(keep: &str, drop: &str, only: &str) -> SelectorRules {
        let list = |css: &str| if css.is_empty() { Vec::new() } else { vec![css.to_owned()] };
        SelectorRules::new(&list(keep), &list(drop), Some(only).filter(|css| !css.is_empty())).unwrap()
    }

    /// Tag and id of the elements that a rule marks, as `+` kept, `-` dropped, `o` outside the selection.
    fn check(html: &str, rules: &SelectorRules, expect: &[&str]) {
        let page = crate::html::page(html, Some(rules), None, 1_000_000).unwrap();
        let marks = page.outline.elements().iter().filter_map(|element| {
            let mark = match element.user_rule {
                Some(true) => "+",
                Some(false) => "-",
                None if element.unselected => "o",
                None => return None,
            };
            Some(format!("{mark}{}#{}", element.tag, element.id))
        });
        assert_eq!(marks.collect::<Vec<_>>(), expect, "{html}");
    }

    const PAGE: &str = "<title>t</title><div id=a class=x><p id=b>one<script>2</script><span id=c>two</span></div>\
        <template><p id=t class=x>never</template><table><td id=d class=x>cell<td id=e>other</table>";

    #[test]
    fn selectors_mark_the_elements_that_they_match() {
        check(PAGE, &rules(".x", "", ""), &["+div#a", "+td#d"]);
        check(PAGE, &rules("p + td, div > p > span, script + span", "#d", ""), &["+span#c", "-td#d"]);
        check(PAGE, &rules("td", "td:nth-child(2)", ""), &["+td#d", "-td#e"]);
    }

    #[test]
    fn an_only_selector_leaves_the_rest_outside() {
        check(
            PAGE,
            &rules("", "", "p"),
            &["ohtml#", "obody#", "odiv#a", "otable#", "otbody#", "otr#", "otd#d", "otd#e"],
        );
    }

    #[test]
    fn a_broken_selector_is_named() {
        let error = SelectorRules::new(&[], &["p[".into()], None).unwrap_err();
        assert_eq!(error.key, "drop_selector");
        assert!(error.problem.contains("`p[`"), "{}", error.problem);
    }
}
