//! The examples do what they say.
#![cfg(unix)]

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::json;

use crate::support::{Place, Ran, root};

fn gzipped(rows: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(rows.as_bytes()).unwrap();
    out.finish().unwrap()
}

fn row(id: &str) -> String {
    let text = format!("The ferry {id} sailed from Orrin to Sule on Monday with forty passengers aboard.");
    json!({"id": id, "text": text}).to_string() + "\n"
}

fn make(place: &Place, args: &[&str]) -> Ran {
    let mut command = Command::new("make");
    command.args(args).current_dir(place.path(".")).env("TAMIS", env!("CARGO_BIN_EXE_tamis"));
    Ran::from(command.env_remove("MAKEFLAGS").output().unwrap())
}

#[test]
fn the_makefile_makes_what_is_old_and_keeps_no_failed_output() {
    let place = Place::new();
    place.write("Makefile", std::fs::read(root().join("examples/make/Makefile")).unwrap());
    place.write("raw/a.jsonl.gz", gzipped(&row("a"))).write("raw/b.jsonl.gz", gzipped(&row("b")));
    make(&place, &["-j2"]).exits(0);
    assert_eq!(place.rows("clean/a.jsonl.zst")[0]["id"], "a");
    assert!(make(&place, &[]).exits(0).stdout.contains("Nothing to be done for 'all'"));
    let modified = |name: &str| std::fs::metadata(place.path(name)).unwrap().modified().unwrap();
    assert!(modified("clean/a.jsonl.zst") >= modified("raw/a.jsonl.gz"));
    make(&place, &["verify"]).exits(0);
    // Half of it is broken: the run has its output, but fails, and make takes it away.
    let before = modified("clean/a.jsonl.zst");
    place.write("raw/b.jsonl.gz", gzipped(&(row("b") + "no row\n")));
    for _ in 0..2 {
        let failed = make(&place, &[]).exits(2);
        assert!(failed.stderr.contains("1 of 2 records were rejected"), "{}", failed.stderr);
        assert!(!place.path("clean/b.jsonl.zst").exists(), "{}", failed.stderr);
    }
    make(&place, &["MAX_REJECTS=1"]).exits(0);
    assert_eq!(place.rows("clean/b.jsonl.zst").len(), 1);
    assert_eq!(modified("clean/a.jsonl.zst"), before, "what did not change is not made again");
}

/// Puts a program of this name in front of all others.
fn program(place: &Place, name: &str, script: &str) {
    place.write(&format!("bin/{name}"), format!("#!/bin/bash\n{script}\n"));
    let path = place.path(&format!("bin/{name}"));
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn slurm(place: &Place, script: &str, args: &[&str], variables: &[(&str, &str)]) -> Ran {
    let path = format!("{}:{}", place.path("bin").display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    command.arg(root().join("examples/slurm").join(script)).args(args).current_dir(place.path("."));
    Ran::from(command.env("PATH", path).envs(variables.iter().copied()).output().unwrap())
}

const TASK: &[(&str, &str)] = &[
    ("SLURM_ARRAY_JOB_ID", "77"),
    ("SLURM_ARRAY_TASK_ID", "3"),
    ("SLURM_ARRAY_TASK_COUNT", "16"),
    ("SLURM_CPUS_PER_TASK", "4"),
    ("SLURM_MEM_PER_NODE", "8192"),
    ("INPUT", "raw data"),
    ("OUTPUT", "out"),
    ("TABLE", "site.zst"),
];

#[test]
fn a_slurm_task_cleans_its_shard_and_ends_with_its_exit_code() {
    let place = Place::new();
    program(&place, "tamis", "printf '%s\\n' \"$@\" > args; exit \"${CODE:-0}\"");
    program(&place, "scontrol", "printf '%s\\n' \"$@\" > requeued");
    slurm(&place, "array.sh", &[], TASK).exits(0);
    let args = place.read("args").replace('\n', " ");
    let expect =
        "clean raw data -o out/shard-3/ --shard 3/16 --boilerplate site.zst --threads 4 --memory 6144MiB ";
    assert!(args.starts_with(expect), "{args}");
    slurm(&place, "array.sh", &[], &[TASK, &[("CODE", "1"), ("METRICS", "prom")]].concat()).exits(1);
    assert!(place.read("args").contains("prom/tamis-shard-3.prom"));
    assert!(!place.path("requeued").exists());
    let unset = slurm(&place, "array.sh", &[], &TASK[..5]);
    assert!(unset.code != 0 && unset.stderr.contains("a directory or file to clean"), "{}", unset.stderr);
}

#[test]
fn a_slurm_task_that_is_stopped_goes_back_into_the_queue() {
    let place = Place::new();
    // Has its job stopped, and ends as tamis does.
    let stopped = "trap 'touch saved; exit 143' TERM; kill -TERM \"$PPID\"; for ((n = 0; n < 3000; n++)); do read -rt .01 < /dev/zero; done";
    program(&place, "tamis", stopped);
    program(&place, "scontrol", "printf '%s ' \"$@\" > requeued");
    slurm(&place, "array.sh", &[], TASK).exits(143);
    assert_eq!(place.read("requeued"), "requeue 77_3 ");
    assert!(place.path("saved").exists(), "the job waits until the run has written down how far it is");
}

#[test]
fn the_shards_of_a_slurm_array_are_merged_and_verified() {
    let place = Place::new();
    let rows: String = (0..40).map(|at| row(&format!("number {at}"))).collect();
    place.write("raw/a.jsonl", rows).write("raw/b.jsonl", row("b") + "no row\n");
    place.run(&["learn", "raw", "-o", "site.zst", "-q", "--max-rejects", "1"]).exits(0);
    program(&place, "tamis", &format!("exec '{}' \"$@\"", env!("CARGO_BIN_EXE_tamis")));
    for shard in ["1", "2"] {
        let own = [
            ("SLURM_ARRAY_TASK_ID", shard),
            ("SLURM_ARRAY_TASK_COUNT", "2"),
            ("INPUT", "raw"),
            ("MAX_REJECTS", "1"),
        ];
        slurm(&place, "array.sh", &[], &[TASK, &own].concat()).exits(0);
        place.run(&["verify", &format!("out/shard-{shard}")]).exits(0);
    }
    let args = ["merge", "out/shard-1", "out/shard-2", "-o", "merged/", "--max-rejects", "1"];
    let ran = place.run(&[&args[..], &["--log-format", "json"]].concat()).exits(0);
    let last: serde_json::Value = serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap();
    let figures = ["records", "kept", "rejected"].map(|name| last[name].as_u64().unwrap());
    assert_eq!(figures, [42, 41, 1], "{last}");
    assert_eq!(place.run(&["verify", "merged", "-q"]).exits(0).stdout, "");
}

#[test]
fn the_slurm_jobs_wait_for_each_other() {
    let place = Place::new();
    program(&place, "sbatch", "printf '%s\\n' \"$*\" >> jobs; wc -l < jobs");
    let ran = slurm(&place, "submit.sh", &["raw data", "out"], &[("SHARDS", "2")]).exits(0);
    assert_eq!(ran.stdout, "learn 1, clean 2, merge 3\n");
    let jobs = place.read("jobs");
    let jobs: Vec<&str> = jobs.lines().collect();
    assert!(jobs[0].contains("--wrap tamis learn raw\\ data -o out/site.zst"), "{}", jobs[0]);
    assert!(jobs[1].contains("--dependency=afterok:1 --array=1-2 "), "{}", jobs[1]);
    assert!(jobs[1].contains("INPUT=raw data,OUTPUT=out/shards,TABLE=out/site.zst"), "{}", jobs[1]);
    let merge = "tamis merge out/shards/shard-1 out/shards/shard-2 -o out/merged/ --dedup";
    assert!(jobs[2].contains("--dependency=afterok:2 ") && jobs[2].contains(merge), "{}", jobs[2]);
}

#[test]
fn the_units_are_sound_where_systemd_can_tell() {
    let place = Place::new();
    for name in ["tamis.service", "tamis.timer"] {
        let unit = std::fs::read_to_string(root().join("examples/systemd").join(name)).unwrap();
        place.write(name, unit.replace("/usr/local/bin/tamis", env!("CARGO_BIN_EXE_tamis")));
    }
    let units = [place.path("tamis.service"), place.path("tamis.timer")];
    let Ok(ran) = Command::new("systemd-analyze").arg("verify").args(units).output() else { return };
    let ran = Ran::from(ran).exits(0);
    assert_eq!(ran.stderr, "");
}
