"""A statement comes in while its bank account gets another ledger account: one waits, neither is a victim."""

import threading
import time
from uuid import UUID

from domain.banking.schemas import BankAccountPatch
from domain.banking.service import update_bank_account
from domain.banking.service.entries import gather_entries
from domain.core.db import unit_of_work
from tests.api.bank import Bank

A_WHILE = 0.5


def test_both_take_their_locks_in_one_order(counter):
    shop = counter.shop
    bank = Bank.opened(shop)
    bank_account_id = UUID(bank.address.rpartition("/")[2])
    told: list[Exception | None] = []

    def change():
        try:
            with unit_of_work(shop.org_id) as uow:
                patch = BankAccountPatch(account="1020")
                update_bank_account(uow, shop.ctx, bank_account_id=bank_account_id, patch=patch, expected=None)
                uow.commit()
            told.append(None)
        except Exception as error:  # noqa: BLE001 - a deadlock would be any error of the driver
            told.append(error)

    changing = threading.Thread(target=change)
    with unit_of_work(shop.org_id) as uow:
        # As a statement does: the account first, what the ledger has on it last.
        uow.driver.execute("SELECT FROM acct.bank_accounts WHERE id = %s FOR UPDATE", (bank_account_id,))
        changing.start()
        time.sleep(A_WHILE)
        gather_entries(uow, org_id=shop.org_id)
        uow.commit()
    changing.join()
    assert told == [None]
