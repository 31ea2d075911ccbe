use std::collections::HashSet;

use markup5ever::interface::{ElementFlags, NodeOrText, TreeSink};
use markup5ever::tendril::StrTendril;
use markup5ever::{Attribute, LocalName, QualName, ns};
use scraper::{ElementRef, Html, HtmlTreeSink, Selector};
use tamis_core::{ConfigError, Outline};

use super::name::Namespace;
use super::tree::{ElementNode, NodeId, Step, Tree, View};
use crate::TooComplex;

/// The user's own rules for a site: compiled CSS selectors of what to keep, to drop, or to restrict to.
#[derive(Debug, Clone)]
pub struct SelectorRules {
    keep: Vec<Selector>,
    drop: Vec<Selector>,
    only: Option<Selector>,
    /// Whether one of them asks for siblings with `~`, each of which may be compared with all that stand before it.
    compares_siblings: bool,
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
        let all = keep.iter().chain(drop).map(String::as_str).chain(only);
        Ok(SelectorRules {
            compares_siblings: all.into_iter().any(|css| css.replace("~=", "").contains('~')),
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
    ///
    /// # Errors
    /// If elements would have to be compared with their siblings more than `max_steps` times.
    pub(super) fn applied(
        &self,
        tree: &Tree<'_>,
        nodes: &[NodeId],
        outline: Outline,
        max_steps: u64,
    ) -> Result<Outline, TooComplex> {
        let verdicts = self.verdicts(tree, max_steps)?;
        let mut outline = outline;
        for (element, node) in outline.elements_mut().iter_mut().zip(nodes) {
            if let Some(verdict) = verdicts.get(Tree::index(*node)) {
                element.user_rule = verdict.rule;
                element.unselected = !verdict.selected;
            }
        }
        self.spread_selection(&mut outline);
        Ok(outline)
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
    fn verdicts(&self, tree: &Tree<'_>, max_steps: u64) -> Result<Vec<Verdict>, TooComplex> {
        let Copied { html, nodes, siblings } = copied(tree);
        if self.compares_siblings && siblings > max_steps {
            return Err(TooComplex { max_steps });
        }
        let mut verdicts = vec![Verdict::default(); tree.len()];
        // All elements for one selector after the other, so that what it counts among siblings is counted once.
        let mut mark = |selector: &Selector, change: &dyn Fn(&mut Verdict)| {
            let mut elements = html.tree.nodes().filter_map(ElementRef::wrap).zip(&nodes);
            for matched in html.select(selector) {
                let node = elements.find_map(|(element, node)| (element == matched).then_some(*node));
                if let Some(verdict) = node.and_then(|node| verdicts.get_mut(Tree::index(node))) {
                    change(verdict);
                }
            }
        };
        self.keep.iter().for_each(|keep| mark(keep, &|verdict| verdict.rule = Some(true)));
        self.drop.iter().for_each(|drop| mark(drop, &|verdict| verdict.rule = Some(false)));
        self.only.iter().for_each(|only| mark(only, &|verdict| verdict.selected = true));
        Ok(verdicts)
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Verdict {
    rule: Option<bool>,
    selected: bool,
}

/// A tree in the form in which `scraper` matches selectors.
struct Copied {
    html: Html,
    /// The node of each of its elements in the order of [`Html::tree`]: both are in document order.
    nodes: Vec<NodeId>,
    /// Pairs of elements that are siblings.
    siblings: u64,
}

fn copied(tree: &Tree<'_>) -> Copied {
    let sink = HtmlTreeSink::new(Html::new_document());
    // With how many elements each has inside it so far.
    let mut open = vec![(sink.get_document(), 0)];
    let (mut nodes, mut siblings) = (Vec::new(), 0);
    let mut walk = tree.walk(Tree::root());
    while let Some(step) = walk.next() {
        let Some((parent, before)) = open.last_mut() else { break };
        match step {
            Step::Enter(node) => match tree.view(node) {
                View::Element(element) => {
                    nodes.push(node);
                    siblings += *before;
                    *before += 1;
                    let copy =
                        sink.create_element(name(&element), attributes(&element), ElementFlags::default());
                    sink.append(parent, NodeOrText::AppendNode(copy));
                    if element.tag() == "template" { walk.skip_children() } else { open.push((copy, 0)) }
                }
                View::Text(text, _) => {
                    sink.append(parent, NodeOrText::AppendText(StrTendril::from_slice(text)));
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
    Copied { html: sink.finish(), nodes, siblings }
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
    fn many_siblings_cost_what_their_number_does_or_are_too_many() {
        let html = format!("<title>t</title>{}", "<p>a</p>".repeat(4_000));
        let page = |css: &str| crate::html::page(&html, Some(&rules("", css, "")), None, 1_000_000);
        for css in ["p:nth-child(2n)", "p:nth-last-child(2)", "p:only-of-type", "p + p", "[class~=x]"] {
            assert!(page(css).is_ok(), "{css}");
        }
        assert!(page("[id] ~ p").is_err());
    }

    #[test]
    fn a_broken_selector_is_named() {
        let error = SelectorRules::new(&[], &["p[".into()], None).unwrap_err();
        assert_eq!(error.key, "drop_selector");
        assert!(error.problem.contains("`p[`"), "{}", error.problem);
    }
}
