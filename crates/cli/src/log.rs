//! What is told on standard error: sentences for a person, or a line of JSON for every event.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Map, Value};
use tamis_pipeline::{Event, redacted};

use crate::escape::{json_safe, sentence_safe};

/// The fields of an event, in order.
pub(crate) type Fields = Map<String, Value>;

/// How events are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Sentences for a person.
    #[default]
    Human,
    /// A line of JSON for every event, with its time.
    Json,
}

/// How grave an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Info,
    Warn,
    Error,
}

/// Where events go.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Log {
    pub(crate) format: LogFormat,
    /// Whether nothing but warnings and errors is told.
    pub(crate) quiet: bool,
}

/// An event as a line of JSON. `time` is the only time of day that tamis writes.
#[derive(Serialize)]
struct Line<'a> {
    time: String,
    level: Level,
    event: &'a str,
    message: &'a str,
    #[serde(flatten)]
    fields: Fields,
}

impl Log {
    pub(crate) fn is_json(self) -> bool {
        self.format == LogFormat::Json
    }

    /// An event of the pipeline as a line without its line feed; `None` if it is not told.
    pub(crate) fn line_of(self, event: &Event) -> Option<String> {
        let level = if event.is_warning() { Level::Warn } else { Level::Info };
        let message = event.to_string();
        match self.format {
            LogFormat::Human if event.is_for_people() => Some(sentence_safe(&format!("tamis: {message}"))),
            LogFormat::Human => None,
            LogFormat::Json if self.quiet && level == Level::Info => None,
            LogFormat::Json => {
                let Ok(Value::Object(mut fields)) = serde_json::to_value(event) else { return None };
                let name = fields.shift_remove("event");
                let name = name.as_ref().and_then(Value::as_str).unwrap_or("warning");
                Some(json_line(level, name, &message, fields))
            }
        }
    }

    /// Tells an event that only a log has; a person has the bar and the table.
    pub(crate) fn record(self, level: Level, event: &str, message: &str, fields: Fields) {
        if self.is_json() && !(self.quiet && level == Level::Info) {
            say(&json_line(level, event, message, fields));
        }
    }

    /// Tells an event, to a person as a sentence that the name of the program stands before.
    pub(crate) fn tell(self, level: Level, event: &str, message: &str, fields: Fields) {
        if self.is_json() {
            self.record(level, event, message, fields);
        } else if !(self.quiet && level == Level::Info) {
            say(&sentence_safe(&format!("tamis: {message}")));
        }
    }
}

fn json_line(level: Level, event: &str, message: &str, mut fields: Fields) -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    fields.values_mut().for_each(redact);
    let line = Line { time: rfc3339(since), level, event, message: &redacted(message), fields };
    json_safe(&serde_json::to_string(&line).unwrap_or_default())
}

/// Takes the keys out of all URLs of a value.
fn redact(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let std::borrow::Cow::Owned(safe) = redacted(text) {
                *text = safe;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(redact),
        Value::Object(members) => members.values_mut().for_each(redact),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Says something to a person.
pub(crate) fn say(text: &str) {
    // One write a line, so that lines of several threads do not mix. What cannot be said on standard error has
    // nowhere else to go.
    let _ = anstream::stderr().lock().write_all(format!("{text}\n").as_bytes());
}

/// A time since 1970 as RFC 3339 has it, in UTC and milliseconds.
fn rfc3339(since: Duration) -> String {
    let (days, second) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let mut out = String::with_capacity(24);
    // Writing into a string cannot fail.
    let _ = write!(
        out,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z",
        since.subsec_millis()
    );
    out
}

/// Year, month and day of a day since 1970: `civil_from_days` of Howard Hinnant's "chrono-Compatible Low-Level Date
/// Algorithms", for days that are not before 1970.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        let check = |seconds: u64, expect: &str| assert_eq!(rfc3339(Duration::from_secs(seconds)), expect);
        check(0, "1970-01-01T00:00:00.000Z");
        check(951_782_399, "2000-02-28T23:59:59.000Z");
        check(951_868_799, "2000-02-29T23:59:59.000Z");
        check(1_709_210_096, "2024-02-29T12:34:56.000Z");
        check(4_107_542_400, "2100-03-01T00:00:00.000Z");
        assert_eq!(rfc3339(Duration::from_millis(1_785_542_399_987)), "2026-07-31T23:59:59.987Z");
    }

    #[test]
    fn an_event_is_one_line_whatever_stands_in_it() {
        let event = Event::from("tamis: a\nb\u{1b}[2J\u{202e}".to_owned());
        let log = Log { format: LogFormat::Json, quiet: true };
        let line = log.line_of(&event).unwrap();
        assert!(!line.contains(['\n', '\u{1b}', '\u{202e}']), "{line}");
        let value: Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&value["event"], &value["level"]), (&"warning".into(), &"warn".into()));
        assert_eq!(value["message"], "a\nb\u{1b}[2J\u{202e}");
        assert_eq!(Log::default().line_of(&event).unwrap(), "tamis: a\n    b\\u{1b}[2J\\u{202e}");
    }

    #[test]
    fn no_event_tells_the_keys_of_a_url() {
        let event = Event::from("https://me:pass@h/x?sig=abc is slow".to_owned());
        let line = Log { format: LogFormat::Json, quiet: false }.line_of(&event).unwrap();
        assert!(!line.contains("pass") && !line.contains("abc"), "{line}");
        let mut value = serde_json::json!({"a": ["s3://k:s@b/x", 1, {"b": "https://h/?token=t"}]});
        redact(&mut value);
        assert_eq!(value, serde_json::json!({"a": ["s3://***@b/x", 1, {"b": "https://h/?token=***"}]}));
    }
}
