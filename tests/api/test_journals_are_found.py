"""Journals by what an accountant remembers of them, their papers, and rates."""

from datetime import date
from uuid import uuid4

import pytest

from domain.accounting.repository import journals as search
from tests.api.nouns import ITEMS, LOCATIONS, TERMINALS
from tests.postings import journal, post_all, sale

JOURNALS, RATES = "/api/accounting/journals", "/api/accounting/exchange-rates"


@pytest.fixture
def books(shop):
    """Four journals by hand, at two places, and a sale."""
    place = LOCATIONS.make(shop)["id"]
    entries = [
        journal("2026-01-10", "6020", "1030", "800.00", memo="Rent of January"),
        journal("2026-02-10", "6020", "1030", "820.00", memo="Rent of February", location_id=place),
        journal("2026-02-11", "6030", "1030", "50.00", memo="Power 100%"),
        journal("2026-03-01", "1010", "3100", "20.00"),
    ]
    post_all(shop, entries)
    till, item = TERMINALS.make(shop)["id"], ITEMS.make(shop, stocked=False, price="20.00")["id"]
    sold = sale(till, [item], paid="20.00")
    [result] = post_all(shop, [sold])
    ids = [content["id"] for _, content in entries]
    return {"ids": ids, "place": place, "sale": sold[1]["id"], "journal": result["journal_id"]}


def found(shop, **params):
    answer = shop.get(JOURNALS, params=params)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


def test_by_words_of_the_memo_in_any_case(shop, books):
    january, february, power, _ = books["ids"]
    assert found(shop, q="rent OF") == [february, january]
    assert found(shop, q="0%") == [power]
    assert found(shop, q="_") == []


def test_by_a_line_of_which_everything_holds(shop, books):
    january, february, power, cash = books["ids"]
    assert found(shop, account="6020") == [february, january]
    assert found(shop, account="6020", location_id=books["place"]) == [february]
    assert found(shop, account="6020", amount="820") == [february]
    assert found(shop, account="6020", amount="50") == []
    assert found(shop, min_amount="50.00", max_amount="800") == [power, january]
    assert found(shop, amount="20", book="GEN") == [cash]
    assert set(found(shop, amount="20")) == {cash, books["journal"]}


def test_by_dates_number_and_source(shop, books):
    january, february, _, _ = books["ids"]
    assert found(shop, q="rent", **{"from": "2026-02-01", "to": "2026-02-28"}) == [february]
    assert found(shop, book="GEN", **{"from": "2026-01-01", "to": "2026-01-31"}) == [january]
    assert found(shop, number=1, book="GEN") == [january]
    assert set(found(shop, number=1)) == {january, books["journal"]}
    assert found(shop, source_id=books["sale"]) == [books["journal"]]
    assert found(shop, source_type="sale", source_id=books["sale"]) == [books["journal"]]
    assert found(shop, source_type="journal", source_id=books["sale"]) == []
    assert found(shop, source_id=january) == [january]
    assert found(shop, source_id=str(uuid4())) == []


def test_amounts_have_the_currencys_digits(shop):
    answer = shop.get(JOURNALS, params={"amount": "1.005"})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "amount")


@pytest.mark.parametrize("params", [{}, {"min_amount": "0.01"}])
def test_those_of_one_day_are_in_the_order_of_their_books_and_numbers(shop, books, params):
    day = shop.get(f"{JOURNALS}/{books['journal']}").json()["business_date"]
    post_all(shop, [journal(day, "6020", "1030", "1.00") for _ in range(8)])
    seen: list[tuple[str, int]] = []
    cursor = None
    while cursor is not None or not seen:
        asked = {"from": day, "to": day, "limit": 2, **params, **({"cursor": cursor} if cursor else {})}
        page = shop.get(JOURNALS, params=asked).json()
        seen += [(one["book"], one["number"]) for one in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [("POS-MAIN", 1)] + [("GEN", number) for number in range(12, 4, -1)]


@pytest.mark.parametrize("params", [{}, {"book": "GEN"}])
def test_a_search_that_looks_through_part_of_them_goes_on_until_all_were_seen(shop, books, monkeypatch, params):
    monkeypatch.setattr(search, "SCANNED", 2)
    january, february, _, _ = books["ids"]
    seen, cursor, pages = [], None, 0
    while pages < 10:
        asked = {"q": "rent", "limit": 1, **params, **({"cursor": cursor} if cursor else {})}
        page = shop.get(JOURNALS, params=asked).json()
        seen += [one["id"] for one in page["items"]]
        cursor, pages = page["next_cursor"], pages + 1
        if cursor is None:
            break
    assert (seen, cursor) == ([february, january], None)
    assert pages > 1


def test_what_is_anothers_is_not_found(shop, books, other_shop):
    assert found(other_shop, source_id=books["sale"]) == found(other_shop, q="rent") == []


def test_papers_are_noted_and_withdrawn_but_never_gone(shop, books, other_shop):
    address = f"{JOURNALS}/{books['ids'][0]}/attachments"
    body = {"id": str(uuid4()), "name": "Invoice", "reference": "https://example.com/4711", "sha256": "ab" * 32}
    first, second = shop.post(address, json=body), shop.post(address, json=body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert other_shop.get(address).status_code == other_shop.post(address, json=body).status_code == 404
    elsewhere = f"{JOURNALS}/{books['ids'][1]}/attachments/{body['id']}"
    assert shop.delete(elsewhere).status_code == 404
    gone = shop.delete(f"{address}/{body['id']}", params={"reason": "Wrong invoice"})
    assert (gone.status_code, gone.json()["withdrawn_because"]) == (200, "Wrong invoice")
    again = shop.delete(f"{address}/{body['id']}")
    assert (again.status_code, again.json()["code"]) == (409, "accounting.attachment_withdrawn")
    [kept] = shop.get(address).json()["items"]
    assert (kept["reference"], kept["withdrawn_at"]) == (body["reference"], gone.json()["withdrawn_at"])


@pytest.mark.parametrize("reference", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_reference_runs_nothing_where_it_is_shown_as_a_link(shop, books, reference):
    address = f"{JOURNALS}/{books['ids'][0]}/attachments"
    answer = shop.post(address, json={"name": "Invoice", "reference": reference})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "reference")
    assert shop.post(address, json={"name": "Invoice", "reference": "DATA: box 7, page 12"}).status_code == 201


@pytest.mark.parametrize("change", [{"sha256": "AB"}, {"reference": ""}, {"reference": "a\nb"}, {"file": "x"}])
def test_a_paper_is_a_reference_and_nothing_else(shop, books, change):
    answer = shop.post(
        f"{JOURNALS}/{books['ids'][0]}/attachments", json={"name": "Invoice", "reference": "4711"} | change
    )
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, next(iter(change)))


def test_a_currency_has_one_rate_a_day_that_can_be_corrected(shop):
    body = {"currency": "EUR", "date": "2026-01-05", "rate": "1.10500", "source": "ECB"}
    made = shop.post(RATES, json=body).json()
    assert made["rate"] == "1.1050"
    twice = shop.post(RATES, json=body)
    assert (twice.status_code, twice.json()["errors"][0]["path"]) == (409, "date")
    changed = shop.patch(f"{RATES}/{made['id']}", json={"rate": "0.00001234"}, headers={"If-Match": '"1"'})
    assert (changed.json()["rate"], changed.json()["version"]) == ("0.00001234", 2)
    assert shop.patch(f"{RATES}/{made['id']}", json={"rate": "2"}, headers={"If-Match": '"1"'}).status_code == 412
    shop.post(RATES, json=body | {"date": date(2026, 1, 6).isoformat()})
    assert [one["date"] for one in shop.get(RATES, params={"currency": "EUR"}).json()["items"]] == [
        "2026-01-06",
        "2026-01-05",
    ]
    assert shop.delete(f"{RATES}/{made['id']}").status_code == 204
    for bad in ({"rate": "0"}, {"rate": "-1"}, {"currency": "eur"}, {"currency": "XXQ"}, {"rate": "1e3"}):
        answer = shop.post(RATES, json=body | bad)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, next(iter(bad)))
