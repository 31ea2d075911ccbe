//! `clean --shard` and `merge`: any number of shards joined are what one run writes.

use serde_json::Value;

use crate::corpus::{mixed, rows, shard, story};
use crate::support::Place;

/// Rows with ids that come again, rows that are broken or empty, texts, and folders that nobody may see.
fn corpus(place: &Place) {
    shard(place, "in/rows", &rows(300), 6);
    let mut more = rows(120).replace("\"id\":\"d7", "\"id\":\"d");
    for (at, row) in
        [(10, "{\"id\":\"d3\",\"text\":\"\"}"), (11, "{\"id\":"), (60, "{\"id\":\"d3\",\"text\":\" \"}")]
    {
        let line = more.match_indices('\n').nth(at).unwrap().0;
        more.insert_str(line, &format!("\n{row}"));
    }
    place.write("in/again.jsonl", more);
    for at in 0..30 {
        place.write(&format!("in/texts/{at}.txt"), story(mixed(at), 10).join("\n"));
    }
    place.write("in/.hidden/x.txt", "not read").write("in/picture.png", [137, 80]);
}

/// Everything below an output, side files unpacked, without what tells of the run and not of its results.
fn outputs(place: &Place, output: &str) -> Vec<(String, Vec<u8>)> {
    let wanted = |file: &String| file.starts_with(output) && !file.ends_with("config.toml");
    let files = place.files().into_iter().filter(wanted);
    files
        .map(|file| {
            let bytes = place.bytes(&file);
            let bytes = if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
                zstd::decode_all(bytes.as_slice()).unwrap()
            } else {
                bytes
            };
            (file.strip_prefix(output).unwrap().to_owned(), bytes)
        })
        .filter(|(name, _)| !name.ends_with("manifest.json"))
        .collect()
}

fn clean_shards(place: &Place, of: usize) -> Vec<String> {
    (1..=of)
        .map(|number| {
            let (name, shard) = (format!("shard-{of}-{number}"), format!("{number}/{of}"));
            let args = ["clean", "in", "-o", &name, "--shard", &shard, "--boilerplate", "table.zst", "-q"];
            let code = place.run(&[&args[..], &["--trace=.3"]].concat()).code;
            assert!(code == 0 || code == 1, "{shard}: {code}");
            name
        })
        .collect()
}

#[test]
fn shards_joined_are_what_one_run_writes() {
    let place = Place::new();
    corpus(&place);
    place.run(&["learn", "in", "-o", "table.zst", "-q"]).exits(1);
    let whole = ["clean", "in", "--boilerplate", "table.zst", "--trace=.3", "-q", "-o"];
    place.run(&[&whole[..], &["plain", "--no-dedup"]].concat()).exits(1);
    place.run(&[&whole[..], &["compared"]].concat()).exits(1);
    place.run(&[&whole[..], &["one.jsonl.gz", "--no-dedup"]].concat()).exits(1);
    let (plain, compared) = (outputs(&place, "plain/"), outputs(&place, "compared/"));
    assert!(plain.len() > 40 && plain != compared);
    for of in [1, 3, 16] {
        let mut shards = clean_shards(&place, of);
        shards.reverse();
        let shards: Vec<&str> = shards.iter().map(String::as_str).collect();
        let merge = |more: &[&str]| place.run(&[&["merge", "-q"], &shards[..], more].concat()).exits(1);
        merge(&["-o", "merged"]);
        assert!(outputs(&place, "merged/") == plain, "{of} shards");
        assert_eq!(place.read("merged/_tamis/config.toml"), place.read("plain/_tamis/config.toml"));
        merge(&["-o", "merged-compared", "--dedup", "--memory", "16MiB"]);
        assert!(outputs(&place, "merged-compared/") == compared, "{of} shards, compared");
        merge(&["-o", "merged.jsonl.gz", "-j", "1"]);
        assert_eq!(place.rows("merged.jsonl.gz"), place.rows("one.jsonl.gz"), "{of} shards into one file");
    }
}

#[test]
fn what_are_not_all_shards_of_one_run_is_refused() {
    let place = Place::new();
    corpus(&place);
    place.run(&["learn", "in", "-o", "table.zst", "-q"]).exits(1);
    let shards = clean_shards(&place, 3);
    place.run(&["clean", "in", "-o", "alone", "-q", "--no-dedup"]).exits(1);
    let other = ["clean", "in", "-o", "other", "--shard", "3/3", "-q", "--mode", "recall", "--trace=.3"];
    place.run(&other);
    for (given, says) in [
        (&[0, 1][..], "shard 3/3 is missing"),
        (&[0, 2], "shard 2/3 is missing"),
        (&[1, 2], "shard 1/3 is missing"),
        (&[0, 1, 1, 2], "shard 2/3 is given twice"),
    ] {
        let given: Vec<&str> = given.iter().map(|at| shards[*at].as_str()).collect();
        let ran = place.run(&[&["merge", "-o", "merged"], &given[..]].concat()).exits(2);
        assert!(ran.stderr.contains(says), "{says}: {}", ran.stderr);
    }
    for (given, says) in
        [("alone", "is no shard"), ("other", "strip.mode was"), ("nowhere", "there is no manifest")]
    {
        let ran = place.run(&["merge", &shards[0], &shards[1], given, "-o", "merged"]).exits(2);
        assert!(ran.stderr.contains(says), "{says}: {}", ran.stderr);
    }
    assert!(!place.path("merged").exists());
    for (args, says) in [
        (&["--shard", "0/3", "-o", "x"][..], "is no shard"),
        (&["--shard", "1/3"], "a shard writes rows"),
        (&["--shard", "1/3", "-o", "x", "--to", "files"], "a shard writes rows"),
        (&["--shard", "1/3", "-o", "x", "--limit", "9"], "leave --limit away"),
    ] {
        let ran = place.run(&[&["clean", "in"], args].concat()).exits(2);
        assert!(ran.stderr.contains(says), "{says}: {}", ran.stderr);
    }
}

#[test]
fn every_record_is_of_one_shard_and_the_books_add_up() {
    let place = Place::new();
    corpus(&place);
    place.run(&["clean", "in", "-o", "plain", "-q", "--no-dedup", "--no-learn"]).exits(1);
    let books = |folder: &str| -> Value {
        serde_json::from_str::<Value>(&place.read(&format!("{folder}/_tamis/stats.json"))).unwrap()["books"]
            .take()
    };
    let whole = books("plain");
    let mut sum = std::collections::BTreeMap::<String, u64>::new();
    for number in 1..=4 {
        let (name, shard) = (format!("s{number}"), format!("{number}/4"));
        place.run(&["clean", "in", "-o", &name, "--shard", &shard, "-q", "--no-learn"]);
        for (key, count) in books(&name).as_object().unwrap() {
            *sum.entry(key.clone()).or_default() += count.as_u64().unwrap();
        }
    }
    assert_eq!(serde_json::to_value(sum).unwrap(), whole);
}
