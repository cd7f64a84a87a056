"""Drafts, templates and recurring journals: written in peace, posted once."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from domain.accounting.recurrence import Recurrence
from domain.accounting.service import post_due_recurring
from domain.core.clock import now, zone
from domain.core.db import unit_of_work
from domain.reports.verification import verify
from tests.api.nouns import ITEMS, JOURNAL_TEMPLATES, RECURRING_JOURNALS, TERMINALS
from tests.draining import drain
from tests.postings import post_all, sale

DRAFTS = "/api/accounting/journal-drafts"
HALF = [{"account": "6020", "debit": "800.00"}]
WHOLE = [*HALF, {"account": "1030", "credit": "800.00"}]
TODAY = now().astimezone(zone("America/Chicago")).date()


def draft(shop, **given):
    answer = shop.post(DRAFTS, json={"date": "2026-03-31", "memo": "Rent", "lines": HALF} | given)
    assert answer.status_code == 201, answer.text
    return answer.json()


def hand_in(shop, today):
    """Hand in what is due, commit, and post it."""
    with unit_of_work(shop.org_id) as uow:
        handed = post_due_recurring(uow, org_id=shop.org_id, today=today)
        uow.commit()
    drain(shop)
    return handed


def occurrences(shop, made):
    answer = shop.get(f"{RECURRING_JOURNALS.at(made)}/occurrences")
    assert answer.status_code == 200, answer.text
    return [(one["date"], one["status"]) for one in answer.json()["items"]]


def proven(shop):
    found = verify([shop.org_id])
    assert not found.differences, [one.as_dict() for one in found.findings if one.differences]


def test_a_draft_may_be_half_a_journal_and_is_handed_in_when_it_balances(shop):
    made = draft(shop)
    assert (made["status"], made["lines"][0]["debit"], made["lines"][0]["credit"]) == ("draft", "800.00", None)
    early = shop.post(f"{DRAFTS}/{made['id']}/post")
    assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "unbalanced")
    assert shop.get(f"{DRAFTS}/{made['id']}").json()["status"] == "draft"
    shop.patch(f"{DRAFTS}/{made['id']}", json={"lines": WHOLE})
    answer = shop.post(f"{DRAFTS}/{made['id']}/post")
    assert (answer.status_code, answer.json()["id"], answer.json()["kind"]) == (202, made["id"], "journal.post")
    drain(shop)
    read = shop.get(f"/api/accounting/journals/{made['id']}").json()
    assert (read["memo"], read["date"], len(read["lines"])) == ("Rent", "2026-03-31", 2)
    assert shop.get(f"{DRAFTS}/{made['id']}").json()["status"] == "posted"
    proven(shop)


def test_handed_in_twice_a_draft_is_one_journal(shop):
    made = draft(shop, lines=WHOLE)
    first, second = (shop.post(f"{DRAFTS}/{made['id']}/post") for _ in range(2))
    assert (first.status_code, second.headers.get("Idempotency-Replayed")) == (202, "true")
    drain(shop)
    again = shop.post(f"{DRAFTS}/{made['id']}/post")
    assert (again.status_code, again.json()["status"]) == (200, "posted")
    assert len(shop.get("/api/accounting/journals").json()["items"]) == 1


def test_what_was_handed_in_is_no_draft_any_more(shop):
    made = draft(shop, lines=WHOLE)
    shop.post(f"{DRAFTS}/{made['id']}/post")
    for answer in (
        shop.patch(f"{DRAFTS}/{made['id']}", json={"memo": "Other"}),
        shop.delete(f"{DRAFTS}/{made['id']}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "accounting.draft_handed_in")


def test_a_draft_without_a_date_says_so_when_it_is_handed_in(shop):
    made = draft(shop, date=None, lines=WHOLE)
    answer = shop.post(f"{DRAFTS}/{made['id']}/post")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "date")


def test_a_draft_can_be_rehearsed_and_thrown_away(shop):
    made = draft(shop, lines=WHOLE)
    answer = shop.post(f"{DRAFTS}/{made['id']}/post", params={"dry_run": "true"})
    assert (answer.status_code, answer.json()["status"]) == (200, "would_post")
    assert shop.delete(f"{DRAFTS}/{made['id']}").status_code == 204
    assert shop.get(f"{DRAFTS}/{made['id']}").status_code == 404
    assert shop.post(f"{DRAFTS}/{made['id']}/post").status_code == 404


def test_a_draft_is_its_organizations_own_and_not_everybodys_to_hand_in(shop, other_shop):
    made = draft(shop, lines=WHOLE)
    assert other_shop.post(f"{DRAFTS}/{made['id']}/post").status_code == 404
    viewer = shop.seen_by(shop.hire("viewer"))
    assert shop.client.get(f"{DRAFTS}/{made['id']}", headers=viewer).status_code == 200
    assert shop.client.post(f"{DRAFTS}/{made['id']}/post", headers=viewer).status_code == 403


def test_a_draft_with_the_id_of_something_else_stays_a_draft(shop):
    made = draft(shop, lines=WHOLE)
    till, item = TERMINALS.make(shop)["id"], ITEMS.make(shop, stocked=False, price="5")["id"]
    kind, sold = sale(till, [item], paid="5.00")
    post_all(shop, [(kind, sold | {"id": made["id"]})])
    assert shop.get(f"{DRAFTS}/{made['id']}").json() == made
    taken = shop.post(f"{DRAFTS}/{made['id']}/post")
    assert (taken.status_code, taken.json()["errors"][0]["path"]) == (409, "kind")
    assert shop.patch(f"{DRAFTS}/{made['id']}", json={"memo": "Mine"}).status_code == 200


def test_a_stale_change_of_a_draft_is_refused(shop):
    made = draft(shop)
    shop.patch(f"{DRAFTS}/{made['id']}", json={"memo": "New"})
    stale = shop.patch(f"{DRAFTS}/{made['id']}", json={"memo": "Old"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


def test_a_draft_is_made_of_a_template_as_often_as_it_is_wanted(shop):
    template = JOURNAL_TEMPLATES.make(shop, memo="Rent", lines=HALF)
    address = f"{JOURNAL_TEMPLATES.at(template)}/draft"
    own_id = str(uuid4())
    first = shop.post(address, json={"id": own_id, "date": "2026-04-30"})
    assert (first.status_code, first.headers["Location"]) == (201, f"{DRAFTS}/{own_id}")
    assert shop.post(address, json={"id": own_id, "date": "2026-04-30"}).status_code == 200
    second = shop.post(address, json={"memo": "Rent of May"}).json()
    assert (first.json()["memo"], second["memo"], second["lines"]) == ("Rent", "Rent of May", first.json()["lines"])
    shop.delete(JOURNAL_TEMPLATES.at(template))
    assert shop.get(f"{DRAFTS}/{own_id}").status_code == 200


def test_a_draft_in_another_currency_keeps_what_it_opens(shop):
    lines = [{"account": "6020", "debit": "800"}, {"account": "2010", "credit": "800", "open": True}]
    made = draft(shop, currency="EUR", rate="1.105", lines=lines)
    assert (made["rate"], made["lines"][1]["open"]) == ("1.1050", True)
    shop.post(f"{DRAFTS}/{made['id']}/post")
    drain(shop)
    [item] = shop.get("/api/accounting/foreign-items", params={"open": True, "currency": "EUR"}).json()["items"]
    assert (item["journal_id"], item["line_no"], item["side"]) == (made["id"], 2, "credit")
    assert (item["amount"], item["base"], item["open"], item["open_base"]) == ("800.00", "884.00", "800.00", "884.00")
    foreign = shop.get(f"/api/accounting/journals/{made['id']}").json()["foreign"]
    assert foreign["currency"] == "EUR"
    assert [(line["debit"], line["credit"], line["rate"], line["base_credit"]) for line in foreign["lines"]] == [
        ("800.00", "0.00", "1.1050", "0.00"),
        ("0.00", "800.00", "1.1050", "884.00"),
    ]


def test_what_begins_on_the_31st_is_on_the_last_day_of_shorter_months():
    days = list(Recurrence(date(2026, 1, 31), 1, "months", times=4).days(since=date(2026, 1, 1)))
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert Recurrence(date(2024, 2, 29), 12, "months").next(date(2025, 1, 1)) == date(2025, 2, 28)


@pytest.mark.parametrize("unit", ["months", "weeks", "days"])
@pytest.mark.parametrize("every", [1, 2, 13])
def test_days_asked_from_anywhere_are_the_same_days(unit, every):
    recurrence = Recurrence(date(2026, 1, 30), every, unit, times=60)
    every_day = list(recurrence.days(since=date(2026, 1, 1)))
    assert len(every_day) == 60
    for since in (every_day[0], every_day[7], every_day[7] + timedelta(days=1), every_day[-1]):
        assert list(recurrence.days(since=since)) == [day for day in every_day if day >= since]


def test_a_recurring_journal_is_posted_on_each_of_its_days_once_however_often_it_is_looked_at(shop):
    first = TODAY - timedelta(days=21)
    made = RECURRING_JOURNALS.make(shop, first_date=first.isoformat(), unit="weeks", memo="Cleaning")
    assert (made["next_date"], occurrences(shop, made)) == (first.isoformat(), [])
    assert hand_in(shop, first - timedelta(days=1)).new == 0
    assert [hand_in(shop, TODAY).new, hand_in(shop, TODAY).new] == [4, 0]
    days = [(first + timedelta(days=7 * at)).isoformat() for at in (3, 2, 1, 0)]
    assert occurrences(shop, made) == [(day, "posted") for day in days]
    journals = shop.get("/api/accounting/journals").json()["items"]
    assert [(one["date"], one["memo"]) for one in journals] == [(day, "Cleaning") for day in days]
    assert shop.get(RECURRING_JOURNALS.at(made)).json()["next_date"] == (TODAY + timedelta(days=7)).isoformat()
    proven(shop)


def test_a_run_that_died_before_its_commit_has_no_effect_and_the_next_one_has_all(shop):
    made = RECURRING_JOURNALS.make(shop, first_date=TODAY.isoformat())
    with unit_of_work(shop.org_id) as uow:
        assert post_due_recurring(uow, org_id=shop.org_id, today=TODAY).new == 1
    assert occurrences(shop, made) == []
    hand_in(shop, TODAY)
    assert occurrences(shop, made) == [(TODAY.isoformat(), "posted")]


def test_even_a_run_that_forgot_what_was_done_posts_nothing_twice(shop):
    made = RECURRING_JOURNALS.make(shop, first_date=TODAY.isoformat())
    hand_in(shop, TODAY)
    with unit_of_work(shop.org_id) as uow:
        uow.driver.execute("UPDATE acct.recurring_journals SET due_from = first_date WHERE id = %s", (made["id"],))
        uow.commit()
    assert hand_in(shop, TODAY).new == 0
    assert len(shop.get("/api/accounting/journals").json()["items"]) == 1


def test_it_ends_after_its_times_or_its_last_day(shop):
    first = (TODAY - timedelta(days=5)).isoformat()
    thrice = RECURRING_JOURNALS.make(shop, first_date=first, unit="days", times=3)
    until = (TODAY - timedelta(days=4)).isoformat()
    ended = RECURRING_JOURNALS.make(shop, first_date=first, unit="days", until=until)
    hand_in(shop, TODAY)
    assert (len(occurrences(shop, thrice)), len(occurrences(shop, ended))) == (3, 2)
    assert shop.get(RECURRING_JOURNALS.at(thrice)).json()["next_date"] is None


def test_what_a_template_or_a_recurring_journal_writes_can_be_changed(shop):
    dearer = [{"account": "6020", "debit": "900"}, {"account": "2010", "credit": "900", "open": True}]
    for noun in (JOURNAL_TEMPLATES, RECURRING_JOURNALS):
        made = noun.make(shop)
        changed = shop.patch(noun.at(made), json={"lines": dearer, "currency": "EUR"})
        assert changed.status_code == 200, changed.text
        assert changed.json() == shop.get(noun.at(made)).json()
        assert [(line["account"], line["debit"], line["credit"], line["open"]) for line in changed.json()["lines"]] == [
            ("6020", "900.00", None, False),
            ("2010", None, "900.00", True),
        ]


def test_days_without_activity_are_not_made_up_for(shop):
    first = TODAY - timedelta(days=3)
    made = RECURRING_JOURNALS.make(shop, first_date=first.isoformat(), unit="days", active=False)
    assert hand_in(shop, TODAY).new == 0
    assert shop.get(RECURRING_JOURNALS.at(made)).json()["next_date"] is None
    shop.patch(RECURRING_JOURNALS.at(made), json={"active": True})
    hand_in(shop, TODAY)
    assert occurrences(shop, made) == [(TODAY.isoformat(), "posted")]


def test_an_accrual_that_recurs_is_reversed_on_the_first_of_the_next_month(shop):
    made = RECURRING_JOURNALS.make(shop, first_date=TODAY.isoformat(), reverse_after=True)
    hand_in(shop, TODAY)
    [only] = shop.get(f"{RECURRING_JOURNALS.at(made)}/occurrences").json()["items"]
    next_month = (TODAY.replace(day=1) + timedelta(days=32)).replace(day=1).isoformat()
    found = shop.get("/api/accounting/journals", params={"source_type": "reversal"}).json()["items"]
    assert [(one["date"], one["reverses_id"]) for one in found] == [(next_month, only["journal_id"])]
    proven(shop)


def test_what_was_posted_is_kept_and_deactivated_when_it_is_deleted(shop):
    made = RECURRING_JOURNALS.make(shop, first_date=TODAY.isoformat())
    hand_in(shop, TODAY)
    assert shop.delete(RECURRING_JOURNALS.at(made)).status_code == 204
    assert shop.get(RECURRING_JOURNALS.at(made)).json()["active"] is False
    assert len(occurrences(shop, made)) == 1


def test_an_occurrence_that_is_rejected_says_so_and_is_not_tried_again(shop):
    lines = [{"account": "6020", "debit": "1.00"}, {"account": "9999", "credit": "1.00"}]
    made = RECURRING_JOURNALS.make(shop, first_date=TODAY.isoformat(), lines=lines)
    hand_in(shop, TODAY)
    assert hand_in(shop, TODAY).new == 0
    assert occurrences(shop, made) == [(TODAY.isoformat(), "rejected")]
    operation = shop.get(f"{RECURRING_JOURNALS.at(made)}/occurrences").json()["items"][0]["operation_id"]
    assert shop.get(f"/api/operations/{operation}").json()["error"]["code"] == "accounting.unknown_account"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"lines": HALF}, "lines"),
        ({"until": "2026-01-01"}, "until"),
        ({"first_date": "2020-01-01"}, "first_date"),
        ({"every": 0}, "every"),
        ({"unit": "years"}, "unit"),
        ({"currency": "EURO"}, "currency"),
    ],
)
def test_what_could_never_be_posted_is_not_kept(shop, change, path):
    body = RECURRING_JOURNALS.body(shop) | change
    answer = shop.post(RECURRING_JOURNALS.address, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path), answer.text


def test_a_closed_organization_posts_nothing_by_itself(shop):
    RECURRING_JOURNALS.make(shop, first_date=TODAY.isoformat())
    assert shop.post("/api/org/close", json={"name": "Café Sol"}).status_code == 200
    assert hand_in(shop, TODAY).new == 0


def test_the_operations_of_recurring_journals_are_the_systems(shop):
    RECURRING_JOURNALS.make(shop, first_date=TODAY.isoformat())
    hand_in(shop, TODAY)
    entries = shop.get("/api/org/audit").json()["items"]
    [posted] = [one for one in entries if one["action"] == "journal.post"]
    assert posted["actor"] == {"type": "system", "id": str(UUID(int=0))}
