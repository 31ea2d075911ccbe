use tamis_core::ConfigError;

/// How many rejects a run may have and still count as a success.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RejectLimit {
    /// That many.
    Count(u64),
    /// That share of the records, 0..=1.
    Share(f64),
}

impl RejectLimit {
    /// Reads `5` or `1%`.
    ///
    /// # Errors
    /// If it is neither a whole number nor a percentage from 0 to 100.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let text = text.trim();
        let parsed = match text.strip_suffix('%') {
            Some(percent) => percent
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|percent| (0.0..=100.0).contains(percent))
                .map(|percent| RejectLimit::Share(percent / 100.0)),
            None => text.parse().ok().map(RejectLimit::Count),
        };
        parsed.ok_or_else(|| {
            ConfigError::new(
                "limits.max_rejects",
                format!("`{text}` is neither a number nor a share like 1%"),
            )
        })
    }

    /// Whether `rejects` out of `records` are too many.
    pub fn is_exceeded_by(self, rejects: u64, records: u64) -> bool {
        match self {
            RejectLimit::Count(limit) => rejects > limit,
            RejectLimit::Share(share) => rejects as f64 > share * records as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_or_a_share() {
        assert!(!RejectLimit::parse("2").unwrap().is_exceeded_by(2, 10));
        assert!(RejectLimit::parse("2").unwrap().is_exceeded_by(3, 1000));
        assert!(!RejectLimit::parse("1%").unwrap().is_exceeded_by(10, 1000));
        assert!(RejectLimit::parse(" 1 % ").unwrap().is_exceeded_by(11, 1000));
        assert!(RejectLimit::parse("0").unwrap().is_exceeded_by(1, 1));
        for wrong in ["", "-1", "101%", "few"] {
            assert!(RejectLimit::parse(wrong).is_err(), "{wrong}");
        }
    }
}
