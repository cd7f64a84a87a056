"""How a row of any kind names an item."""

from domain.imports.kinds.base import Column
from domain.imports.kinds.converters import code

NAMED_ITEM = (
    Column(
        name="sku",
        convert=code(),
        description="The item's code; this or its barcode.",
        example="COFFEE-250",
        aliases=(
            "item code",
            "item",
            "code",
            "article",
            "product code",
            "product id",
            "plu",
            "referencia",
            "codigo",
            "clave",
            "artikelnummer",
            "reference",
        ),
    ),
    Column(
        name="barcode",
        convert=code(),
        description="One of the item's barcodes; this or its sku.",
        aliases=("ean", "upc", "gtin", "codigo de barras", "strichcode", "code barres"),
    ),
)
