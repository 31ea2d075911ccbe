use super::kind::PrivateKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What becomes of a document that holds private data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PiiMode {
    /// Nothing is looked for.
    #[default]
    Off,
    /// A placeholder takes the place of each finding.
    Redact,
    /// The whole document is dropped.
    Drop,
    /// The text stays as it is, and the findings are noted with the document.
    Tag,
}

/// Private data: section `[pii]` of `tamis.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PiiConfig {
    /// What becomes of a document that holds private data: `off`, `redact`, `drop` or `tag`. Default `off`.
    pub mode: PiiMode,
    /// What counts as private: any of `email`, `ip-address`, `phone`, `credit-card`, `iban`. Default all of them.
    pub kinds: Vec<PrivateKind>,
    /// Countries whose national telephone numbers count (`030 1234567`), as two letters of ISO 3166-1. The country
    /// that the document's address or language speaks for counts besides. Default none. Numbers with `+` and the
    /// country's code count always.
    pub regions: Vec<String>,
    /// Whether only public IP addresses count: those of private networks, of documentation and of other reserved
    /// ranges belong to nobody. Default true, as in datatrove.
    pub public_ips_only: bool,
    /// Whether e-mail addresses written to be hidden from machines count: `name (at) host (dot) org`. Default true.
    pub obfuscated_emails: bool,
    /// What takes the place of each kind in the mode `redact`.
    pub placeholders: PlaceholderConfig,
}

impl Default for PiiConfig {
    fn default() -> Self {
        PiiConfig {
            mode: PiiMode::Off,
            kinds: PrivateKind::ALL.to_vec(),
            regions: Vec::new(),
            public_ips_only: true,
            obfuscated_emails: true,
            placeholders: PlaceholderConfig::default(),
        }
    }
}

/// What takes the place of private data: section `[pii.placeholders]` of `tamis.toml`. A placeholder has neither
/// digits nor `@`, begins with one of `[`, `<`, `{` and ends with what closes it, so that it is never taken
/// for private data nor for a word beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct PlaceholderConfig {
    /// For e-mail addresses. Default `[EMAIL]`.
    pub email: String,
    /// For IP addresses. Default `[IP]`.
    pub ip_address: String,
    /// For telephone numbers. Default `[PHONE]`.
    pub phone: String,
    /// For credit cards. Default `[CARD]`.
    pub credit_card: String,
    /// For bank accounts. Default `[IBAN]`.
    pub iban: String,
}

impl Default for PlaceholderConfig {
    fn default() -> Self {
        let of = |kind: PrivateKind| kind.placeholder().to_owned();
        PlaceholderConfig {
            email: of(PrivateKind::Email),
            ip_address: of(PrivateKind::IpAddress),
            phone: of(PrivateKind::Phone),
            credit_card: of(PrivateKind::CreditCard),
            iban: of(PrivateKind::Iban),
        }
    }
}

impl PlaceholderConfig {
    /// What takes the place of this kind.
    pub fn of(&self, kind: PrivateKind) -> &str {
        match kind {
            PrivateKind::Email => &self.email,
            PrivateKind::IpAddress => &self.ip_address,
            PrivateKind::Phone => &self.phone,
            PrivateKind::CreditCard => &self.credit_card,
            PrivateKind::Iban => &self.iban,
        }
    }
}
