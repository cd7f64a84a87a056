"""How a resource is answered: its version as ETag, its address as Location."""

from typing import Protocol, TypeVar
from uuid import UUID

from fastapi import Response

from api.etags import etag_of
from api.problems import problem_responses


class Versioned(Protocol):
    """What every resource that can be changed tells of itself."""

    @property
    def id(self) -> UUID:
        """Return its identity."""

    @property
    def version(self) -> int:
        """Return how often it was written."""


View = TypeVar("View", bound=Versioned)

MADE_BEFORE = "This very request had made it before."
"""What 200 says where 201 is usual; the document gives it the schema of 201."""

LISTED = problem_responses(401, 403, 422)
FOUND = problem_responses(401, 403, 404, 422)
CREATED = problem_responses(401, 403, 409, 422) | {200: {"description": MADE_BEFORE}}
CHANGED = problem_responses(401, 403, 404, 409, 412, 422)
DELETED = problem_responses(401, 403, 404, 409, 412, 422)


def tagged(response: Response, view: View) -> View:
    """Answer with the resource's version as its ETag."""
    response.headers["ETag"] = etag_of(view.version)
    return view


def created(response: Response, made: tuple[View, bool], *, under: str) -> View:
    """Answer 201 with the new resource's address; 200 where this very request had made it before."""
    view, is_new = made
    response.headers["Location"] = f"{under}/{view.id}"
    if not is_new:
        response.status_code = 200
        response.headers["Idempotency-Replayed"] = "true"
    return tagged(response, view)
