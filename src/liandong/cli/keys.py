"""``liandong bundle keygen``, ``trust``, ``rotate`` and ``revoke``: the life of a key that signs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from liandong.cli.words import Words
from liandong.files import written_beside

_FILE = click.Path(dir_okay=False)


def keys(t: Words) -> list[click.Command]:
    """The commands."""
    return [_keygen(t), _trust(t), _rotate(t), _revoke(t)]


def _algorithm(t: Words) -> Callable[[Any], Any]:
    return click.option(
        "--algorithm",
        type=click.Choice(["ed25519", "sm2"]),
        default="ed25519",
        show_default=True,
        help=t("签名算法；sm2（国密）须安装 liandong[gm]", "how it signs; sm2 needs liandong[gm]"),
    )


def _today() -> date:
    return date.today()  # noqa: DTZ011 -- the officer's own calendar day


def _keygen(t: Words) -> click.Command:
    @click.command(
        "keygen",
        help=t(
            "新建密钥：KEY 自己保管，KEY.pub 发给各方。", "Make a key: KEY stays, KEY.pub goes to the others."
        ),
    )
    @click.option(
        "-o", "--out", required=True, metavar="KEY", type=_FILE, help=t("密钥文件", "file of the key")
    )
    @click.option(
        "--party",
        help=t(
            "密钥归谁，如片区名；默认取文件名",
            "whose key it is, such as a zone; the name of the file if not given",
        ),
    )
    @_algorithm(t)
    @t.option()
    def command(out: str, party: str | None, algorithm: Any) -> None:
        from liandong.bundle import new_key, save_public

        key = new_key(party or Path(out).stem, algorithm)
        key.save(Path(out))
        save_public(key.public, f"{out}.pub")
        click.echo(
            t(
                f"已写入 {out} 和 {out}.pub，指纹 {key.fingerprint}",
                f"Written to {out} and {out}.pub, fingerprint {key.fingerprint}",
            )
        )

    return command


def _trust(t: Words) -> click.Command:
    @click.command(
        "trust",
        help=t(
            "信任库：加入核对过的公钥、换钥声明、吊销声明；不给文件则列出。",
            "A trust store: take in public keys that were confirmed, rotations and revocations; without files, list it.",
        ),
    )
    @click.argument("store", type=click.Path())
    @click.argument("files", nargs=-1, type=_FILE)
    @click.option(
        "--now",
        type=click.DateTime(["%Y-%m-%d"]),
        help=t("登记日期，默认今天", "the day it is noted under; today if not given"),
    )
    @t.option()
    def command(store: str, files: tuple[str, ...], now: Any) -> None:
        from liandong.bundle import Trust

        is_there = (Path(store) / "trust.toml").is_file() or Path(store).is_file()
        trust = Trust.load(store) if is_there or not files else Trust()
        for file in files:
            trust = trust.take(file, on=now.date() if now else _today())
        if files:
            trust.save(store)
        for one in trust.entries:
            gone = (
                t(f"  {one.revoked} 吊销：{one.reason}", f"  revoked {one.revoked}: {one.reason}")
                if one.revoked
                else ""
            )
            click.echo(f"{one.key.party}  {one.key.fingerprint}  {one.since}{gone}")

    return command


def _rotate(t: Words) -> click.Command:
    @click.command(
        "rotate",
        help=t(
            "换钥：用旧密钥签名介绍新公钥；各方收入信任库后两把都有效，再吊销旧的。",
            "A new key: the old one signs it. Who takes that into its store believes both; then revoke the old one.",
        ),
    )
    @click.option("--key", required=True, type=_FILE, help=t("旧私钥", "the old private key"))
    @click.option("--new", required=True, type=_FILE, help=t("新公钥", "the new public key"))
    @click.option("-o", "--out", required=True, type=_FILE, help=t("写到这个文件", "file to write"))
    @t.option()
    def command(key: str, new: str, out: str) -> None:
        from liandong.bundle import load_private, load_public, rotation

        public = load_public(new)
        _write(rotation(load_private(key, public.party), public), out, t)

    return command


def _revoke(t: Words) -> click.Command:
    @click.command(
        "revoke",
        help=t(
            "吊销密钥：由它自己或同一方的另一把密钥签名。此前签的成果包只有列在有效目录里的才继续可信。",
            "Revoke a key, signed by itself or by another of the same party. What it has signed is then believed only where a valid catalogue lists it.",
        ),
    )
    @click.argument("gone", type=_FILE, metavar="KEY.pub")
    @click.option("--key", required=True, type=_FILE, help=t("签名用的私钥", "the private key that signs"))
    @click.option(
        "--on",
        "day",
        required=True,
        type=click.DateTime(["%Y-%m-%d"]),
        help=t("从哪天起", "from which day on"),
    )
    @click.option("--reason", required=True, help=t("原因", "why"))
    @click.option("-o", "--out", required=True, type=_FILE, help=t("写到这个文件", "file to write"))
    @t.option()
    def command(gone: str, key: str, day: Any, reason: str, out: str) -> None:
        from liandong.bundle import load_private, load_public, revocation

        public = load_public(gone)
        _write(revocation(load_private(key, public.party), public, on=day.date(), reason=reason), out, t)

    return command


def _write(statement: bytes, out: str, t: Words) -> None:
    with written_beside(out) as part:
        part.write_bytes(statement)
    click.echo(t(f"已写入 {out}", f"Written to {out}"))
