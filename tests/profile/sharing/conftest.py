"""An approval for tests."""

from datetime import date

import pytest

from liandong.profile.sharing import Approval


@pytest.fixture(scope="session")
def approval():
    return Approval("跨区对标", "2027-12-31", "数据处 张", date(2026, 11, 22))
