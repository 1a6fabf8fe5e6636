"""What `liandong log check` shows."""

from collections.abc import Callable
from pathlib import Path

import liandong.eventlog
from liandong.eventlog.checking import check
from liandong.eventlog.read import read_log

Write = Callable[..., Path]
TABLE = "办件编号;环节;办结时间;备注\n1;受理;06/05/2024 9:00;x\n2;办结;明天;y\n"


def test_the_guess_is_shown_with_samples_and_rejections(write: Write) -> None:
    found = check(write("a.csv", TABLE, "gb18030"))
    assert (found.format, found.facts) == ("csv", {"encoding": "gb18030", "separator": ";"})
    assert [(c.heading, c.meaning, c.time_style, c.samples) for c in found.columns] == [
        ("办件编号", "case", None, ("1", "2")),
        ("环节", "activity", None, ("受理", "办结")),
        ("办结时间", "end", "31/12/2023 14:30", ("06/05/2024 9:00", "明天")),
        ("备注", None, None, ("x", "y")),
    ]
    assert found.log.problems.select("row", "value", "reason").rows() == [(3, "明天", "time_unreadable")]


def test_a_column_called_like_the_time_but_not_believed_is_told(write: Write) -> None:
    path = write("a.csv", "案件,环节,受理时间,办结时间\n1,受理,2024-05-06,3天\n")
    found = check(path)
    assert found.log.mapping == {"case": "案件", "activity": "环节", "end": "受理时间"}
    assert found.log.assumptions[0] == (
        "“办结时间”列名像时间列，但内容为空或不符，改用“受理时间”列",
        "Column 办结时间 is called like the time, but its cells are empty or of another kind; 受理时间 is used",
    )
    given = check(path, mapping={"end": "受理时间"})
    assert len(given.log.assumptions) == len(found.log.assumptions) - 1


def test_times_that_cannot_be_read_have_no_style(write: Write) -> None:
    found = check(write("a.csv", "案件,环节,办结时间\n1,受理,3天\n"))
    assert [column.time_style for column in found.columns] == [None, None, None]
    assert found.log.problems["reason"].to_list() == ["time_unreadable"]


def test_the_saved_mapping_reads_the_file_the_same_way(write: Write, tmp_path: Path) -> None:
    path = write("a.csv", TABLE, "gb18030")
    found = check(path)
    saved = found.mapping.save(tmp_path / "map.toml")
    assert read_log(path, mapping=saved).events.equals(found.log.events)


def test_object_logs_show_their_types(shared: Path) -> None:
    found = check(shared / "ocel" / "ocel20_example.jsonocel")
    assert found.facts == {
        "objects": "9",
        "object types": "Invoice, Payment, Purchase Order, Purchase Requisition",
    }
    assert [(c.heading, c.meaning) for c in found.columns[:4]] == [
        ("event", None),
        ("activity", "activity"),
        ("time", "end"),
        ("pr_creator", None),
    ]


def test_public_names_are_those_that_are_there() -> None:
    names = liandong.eventlog.__all__
    assert names == sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name))
    assert all(hasattr(liandong.eventlog, name) for name in names)
