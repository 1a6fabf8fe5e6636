"""The pictures of the tour (`docs/img/hub-*.png`), taken of a fresh demonstration: ``python docs/write_img.py HOME``.

HOME is what ``liandong up --home HOME`` made; the steps of the tour are done to it first, in both languages one after
the other. Needs playwright and the Chromium of Debian.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

from liandong.hub.operate.served import Served, environment

IMAGES = Path(__file__).parent / "img"
WORDS = {
    "zh": {
        "node": "口岸两段准入改为一次查验",
        "evidence": "青自贸办发〔2026〕12 号，第三条",
        "title": "铜精矿两次开箱查验，能不能合成一次",
        "text": "上周三到货，海关和检验各开一次箱，等了四天。希望一次开箱、两家一起看。",
        "answer": "从下周一起，海关与检验在同一窗口一次开箱，已电话告知联系人。",
    },
    "en": {
        "node": "Two openings of a container become one",
        "evidence": "Qingdao FTZ office [2026] No. 12, item 3",
        "title": "Copper concentrate is opened twice: could once do?",
        "text": "Arrived last Wednesday; customs and inspection opened the container once each, four days in all.",
        "answer": "From Monday on customs and inspection open it once, together; your contact was told by phone.",
    },
}


def main(home: Path) -> None:
    """Do the steps of the tour and take the pictures."""
    env = environment(home.resolve())
    os.environ.update(env, DJANGO_ALLOW_ASYNC_UNSAFE="true")
    from liandong.hub.operate.prepare import configure

    configure()
    from django_scopes import scopes_disabled

    with Served(env, workers=1) as server, scopes_disabled():
        for lang, words in WORDS.items():
            _tour(server.address, lang, words)


def _tour(address: str, lang: str, words: dict[str, str]) -> None:
    """The steps of the tour, and the pictures where it shows them: who looks, at which page."""
    from liandong.hub.bottlenecks.models import Analysis
    from liandong.hub.core.models import User

    people = {person.username: person for person in User.objects.select_related("zone", "firm")}
    analysis = Analysis.objects.order_by("pk").first().get_absolute_url()
    first = {"cockpit": "/", "diagnosis": "/bottlenecks/", "analysis": analysis}
    _pictures(address, lang, "lead", first)
    task = _task(lang, words, people["lead"])
    _pictures(address, lang, "lead", {"task": task.get_absolute_url()})
    _finish(task, people["lead"])
    _pictures(address, lang, "rizhao", {"sign-off": f"{task.get_absolute_url()}sign-off/"})
    request = _request(words, people["firm"], people["yanggu"])
    _pictures(address, lang, "firm", {"request": request.get_absolute_url()})
    _pictures(address, lang, "lead", {"matrix": "/innovations/matrix/", "factsheet": "/factsheet/"})


def _task(lang, words, lead):
    from django.utils import timezone

    from liandong.hub.bottlenecks.domain import opening
    from liandong.hub.bottlenecks.models import Bottleneck
    from liandong.hub.tasks.domain import parts, state
    from liandong.hub.tasks.models import Node

    today = timezone.localdate()
    stuck = Bottleneck.objects.order_by("-case_days").first()
    name = f"破解堵点：{stuck}" if lang == "zh" else f"Remove: {stuck.title_en or stuck}"
    due = today + timedelta(days=90)
    task = opening.make_task(bottleneck=stuck, name=name, due=due, kind="ordinary", user=lead)
    task.owner, task.person = lead, str(lead)
    task.save()
    for to in ("moving", "running"):
        task = state.move(task=task, to=to, user=lead)
    node = Node(name=words["node"], due=today, done_on=today, evidence=words["evidence"])
    parts.save_part(part=node, task=task)
    return task


def _finish(task, lead):
    from django.utils import timezone

    from liandong.hub.tasks.domain import parts, state

    task = state.move(task=task, to="effective", user=lead)
    parts.send_report(task=task, month=timezone.localdate(), progress=100, done="", next_steps="", user=lead)


def _request(words, firm, officer):
    from liandong.hub.requests.domain import filing, moves
    from liandong.hub.requests.models import Category

    category = Category.objects.get(name="行政审批")
    made = filing.file_request(
        title=words["title"], text=words["text"], category=category, zone=firm.zone, user=firm, firm=firm.firm
    )
    made = moves.accept(made, user=officer)
    return moves.answer(made, user=officer, text=words["answer"])


def _pictures(address: str, lang: str, person: str, pages: dict[str, str]) -> None:
    from playwright.sync_api import sync_playwright

    chosen = {"sessionid": _session(person), "django_language": {"zh": "zh-hans"}.get(lang, lang)}
    cookies = [{"name": name, "value": value, "url": address} for name, value in chosen.items()]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        seen = browser.new_page(viewport={"width": 1440, "height": 900})
        seen.context.add_cookies(cookies)
        for name, page in pages.items():
            seen.goto(address + page, wait_until="networkidle", timeout=90_000)
            seen.screenshot(path=IMAGES / f"hub-{lang}-{name}.png")
        browser.close()


def _session(username: str) -> str:
    from django.test import Client

    from liandong.hub.core.models import User

    client = Client()
    person = User.objects.get(username=username)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
