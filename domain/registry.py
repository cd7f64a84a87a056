"""Imports every `models.py`, so that one metadata knows every table and every foreign key finds its target."""

from domain.accounting import models as accounting
from domain.auth import models as auth
from domain.banking import models as banking
from domain.core.base import Base
from domain.imports import models as imports
from domain.inventory import models as inventory
from domain.jobs import models as jobs
from domain.operations import models as operations
from domain.org import models as org
from domain.pos import models as pos
from domain.summaries import models as summaries

MODULES = (org, auth, operations, accounting, inventory, pos, jobs, summaries, banking, imports)
metadata = Base.metadata
