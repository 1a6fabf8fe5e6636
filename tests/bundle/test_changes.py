"""Differences of two versions are told in words, in both languages."""

from liandong.bundle import Bundle, diff


def changed(folder, **edits):
    for name, (old, new) in edits.items():
        path = (
            folder
            / {"facts": "innovation.toml", "parameters": "parameters.toml", "text": "text/dossier.zh.md"}[
                name
            ]
        )
        text = path.read_text("utf-8")
        for a, b in zip(old, new, strict=True):
            assert a in text
            text = text.replace(a, b)
        path.write_text(text, "utf-8")
    return Bundle.build(folder)


def test_a_bundle_and_itself_differ_in_nothing(bundle, signed):
    assert diff(bundle, signed) == []


def test_every_kind_of_change_is_told(bundle, folder):
    after = (folder / "process" / "before.bpmn").read_bytes()
    (folder / "process" / "after.bpmn").write_bytes(after)
    (folder / "text" / "more.md").write_text("x")
    new = changed(
        folder,
        facts=(
            [
                '"1.0.0"',
                '"S028"',
                '"Copper concentrate in two stages"',
                "national = true",
                'id = "QD-2021-7"',
            ],
            ['"1.1.0"', '"S028", "S029"', '"Copper in two stages"', "national = false", 'id = "QD-2022-1"'],
        ),
        parameters=(["max = 72", "[notice]"], ["max = 60", "[public_notice]"]),
        text=(["两段"], ["二段"]),
    )
    # The procedure after is now a copy of the one before, whose case still expects the other order.
    told = diff(bundle, new)
    assert [one.en for one in told if one.kind != "reconnected"] == [
        "version changed from “1.0.0” to “1.1.0”",
        "title changed from “Copper concentrate in two stages” to “Copper in two stages”",
        "added: system S029",
        "removed: legal basis QD-2021-7",
        "added: legal basis QD-2022-1",
        "legal basis GACC-2019-160 changed from “海关总署公告2019年第160号” (national, 2019-10-24 to —) to “海关总署公告2019年第160号” (local, 2019-10-24 to —)",
        "removed: parameter notice",
        "added: parameter public_notice",
        "parameter laboratory changed from 48 [24, 72] hours (local) to 48 [24, 60] hours (local)",
        "added: file text/more.md",
        *[one.en for one in told if one.en.startswith("process/after.bpmn") and one.kind != "reconnected"],
        "the file text/dossier.zh.md changed",
    ]
    assert any(one.zh.startswith("process/after.bpmn：") for one in told)
    assert [one.zh for one in told][:3] == [
        "版本由“1.0.0”改为“1.1.0”",
        "名称由“铜精矿两段准入”改为“铜精矿两段准入”",
        "新增所属系统 S029",
    ]
