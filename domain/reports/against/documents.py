"""What documents say of a matter: of days, from a summary, and of one journal's document, from its rows."""

# ruff: noqa: S608 - every statement is built from constants.

from dataclasses import dataclass

from domain.summaries.facts import RECEIVABLE_DAYS, TAX_DAYS


@dataclass(frozen=True, slots=True)
class Measure:
    """A matter that documents measure and journals move, debits positive; SQL.

    `days` is a relation `d` of summaries, `amount` what a row of it comes to. `of_document` is what the document of a
    journal `j` comes to, at the location that was asked for. `sign` is how the report shows debits.
    """

    days: str
    amount: str
    of_document: str
    sign: int


_SALES = "('sale', 'return', 'exchange', 'void')"
_HERE = "(%(location_id)s::uuid IS NULL OR {row}.location_id = %(location_id)s::uuid)"

RECEIVABLE = Measure(
    days=RECEIVABLE_DAYS.live(),
    amount="d.charged - d.credited",
    of_document=f"""CASE
        WHEN j.source_type IN {_SALES} THEN (
            SELECT sum(p.amount - p.change) FROM pos.payments p
            WHERE p.org_id = %(org_id)s AND p.sale_id = j.source_id AND p.kind = 'on_account'
                AND EXISTS (
                    SELECT FROM pos.sales s
                    WHERE s.org_id = %(org_id)s AND s.id = j.source_id AND {_HERE.format(row="s")}
                )
        )
        WHEN j.source_type = 'customer_payment' THEN (
            SELECT -m.amount FROM pos.money_documents m
            WHERE m.org_id = %(org_id)s AND m.id = j.source_id AND {_HERE.format(row="m")}
        )
        WHEN j.source_type = 'money_void' THEN (
            SELECT m.amount FROM pos.money_documents m
            JOIN pos.money_documents o ON o.org_id = %(org_id)s AND o.id = m.original_id
            WHERE m.org_id = %(org_id)s AND m.id = j.source_id AND o.kind = 'customer_payment'
                AND {_HERE.format(row="m")}
        )
    END""",
    sign=1,
)
"""What customers owe: left on account, less what was given back and paid."""

TAX = Measure(
    days=TAX_DAYS.live(),
    amount="-d.tax",
    of_document=f"""CASE WHEN j.source_type IN {_SALES} THEN (
        SELECT -s.tax FROM pos.sales s
        WHERE s.org_id = %(org_id)s AND s.id = j.source_id AND {_HERE.format(row="s")}
    ) END""",
    sign=-1,
)
"""The tax on sales, less that of what came back."""
