"""Cleans a polars data frame, and takes out of it what says the same."""

import polars

import tamis

frame = polars.DataFrame(
    {
        "id": ["a", "b", "c"],
        "html": [
            "<html><body><p>The ferry left the old harbour of Sule at noon, with nine passengers.</p></body></html>",
            "<html><body><p>The <b>ferry</b> left the old harbour of Sule at noon, with nine passengers.</p></body></html>",
            "<html><body><p>Snow fell in the hills above Sule, and the bus stayed in its shed.</p></body></html>",
        ],
    }
)
cleaned = polars.from_arrow(tamis.Cleaner().clean_batch(frame, threads=0))
print(cleaned.select("id", "text", polars.col("tamis").struct.field("language")))

clusters = tamis.dedup(cleaned.select("id", "text"))
unique = cleaned.filter(polars.col("id").is_in(clusters.kept_ids))
assert unique["id"].to_list() == ["a", "c"], unique
noted = cleaned.join(polars.from_arrow(clusters.to_arrow()).drop("index"), on="id")
assert noted["role"].to_list() == ["kept", "duplicate", "single"]
