"""Balances derived again from the lines that they are the sum of."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.admission import accept
from api.operation_documents import documented
from domain.posting.kinds import BALANCES_RECALCULATE

router = APIRouter(prefix="/api/accounting", tags=["accounting"])


@router.post("/balances/recalculate", **documented("balances.recalculate"))
async def recalculate_balances(request: Request) -> Response:
    """Accept the recalculation of balances, levels and all other sums, in the background, while sales go on.

    Its result tells what differed before; with `repair` that is put right, each row with an entry in the audit log.
    """
    return await accept(request, BALANCES_RECALCULATE)
