"""What one request reads is of one moment: what is posted between two of its queries is in none of them."""

from sqlalchemy import text

from domain.core.db import unit_of_work
from tests.api.nouns import CUSTOMERS

COUNT = text("SELECT count(*) FROM pos.customers")


def test_what_is_written_between_two_queries_of_a_read_is_in_none_of_them(shop):
    with unit_of_work(shop.org_id, read_only=True) as uow:
        before = uow.session.scalar(COUNT)
        CUSTOMERS.make(shop)
        assert uow.session.scalar(COUNT) == before
    with unit_of_work(shop.org_id, read_only=True) as uow:
        assert uow.session.scalar(COUNT) == before + 1


def test_who_writes_sees_what_others_wrote_meanwhile(shop):
    with unit_of_work(shop.org_id, read_only=True):
        pass
    with unit_of_work(shop.org_id) as uow:
        before = uow.session.scalar(COUNT)
        CUSTOMERS.make(shop)
        assert uow.session.scalar(COUNT) == before + 1
