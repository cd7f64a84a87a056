"""The charts that an organization can begin with, before there is one."""

from fastapi import APIRouter

from api.dependencies import Claims
from api.problems import problem_responses
from domain.accounting import service
from domain.accounting.chart_schemas import ChartTemplateSummary, ChartTemplateView
from domain.core.schemas import Page

router = APIRouter(prefix="/api/accounting/chart-templates", tags=["accounting"])


@router.get("", responses=problem_responses(401))
def list_chart_templates(_claims: Claims) -> Page[ChartTemplateSummary]:
    """List the charts that an organization can begin with: by trade, and by trade and country."""
    return Page(items=service.list_templates())


@router.get("/{template}", responses=problem_responses(401, 404))
def read_chart_template(_claims: Claims, template: str) -> ChartTemplateView:
    """Show one chart with its accounts, and the roles that they serve."""
    return service.get_template(template)
