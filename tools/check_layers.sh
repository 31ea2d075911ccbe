#!/bin/sh
# Asserts the direction of dependencies: a stage crate knows only `core` of this workspace, and none of
# them knows threads, a command line, or an error type for programs.
set -eu
status=0

# The workspace crates that a crate may depend on directly.
allowed() {
    case $1 in
        tamis-core) echo "" ;;
        tamis-pipeline) echo "tamis-boilerplate tamis-core tamis-decode tamis-dedup tamis-extract tamis-filter tamis-io tamis-strip" ;;
        tamis-report) echo "tamis-core tamis-io tamis-pipeline" ;;
        tamis-doors) echo "tamis-boilerplate tamis-core tamis-decode tamis-dedup tamis-extract tamis-filter tamis-io tamis-pipeline tamis-report tamis-strip" ;;
        tamis-python) echo "tamis-core tamis-pipeline" ;;
        tamis) echo "tamis-core tamis-pipeline tamis-report" ;;
        *) echo "tamis-core" ;;
    esac
}

for crate in tamis-core tamis-decode tamis-extract tamis-strip tamis-boilerplate tamis-dedup tamis-filter tamis-io tamis-pipeline tamis-report tamis tamis-python tamis-doors; do
    direct=$(cargo tree --locked -p "$crate" -e normal --depth 1 --prefix none | tail -n +2 | cut -d' ' -f1 | sort -u)
    for name in $direct; do
        case $name in
            tamis-*)
                case " $(allowed "$crate") " in
                    *" $name "*) ;;
                    *) echo "$crate must not depend on $name" >&2; status=1 ;;
                esac ;;
            rayon | clap | anyhow | indicatif | pyo3)
                case "$crate/$name" in
                    tamis-pipeline/rayon | tamis/* | tamis-python/pyo3) ;;
                    *) echo "$crate must not depend on $name" >&2; status=1 ;;
                esac ;;
        esac
    done
done
[ "$status" = 0 ] && echo "layers: every dependency points the right way"
exit "$status"
