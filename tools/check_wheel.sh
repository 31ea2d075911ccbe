#!/bin/sh
# Installs a wheel of the package in a clean virtual environment and runs the lines of Python in the README as they stand there.
#
# check_wheel.sh WHEEL [README.md]
set -eu
wheel=$(realpath "$1")
readme=$(realpath "${2:-README.md}")
run=$(realpath "$(dirname "$0")/readme_python.py")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "$wheel" pyarrow
cd "$folder"
PYTHONPATH='' "$folder/venv/bin/python" "$run" "$readme"
"$folder/venv/bin/python" -c 'import tamis; print("wheel: tamis", tamis.__version__, "does what the README says")'
