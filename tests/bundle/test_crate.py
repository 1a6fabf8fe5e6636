"""The rocrate package reads a bundle as the research object it is."""

import pytest

from liandong.bundle.archive import packed
from liandong.bundle.contents import write_members

rocrate = pytest.importorskip("rocrate.rocrate")


@pytest.fixture(scope="module")
def crate(bundle, tmp_path_factory):
    folder = tmp_path_factory.mktemp("crate")
    write_members(bundle.members, folder)
    return rocrate.ROCrate(folder)


def test_the_root_tells_the_facts(crate, bundle):
    root = crate.root_dataset
    assert (root["name"], root["identifier"], root["version"]) == (
        "铜精矿两段准入 / Copper concentrate in two stages",
        "copper-two-stage",
        "1.0.0",
    )
    assert (root.datePublished.date(), root["license"].id) == (
        bundle.innovation.published,
        "https://spdx.org/licenses/CC-BY-4.0",
    )
    assert root["creator"]["name"] == "青岛"
    assert "simulated data" in root["keywords"]


def test_every_file_is_there_with_its_type(crate, bundle):
    files = {entity.id: entity["encodingFormat"] for entity in crate.data_entities}
    assert sorted(files) == sorted(bundle.files)
    assert files["process/after.bpmn"] == "application/bpmn+xml"


def test_the_file_itself_is_read_as_a_crate(signed, tmp_path):
    (tmp_path / "s.zip").write_bytes(signed.to_bytes())
    assert rocrate.ROCrate(tmp_path / "s.zip").root_dataset["identifier"] == "copper-two-stage"
    assert packed(signed.members) != signed.to_bytes()
