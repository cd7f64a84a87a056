"""Locations: made, read, changed, taken away."""

from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.inventory.errors import DefaultLocation
from domain.inventory.models import Location
from domain.inventory.repository import LocationRepository
from domain.inventory.schemas import LocationCreate, LocationPatch, LocationView
from domain.org.changes import record_change
from domain.org.profile import profile_of


def create_location(uow: UnitOfWork, ctx: OrgContext, *, given: LocationCreate) -> tuple[LocationView, bool]:
    """Add a location; say whether it is new. **Raises** `ConflictError` for a code or an id that is taken."""
    row, created = LocationRepository(uow, ctx.org_id).insert_once(given.model_dump())
    view = LocationView.model_validate(row)
    if created:
        record_change(uow, ctx, action="location.create", subject_id=row.id, after=view)
    return view, created


def get_location(uow: UnitOfWork, ctx: OrgContext, *, location_id: UUID) -> LocationView:
    """Return one location. **Raises** `NotFoundError`."""
    return LocationView.model_validate(LocationRepository(uow, ctx.org_id).get(location_id))


def list_locations(
    uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, code: str | None = None, active: bool | None = None
) -> Page[LocationView]:
    """Return one page of the locations, newest first. **Raises** `CursorInvalid`."""
    where = []
    if code is not None:
        where.append(Location.code == code)
    if active is not None:
        where.append(Location.active == active)
    found = LocationRepository(uow, ctx.org_id).page(paging, *where)
    return Page(items=[LocationView.model_validate(row) for row in found.rows], next_cursor=found.next_cursor)


def update_location(
    uow: UnitOfWork, ctx: OrgContext, *, location_id: UUID, patch: LocationPatch, expected: int | None
) -> LocationView:
    """Change a location.

    **Raises** `NotFoundError`, `PreconditionError`, `ConflictError`, `DefaultLocation` when it is to be deactivated.
    """
    locations = LocationRepository(uow, ctx.org_id)
    row = locations.get_for_update(location_id, expected=expected)
    before = LocationView.model_validate(row)
    changes = patch.changes()
    if changes.get("active") is False:
        _check_not_default(uow, ctx, location_id, "active")
    row, changed = locations.update(row, changes)
    view = LocationView.model_validate(row)
    if changed:
        record_change(uow, ctx, action="location.update", subject_id=row.id, before=before, after=view)
    return view


def delete_location(
    uow: UnitOfWork, ctx: OrgContext, *, location_id: UUID, expected: int | None, used_elsewhere: bool
) -> None:
    """Delete a location that was never used, else deactivate it.

    `used_elsewhere`: whether sales or journals name it, which the modules beside this one know.

    **Raises** `NotFoundError`, `PreconditionError`, `DefaultLocation`.
    """
    locations = LocationRepository(uow, ctx.org_id)
    row = locations.get_for_update(location_id, expected=expected)
    _check_not_default(uow, ctx, location_id, "location_id")
    before = LocationView.model_validate(row)
    if locations.remove(row, used=used_elsewhere or locations.has_stock(location_id)):
        record_change(uow, ctx, action="location.delete", subject_id=location_id, before=before)
        return
    after = LocationView.model_validate(locations.get(location_id))
    record_change(uow, ctx, action="location.deactivate", subject_id=location_id, before=before, after=after)


def _check_not_default(uow: UnitOfWork, ctx: OrgContext, location_id: UUID, path: str) -> None:
    if location_id == profile_of(uow, org_id=ctx.org_id).default_location_id:
        raise DefaultLocation.at(path)
