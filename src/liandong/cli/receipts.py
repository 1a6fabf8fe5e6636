"""``liandong profile receipts``: cases that pass through several parties, each of which keeps its own events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liandong.cli.reading import all_of, calendar_named, counting_options, marks_in, read, reading_options
from liandong.cli.shell import bar, print_json, rooms
from liandong.cli.words import Words
from liandong.errors import SettingError
from liandong.files import written_beside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from liandong.eventlog import EventLog
    from liandong.profile.receipts import Checked, Finding, SignedReceipt

_SHOWN = 20


def receipts(t: Words) -> click.Group:
    """The group."""
    return rooms(
        t,
        "receipts",
        t(
            "交接回执：一件事经几家办理，各家日志不出门，画像相加等于全程。",
            "Hand-over receipts: cases that pass through several parties. No log leaves its party, and the parties' "
            "profiles add up to the whole.",
        ),
        _keygen,
        _sign,
        _verify,
        _count,
        _held,
    )


def _party(t: Words) -> Callable[[Any], Any]:
    return click.option("--party", required=True, help=t("本方名称", "the name of this party"))


def _trust(t: Words, *, required: bool) -> Callable[[Any], Any]:
    return click.option(
        "--trust",
        "trusted",
        multiple=True,
        required=required,
        metavar="KEY.pub",
        help=t("受信任的公钥；可多次", "public key of a party to be believed; repeatable"),
    )


def _problems(t: Words) -> Callable[[Any], Any]:
    return click.option(
        "--problems",
        type=click.Path(dir_okay=False),
        help=t("把发现的全部问题写成表格（.csv）", "write all that was found to a table (.csv)"),
    )


def _handling(t: Words) -> Callable[[Any], Any]:
    """The options that ``sign`` and ``count`` share."""
    path = click.Path(dir_okay=False)
    options = [
        _party(t),
        click.option("--secret", required=True, type=path, help=t("各方共用的密钥文件", "file of the secret that the parties share")),
        click.option("--receipts", "received", multiple=True, type=path, help=t("收到的回执；可多次", "receipts that came; repeatable")),
        _trust(t, required=False),
        click.option("--sent", multiple=True, type=path, help=t("本方已签发的回执；可多次", "receipts this party has signed; repeatable")),
        click.option("--begins", multiple=True, metavar="ACTIVITY", help=t("办件在本方从哪些环节开始；可多次。给出后，不从这些环节开始又没有回执的办件会列出来", "activity by which cases begin here; repeatable. Cases that begin otherwise and have no receipt are then listed")),
        click.option("--drop", multiple=True, metavar="ACTIVITY", help=t("不计的环节；可多次，签发和统计须一致", "leave this activity out; repeatable, alike for sign and count")),
        click.option("--keep", multiple=True, metavar="ACTIVITY", help=t("只计这些环节；可多次，签发和统计须一致", "count only these; repeatable, alike for sign and count")),
        _problems(t),
    ]  # fmt: skip
    return all_of(options)


def _keygen(t: Words) -> click.Command:
    @click.command(
        "keygen",
        help=t(
            "新建密钥：本方的签名密钥（NAME.key 自己保管，NAME.pub 发给各方），或各方共用的密钥。",
            "Make keys: this party's (NAME.key stays, NAME.pub goes to the others), or the secret that all share.",
        ),
    )
    @click.option("--party", help=t("本方名称", "the name of this party"))
    @click.option("-o", "--out", metavar="NAME", help=t("密钥文件名，不带扩展名", "name of the key files"))
    @click.option(
        "--secret", type=click.Path(dir_okay=False), help=t("新建共用密钥", "make the shared secret")
    )
    @t.option()
    def command(party: str | None, out: str | None, secret: str | None) -> None:
        from liandong.profile.receipts import Secret, SigningKey

        if bool(party) != bool(out) or not (party or secret):
            reason = ("请给出 --party 和 -o，或 --secret", "give --party and -o, or --secret")
            raise SettingError(setting="keygen", value=party or out or "—", reason=reason)
        written = []
        if party and out:
            key = SigningKey.new(party)
            key.save(f"{out}.key")
            key.public.save(f"{out}.pub")
            written += [f"{out}.key", f"{out}.pub"]
        if secret:
            Secret.new().save(secret)
            written.append(secret)
        for path in written:
            click.echo(t(f"已写入 {path}", f"Written to {path}"))

    return command


def _sign(t: Words) -> click.Command:
    @click.command(
        "sign",
        help=t(
            "为已交出的办件签发回执。已有的输出文件会续写，编号接着走。",
            "Sign a receipt for each case that has left. An output file that is there is continued, and so are its numbers.",
        ),
    )
    @click.argument("log")
    @click.option(
        "--key",
        required=True,
        type=click.Path(dir_okay=False),
        help=t("本方的 .key 文件", "this party's .key file"),
    )
    @click.option("--to", help=t("交给哪一方，与 --after 同用", "the party that cases go to; with --after"))
    @click.option(
        "--after",
        multiple=True,
        metavar="ACTIVITY",
        help=t("在哪些环节之后交出；可多次", "the step after which cases leave; repeatable"),
    )
    @click.option(
        "--to-column",
        help=t(
            "写明接收方的列：在该行之后交出；代替 --to 和 --after",
            "instead: column that names the receiver on the row after which the case leaves",
        ),
    )
    @click.option(
        "--tell",
        multiple=True,
        type=click.Choice(["activities", "worker"]),
        help=t(
            "另外告知：此前的环节名称（走法可显示文字）、经办岗位和人员的散列（交接表完整）；可多次",
            "tell more: the steps so far (variants get their text); role and hash of the person (table handover is whole); repeatable",
        ),
    )
    @click.option(
        "-o",
        "--out",
        required=True,
        help=t(
            "写到这个文件；名称里的 {to} 换成接收方，每方一个文件",
            "file to write; {to} in its name becomes the receiver, one file each",
        ),
    )
    @_handling(t)
    @reading_options(t)
    @t.option()
    def command(
        log: str,
        key: str,
        to: str | None,
        after: tuple[str, ...],
        to_column: str | None,
        tell: tuple[Any, ...],
        out: str,
        **options: Any,
    ) -> None:
        from liandong.profile.receipts import SigningKey, sign

        if bool(to) != bool(after):
            reason = ("--to 与 --after 须一起给出", "--to and --after go together")
            raise SettingError(setting="--to", value=to or "—", reason=reason)
        own = _taken(options)
        there = [str(path) for path in _there(out)]
        given, found = _given(own | {"sent": (*own["sent"], *there)}, t)
        signing = SigningKey.load(key, own["party"])
        signed = sign(
            _log(log, own, options, t, attributes=bool(to_column)),
            key=signing,
            after=dict.fromkeys(after, to or ""),
            column=to_column or "",
            tell=tell,
            **given,
        )
        _tell([*found, *signed.findings], own["problems"], t)
        for path, lines in _by_file(out, signed.receipts).items():
            old = path.read_bytes() if path.is_file() else b""
            with written_beside(path) as part:
                part.write_bytes(old + b"".join(each.line + b"\n" for each in lines))
            click.echo(
                t(
                    f"签发 {len(lines)} 份回执，已写入 {path}",
                    f"{len(lines)} receipts signed, written to {path}",
                )
            )
        if not signed.receipts:
            click.echo(t("没有新的交接。", "Nothing new was handed over."))

    return command  # fmt: skip


def _verify(t: Words) -> click.Command:
    @click.command(
        "verify",
        help=t(
            "检查收到的回执，逐条列出不能用的。全部可用时退出码为 0，否则为 1。",
            "Check receipts that came and list what cannot be used. Exit code 0 if all can, else 1.",
        ),
    )
    @click.argument("files", nargs=-1, required=True)
    @_party(t)
    @_trust(t, required=True)
    @_problems(t)
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(
        files: tuple[str, ...], party: str, trusted: tuple[str, ...], problems: str | None, *, as_json: bool
    ) -> None:
        from liandong.profile.receipts import as_frame

        checked = _checked(files, party, trusted)
        if as_json:
            good = [receipt.as_json for receipt in checked.receipts]
            print_json({"good": good, "findings": as_frame(checked.findings).to_dicts()})
        else:
            click.echo(t(f"可用 {len(checked.receipts)} 份。", f"{len(checked.receipts)} can be used."))
        _tell(checked.findings, problems, t)
        if checked.findings:
            raise SystemExit(1)

    return command


def _count(t: Words) -> click.Command:
    @click.command(
        "count",
        help=t(
            "凭回执统计本方日志：各方的画像相加，等于全部事件合在一起统计。",
            "Count this party's log by receipts: the parties' profiles add up to that of all events together.",
        ),
    )
    @click.argument("log")
    @click.option(
        "-o", "--out", required=True, type=click.Path(dir_okay=False), help=t("写到这个文件", "file to write")
    )
    @_handling(t)
    @counting_options(t, "period", "calendar", "statutory", "simulated")
    @reading_options(t)
    @t.option()
    def command(
        log: str,
        out: str,
        period: str,
        calendar: str | None,
        statutory: str | None,
        *,
        simulated: bool,
        **options: Any,
    ) -> None:
        from liandong.profile.receipts import count

        own = _taken(options)
        given, found = _given(own, t)
        counted = count(
            _log(log, own, options, t),
            party=own["party"],
            period=period,
            calendar=calendar_named(calendar, options["timezone"]),
            statutory=marks_in(statutory),
            simulated=simulated,
            **given,
        )
        counted.profile.save(out)
        _tell([*found, *counted.findings], own["problems"], t)
        zh = f"接来 {counted.received} 次（其中 {counted.waiting} 件尚未开办），交出 {counted.sent} 次。已写入 {out}"
        en = f"{counted.received} hand-overs in ({counted.waiting} not begun here), {counted.sent} out. Written to {out}"
        click.echo(t(zh, en))

    return command  # fmt: skip


def _held(t: Words) -> click.Command:
    @click.command(
        "held",
        help=t(
            "办件在谁手里多久、两方之间多久（CSV）；用于相加之后的画像。",
            "Who held the cases how long, and how long they were between two (CSV); for the parties' profiles added.",
        ),
    )
    @click.argument("file")
    @t.option()
    def command(file: str) -> None:
        from liandong.profile import Profile
        from liandong.profile.receipts import held

        click.echo(held(Profile.load(file)).write_csv(float_precision=4), nl=False)

    return command


_OWN = ("party", "secret", "received", "trusted", "sent", "begins", "drop", "keep", "problems")


def _taken(options: dict[str, Any]) -> dict[str, Any]:
    """Takes the options that are about receipts out of those about reading."""
    return {name: options.pop(name) for name in _OWN}


def _given(own: dict[str, Any], t: Words) -> tuple[dict[str, Any], list[Finding]]:
    """What ``sign`` and ``count`` are given alike, and what was found wrong with the receipts."""
    from liandong.profile.receipts import Secret, read_sent

    if own["received"] and not own["trusted"]:
        reason = ("请用 --trust 给出发出方的公钥", "name the senders' public keys with --trust")
        raise SettingError(setting="--receipts", value=", ".join(own["received"]), reason=reason)
    secret = Secret.load(own["secret"])
    with bar(t("检查回执", "checking receipts")):
        received = _checked(own["received"], own["party"], own["trusted"])
        sent = read_sent(own["sent"], sender=own["party"])
    given = {
        "secret": secret,
        "received": received.receipts,
        "sent": sent.receipts,
        "begins": own["begins"],
    }
    return given, [*received.findings, *sent.findings]


def _checked(files: Iterable[str], party: str, trusted: Iterable[str]) -> Checked:
    from liandong.profile.receipts import TrustedKey, verify

    return verify(files, receiver=party, trusted=[TrustedKey.load(path) for path in trusted])


def _log(
    path: str, own: dict[str, Any], options: dict[str, Any], t: Words, *, attributes: bool = False
) -> EventLog:
    """The party's log, counted for the zone on which all parties have agreed."""
    zones = options.pop("zones")
    if not zones:
        reason = (
            "请给出各方约定的同一个名称，如流程名",
            "give the one name that all parties have agreed on, such as that of the procedure",
        )
        raise SettingError(setting="--zone", value="—", reason=reason)
    log: EventLog = read(path, zones[0], options, t, attributes=attributes)
    log = log.drop(*own["drop"]) if own["drop"] else log
    return log.keep(*own["keep"]) if own["keep"] else log


def _there(out: str) -> list[Path]:
    """The files that ``--out`` may name and that are there already."""
    path = Path(out)
    return sorted(each for each in path.parent.glob(path.name.replace("{to}", "*")) if each.is_file())


def _by_file(out: str, signed: Iterable[SignedReceipt]) -> dict[Path, list[SignedReceipt]]:
    """The new receipts, by the file they go to."""
    files = defaultdict[Path, list[Any]](list)
    for each in signed:
        files[Path(out.replace("{to}", each.receipt.receiver.replace("/", "_")))].append(each)
    return dict(sorted(files.items()))


def _tell(findings: Iterable[Finding], problems: str | None, t: Words) -> None:
    """The findings on the screen, the first of them, and all in a table if asked."""
    from liandong.profile.receipts import as_frame

    found = list(findings)
    for finding in found[:_SHOWN]:
        mark = t("已用", "used") if finding.is_used else t("未用", "not used")
        click.echo(f"  [{mark}] {finding.text(t.now)}", err=True)
    if len(found) > _SHOWN:
        more = len(found) - _SHOWN
        click.echo(
            t(f"  还有 {more} 条；用 --problems 导出全部。", f"  {more} more; --problems writes them all."),
            err=True,
        )
    if problems:
        with written_beside(problems) as part:
            part.write_bytes(as_frame(found).write_csv(include_bom=True).encode())
        click.echo(t(f"已写入 {problems}", f"Written to {problems}"), err=True)
