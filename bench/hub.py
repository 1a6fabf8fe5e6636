"""The hub under load: server time of every page with many rows, and fifty people at once.

``python bench/hub.py`` makes an installation under ``bench/data/hub-home`` (SQLite) or on ``--database`` (PostgreSQL),
fills it with the seeding functions of the rooms, serves it with two processes and measures from outside, over HTTP on
the loopback. Limits of the issue: p95 under 150 ms a page alone, under 1 s with 50 people, 600 kB on first load.
"""

import argparse
import gzip
import json
import os
import random
import re
import sys
import threading
import time
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path

from liandong.hub.operate.served import Served

HERE = Path(__file__).parent
#: How many of what; each room's ``seed`` makes them.
ROWS = {
    "innovations.Innovation": 10_000,
    "tasks.Task": 50_000,
    "requests.Request": 200_000,
    "reforms.Design": 2_000,
    "effects.Effect": 5_000,
    "bundles.BundleFile": 5_000,
}
#: Rooms that begin with their demonstration.
SHOWN = ("innovations", "tasks", "requests", "network")
#: Of the log behind the analysis that is opened: a million cases.
EVENTS = 20_000_000
#: The pages an officer opens; the first object of each list is opened too.
PAGES = (
    "/",
    "/search/?q=通关",
    "/factsheet/",
    "/tasks/",
    "/tasks/?light=red",
    "/requests/",
    "/innovations/",
    "/innovations/matrix/",
    "/bottlenecks/",
    "/reforms/",
    "/effects/",
    "/effects/dossiers/",
    "/bundles/",
    "/bundles/reports/",
    "/network/",
    "/me/notices/",
)


def main() -> None:
    """Seed, serve, measure, print; exit 1 where a limit is passed."""
    options = _options()
    os.environ["LIANDONG_HOME"] = str(options.home.resolve())
    if options.database:
        os.environ["LIANDONG_DATABASE"] = options.database
    cookie, analysis = _seeded(options.share)
    with Served(os.environ) as server:
        port = server.port
        pages = _pages(port, cookie, analysis)
        alone = {page: _alone(port, cookie, page, options.times) for page in pages}
        first = _first_load(port, cookie)
        crowd, errors = _crowd(port, cookie, pages, options.users, options.seconds)
    _told(alone, first, crowd, errors, options)
    slow = [page for page, times in alone.items() if _p95(times) > 0.150]
    sys.exit(1 if slow or errors or _p95(crowd) > 1 or first > 600_000 else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=HERE / "data/hub-home")
    parser.add_argument("--database", default="")
    parser.add_argument("--share", type=float, default=1.0, help="of the rows, for a quick try")
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=20)
    return parser.parse_args()


def _seeded(share: float) -> tuple[str, str]:
    """A session of the lead officer and the address of a large analysis, in an installation with many rows.

    Made where they are not there yet.
    """
    from liandong.hub.operate.prepare import configure, prepare

    configure()
    from django.test import Client
    from django_scopes import scopes_disabled

    from liandong.hub.core.domain import demo
    from liandong.hub.core.models import User

    prepare(lambda *_: None)
    with scopes_disabled():
        if not User.objects.exists():
            demo.load("secret")
            _demonstrate()
        if _seed(share):
            _indexed()
        analysis = _analysis(int(EVENTS * share))
        browser = Client()
        person = User.objects.get(username="lead")
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return f"sessionid={browser.cookies['sessionid'].value}", analysis


def _demonstrate() -> None:
    for room in SHOWN:
        import_module(f"liandong.hub.{room}.domain.demo").load()


def _seed(share: float) -> bool:
    """Makes the rows that are not there yet; whether there were any."""
    from django.apps import apps

    missing = {name: int(rows * share) for name, rows in ROWS.items()}
    missing = {name: rows for name, rows in missing.items() if apps.get_model(name).objects.count() < rows}
    for name, rows in missing.items():
        began = time.perf_counter()
        import_module(f"liandong.hub.{name.split('.')[0]}.domain.seed").seed(rows)
        print(f"seeded {name}: {rows:,} rows in {time.perf_counter() - began:.0f} s", flush=True)
    return bool(missing)


def _indexed() -> None:
    import_module("liandong.hub.cockpit.domain.reindex").rebuild()


def _analysis(events: int) -> str:
    """The address of an analysis of a generated log of so many events, diagnosed as the worker does it."""
    from generate import generate
    from liandong import profile
    from liandong.hub.bottlenecks.domain import files
    from liandong.hub.bottlenecks.domain.analysing import finish
    from liandong.hub.bottlenecks.domain.results import DEFAULTS
    from liandong.hub.bottlenecks.domain.telling import Tell
    from liandong.hub.bottlenecks.models import Analysis
    from liandong.hub.core.models import Circle, Zone

    title = f"压测：{events:,} 个事件（模拟）"
    made = Analysis.objects.filter(title=title, state="done").first()
    if made is None:
        began = time.perf_counter()
        whole = profile(generate(events), simulated=True)
        lead, folder = Zone.objects.get(slug="qingdao"), files.new_folder()
        made = Analysis(
            title=title, zone=lead, circle=Circle.network(), folder=folder, settings=dict(DEFAULTS)
        )
        made.save()
        finish(made, whole, Tell(lambda *_: None), 0, 100)
        print(f"diagnosed {made.cases:,} cases in {time.perf_counter() - began:.0f} s", flush=True)
    return made.get_absolute_url()


def _get(port: int, cookie: str, page: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
    connection.request("GET", _quoted(page), headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def _quoted(page: str) -> str:
    from urllib.parse import quote

    return quote(page, safe="/?=&%")


def _pages(port: int, cookie: str, analysis: str) -> list[str]:
    """The lists, and the first object that each of them links to; the analysis, and the pages it leads on to."""
    found = list(PAGES)
    for page in PAGES:
        found += re.findall(rf'href="({re.escape(page.split("?")[0])}\d+/)"', _text(port, cookie, page))[:1]
    sections = re.findall(rf'href="({analysis}[a-z]+/)"', _text(port, cookie, analysis))
    table = f"{analysis}tables/edges/"
    return list(dict.fromkeys([*found, analysis, *sections, f"{analysis}findings/1/", table]))


def _text(port: int, cookie: str, page: str) -> str:
    status, body = _get(port, cookie, page)
    if status != 200:
        raise SystemExit(f"{page} answers {status}")
    return gzip.decompress(body).decode() if body[:2] == b"\x1f\x8b" else body.decode()


def _alone(port: int, cookie: str, page: str, times: int) -> list[float]:
    return [_timed(port, cookie, page)[1] for _ in range(times)]


def _timed(port: int, cookie: str, page: str) -> tuple[int, float]:
    began = time.perf_counter()
    status, _ = _get(port, cookie, page)
    return status, time.perf_counter() - began


def _first_load(port: int, cookie: str) -> int:
    """Bytes on the wire for the front page with all its files."""
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', _text(port, cookie, "/")))
    return len(_get(port, cookie, "/")[1]) + sum(len(_get(port, cookie, file)[1]) for file in files)


def _crowd(port: int, cookie: str, pages: list[str], users: int, seconds: int) -> tuple[list[float], int]:
    """Server times and errors while many people click at once, each waiting a second or so between pages."""
    times: list[float] = []
    errors = 0
    end = time.monotonic() + seconds

    def person(number: int) -> None:
        nonlocal errors
        choose = random.Random(number)
        while time.monotonic() < end:
            try:
                status, took = _timed(port, cookie, choose.choice(pages))
                times.append(took)
                errors += status >= 400
            except OSError:
                errors += 1
            time.sleep(choose.uniform(0.5, 3.5))

    people = [threading.Thread(target=person, args=(number,)) for number in range(users)]
    for thread in people:
        thread.start()
    for thread in people:
        thread.join()
    return times, errors


def _p95(times: list[float]) -> float:
    return sorted(times)[max(0, int(len(times) * 0.95) - 1)] if times else 0.0


def _told(
    alone: dict[str, list[float]], first: int, crowd: list[float], errors: int, options: argparse.Namespace
) -> None:
    print(f"\n{'page':<40}{'median ms':>10}{'p95 ms':>8}")
    for page, times in sorted(alone.items(), key=lambda item: -_p95(item[1])):
        print(f"{page:<40}{sorted(times)[len(times) // 2] * 1000:>10.0f}{_p95(times) * 1000:>8.0f}")
    print(f"first load of the front page: {first / 1000:.0f} kB (limit 600)")
    print(
        f"{options.users} people: {len(crowd)} pages, p95 {_p95(crowd) * 1000:.0f} ms (limit 1000), {errors} errors"
    )
    print(json.dumps({"p95_ms": {page: round(_p95(times) * 1000) for page, times in alone.items()}}))


if __name__ == "__main__":
    main()
