"""Two hubs on one machine, in processes of their own: bundles go down and reports up while one of them is killed.

At random moments the hub that serves, or the command that asks it, is killed like in a power cut and started again. In the
end everything is there, nothing is there twice, and both audit chains hold.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from liandong.hub.operate.served import Served, environment

from .conftest import folder_of

BUNDLES, REPORTS = 6, 8
EMPTY = """
from liandong.hub.operate.prepare import configure, prepare
configure(); prepare(lambda *_: None)
"""
BOTH = """
import json, sys
from liandong.hub.operate.prepare import configure
configure()
from datetime import timedelta
from pathlib import Path
from django_scopes import scopes_disabled
from liandong.hub.bundles.domain import cataloguing, judging, keys, taking
from liandong.hub.core.domain import tokens
from liandong.hub.core.models import Circle, User, Zone
where, asked = Path(sys.argv[1]), json.loads(sys.argv[2])
on = judging.today()
def zone(slug, name):
    return Zone.objects.create(slug=slug, name=name, longitude=120, latitude=36)
"""
ORIGIN = (
    BOTH
    + """
from liandong.bundle import Bundle
from liandong.hub.bundles.enums import Origin
with scopes_disabled():
    own, partner = zone("qingdao", "青岛自贸片区"), zone("rizhao", "日照综保区")
    User.objects.create(username="link", role="officer", zone=partner)
    key = keys.make(zone=own, party="青岛", user=None, on=on)
    (where / "qingdao.pub").write_text(key.public + "\\n")
    for folder in asked["folders"]:
        row = taking.keep(Bundle.build(folder), zone=own, circle=Circle.of([own]), came=Origin.BUILT, user=None)
        taking.share(taking.sign(row), is_shared=True)
    cataloguing.publish(zone=own, on=on, expires=on + timedelta(days=90))
    (where / "token").write_text(tokens.create(username="link", name="exchange", days=1))
"""
)
ADOPTER = (
    BOTH
    + """
with scopes_disabled():
    own = zone("rizhao", "日照综保区")
    key = keys.make(zone=own, party="日照", user=None, on=on)
    (where / "rizhao.pub").write_text(key.public + "\\n")
"""
)
#: The adopter has reports to send on the bundles that it got.
REPORT = (
    BOTH.split("def zone", maxsplit=1)[0]
    + """
from datetime import date
from liandong.bundle import Report
from liandong.hub.bundles.domain import reporting
from liandong.hub.bundles.models import BundleFile
from liandong.profile import Profile
with scopes_disabled():
    own = Zone.objects.get(slug="rizhao")
    key, private = keys.signing_key(own)
    counts = Profile.load(asked["profile"])
    row = BundleFile.objects.order_by("key").first()
    for number in range(1, asked["reports"] + 1):
        made = Report.of(judging.opened(row), counts, zone="日照", now=on, sequence=number, adopted=date(2024, 6, 1))
        reporting.kept(made.sign(private), row, own, None)
"""
)
LOOK = """
from liandong.hub.operate.prepare import configure
configure()
import json
from django_scopes import scopes_disabled
from liandong.hub.bundles.models import BundleFile, CatalogueFile, ReportFile
from liandong.hub.bundles.domain import judging, reporting
from liandong.hub.core.domain import audit
with scopes_disabled():
    print(json.dumps({
        "bundles": sorted(judging.opened(row).digest for row in BundleFile.objects.all()),
        "catalogues": CatalogueFile.objects.count(),
        "reports": sorted([reporting.opened(row).facts.sequence for row in ReportFile.objects.all()]),
        "delivered": sum(bool(row.sent) for row in ReportFile.objects.all()),
        "break": str(audit.verify()),
    }))
"""


def python(env, code, *words):
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def hubs(tmp_path, shared):
    """The origin, served; the adopter's environment; the folder with keys and token."""
    folders = [folder_of(tmp_path / f"x{n}", f"1.{n}.0") for n in range(BUNDLES)]
    for n, folder in enumerate(folders):
        path = folder / "innovation.toml"
        path.write_text(path.read_text("utf-8").replace('"two-stage"', f'"stage-{n}"'), "utf-8")
    shared.save(tmp_path / "shared.profile")
    origin, adopter = (environment(tmp_path / name) for name in ("origin", "adopter"))
    python(origin, EMPTY)
    shutil.copytree(tmp_path / "origin", tmp_path / "adopter")
    python(origin, ORIGIN, tmp_path, json.dumps({"folders": [str(it) for it in folders]}))
    python(adopter, ADOPTER, tmp_path, "{}")
    for env, *words in (
        (adopter, tmp_path / "qingdao.pub"),
        (origin, tmp_path / "rizhao.pub", "--zone", "qingdao", "--of", "rizhao"),
    ):
        running = command(env, "trust", *words)
        assert (running.communicate(timeout=600)[0].count("\n"), running.returncode) == (1, 0)
    with Served(origin, workers=1) as served:
        yield served, adopter, tmp_path


def command(env, *words):
    """``liandong exchange …`` in a process of its own; its lines can be read as it goes."""
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "liandong.cli", "exchange", *map(str, words)],
        env={**env, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def interrupted(served, env, words, draw, most):
    """The command again and again, killed itself or losing the hub after a few lines, until it comes to its end."""
    for times in range(most):
        running = command(env, *words)
        for _ in range(draw.randrange(3)):
            if not running.stdout.readline():
                break
        time.sleep(draw.random() / 50)
        if running.poll() is None and times % 2:
            running.send_signal(signal.SIGKILL)
        elif running.poll() is None:
            served.kill()
        output = running.communicate(timeout=600)[0]
        if served.process.poll() is not None:
            served.start(600)
        if running.returncode == 0:
            return times, output
    # At last it is left alone.
    running = command(env, *words)
    output = running.communicate(timeout=600)[0]
    assert running.returncode == 0, output
    return most, output


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("seed", [1])
def test_killed_in_the_middle_nothing_is_lost_and_nothing_is_there_twice(hubs, seed):
    served, adopter, place = hubs
    draw = random.Random(seed)
    words = ("--with", served.address, "--token-file", place / "token")
    broke, _ = interrupted(served, adopter, ("pull", *words), draw, 4)
    found = json.loads(python(adopter, LOOK))
    assert (len(set(found["bundles"])), len(found["bundles"]), found["catalogues"]) == (BUNDLES, BUNDLES, 1)
    python(adopter, REPORT, place, json.dumps({"profile": str(place / "shared.profile"), "reports": REPORTS}))
    more, _ = interrupted(served, adopter, ("push", *words), draw, 4)
    assert broke + more > 1
    served.kill()
    origin = json.loads(python(served.env, LOOK))
    served.start(600)
    assert (origin["reports"], origin["bundles"]) == (list(range(1, REPORTS + 1)), found["bundles"])
    assert (origin["break"], json.loads(python(adopter, LOOK))["break"]) == ("None", "None")
    last = command(adopter, "push", *words)
    assert last.communicate(timeout=600)[0] == "送出 0 份，拒收 0 份。\n"
    assert json.loads(python(adopter, LOOK))["delivered"] == REPORTS
