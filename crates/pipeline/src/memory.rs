//! How much memory a run may hold, where the settings do not say.

use std::fs;

use crate::LimitsConfig;
use crate::budget::BYTES_PER_DOCUMENT_BYTE;
use crate::weight::BYTES_A_PART;

/// What is taken if the system does not tell how much memory there is. A guess.
const UNKNOWN_BYTES: u64 = 4 << 30;

/// Part of the memory that documents under way may take: one in so many.
const DOCUMENTS_SHARE: u64 = 2;

/// However little memory there is, documents of so many bytes are taken: nearly all texts and pages are shorter.
const LEAST_LIMIT_BYTES: u64 = 1 << 20;

/// The same for documents of so many lines or tags.
const LEAST_PARTS: u64 = 50_000;

impl LimitsConfig {
    /// Bytes that sorting and counting may hold: the setting, or half of the smaller of the machine's memory and the
    /// limits of its control groups.
    pub(crate) fn memory_bytes(&self) -> u64 {
        if self.memory > 0 { self.memory } else { available_bytes().unwrap_or(UNKNOWN_BYTES) / 2 }
    }

    /// Bytes of them that documents under way may take.
    pub(crate) fn documents_bytes(&self) -> u64 {
        self.memory_bytes() / DOCUMENTS_SHARE
    }

    /// Most lines or tags of a document: the setting, or what memory allows if that was set to less.
    pub(crate) fn most_parts(&self) -> u64 {
        let fits = match self.memory {
            0 => u64::MAX,
            _ => (self.documents_bytes() / BYTES_A_PART).max(LEAST_PARTS),
        };
        self.max_document_parts.min(fits)
    }

    /// Longest document, in bytes: the setting, or what memory allows if that was set to less.
    pub(crate) fn longest_document_bytes(&self) -> u64 {
        let fits = match self.memory {
            0 => u64::MAX,
            _ => (self.documents_bytes() / BYTES_PER_DOCUMENT_BYTE).max(LEAST_LIMIT_BYTES),
        };
        self.max_document_bytes.min(fits)
    }
}

fn available_bytes() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| total_of(&text));
    let group = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok())
        .min();
    machine.into_iter().chain(group).min()
}

/// The figure of `MemTotal: 24576 kB`.
fn total_of(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_goes_before_what_the_machine_has() {
        let limits = LimitsConfig { memory: 7, ..LimitsConfig::default() };
        assert_eq!(limits.memory_bytes(), 7);
        assert!(LimitsConfig::default().memory_bytes() > 0);
        assert_eq!(total_of("MemFree: 1 kB\nMemTotal:       24576 kB\n"), Some(24576 * 1024));
        assert_eq!(total_of("nothing"), None);
    }
}
