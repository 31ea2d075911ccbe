//! Scores of pages, added up.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Evaluation, Measures, Scored};

/// The scores of one page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageScore {
    /// The stem of its file.
    pub id: String,
    /// Its type by the ground truth.
    #[serde(rename = "type")]
    pub page_type: String,
    /// Its figures.
    #[serde(flatten)]
    pub measures: Measures,
}

impl Evaluation {
    /// The `count` pages with the lowest F1, the worst first, equal ones in the order of ids.
    pub fn worst(&self, count: usize) -> Vec<&PageScore> {
        let mut pages: Vec<&PageScore> = self.pages.iter().collect();
        // The sort is stable, and the pages stand in the order of ids.
        pages.sort_by(|a, b| a.measures.f1.total_cmp(&b.measures.f1));
        pages.truncate(count);
        pages
    }

    /// Takes in the scored pages and adds them up.
    pub(super) fn fill(&mut self, scored: Vec<Scored>) {
        for Scored { page, has_snippets, reject } in scored {
            self.has_snippets |= has_snippets;
            self.rejects.extend(reject);
            self.pages.push(page);
        }
        self.all = Measures::mean(self.pages.iter().map(|page| &page.measures)).1;
        let types: BTreeSet<&str> = self.pages.iter().map(|page| page.page_type.as_str()).collect();
        let of_type = |name: &str| {
            let pages = self.pages.iter().filter(|page| page.page_type == name);
            let (count, mean) = Measures::mean(pages.map(|page| &page.measures));
            (name.to_owned(), count, mean)
        };
        self.by_type = types.into_iter().map(of_type).collect();
    }
}
