"""An innovation goes from one zone to another and its counts come back, by commands alone; what is refused says why."""

import json
import shutil

import pytest

import liandong as ld
from liandong.bundle import Bundle
from liandong.innovations import folders

APPROVED = ["--approved-by", "数据处", "--retention", "2028-12-31", "--now", "2026-11-22"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Qingdao's desk: a folder, its bundle signed, its key, and a stranger's."""
    from click.testing import CliRunner

    from liandong.cli import command_line

    root = tmp_path_factory.mktemp("desk")
    for words in (
        ("new", "x"),
        ("build", "x", "-o", "a.fip"),
        ("keygen", "-o", "QD", "--party", "青岛"),
        ("keygen", "-o", "other"),
        ("sign", "a.fip", "--key", "QD", "-o", "s.fip"),
    ):
        paths = [
            str(root / word) if word in ("x", "a.fip", "s.fip", "QD", "other") else word for word in words
        ]
        done = CliRunner().invoke(command_line("zh"), ["bundle", *paths])
        assert (done.exit_code, done.stderr) == (0, "")
    return root


@pytest.fixture
def place(desk, tmp_path):
    """A copy of the desk to work on."""
    shutil.copytree(desk, tmp_path / "desk")
    return tmp_path / "desk"


def test_two_builds_are_byte_for_byte_the_same(said, place):
    said("bundle", "build", place / "x", "-o", place / "b.fip")
    assert (place / "a.fip").read_bytes() == (place / "b.fip").read_bytes()


def test_verify_says_who_signed_and_that_it_is_simulated(said, place):
    digest = Bundle.open(place / "s.fip").digest
    assert said("bundle", "verify", place / "s.fip", "--trust", place / "QD.pub") == (
        f"my-innovation 0.1.0  （名称）（模拟数据）  来源 （来源片区）  {digest[:12]}\n核验通过，签名方：青岛\n"
    )
    told = json.loads(said("bundle", "verify", place / "s.fip", "--trust", place / "QD.pub", "--json"))
    assert (told["digest"], told["signers"], told["innovation"]["is_simulated"]) == (digest, ["青岛"], True)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("verify", "a.fip", "--trust", "QD.pub"), "没有签名"),
        (("verify", "s.fip", "--trust", "other.pub"), "不受信任"),
        (("verify", "QD", "--trust", "QD.pub"), "不是可用的成果包"),
        (("verify", "none.fip", "--trust", "QD.pub"), "不存在"),
        (("verify", "s.fip", "--trust", "a.fip"), "不是 Ed25519 密钥"),
        (("install", "a.fip", "--trust", "QD.pub", "--into", "in"), "没有签名"),
        (("install", "s.fip", "--trust", "QD.pub", "--into", "in", "--profile", "x.profile"), "须与 --zone 一起给出"),
        (("build", "none", "-o", "b.fip"), "不存在"),
        (("new", "x"), "这里已有内容"),
        (("keygen", "-o", "QD"), "密钥不会被覆盖"),
        (("receive", "s.fip", "--trust", "QD.pub", "--into", "in"), "不是完整的回传件"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_in_a_sentence(run, place, words, reason):
    arguments = [place / word if "." in word or word in ("in", "QD", "x", "none") else word for word in words]
    result = run("bundle", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert reason in result.stderr


def test_test_shows_every_case_and_fails_where_one_differs(run, said, place):
    assert said("bundle", "test", place / "s.fip").splitlines()[-1] == "1 个用例，0 个不一致。"
    assert (
        "    activities = ['受理', '办理', '办结']"
        in said("bundle", "test", place / "x", "--answers").splitlines()
    )
    case = place / "x" / "cases" / "procedure.toml"
    case.write_text(case.read_text("utf-8").replace("errors = 0", "errors = 3"), "utf-8")
    result = run("bundle", "test", place / "x", language="en")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "differs  cases/procedure.toml  the procedure has no errors",
        "    errors should be 3 and is 0",
        "1 cases, 1 differ.",
    ]


def test_decide_tells_the_result_its_row_and_what_kept_the_others(run, said):
    folder = folders()["simple-deregistration"]
    words = (
        "bundle",
        "decide",
        folder,
        "application",
        "debts=已清偿",
        "listed=否",
        "objection=否",
        "extended=是",
    )
    assert said(*words, "days=25") == (
        "结果：可以申请\n适用第 6 行，依据 SAMR-2021-45。\n"
        "第 1 行不适用：债权债务\n第 2 行不适用：上市股份有限公司\n第 3 行不适用：公示期内有异议\n"
        "第 4 行不适用：公示期满后第几天（期内为负数）\n第 5 行不适用：公示期满后第几天（期内为负数）\n"
    )
    told = json.loads(said(*words, "days=30.5", "--json"))
    assert told == {"outputs": [{"result": "须重新公示"}], "rules": [{"row": 7, "basis": "SAMR-2021-45"}]}
    assert "application.toml" in said("bundle", "decide", folder)
    for wrong, reason in (("days=soon", "不能是 soon"), ("days", "名称=值"), ("day=1", "没有输入 day")):
        done = run(*words, wrong)
        assert (done.exit_code, reason in done.stderr) == (1, True)


def test_diff_tells_what_changed(said, place):
    assert said("bundle", "diff", place / "a.fip", place / "s.fip") == "两个成果包内容相同。\n"
    facts = place / "x" / "innovation.toml"
    facts.write_text(facts.read_text("utf-8").replace('"0.1.0"', '"0.2.0"'), "utf-8")
    said("bundle", "build", place / "x", "-o", place / "b.fip")
    assert said("bundle", "diff", place / "a.fip", place / "b.fip") == "版本由“0.1.0”改为“0.2.0”\n"
    (told,) = json.loads(said("bundle", "diff", place / "a.fip", place / "b.fip", "--json"))
    assert (told["kind"], told["en"]) == ("fact", "version changed from “0.1.0” to “0.2.0”")


def test_fit_install_and_list(run, said, place):
    zone = place / "zone.toml"
    zone.write_text('zone = "日照"\n', "utf-8")
    assert said("bundle", "fit", place / "s.fip", "--zone", zone).splitlines()[-1] == "适用于 日照。"
    trust = ["--trust", place / "QD.pub", "--into", place / "in", "--now", "2026-11-22"]
    said("bundle", "install", place / "s.fip", *trust, "--zone", zone)
    assert "    2026-11-22 安装，签名方 青岛，适用于 日照\n" in said("bundle", "list", place / "in")
    (told,) = json.loads(said("bundle", "list", place / "in", "--json"))
    assert (told["id"], told["zone"], told["is_fitting"]) == ("my-innovation", "日照", True)
    zone.write_text('zone = "日照"\n[parameters.my-innovation]\nspeed = 1\n', "utf-8")
    result = run("bundle", "fit", place / "s.fip", "--zone", zone, language="en")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (
        1,
        "against: there is no parameter speed; there are: —",
    )
    assert said("bundle", "list", place / "none") == "没有安装任何成果。\n"


def test_counts_come_back_and_are_taken_in_once(run, said, place, exports):
    said("bundle", "keygen", "-o", place / "RZ", "--party", "日照")
    rows = [
        f"{n},{step},2024-05-{n % 28 + 1:02} {hour}:00:00,王"
        for n in range(60)
        for step, hour in (("申报", "09"), ("放行", "1" + str(n % 7)))
    ]
    (place / "log.csv").write_text("\n".join(["办件编号,环节,办结时间,经办人", *rows]) + "\n", "utf-8")
    ld.profile(ld.read_log(place / "log.csv", zone="日照")).save(place / "own.profile")
    words = [
        "bundle",
        "report",
        place / "s.fip",
        "--profile",
        place / "own.profile",
        "--key",
        place / "RZ",
        "-o",
        place / "up.fips",
    ]
    refused = run(*words)
    assert (refused.exit_code, (place / "up.fips").exists()) == (1, False)
    assert "画像尚未共享，须写明审批人和保存期限" in refused.stderr
    said(*words, *APPROVED)
    assert (place / "share-log.jsonl").is_file()
    taking = [
        "bundle",
        "receive",
        place / "up.fips",
        "--trust",
        place / "RZ.pub",
        "--bundle",
        place / "s.fip",
        "--into",
        place / "reports",
    ]
    first, second = said(*taking), said(*taking)
    assert first.startswith("新收  日照  my-innovation 0.1.0  2026-11-22  60 件，平均 ")
    assert second == first.replace("新收", "已收过")
    assert "known  日照" in said(*taking, language="en")


def test_a_key_is_followed_by_another_and_revoked(run, said, place):
    said("bundle", "keygen", "-o", place / "QD-2", "--party", "青岛")
    said("bundle", "rotate", "--key", place / "QD", "--new", place / "QD-2.pub", "-o", place / "r")
    said(
        "bundle",
        "revoke",
        place / "QD.pub",
        "--key",
        place / "QD-2",
        "--on",
        "2027-01-05",
        "--reason",
        "更换",
        "-o",
        place / "gone",
    )
    said("bundle", "trust", place / "store", place / "QD.pub", "--now", "2026-11-22")
    told = said(
        "bundle", "trust", place / "store", place / "r", place / "gone", "--now", "2027-01-05"
    ).splitlines()
    assert told[0].endswith("2026-11-22  2027-01-05 吊销：更换")
    assert told[1].startswith("青岛  ")
    assert said("bundle", "trust", place / "store").splitlines() == told
    result = run("bundle", "verify", place / "s.fip", "--trust", place / "store")
    assert (result.exit_code, "已于 2027-01-05 吊销（更换）" in result.stderr) == (1, True)
    assert run("bundle", "trust", place / "nowhere").exit_code == 1


def test_a_catalogue_is_built_signed_updated_and_checked(run, said, place):
    days = ["--now", "2026-11-22", "--expires", "2027-06-30"]
    said("catalogue", "build", place, "--name", "青岛", *days, "-o", place / "c1")
    said("catalogue", "sign", place / "c1", "--key", place / "QD", "-o", place / "s1")
    trust = ["--trust", place / "QD.pub", "--now", "2026-11-23"]
    told = said("catalogue", "check", place / "s1", *trust)
    assert told.splitlines()[0] == "青岛  第 1 版，2026-11-22 签发，2027-06-30 到期"
    assert told.splitlines()[-1] == "可以使用，签名方：青岛"
    said("bundle", "verify", place / "s.fip", *trust, "--catalogue", place / "s1")
    withdrawn = said(
        "catalogue",
        "update",
        place / "s1",
        "--withdraw",
        "my-innovation 0.1.0",
        "条款已修订",
        *days,
        "-o",
        place / "c2",
    )
    assert withdrawn.splitlines()[1].endswith("  2026-11-22 撤回：条款已修订")
    said("catalogue", "sign", place / "c2", "--key", place / "QD", "-o", place / "s2")
    said("catalogue", "check", place / "s2", "--last", place / "s1", *trust)
    for words, reason in (
        (
            ("bundle", "verify", place / "s.fip", *trust, "--catalogue", place / "s2"),
            "已于 2026-11-22 撤回：条款已修订",
        ),
        (("catalogue", "check", place / "s1", "--last", place / "s2", *trust), "不能退回"),
        (("catalogue", "check", place / "s1", "--trust", place / "QD.pub", "--now", "2028-01-01"), "到期"),
        (("catalogue", "check", place / "c1", *trust), "没有签名"),
        (("catalogue", "check", place / "a.fip", *trust), "不是成果目录"),
    ):
        result = run(*words)
        assert (result.exit_code, result.stdout) == (1, "")
        assert reason in result.stderr
