"""The charts that an organization can begin with, as they are looked at before one is chosen."""

from domain.accounting.chart import TEMPLATES, Template
from domain.accounting.chart_schemas import ChartTemplateLine, ChartTemplateSummary, ChartTemplateView
from domain.core.errors import NotFoundError


def list_templates() -> list[ChartTemplateSummary]:
    """Return every template: those of no country first, then country by country."""
    return [ChartTemplateSummary(**_summary(template)) for template in TEMPLATES.values()]


def get_template(code: str) -> ChartTemplateView:
    """Return one template with its accounts, by code. **Raises** `NotFoundError`."""
    template = TEMPLATES.get(code)
    if template is None:
        raise NotFoundError
    roles: dict[str, list[str]] = {}
    for role, account in template.roles.items():
        roles.setdefault(account, []).append(role.value)
    lines = [
        ChartTemplateLine(
            code=line.code,
            name=line.name,
            type=line.type,
            parent=line.parent,
            cash_flow=line.cash_flow,
            roles=roles.get(line.code, []),
        )
        for line in template.lines
    ]
    return ChartTemplateView(**_summary(template), lines=lines)


def _summary(template: Template) -> dict[str, str | int | None]:
    return {
        "code": template.code,
        "trade": template.trade,
        "country": template.country,
        "source": template.source,
        "accounts": len(template.lines),
    }
