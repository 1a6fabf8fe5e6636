"""``liandong up`` and what else an operator does: backup, restore, audit, token."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liandong.cli.shell import bar
from liandong.cli.words import Words

if TYPE_CHECKING:
    from liandong.hub.bottlenecks.domain.shipped import Work

_STEPS = {
    "tables": ("建立数据表", "making tables"),
    "static": ("准备静态文件", "preparing static files"),
    "figures": ("装入七个片区与来源数字", "loading the seven zones and the sources' figures"),
}


def hub(t: Words) -> Iterator[click.Command]:
    """The commands."""
    yield _up(t)
    yield _backup(t)
    yield _restore(t)
    yield _audit(t)
    yield _token(t)


def _up(t: Words) -> click.Command:
    @click.command(
        "up",
        help=t(
            "启动联动创新平台：建库、用自带真实日志跑一遍主流程、装入七个片区、打印网址和演示账号。",
            "Start the hub: make the database, do the main job on the real logs shipped, load the seven zones, "
            "print the address and the accounts to try.",
        ),
    )
    @click.option("--port", default=8000, show_default=True, help=t("端口", "port"))
    @click.option(
        "--host", default="127.0.0.1", show_default=True, help=t("监听地址", "address to listen on")
    )
    @click.option("--workers", default=2, show_default=True, help=t("服务进程数", "server processes"))
    @click.option("--empty", is_flag=True, help=t("不装演示数据，正式启用", "no demonstration: a real start"))
    @placed(t)
    @t.option()
    def command(port: int, host: str, workers: int, empty: bool) -> None:
        from liandong.hub.operate.prepare import configure, first_operator, prepare
        from liandong.hub.operate.serve import check_port, serve

        check_port(host, port)
        configure()
        from liandong.hub.operate.beside import counting

        with counting(is_wanted=not empty) as work:
            with bar(t("准备", "Preparing")) as update:
                prepare(lambda step, done, total: update(done, total))
            accounts = _accounts_empty(t, first_operator()) if empty else _demonstrated(t, work)
        click.echo(t(f"联动创新平台已启动：http://{host}:{port}/", f"The hub is up: http://{host}:{port}/"))
        click.echo(accounts)
        click.echo(t("按 Ctrl-C 停止。", "Stop with Ctrl-C."))
        serve(host, port, workers)

    return command


def _demonstrated(t: Words, work: Work) -> str:
    """The demonstration loaded; its accounts."""
    from liandong.hub.operate.prepare import demonstrate

    title = t("装入演示数据并诊断自带日志", "Loading the demonstration and diagnosing the logs")
    with bar(title) as update:
        password = demonstrate(lambda step, done, total: update(done, total), work)
    return _accounts_demo(t, password)


def placed(t: Words) -> Callable[[Any], Any]:
    """``--home`` and ``--database``, the same on every command; they go to the environment before Django starts."""
    place = t(
        "数据目录（默认 ~/.liandong 或 LIANDONG_HOME）", "directory of the installation (default ~/.liandong)"
    )
    home = _kept("--home", "LIANDONG_HOME", place, click.Path(file_okay=False, resolve_path=True))
    database = _kept(
        "--database", "LIANDONG_DATABASE", "postgresql://user:password@host:port/name", click.STRING
    )
    return lambda command: home(database(command))


def _kept(option: str, variable: str, text: str, kind: Any) -> Callable[[Any], Any]:
    def remember(_: click.Context, __: click.Parameter, value: str | None) -> None:
        if value:
            os.environ[variable] = value

    return click.option(option, type=kind, expose_value=False, is_eager=True, callback=remember, help=text)


def _accounts_demo(t: Words, password: str) -> str:
    if not password:
        return _accounts_empty(t, None)
    rows = (
        ("lead", t("青岛自贸片区 制度创新专员（牵头）", "officer of the lead zone, Qingdao")),
        ("rizhao", t("日照综保区 制度创新专员", "officer of a partner zone, Rizhao")),
        ("leader", t("领导：驾驶舱", "leader: the cockpit")),
        ("customs", t("部门人员：黄岛海关", "department: customs")),
        ("firm", t("企业", "enterprise")),
        ("reviewer", t("省级评审", "provincial reviewer")),
        ("stranger", t("未授权的账号，什么也看不到", "an account without rights: sees nothing")),
        ("admin", t("系统运维", "operator")),
    )
    head = t(f"演示账号（口令都是 {password}）：", f"Accounts to try (password {password}):")
    return "\n".join([head, *(f"  {name:<10}{what}" for name, what in rows)])


def _accounts_empty(t: Words, made: tuple[str, str] | None) -> str:
    if made is None:
        return t("用已有账号登录。", "Sign in with an account you have.")
    name, password = made
    return t(
        f"首个运维账号：{name}，一次性口令：{password}（登录后请修改）",
        f"First operator: {name}, one-time password {password} (change it after signing in)",
    )


def _backup(t: Words) -> click.Command:
    @click.command(
        "backup",
        help=t(
            "把数据库和文件备份成一个 zip；平台可以不停。",
            "Copy database and files to one zip; the hub may go on running.",
        ),
    )
    @click.option(
        "-o", "--out", required=True, type=click.Path(dir_okay=False), help=t("备份文件", "the copy to write")
    )
    @click.option("--secrets", is_flag=True, help=t("连同密钥一起备份", "with the secret key"))
    @placed(t)
    @t.option()
    def command(out: str, secrets: bool) -> None:
        from liandong.hub.operate.backup import backup
        from liandong.hub.operate.prepare import configure, database

        configure()
        with bar(t("备份", "Copying")):
            manifest = backup(Path(out), database=database(), secrets=secrets)
        click.echo(
            t(
                f"已备份 {len(manifest['files'])} 个文件：{out}",
                f"Copied {len(manifest['files'])} files: {out}",
            )
        )

    return command


def _restore(t: Words) -> click.Command:
    @click.command(
        "restore",
        help=t(
            "从备份恢复；先核对再替换，原有数据移到一旁。",
            "Restore a copy: checked first, the former state is moved aside.",
        ),
    )
    @click.argument("source", type=click.Path())
    @click.option("--force", is_flag=True, help=t("替换已有数据", "replace what is there"))
    @placed(t)
    @t.option()
    def command(source: str, force: bool) -> None:
        from liandong.hub.operate.backup import restore
        from liandong.hub.operate.prepare import configure, database

        configure()
        with bar(t("恢复", "Restoring")):
            kept = restore(Path(source), database=database(), force=force)
        click.echo(
            t("已恢复。", "Restored.")
            + (t(f"原有数据在 {kept}", f" The former state is in {kept}") if kept else "")
        )

    return command


def _audit(t: Words) -> click.Command:
    group = click.Group("audit", help=t("审计记录", "the audit log"))

    @group.command(
        "verify",
        help=t(
            "核对审计链；断了就报出第一处，退出码 1。",
            "Check the audit chain; tells the first break, exit code 1.",
        ),
    )
    @placed(t)
    @t.option()
    def verify() -> None:
        from liandong.hub.operate.prepare import configure

        configure()
        from liandong.hub.core.domain import audit
        from liandong.hub.core.models import AuditEntry

        found = audit.verify()
        if found is None:
            count = AuditEntry.objects.count()
            click.echo(t(f"审计链完整：{count} 条。", f"The audit chain holds: {count} entries."))
            return
        click.echo(
            t(
                f"审计链在第 {found.number} 条断开：{found.reason}",
                f"The audit chain breaks at entry {found.number}: {found.reason}",
            ),
            err=True,
        )
        raise SystemExit(1)

    return group


def _token(t: Words) -> click.Command:
    group = click.Group("token", help=t("接口令牌", "tokens for the API"))

    @group.command(
        "create", help=t("为账号生成接口令牌，只显示一次。", "Make a token for an account; shown once.")
    )
    @click.argument("username")
    @click.option("--name", default="cli", help=t("用途", "what it is for"))
    @click.option("--days", default=90, show_default=True, help=t("有效天数", "days it is valid"))
    @placed(t)
    @t.option()
    def create(username: str, name: str, days: int) -> None:
        from liandong.hub.operate.prepare import configure

        configure()
        from liandong.hub.core.domain import tokens

        click.echo(tokens.create(username=username, name=name, days=days))

    return group
