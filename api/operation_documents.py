"""What the OpenAPI document says of asynchronous routes: their bodies are read by msgspec, past FastAPI."""

from typing import Any

import msgspec

from api.operation_schemas import BatchAccepted, Rehearsal
from api.problems import problem_responses
from api.stock_examples import STOCK_EXAMPLES
from domain.pos.sale_payload import SalePost
from domain.posting.kinds import KINDS

REF = "#/components/schemas/{name}"
# The caller is resolved past FastAPI too, as `api.dependencies` documents it for every other route.
SECURITY: list[dict[str, list[str]]] = [{"HTTPBearer": []}]
ORGANIZATION = {
    "name": "X-Org-ID",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The organization's id.",
}
DRY_RUN = {
    "name": "dry_run",
    "in": "query",
    "schema": {"type": "boolean", "default": False},
    "description": "Post nothing; answer what would be posted.",
}
OPERATION = {"$ref": "#/components/schemas/Operation"}
SALE_EXAMPLE = {
    "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c01",
    "terminal_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c02",
    "terminal_seq": 4711,
    "occurred_at": "2026-11-22T10:15:00-05:00",
    "lines": [{"sku": "COFFEE-250", "quantity": "2", "unit_price": "10.50", "discount": "1.00"}],
    "payments": [{"method": "cash", "amount": "25.00"}],
    "expected_total": "20.00",
}
EXAMPLES: dict[str, Any] = {
    "sale.post": SALE_EXAMPLE,
    "sale.return": {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c07",
        "terminal_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c02",
        "lines": [{"line_no": 1, "quantity": "1", "restock": True}],
        "refunds": [{"method": "cash", "amount": "10.00"}],
    },
    "sale.return_blind": {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c08",
        "terminal_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c02",
        "lines": [{"sku": "COFFEE-250", "quantity": "1", "restock": True}],
        "refunds": [{"method": "cash", "amount": "10.50"}],
        "reason": "Lost the receipt",
    },
    "sale.void": {"id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c09", "reason": "Rung up twice"},
    "deposit.take": {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c11",
        "terminal_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c02",
        "payments": [{"method": "cash", "amount": "20.00"}],
        "due_on": "2026-12-24",
        "lines": [{"sku": "GRINDER", "quantity": "1", "unit_price": "180.00"}],
    },
    "deposit.add": {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c12",
        "terminal_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c02",
        "payments": [{"method": "card", "amount": "60.00"}],
    },
    "deposit.refund": {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c13",
        "terminal_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c02",
        "refunds": [{"method": "cash", "amount": "80.00"}],
        "reason": "Changed their mind",
    },
    "customer.pay": {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c14",
        "terminal_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c02",
        "amount": "38.50",
        "payments": [{"method": "cash", "amount": "40.00"}],
    },
    "money.void": {"id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c15", "reason": "Booked for somebody else"},
    "shift.open": {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c71",
        "terminal_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c02",
        "float": "100.00",
        "float_from": "safe",
        "occurred_at": "2026-11-22T08:00:00-05:00",
    },
    "shift.cash": {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c72",
        "kind": "paid_out",
        "amount": "12.50",
        "account": "6020",
        "reason": "Milk",
    },
    "drawer.open": {"id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c73", "reason": "Change for the neighbour"},
    "shift.close": {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c74",
        "counted": [{"method": "cash", "amount": "431.20"}, {"method": "card", "amount": "1280.00"}],
        "manifest": {"sales": 84, "total": "1623.70"},
    },
    **STOCK_EXAMPLES,
    "journal.post": {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c06",
        "date": "2026-11-22",
        "memo": "Rent",
        "reverse_on": "2026-12-01",
        "currency": "EUR",
        "rate": "1.1050",
        "lines": [{"account": "6020", "debit": "800.00"}, {"account": "2010", "credit": "800.00", "open": True}],
    },
    "bank.reconcile": {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c81",
        "line_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c82",
        "journals": [],
        "post": [
            {"account": "1040", "amount": "1000.00", "memo": "Card takings of 2026-11-20"},
            {"account": "6040", "amount": "-30.00", "memo": "Card fees"},
        ],
    },
    "bank.undo": {"id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c83", "memo": "Matched by mistake"},
    "journal.reverse": {"memo": "Entered twice"},
    "period.close": {"id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c81", "period": "2026-10", "module": "all"},
    "period.reopen": {"id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c82", "period": "2026-10", "module": "all"},
    "year.close": {"id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c83", "fiscal_year": 2025},
    "year.reopen": {"id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c84", "fiscal_year": 2025},
    "balances.recalculate": {"id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c81", "from": "2026-11-01", "repair": False},
}


def documented(kind: str, *refused: int) -> dict[str, Any]:
    """Return the keyword arguments of a route that accepts an operation of this kind; `refused`: its own statuses."""
    return {
        "status_code": 202,
        "responses": _responses() | problem_responses(*refused),
        "openapi_extra": {
            "x-operation-kind": kind,
            "requestBody": _body(KINDS[kind].payload_type.__name__, EXAMPLES[kind]),
            "security": SECURITY,
            "parameters": [
                ORGANIZATION,
                _header("Prefer", "`wait=N` holds the answer up to N seconds until the operation ends (RFC 7240)."),
                _header("Idempotency-Key", "The identity of an operation whose body has no `id`."),
                *([] if KINDS[kind].background else [DRY_RUN]),
            ],
        },
    }


def documented_batch() -> dict[str, Any]:
    """Return the keyword arguments of the route that accepts many sales."""
    sales = {"type": "array", "items": {"$ref": REF.format(name=SalePost.__name__)}, "minItems": 1, "maxItems": 1000}
    schema = {"type": "object", "properties": {"sales": sales}, "required": ["sales"], "additionalProperties": False}
    example = {"sales": [SALE_EXAMPLE]}
    return {
        "status_code": 202,
        "responses": _responses()
        | {
            202: {
                "description": "Each sale was judged by itself; what is valid is accepted.",
                "content": {"application/json": {"schema": {"$ref": REF.format(name="BatchAccepted")}}},
            }
        },
        "openapi_extra": {
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": schema, "example": example}},
            },
            "security": SECURITY,
            "parameters": [ORGANIZATION],
        },
    }


def schemas() -> dict[str, Any]:
    """Return the schemas of all operation bodies, for the document's components."""
    _, components = msgspec.json.schema_components([kind.payload_type for kind in KINDS.values()], ref_template=REF)
    for model in (BatchAccepted, Rehearsal):
        schema = model.model_json_schema(ref_template=REF.replace("{name}", "{model}"))
        components.update(schema.pop("$defs", {}))
        components[model.__name__] = schema
    return components


def _body(name: str, example: Any) -> dict[str, Any]:
    return {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": REF.format(name=name)}, "example": example}},
    }


def _header(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "schema": {"type": "string"}, "description": description}


def _responses() -> dict[int | str, dict[str, Any]]:
    operation = {"content": {"application/json": {"schema": OPERATION}}}
    ended = {
        "content": {"application/json": {"schema": {"anyOf": [OPERATION, {"$ref": REF.format(name="Rehearsal")}]}}}
    }
    accepted: dict[int | str, dict[str, Any]] = {
        202: {"description": "Accepted, durably; it will be carried out once.", **operation},
        200: {"description": "Ended already (a resend, or waited for), or rehearsed.", **ended},
    }
    return accepted | problem_responses(401, 403, 409, 422, 429)
