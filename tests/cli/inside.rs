//! No name that a document, a list or a foreign run brings along leads out of the output.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Place, Ran};

const STORY: &str =
    "The ferry between Orrin and Sule will sail again on Monday after three weeks of repairs.\n";
/// What stands in the file outside, which nothing may show or touch.
const CANARY: &str = "canary-of-sule";

/// A place with a file outside of every output.
fn place() -> Place {
    let place = Place::new();
    place.write("canary.jsonl", format!("{{\"id\":\"c\",\"text\":\"{CANARY}\"}}\n"));
    place.write("raw/a.txt", STORY).write("raw/b/c.txt", "A second text tells of the lighthouse of Orrin.\n");
    place
}

#[track_caller]
fn is_untouched(place: &Place) {
    assert_eq!(place.read("canary.jsonl"), format!("{{\"id\":\"c\",\"text\":\"{CANARY}\"}}\n"));
}

#[track_caller]
fn tells_nothing(ran: &Ran) {
    assert!(!ran.stdout.contains(CANARY) && !ran.stderr.contains(CANARY), "{}{}", ran.stdout, ran.stderr);
}

fn edit(place: &Place, name: &str, change: impl FnOnce(&mut Value)) {
    let mut value = serde_json::from_str(&place.read(name)).unwrap();
    change(&mut value);
    place.write(name, value.to_string());
}

#[test]
fn no_id_makes_a_file_outside_or_takes_the_place_of_another() {
    let place = Place::new();
    let long = "long/".repeat(2000);
    let odd = [
        "../up",
        "../../etc/passwd",
        "/abs",
        "..",
        ".",
        "",
        "a/../../x",
        "..\\x",
        "c:\\x",
        "%2e%2e%2fx",
        "nul\0x",
        "CON",
        "con",
        "aux.txt",
        "x.",
        "x ",
        "x",
        "X",
        "caf\u{e9}",
        "cafe\u{301}",
        "_tamis",
        "_tamis/stats.json",
        "~",
        "-rf",
        "$(touch x)",
        "`x`",
        "a\nb",
        "\u{202e}txt",
        "https://h/?a=b|c*",
        "manifest.json",
        &long,
    ];
    let rows: String = (odd.iter().enumerate())
        .map(|(at, id)| json!({"id": id, "text": format!("Boat {at} left the harbour of Orrin with {} barrels.", at * 7 + 3)}).to_string() + "\n")
        .collect();
    place.write("in/rows.jsonl", rows);
    place.run(&["clean", "in", "-o", "out", "--to", "files", "--no-dedup", "--no-filter", "-q"]).exits(0);
    let files = place.files();
    let texts: Vec<&String> = files.iter().filter(|name| name.starts_with("out/rows.jsonl/")).collect();
    assert_eq!(texts.len(), odd.len(), "{texts:#?}");
    let strange = files.iter().find(|name| {
        !name.starts_with("out/rows.jsonl/") && !name.starts_with("out/_tamis/") && *name != "in/rows.jsonl"
    });
    assert_eq!(strange, None);
    let mut blurred: Vec<String> = texts.iter().map(|name| name.to_lowercase()).collect();
    blurred.sort_unstable();
    blurred.dedup();
    assert_eq!(blurred.len(), odd.len(), "names differ by more than case");
    place.run(&["verify", "out"]).exits(0);
}

#[test]
fn names_of_listed_inputs_stay_inside() {
    let place = place();
    fs::create_dir(place.path("deep")).unwrap();
    place.write("list.txt", "../raw/a.txt\n../raw/b/../b/c.txt\n");
    let ran = (place.command(&["clean", "--files-from", "../list.txt", "-o", "out", "-q"]))
        .current_dir(place.path("deep"))
        .output();
    Ran::from(ran.unwrap()).exits(0);
    let names: Vec<String> = place.files().into_iter().filter(|name| name.ends_with("txt.jsonl")).collect();
    assert_eq!(names, ["deep/out/%2E%2E/raw/a.txt.jsonl", "deep/out/%2E%2E/raw/b/%2E%2E/b/c.txt.jsonl"]);
}

#[test]
fn a_link_below_an_output_is_no_way_out() {
    let place = place();
    let clean = ["clean", "raw", "-o", "out", "-q", "--no-learn"];
    fs::create_dir_all(place.path("out/_tamis")).unwrap();
    fs::create_dir(place.path("elsewhere")).unwrap();
    symlink("../elsewhere", place.path("out/b")).unwrap();
    let ran = place.run(&clean).exits(3);
    assert!(ran.stderr.contains("out/b: is a symbolic link"), "{}", ran.stderr);
    assert_eq!(fs::read_dir(place.path("elsewhere")).unwrap().count(), 0);
    fs::remove_file(place.path("out/b")).unwrap();
    symlink("../canary.jsonl", place.path("out/a.txt.jsonl")).unwrap();
    place.run(&[&clean[..], &["--fresh"]].concat()).exits(0);
    is_untouched(&place);
    assert!(!place.path("out/a.txt.jsonl").is_symlink() && place.rows("out/a.txt.jsonl").len() == 1);
    for name in ["stats.json", "removed.jsonl.zst", "manifest.json", "files.txt", "journal"] {
        let side = place.path("out/_tamis").join(name);
        let _ = fs::remove_file(&side);
        symlink("../../canary.jsonl", &side).unwrap();
        let ran = place.run(&clean).exits(3);
        assert!(ran.stderr.contains("is a symbolic link"), "{name}: {}", ran.stderr);
        tells_nothing(&ran);
        fs::remove_file(&side).unwrap();
    }
    is_untouched(&place);
    fs::rename(place.path("out/_tamis"), place.path("sides")).unwrap();
    symlink("../sides", place.path("out/_tamis")).unwrap();
    place.run(&[&clean[..], &["--force"]].concat()).exits(3);
}

#[test]
fn what_the_user_names_may_be_a_link() {
    let place = place();
    fs::create_dir_all(place.path("disk/out")).unwrap();
    symlink("disk/out", place.path("out")).unwrap();
    place.write("disk/data.jsonl", "");
    symlink("disk/data.jsonl", place.path("data.jsonl")).unwrap();
    place.run(&["clean", "raw", "-o", "out", "-q"]).exits(0);
    place.run(&["clean", "raw", "-o", "data.jsonl", "-q"]).exits(0);
    assert!(place.path("data.jsonl").is_symlink());
    assert_eq!(place.rows("disk/data.jsonl").len(), 2);
    for run in ["out", "data.jsonl"] {
        place.run(&["verify", run]).exits(0);
        place.run(&["report", run, "-q"]).exits(0);
    }
}

/// A run whose manifest was changed by somebody else.
fn foreign(change: impl Fn(&mut Value)) -> Place {
    let place = place();
    place.run(&["clean", "raw", "-o", "run", "--shard", "1/1", "-q"]).exits(0);
    edit(&place, "run/_tamis/manifest.json", change);
    place
}

/// Everything that reads a run.
fn each_reader(place: &Place) {
    let readers: [&[&str]; 8] = [
        &["verify", "run"],
        &["verify", "run", "--json"],
        &["report", "run", "-o", "page.html"],
        &["inspect", "run"],
        &["inspect", "run", "c"],
        &["merge", "run", "-o", "merged"],
        &["stats", "run", "--hosts"],
        &["filter", "run", "-o", "kept"],
    ];
    for args in readers {
        let ran = place.run(args);
        tells_nothing(&ran);
        if args[0] != "filter" {
            assert!([2, 3].contains(&ran.code), "{args:?}: {} {}{}", ran.code, ran.stdout, ran.stderr);
        }
        let told = place.files().into_iter();
        let told = told.filter(|name| name != "canary.jsonl" && !place.path(name).is_symlink());
        for name in told {
            let bytes = place.bytes(&name);
            assert!(!String::from_utf8_lossy(&bytes).contains(CANARY), "{args:?}: {name}");
        }
    }
    is_untouched(place);
}

#[test]
fn a_manifest_names_nothing_outside_its_run() {
    let outside = std::env::temp_dir().join("canary.jsonl").display().to_string();
    for path in ["../canary.jsonl", "b/../../canary.jsonl", "/etc/passwd", "_tamis/stats.json", "", &outside]
    {
        each_reader(&foreign(|manifest| manifest["files"][0]["path"] = path.into()));
    }
    for path in ["../../canary.jsonl", "/etc/passwd", "..", "journal/x"] {
        each_reader(&foreign(|manifest| manifest["side_files"][0]["path"] = path.into()));
    }
}

#[test]
fn a_run_with_a_link_in_it_is_not_read() {
    for name in ["run/a.txt.jsonl", "run/_tamis/removed.jsonl.zst", "run/_tamis/units.jsonl.zst"] {
        let place = foreign(|_| ());
        fs::remove_file(place.path(name)).unwrap();
        symlink(place.path("canary.jsonl"), place.path(name)).unwrap();
        each_reader(&place);
    }
    let place = foreign(|_| ());
    fs::rename(place.path("run/b"), place.path("b")).unwrap();
    symlink("../b", place.path("run/b")).unwrap();
    each_reader(&place);
}

#[test]
fn a_single_output_has_no_files_but_its_own() {
    let place = place();
    place.run(&["clean", "raw", "-o", "out.jsonl", "-q"]).exits(0);
    edit(&place, "out.jsonl.tamis/manifest.json", |manifest| {
        manifest["files"][0]["path"] = "canary.jsonl".into();
    });
    for args in [&["verify", "out.jsonl"][..], &["report", "out.jsonl"], &["inspect", "out.jsonl", "c"]] {
        let ran = place.run(args);
        assert!([2, 3].contains(&ran.code), "{args:?}: {}{}", ran.stdout, ran.stderr);
        tells_nothing(&ran);
    }
    is_untouched(&place);
}

#[test]
fn a_run_into_a_foreign_output_removes_nothing_outside() {
    for listed in ["../canary.jsonl", "way/canary.jsonl"] {
        let place = foreign(|_| ());
        symlink("..", place.path("run/way")).unwrap();
        let files = place.path("run/_tamis/files.txt");
        fs::write(&files, format!("{listed}\n")).unwrap();
        // The name that an unfinished file of a killed run would have.
        place.write(".canary.jsonl.tmpAbc123", "mine");
        place.run(&["clean", "raw", "-o", "run", "-q", "--fresh"]).exits(0);
        is_untouched(&place);
        assert_eq!(place.read(".canary.jsonl.tmpAbc123"), "mine", "{listed}");
    }
    let place = foreign(|manifest| manifest["files"][0]["path"] = "../canary.jsonl".into());
    place.run(&["clean", "raw", "-o", "run", "-q", "--fresh"]).exits(3);
    is_untouched(&place);
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_vault_is_for_its_owner_and_no_way_out() {
    let place = Place::new();
    place
        .write("in.jsonl", "{\"id\":\"a\",\"text\":\"Write to ann@example.org about the ferry of Sule.\"}\n");
    let clean = |vault: &str| {
        place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "--pii", "redact", "--pii-vault", vault, "-q"])
    };
    place.write("canary.jsonl", "");
    fs::set_permissions(place.path("canary.jsonl"), fs::Permissions::from_mode(0o644)).unwrap();
    symlink("canary.jsonl", place.path("vault.jsonl")).unwrap();
    let ran = clean("vault.jsonl").exits(3);
    assert!(ran.stderr.contains("vault.jsonl: is a symbolic link"), "{}", ran.stderr);
    assert_eq!(place.read("canary.jsonl"), "");
    symlink("nowhere", place.path("dangling.jsonl")).unwrap();
    clean("dangling.jsonl").exits(3);
    assert!(!place.path("nowhere").exists());
    clean("canary.jsonl").exits(0);
    assert!(place.read("canary.jsonl").contains("ann@example.org"));
    assert_eq!(mode(&place.path("canary.jsonl")), 0o600);
}

#[test]
fn the_mask_of_the_user_holds() {
    let place = place();
    for (mask, file, folder) in [("077", 0o600, 0o700), ("022", 0o644, 0o755), ("027", 0o640, 0o750)] {
        let script = format!("umask {mask}; exec \"$0\" clean raw -o out-{mask} --report -q");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_tamis")]).current_dir(place.path(""));
        Ran::from(command.output().unwrap()).exits(0);
        let out = format!("out-{mask}");
        for name in place.files().iter().filter(|name| name.starts_with(&out)) {
            assert_eq!(mode(&place.path(name)), file, "{name}");
        }
        assert_eq!(mode(&place.path(&format!("{out}/_tamis"))), folder);
    }
}
