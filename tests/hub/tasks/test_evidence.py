"""Evidence as files: checked, kept, on the audit chain, given out to who may see the task, and in the operator's copy."""

import hashlib
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled

from liandong.hub.core.domain.attaching import MAX_BYTES
from liandong.hub.core.models import AuditEntry, Circle
from liandong.hub.operate import backup as operate
from liandong.hub.tasks.domain import evidence, parts
from liandong.hub.tasks.models import Evidence

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 evidence"


def paper(name="印发通知.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def node(task, everything):
    return task.nodes.get()


@pytest.fixture
def kept(node, cast):
    return evidence.attach(node=node, files=[paper()], user=cast.lead)[0]


def test_a_file_is_sent_with_the_form_of_the_node_and_shown_with_the_task(cast, node, as_user, today):
    browser, data = as_user(cast.lead), {"name": node.name, "due": today, "evidence": "青自贸〔2026〕1号"}
    address = f"/tasks/nodes/{node.pk}/edit/"
    assert browser.post(address, {**data, "files": [paper(), paper("说明.PDF")]}).status_code == 302
    names = ["印发通知.pdf", "说明.pdf"]
    assert [file.name for file in node.files.all()] == names
    page = browser.get(node.task.get_absolute_url()).content.decode()
    assert all(name in page for name in names)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"MZ not a pdf", "不是 PDF"),
        (b"<script>alert(1)</script>", "不是 PDF"),
        (PDF * MAX_BYTES, "超过 10 MB"),
    ],
    ids=["program", "page", "large"],
)
def test_a_file_that_is_not_what_it_says_or_too_large_is_refused(cast, node, as_user, today, content, why):
    content = content[: MAX_BYTES + 1]
    data = {"name": node.name, "due": today, "files": [paper(content=content)]}
    answer = as_user(cast.lead).post(f"/tasks/nodes/{node.pk}/edit/", data)
    assert (answer.status_code, why in answer.content.decode()) == (200, True)
    assert not Evidence.objects.exists()


def test_a_file_goes_to_who_may_see_the_task_as_an_attachment(cast, zones, kept, as_user):
    task = kept.node.task
    task.circle = Circle.of([zones.qingdao, zones.rizhao])
    task.save()
    address = f"/tasks/files/{kept.pk}/"
    answers = {
        name: as_user(getattr(cast, name)).get(address)
        for name in ("lead", "rizhao", "yanggu", "firm", "stranger")
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "lead": 200,
        "rizhao": 200,
        "yanggu": 404,
        "firm": 403,
        "stranger": 403,
    }
    answer = answers["rizhao"]
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    for each in answers.values():
        each.close()


def test_the_chain_knows_the_digest_of_a_file(kept):
    entry = AuditEntry.objects.get(action="evidence")
    digest = hashlib.sha256(PDF).hexdigest()
    assert entry.changes == {"files": [{"node": "方案印发", "file": "印发通知.pdf", "sha256": digest}]}


def test_a_file_is_kept_in_the_home_under_a_name_of_ours_and_is_in_the_copy(kept, tmp_path, monkeypatch):
    assert kept.file.path.startswith(str(settings.MEDIA_ROOT))
    assert "印发" not in kept.file.path
    # A command tried by another test may have named another home since.
    monkeypatch.setenv("LIANDONG_HOME", str(Path(settings.MEDIA_ROOT).parent))
    monkeypatch.setattr(operate, "_dump", lambda database, room: _empty(room))
    operate.backup(tmp_path / "a.zip", database={"ENGINE": "sqlite3"})
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read(f"files/{kept.file.name}") == PDF


def _empty(room):
    (room / "liandong.sqlite").touch()
    return room / "liandong.sqlite"


def test_a_deleted_node_takes_its_files_off_the_disk(kept, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        parts.remove_part(part=kept.node, task=kept.node.task, by=kept.by)
    assert (Evidence.objects.exists(), kept.file.storage.exists(kept.file.name)) == (False, False)


def test_a_node_replaced_by_a_ledger_hands_its_files_to_the_one_of_its_name(kept, today):
    task = kept.node.task
    with scopes_disabled():
        new = task.nodes.create(name="方案印发", due=today)
        assert evidence.hand_over(task, [new]) == []
        assert Evidence.objects.get().node == new
        assert evidence.hand_over(task, []) == ["方案印发"]


def test_files_are_refused_all_or_none(node, cast):
    with pytest.raises(ValidationError):
        evidence.attach(node=node, files=[paper(), paper(content=b"MZ")], user=cast.lead)
    assert not Evidence.objects.exists()
