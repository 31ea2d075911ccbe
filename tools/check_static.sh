#!/bin/sh
# Whether a binary needs no library, works, and is no larger than promised: check_static.sh target/TRIPLE/release/tamis
set -eu
binary=$1
limit=25000000
if ldd "$binary" 2>/dev/null | grep -q '=>'; then
    echo "$binary needs libraries:" && ldd "$binary" && exit 1
fi
text=$(printf 'The%%20old%%20ferry' | "$binary" clean -)
[ "$text" = "The old ferry" ] || { echo "$binary: cleaned to '$text'" && exit 1; }
size=$(wc -c < "$binary")
[ "$size" -le $limit ] || { echo "$binary has $size bytes, over $limit" && exit 1; }
echo "$binary: $size bytes, needs no library"
