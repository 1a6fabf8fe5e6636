"""``liandong bundle``: innovations packed, signed, checked, tested, compared, installed; and counts sent back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liandong.cli.keys import keys
from liandong.cli.reading import all_of
from liandong.cli.sharing import LOG
from liandong.cli.shell import print_json, rooms
from liandong.cli.words import Words
from liandong.errors import SettingError

if TYPE_CHECKING:
    from liandong.bundle import Bundle, DecisionTable, Fit, Outcome
    from liandong.bundle.decisions import Decision
    from liandong.profile import Profile

FILE = click.Path(dir_okay=False)
FOLDER = click.Path(file_okay=False)
_PLACE = click.Path()


def bundles(t: Words) -> click.Group:
    """The group."""
    making = (_new, _build, _sign, _verify, _test, _decide, _diff)
    taking = (_fit, _install, _list, _report, _receive)
    words = t(
        "成果包（.fip）：打包、签名、核验、检验、比对、安装，成效计数回传。不需要网络。",
        "Bundles (.fip): innovations packed, signed, verified, tested, compared, installed; counts sent back. No network needed.",
    )
    group = rooms(t, "bundle", words, *making, *taking)
    for command in keys(t):
        group.add_command(command)
    return group


def trust_option(t: Words, *, required: bool = True) -> Callable[[Any], Any]:
    """``--trust``: whose signatures are believed."""
    return click.option(
        "--trust",
        "trusted",
        multiple=True,
        required=required,
        type=_PLACE,
        metavar="KEY.pub|STORE",
        help=t("受信任的公钥，或 `bundle trust` 建立的信任库；可多次", "public key that is believed, or a store made with `bundle trust`; repeatable"),
    )  # fmt: skip


def now_option(t: Words) -> Callable[[Any], Any]:
    """``--now``: the day that counts as today."""
    return click.option(
        "--now",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=lambda _context, _option, day: day.date() if isinstance(day, datetime) else date.today(),  # noqa: DTZ011 -- the officer's own calendar day
        help=t("按哪一天判断，默认今天", "the day that counts as today"),
    )


def out_option(t: Words) -> Callable[[Any], Any]:
    """``-o``: the file to write."""
    return click.option("-o", "--out", required=True, type=FILE, help=t("写到这个文件", "file to write"))


def catalogue_option(t: Words) -> Callable[[Any], Any]:
    """``--catalogue``: what is offered and what was withdrawn."""
    return click.option(
        "--catalogue",
        type=FILE,
        help=t("来源方签名的目录；不在其中或已撤回的不采信", "the origin's signed catalogue; what it does not list or has withdrawn is not believed"),
    )  # fmt: skip


def written(t: Words, path: object) -> None:
    """Says that a file was written."""
    click.echo(t(f"已写入 {path}", f"Written to {path}"))


def _new(t: Words) -> click.Command:
    @click.command(
        "new",
        help=t(
            "新建一个带说明的成果文件夹，可直接打包。",
            "Start a folder for an innovation, with comments; it builds as it is.",
        ),
    )
    @click.argument("folder", type=FOLDER)
    @t.option()
    def command(folder: str) -> None:
        from liandong.bundle import skeleton

        skeleton(folder)
        written(t, folder)

    return command


def _build(t: Words) -> click.Command:
    @click.command(
        "build",
        help=t(
            "把成果文件夹打成成果包；同样的内容在任何机器上都得到同样的字节。",
            "Pack a folder; the same contents are the same bytes on every machine.",
        ),
    )
    @click.argument("folder", type=FOLDER)
    @out_option(t)
    @t.option()
    def command(folder: str, out: str) -> None:
        from liandong.bundle import Bundle

        bundle = Bundle.build(folder)
        bundle.save(out)
        _tell(bundle, t)
        written(t, out)

    return command


def _sign(t: Words) -> click.Command:
    @click.command(
        "sign",
        help=t("给成果包签名；可由多方先后签。", "Sign a bundle; several parties may, one after the other."),
    )
    @click.argument("file", type=FILE)
    @click.option("--key", required=True, type=FILE, help=t("私钥文件", "the private key"))
    @out_option(t)
    @t.option()
    def command(file: str, key: str, out: str) -> None:
        from liandong.bundle import Bundle, load_private

        signing = load_private(key)
        Bundle.open(file).sign(signing).save(out)
        click.echo(t(f"签名密钥 {signing.fingerprint}", f"Signed with the key {signing.fingerprint}"))
        written(t, out)

    return command


def _verify(t: Words) -> click.Command:
    @click.command(
        "verify",
        help=t(
            "核验成果包：内容完整，且由受信任的一方签名。",
            "Verify a bundle: it is whole, and somebody trusted has signed it.",
        ),
    )
    @click.argument("file", type=FILE)
    @trust_option(t)
    @catalogue_option(t)
    @now_option(t)
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(
        file: str, trusted: tuple[str, ...], catalogue: str | None, now: date, *, as_json: bool
    ) -> None:
        from liandong.bundle import Bundle, Catalogue, Trust, accepted

        trust, bundle = Trust.load(*trusted), Bundle.open(file)
        listing = Catalogue.load(catalogue) if catalogue else None
        if listing is not None:
            listing.check(trust, now=now, path=catalogue)
        signers = accepted(bundle, trust, catalogue=listing)
        if as_json:
            print_json({"digest": bundle.digest, "signers": signers, "innovation": bundle.innovation.as_json})
            return
        _tell(bundle, t)
        click.echo(t(f"核验通过，签名方：{'、'.join(signers)}", f"Verified, signed by {', '.join(signers)}"))

    return command


def _test(t: Words) -> click.Command:
    @click.command(
        "test",
        help=t(
            "重新计算检验用例，与已知答案核对；可用成果包或文件夹。全部一致时退出码为 0，否则为 1。",
            "Work the test cases out again and compare with their known answers; of a bundle or a folder. Exit code 0 if all agree, else 1.",
        ),
    )
    @click.argument("place", type=_PLACE)
    @click.option("--answers", is_flag=True, help=t("列出算得的全部答案", "show all answers that come out"))
    @t.option()
    def command(place: str, *, answers: bool) -> None:
        from liandong.bundle import Bundle, run_cases

        bundle = Bundle.build(place) if Path(place).is_dir() else Bundle.open(place)
        outcomes = run_cases(bundle)
        for one in outcomes:
            _tell_outcome(one, t, answers=answers)
        bad = sum(bool(one.differences) for one in outcomes)
        click.echo(t(f"{len(outcomes)} 个用例，{bad} 个不一致。", f"{len(outcomes)} cases, {bad} differ."))
        if bad:
            raise click.exceptions.Exit(1)

    return command


def _tell_outcome(one: Outcome, t: Words, *, answers: bool) -> None:
    head = t("不一致", "differs") if one.differences else t("一致", "agrees")
    click.echo(f"{head}  {one.case.name}  {t(*one.case.title)}")
    for difference in one.differences:
        click.echo(f"    {t(*difference)}")
    for name, value in one.found.items() if answers else ():
        click.echo(f"    {name} = {value}")


def _decide(t: Words) -> click.Command:
    @click.command(
        "decide",
        help=t(
            "按成果包（或文件夹）的决策表判定：给出 名称=值，得出结果、适用的行及其依据；不给输入则列出各表。",
            "Decide by a decision table of a bundle or a folder: inputs as NAME=VALUE give the outputs, the row that is met and its legal basis; without any the tables are listed.",
        ),
    )
    @click.argument("place", type=_PLACE)
    @click.argument("table", required=False)
    @click.argument("given", nargs=-1, metavar="NAME=VALUE...")
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(place: str, table: str | None, given: tuple[str, ...], *, as_json: bool) -> None:
        from liandong.bundle import Bundle

        bundle = Bundle.build(place) if Path(place).is_dir() else Bundle.open(place)
        if table is None:
            for one in bundle.tables:
                click.echo(f"{one.name}  {t(*one.title)}")
                for column in one.inputs:
                    click.echo(f"    {column.name}  {t(*column.title)}  {column.span}")
            return
        chosen = bundle.table(table)
        found = chosen.decide(chosen.typed(dict(_pair(one) for one in given)))
        if as_json:
            rows = [{"row": rule.number, "basis": rule.basis} for rule in found.rules]
            print_json({"outputs": list(found.outputs), "rules": rows})
            return
        _tell_decision(chosen, found, t)

    return command


def _pair(text: str) -> tuple[str, str]:
    """Name and value of an input. Raises SettingError."""
    name, sign, value = text.partition("=")
    if not sign:
        reason = ("须写成 名称=值", "write it as NAME=VALUE")
        raise SettingError(setting="NAME=VALUE", value=text, reason=reason)
    return name.strip(), value.strip()


def _tell_decision(table: DecisionTable, found: Decision, t: Words) -> None:
    titles = {one.name: t(*one.title) for one in table.outputs}
    yes, no = t("是", "yes"), t("否", "no")
    for one in found.outputs:
        for name, value in one.items():
            click.echo(f"{titles[name]}：{(yes if value else no) if isinstance(value, bool) else value}")
    for rule in found.rules:
        basis = t(f"，依据 {rule.basis}", f", by {rule.basis}") if rule.basis else ""
        click.echo(t(f"适用第 {rule.number} 行{basis}。", f"Row {rule.number} is met{basis}."))
    if not found.rules:
        click.echo(t("没有一行适用。", "No row is met."))
    for number, column in found.missed.items():
        click.echo(
            t(f"第 {number} 行不适用：{column.title[0]}", f"Row {number} is not met: {column.title[1]}")
        )


def _diff(t: Words) -> click.Command:
    @click.command(
        "diff", help=t("逐项说明两个版本的差别。", "Tell the differences of two versions in words.")
    )
    @click.argument("before", type=FILE)
    @click.argument("after", type=FILE)
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(before: str, after: str, *, as_json: bool) -> None:
        from dataclasses import asdict

        from liandong.bundle import Bundle, diff

        changes = diff(Bundle.open(before), Bundle.open(after))
        if as_json:
            print_json([asdict(one) for one in changes])
            return
        for one in changes:
            click.echo(one.text(t.now))
        if not changes:
            click.echo(t("两个成果包内容相同。", "The bundles are the same."))

    return command


def _zone_options(t: Words, *, required: bool) -> Callable[[Any], Any]:
    return all_of(
        [
            click.option("--zone", "zone_file", required=required, type=FILE, help=t("本片区文件（zone.toml）：法律依据、条件、自定参数", "the zone's file (zone.toml): legal basis, capabilities, parameters")),
            click.option("--profile", "profile_file", type=FILE, help=t("本片区的流程画像，核对本区办件", "the zone's profile, to look at its own cases")),
        ]
    )  # fmt: skip


def _fit(t: Words) -> click.Command:
    @click.command(
        "fit",
        help=t(
            "适配检查：法律依据、条件、参数范围、本区办件。有不适用的原因时退出码为 1。",
            "Does it fit the zone: legal basis, capabilities, parameters in range, its own cases. Exit code 1 where something speaks against.",
        ),
    )
    @click.argument("file", type=FILE)
    @_zone_options(t, required=True)
    @now_option(t)
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(file: str, zone_file: str, profile_file: str | None, now: date, *, as_json: bool) -> None:
        from dataclasses import asdict

        from liandong.bundle import Bundle, Zone, fit

        found = fit(Bundle.open(file), Zone.load(zone_file), now=now, profile=_profile(profile_file))
        if as_json:
            print_json(asdict(found))
        else:
            _tell_fit(found, t)
        if not found.is_good:
            raise click.exceptions.Exit(1)

    return command


def _tell_fit(found: Fit, t: Words) -> None:
    for reason in found.reasons:
        click.echo(t("不适用：", "against: ") + t(*reason))
    for note in found.notes:
        click.echo(t("说明：", "note: ") + t(*note))
    if found.is_good:
        click.echo(t(f"适用于 {found.zone}。", f"It fits {found.zone}."))


def _install(t: Words) -> click.Command:
    @click.command(
        "install",
        help=t(
            "安装：签名可信、用例一致、适配通过才装；不会装到一半。",
            "Install: only what is signed by somebody trusted, reproduces its cases and fits; never halfway.",
        ),
    )
    @click.argument("file", type=FILE)
    @trust_option(t)
    @click.option("--into", required=True, type=FOLDER, help=t("装到这个文件夹", "folder to install into"))
    @_zone_options(t, required=False)
    @catalogue_option(t)
    @now_option(t)
    @t.option()
    def command(
        file: str, trusted: tuple[str, ...], into: str, zone_file: str | None, profile_file: str | None, catalogue: str | None, now: date
    ) -> None:  # fmt: skip
        from liandong.bundle import Bundle, Catalogue, Trust, Zone, install

        if profile_file and not zone_file:
            reason = ("须与 --zone 一起给出", "it goes with --zone")
            raise SettingError(setting="--profile", value=profile_file, reason=reason)
        done = install(
            Bundle.open(file),
            into,
            trust=Trust.load(*trusted),
            now=now,
            zone=Zone.load(zone_file) if zone_file else None,
            profile=_profile(profile_file),
            catalogue=Catalogue.load(catalogue) if catalogue else None,
        )
        _tell(done.bundle, t)
        click.echo(t(f"已安装到 {done.folder}", f"Installed in {done.folder}"))
        if done.is_fitting is None:
            click.echo(
                t(
                    "未做适配检查；用 --zone 给出本片区文件。",
                    "Its fit was not checked; name the zone's file with --zone.",
                )
            )

    return command


def _list(t: Words) -> click.Command:
    @click.command(
        "list",
        help=t(
            "列出已安装的成果，逐个核对文件未被改动。",
            "List what is installed; every file is checked against its bundle.",
        ),
    )
    @click.argument("folder", type=FOLDER)
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(folder: str, *, as_json: bool) -> None:
        from liandong.bundle import installed

        found = installed(folder)
        if as_json:
            rows = [
                {"id": one.bundle.innovation.id, "version": one.bundle.innovation.version, "digest": one.bundle.digest, "installed_on": one.installed_on, "signers": one.signers, "zone": one.zone, "is_fitting": one.is_fitting, "parameters": one.parameters}
                for one in found
            ]  # fmt: skip
            print_json(rows)
            return
        for one in found:
            _tell(one.bundle, t)
            fits = (
                t("未做适配检查", "fit not checked")
                if one.is_fitting is None
                else t(f"适用于 {one.zone}", f"fits {one.zone}")
            )
            signers = t("、", ", ").join(one.signers)
            click.echo(
                t(
                    f"    {one.installed_on} 安装，签名方 {signers}，{fits}",
                    f"    installed {one.installed_on}, signed by {signers}, {fits}",
                )
            )
        if not found:
            click.echo(t("没有安装任何成果。", "Nothing is installed."))

    return command


def _report(t: Words) -> click.Command:
    @click.command(
        "report",
        help=t(
            "承接片区把成效回传来源方：共享画像（合并少于 k 的单元）加签名，绑定到这个成果包。",
            "Send the effect back to the origin: a shared profile (cells under k merged), signed, bound to this bundle.",
        ),
    )
    @click.argument("file", type=FILE)
    @click.option(
        "--profile",
        "profile_file",
        required=True,
        type=FILE,
        help=t(
            "本片区的流程画像；尚未共享的会先做共享处理并登记",
            "the zone's profile; one not shared yet is shared first, and recorded",
        ),
    )
    @click.option("--key", required=True, type=FILE, help=t("本片区的私钥", "the zone's private key"))
    @click.option(
        "--zone",
        "zone",
        help=t(
            "本片区名称，须与密钥的名称相同；默认取公钥文件 KEY.pub 里的名称",
            "the zone, named as its key is; as in KEY.pub if not given",
        ),
    )
    @click.option(
        "--k",
        "k",
        type=int,
        default=10,
        show_default=True,
        help=t("每个单元至少多少", "how large each cell must be"),
    )
    @click.option(
        "--retention",
        help=t("保存期限；尚未共享时必填", "until when it is kept; needed where it was not shared yet"),
    )
    @click.option(
        "--approved-by",
        help=t("审批人；尚未共享时必填", "who approved it; needed where it was not shared yet"),
    )
    @click.option(
        "--sequence",
        type=click.IntRange(1),
        default=1,
        show_default=True,
        help=t("本片区就这项成果的第几次回传", "the number of the report among those of the zone"),
    )
    @click.option(
        "--adopted",
        type=click.DateTime(["%Y-%m-%d"]),
        help=t("本片区从哪天起按新流程办", "the day from which cases of the zone went the new way"),
    )
    @now_option(t)
    @out_option(t)
    @t.option()
    def command(
        file: str, profile_file: str, key: str, zone: str | None, k: int, retention: str | None, approved_by: str | None, sequence: int, adopted: datetime | None, now: date, out: str
    ) -> None:  # fmt: skip
        from liandong.bundle import Bundle, Report, load_private, load_public

        bundle, profile = Bundle.open(file), _profile(profile_file)
        assert profile is not None
        party = zone or load_public(f"{key}.pub").party
        if not profile.sheet.releases:
            if party in profile.zones:
                profile = profile.select(zone=party)
            profile = _shared(profile, Path(profile_file), bundle, k, retention, approved_by, now)
        day = adopted.date() if adopted else None
        report = Report.of(bundle, profile, zone=party, now=now, sequence=sequence, adopted=day)
        report = report.sign(load_private(key, party))
        report.save(out)
        click.echo(
            t(
                f"{party} 回传 {bundle.innovation.name}，编号 {report.id[:12]}",
                f"{party} reports on {bundle.innovation.name}, id {report.id[:12]}",
            )
        )
        written(t, out)

    return command  # fmt: skip


def _shared(
    profile: Profile,
    path: Path,
    bundle: Bundle,
    k: int,
    retention: str | None,
    approved_by: str | None,
    now: date,
) -> Profile:
    """The profile as it may leave the house, recorded in the share log beside it."""
    from liandong.profile.sharing import Approval, ShareLog

    for option, value in (("--approved-by", approved_by), ("--retention", retention)):
        if not value:
            reason = (
                "画像尚未共享，须写明审批人和保存期限",
                "the profile was not shared yet, so say who approved it and until when it is kept",
            )
            raise SettingError(setting=option, value="—", reason=reason)
    purpose = f"成果包 {bundle.innovation.name} 的成效回传"
    approval = Approval(purpose, retention or "", approved_by or "", now)
    return ShareLog(path.parent / LOG).share(profile, approval, k=k)


def _receive(t: Words) -> click.Command:
    @click.command(
        "receive",
        help=t(
            "来源方收下各片区的回传；同一份收几次都只算一次。",
            "Take in what zones send back; the same report taken in again changes nothing.",
        ),
    )
    @click.argument("files", nargs=-1, required=True, type=FILE)
    @trust_option(t)
    @click.option("--into", required=True, type=FOLDER, help=t("收到这个文件夹", "folder to keep them in"))
    @click.option(
        "--bundle", "about", type=FILE, help=t("只收关于这个成果包的", "take only those about this bundle")
    )
    @t.option()
    def command(files: tuple[str, ...], trusted: tuple[str, ...], into: str, about: str | None) -> None:
        from liandong.bundle import Bundle, Trust, receive

        trust, bundle = Trust.load(*trusted), Bundle.open(about) if about else None
        for file in files:
            report, is_new = receive(file, into, trust=trust.valid, bundle=bundle)
            facts, cases = report.facts, int(report.profile.case["n"].sum())
            mean = report.profile.mean("case")
            days = "—" if mean is None else f"{float(mean) / 86_400:.2f}"  # type: ignore[arg-type]
            state = t("新收", "new") if is_new else t("已收过", "known")
            mark = t("（模拟数据）", " (simulated)") if facts.simulated else ""
            zh = f"{state}  {facts.zone}  {facts.innovation} {facts.version}  {facts.reported_on}  {cases} 件，平均 {days} 天{mark}"
            en = f"{state}  {facts.zone}  {facts.innovation} {facts.version}  {facts.reported_on}  {cases} cases, {days} days on average{mark}"
            click.echo(t(zh, en))

    return command


def _profile(path: str | None) -> Profile | None:
    from liandong.profile import Profile

    return Profile.load(path) if path else None


def _tell(bundle: Bundle, t: Words) -> None:
    """What a bundle is, in one line."""
    facts = bundle.innovation
    mark = t("（模拟数据）", " (simulated)") if facts.is_simulated else ""
    click.echo(
        t(
            f"{facts.name}  {facts.title[0]}{mark}  来源 {facts.origin}  {bundle.digest[:12]}",
            f"{facts.name}  {facts.title[1]}{mark}  from {facts.origin}  {bundle.digest[:12]}",
        )
    )
