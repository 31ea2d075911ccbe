//! What comes up in a run, for a person or for a log.

use std::fmt;

use serde::Serialize;
use tamis_core::{Place, Reject};

/// Something that came up in a run. `Display` is the sentence for a person, without a line feed; serialised, an event
/// is an object of its typed fields, with its name in `event`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// A record could not be read or processed.
    #[serde(rename = "reject")]
    Rejected {
        /// The file, as the user named it.
        file: String,
        /// Its line, from 1, if the record is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u64>,
        /// Its first byte in the decompressed file, if that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        offset: Option<u64>,
        /// Its id, if one was known by then.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Name of the [`tamis_core::RejectCause`].
        cause: &'static str,
        /// What is wrong, without the place.
        problem: String,
    },
    /// A record has the id of one before it.
    #[serde(rename = "warning")]
    RepeatedId {
        /// The id as it came in.
        id: String,
        /// The id that it gets.
        becomes: String,
    },
    /// Many records had the id of one before them.
    #[serde(rename = "warning")]
    RepeatedIds {
        /// How many.
        records: u64,
    },
    /// Something else that a person should know of, as a sentence.
    #[serde(rename = "warning")]
    Warning {
        /// The sentence.
        #[serde(skip)]
        sentence: String,
    },
    /// Another part of the run begins. Not told to a person, who sees the progress.
    Phase {
        /// What is done in it.
        phase: &'static str,
        /// The pass over the inputs that it belongs to, from 1.
        pass: u64,
        /// How many passes there will be.
        passes: u64,
    },
    /// The run goes on where an earlier one stopped.
    Resume,
    /// What is done so far is safe: the same command would go on from here. Not told to a person.
    Checkpoint {
        /// Records that are done.
        records: u64,
    },
}

impl Event {
    /// Whether a person is told of it; a log has them all.
    pub fn is_for_people(&self) -> bool {
        !matches!(self, Event::Phase { .. } | Event::Checkpoint { .. })
    }

    /// Whether something is not as it should be.
    pub fn is_warning(&self) -> bool {
        matches!(
            self,
            Event::Rejected { .. }
                | Event::RepeatedId { .. }
                | Event::RepeatedIds { .. }
                | Event::Warning { .. }
        )
    }
}

impl From<&Reject> for Event {
    fn from(reject: &Reject) -> Self {
        let Place { file, line, offset } = reject.place.clone();
        let (id, cause, problem) = (reject.id.clone(), reject.cause.name(), reject.message.clone());
        Event::Rejected { file, line, offset, id, cause, problem }
    }
}

impl From<String> for Event {
    /// A sentence; `tamis: ` in front of it is left out.
    fn from(sentence: String) -> Self {
        let bare = sentence.strip_prefix("tamis: ").map(str::to_owned);
        Event::Warning { sentence: bare.unwrap_or(sentence) }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Rejected { file, line, offset, cause, problem, .. } => {
                let place = Place { file: file.clone(), line: *line, offset: *offset };
                write!(f, "{place}: {problem} ({cause})")
            }
            Event::RepeatedId { id, becomes } => {
                write!(f, "the id {id} came before; this one becomes {becomes}")
            }
            Event::RepeatedIds { records } => write!(f, "{records} ids came before and were numbered"),
            Event::Warning { sentence } => f.write_str(sentence),
            Event::Phase { phase, pass, passes } if *passes > 1 => {
                write!(f, "pass {pass} of {passes}: {phase}")
            }
            Event::Phase { phase, .. } => f.write_str(phase),
            Event::Resume => f.write_str("an unfinished run is continued"),
            Event::Checkpoint { records } => write!(f, "{records} records are done and safe"),
        }
    }
}

#[cfg(test)]
mod tests {
    use tamis_core::RejectCause;

    use super::*;

    fn check(event: &Event, sentence: &str, fields: &str) {
        assert_eq!(event.to_string(), sentence);
        assert_eq!(serde_json::to_string(event).unwrap(), fields);
    }

    #[test]
    fn an_event_is_a_sentence_and_an_object() {
        let reject = Reject {
            place: Place { file: "a.jsonl".into(), line: Some(3), offset: Some(70) },
            id: None,
            cause: RejectCause::BadUtf8,
            message: "no UTF-8 at byte 4".into(),
        };
        check(
            &Event::from(&reject),
            &format!("{}: no UTF-8 at byte 4 (bad-utf8)", reject.place),
            r#"{"event":"reject","file":"a.jsonl","line":3,"offset":70,"cause":"bad-utf8","problem":"no UTF-8 at byte 4"}"#,
        );
        check(
            &Event::RepeatedId { id: "a".into(), becomes: "a#2".into() },
            "the id a came before; this one becomes a#2",
            r#"{"event":"warning","id":"a","becomes":"a#2"}"#,
        );
        check(
            &Event::from("tamis: the moon is full".to_owned()),
            "the moon is full",
            r#"{"event":"warning"}"#,
        );
        check(&Event::Resume, "an unfinished run is continued", r#"{"event":"resume"}"#);
        check(
            &Event::Phase { phase: "cleaning", pass: 2, passes: 2 },
            "pass 2 of 2: cleaning",
            r#"{"event":"phase","phase":"cleaning","pass":2,"passes":2}"#,
        );
    }
}
