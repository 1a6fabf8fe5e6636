"""A program designs a reform, registers a test of it, and reads the verdict; strangers get none of it."""

import json
from contextlib import closing
from hashlib import sha256

import pytest

from liandong.hub.reforms.domain import testing

REFORM = """name = "并联"

[[steps]]
do = "并联审批"
at = ["查验", "缴税"]
"""
TEST = """name = "翻倍"
replications = 2
weeks = 4

[[criteria]]
measure = "p90"
at_most = "60 d"

[[scenarios]]
name = "来件翻倍"
load = 2
"""


@pytest.fixture
def program(cast, calling):
    """``program("PUT", "/api/reforms/1/text", toml=…)``: what the lead officer's program is told."""
    client = calling(cast.lead)

    def ask(method, path, **given):
        return client.generic(method, path, data=json.dumps(given), content_type="application/json")

    return ask


def test_a_reform_is_begun_written_tested_and_judged(program, analysis):
    begun = program("POST", "/api/reforms", title="并联", analysis=analysis.pk)
    assert begun.status_code == 201, begun.content
    made = begun.json()
    assert (made["state"], made["outcome"], made["changes"]) == ("empty", "", [])
    there = f"/api/reforms/{made['id']}"
    written = program("PUT", f"{there}/text", toml=REFORM).json()
    assert (written["state"], written["steps"], written["toml"]) == ("draft", 1, REFORM)
    registered = program("POST", f"{there}/stress-tests", toml=TEST).json()
    assert (registered["state"], registered["reform"]) == ("waiting", made["id"])
    assert program("POST", f"{there}/stress-tests", toml=TEST).json()["id"] == registered["id"]
    testing.run(registered["id"])
    done = program("GET", f"/api/stress-tests/{registered['id']}").json()
    assert (done["state"], done["outcome"]) == ("done", "passed")
    with closing(program("GET", f"/api/stress-tests/{registered['id']}/verdict")) as verdict:
        assert sha256(verdict.getvalue()).hexdigest() == done["verdict_sha256"]


def test_what_does_not_apply_is_refused_with_a_reason_and_changes_nothing(program, design):
    there = f"/api/reforms/{design.pk}"
    before = program("GET", there).json()
    for text in (REFORM.replace("查验", "不存在"), "steps = " + "[" * 3000, "name = "):
        refused = program("PUT", f"{there}/text", toml=text)
        assert (refused.status_code, refused.headers["Content-Type"]) == (422, "application/problem+json")
    assert program("GET", there).json() == before


def test_another_zone_and_a_stranger_find_nothing(cast, calling, design):
    there = [f"/api/reforms/{design.pk}", f"/api/reforms/{design.pk}/before", "/api/reforms"]
    told = {name: [calling(person).get(path) for path in there] for name, person in vars(cast).items()}
    assert [it.status_code for it in told["lead"]] == [200, 200, 200]
    assert [it.status_code for it in told["rizhao"]] == [404, 404, 200]
    assert told["rizhao"][2].json() == {"items": [], "count": 0}
    assert [it.status_code for it in told["stranger"]][2] == 403
