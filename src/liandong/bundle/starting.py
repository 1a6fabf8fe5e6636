"""A folder to start from: every file with a comment on what belongs there. It builds as it is, and invents no facts."""

from __future__ import annotations

import os
from pathlib import Path

from liandong.bundle.contents import write_members
from liandong.errors import OutputError
from liandong.files import refused
from liandong.procedure import Procedure, Tree
from liandong.procedure.to_bpmn import document_of

_FACTS = """\
# 成果的基本情况；改好以后运行 `liandong bundle build 本文件夹 -o 成果.fip`。
# The facts of the innovation; change them, then run `liandong bundle build THIS-FOLDER -o x.fip`.

id = "{id}"                       # 小写字母、数字、连字符 / lower-case letters, digits, hyphens
version = "0.1.0"                 # 内容一改就要增加 / grows with every change
origin = "（来源片区）"             # 来源片区 / the zone it comes from
licence = "CC-BY-4.0"             # SPDX 代码 / an SPDX id
published = 2000-01-01            # 发布日期 / the day it is published
simulated = true                  # 含模拟数据写 true；全部来自真实办件才写 false / false only if all figures are real
systems = []                      # 对应的系统编号 / the systems it belongs to, such as "S028"
capabilities = []                 # 承接片区须具备的条件 / what a zone must have to do it

[title]
zh = "（名称）"
en = "(title)"

[summary]
zh = "（一句话：改了什么，为谁省了什么）"
en = "(one sentence: what changed, and what it saves whom)"

# 每一条法律依据写一段；全国有效的写 national = true，地方性的承接片区也须具备。
# One such table for each legal act; one that is not national the receiving zone must have too.
# [[basis]]
# id = "GACC-2019-160"
# title = "海关总署公告2019年第160号"
# national = true
# since = 2019-10-24
"""
_PARAMETERS = """\
# 流程所依赖的数值，每个给出范围；local = true 的可由承接片区自定。
# The numbers the procedure depends on, each with its range; a zone may set those that are local.
# [laboratory]
# title = { zh = "实验室检测时限", en = "time of the laboratory" }
# unit = { zh = "小时", en = "hours" }
# value = 48
# min = 24
# max = 72
# local = true
# basis = "GACC-2019-160"
"""
_CASE = """\
# 检验用例：承接片区安装时会重新计算，得不出这些答案就不能安装。
# A test case: it is worked out again where the bundle is installed, which fails unless these answers come out.
title = { zh = "流程图没有错误", en = "the procedure has no errors" }
kind = "procedure"                # procedure, changes, decision, profile …

[given]
procedure = "process/before.bpmn"

[expect]
errors = 0
"""
_DOSSIER = {
    "text/dossier.zh.md": "# （名称）\n\n## 背景\n\n## 做法\n\n## 成效\n\n数字取自 evidence/ 里的结果表，不手工填写。\n\n## 复制推广\n",
    "text/dossier.en.md": "# (title)\n\n## Background\n\n## What was done\n\n## Effect\n\nFigures come from the tables in evidence/; none is typed.\n\n## Replication\n",
}


def skeleton(folder: str | os.PathLike[str], *, key: str = "my-innovation") -> None:
    """Writes a folder to start from. Raises OutputError, also where something is there."""
    root = Path(folder)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise OutputError(path=root, reason=("这里已有内容", "something is there already"))
    before = Procedure(
        document_of(
            Tree.parse("→(受理, 办理, 办结)"),
            name="（流程名称）",
            lane_of=dict.fromkeys(("受理", "办理", "办结"), "（部门）"),
        )
    )
    files = {
        "innovation.toml": _FACTS.replace("{id}", key).encode(),
        "parameters.toml": _PARAMETERS.encode(),
        "process/before.bpmn": before.laid_out().to_bytes(),
        "cases/procedure.toml": _CASE.encode(),
        **{name: text.encode() for name, text in _DOSSIER.items()},
    }
    try:
        write_members(files, root)
    except OSError as error:
        raise OutputError(path=root, reason=refused(error)) from error
