//! Keys in the addresses of inputs and outputs stand nowhere that a run leaves or says.

use crate::support::Place;

const SECRETS: [&str; 5] = ["hunter2", "AKIAFERRY", "s1gnature", "t0ken", "us3r"];
const URLS: [&str; 5] = [
    "https://us3r:hunter2@127.0.0.1:9/x.jsonl",
    "http://127.0.0.1:9/x.jsonl?X-Amz-Credential=AKIAFERRY&X-Amz-Signature=s1gnature",
    "http://127.0.0.1:9/x.jsonl?page=2&sig=s1gnature&%74oken=t0ken",
    "ftp://us3r:hunter2@127.0.0.1/x.jsonl",
    "s3://AKIAFERRY:hunter2@bucket/x.jsonl",
];

/// Nothing secret stands in what was said or in any file, but for those that the test wrote.
#[track_caller]
fn nothing_is_told(place: &Place, told: &[&str], own: &[&str]) {
    let tells = |text: &str| SECRETS.iter().find(|secret| text.contains(**secret)).copied();
    for text in told {
        assert_eq!(tells(text), None, "{text}");
    }
    for name in place.files() {
        assert_eq!(tells(&name), None, "{name}");
        if !own.contains(&name.as_str()) {
            let bytes = place.bytes(&name);
            let text =
                if name.contains(".zst") { zstd::decode_all(bytes.as_slice()).unwrap() } else { bytes };
            assert_eq!(tells(&String::from_utf8_lossy(&text)), None, "{name}");
        }
    }
}

#[test]
fn keys_in_addresses_of_inputs_are_not_told() {
    // Nobody listens at that port; no request is tried twice.
    let hasty = ["--set", "input.remote.retries=0", "--set", "input.remote.timeout_seconds=1"];
    for format in ["human", "json"] {
        let place = Place::new();
        place.write("a.txt", "The ferry of Sule sails at noon, and again at nine.\n");
        place.write("list.txt", format!("a.txt\n{}\n", URLS.join("\n")));
        for url in URLS.iter().filter(|url| !url.starts_with("s3:")) {
            let ran = place.run(
                &[
                    &["clean", url, "-o", "out", "--log-format", format, "--metrics-file", "m.prom"],
                    &hasty[..],
                ]
                .concat(),
            );
            assert_ne!(ran.code, 0, "{url}");
            nothing_is_told(&place, &[&ran.stdout, &ran.stderr], &["list.txt"]);
            let ran = place.run(&["plan", url]);
            nothing_is_told(&place, &[&ran.stdout, &ran.stderr], &["list.txt"]);
        }
        place.write("few.txt", format!("a.txt\n{}\n", URLS[..4].join("\n")));
        let ran = place.run(
            &[&["clean", "--files-from", "few.txt", "-o", "listed", "--log-format", format], &hasty[..]]
                .concat(),
        );
        nothing_is_told(&place, &[&ran.stdout, &ran.stderr], &["list.txt", "few.txt"]);
    }
}

#[test]
fn keys_in_addresses_of_outputs_and_files_are_not_told() {
    let place = Place::new();
    place.write("a.txt", "The ferry of Sule sails at noon, and again at nine.\n");
    for url in URLS {
        for args in [
            &["clean", "a.txt", "-o", url, "--metrics-file", "m.prom"][..],
            &["clean", "a.txt", "-o", url, "--log-format", "json"],
            &["clean", "a.txt", "-o", "out.jsonl", "--removed", url],
            &["clean", "a.txt", "-o", "out.jsonl", "--config", url],
            &["clean", "a.txt", "-o", "out.jsonl", "--boilerplate", url],
            &["clean", "a.txt", "-o", "out.jsonl", "--mode", url],
            &["clean", "a.txt", "-o", "out.jsonl", &format!("--{url}")],
            &["verify", url],
            &["report", url],
            &["merge", url, "-o", "whole"],
            &["learn", "a.txt", "-o", url],
        ] {
            let ran = place.run(args);
            assert_ne!(ran.code, 0, "{args:?}");
            nothing_is_told(&place, &[&ran.stdout, &ran.stderr], &[]);
        }
    }
}

#[test]
fn the_environment_is_not_told() {
    let place = Place::new();
    place.write("a.txt", "The ferry of Sule sails at noon, and again at nine.\n").write("bad.jsonl", "{\n");
    let mut command =
        place.command(&["clean", "a.txt", "bad.jsonl", "-o", "out", "--report", "--log-format", "json"]);
    let output = command.env("AWS_SECRET_ACCESS_KEY", "hunter2").env("FERRY", "t0ken").output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    nothing_is_told(&place, &[&out, &err], &[]);
}
