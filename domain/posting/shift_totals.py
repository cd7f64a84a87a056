"""What a document adds to its shift: kept with each batch, so that an X or Z report counts nothing."""

from domain.posting.effects import Effects
from domain.posting.facts import OrgFacts
from domain.posting.priced_sale import PricedSale


def count_sale(sale: PricedSale, org: OrgFacts, effects: Effects) -> None:
    """Add a sale, return, exchange or void to its shift: its total, tenders less change, taxes, discounts, tips."""
    shift = sale.shift
    assert shift is not None
    effects.count(org, shift, sale.kind, "", 1, sale.total)
    for tender in sale.tenders:
        effects.count(org, shift, f"tender.{tender.method.kind}", tender.code, 1, tender.amount - tender.change)
    net = discount = 0
    for line in sale.lines:
        net += line.net
        discount += line.discount
        if line.tax:
            effects.count(org, shift, "tax", line.rate.id, 1, line.tax)
    effects.count(org, shift, "net", "", len(sale.lines), net)
    for measure, amount in (("discount", discount), ("tip", sale.tip), ("rounding", sale.rounding)):
        if amount:
            effects.count(org, shift, measure, "", 1, amount)
