"""Cleans a Hugging Face dataset by batches, in two processes."""

import datasets
import pyarrow

import tamis

cleaner = tamis.Cleaner()


def clean(batch: pyarrow.Table) -> pyarrow.Table:
    return cleaner.clean_batch(batch)


def main() -> None:
    datasets.disable_progress_bars()
    texts = [
        f"Ferry {n} left the old harbour of Sule at noon, with {n} passengers.\nRead more\nShare"
        for n in range(200)
    ]
    raw = datasets.Dataset.from_dict(
        {"id": [str(n) for n in range(200)], "text": texts}
    ).with_format("arrow")
    # The cleaner is pickled by its settings, and so is the fingerprint by which results are kept.
    cleaned = raw.map(
        clean, batched=True, batch_size=50, num_proc=2, remove_columns=raw.column_names
    )
    kept = cleaned.with_format(None).filter(
        lambda row: row["error"] is None and row["dropped"] is None
    )
    print(kept[7]["text"], kept.column_names)
    assert kept.num_rows == 200 and kept[7]["text"].startswith("Ferry 7 left the old harbour")
    assert kept[199]["tamis"]["version"] == tamis.__version__

    # The same by rows of Python, where a batch is a dict of lists.
    def clean_rows(batch: dict) -> dict:
        articles = cleaner.clean_many(batch["text"], threads=1)
        return {"text": [article.text for article in articles]}

    again = raw.with_format(None).map(clean_rows, batched=True, batch_size=50)
    assert again["text"][:] == cleaned.with_format(None)["text"][:]


if __name__ == "__main__":
    main()
