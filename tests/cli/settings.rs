//! `tamis.toml`, flags, and what `tamis config` prints of them.

use crate::support::Place;

#[test]
fn flags_stand_above_the_file_above_the_defaults() {
    let place = Place::new();
    place.write("tamis.toml", "[strip]\nmode = \"recall\"\n[run]\nthreads = 3\n");
    let printed = place.run(&["config", "--threads", "2"]).exits(0).stdout;
    assert!(printed.contains("mode = \"recall\"") && printed.contains("threads = 2"), "{printed}");
    place.write("printed.toml", &printed);
    std::fs::remove_file(place.path("tamis.toml")).unwrap();
    assert_eq!(place.run(&["config", "--config", "printed.toml"]).exits(0).stdout, printed);
}

#[test]
fn a_mistake_in_the_file_names_its_line() {
    let place = Place::new();
    place.write("tamis.toml", "[strip]\nmode = \"recal\"\n");
    let said = place.run(&["config"]).exits(2).stderr;
    assert!(said.contains("tamis.toml:2") && said.contains("recall"), "{said}");
    place.write("tamis.toml", "[strip]\n\nmodus = 1\n");
    let said = place.run(&["config"]).exits(2).stderr;
    assert!(said.contains("tamis.toml:3") && said.contains("did you mean `mode`"), "{said}");
    let said = place.run(&["config", "--config", "missing.toml"]).exits(3).stderr;
    assert!(said.contains("missing.toml"), "{said}");
}

#[test]
fn the_default_settings_are_what_the_snapshot_says() {
    let printed = Place::new().run(&["config"]).exits(0).stdout;
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("config", printed);
    });
}

#[test]
fn the_help_of_clean_is_what_the_snapshot_says() {
    let help = Place::new().command(&["clean", "-h"]).env("COLUMNS", "100").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("clean-help", help);
    });
}
