"""``liandong exchange``: what this hub gives to another and takes from it, over the network or on a stick."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liandong.cli.hub import placed
from liandong.cli.reading import all_of
from liandong.cli.shell import print_json, rooms
from liandong.cli.words import Words
from liandong.errors import SettingError

if TYPE_CHECKING:
    from liandong.bundle import Carried, Folder, Remote
    from liandong.hub.core.models import Zone

_KINDS = {
    "catalogues": ("目录", "catalogue"),
    "bundles": ("成果包", "bundle"),
    "reports": ("回传", "report"),
}


def exchanging(t: Words) -> click.Group:
    """The group."""
    words = t(
        "与其他平台交换：成果目录、成果包下行，成效回传上行；经网络或 U 盘。中断了重新运行即可，不丢也不重。",
        "Exchange with other hubs: catalogues and bundles down, shared profiles up; over the network or on a stick. "
        "Broken off, run it again: nothing is lost, nothing is there twice.",
    )
    return rooms(t, "exchange", words, _push, _pull, _status, _trust)


def _where(t: Words) -> Callable[[Any], Any]:
    return all_of(
        [
            click.option("--with", "where", required=True, metavar="URL|FOLDER", help=t("对方平台的网址，或 U 盘上的文件夹", "address of the other hub, or a folder on a stick")),
            click.option("--token-file", type=click.Path(dir_okay=False), help=t("存有对方平台令牌的文件；也可用环境变量 LIANDONG_TOKEN", "file with a token of that hub; or the variable LIANDONG_TOKEN")),
        ]
    )  # fmt: skip


def _zone_option(t: Words) -> Callable[[Any], Any]:
    return click.option(
        "--zone",
        "slug",
        metavar="SLUG",
        help=t("代表本平台的哪个片区；只有一个片区有签名密钥时可不写", "for which zone of this hub; needed where several have keys"),
    )  # fmt: skip


def _push(t: Words) -> click.Command:
    @click.command(
        "push",
        help=t(
            "送出：本片区的目录、其中的成果包和成效回传；对方平台上没有片区信任本片区的公钥时，只送成效回传。对方确认存好才算送达。",
            "Give: the catalogue of the zone, the bundles in it, and its reports; its reports alone to a hub where no zone believes its key. Delivered is what the other side has for good.",
        ),
    )
    @_where(t)
    @_zone_option(t)
    @placed(t)
    @t.option()
    def command(where: str, token_file: str | None, slug: str | None) -> None:
        place, zone = _both(where, token_file, slug)
        with _seeing_all():
            from liandong.hub.bundles.domain.delivering import push

            done = push(zone, place, lambda one: _tell(one, t))
        _end(done, t, t("送出", "given"))

    return command


def _pull(t: Words) -> click.Command:
    @click.command(
        "pull",
        help=t(
            "收取：目录、成果包；从文件夹还有成效回传。签名不可信、过期、撤回、退回旧版的都会被拒收并说明原因。",
            "Take: catalogues and bundles; from a folder also reports. What is not signed by somebody trusted, expired, withdrawn or older is refused, with the reason.",
        ),
    )
    @_where(t)
    @_zone_option(t)
    @placed(t)
    @t.option()
    def command(where: str, token_file: str | None, slug: str | None) -> None:
        place, zone = _both(where, token_file, slug)
        with _seeing_all():
            from liandong.hub.bundles.domain.delivering import pull

            done = pull(zone, place, lambda one: _tell(one, t))
        _end(done, t, t("收取", "taken"))

    return command


def _status(t: Words) -> click.Command:
    @click.command(
        "status",
        help=t(
            "查看：哪些回传已送达，收到了哪些、缺哪一次。",
            "See which reports were delivered, which came in, and which number is missing.",
        ),
    )
    @_zone_option(t)
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @placed(t)
    @t.option()
    def command(slug: str | None, *, as_json: bool) -> None:
        with _seeing_all():
            zone = _zone(slug)
            from liandong.hub.bundles.domain.exchanging import standing

            found = standing(zone)
        if as_json:
            print_json(found)
            return
        for one in found["sent"]:
            state = "、".join(one["to"]) or t("尚未送达", "not delivered yet")
            click.echo(t("送出", "given") + f"  {one['report']}  {one['id'][:12]}  {state}")
        for one in found["received"]:
            click.echo(t("收到", "taken") + f"  {one['report']}  {one['id'][:12]}")
        for party, numbers in found["missing"].items():
            told = ", ".join(map(str, numbers))
            click.echo(t(f"缺少  {party} 第 {told} 次", f"missing  {party} number {told}"))
        if not found["sent"] and not found["received"]:
            click.echo(t("没有任何成效回传。", "There are no reports."))

    return command


def _trust(t: Words) -> click.Command:
    @click.command(
        "trust",
        help=t(
            "让本平台的一个片区信任对方的公钥（先核对指纹），或收入换钥、吊销声明。",
            "Have a zone of this hub believe a public key (confirm its fingerprint first), or take in a rotation or revocation.",
        ),
    )
    @click.argument("file", type=click.Path(dir_okay=False))
    @_zone_option(t)
    @click.option(
        "--of",
        metavar="SLUG",
        help=t("公钥属于本平台登记的哪个片区", "which zone known to this hub the key belongs to"),
    )
    @placed(t)
    @t.option()
    def command(file: str, slug: str | None, of: str | None) -> None:
        path = Path(file)
        with _seeing_all():
            zone = _zone(slug)
            from liandong.hub.bundles.domain.judging import today
            from liandong.hub.bundles.domain.keys import taken

            owner = _named(of) if of else None
            rows = taken(zone=zone, path=path, of=owner, on=today())
            for row in rows:
                gone = t(f"  {row.revoked} 吊销", f"  revoked {row.revoked}") if row.revoked else ""
                click.echo(f"{row.party}  {row.fingerprint}  {row.since}{gone}")

    return command


def _both(where: str, token_file: str | None, slug: str | None) -> tuple[Folder | Remote, Zone]:
    from liandong.bundle.places import place_of, token_from

    place = place_of(where, token_from(token_file))
    with _seeing_all():
        return place, _zone(slug)


def _seeing_all() -> Any:
    """The installation brought up; inside, queries see every zone: whoever has its folder has it all."""
    from liandong.hub.operate.prepare import configure

    configure()
    from django_scopes import scopes_disabled

    return scopes_disabled()


def _zone(slug: str | None) -> Zone:
    """The zone that is named, else the only one that has a key. Raises SettingError."""
    from liandong.hub.bundles.models import ZoneKey
    from liandong.hub.core.models import Zone

    if slug:
        return _named(slug)
    found = Zone.objects.filter(pk__in=ZoneKey.objects.values("zone"))
    if len(found) != 1:
        known = ", ".join(found.values_list("slug", flat=True)) or "—"
        reason = (f"请写明片区代号；有密钥的是 {known}", f"name the zone; those with keys are {known}")
        raise SettingError(setting="--zone", value="—", reason=reason)
    return found[0]


def _named(slug: str) -> Zone:
    from liandong.hub.core.models import Zone

    found = Zone.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Zone.objects.values_list("slug", flat=True)) or "—"
        reason = (f"本平台没有这个片区，有的是 {known}", f"this hub has no such zone, but {known}")
        raise SettingError(setting="--zone", value=slug, reason=reason)
    return found


def _tell(one: Carried, t: Words) -> None:
    kind = t(*_KINDS[one.kind])
    if one.refusal is not None:
        click.echo(t(f"拒收  {kind}  {one.key[:12]}  {one.refusal[0]}", f"refused  {kind}  {one.key[:12]}  {one.refusal[1]}"), err=True)  # fmt: skip
        return
    state = t("新", "new") if one.is_new else t("已有", "known")
    click.echo(f"{state}  {kind}  {one.key[:12]}")


def _end(done: list[Carried], t: Words, what: str) -> None:
    refused = sum(one.refusal is not None for one in done)
    click.echo(
        t(
            f"{what} {len(done) - refused} 份，拒收 {refused} 份。",
            f"{len(done) - refused} {what}, {refused} refused.",
        )
    )
    if refused:
        raise click.exceptions.Exit(1)
