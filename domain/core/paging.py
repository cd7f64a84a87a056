"""Pages of a list: a cursor is the key of the last row that was given, opaque to the client."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from domain.core.errors import InvalidError


class CursorInvalid(InvalidError):
    """The cursor was not given by this list."""

    code = "invalid_cursor"


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How many rows, and after which one; `cursor` as the client sent it."""

    limit: int
    cursor: str | None = None

    def key(self, *, parts: int = 1) -> list[str] | None:
        """Return the key of the row after which this page begins, None for the first page.

        **Raises** `CursorInvalid` unless it has exactly `parts` parts, all clean text.
        """
        if self.cursor is None:
            return None
        try:
            key = json.loads(urlsafe_b64decode(self.cursor.encode() + b"=" * (-len(self.cursor) % 4)))
        except (ValueError, binascii.Error, RecursionError) as error:
            raise CursorInvalid.at("cursor") from error
        if not isinstance(key, list) or len(key) != parts:
            raise CursorInvalid.at("cursor")
        if not all(isinstance(part, str) and "\0" not in part for part in key):
            raise CursorInvalid.at("cursor")
        return key

    def after_id(self) -> UUID | None:
        """Return the id after which this page begins. **Raises** `CursorInvalid`."""
        key = self.key()
        try:
            return UUID(key[0]) if key else None
        except ValueError as error:
            raise CursorInvalid.at("cursor") from error


def cursor_of(*key: object) -> str:
    """Return the cursor of the row with this key."""
    return urlsafe_b64encode(json.dumps([str(part) for part in key]).encode()).rstrip(b"=").decode()
