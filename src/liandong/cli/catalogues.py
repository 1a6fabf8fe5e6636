"""``liandong catalogue``: what an origin offers and has withdrawn, in a signed list that only grows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liandong.cli.bundling import FILE, FOLDER, now_option, out_option, trust_option, written
from liandong.cli.shell import rooms
from liandong.cli.words import Words

if TYPE_CHECKING:
    from liandong.bundle import Catalogue


def catalogues(t: Words) -> click.Group:
    """The group."""
    return rooms(
        t,
        "catalogue",
        t(
            "成果目录：提供哪些成果包、撤回了哪些；签名，版本只增，到期作废。",
            "Catalogues of bundles: what is offered, what was withdrawn; signed, growing, with an expiry.",
        ),
        _build,
        _update,
        _sign,
        _check,
    )


def _expires(t: Words) -> Callable[[Any], Any]:
    return click.option(
        "--expires",
        required=True,
        type=click.DateTime(["%Y-%m-%d"]),
        callback=lambda _context, _option, day: day.date() if isinstance(day, datetime) else day,
        help=t("到期日，须在此前发出下一版", "the day it expires; the next version must be out before"),
    )


def _build(t: Words) -> click.Command:
    @click.command(
        "build",
        help=t(
            "由文件夹里的成果包生成目录的第一版，未签名。",
            "The first catalogue of the bundles in a folder, not signed.",
        ),
    )
    @click.argument("folder", type=FOLDER)
    @click.option(
        "--name", required=True, help=t("目录名称，如来源片区", "name of the catalogue, such as the origin")
    )
    @_expires(t)
    @now_option(t)
    @out_option(t)
    @t.option()
    def command(folder: str, name: str, expires: date, now: date, out: str) -> None:
        from liandong.bundle import Bundle, Catalogue

        bundles = [Bundle.open(path) for path in sorted(Path(folder).glob("*.fip"))]
        _save(Catalogue.build(bundles, name=name, now=now, expires=expires), out, t)

    return command


def _update(t: Words) -> click.Command:
    @click.command(
        "update",
        help=t(
            "目录的下一版：增加、撤回、延期；未签名。", "The next version: add, withdraw, extend; not signed."
        ),
    )
    @click.argument("file", type=FILE)
    @click.option(
        "--add", multiple=True, type=FILE, help=t("增加这个成果包；可多次", "add this bundle; repeatable")
    )
    @click.option(
        "--withdraw",
        multiple=True,
        nargs=2,
        metavar="'ID VERSION' REASON",
        help=t("撤回，并说明原因；可多次", "withdraw it, and say why; repeatable"),
    )
    @_expires(t)
    @now_option(t)
    @out_option(t)
    @t.option()
    def command(
        file: str, add: tuple[str, ...], withdraw: tuple[tuple[str, str], ...], expires: date, now: date, out: str
    ) -> None:  # fmt: skip
        from liandong.bundle import Bundle, Catalogue

        added = [Bundle.open(path) for path in add]
        _save(Catalogue.load(file).update(added, withdrawn=withdraw, now=now, expires=expires), out, t)

    return command


def _sign(t: Words) -> click.Command:
    @click.command("sign", help=t("给目录签名。", "Sign a catalogue."))
    @click.argument("file", type=FILE)
    @click.option("--key", required=True, type=FILE, help=t("私钥文件", "the private key"))
    @out_option(t)
    @t.option()
    def command(file: str, key: str, out: str) -> None:
        from liandong.bundle import Catalogue, load_private

        Catalogue.load(file).sign(load_private(key)).save(out)
        written(t, out)

    return command


def _check(t: Words) -> click.Command:
    @click.command(
        "check",
        help=t(
            "核对目录：签名、到期日、没有退回旧版；并列出内容。",
            "Check a catalogue: signature, expiry, no way back to an older one; and list it.",
        ),
    )
    @click.argument("file", type=FILE)
    @trust_option(t)
    @click.option("--last", type=FILE, help=t("上次用过的目录", "the one that was used last"))
    @now_option(t)
    @t.option()
    def command(file: str, trusted: tuple[str, ...], last: str | None, now: date) -> None:
        from liandong.bundle import Catalogue, Trust

        catalogue = Catalogue.load(file)
        before = Catalogue.load(last) if last else None
        signers = catalogue.check(Trust.load(*trusted), now=now, last=before, path=file)
        _tell(catalogue, t)
        click.echo(
            t(f"可以使用，签名方：{'、'.join(signers)}", f"It can be used, signed by {', '.join(signers)}")
        )

    return command


def _save(catalogue: Catalogue, out: str, t: Words) -> None:
    catalogue.save(out)
    _tell(catalogue, t)
    written(t, out)


def _tell(catalogue: Catalogue, t: Words) -> None:
    head = f"{catalogue.name}  "
    click.echo(
        head
        + t(
            f"第 {catalogue.version} 版，{catalogue.issued} 签发，{catalogue.expires} 到期",
            f"version {catalogue.version}, issued {catalogue.issued}, expires {catalogue.expires}",
        )
    )
    for one in catalogue.entries:
        gone = (
            t(f"  {one.withdrawn} 撤回：{one.reason}", f"  withdrawn {one.withdrawn}: {one.reason}")
            if one.withdrawn
            else ""
        )
        mark = t("（模拟数据）", " (simulated)") if one.simulated else ""
        click.echo(
            f"    {one.id} {one.version}  {t(one.title_zh, one.title_en)}{mark}  {one.sha256[:12]}{gone}"
        )
