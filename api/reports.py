"""Reports, in the media type that is asked for."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response

from api.dependencies import requires
from api.media_types import CSV, JSON, preferred
from api.problems import problem_responses
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.reports import service
from domain.reports.schemas import TrialBalance

router = APIRouter(prefix="/api/reports", tags=["reports"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_REPORTS_READ))]
AS_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {"schema": {"type": "string"}}}}}


@router.get("/trial-balance", response_model=TrialBalance, responses=AS_CSV | problem_responses(401, 403, 406, 422))
def read_trial_balance(
    ctx: Reader,
    as_of: Annotated[dt.date | None, Query(description="End of this business date; today unless given.")] = None,
    location_id: UUID | None = None,
    accept: Annotated[str | None, Header(description="`application/json` or `text/csv`.")] = None,
) -> TrialBalance | Response:
    """Show every account's balance on its side, and that both sides are equal."""
    media_type = preferred(accept, (JSON, CSV))
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        report = service.trial_balance(uow, ctx, as_of=as_of, location_id=location_id)
    if media_type == JSON:
        return report
    name = f"trial-balance-{report.as_of.isoformat()}.csv"
    return Response(
        service.trial_balance_csv(report),
        media_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
