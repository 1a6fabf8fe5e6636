"""What other zones, files that are gone and keys that were lost do to a zone's room: nothing that it would not say."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django_scopes import scopes_disabled

from liandong.bundle import Catalogue, new_key
from liandong.hub.bundles.domain import cataloguing, judging, keeping, keys
from liandong.hub.bundles.enums import Signature
from liandong.hub.bundles.models import TrustedKey
from liandong.hub.core.models import AuditEntry, Circle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


@pytest.fixture
def issue(zones):
    """``issue(zone, key, bundles, name=…)``: a catalogue that zone has put before the whole network."""

    def make(zone, key, bundles, name, withdrawn=(), times=1):
        on = judging.today()
        days = {"now": on, "expires": on + timedelta(days=9)}
        made = Catalogue.build(bundles, name=name, **days)
        for _ in range(times - 1):
            made = made.update(withdrawn=withdrawn, **days)
        return cataloguing._kept(made.sign(key), zone, Circle.network(), is_own=True)

    return make


def state(row, zone):
    found = judging.judged(row, zone).state
    assert judging.told_states([row], zone)[row.pk].state == found
    return found


def test_who_withdraws_a_bundle_wins_over_who_lists_it(offered, parties, zones, built, issue):
    gone = (("two-stage 1.0.0", "条款已修订"),)
    issue(zones.rizhao, keys.private(parties.rizhao), [built()], "日照", gone, times=2)
    assert state(offered, zones.rizhao) == Signature.WITHDRAWN


def test_nobody_withdraws_in_another_name_whatever_the_version(offered, parties, zones, built, issue):
    gone = (("two-stage 1.0.0", "x"),)
    issue(zones.yanggu, new_key("青岛"), [built()], "青岛", gone, times=9)
    issue(zones.rizhao, keys.private(parties.rizhao), [built()], "济南", gone, times=2)
    assert state(offered, zones.rizhao) == Signature.TRUSTED


def test_a_revoked_key_takes_no_withdrawal_back(offered, parties, zones):
    on = judging.today()
    gone = (("two-stage 1.0.0", "条款已修订"),)
    cataloguing.publish(zone=zones.qingdao, on=on, expires=on + timedelta(days=9), withdrawn=gone)
    key = TrustedKey.objects.get(zone=zones.rizhao, party="青岛")
    keys.revoke(key=key, on=on, reason="丢失")
    assert state(offered, zones.rizhao) == Signature.WITHDRAWN
    assert judging.newest(zones.rizhao, keys.trust_of(zones.rizhao)) == []


def test_a_file_that_is_gone_is_not_found_and_taking_one_is_kept_whole(offered, cast, as_user, calling):
    address = f"/api/exchange/bundles/{offered.sha256}"
    assert calling(cast.rizhao).get(address).status_code == 200
    entry = AuditEntry.objects.get(action="exchange")
    assert (len(entry.object_id), entry.changes["sha256"]) == (40, offered.sha256)
    keeping.shelf().place("bundles", offered.sha256).unlink()
    answer = calling(cast.rizhao).get(address)
    assert (answer.status_code, "已损坏" in answer.json()["detail"]) == (404, True)
    assert as_user(cast.lead).get(reverse("bundles:file", args=[offered.pk])).status_code == 404
    assert AuditEntry.objects.filter(action__in=("exchange", "download")).count() == 1


def test_a_name_too_long_for_a_key_is_refused(zones):
    with pytest.raises(ValidationError, match="80"):
        keys.believe(zone=zones.rizhao, line=new_key("长" * 81).public.line, of=None, on=judging.today())
