//! Why something could not be had from another machine, in words that are the same each time.

use std::error::Error;
use std::io;

/// Longest part of what a server says that is repeated, in characters: a guess.
const MAX_SAID: usize = 200;

/// Why a request gave nothing.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) kind: Kind,
    pub(super) message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It may go well another time.
    Passing,
    /// It will not.
    Lasting(io::ErrorKind),
    /// There is nothing from the first byte asked for on.
    PastEnd,
}

impl Failure {
    pub(super) fn passing(message: impl Into<String>) -> Self {
        Failure { kind: Kind::Passing, message: message.into() }
    }

    pub(super) fn lasting(kind: io::ErrorKind, message: impl Into<String>) -> Self {
        Failure { kind: Kind::Lasting(kind), message: message.into() }
    }

    pub(super) fn changed() -> Self {
        Failure::lasting(io::ErrorKind::InvalidData, "it changed while it was read")
    }

    /// What a status other than success says.
    pub(super) fn of_status(status: u16) -> Self {
        match status {
            404 | 410 => {
                Failure::lasting(io::ErrorKind::NotFound, format!("it is not there (status {status})"))
            }
            401 | 403 | 407 => Failure::lasting(
                io::ErrorKind::PermissionDenied,
                format!("access is denied (status {status})"),
            ),
            412 => Failure::changed(),
            416 => Failure { kind: Kind::PastEnd, message: "the server has no such range".to_owned() },
            408 | 429 | 500..=599 => Failure::passing(format!("the server answered with status {status}")),
            _ => Failure::lasting(io::ErrorKind::Other, format!("the server answered with status {status}")),
        }
    }

    /// A request of the web that got no answer, or whose answer broke off.
    pub(super) fn of_web(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if error.is_timeout() {
            return Failure::passing("the server says nothing");
        }
        Failure::passing(deepest(&error))
    }

    /// What an object store says, which has tried again already where that may help.
    pub(super) fn of_store(error: &object_store::Error) -> Self {
        let said = deepest(error);
        match error {
            object_store::Error::NotFound { .. } => {
                Failure::lasting(io::ErrorKind::NotFound, "there is no such object")
            }
            object_store::Error::Precondition { .. } => Failure::changed(),
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
                Failure::lasting(io::ErrorKind::PermissionDenied, format!("access is denied: {said}"))
            }
            _ if said.contains("code: 416") => Failure::of_status(416),
            _ => Failure::lasting(io::ErrorKind::Other, said),
        }
    }

    pub(super) fn into_error(self, position: u64) -> io::Error {
        let kind = match self.kind {
            Kind::Lasting(kind) => kind,
            Kind::Passing | Kind::PastEnd => io::ErrorKind::Other,
        };
        let at = if position == 0 { String::new() } else { format!("at byte {position}: ") };
        io::Error::new(kind, format!("{at}{}", self.message))
    }
}

/// The first cause of an error. Those above it say how long it took and how often it was tried.
fn deepest(error: &(dyn Error + 'static)) -> String {
    let mut deepest = error;
    while let Some(cause) = deepest.source() {
        deepest = cause;
    }
    without_document(&deepest.to_string())
}

/// What a server said without the XML around it, which holds the numbers of the request.
fn without_document(said: &str) -> String {
    let field = |name: &str| {
        let (_, rest) = said.split_once(&format!("<{name}>"))?;
        Some(rest.split_once('<')?.0.trim().to_owned()).filter(|field| !field.is_empty())
    };
    let mut short: String = said.split('<').next().unwrap_or(said).trim_end_matches([' ', ':']).into();
    for text in [field("Code"), field("Message")].into_iter().flatten() {
        short.push_str(": ");
        short.push_str(&text);
    }
    let short = short.split_whitespace().collect::<Vec<_>>().join(" ");
    short.chars().take(MAX_SAID).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: &str, expect: &str) {
        assert_eq!(without_document(said), expect);
    }

    #[test]
    fn what_differs_from_request_to_request_is_left_out() {
        check("connection refused\n (os error 111)", "connection refused (os error 111)");
        check(
            "status code: 403 Forbidden: <?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>No.</Message>\
             <RequestId>7f3a</RequestId></Error>",
            "status code: 403 Forbidden: AccessDenied: No.",
        );
        check(&"x".repeat(999), &"x".repeat(MAX_SAID));
    }
}
