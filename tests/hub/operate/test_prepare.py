"""A demonstration never gets into an installation that is in use; a real start has one operator."""

from liandong.hub.core.models import User
from liandong.hub.operate.prepare import demonstrate, first_operator


def test_an_installation_in_use_is_left_as_it_is(cast, tmp_path, monkeypatch):
    monkeypatch.setenv("LIANDONG_HOME", str(tmp_path))
    before = User.objects.count()
    assert demonstrate(lambda *_: None) == ""
    assert User.objects.count() == before


def test_somebody_with_an_account_makes_a_first_operator_needless(cast):
    assert first_operator() is None


def test_an_empty_installation_gets_an_operator_with_a_password_for_once(db):
    User.objects.all().delete()
    name, password = first_operator()
    person = User.objects.get(username=name)
    assert (person.role, person.is_superuser, person.check_password(password)) == ("operator", True, True)
