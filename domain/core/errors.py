"""What can go wrong in the domain, with a stable code; no HTTP here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar


class ErrorKind(StrEnum):
    """What an error means to whoever asked; each edge maps it once."""

    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    FORBIDDEN = "forbidden"
    UNAUTHENTICATED = "unauthenticated"
    TOO_LARGE = "too_large"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault of the input: where (`lines.0.quantity`), a stable code, and a sentence."""

    path: str
    code: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """Return the form that the API and the operation's outcome carry."""
        return {"path": self.path, "code": self.code, "message": self.message}


class DomainError(Exception):
    """The operation cannot be carried out."""

    code: ClassVar[str] = "error"
    kind: ClassVar[ErrorKind] = ErrorKind.REJECTED

    def __init__(
        self, detail: str = "", *, errors: tuple[FieldError, ...] = (), retry_after_s: int | None = None
    ) -> None:
        """Keep the sentence for people, and the faults by path for programs."""
        self.detail = detail or self.title()
        self.errors = errors
        self.retry_after_s = retry_after_s
        super().__init__(self.detail)

    @classmethod
    def title(cls) -> str:
        """Return the first sentence of the class's docstring: the error's title everywhere."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]

    @classmethod
    def at(cls, path: str, detail: str = "") -> "DomainError":
        """Build the error for one field of the input."""
        return cls(detail, errors=(FieldError(path, cls.code, detail or cls.title()),))

    def as_outcome(self) -> dict[str, Any]:
        """Return what an operation keeps of it."""
        return {"code": self.code, "detail": self.detail, "errors": [error.as_dict() for error in self.errors]}


class NotFoundError(DomainError):
    """There is no such thing in this organization."""

    code = "not_found"
    kind = ErrorKind.NOT_FOUND


class ConflictError(DomainError):
    """The change conflicts with what is there."""

    code = "conflict"
    kind = ErrorKind.CONFLICT


class PreconditionError(DomainError):
    """The resource has changed since it was read."""

    code = "precondition_failed"
    kind = ErrorKind.CONFLICT


class InvalidError(DomainError):
    """The input is not valid."""

    code = "invalid"
    kind = ErrorKind.REJECTED


class ForbiddenError(DomainError):
    """The role does not carry the permission that this needs."""

    code = "forbidden"
    kind = ErrorKind.FORBIDDEN


class UnauthenticatedError(DomainError):
    """No valid credentials were given."""

    code = "unauthenticated"
    kind = ErrorKind.UNAUTHENTICATED


class BusyError(DomainError):
    """Too much is waiting; try again later."""

    code = "busy"
    kind = ErrorKind.BUSY


class UnavailableError(DomainError):
    """The service cannot answer now; try again shortly."""

    code = "unavailable"
    kind = ErrorKind.UNAVAILABLE


def catalogue() -> list[type[DomainError]]:
    """Return every error of the loaded modules, by code; the pages under `/problems` are made from it."""
    found: dict[str, type[DomainError]] = {}
    waiting: list[type[DomainError]] = [DomainError]
    while waiting:
        error = waiting.pop()
        found.setdefault(error.code, error)
        waiting.extend(error.__subclasses__())
    return [found[code] for code in sorted(found)]
