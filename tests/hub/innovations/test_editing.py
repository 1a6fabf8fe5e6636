"""An innovation in the hands of two people at once; the rows of its form go with it."""

import pytest
from django_scopes import scopes_disabled

from liandong.hub.core.meanwhile import untouched

pytestmark = pytest.mark.django_db


def opened(browser, address):
    """What a browser sends of the page of the form when nothing is touched."""
    page = browser.get(address).context
    rows = [page["legal_rows"], page["condition_rows"]]
    whole = [
        page["form"],
        *(each.management_form for each in rows),
        *(form for each in rows for form in each),
    ]
    return {it.html_name: untouched(it.field, it.value()) for form in whole for it in form}


def test_rows_that_others_added_stay_and_rows_that_both_changed_are_asked_about(library, cast, as_user):
    lead, address = as_user(cast.lead), f"/innovations/{library.copper.pk}/edit/"
    first, second, third = (opened(lead, address) for _ in range(3))
    count = int(first["legal-INITIAL_FORMS"][0])
    new = f"legal-{count}-document"
    assert lead.post(address, {**first, new: "海关法"}).status_code == 302
    assert lead.post(address, {**second, "summary": "先放后检"}).status_code == 302
    refused = lead.post(address, {**third, new: "进出口商品检验法", "title": ""})
    seen = refused.context["form"]["seen"].value()
    refused = lead.post(address, {**third, new: "进出口商品检验法", "seen": seen})
    with scopes_disabled():
        library.copper.refresh_from_db()
    assert [row["document"] for row in library.copper.legal][count:] == ["海关法"]
    assert library.copper.summary == "先放后检"
    told = refused.context["form"].non_field_errors()
    assert "海关法" in told[0]
    assert told[1].startswith("lead 在 20")
    assert refused.context["legal_rows"][count]["document"].value() == "进出口商品检验法"
