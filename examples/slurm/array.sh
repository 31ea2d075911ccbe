#!/bin/bash
# One shard of a run for every task of an array:
#
#     sbatch --array=1-16 --export=ALL,INPUT=/data/raw,OUTPUT=/data/clean,TABLE=/data/site.zst array.sh
#
# Two minutes before its time is up, or when it is preempted, a task stops, keeps what it has done, and puts itself back
# into the queue; it goes on from there. submit.sh has the whole chain: learn, clean, merge.
#SBATCH --job-name=tamis
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=08:00:00
#SBATCH --signal=B:TERM@120
#SBATCH --requeue
#SBATCH --open-mode=append
set -u

: "${INPUT:?a directory or file to clean}" "${OUTPUT:?a directory for the shards}" "${TABLE:?a table of tamis learn}"

shard=$SLURM_ARRAY_TASK_ID
# Shards are counted from 1, and so must the array be: --array=1-N.
folder=$OUTPUT/shard-$shard
# The job's memory in MiB, a quarter of it left to the system.
memory=$((${SLURM_MEM_PER_NODE:-8192} * 3 / 4))MiB

metrics=()
if [ -n "${METRICS:-}" ]; then
    metrics=(--metrics-file "$METRICS/tamis-shard-$shard.prom")
fi

# Set before the run begins, so that no signal is lost in between.
child=
signals=0
trap 'signals=$((signals + 1)); [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM

tamis clean "$INPUT" -o "$folder/" \
    --shard "$shard/$SLURM_ARRAY_TASK_COUNT" --boilerplate "$TABLE" \
    --threads "${SLURM_CPUS_PER_TASK:-1}" --memory "$memory" \
    --max-rejects "${MAX_REJECTS:-1%}" --log-format json "${metrics[@]}" &
child=$!
[ "$signals" -eq 0 ] || kill -TERM "$child"

# A signal ends `wait`, but not yet the run, which still writes down how far it is.
while
    before=$signals
    wait "$child"
    code=$?
    [ "$signals" -ne "$before" ]
do :; done

if [ "$code" -eq 143 ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$shard"
fi
exit "$code"
