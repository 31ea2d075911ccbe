"""Settings: how they are said, how they are checked, how they travel."""

import copy
import json
import pathlib
import pickle

import conftest
import pytest

import tamis


def test_all_ways_to_say_a_setting_agree(tmp_path: pathlib.Path):
    path = tmp_path / "tamis.toml"
    path.write_text('[strip]\nmode = "recall"\n')
    made = [
        tamis.Cleaner(mode="recall"),
        tamis.Cleaner({"strip": {"mode": "recall"}}),
        tamis.Cleaner(str(path)),
        tamis.Cleaner(path),
        tamis.Cleaner(settings={"strip.mode": "recall"}),
        tamis.Cleaner(**{"strip.mode": "recall"}),
        tamis.Cleaner({"strip": {"mode": "precision"}}, mode="recall"),
    ]
    assert len(set(made)) == 1 and {cleaner.config["strip"]["mode"] for cleaner in made} == {
        "recall"
    }
    assert made[0] != tamis.Cleaner() and made[0] != "recall"
    assert repr(made[0]) == 'Cleaner(strip.mode="recall")' and repr(tamis.Cleaner()) == "Cleaner()"
    assert made[0].to_toml() and len(made[0].config_hash) == 32
    assert tamis.Cleaner(mode=None) == tamis.Cleaner()


def test_settings_of_hosts():
    cleaner = tamis.Cleaner(
        {"host": {"news.sule.example": {"drop": [".box"]}}}, drop_selector=".ad"
    )
    assert cleaner.config["host"]["news.sule.example"]["drop"] == [".box"]
    assert cleaner.config["selectors"]["drop"] == [".ad"]


def test_what_is_wrong_names_the_key_and_the_nearest_one(tmp_path: pathlib.Path):
    def check(key: str, said: str, *args, **settings) -> None:
        with pytest.raises(tamis.ConfigError) as caught:
            tamis.Cleaner(*args, **settings)
        assert (caught.value.key, caught.value.message) == (key, said)
        assert isinstance(caught.value, ValueError)

    check("mod", "unknown setting `mod`; did you mean `mode`?", mod="recall")
    check("strip.mod", "unknown key `mod`; did you mean `mode`?", {"strip": {"mod": "recall"}})
    check(
        "strips.mode", "unknown key `strips`; did you mean `strip`?", {"strips": {"mode": "recall"}}
    )
    check("strip.mode", "unknown variant `recal`; did you mean `recall`?", mode="recal")
    check("with_title", 'is true or false, not "yes"', with_title="yes")
    path = tmp_path / "tamis.toml"
    path.write_text("\n[strip]\nmod = 1\n")
    check(f"{path}:3", "unknown key `mod`; did you mean `mode`?", path)
    with pytest.raises(tamis.ConfigError, match="boilerplate.table: .*no-such"):
        tamis.Cleaner(boilerplate=tmp_path / "no-such.tamisbp")
    with pytest.raises(tamis.ConfigError, match="cannot be read"):
        tamis.Cleaner(tmp_path / "no-such.toml")
    with pytest.raises(tamis.ConfigError, match="selectors.drop"):
        tamis.Cleaner(drop_selector="::::")
    for wrong in (7, ["strip"]):
        with pytest.raises(TypeError):
            tamis.Cleaner(wrong)
    with pytest.raises(TypeError, match="cannot be a object"):
        tamis.Cleaner(mode=object())


FLAGS = {
    "mode": "precision", "strip_loss_limit": 0.5, "keep_selector": [".a", ".b"], "drop_selector": ".c",
    "only_selector": "main", "no_decode": True, "no_strip": True, "no_filter": True, "with_title": True,
    "with_comments": True, "with_captions": True, "with_tables": "off", "text_format": "markdown", "links": True,
    "keep_empty": True, "preset": "gopher", "language": ["en", "de"], "min_language_score": 0.25, "pii": "redact",
    "id_field": "key", "text_field": "body", "html_field": "page", "max_document_bytes": 1000, "memory": 10**9,
    "threshold": 0.75, "keep": "first", "keep_contained": True, "exact": True,
}  # fmt: skip


@pytest.mark.parametrize("name", FLAGS)
def test_flags_are_those_of_the_command_line(name: str, command):
    value = FLAGS[name]
    flag = f"--{name.replace('_', '-')}"
    values = value if isinstance(value, list) else [value]
    given = [flag] if value is True else [part for one in values for part in (flag, str(one))]
    assert tamis.Cleaner(**{name: value}).to_toml() == command("config", *given).decode()


def test_cleaners_travel(tmp_path: pathlib.Path):
    cleaner = tamis.Cleaner(mode="recall", with_title=True)
    for again in (pickle.loads(pickle.dumps(cleaner)), copy.deepcopy(cleaner), copy.copy(cleaner)):
        assert again == cleaner and hash(again) == hash(cleaner) and again.config == cleaner.config
        assert again.clean(conftest.page(1)) == cleaner.clean(conftest.page(1))
    assert len(pickle.dumps(cleaner)) < 10_000


def test_a_table_travels_by_its_path(tmp_path: pathlib.Path, command):
    box = "Read the harbour letter every week.\nOrder it at the ticket office now."
    made = [
        {"text": f"{conftest.story(n)}\n{box}", "url": f"https://sule.example/{n}"}
        for n in range(20)
    ]
    (tmp_path / "in.jsonl").write_bytes(conftest.lines(made))
    table = tmp_path / "table.zst"
    command("learn", str(tmp_path / "in.jsonl"), "-o", str(table), "-q")
    cleaner = tamis.Cleaner(boilerplate=table)
    again = pickle.loads(pickle.dumps(cleaner))
    assert again.config["boilerplate"]["table"] == str(table)
    assert [again.clean(row) for row in made] == [cleaner.clean(row) for row in made]
    assert "recurs-in-source" in {span.reason for span in cleaner.clean(made[0]).removed}


def test_configuration_is_plain_data():
    config = tamis.Cleaner().config
    assert json.loads(json.dumps(config)) == config
    assert tamis.Cleaner(config) == tamis.Cleaner()
