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
            _pictures(server.address, lang, _played(lang, words))


def _played(lang: str, words: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The steps done; by the name of the picture who looks and at which page."""
    from liandong.hub.bottlenecks.models import Analysis
    from liandong.hub.core.models import User

    people = {person.username: person for person in User.objects.select_related("zone", "firm")}
    task = _task(lang, words, people)
    analysis = Analysis.objects.order_by("pk").first().get_absolute_url()
    return {
        "cockpit": ("lead", "/"),
        "diagnosis": ("lead", "/bottlenecks/"),
        "analysis": ("lead", analysis),
        "task": ("lead", task.get_absolute_url()),
        "sign-off": ("rizhao", f"{task.get_absolute_url()}sign-off/"),
        "request": ("firm", _request(words, people).get_absolute_url()),
        "matrix": ("lead", "/innovations/matrix/"),
        "factsheet": ("lead", "/factsheet/"),
    }


def _task(lang: str, words: dict[str, str], people: dict):
    from django.utils import timezone

    from liandong.hub.bottlenecks.domain import opening
    from liandong.hub.bottlenecks.models import Bottleneck
    from liandong.hub.tasks.domain import parts, state
    from liandong.hub.tasks.models import Node

    lead, today = people["lead"], timezone.localdate()
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


def _request(words: dict[str, str], people: dict):
    from liandong.hub.requests.domain import filing, moves
    from liandong.hub.requests.models import Category

    firm, officer = people["firm"], people["yanggu"]
    category = Category.objects.get(name="行政审批")
    made = filing.file_request(
        title=words["title"], text=words["text"], category=category, zone=firm.zone, user=firm, firm=firm.firm
    )
    made = moves.accept(made, user=officer)
    return moves.answer(made, user=officer, text=words["answer"])


def _pictures(address: str, lang: str, pages: dict[str, tuple[str, str]]) -> None:
    from playwright.sync_api import sync_playwright

    sessions = {name: _session(name) for name, _ in pages.values()}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, (person, page) in pages.items():
            seen = browser.new_page(viewport={"width": 1440, "height": 900})
            chosen = {"sessionid": sessions[person], "django_language": {"zh": "zh-hans"}.get(lang, lang)}
            seen.context.add_cookies([{"name": k, "value": v, "url": address} for k, v in chosen.items()])
            seen.goto(address + page, wait_until="networkidle", timeout=90_000)
            seen.screenshot(path=IMAGES / f"hub-{lang}-{name}.png")
            seen.close()
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
