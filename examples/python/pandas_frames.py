"""Cleans a column of a pandas data frame."""

import pandas

import tamis

frame = pandas.DataFrame(
    {
        "id": ["a", "b", "c"],
        "text": [
            "The ferry left the old harbour of Sule at noon, with nine passengers.\nRead more\nSubscribe to our newsletter",
            "Caf%C3%A9%20Sule%20has%20opened%20again%2C%20with%20new%20chairs%20and%20the%20old%20menu.",
            None,
        ],
        "visits": [3, 4, 5],
    }
)
cleaner = tamis.Cleaner()
cleaned = cleaner.clean_batch(frame, threads=0).to_pandas()
print(cleaned[["id", "visits", "text", "error"]].to_string())
assert list(cleaned["visits"]) == [3, 4, 5]
assert cleaned["text"][1].startswith("Café Sule has opened")
assert cleaned["error"][2].startswith("missing-text")

# One column of texts, where articles are wanted rather than columns.
articles = list(cleaner.clean_many(frame["text"].dropna()))
assert [article.text for article in articles] == list(cleaned["text"][:2])
