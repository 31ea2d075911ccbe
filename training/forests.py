"""What the fits of all learned judges share: features as the engine computes them, and forests over them."""
import subprocess

import lightgbm
import numpy
import pyarrow

# Columns before those of the features.
FIXED = 5
# Guesses are kept this far from 0 and 1 where the second pass starts from their log-odds.
SUREST = 1e-4
# One thread, so that sums come in the same order everywhere; fits run beside each other instead.
PARAMETERS = dict(
    objective="cross_entropy", num_leaves=31, bagging_freq=1, max_bin=63, use_missing=False,
    deterministic=True, force_col_wise=True, num_threads=1, verbose=-1)


class Table:
    """The features of the units of some documents, as `tamis features` computes them."""

    def __init__(self, tamis, inputs, arrow, *options):
        subprocess.run([tamis, "features", inputs, "-o", arrow, *options], check=True)
        reader = pyarrow.ipc.open_file(pyarrow.memory_map(str(arrow)))
        self.names = reader.schema.names[FIXED:]
        self.spans, self.texts, self.lines, rows, weights, hashed, at = {}, {}, {}, [], [], [], 0
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)
            if batch.num_rows == 0:
                continue
            document = batch.column(0)[0].as_py()
            self.lines[document] = batch.column(1).to_pylist()
            self.texts[document] = batch.column(2).to_pylist()
            self.spans[document] = (at, at + batch.num_rows)
            at += batch.num_rows
            weights.append(batch.column(3).to_numpy())
            hashed += [numpy.asarray(words.values, numpy.uint16) for words in batch.column(4)]
            rows.append(numpy.stack([column.to_numpy() for column in batch.columns[FIXED:]], 1))
        self.rows, self.weights, self.hashed = numpy.concatenate(rows), numpy.concatenate(weights), hashed

    def of(self, document):
        """The rows of one document."""
        first, end = self.spans[document]
        return self.rows[first:end]

    def words(self, document):
        """The hashes of the words of each unit of one document."""
        first, end = self.spans[document]
        return self.hashed[first:end]

    def weight(self, document):
        """What each unit of one document weighs."""
        first, end = self.spans[document]
        return self.weights[first:end]


def fit(parts, trees, parameters, guess=None):
    """A forest. parts: (rows, labels, weights); guess: the column whose log-odds the trees only correct."""
    rows, labels, weights = (numpy.concatenate(column) for column in zip(*parts))
    used = weights > 0
    rows, labels, weights = rows[used], labels[used], weights[used]
    start = None
    if guess is not None:
        first = numpy.clip(rows[:, guess].astype(numpy.float64), SUREST, 1 - SUREST)
        start = numpy.log(first / (1 - first))
    data = lightgbm.Dataset(rows, labels, weight=weights / weights.mean(), init_score=start)
    return lightgbm.train(dict(PARAMETERS, **parameters), data, trees)
