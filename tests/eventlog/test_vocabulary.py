"""The table of names: shipped whole, changed entry by entry, refused in words."""

import tarfile

import pytest

from liandong.errors import FileMissing, SettingError
from liandong.eventlog.vocabulary import SHIPPED, Vocabulary


def test_an_own_file_lies_over_the_shipped_one(write):
    words = Vocabulary.of(write("a.toml", '[epcis.step]\nloading = "吊装"\n'))
    assert words.name("epcis.step", "loading") == "吊装"
    assert words.name("epcis.step", "unloading") == "卸载"
    assert words.name("epcis.step", "weighing") == "weighing"


def test_the_longest_prefix_counts(write):
    words = Vocabulary.of(write("a.toml", '[zone]\n"urn:a:" = "甲"\n"urn:a:b:" = "乙"\n'))
    assert [words.by_prefix("zone", place) for place in ("urn:a:1", "urn:a:b:1", "urn:c")] == [
        "甲",
        "乙",
        None,
    ]


@pytest.mark.parametrize(
    "text",
    ['[epcis.steps]\nloading = "x"\n', "[epcis.step]\nloading = 3\n", '[zone]\nx = ["only one"]\n', 'x = "y"\n', "[zone"],
)  # fmt: skip
def test_a_bad_file_is_refused(write, text):
    with pytest.raises(SettingError) as caught:
        Vocabulary.of(write("a.toml", text))
    assert caught.value.values["setting"].startswith("vocabulary")


def test_a_missing_file_and_a_third_language_are_refused(tmp_path):
    with pytest.raises(FileMissing):
        Vocabulary.of(tmp_path / "none.toml")
    with pytest.raises(SettingError):
        Vocabulary.of(names="fr")


def test_every_business_step_of_the_standard_has_a_name(shared):
    import json

    with tarfile.open(shared / "models" / "gs1_epcis2_examples.tar.gz") as archive:
        for table, kind in (
            ("step", "bizStep"),
            ("document", "bizTransaction-type"),
            ("party", "source-dest-type"),
        ):
            member = archive.extractfile(f"JSON-Schema/schemas/{kind}-JSON-Schema.json")
            schema = json.load(member)["definitions"][kind]
            assert set(schema["anyOf"][1]["enum"]) <= set(Vocabulary.of().tables[f"epcis.{table}"])


def test_the_shipped_table_can_be_a_file_of_ones_own():
    assert Vocabulary.of(SHIPPED) == Vocabulary.of()
