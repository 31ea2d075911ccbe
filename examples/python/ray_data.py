"""Cleans a Ray dataset by Arrow batches."""

import os

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_DEDUP_LOGS", "0")

import pyarrow
import ray

import tamis


class Clean:
    """One cleaner for each worker."""

    def __init__(self, cleaner: tamis.Cleaner) -> None:
        self.cleaner = cleaner

    def __call__(self, batch: pyarrow.Table) -> pyarrow.Table:
        return self.cleaner.clean_batch(batch)


def main() -> None:
    ray.init(
        num_cpus=1, include_dashboard=False, log_to_driver=False, object_store_memory=100 << 20
    )
    ray.data.DataContext.get_current().enable_progress_bars = False
    rows = [
        {
            "id": str(n),
            "text": f"Ferry {n} left the old harbour of Sule at noon.\nRead more\nShare",
            "n": n,
        }
        for n in range(60)
    ]
    cleaner = tamis.Cleaner(mode="balanced")
    cleaned = ray.data.from_arrow(pyarrow.Table.from_pylist(rows)).map_batches(
        Clean, fn_constructor_args=(cleaner,), batch_format="pyarrow", batch_size=20, concurrency=1
    )
    found = sorted(cleaned.take_all(), key=lambda row: row["n"])
    print(found[7]["text"], sorted(found[7]))
    assert len(found) == 60 and all(row["error"] is None for row in found)
    assert [row["text"] for row in found] == [cleaner.clean(row).text for row in rows]
    ray.shutdown()


if __name__ == "__main__":
    main()
