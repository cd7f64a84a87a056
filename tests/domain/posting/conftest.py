"""A counter of each test's own."""

import pytest

from tests.domain.posting.till import Counter


@pytest.fixture
def counter(shop):
    return Counter(shop)
