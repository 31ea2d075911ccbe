#!/bin/sh
# Cleans fixtures/ into target/demo and shows one document before and after.
set -eu
tamis=$1
out=target/demo
document=text/own-tail-and-foreign-box.txt

echo "== tamis clean fixtures -o $out --to files"
status=0
"$tamis" clean fixtures -o "$out" --to files || status=$?
# 1 means that records were rejected: the fixtures hold some that cannot be read.
[ "$status" -le 1 ] || exit "$status"

echo
echo "== before: fixtures/$document"
cat "fixtures/$document"
echo
echo "== after: $out/$document"
cat "$out/$document"
echo
echo "== why: tamis inspect fixtures/$document"
"$tamis" inspect "fixtures/$document"
