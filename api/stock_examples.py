"""Examples of the bodies of stock documents, for the OpenAPI document."""

from typing import Any

ID = "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c"
COFFEE = {"sku": "COFFEE-250"}
STOCK_EXAMPLES: dict[str, Any] = {
    "stock.receive": {
        "id": f"{ID}03",
        "location_id": f"{ID}04",
        "occurred_at": "2026-11-22T08:00:00-05:00",
        "supplier": "Finca La Esperanza",
        "lines": [{**COFFEE, "quantity": "48", "unit_cost": "6.25"}],
        "charges": [{"name": "Freight", "amount": "24.00", "spread": "quantity"}],
    },
    "stock.adjust": {
        "id": f"{ID}05",
        "location_id": f"{ID}04",
        "occurred_at": "2026-11-22T09:00:00-05:00",
        "reason": "broken",
        "lines": [{**COFFEE, "quantity_delta": "-1"}],
    },
    "stock.count": {
        "id": f"{ID}20",
        "location_id": f"{ID}04",
        "scope": "partial",
        "lines": [{**COFFEE, "counted": "46", "expected": "47"}],
    },
    "stock.revalue": {
        "id": f"{ID}21",
        "location_id": f"{ID}04",
        "reason": "Damaged packaging",
        "lines": [{**COFFEE, "unit_cost": "5.00"}],
    },
    "stock.return_to_supplier": {
        "id": f"{ID}22",
        "location_id": f"{ID}04",
        "receipt_id": f"{ID}03",
        "lines": [{"line_no": 1, "quantity": "6"}],
    },
    "receipt.reverse": {"id": f"{ID}23", "reason": "Entered at the wrong location"},
    "stock.transfer": {
        "id": f"{ID}24",
        "from_location_id": f"{ID}04",
        "to_location_id": f"{ID}25",
        "lines": [{**COFFEE, "quantity": "12"}],
        "receive": "on_arrival",
    },
    "transfer.receive": {"id": f"{ID}26", "lines": [{"line_no": 1, "quantity": "11", "lost": "1"}]},
    "transfer.close": {"id": f"{ID}27", "note": "The rest never came"},
    "transfer.return": {"id": f"{ID}28", "note": "Nobody was there"},
}
