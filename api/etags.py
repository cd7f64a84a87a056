"""ETag and If-Match (RFC 9110): the version of a resource as its entity tag."""

from typing import Annotated

from fastapi import Depends, Header

_LONGEST = 18
_OF_NOTHING = 0


def etag_of(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


def expected_version(
    if_match: Annotated[str | None, Header(description="The `ETag` that was read; changed since: 412.")] = None,
) -> int | None:
    """Return the version that the client saw, None when it does not care, 0 (which nothing has) for a foreign tag."""
    if if_match is None or if_match.strip() == "*":
        return None
    tag = if_match.strip().removeprefix("W/").strip('"')
    return int(tag) if tag.isascii() and tag.isdigit() and len(tag) <= _LONGEST else _OF_NOTHING


IfMatch = Annotated[int | None, Depends(expected_version)]
