"""What can be wrong with an operation before, while and after it waits."""

from domain.core.errors import ConflictError, DomainError, ErrorKind, NotFoundError


class MalformedJsonError(DomainError):
    """The body is not JSON."""

    code = "malformed_json"
    kind = ErrorKind.REJECTED


class InvalidPayloadError(DomainError):
    """The operation's content is not valid."""

    code = "invalid"
    kind = ErrorKind.REJECTED


class IdempotencyMismatchError(ConflictError):
    """This identity was already used with other content."""

    code = "idempotency_mismatch"


class MissingIdentityError(DomainError):
    """The operation has no identity: give an Idempotency-Key header."""

    code = "idempotency_key_missing"
    kind = ErrorKind.REJECTED


class BacklogFullError(DomainError):
    """Too many operations of this organization are waiting."""

    code = "operations.backlog_full"
    kind = ErrorKind.BUSY


class InboxUnavailableError(DomainError):
    """The operation could not be accepted now; send it again with the same identity."""

    code = "operations.inbox_unavailable"
    kind = ErrorKind.UNAVAILABLE


class UnknownOperationError(NotFoundError):
    """There is no such operation in this organization."""

    code = "operations.unknown"


class NotRetryableError(ConflictError):
    """Only a rejected or failed operation that was not dismissed can be retried."""

    code = "operations.not_retryable"


class NotDismissableError(ConflictError):
    """Only a rejected or failed operation can be dismissed, once."""

    code = "operations.not_dismissable"
