"""A shop with one of everything in it, all named by one mark: what strangers must neither see nor move."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from domain.core.clock import now
from domain.imports.engine import Importer
from tests.api import nouns
from tests.api.nouns import Noun
from tests.draining import drain
from tests.shops import Shop

NOUNS = {noun.name: noun for noun in vars(nouns).values() if isinstance(noun, Noun)}


@dataclass(frozen=True)
class Occupied:
    """The shop, the mark in every name, and one id for each name that a path's parameter can have."""

    shop: Shop
    mark: str
    ids: dict[str, str]


def occupy(shop: Shop) -> Occupied:
    """Make one of everything, over HTTP."""
    mark = f"mark{uuid4().hex[:10]}"
    ids = {f"{name}_id": str(noun.make(shop, **_marked(noun, mark))["id"]) for name, noun in NOUNS.items()}
    ids["terminal_id"] = str(nouns.TERMINALS.make(shop, name=mark)["id"])
    ids["item_id"] = str(nouns.ITEMS.make(shop, name=mark, price="10.00")["id"])
    ids["user_id"] = str(shop.hire("cashier").user_id)
    ids["key_id"] = str(shop.key("cashier", name=mark)["id"])
    invited = shop.post("/api/org/invitations", json={"email": f"{mark}@example.com", "role": "viewer"})
    assert invited.status_code == 201, invited.text
    ids["invitation_id"] = str(invited.json()["id"])
    ids |= _posted(shop, mark, ids)
    ids |= _written(shop, mark, ids)
    ids |= _banked(shop, mark)
    ids |= _imported(shop, mark)
    return Occupied(shop, mark, ids)


def _marked(noun: Noun, mark: str) -> dict[str, Any]:
    return {"name": mark} if "name" in noun.required else {}


def _imported(shop: Shop, mark: str) -> dict[str, str]:
    """Hand in a file of one row that is not taken, and check it; return the import's id."""
    file = f"reference,name,email\n{mark},{mark},nowhere\n"
    sent = {"data": {"kind": "customers", "dry_run": "true"}, "files": {"file": (f"{mark}.csv", file.encode())}}
    made = shop.post("/api/imports", **sent)
    assert made.status_code == 202, made.text
    importer = Importer()
    while importer.take_turn(shop.org_id, UUID(made.json()["id"])):
        pass
    return {"import_id": made.json()["id"]}


def _banked(shop: Shop, mark: str) -> dict[str, str]:
    """Make a bank account and read a statement of one line; return their ids."""
    account = shop.post("/api/accounting/bank-accounts", json={"name": mark, "account": "1030"})
    assert account.status_code == 201, account.text
    address = f"/api/accounting/bank-accounts/{account.json()['id']}"
    file = f"Date,Description,Amount\n2026-01-31,{mark},-5.00\n"
    statement = shop.post(f"{address}/statements", files={"file": ("bank.csv", file.encode())})
    assert statement.status_code == 201, statement.text
    [line] = shop.get(f"{address}/lines").json()["items"]
    return {"bank_account_id": account.json()["id"], "statement_id": statement.json()["id"], "line_id": line["id"]}


def _written(shop: Shop, mark: str, ids: dict[str, str]) -> dict[str, str]:
    """Make a draft, a rate and an attachment; return their ids."""

    def made(path: str, **body: Any) -> str:
        answer = shop.post(f"/api/accounting/{path}", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    return {
        "draft_id": made("journal-drafts", memo=mark),
        "exchange_rate_id": made("exchange-rates", currency="EUR", date="2026-11-22", rate="1.1", source=mark),
        "attachment_id": made(f"journals/{ids['journal_id']}/attachments", name=mark, reference=mark),
    }


def _posted(shop: Shop, mark: str, ids: dict[str, str]) -> dict[str, str]:
    """Post one document of each kind; return their ids."""
    till, item, place, customer = ids["terminal_id"], ids["item_id"], ids["location_id"], ids["customer_id"]
    here = str(shop.default_location_id)
    cash = [{"method": "cash", "amount": "10.00"}]

    def post(path: str, **body: Any) -> str:
        given = {"id": str(uuid4()), "occurred_at": now().isoformat(), **body}
        if path.startswith("/api/accounting"):
            given.pop("occurred_at")
        answer = shop.post(path, json=given)
        assert answer.status_code == 202, (path, answer.text)
        drain(shop)
        ended = shop.get(f"/api/operations/{given['id']}").json()
        assert ended["status"] == "posted", (path, ended)
        return str(given["id"])

    shift = post("/api/pos/shifts", terminal_id=till, float="50.00", note=mark)
    line = {"item_id": item, "quantity": "1"}
    sale = post(
        "/api/pos/sales", terminal_id=till, shift_id=shift, lines=[line], payments=cash, customer_id=customer, note=mark
    )
    entry = [{"account": "1030", "debit": "5.00"}, {"account": "3100", "credit": "5.00"}]
    deposit = post("/api/pos/deposits", terminal_id=till, customer_id=customer, payments=cash, note=mark)
    card = shop.post("/api/pos/gift-cards", json={"expires_on": "2099-12-31"})
    assert card.status_code == 201, card.text
    return {
        "code": card.json()["code"],
        "value_id": card.json()["id"],
        "document_id": deposit,
        "deposit_id": deposit,
        "shift_id": shift,
        "sale_id": sale,
        "operation_id": sale,
        "period": "2026-01",
        "fiscal_year": "2026",
        "journal_id": post("/api/accounting/journals", date=now().date().isoformat(), memo=mark, lines=entry),
        **_moved(post, here, place, item, mark),
    }


def _moved(post: Callable[..., str], here: str, place: str, item: str, mark: str) -> dict[str, str]:
    """Post one stock document of each kind; return their ids."""
    line = {"item_id": item, "quantity": "1"}
    goods = [{"item_id": item, "quantity": "5", "unit_cost": "1.00"}]
    return {
        "receipt_id": post("/api/inventory/receipts", location_id=here, supplier=mark, lines=goods),
        "transfer_id": post(
            "/api/inventory/transfers",
            from_location_id=here,
            to_location_id=place,
            lines=[line],
            receive="on_arrival",
            note=mark,
        ),
        "adjustment_id": post(
            "/api/inventory/adjustments",
            location_id=here,
            reason=mark,
            lines=[{"item_id": item, "quantity_delta": "-1"}],
        ),
        "reversal_id": post(
            f"/api/inventory/receipts/{post('/api/inventory/receipts', location_id=here, lines=goods)}/reverse",
            reason=mark,
        ),
        "supplier_return_id": post("/api/inventory/supplier-returns", location_id=here, note=mark, lines=[line]),
        "revaluation_id": post(
            "/api/inventory/revaluations", location_id=here, reason=mark, lines=[{"item_id": item, "unit_cost": "1.10"}]
        ),
        "count_id": post("/api/inventory/counts", location_id=here, lines=[{"item_id": item, "counted": "3"}]),
    }
