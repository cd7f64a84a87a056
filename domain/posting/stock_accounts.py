"""Which accounts an item's stock and the cost of what leaves it stand on."""

from domain.accounting.entries import Entry
from domain.posting.facts import Item, OrgFacts


def stock_accounts(org: OrgFacts, item: Item, location_id: str) -> tuple[str, str]:
    """Return the accounts of an item's stock at a location: inventory, then cost of sales.

    They are those of its category, else those of the roles `inventory` and `cogs`. Whatever moves stock (a sale, a
    receipt, a count, a transfer, a revaluation) asks here and never for these roles themselves: invariant I4 compares
    every inventory account with the levels of the items that stand on it, location by location. An account cannot
    change while there is stock on it, so goods may come back to another account than they left, but never to the
    wrong one.

    Raises `AccountRoleMissingError`.
    """
    inventory, cogs = item.inventory_account_id, item.cogs_account_id
    return inventory or org.account("inventory"), cogs or org.account("cogs", location_id)


def post_cost(entry: Entry, org: OrgFacts, item: Item, location_id: str, cost: int) -> None:
    """Move the cost of what left stock (negative: of what came back) to the cost of sales, minor units."""
    inventory, cogs = stock_accounts(org, item, location_id)
    entry.debit(cogs, location_id, cost)
    entry.credit(inventory, location_id, cost)
