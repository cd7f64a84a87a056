"""Charts of accounts to begin with: by trade, and by trade and country, a file per country.

What a country publishes is taken as it is published: codes and names, in its language. Where the posting rules need an
account that it does not know (cards on their way, gift cards, what a till is short of), a sub-account of ours stands
below the published one, with a longer code; each file says which those are.
"""

from collections.abc import Mapping
from types import MappingProxyType

from domain.accounting.chart import es, fr, generic, mx, us
from domain.accounting.chart.template import ChartLine, Template

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {template.code: template for country in (generic, us, mx, fr, es) for template in country.TEMPLATES}
)

__all__ = ["TEMPLATES", "ChartLine", "Template"]
