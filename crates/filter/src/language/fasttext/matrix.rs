use std::io::Read;

use super::source::{ModelError, Source};

/// Centroids of each part of a vector.
const CENTROIDS: usize = 256;

/// Rows of numbers, as they are or quantised.
#[derive(Debug)]
pub(super) enum Matrix {
    Dense {
        columns: usize,
        data: Vec<f32>,
    },
    Quantised {
        rows: usize,
        columns: usize,
        codes: Vec<u8>,
        parts: Quantiser,
        norms: Option<(Vec<u8>, Quantiser)>,
    },
}

/// Product quantisation: a vector is cut into parts, and each part is one of 256.
#[derive(Debug)]
pub(super) struct Quantiser {
    parts: usize,
    length: usize,
    last_length: usize,
    centroids: Vec<f32>,
}

impl Quantiser {
    fn read(source: &mut Source<impl Read>) -> Result<Quantiser, ModelError> {
        let columns = source.small_count()?;
        let (parts, length, last_length) =
            (source.small_count()?, source.small_count()?, source.small_count()?);
        let spanned =
            parts.checked_sub(1).and_then(|whole| whole.checked_mul(length)?.checked_add(last_length));
        if spanned != Some(columns) || length == 0 || last_length == 0 || last_length > length {
            return Err(ModelError::Wrong("the parts of its quantiser do not fit together"));
        }
        let count = columns.checked_mul(CENTROIDS).ok_or(ModelError::Short)?;
        Ok(Quantiser { parts, length, last_length, centroids: source.floats(count)? })
    }

    fn columns(&self) -> usize {
        (self.parts - 1) * self.length + self.last_length
    }

    fn centroid(&self, part: usize, code: u8) -> &[f32] {
        let length = if part + 1 == self.parts { self.last_length } else { self.length };
        let start = part * CENTROIDS * self.length + usize::from(code) * length;
        self.centroids.get(start..start + length).unwrap_or(&[])
    }
}

impl Matrix {
    pub(super) fn read(source: &mut Source<impl Read>, quantised: bool) -> Result<Matrix, ModelError> {
        if !quantised {
            let (rows, columns) = (source.count()?, source.count()?);
            let count = rows.checked_mul(columns).ok_or(ModelError::Short)?;
            return Ok(Matrix::Dense { columns, data: source.floats(count)? });
        }
        let has_norms = source.flag()?;
        let (rows, columns) = (source.count()?, source.count()?);
        let codes = source.small_count()?;
        let codes = source.bytes(codes)?;
        let parts = Quantiser::read(source)?;
        if parts.columns() != columns || rows.checked_mul(parts.parts) != Some(codes.len()) {
            return Err(ModelError::Wrong("a quantised matrix has not the size it says"));
        }
        let norms = if has_norms { Some((source.bytes(rows)?, Quantiser::read(source)?)) } else { None };
        Ok(Matrix::Quantised { rows, columns, codes, parts, norms })
    }

    pub(super) fn columns(&self) -> usize {
        match self {
            Matrix::Dense { columns, .. } | Matrix::Quantised { columns, .. } => *columns,
        }
    }

    pub(super) fn rows(&self) -> usize {
        match self {
            Matrix::Dense { columns, data } => data.len() / (*columns).max(1),
            Matrix::Quantised { rows, .. } => *rows,
        }
    }

    /// Adds a row to as many numbers; a row that is not there adds nothing.
    pub(super) fn add_row(&self, row: usize, to: &mut [f32]) {
        match self {
            Matrix::Dense { columns, data } => {
                let values = data.get(row * columns..(row + 1) * columns).unwrap_or(&[]);
                for (sum, value) in to.iter_mut().zip(values) {
                    *sum += value;
                }
            }
            Matrix::Quantised { codes, parts, norms, .. } => {
                let norm = norm(norms.as_ref(), row);
                let codes = codes.get(row * parts.parts..(row + 1) * parts.parts).unwrap_or(&[]);
                for (part, (&code, to)) in codes.iter().zip(to.chunks_mut(parts.length)).enumerate() {
                    for (sum, value) in to.iter_mut().zip(parts.centroid(part, code)) {
                        *sum += norm * value;
                    }
                }
            }
        }
    }

    /// The product of a row and a vector.
    pub(super) fn dot_row(&self, row: usize, vector: &[f32]) -> f32 {
        let mut values = vec![0.0; vector.len()];
        self.add_row(row, &mut values);
        values.iter().zip(vector).map(|(left, right)| left * right).sum()
    }
}

fn norm(norms: Option<&(Vec<u8>, Quantiser)>, row: usize) -> f32 {
    let Some((codes, quantiser)) = norms else { return 1.0 };
    codes.get(row).and_then(|&code| quantiser.centroid(0, code).first().copied()).unwrap_or(1.0)
}
