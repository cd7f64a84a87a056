"""A journal by hand is dated up to the end of the next fiscal year; what lies beyond it is a typing error."""

from datetime import date, timedelta

import pytest

from domain.core import clock
from domain.core.clock import now, zone
from tests.domain.posting.till import refused

YEAR = now().astimezone(zone("America/Chicago")).year
LAST = date(YEAR + 1, 12, 31)
BEYOND = (LAST + timedelta(days=1)).isoformat()
AHEAD = "accounting.date_ahead"


@pytest.fixture
def entry(counter):
    codes = counter.code("bank"), counter.code("opening_equity")
    return lambda **given: counter.entry(*codes, "1.00", **given)


def test_a_journal_beyond_the_next_fiscal_year_is_refused_at_its_date(counter, entry):
    assert refused(counter, entry(date=BEYOND)) == (AHEAD, "date")
    [posted] = counter.post(entry(date=LAST.isoformat()))
    assert posted.result["business_date"] == LAST.isoformat()
    [long_ago] = counter.post(entry(date="1999-12-31"))
    assert long_ago.result["business_date"] == "1999-12-31"


def test_a_reversal_is_not_promised_for_a_day_beyond_it(counter, entry):
    assert refused(counter, entry(reverse_on=BEYOND)) == (AHEAD, "reverse_on")
    [posted] = counter.post(entry(reverse_on=LAST.isoformat()))
    assert "reversal_operation_id" in posted.result


def test_the_fiscal_year_is_that_of_the_organization(counter, entry):
    # Years that begin in December: in whatever month this runs, the next one does not end with a December.
    counter.set(fiscal_year_start=12)
    current = YEAR + (now().astimezone(zone("America/Chicago")).month == 12)
    assert refused(counter, entry(date=f"{current + 1}-12-01")) == (AHEAD, "date")
    assert counter.post(entry(date=f"{current + 1}-11-30"))[0].status == "posted"


def test_a_reversal_is_refused_there_unless_its_journal_stands_there(counter, entry, monkeypatch):
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: now() + timedelta(days=3 * 366))
        [posted] = counter.post(entry(date=BEYOND))
    journal_id = posted.result["journal_id"]
    assert refused(counter, counter.reversal(journal_id, date=(LAST + timedelta(days=2)).isoformat())) == (
        AHEAD,
        "date",
    )
    [undone] = counter.post(counter.reversal(journal_id))
    assert (undone.status, undone.result["business_date"]) == ("posted", BEYOND)
