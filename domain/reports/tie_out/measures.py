"""What is tied out, and what must be equal.

Each measure comes from a source of its own, minor units, returns and voids counting against sales:

- `sales`: the totals of the documents' heads (`pos.sales`).
- `payments`: their tenders, less change (`pos.payments`). Must be `sales`.
- `gift_cards`: what their lines loaded onto gift cards: debt for debt, so that it stands on tenders' accounts on both
  sides (`pos.sale_lines`).
- `ledger_money`: what their journals moved on the accounts of tenders, debits positive (`acct.journal_lines`). Must be
  `sales` less `gift_cards`.
- `line_cost`: what their lines cost (`pos.sale_lines`).
- `ledger_cost`: what their journals moved on the accounts of the cost of sales. Must be `line_cost`.
- `stock_value`: by how much their movements made stock worth less (`inv.stock_movements`).
- `ledger_stock`: by how much their journals credited the accounts of stock. Must be `stock_value`.
- `stock_value` is `line_cost`, but for what is explained: goods that came back and were not put back on the shelf
  (`written_off`, negative: in the cost of lines, in no movement), and levels below zero that goods came back to at
  another cost (`revalued`: a movement of no line).
"""

from domain.reports.tables import Column, Kind

MEASURES = tuple(
    Column(name, title, Kind.MONEY)
    for name, title in (
        ("sales", "Sales"),
        ("payments", "Payments"),
        ("gift_cards", "Gift cards"),
        ("ledger_money", "Ledger, money"),
        ("line_cost", "Cost of lines"),
        ("ledger_cost", "Ledger, cost"),
        ("stock_value", "Stock"),
        ("ledger_stock", "Ledger, stock"),
        ("written_off", "Written off"),
        ("revalued", "Revalued"),
    )
)
DIFFERENCES = {
    "payments_difference": "m.payments - m.sales",
    "money_difference": "m.ledger_money - (m.sales - m.gift_cards)",
    "cost_difference": "m.ledger_cost - m.line_cost",
    "ledger_stock_difference": "m.ledger_stock - m.stock_value",
    "stock_difference": "m.stock_value - m.line_cost",
}
EXPLAINED = "m.revalued - m.written_off"
UNEXPLAINED = " + ".join(
    f"abs({difference}{f' - ({EXPLAINED})' if name == 'stock_difference' else ''})"
    for name, difference in DIFFERENCES.items()
)
FIGURES = (
    *MEASURES,
    Column("payments_difference", "Payments less sales", Kind.MONEY),
    Column("money_difference", "Ledger less sales", Kind.MONEY),
    Column("cost_difference", "Ledger less cost", Kind.MONEY),
    Column("ledger_stock_difference", "Ledger less stock", Kind.MONEY),
    Column("stock_difference", "Stock less cost", Kind.MONEY),
    Column("explained", "Of it explained", Kind.MONEY),
    Column("unexplained", "Unexplained", Kind.MONEY),
)


def figures(relation: str) -> str:
    """Return a relation's rows `m` of measures with what differs, what of it is explained and what is not."""
    differences = ", ".join(f"{difference} AS {name}" for name, difference in DIFFERENCES.items())
    return f"SELECT m.*, {differences}, {EXPLAINED} AS explained, {UNEXPLAINED} AS unexplained FROM {relation} m"  # noqa: S608 - constants


# What the cost of goods says of a row that differs; each is a reason by itself.
DIFFERS = " OR ".join(f"f.{name} <> 0" for name in DIFFERENCES) + " OR f.written_off <> 0 OR f.revalued <> 0"
REASONS = {
    "not_restocked": "f.written_off <> 0",
    "revalued": "f.revalued <> 0",
    "payments_differ": "f.payments_difference <> 0",
    "ledger_money_differs": "f.money_difference <> 0",
    "ledger_cost_differs": "f.cost_difference <> 0",
    "ledger_stock_differs": "f.ledger_stock_difference <> 0",
    "movements_differ": "f.stock_difference <> f.explained",
}
