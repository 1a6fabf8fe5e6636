"""``liandong profile share``, ``verify`` and ``datasheet``: counts leave the house in cells of at least k."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liandong.cli.shell import print_json
from liandong.cli.words import Words
from liandong.errors import SettingError

if TYPE_CHECKING:
    from liandong.profile import Profile

#: Where releases are recorded unless said otherwise: beside the profile.
LOG = "share-log.jsonl"
#: How many findings are printed.
_SHOWN = 20


def _log_option(t: Words) -> Callable[[Any], Any]:
    return click.option(
        "--log",
        type=click.Path(dir_okay=False),
        help=t(
            f"共享登记册，默认在画像旁边的 {LOG}", f"the share log; {LOG} beside the profile if not given"
        ),
    )


def share(t: Words) -> click.Command:
    """``liandong profile share``."""

    @click.command(
        "share",
        help=t(
            "共享：合并少于 k 的单元，写明用途、期限和审批，并登记。",
            "Share: merge cells under k; say what for, until when and who approved; record it.",
        ),
    )
    @click.argument("file")
    @click.option(
        "-o", "--out", required=True, type=click.Path(dir_okay=False), help=t("写到这个文件", "file to write")
    )
    @click.option(
        "--k",
        "k",
        type=int,
        default=10,
        show_default=True,
        help=t("每个单元至少多少", "how large each cell must be"),
    )
    @click.option("--purpose", required=True, help=t("用途", "what it is shared for"))
    @click.option("--retention", required=True, help=t("保存期限", "until when it is kept"))
    @click.option("--approved-by", required=True, help=t("审批人", "who approved it"))
    @click.option(
        "--approved-on",
        type=click.DateTime(["%Y-%m-%d"]),
        help=t("审批日期，默认今天", "the day of approval; today if not given"),
    )
    @click.option(
        "--epsilon", help=t("加离散拉普拉斯噪声，总预算 ε", "add discrete Laplace noise of this epsilon")
    )
    @click.option(
        "--most-steps",
        type=int,
        default=0,
        help=t(
            "加噪声时：每件最多的步数，须事先定下",
            "with noise: the most steps a case may have, set beforehand",
        ),
    )
    @click.option(
        "--budget",
        default="4",
        show_default=True,
        help=t("同一来源 ε 的上限", "how much epsilon a source may spend in all"),
    )
    @_log_option(t)
    @t.option()
    def command(file: str, out: str, log: str | None, approved_on: Any, **options: Any) -> None:
        from liandong.profile import Profile
        from liandong.profile.sharing import Approval, ShareLog

        if Path(out).resolve() == Path(file).resolve():
            reason = (
                "会覆盖原画像，请换一个文件名",
                "it would replace the profile itself; name another file",
            )
            raise SettingError(setting="-o", value=out, reason=reason)
        day = approved_on.date() if approved_on else date.today()  # noqa: DTZ011 -- the officer's own calendar day
        approval = Approval(options["purpose"], options["retention"], options["approved_by"], day)
        register = ShareLog(Path(log) if log else Path(file).parent / LOG)
        shared = register.share(
            Profile.load(file),
            approval,
            k=options["k"],
            epsilon=_decimal("--epsilon", options["epsilon"]) if options["epsilon"] else None,
            budget=_decimal("--budget", options["budget"]),
            most_steps=options["most_steps"],
        )
        shared.save(out)
        _tell_merged(shared, t)
        click.echo(
            t(
                f"已写入 {Path(out)}，登记在 {register.path}",
                f"Written to {Path(out)}, recorded in {register.path}",
            )
        )

    return command


def _decimal(setting: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise SettingError(setting=setting, value=text, reason=("请用数字", "use a number")) from None


def _tell_merged(shared: Profile, t: Words) -> None:
    """What was merged, a line a table."""
    for release in shared.sheet.releases:
        for one in release.merged:
            click.echo(
                t(
                    f"{one.table}：{one.cells_before} 个单元合并为 {one.cells_after} 个，计数 {one.n}，其中 {one.n_other} 归入其他。",
                    f"{one.table}: {one.cells_before} cells became {one.cells_after}, counting {one.n}, {one.n_other} of it under other.",
                )
            )


def verify(t: Words) -> click.Command:
    """``liandong profile verify``."""

    @click.command(
        "verify",
        help=t(
            "复核共享画像：没有少于 k 的单元，与以前的共享相减也没有。",
            "Check a shared profile: no cell under k, nor by subtracting earlier releases.",
        ),
    )
    @click.argument("file")
    @click.option(
        "--k", "k", type=int, help=t("阈值，默认按共享记录", "the threshold; the record's if not given")
    )
    @_log_option(t)
    @t.option()
    def command(file: str, k: int | None, log: str | None) -> None:
        from liandong.profile import Profile
        from liandong.profile.sharing import ShareLog, verify

        path = Path(log) if log else Path(file).parent / LOG
        earlier = ShareLog(path).releases()
        profile = Profile.load(file)
        findings = verify(profile, k=k, earlier=earlier)
        for finding in findings[:_SHOWN]:
            click.echo(finding.sentence(t.now))
        beside = len([old for old in earlier if old.sha256 != profile.sha256])
        if findings:
            raise click.ClickException(
                t(f"发现 {len(findings)} 处，不能共享。", f"{len(findings)} findings: not to be shared.")
            )
        click.echo(
            t(
                f"复核通过；与另外 {beside} 次共享相减过。",
                f"Nothing found, also beside {beside} other releases.",
            )
        )

    return command


def datasheet(t: Words) -> click.Command:
    """``liandong profile datasheet``."""

    @click.command(
        "datasheet",
        help=t(
            "查看数据说明：来源、字段、k、ε、用途、期限、审批、指纹。",
            "The data sheet: sources, fields, k, epsilon, purpose, retention, approval, fingerprints.",
        ),
    )
    @click.argument("file")
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(file: str, *, as_json: bool) -> None:
        from liandong.profile import Profile

        profile = Profile.load(file)
        if as_json:
            print_json(asdict(profile.sheet) | {"sha256": profile.sha256})
            return
        for label, value in _lines(profile, t):
            click.echo(f"{label}{t('：', ': ')}{value}")

    return command


def _lines(profile: Profile, t: Words) -> list[tuple[str, object]]:
    """The data sheet, a label and a value a line."""
    sheet = profile.sheet
    lines: list[tuple[str, object]] = [
        (t("来源", "sources"), "、".join(sheet.sources) or "—"),
        (t("起止", "span"), f"{sheet.first or '—'} – {sheet.last or '—'}"),
        (t("未采用的行", "rejected rows"), sheet.rejected_rows),
        *((t("说明", "note"), t(*pair)) for pair in sheet.assumptions),
        (t("计数指纹", "fingerprint of the counts"), profile.sha256),
    ]
    for release in sheet.releases:
        lines += [
            (t("阈值 k", "threshold k"), release.k),
            (t("噪声 ε", "noise ε"), release.epsilon or t("无", "none")),
            *(
                (t("敏感度", "sensitivity"), f"{one.table} {one.sensitivity} (ε {one.epsilon})")
                for one in release.noise
            ),
            (t("用途", "purpose"), release.purpose),
            (t("保存期限", "retention"), release.retention),
            (t("审批", "approval"), f"{release.approved_by}, {release.approved_on}"),
            (t("截去的时间占比", "share of time cut"), release.clipped),
            (t("原画像指纹", "fingerprint of the source"), release.source),
            *((t("字段", "fields"), text) for text in release.fields),
        ]
    return lines
