use tamis_core::ConfigError;

use crate::signature::{SIGNATURE_VALUES, Signature, mixed};

/// How a signature is cut into bands: two documents are candidates if they agree in all rows of one band.
///
/// The probability is `1 - (1 - J^rows)^bands` for a Jaccard similarity J (Leskovec, Rajaraman and Ullman, "Mining of
/// Massive Datasets", section 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    /// Number of bands.
    pub bands: usize,
    /// Values of the signature in each.
    pub rows: usize,
}

impl Default for Bands {
    /// 25 bands of 5: pairs of a Jaccard similarity of .7 are candidates in 99 of 100 cases, of .49 in half of them.
    fn default() -> Self {
        Bands { bands: 25, rows: 5 }
    }
}

impl Bands {
    /// Reads `25x5`: bands, then rows.
    ///
    /// # Errors
    /// If it is anything else, or asks for more than 128 values.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let numbers =
            text.split_once('x').and_then(|(bands, rows)| Some((bands.parse().ok()?, rows.parse().ok()?)));
        match numbers {
            Some((bands, rows)) if bands > 0 && rows > 0 && rows <= SIGNATURE_VALUES / bands => {
                Ok(Bands { bands, rows })
            }
            _ => Err(ConfigError::new(
                "dedup.bands",
                format!(
                    "`{text}` is no banding: write BANDSxROWS, at most {SIGNATURE_VALUES} values in all, such as 25x5 or 14x8"
                ),
            )),
        }
    }

    /// The key of a band: equal if all its rows are, and by chance with a probability of 2^-64 otherwise.
    pub(crate) fn key(self, signature: &Signature, band: usize) -> u64 {
        let from = band * self.rows;
        let rows = signature.get(from..from + self.rows).unwrap_or_default();
        rows.iter().fold(mixed(band as u64 + 1), |key, value| mixed(key ^ u64::from(*value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banding_fits_the_signature() {
        assert_eq!(Bands::parse("25x5").unwrap(), Bands { bands: 25, rows: 5 });
        assert_eq!(Bands::parse("16x8").unwrap(), Bands { bands: 16, rows: 8 });
        for wrong in ["", "25", "25x6", "0x5", "5x0", "x", "1x1x1", "-1x2", "99999999999999999999x1"] {
            assert!(Bands::parse(wrong).is_err(), "{wrong}");
        }
    }
}
