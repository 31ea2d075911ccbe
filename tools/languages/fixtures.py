"""Makes the small fastText models that the tests of crates/filter read, and what fastText itself says with them.

    python3 -m venv v && v/bin/pip install fasttext-numpy2-wheel==0.9.2
    v/bin/python tools/languages/fixtures.py

They are trained on the project's own lists (crates/filter/tests/languages) and are of no use but for tests.
"""

import pathlib
import tempfile

import fasttext

FILTER = pathlib.Path(__file__).parents[2] / "crates" / "filter" / "tests"
LABELS = {"en": "eng_Latn", "de": "de", "ru": "rus_Cyrl", "fr": "fr", "zh": "zho_Hans"}
MODELS = {
    "softmax.bin": {"loss": "softmax", "wordNgrams": 2},
    "tree.bin": {"loss": "hs"},
    "tree.ftz": {"loss": "hs", "quantize": {"qnorm": True, "cutoff": 600, "retrain": True}},
    "softmax.ftz": {"loss": "softmax", "wordNgrams": 2, "quantize": {"qnorm": False}},
}


def texts(language):
    for line in (FILTER / "languages" / f"{language}.tsv").read_text("utf8").splitlines():
        yield line.split("\t", 1)[1]


def trained(path, settings, quantize):
    """The wheel trains with memory it has not set: it fails now and then, and no two models are the same."""
    for _ in range(50):
        try:
            model = fasttext.train_supervised(
                path, dim=6, epoch=300, lr=2.0, bucket=400, minn=2, maxn=4, minCount=1, thread=1, verbose=0, **settings
            )
            if quantize:
                model.quantize(path, thread=1, epoch=5, verbose=0, **quantize)
            return model
        except RuntimeError:
            continue
    raise SystemExit("no model after 50 attempts")


def main():
    folder = FILTER / "models"
    folder.mkdir(exist_ok=True)
    lines = [f"__label__{label} {text}\n" for language, label in LABELS.items() for text in texts(language)]
    expected = []
    with tempfile.TemporaryDirectory() as scratch:
        train = pathlib.Path(scratch) / "train.txt"
        train.write_text("".join(lines), "utf8")
        for name, settings in MODELS.items():
            settings = dict(settings)
            quantize = settings.pop("quantize", None)
            model = trained(str(train), settings, quantize)
            model.save_model(str(folder / name))
            for language in LABELS:
                for text in list(texts(language))[1:6]:
                    labels, scores = zip(*((label, score) for score, label in model.f.predict(text + "\n", 2, 0.0, "strict")))
                    expected.append("\t".join([name, labels[0], f"{scores[0]:.5f}", labels[1], f"{scores[1]:.5f}", text]))
    (folder / "expected.tsv").write_text("\n".join(expected) + "\n", "utf8")


if __name__ == "__main__":
    main()
