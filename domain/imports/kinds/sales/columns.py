"""The columns of a file of past sales: one row for each line of a receipt."""

from domain.core.money import MAX_MINOR, MAX_PRICE, MAX_QUANTITY, PRICE_DIGITS, PRICE_ONE, QUANTITY_DIGITS, QUANTITY_ONE
from domain.imports.kinds.base import Column
from domain.imports.kinds.converters import code, moment, money, number, text
from domain.imports.kinds.naming import NAMED_ITEM

TENDERS = 4
_amount = money(most=MAX_MINOR // 1000)
_signed = money(most=MAX_MINOR // 1000, least=None)


def _payments() -> tuple[Column, ...]:
    """Return the columns of the first tender and of those beside it."""
    columns = []
    for at in range(1, TENDERS + 1):
        behind = "" if at == 1 else f"_{at}"
        columns += [
            Column(
                name=f"tender{behind}",
                convert=code(),
                description="A payment method's code, on any row of the receipt."
                if at == 1
                else "Another payment method of the same receipt.",
                example="cash" if at == 1 else "",
                aliases=(
                    "payment",
                    "payment method",
                    "payment type",
                    "tender type",
                    "forma de pago",
                    "zahlungsart",
                    "mode de paiement",
                    "forma de pagamento",
                )
                if at == 1
                else (f"payment {at}", f"tender {at}"),
            ),
            Column(
                name=f"paid{behind}",
                convert=_amount,
                numbers=True,
                description="What was paid with it; one tender without an amount pays the rest.",
                example="",
                aliases=("amount paid", "payment amount", "pagado", "bezahlt") if at == 1 else (f"amount {at}",),
            ),
            Column(
                name=f"tender_reference{behind}",
                convert=code(),
                description="The code of the gift card or deposit that paid, or what the card terminal printed.",
            ),
        ]
    return tuple(columns)


COLUMNS = (
    Column(
        name="terminal",
        convert=code(),
        required=True,
        description="The code of the till at which it was sold.",
        example="T1",
        aliases=("till", "register", "pos", "caja", "terminal code", "kasse", "caisse", "caixa", "lane", "station"),
    ),
    Column(
        name="receipt",
        convert=text(100),
        required=True,
        description="The receipt's reference, unique at its till: rows that follow each other with the same one are "
        "one sale, and it is kept.",
        example="T1-000123",
        aliases=(
            "receipt number",
            "receipt no",
            "transaction",
            "transaction id",
            "transaction number",
            "invoice",
            "invoice number",
            "ticket",
            "ticket number",
            "basket",
            "basket id",
            "order",
            "order id",
            "sale",
            "sale id",
            "folio",
            "factura",
            "bon",
            "bonnummer",
            "beleg",
            "belegnummer",
        ),
    ),
    Column(
        name="sold_at",
        convert=moment(),
        required=True,
        dates=True,
        description="When it was sold; the organization's local time unless it has an offset.",
        example="2026-01-31 18:05:00",
        aliases=(
            "date",
            "datetime",
            "time",
            "timestamp",
            "sale date",
            "transaction date",
            "occurred at",
            "at",
            "created at",
            "fecha",
            "fecha y hora",
            "datum",
            "date heure",
            "data",
        ),
    ),
    *NAMED_ITEM,
    Column(
        name="quantity",
        convert=number(QUANTITY_DIGITS, most=MAX_QUANTITY // QUANTITY_ONE, least=None),
        numbers=True,
        required=True,
        description="How many; negative for what came back.",
        example="2",
        aliases=("qty", "units", "cantidad", "menge", "quantité", "quantidade"),
    ),
    Column(
        name="unit",
        convert=code(),
        description="One of the item's units; its own unless given.",
        aliases=("uom", "unidad", "einheit", "unité", "unidade"),
    ),
    Column(
        name="unit_price",
        convert=number(PRICE_DIGITS, most=MAX_PRICE // PRICE_ONE),
        numbers=True,
        required=True,
        description="What one was sold for, before the discount.",
        example="10.50",
        aliases=(
            "price",
            "sales price",
            "precio",
            "precio unitario",
            "preis",
            "einzelpreis",
            "prix",
            "prix unitaire",
            "preço",
        ),
    ),
    Column(
        name="discount",
        convert=_amount,
        numbers=True,
        description="Taken off the line, as an amount.",
        example="1.00",
        aliases=("line discount", "discount amount", "descuento", "rabatt", "remise", "desconto"),
    ),
    Column(
        name="tax_rate",
        convert=code(),
        description="A tax rate's code; the item's own unless given.",
        aliases=("tax code", "vat code", "iva", "mwst", "tva"),
    ),
    Column(
        name="lot",
        convert=code(),
        description="The lot, of an item whose lots are told apart.",
        aliases=("batch", "lote", "charge"),
    ),
    Column(
        name="line_total",
        convert=_signed,
        numbers=True,
        description="What the line came to, with tax; the sum of all is checked to the cent.",
        aliases=("line amount", "extended price", "sales value", "importe", "zeilensumme"),
    ),
    Column(
        name="customer",
        convert=code(),
        description="The customer's reference, or e-mail address.",
        aliases=(
            "customer reference",
            "customer id",
            "customer code",
            "household",
            "household id",
            "cliente",
            "kunde",
            "client",
        ),
    ),
    Column(
        name="total",
        convert=_signed,
        numbers=True,
        description="What the receipt came to, with tax and tip; checked to the cent.",
        aliases=("receipt total", "grand total", "transaction total", "importe total", "summe", "gesamt"),
    ),
    Column(
        name="sale_discount",
        convert=_amount,
        numbers=True,
        description="Taken off the receipt as a whole, on any of its rows.",
        aliases=("receipt discount", "document discount"),
    ),
    Column(
        name="tip",
        convert=_amount,
        numbers=True,
        description="The tip, on any row of the receipt.",
        aliases=("propina",),
    ),
    *_payments(),
    Column(
        name="note",
        convert=text(500),
        description="Kept with the line.",
        aliases=("remark", "comment", "nota", "bemerkung", "remarque"),
    ),
)
