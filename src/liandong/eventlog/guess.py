"""Which heading means what: by the words people use for it, confirmed by what stands in the cells.

A heading scores by its place in a list of known names (the earlier, the surer), less if it only contains
one of them. Time columns must hold times. The best scores choose first; a heading is used once. Where no
other column will do, a known name is believed whatever its cells hold: its rows can then be told as bad.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import polars as pl

from liandong.eventlog.times import readable_share

#: Meaning -> known headings, surest first; compared without case, spaces and punctuation.
_KNOWN = {
    "case": """
        case:concept:name, case, case_id, caseid, 案件编号, 办件编号, 办件号, 案件号, 案件, 办件,
        业务编号, 业务流水号, 流水号, 报关单号, 报关单编号, 申请编号, 申请号, 受理编号, 受理号,
        项目编号, 项目代码, 订单号, 订单编号, 单号, 编号, case number, case no,
        process instance id, trace, trace id, application id, declaration id, declaration number,
        request id, order id, ticket id, incident id, 案件id, 办件id, id
    """,
    "activity": """
        concept:name, activity, activity name, 环节, 环节名称, 办理环节, 步骤, 步骤名称, 活动,
        活动名称, 节点, 节点名称, 流程节点, 操作, 操作名称, 事项环节, 工序, 任务, 任务名称, 事件,
        事件名称, event name, event, task, task name, step, step name, operation, action,
        activityname, 状态, status
    """,
    "end": """
        time:timestamp, end, end_timestamp, end_time, endtime, complete timestamp, completed at,
        completion time, complete, 完成时间, 结束时间, 办结时间, 办理完成时间, 完成日期, 结束日期,
        办结日期, 结束, 完成, end date, finish time, finished, timestamp, 时间戳, 时间, 办理时间,
        操作时间, 发生时间, 处理时间, event time, datetime, date time, time, 日期, 办理日期, date,
        event date, ocel:timestamp
    """,
    "start": """
        start_timestamp, start, start_time, starttime, start timestamp, 开始时间, 受理时间,
        接收时间, 到达时间, 办理开始时间, 开始日期, 受理日期, 开始, started at, start date, begin,
        begin time, started
    """,
    "resource": """
        org:resource, resource, 经办人, 办理人, 办理人员, 操作员, 操作人, 处理人, 承办人, 审批人,
        执行人, 人员, user, user name, username, operator, performer, originator, assignee,
        officer, employee, agent, worker
    """,
    "role": """
        org:role, role, 角色, 岗位, 岗位名称, 职务, position
    """,
    "party": """
        org:group, party, 部门, 部门名称, 办理部门, 承办部门, 单位, 单位名称, 办理单位, 机构,
        机构名称, 科室, 处室, 主体, org, organization, organisation, agency, department, unit,
        team, group
    """,
    "zone": """
        zone, 片区, 片区名称, 区域, 关区, 所属片区, 所属区域, 园区, 自贸片区, customs district
    """,
    "object_type": """
        object_type, object type, 对象类型
    """,
    "lifecycle": """
        lifecycle:transition, lifecycle, lifecycle transition, 生命周期, transition, event type
    """,
    "instance": """
        concept:instance, activity instance id, activity_instance, instance, instance id, 实例编号
    """,
}
#: Scores from here on are those of known names, those below of names that only contain one.
_KNOWN_NAME = 100
NAMES = {meaning: tuple(re.split(r",\s+", names.strip())) for meaning, names in _KNOWN.items()}
_TIMES = ("start", "end")
#: What a log cannot do without.
_NEEDED = ("case", "activity", "end")
_LOOSE = ("case", "activity", "start", "end", "resource", "role", "party", "zone")


def guess(frame: pl.DataFrame, headings: list[str], given: dict[str, str]) -> dict[str, str]:
    """Meaning -> heading for every meaning that was given or can be told from names and cells."""
    free = [heading for heading in headings if heading not in given.values()]
    open_meanings = [meaning for meaning in NAMES if meaning not in given]
    scored = [
        (name_score(meaning, heading), meaning, heading) for meaning in open_meanings for heading in free
    ]
    chosen = dict(given)
    for score, meaning, heading in sorted(scored, key=lambda item: (-item[0], free.index(item[2]))):
        if (
            score > 0
            and meaning not in chosen
            and heading not in chosen.values()
            and _fits(frame, meaning, heading)
        ):
            chosen[meaning] = heading
    if not {"start", "end"} & set(chosen):
        chosen.update(_only_times(frame, [heading for heading in free if heading not in chosen.values()]))
    if "start" in chosen and "end" not in chosen:
        # One stamp a row: when the step began is then all that is known of when it happened.
        chosen["end"] = chosen.pop("start")
    for meaning in _NEEDED:
        named = _named(meaning, [heading for heading in free if heading not in chosen.values()])
        if meaning not in chosen and named:
            chosen[meaning] = named[0]
    return {meaning: chosen[meaning] for meaning in NAMES if meaning in chosen}


def disbelieved(frame: pl.DataFrame, headings: list[str], chosen: dict[str, str]) -> dict[str, str]:
    """Meaning -> the known heading that was passed over for a lesser one, because of what its cells hold."""
    passed_over = {}
    for meaning in _NEEDED:
        score = name_score(meaning, chosen[meaning])
        unused = [heading for heading in headings if heading not in chosen.values()]
        better = [heading for heading in _named(meaning, unused) if name_score(meaning, heading) > score]
        if better and not _fits(frame, meaning, better[0]):
            passed_over[meaning] = better[0]
    return passed_over


def _named(meaning: str, headings: list[str]) -> list[str]:
    """The headings that are known names of this meaning, surest first."""
    scores = {heading: name_score(meaning, heading) for heading in headings}
    return sorted((h for h in headings if scores[h] >= _KNOWN_NAME), key=lambda heading: -scores[heading])


def name_score(meaning: str, heading: str) -> int:
    """How surely a heading's name has this meaning: up to 1000 for a known name, under 100 for a part of it.

    >>> [name_score("case", heading) for heading in ("Case ID", "企业办件编号", "金额")]
    [998, 85, 0]
    """
    name, known = plain(heading), [plain(word) for word in NAMES[meaning]]
    if name in known:
        return 1000 - known.index(name)
    if meaning in _LOOSE:
        contained = [index for index, word in enumerate(known) if _is_telling(word) and word in name]
        return 90 - contained[0] if contained else 0
    return 0


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """A heading without case, width, spaces and punctuation.

    >>> plain("Case：ID"), plain("time:timestamp")
    ('caseid', 'timetimestamp')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", heading).lower())


def _is_telling(word: str) -> bool:
    """Words long enough to mean something inside a longer heading."""
    return len(word) >= (6 if word.isascii() else 2)


def _fits(frame: pl.DataFrame, meaning: str, heading: str) -> bool:
    """Whether the cells can mean that: times where times belong, text elsewhere, and not an empty column."""
    cells = frame[heading]
    if cells.null_count() == cells.len():
        return False
    if meaning in _TIMES:
        return readable_share(cells) >= 0.5
    return not cells.dtype.is_temporal()


def _only_times(frame: pl.DataFrame, headings: list[str]) -> dict[str, str]:
    """The one nameless column that holds times (plain numbers do not count)."""
    found = [
        heading
        for heading in headings
        if (frame[heading].dtype.is_temporal() or frame[heading].dtype == pl.String)
        and readable_share(frame[heading]) >= 0.9
        and not _is_numeric(frame[heading])
    ]
    return {"end": found[0]} if len(found) == 1 else {}


def _is_numeric(cells: pl.Series) -> bool:
    sample = cells.drop_nulls().head(100)
    return sample.dtype == pl.String and bool(sample.str.contains(r"^[\d.]+$").all())
