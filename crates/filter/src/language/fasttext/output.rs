use super::matrix::Matrix;

/// How a model turns its hidden layer into probabilities of labels.
#[derive(Debug)]
pub(super) enum Output {
    Softmax,
    /// One yes or no a label: negative sampling and one-vs-all.
    Sigmoids,
    /// Hierarchical softmax: for each inner node, from the root down, its two children.
    Tree(Vec<[usize; 2]>),
}

impl Output {
    /// The tree that fastText builds for labels of these counts (Huffman), root first.
    pub(super) fn tree(counts: &[i64]) -> Output {
        let labels = counts.len();
        let mut weights: Vec<i64> = counts.to_vec();
        weights.resize((2 * labels).saturating_sub(1), 1_000_000_000_000_000);
        let mut inner = Vec::with_capacity(labels);
        let (mut leaves, mut node) = (labels, labels);
        for made in labels..weights.len() {
            let mut take = || {
                let leaf = leaves.checked_sub(1).and_then(|leaf| weights.get(leaf));
                if leaf.is_some_and(|leaf| Some(leaf) < weights.get(node)) {
                    leaves -= 1;
                    leaves
                } else {
                    node += 1;
                    node - 1
                }
            };
            let children = [take(), take()];
            let sum = children
                .iter()
                .filter_map(|&child| weights.get(child))
                .fold(0, |sum: i64, &w| sum.saturating_add(w));
            if let Some(weight) = weights.get_mut(made) {
                *weight = sum;
            }
            inner.push(children);
        }
        inner.reverse();
        Output::Tree(inner)
    }

    /// The probability of each label.
    pub(super) fn probabilities(&self, matrix: &Matrix, labels: usize, hidden: &[f32]) -> Vec<f32> {
        match self {
            Output::Softmax => softmax((0..labels).map(|label| matrix.dot_row(label, hidden)).collect()),
            Output::Sigmoids => {
                (0..labels).map(|label| coarse_sigmoid(matrix.dot_row(label, hidden))).collect()
            }
            Output::Tree(inner) => {
                let mut all = vec![0.0; labels + inner.len()];
                if let Some(root) = all.last_mut() {
                    *root = 1.0;
                }
                for (below, &[left, right]) in inner.iter().enumerate() {
                    let row = inner.len() - 1 - below;
                    let here = all.get(labels + row).copied().unwrap_or(0.0);
                    let goes_right = sigmoid(matrix.dot_row(row, hidden));
                    for (child, share) in [(left, 1.0 - goes_right), (right, goes_right)] {
                        if let Some(child) = all.get_mut(child) {
                            *child = here * share;
                        }
                    }
                }
                all.truncate(labels);
                all
            }
        }
    }
}

fn sigmoid(value: f32) -> f32 {
    1.0 / (1.0 + (-value).exp())
}

/// As fastText takes it from a table, for which the value is rounded down to a thirty-second between -8 and 8.
fn coarse_sigmoid(value: f32) -> f32 {
    if value.abs() > 8.0 { f32::from(u8::from(value > 0.0)) } else { sigmoid((value * 32.0).floor() / 32.0) }
}

fn softmax(mut values: Vec<f32>) -> Vec<f32> {
    let most = values.iter().copied().fold(f32::MIN, f32::max);
    for value in &mut values {
        *value = (*value - most).exp();
    }
    let sum: f32 = values.iter().sum();
    for value in &mut values {
        *value /= sum;
    }
    values
}
