//! One engine a mode for all tests: making one costs more than judging a small text.

use std::sync::LazyLock;

use crate::{Mode, StripConfig, Stripper};

/// The engine with the built-in models and the default settings but for the mode.
pub(crate) fn engine(mode: Mode) -> &'static Stripper {
    static ENGINES: LazyLock<[Stripper; 3]> = LazyLock::new(|| {
        [Mode::Precision, Mode::Balanced, Mode::Recall].map(|mode| {
            Stripper::new(StripConfig { mode, ..StripConfig::default() }).expect("the settings are valid")
        })
    });
    let [precision, balanced, recall] = &*ENGINES;
    match mode {
        Mode::Precision => precision,
        Mode::Balanced => balanced,
        Mode::Recall => recall,
    }
}
