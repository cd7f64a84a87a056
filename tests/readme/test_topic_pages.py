"""What the topic pages in `docs/` show is what their requests are answered with, journals included."""

import pytest

from tests.readme.running import run


@pytest.mark.slow
def test_every_request_of_the_pages_is_answered_as_they_show():
    assert run("scripts/topic_pages.py", "--check") == ""
