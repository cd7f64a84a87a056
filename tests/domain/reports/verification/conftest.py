import pytest

from tests.domain.reports.verification.broken_shop import Broken, open_and_sell


@pytest.fixture
def broken(client, postgres) -> Broken:
    """A shop in order, to be broken by the superuser."""
    return open_and_sell(client, postgres.superuser_url)
