//! Rows as they come in: which member is what, and everything else byte for byte.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::Utf8Error;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use tamis_core::{Body, Dated, Facts, Markup, Metadata, Place, Record, Reject, RejectCause};

use crate::FieldNames;
use crate::record::Wanted;
use crate::{json_text, row_scan};

const ID: &[&str] = &["id", "doc_id", "url"];
const TEXT: &[&str] = &["text", "content", "raw_content"];
const HTML: &[&str] = &["html"];
const URL: &[&str] = &["url"];
const CANONICAL_URL: &[&str] = &["canonical_url"];
const SOURCE: &[&str] = &["source"];
const TITLE: &[&str] = &["title"];
const ADDED: &[&str] = &["added"];
const CREATED: &[&str] = &["created", "date"];
const LANGUAGE: &[&str] = &["language", "lang"];
/// Members that are as good as absent when they are null.
const MAY_BE_MISSING: &[&str] =
    &["id", "doc_id", "text", "content", "raw_content", "html", "source", "added", "created", METADATA];
/// The member that holds what else is known of a document.
pub(crate) const METADATA: &str = "metadata";
/// The member of the metadata that tamis writes itself.
pub(crate) const OWN: &str = "tamis";

/// Which row of which input it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Position<'a> {
    /// The id of the file.
    pub(crate) file: &'a str,
    /// 1-based.
    pub(crate) number: u64,
    /// What messages call a row: `line`, `row`.
    pub(crate) unit: &'static str,
}

impl Position<'_> {
    /// The id of a row that has none.
    fn id(&self) -> String {
        format!("{}#{}", self.file, self.number)
    }

    fn reject(&self, place: Place, id: Option<String>, cause: RejectCause, message: &str) -> Reject {
        let id = Some(id.unwrap_or_else(|| self.id()));
        Reject { place, id, cause, message: format!("{} {}{message}", self.unit, self.number) }
    }
}

/// The record of one row of UTF-8 JSON.
pub(crate) fn parse(
    place: Place,
    position: Position<'_>,
    bytes: &[u8],
    fields: &FieldNames,
    wanted: Wanted,
) -> Result<Record, Reject> {
    let text = match utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let message = format!(", byte {}: the row is not UTF-8", error.valid_up_to() + 1);
            return Err(position.reject(place, None, RejectCause::BadUtf8, &message));
        }
    };
    match raw_members(text).map(|raw| within(raw, fields)) {
        Ok(raw) => record(Row::new(members(raw)), place, position, fields, wanted).map(|(record, _)| record),
        Err(error) => Err(position.reject(place, None, RejectCause::BrokenJson, &broken_json(&error))),
    }
}

/// What a side file says of a document that went: `reason`, and the whole row as `row`.
const REASON: &str = "\"reason\"";
const ROW: &str = "\"row\"";

/// The members of the row that a row of `dropped` or `duplicates` holds; those of any other row as they are.
fn within<'a>(raw: RawMembers<'a>, fields: &FieldNames) -> RawMembers<'a> {
    let value = |name: &str| raw.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    if value(REASON).is_none() || raw.iter().any(|(name, _)| may_be_body(name.trim_matches('"'), fields)) {
        return raw;
    }
    match value(ROW).filter(|row| row.starts_with('{')).and_then(|row| raw_members(row).ok()) {
        Some(inner) => inner,
        None => raw,
    }
}

/// The record of a row whose members are known by name and as JSON, and the index of the one that is its body.
pub(crate) fn of_members<'a>(
    place: Place,
    position: Position<'_>,
    members: impl Iterator<Item = (&'a str, &'a str)>,
    fields: &FieldNames,
    wanted: Wanted,
) -> Result<(Record, usize), Reject> {
    let members = members.map(|(name, value)| Member { name: Cow::Borrowed(name), value });
    record(Row::new(members.collect()), place, position, fields, wanted)
}

fn record(
    row: Row<'_>,
    place: Place,
    position: Position<'_>,
    fields: &FieldNames,
    wanted: Wanted,
) -> Result<(Record, usize), Reject> {
    let id = row.id(fields);
    match row.body(fields) {
        Ok(body) => {
            let index = body.index;
            Ok((row.into_record(place, id, body, fields, wanted, || position.id()), index))
        }
        Err(message) => {
            let (id, message) = (id.map(|(_, id)| id), format!(": {message}"));
            Err(position.reject(place, id, RejectCause::MissingText, &message))
        }
    }
}

/// Whether a member with this name can be the body of a row.
pub(crate) fn may_be_body(name: &str, fields: &FieldNames) -> bool {
    let (html, text) = (fields.html.as_deref(), fields.text.as_deref());
    names(&html, HTML).contains(&name) || names(&text, TEXT).contains(&name)
}

/// Names of members that can be the body of a row, those of pages first.
pub(crate) fn body_names(fields: &FieldNames) -> Vec<String> {
    let (html, text) = (fields.html.as_deref(), fields.text.as_deref());
    names(&html, HTML).iter().chain(names(&text, TEXT)).map(|name| (*name).to_owned()).collect()
}

/// Whether something is known of a document by a member of this name, rather than passed through.
#[cfg(feature = "parquet")]
pub(crate) fn is_known(name: &str, fields: &FieldNames) -> bool {
    let chosen = [
        (&fields.id, ID),
        (&fields.text, TEXT),
        (&fields.html, HTML),
        (&fields.url, URL),
        (&fields.source, SOURCE),
        (&fields.title, TITLE),
        (&fields.added, ADDED),
        (&fields.created, CREATED),
        (&fields.language, LANGUAGE),
    ];
    chosen.iter().any(|(chosen, default)| names(&chosen.as_deref(), default).contains(&name))
        || CANONICAL_URL.contains(&name)
        || name == METADATA
}

/// Bytes as text. The library that says where an error is takes several times as long to find none.
fn utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {
    simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes))
}

/// What `serde_json` said, without the line, which is its own.
fn broken_json(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    format!(", byte {}: {said}", error.column())
}

/// The members of an object in order, unparsed.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::with_capacity(map.size_hint().unwrap_or(16));
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// Names and values of an object in order, as they stand, names with their quotes.
pub(crate) fn raw_members(object: &str) -> serde_json::Result<RawMembers<'_>> {
    row_scan::members(object).map_or_else(|| parsed_members(object), Ok)
}

/// The same without the scan that is quicker for nearly all objects.
pub(crate) fn parsed_members(object: &str) -> serde_json::Result<RawMembers<'_>> {
    let members: Members<'_> = serde_json::from_str(object)?;
    Ok(members.0.iter().map(|(name, value)| (name.get(), value.get())).collect())
}

/// Names and values as they stand.
type RawMembers<'a> = Vec<(&'a str, &'a str)>;

/// A member whose name is known.
struct Member<'a> {
    name: Cow<'a, str>,
    value: &'a str,
}

impl Member<'_> {
    fn is_null(&self) -> bool {
        self.value == "null"
    }

    fn is_string(&self) -> bool {
        self.value.starts_with('"')
    }

    fn is_object(&self) -> bool {
        self.value.starts_with('{')
    }

    /// The value of a string.
    fn string(&self) -> Option<String> {
        if self.is_string() { json_text::decode(self.value) } else { None }
    }
}

/// What a value is, in a message.
fn kind(value: &str) -> &'static str {
    match value.bytes().next() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}

fn members(raw: RawMembers<'_>) -> Vec<Member<'_>> {
    raw.into_iter().map(|(name, value)| Member { name: name_of(name), value }).collect()
}

/// The name that stands in these quotes.
pub(crate) fn name_of(raw: &str) -> Cow<'_, str> {
    let inner = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner.filter(|inner| !inner.contains('\\')) {
        Some(plain) => Cow::Borrowed(plain),
        None => json_text::decode(raw).map_or(Cow::Borrowed(raw), Cow::Owned),
    }
}

/// The text of a row: the member that holds it, and what it is.
struct RowBody {
    index: usize,
    text: String,
    markup: Markup,
}

/// A row taken apart.
struct Row<'a> {
    members: Vec<Member<'a>>,
    /// Index of the metadata object, and its members.
    metadata: Option<(usize, Vec<Member<'a>>)>,
}

impl<'a> Row<'a> {
    fn new(members: Vec<Member<'a>>) -> Self {
        let metadata = last(&members, METADATA).and_then(|index| {
            let value = members.get(index)?.value;
            if !value.starts_with('{') {
                return None;
            }
            Some((index, self::members(raw_members(value).ok()?)))
        });
        Row { members, metadata }
    }

    /// The last member of the first of these names that is not null, and its index.
    fn find(&self, names: &[&str]) -> Option<(usize, &Member<'a>)> {
        names.iter().find_map(|name| {
            let index = last(&self.members, name)?;
            let member = self.members.get(index)?;
            (!member.is_null()).then_some((index, member))
        })
    }

    /// The string of the first of these names, and the index of its member.
    fn string(&self, names: &[&str]) -> Option<(usize, String)> {
        let (index, member) = self.find(names)?;
        Some((index, member.string()?))
    }

    /// The same if it is not blank, looked for in the metadata too, and in what an earlier run found.
    fn string_anywhere(&self, names: &[&str]) -> Option<String> {
        let among = |members: &[Member<'_>]| {
            let strings = names.iter().filter_map(|name| members.get(last(members, name)?)?.string());
            strings.into_iter().find(|text| !text.trim().is_empty())
        };
        among(&self.members).or_else(|| {
            let (_, inner) = self.metadata.as_ref()?;
            among(inner).or_else(|| {
                let earlier = inner.get(last(inner, OWN)?).filter(|member| member.is_object())?;
                among(&members(raw_members(earlier.value).ok()?))
            })
        })
    }

    fn id(&self, fields: &FieldNames) -> Option<(usize, String)> {
        let (index, member) = self.find(names(&fields.id.as_deref(), ID))?;
        let id = match kind(member.value) {
            "a string" => member.string()?,
            "a number" => member.value.to_owned(),
            _ => return None,
        };
        (!id.is_empty()).then_some((index, id))
    }

    fn body(&self, fields: &FieldNames) -> Result<RowBody, String> {
        let (chosen_html, chosen_text) = (fields.html.as_deref(), fields.text.as_deref());
        let html_names = names(&chosen_html, HTML);
        let text_names = names(&chosen_text, TEXT);
        let html = self.string(html_names);
        let text = || text_names.iter().find_map(|name| self.string(&[name]));
        let (found, markup) = match html {
            Some((_, ref page)) if !page.trim().is_empty() => (html, Markup::Html),
            blank => text().map_or((blank, Markup::Html), |text| (Some(text), Markup::Unknown)),
        };
        if let Some((index, text)) = found {
            let page = markup == Markup::Html || crate::formats::is_page(text.as_bytes());
            return Ok(RowBody { index, text, markup: if page { Markup::Html } else { markup } });
        }
        let looked_for = [html_names, text_names].concat();
        let wrong = looked_for.iter().find_map(|name| {
            let member = self.members.get(last(&self.members, name)?)?;
            Some(format!("`{name}` is {}, not a string", kind(member.value)))
        });
        let looked_for: Vec<String> = looked_for.iter().map(|name| format!("`{name}`")).collect();
        let missing = || format!("the row has none of the fields {}", looked_for.join(", "));
        Err(format!("{}; name the field with --text-field or --html-field", wrong.unwrap_or_else(missing)))
    }

    fn into_record(
        self,
        place: Place,
        id: Option<(usize, String)>,
        body: RowBody,
        fields: &FieldNames,
        wanted: Wanted,
        fallback_id: impl FnOnce() -> String,
    ) -> Record {
        let url = self.string_anywhere(names(&fields.url.as_deref(), URL));
        // What a page said of itself stands for it where nothing else does, as when it was cleaned.
        let url = url.or_else(|| self.string_anywhere(CANONICAL_URL));
        let title = self.string_anywhere(names(&fields.title.as_deref(), TITLE));
        let language = self.string_anywhere(names(&fields.language.as_deref(), LANGUAGE));
        let source = self.string(names(&fields.source.as_deref(), SOURCE));
        let added = self.string(names(&fields.added.as_deref(), ADDED));
        let created = self.string(names(&fields.created.as_deref(), CREATED));
        let facts = self.earlier_facts();
        let (passthrough, own) = match wanted {
            Wanted::Whole => {
                let id_place = id.as_ref().filter(|(index, _)| !self.is_named(*index, URL));
                let created_place = created.as_ref().filter(|(index, _)| self.is_named(*index, &["created"]));
                let metadata_place = self.metadata.as_ref().map(|(index, _)| *index);
                let strings = [id_place, source.as_ref(), added.as_ref(), created_place];
                let places = strings.into_iter().flatten().map(|(index, _)| *index);
                let own = self.own();
                (self.into_passthrough(places.chain(metadata_place).chain([body.index])), own)
            }
            Wanted::Known => (Vec::new(), None),
        };
        let value = |found: Option<(usize, String)>| found.map(|(_, text)| text);
        let meta = Metadata {
            id: value(id).unwrap_or_else(fallback_id),
            url,
            source: value(source),
            added: value(added),
            created: value(created),
            title,
            language,
            facts,
            passthrough,
            own,
        };
        Record { place, meta, markup: body.markup, body: Body::Text(body.text) }
    }

    /// What an earlier run found that the document says of itself. Its title is that of the record.
    fn earlier_facts(&self) -> Facts {
        let Some(own) = self.own() else { return Facts::default() };
        let members = raw_members(&own).map(members).unwrap_or_default();
        let value = |name: &str| last(&members, name).and_then(|at| members.get(at));
        let text = |name: &str| value(name).and_then(Member::string);
        let texts = |name: &str| value(name).and_then(|member| serde_json::from_str(member.value).ok());
        let dated = |day: &str, evidence: &str| {
            text(day).map(|day| Dated { day, evidence: text(evidence).unwrap_or_default() })
        };
        Facts {
            headline: None,
            authors: texts("authors").unwrap_or_default(),
            published: dated("published", "published_evidence"),
            updated: dated("updated", "updated_evidence"),
            site: text("site"),
            canonical_url: text("canonical_url"),
            tags: texts("tags").unwrap_or_default(),
        }
    }

    fn is_named(&self, index: usize, names: &[&str]) -> bool {
        self.members.get(index).is_some_and(|member| names.contains(&&*member.name))
    }

    /// What an earlier run wrote of the document.
    fn own(&self) -> Option<String> {
        let (_, inner) = self.metadata.as_ref()?;
        let member = inner.get(last(inner, OWN)?)?;
        member.is_object().then(|| member.value.to_owned())
    }

    /// Members of the metadata, then all others but those that have a `place` of their own in the row that is written;
    /// a repeated name gets `~2`, `~3`, …
    fn into_passthrough(self, places: impl Iterator<Item = usize>) -> Vec<(String, String)> {
        let mut taken: Vec<bool> =
            self.members.iter().map(|m| m.is_null() && MAY_BE_MISSING.contains(&&*m.name)).collect();
        for index in places {
            if let Some(taken) = taken.get_mut(index) {
                *taken = true;
            }
        }
        let inner = self.metadata.map(|(_, inner)| inner).unwrap_or_default();
        let inner = inner.into_iter().filter(|member| member.name != OWN || !member.is_object());
        let outer =
            self.members.into_iter().enumerate().filter(|(index, _)| taken.get(*index) != Some(&true));
        let passing: Vec<Member<'_>> = inner.chain(outer.map(|(_, member)| member)).collect();
        let is_free = |at: usize, name: &str| {
            name != OWN && passing.get(..at).is_some_and(|before| before.iter().all(|m| m.name != name))
        };
        // Few names are compared with each other quicker than they are hashed.
        if passing.len() <= FEW_NAMES && passing.iter().enumerate().all(|(at, m)| is_free(at, &m.name)) {
            return passing.into_iter().map(|m| (m.name.into_owned(), m.value.to_owned())).collect();
        }
        let mut names = UniqueNames::default();
        passing.into_iter().map(|m| (names.make(m.name.into_owned()), m.value.to_owned())).collect()
    }
}

/// Names that are compared each with each; a guess.
const FEW_NAMES: usize = 16;

/// Gives each name only once.
pub(crate) struct UniqueNames {
    used: HashSet<String>,
    next: HashMap<String, u64>,
}

impl Default for UniqueNames {
    fn default() -> Self {
        UniqueNames { used: HashSet::from([OWN.to_owned()]), next: HashMap::new() }
    }
}

impl UniqueNames {
    fn make(&mut self, name: String) -> String {
        if self.used.insert(name.clone()) {
            return name;
        }
        let next = self.next.entry(name.clone()).or_insert(2);
        loop {
            let candidate = format!("{name}~{next}");
            *next += 1;
            if self.used.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

/// Index of the last member with a name, which is the one that JSON parsers take.
fn last(members: &[Member<'_>], name: &str) -> Option<usize> {
    members.iter().rposition(|member| member.name == name)
}

#[expect(clippy::ref_option_ref, reason = "a slice of one is borrowed from the option")]
fn names<'n>(chosen: &'n Option<&'n str>, default: &'n [&'n str]) -> &'n [&'n str] {
    chosen.as_ref().map_or(default, std::slice::from_ref)
}
