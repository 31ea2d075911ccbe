//! Private data in a text: e-mail addresses, IP addresses, telephone numbers, credit cards and bank accounts.
//!
//! One pass over the bytes stops at what such data cannot do without (a digit, `@`, `:`, a bracket, a percent
//! sign); each kind then looks around that place with bounds of its own, so that the cost is linear whatever the
//! text. No regular expression runs over the text. Telephone numbers are judged by the numbering plans of
//! libphonenumber, everything else by its syntax, its checksum and what stands beside it.

mod card;
mod config;
mod context;
mod context_words;
mod dates;
mod digits;
mod domain;
mod email;
mod finder;
mod iban;
mod ip_address;
mod kind;
mod obfuscated;
mod phone;
mod region;
mod text;

pub use config::{PiiConfig, PiiMode, PlaceholderConfig};
pub use finder::PiiFinder;
pub use kind::{PrivateKind, PrivateSpan};
pub use region::phone_region;
