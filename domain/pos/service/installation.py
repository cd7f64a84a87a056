"""The payment methods that a new organization begins with."""

from uuid import UUID

from sqlalchemy import insert

from domain.core.db import UnitOfWork
from domain.core.ids import new_id
from domain.pos.models import PaymentMethod
from domain.pos.schemas import PaymentKind

FIRST_METHODS = {
    PaymentKind.CASH: "Cash",
    PaymentKind.CARD: "Card",
    PaymentKind.STORE_CREDIT: "Store credit",
    PaymentKind.GIFT_CARD: "Gift card",
    PaymentKind.ON_ACCOUNT: "On account",
    PaymentKind.DEPOSIT: "Deposit",
}


def install_payment_methods(uow: UnitOfWork, *, org_id: UUID) -> None:
    """Give a new organization one payment method of each common kind, its code the kind's name.

    They name no account: each posts to the account that serves its kind's role.
    """
    uow.session.execute(
        insert(PaymentMethod).values(
            [
                {"org_id": org_id, "id": new_id(), "code": kind.value, "name": name, "kind": kind.value}
                for kind, name in FIRST_METHODS.items()
            ]
        )
    )
