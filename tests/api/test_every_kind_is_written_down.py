"""Who had something carried out is in the audit log, whatever kind it was; sales alone are their own record."""

from tests.api.occupied import occupy
from tests.domain.posting.till import Counter
from tests.shops import open_shop

OWN_RECORD = "sale.post"


def test_every_operation_that_was_carried_out_but_a_sale_is_in_the_audit_log(client):
    shop = occupy(open_shop(client)).shop
    posted = [one["kind"] for one in shop.get("/api/operations?status=posted&limit=500").json()["items"]]
    audited = [entry["action"] for entry in shop.get("/api/org/audit?limit=500").json()["items"]]
    kinds = set(posted) - {OWN_RECORD}
    assert len(kinds) >= 10
    assert {kind: audited.count(kind) for kind in kinds} == {kind: posted.count(kind) for kind in kinds}
    assert OWN_RECORD not in audited


def test_a_journal_and_its_reversal_are_written_down(shop):
    counter = Counter(shop)
    journal = counter.entry(counter.code("bank"), counter.code("opening_equity"), "5.00")
    first, second = counter.post(journal, counter.reversal(journal[1]["id"]))
    assert (first.status, second.status) == ("posted", "posted")
    actions = [entry["action"] for entry in shop.get("/api/org/audit").json()["items"]]
    assert {"journal.post", "journal.reverse"} <= set(actions)
