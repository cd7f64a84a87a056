"""Quotes: what a basket would cost, with price lists and promotions."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.dependencies import requires
from api.problems import problem_responses
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.org.profile import profile_of
from domain.pos.quote_payload import Quote, QuoteRequest, canonical_quote
from domain.posting.quotes import quote_sale

router = APIRouter(prefix="/api/pos/quote", tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_SETUP_READ))]


@router.post("", responses=problem_responses(401, 403, 422), response_model=Quote)
def quote(ctx: Reader, body: QuoteRequest) -> dict[str, Any]:
    """Price a basket as a sale would be priced now, or at another time; nothing is posted."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        digits = profile_of(uow, org_id=ctx.org_id).digits
    content = canonical_quote(body, digits=digits)
    return quote_sale(org_id=ctx.org_id, content=content, at_location=body.terminal_id is None)
