"""What commands over organizations' books share: which organizations, and a database that answers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from cli.commands.installation import use_database
from cli.parts import fail


@contextmanager
def reachable(data: Path | None = None) -> Iterator[None]:
    """Use the database that was named; one that cannot be reached or is not migrated becomes one clear line."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    use_database(data)
    try:
        yield
    except OperationalError as error:
        fail(f"the database does not answer: {str(error.orig).splitlines()[0]}")
    except ProgrammingError as error:
        fail(f"the database is not at this version, run `arcoiris migrate`: {str(error.orig).splitlines()[0]}")


def chosen(org: UUID | None) -> Sequence[UUID]:
    """Return the one organization that was asked for, or all; an unknown one is a failure."""
    from domain.reports.verification import organization_ids

    org_ids = organization_ids()
    if org is None:
        return org_ids
    if org not in org_ids:
        fail(f"there is no organization {org}")
    return [org]
