//! Inputs from lists and from web servers.

use crate::support::Place;

const STORIES: [&str; 3] = [
    "The ferry between Orrin and Sule will sail again on Monday after three weeks of repairs to its shafts.\n",
    "Bakers in Tarn have agreed to open their shops one hour earlier during the weeks of the grape harvest.\n",
    "A bridge that was washed away in spring is to be replaced by a lighter one of steel, the county said.\n",
];

fn place() -> Place {
    let place = Place::new();
    place.write("a/x.txt", STORIES[0]).write("b/x.txt", STORIES[1]).write("b/n/y.txt", STORIES[2]);
    place
}

fn data(place: &Place, folder: &str) -> Vec<String> {
    let inside = format!("{folder}/");
    let files = place.files();
    let data =
        files.iter().filter_map(|name| name.strip_prefix(&inside)).filter(|name| !name.starts_with("_tamis"));
    data.map(str::to_owned).collect()
}

#[test]
fn a_list_is_read_as_its_names_would_be() {
    let place = place();
    place.write("lists/one", "b/x.txt\n# a remark\n\n./a/x.txt\n").write("lists/two", "b/n\n");
    let lists = ["clean", "--files-from", "lists/one", "--files-from", "lists/two", "-o", "out/"];
    place.run(&lists).exits(0);
    assert_eq!(data(&place, "out"), ["a/x.txt.jsonl", "b/n/y.txt.jsonl", "b/x.txt.jsonl"]);
    place.run(&["clean", "a/x.txt", "--files-from", "lists/two", "-o", "rows.jsonl"]).exits(0);
    let ids: Vec<_> = place.rows("rows.jsonl").iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, ["x.txt", "b/n/y.txt"]);
}

#[test]
fn a_list_may_come_from_standard_input_between_nul_bytes_and_with_a_prefix() {
    let place = place();
    let args = ["dedup", "--files-from", "-", "--null", "--files-prefix", "b/", "-o", "rows.jsonl"];
    place.run_with(&args, "x.txt\0n/y.txt\0").exits(0);
    let ids: Vec<_> = place.rows("rows.jsonl").iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, ["x.txt", "n/y.txt"]);
    let twice = place.run_with(&["clean", "-", "--files-from", "-"], "x").exits(2);
    assert!(twice.stderr.contains("only once"), "{}", twice.stderr);
}

#[test]
fn no_name_of_a_list_leaves_the_output() {
    let place = place();
    place.write("w/list", "../a/x.txt\n");
    let mut command = place.command(&["clean", "--files-from", "list", "-o", "out/"]);
    let ran = crate::support::Ran::from(command.current_dir(place.path("w")).output().unwrap());
    ran.exits(0);
    assert_eq!(data(&place, "w/out"), ["%2E%2E/a/x.txt.jsonl"]);
}

#[test]
fn what_is_missing_is_rejected_and_nothing_at_all_is_an_error() {
    let place = place();
    place
        .write("list", "a/x.txt\nnone.txt\n")
        .write("none", "none-1\nnone-2\n")
        .write("empty", "# nothing\n");
    let ran = place.run(&["clean", "--files-from", "list", "-o", "rows.jsonl"]).exits(1);
    assert!(ran.stderr.contains("none.txt: no such file"), "{}", ran.stderr);
    assert_eq!(place.rows("rows.jsonl.tamis/rejects.jsonl.zst").len(), 1);
    place.run(&["clean", "--files-from", "none", "-o", "rows.jsonl"]).exits(3);
    place.run(&["clean", "--files-from", "no-list", "-o", "rows.jsonl"]).exits(3);
    place.run(&["clean", "--files-from", "empty", "-o", "rows.jsonl"]).exits(0);
    place.run(&["learn", "--files-from", "list", "-q"]).exits(1);
    for wrong in [&["clean", "--null"][..], &["clean", "a", "--files-prefix", "b"], &["learn"]] {
        place.run(wrong).exits(2);
    }
}

#[test]
fn what_cannot_be_written_or_read_at_all_is_wrong_usage() {
    let place = place();
    for out in ["s3://bucket/out/", "https://h/out.jsonl"] {
        let ran = place.run(&["clean", "a", "-o", out]).exits(2);
        assert!(ran.stderr.contains("cannot be written"), "{}", ran.stderr);
    }
    place.run(&["clean", "a", "-o", "x.jsonl", "--stats", "s3://b/stats.json"]).exits(2);
    let ran = place.run(&["clean", "ftp://h/x.txt"]).exits(2);
    assert!(ran.stderr.contains("s3://"), "{}", ran.stderr);
    assert_eq!(place.files(), ["a/x.txt", "b/n/y.txt", "b/x.txt"]);
}

#[cfg(not(feature = "cloud"))]
#[test]
fn a_build_without_the_feature_says_so() {
    let place = place();
    let ran = place.run(&["clean", "s3://bucket/x.txt"]).exits(2);
    assert!(ran.stderr.contains("feature `cloud`"), "{}", ran.stderr);
}

#[cfg(feature = "cloud")]
#[test]
fn files_of_a_web_server_come_out_as_local_ones_do() {
    let place = place();
    let server = crate::web_server::WebServer::start();
    let rows: String =
        STORIES.iter().map(|story| serde_json::json!({"text": story}).to_string() + "\n").collect();
    place
        .write("ok/rows.jsonl", &rows)
        .write("cut/x.txt", STORIES[0])
        .write("list", "ok/rows.jsonl\ncut/x.txt\n");
    server.serve("ok/rows.jsonl", rows.as_str());
    server.serve("cut/x.txt", STORIES[0]);
    place.run(&["clean", "--files-from", "list", "-o", "local/"]).exits(0);
    place
        .run(&["clean", "--files-from", "list", "--files-prefix", &server.url(""), "-o", "remote/"])
        .exits(0);
    assert_eq!(data(&place, "local"), data(&place, "remote"));
    for name in data(&place, "local") {
        assert_eq!(place.read(&format!("local/{name}")), place.read(&format!("remote/{name}")), "{name}");
    }
    assert_eq!(server.asked("GET", "ok/rows.jsonl").len(), 2, "many documents are read twice");
}

#[cfg(feature = "cloud")]
#[test]
fn a_server_that_says_nothing_costs_its_file_alone() {
    let place = place();
    let server = crate::web_server::WebServer::start();
    let hangs = server.serve("hang/x.txt", "x");
    place.write("list", format!("{hangs}\na/x.txt\n"));
    let patience = ["--set", "input.remote.timeout_seconds=1", "--set", "input.remote.retries=0"];
    let ran =
        place.run(&[&["clean", "--files-from", "list", "-o", "rows.jsonl"][..], &patience].concat()).exits(1);
    assert!(
        ran.stderr.contains(&format!("{hangs}: the file cannot be opened: the server says nothing")),
        "{}",
        ran.stderr
    );
    assert_eq!(place.rows("rows.jsonl").len(), 1);
}
