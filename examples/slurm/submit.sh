#!/bin/bash
# Learns what recurs, cleans in 16 shards and merges them, as jobs that wait for each other:
#
#     ./submit.sh /data/raw /data/clean
#
# /data/clean/shards holds the shards, /data/clean/merged the result.
set -eu

input=$1
output=$2
shards=${SHARDS:-16}
here=$(cd "$(dirname "$0")" && pwd)
table=$output/site.zst
mkdir -p "$output/shards"

# Words of a command that goes through a shell once more.
quoted() { printf '%q ' "$@"; }

folders=()
for ((shard = 1; shard <= shards; shard++)); do
    folders+=("$output/shards/shard-$shard")
done

learn=$(sbatch --parsable --job-name=tamis-learn --cpus-per-task=4 --mem=8G \
    --wrap "$(quoted tamis learn "$input" -o "$table" --memory 6GiB --log-format json)")
clean=$(sbatch --parsable --dependency="afterok:$learn" --array="1-$shards" \
    --export="ALL,INPUT=$input,OUTPUT=$output/shards,TABLE=$table" "$here/array.sh")
merge=$(sbatch --parsable --dependency="afterok:$clean" --job-name=tamis-merge --cpus-per-task=4 --mem=8G \
    --wrap "$(quoted tamis merge "${folders[@]}" -o "$output/merged/" --dedup) && $(quoted tamis verify "$output/merged")")
echo "learn $learn, clean $clean, merge $merge"
