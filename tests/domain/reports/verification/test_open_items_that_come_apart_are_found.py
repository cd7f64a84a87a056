"""What is wrong with an open item or with a journal in another currency is found, and put right where it is a sum."""

import pytest

from domain.core.db import unit_of_work
from domain.reports.recalculation import recalculate
from domain.reports.verification import verify
from tests.domain.posting.foreign_money import bill, items, payment, posted
from tests.domain.posting.till import Counter


@pytest.fixture
def counter(shop):
    return Counter(shop)


@pytest.fixture
def paid(counter):
    [one] = posted(counter, bill())
    posted(counter, payment(one.id, "40.00", "1.12"))
    counter.proven()
    return one.id


def found(counter):
    proof = verify([counter.shop.org_id])
    return {finding.number: [one.what for one in finding.examples] for finding in proof.findings if finding.differences}


def test_an_item_that_is_not_settled_by_its_settlements_is_found_and_put_right(counter, paid):
    counter.change("UPDATE acct.foreign_items SET settled = -3000 WHERE journal_id = %s", (paid,))
    assert found(counter) == {"I2": ["what is settled of an open item is not what its settlements come to"]}
    with unit_of_work(counter.shop.org_id) as uow:
        differences = recalculate(uow, org_id=counter.shop.org_id, repair=True)
        uow.commit()
    assert [one.what for one in differences] == ["what is settled of an open item is not what its settlements come to"]
    assert items(counter) == [(-10000, -11050, -4000, -4420)]
    counter.proven()


def test_an_item_that_is_not_its_line_is_found(counter, paid):
    counter.change("UPDATE acct.foreign_items SET base = -11060 WHERE journal_id = %s", (paid,))
    assert found(counter) == {"I6": ["an open item is not what its line says"]}
