"""Loading price lists and promotions, of the organizations that have any."""

from domain.pos.price_rules import entries_from, queries, rules_from
from domain.posting.facts import OrgFacts
from domain.posting.load.statements import Connection, Rows, keyed, keys_json
from domain.posting.wants import Wants

ENTRIES = keyed(queries.ENTRIES, "uuid", "uuid")


def ask_rules(connection: Connection, wants: Wants) -> tuple[Rows, Rows]:
    """Send the queries for rules and list prices; to be called inside a pipeline.

    They are read, not locked: a price list changes no figure, and the next batch sees the new one.
    """
    return (
        connection.execute(queries.RULES, (sorted(wants.ruled),)),
        connection.execute(ENTRIES, (keys_json(wants.entries),)),
    )


def keep_rules(facts: dict[str, OrgFacts], rules: Rows, entries: Rows) -> None:
    """Add what was found to the facts of its organization; rules that all rest are none."""
    for org_id, document in rules:
        facts[org_id].rules = None if document is None else rules_from(document)
    for org_id, item_id, prices in entries:
        facts[org_id].entries[item_id] = entries_from(prices)
