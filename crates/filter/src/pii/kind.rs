use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use tamis_core::Reason;

/// A kind of private data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PrivateKind {
    /// An e-mail address.
    Email,
    /// An IPv4 or IPv6 address.
    IpAddress,
    /// A telephone or fax number.
    Phone,
    /// The number of a credit or debit card.
    CreditCard,
    /// The number of a bank account.
    Iban,
}

impl PrivateKind {
    /// Every kind there is.
    pub const ALL: [PrivateKind; 5] = [
        PrivateKind::Email,
        PrivateKind::IpAddress,
        PrivateKind::Phone,
        PrivateKind::CreditCard,
        PrivateKind::Iban,
    ];

    /// Stable kebab-case name, as `kinds` in `tamis.toml` and every output have it.
    pub fn name(self) -> &'static str {
        match self {
            PrivateKind::Email => "email",
            PrivateKind::IpAddress => "ip-address",
            PrivateKind::Phone => "phone",
            PrivateKind::CreditCard => "credit-card",
            PrivateKind::Iban => "iban",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<PrivateKind> {
        PrivateKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The reason for taking it out of a text.
    pub fn reason(self) -> Reason {
        match self {
            PrivateKind::Email => Reason::PrivateEmail,
            PrivateKind::IpAddress => Reason::PrivateIpAddress,
            PrivateKind::Phone => Reason::PrivatePhone,
            PrivateKind::CreditCard => Reason::PrivateCreditCard,
            PrivateKind::Iban => Reason::PrivateIban,
        }
    }

    /// What stands in its place unless the settings say otherwise.
    pub fn placeholder(self) -> &'static str {
        match self {
            PrivateKind::Email => "[EMAIL]",
            PrivateKind::IpAddress => "[IP]",
            PrivateKind::Phone => "[PHONE]",
            PrivateKind::CreditCard => "[CARD]",
            PrivateKind::Iban => "[IBAN]",
        }
    }
}

/// Where private data stand in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateSpan {
    /// Bytes of the text, on boundaries of characters, never empty.
    pub range: Range<usize>,
    /// What stands there.
    pub kind: PrivateKind,
}
