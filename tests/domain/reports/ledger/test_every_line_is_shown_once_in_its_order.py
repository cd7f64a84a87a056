"""The general ledger and the journal, page by page: every line once, in its order, with the balance it led to."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.core.paging import cursor_of
from domain.reports.ledger import lines
from tests.books.history import NIL


def pages(books, name, **asked):
    """Yield every page of a report."""
    cursor = None
    for _ in range(10_000):
        page = books.report(name, cursor=cursor, **asked)
        yield page
        cursor = page["next_cursor"]
        if cursor is None:
            return


NO_DAY = cursor_of("1010", "yesterday", "GEN", 1, 1, 0)
NO_ACCOUNT = cursor_of("none", "", "", "", "", "")
TOO_FAR = cursor_of("2026-01-01", "GEN", "x" * 30)


def key(line):
    return (str(line.day), line.book, line.number, line.line_no, line.journal_id)


def shown_key(line):
    return (line["date"], line["book"], line["number"], line["line_no"], line["journal_id"])


# What is believed of how many lines some days have, and how many journals there are: it decides how lines are found.
BELIEFS = {"as it is": None, "the account is rare": (10**9, 0), "one journal will do": (1, 1)}


@pytest.mark.parametrize("belief", BELIEFS)
def test_the_lines_of_one_account_with_their_running_balance(books, rng, monkeypatch, belief):
    if BELIEFS[belief]:
        monkeypatch.setattr(lines, "_sizes", lambda *args, **given: BELIEFS[belief])
        monkeypatch.setattr(lines, "FEW_JOURNALS", 1)
    first, last = books.days[len(books.days) // 3], books.days[-1]
    for code in sorted({line.account for line in books.lines}):
        place = rng.choice([None, None, *books.places])
        wanted = [line for line in books.within(first, last, place) if line.account == code]
        limit = rng.choice([1, 2, 3]) if len(wanted) < 40 else rng.choice([17, 100, 500])
        asked = {"account": code, "from_": first, "to": last, "location_id": place, "limit": limit}
        opening = books.money(
            sum(x.debit - x.credit for x in books.within(None, first - timedelta(days=1), place) if x.account == code)
        )
        running, shown = opening, []
        for page in pages(books, "general-ledger", **asked):
            assert Decimal(page["opening"]) == opening
            assert len(page["lines"]) <= limit
            for line in page["lines"]:
                running += Decimal(line["debit"]) - Decimal(line["credit"])
                assert Decimal(line["balance"]) == running
                shown.append(shown_key(line))
            assert Decimal(page["debit"]) == books.money(sum(line.debit for line in wanted))
            assert page["next_cursor"] is not None or Decimal(page["closing"]) == running
        assert shown == [key(line) for line in wanted]


@pytest.mark.parametrize("limit", [7, 60, 500])
def test_the_lines_of_all_accounts(books, rng, limit):
    first = books.days[-1] - timedelta(days=rng.choice([10, 40]))
    last = books.days[-1]
    wanted = list(books.within(first, last))
    shown, closings = [], {}
    for page in pages(books, "general-ledger", from_=first, to=last, limit=limit):
        assert sum(len(account["lines"]) for account in page["accounts"]) <= limit
        for account in page["accounts"]:
            shown += [(account["account"], *shown_key(line)) for line in account["lines"]]
            closings[account["account"]] = Decimal(account["closing"])
    assert shown == [(line.account, *key(line)) for line in wanted]
    sums = books.sums(None, last)
    assert closings == {code: debit - credit for code, (debit, credit) in sums.items()}


def test_an_account_without_lines_has_its_balance(books):
    day = books.days[-1] + timedelta(days=50)
    report = books.report("general-ledger", account="1510", from_=day, to=day)
    assert report["lines"] == []
    assert report["opening"] == report["closing"] != "0.00"


def test_an_account_that_is_none_is_refused(books):
    answer = books.ask("general-ledger", account="no such thing")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "account")


@pytest.mark.parametrize(
    "cursor", ["W10", "WyIxMDEwIiwiIiwiIiwiIiwiIl0x", NO_DAY, TOO_FAR, "WyJ4IiwiIiwiIiwiIiwiIl0", "nonsense"]
)
@pytest.mark.parametrize("name", ["general-ledger", "journal"])
def test_a_cursor_that_was_not_given_is_refused(books, name, cursor):
    answer = books.ask(name, cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize("limit", [3, 50])
def test_the_journal_has_every_journal_once_by_date_book_and_number(books, limit):
    first, last = books.days[-1] - timedelta(days=60), books.days[-1]
    shown, sides = [], []
    for page in pages(books, "journal", from_=first, to=last, limit=limit):
        assert len(page["journals"]) <= limit
        for journal in page["journals"]:
            shown.append((journal["business_date"], journal["book"], journal["number"]))
            sides += [(journal["id"], line["line_no"], line["debit"], line["credit"]) for line in journal["lines"]]
            assert sum(Decimal(line["debit"]) - Decimal(line["credit"]) for line in journal["lines"]) == 0
    assert shown == [(str(day), book, number) for day, book, number in books.heads if first <= day <= last]
    assert sorted(sides) == sorted(
        (line.journal_id, line.line_no, f"{books.money(line.debit):.2f}", f"{books.money(line.credit):.2f}")
        for line in books.within(first, last)
    )


def test_the_journal_of_one_book(books):
    book = max({line.book for line in books.lines})
    page = next(pages(books, "journal", from_=books.days[0], to=books.days[-1], book=book, limit=500))
    assert {journal["book"] for journal in page["journals"]} == {book}
    assert len(page["journals"]) == sum(one == book for _, one, _ in books.heads)


def test_what_stands_at_no_location_is_asked_for_by_the_nil_uuid(books):
    report = books.report("general-ledger", account="1030", from_=books.days[0], to=books.days[-1], location_id=NIL)
    assert {line["location_id"] for line in report["lines"]} == {None}
