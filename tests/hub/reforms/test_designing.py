"""Starting a reform and changing its steps."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from liandong.hub.core.models import AuditEntry
from liandong.hub.reforms.domain import designing
from liandong.hub.reforms.domain.steps import kinds, steps
from liandong.hub.reforms.domain.writing import tables, written
from liandong.hub.reforms.enums import DesignState
from liandong.hub.reforms.models import Design
from liandong.procedure.reform.keys import declared
from liandong.procedure.reform.operators import OPERATORS
from liandong.procedure.reform.presets import PRESETS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]
PARALLEL = {"do": "并联审批", "at": ["查验", "缴税"]}


def labels(procedure):
    return [it.label for it in procedure.model.activities]


def test_a_reform_starts_from_the_procedure_that_an_analysis_shows(design, small):
    assert labels(designing.before(design)) == ["申报", "查验", "缴税", "放行"]
    assert (design.state, design.steps, design.profile_sha256) == (DesignState.EMPTY, 0, small.sha256)
    assert sorted(design.roles) == ["关员", "窗口"]


def test_a_step_changes_the_procedure_and_says_so_in_both_languages(design):
    designing.add_step(design, PARALLEL)
    assert (design.state, design.steps, design.refusal) == (DesignState.DRAFT, 1, {})
    kinds_of_gateways = [it.type for it in designing.after(design).model.nodes if it.is_gateway]
    assert kinds_of_gateways.count("parallelGateway") == 2
    assert [it["kind"] for it in design.changes if it["kind"] == "added"] == ["added", "added"]
    assert all(it["zh"] and it["en"] for it in design.changes)


def test_a_step_that_does_not_apply_is_refused_and_nothing_changes(design):
    text = design.toml
    with pytest.raises(ValidationError, match="没有“公示”"):
        designing.add_step(design, {"do": "remove", "at": "公示"})
    kept = Design.objects.get(pk=design.pk)
    assert (kept.toml, kept.steps, kept.undo) == (text, 0, [])


def test_order_matters_and_the_step_that_no_longer_applies_is_named(design):
    designing.add_step(design, {"do": "split", "at": "查验", "into": "复检", "share": 0.4})
    designing.add_step(design, {"do": "move", "at": "复检", "after": "放行"})
    designing.move_step(design, 2, -1)
    assert (design.state, design.refusal["step"]) == (DesignState.REFUSED, 1)
    assert "复检" in design.refusal["zh"]
    assert labels(designing.after(design)) == ["申报", "查验", "缴税", "放行"]
    designing.take_back(design)
    assert (design.state, design.refusal) == (DesignState.DRAFT, {})
    designing.remove_step(design, 2)
    assert [it["do"] for it in tables(design.toml)["steps"]] == ["split"]


def test_a_legal_basis_makes_a_draft_one_no_longer(design):
    from datetime import date

    designing.add_step(design, PARALLEL)
    clause = {
        "document": "国办发〔2019〕11号",
        "clause": "二（五）",
        "authority": "省政府",
        "valid_from": date(2026, 1, 1),
    }
    designing.set_basis(design, [clause])
    assert design.state == DesignState.BASED
    designing.set_basis(design, [])
    assert design.state == DesignState.DRAFT


def test_the_text_of_an_expert_is_refused_with_its_line(design):
    with pytest.raises(ValidationError, match="第 3 行“att”"):
        designing.rewrite(design, 'name = "x"\n[[steps]]\natt = "查验"\ndo = "remove"\n')
    with pytest.raises(ValidationError, match="不是正确的 TOML"):
        designing.rewrite(design, "name = ")


def test_a_file_that_is_no_procedure_is_refused_with_the_reason(cast):
    shared = {"title": "x", "analysis": None, "zone": cast.lead.zone, "user": cast.lead}
    entity = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b">]><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
    with pytest.raises(ValidationError, match="DTD"):
        designing.from_file(content=entity, **shared)
    with pytest.raises(ValidationError):
        designing.from_file(content=b"PK\x03\x04", **shared)


def test_what_was_downloaded_can_be_uploaded_again(design, cast):
    content = designing.before(design).to_bytes()
    again = designing.from_file(
        title="再来", content=content, analysis=None, zone=cast.lead.zone, user=cast.lead
    )
    assert (again.procedure_sha256, again.profile_sha256) == (design.procedure_sha256, "")


def test_every_change_is_on_the_audit_chain(design):
    designing.add_step(design, PARALLEL)
    entry = AuditEntry.objects.filter(kind="reforms.design", object_id=str(design.pk)).latest("number")
    assert "并联审批" in entry.changes["toml"][1]


def test_the_forms_know_every_operator_and_preset_with_all_its_keys():
    known = {key: [it.name for it in kind.keys] for key, kind in kinds().items()}
    tables_of = {it.key: it.table for it in PRESETS.values()} | OPERATORS
    assert known == {key: [name for name, *_ in declared(table)] for key, table in tables_of.items()}


def test_steps_are_told_by_the_words_of_their_keys(design):
    content = {"steps": [{"do": "告知承诺", "at": "查验", "share": "$a"}, {"do": "remove", "at": "缴税"}]}
    assert [(it.name, it.values) for it in steps(content)] == [
        ("告知承诺", (("告知承诺后免去的环节", "查验"), ("作出承诺的办件份额", "$a"))),
        ("取消环节", (("取消的环节", "缴税"),)),
    ]


def test_a_written_file_is_read_as_the_same_tables():
    text = 'name = "a\\"b"\n[x]\ny = [1, 2.5, true]\n[[s]]\nd = 2026-01-02\n[s.p]\nq = "r"\n[[s.o]]\nt = 1\n["中 文".z]\nw = 0\n'
    assert tables(written(tables(text))) == tables(text)


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(as_user, cast, monkeypatch):
    from liandong.hub.reforms import forms

    monkeypatch.setattr(forms, "MOST_BYTES", 10)
    response = as_user(cast.lead).post(
        "/reforms/upload/", {"title": "x", "file": SimpleUploadedFile("a.bpmn", b"x" * 11)}
    )
    assert "文件超过 8 MB" in response.content.decode()
