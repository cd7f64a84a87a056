"""Bytes in pieces as one stream: unpacked if need be, never longer without the end of a row than one may be."""

import io
import itertools
import zlib
from collections.abc import Iterable, Iterator

from domain.imports.errors import InflatedError, RowTooLongError, TruncatedError
from domain.imports.reading.limits import Limits

GZIP = b"\x1f\x8b"
GZIP_BITS = 31
INFLATED_AT_ONCE = 1 << 18
FREE_BYTES = 1 << 20
"""What may be unpacked before the ratio counts: the first few bytes of anything unpack well."""


class Pieces(io.RawIOBase):
    """Pieces of bytes as a file to read from once; counts what was taken of the file as it lies there."""

    def __init__(self, pieces: Iterable[bytes], *, limits: Limits, by_row: bool = True) -> None:
        """`by_row`: refuse what has no end of a row for longer than one may be; who reads tells of each, `row_ends`."""
        super().__init__()
        self.bytes_read = 0
        self._limits, self._by_row = limits, by_row
        self._since_row = 0
        self._rest = memoryview(b"")
        self._source = self._unpacked(iter(pieces))

    def readable(self) -> bool:
        """Say that it can be read from."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer as far as the next piece goes. **Raises** the errors of unpacking."""
        if not self._rest:
            self._rest = memoryview(next(self._source, b""))
        count = min(len(buffer), len(self._rest))
        if self._by_row:
            self._check_row(count)
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def row_ends(self) -> None:
        """Note that a row is through."""
        self._since_row = 0

    def _check_row(self, count: int) -> None:
        """Refuse to give more of a row than that it may be, beside what was given before it began."""
        if self._since_row > self._limits.row_bytes:
            message = f"A row is longer than {self._limits.row_bytes:,} bytes: is a quotation mark missing?"
            raise RowTooLongError(message)
        self._since_row += count

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.bytes_read += len(piece)
            if piece:
                yield piece

    def _unpacked(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        source = self._counted(pieces)
        first = next(source, b"")
        while first and len(first) < len(GZIP) and (more := next(source, b"")):
            first += more
        if not first.startswith(GZIP):
            if first:
                yield first
            yield from source
            return
        yield from self._inflated(first, source)

    def _inflated(self, first: bytes, source: Iterator[bytes]) -> Iterator[bytes]:
        """Unpack one or several gzip members, one behind the other (RFC 1952, section 2.2)."""
        total = 0
        unpacker = zlib.decompressobj(wbits=GZIP_BITS)
        for packed in itertools.chain((first,), source):
            waiting = packed
            while waiting:
                if unpacker.eof:
                    unpacker = zlib.decompressobj(wbits=GZIP_BITS)
                try:
                    piece = unpacker.decompress(waiting, INFLATED_AT_ONCE)
                except zlib.error as error:
                    message = "The file cannot be unpacked: it is damaged, or something else follows it."
                    raise TruncatedError(message) from error
                waiting = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                total += len(piece)
                self._check_inflation(total)
                if piece:
                    yield piece
        if not unpacker.eof:
            message = "The file ends before its last compressed byte."
            raise TruncatedError(message)

    def _check_inflation(self, total: int) -> None:
        limits = self._limits
        if total > limits.inflated_bytes or (total > FREE_BYTES and total > limits.inflation * max(self.bytes_read, 1)):
            message = f"It unpacks to more than {limits.inflation} times its size or {limits.inflated_bytes:,} bytes."
            raise InflatedError(message)
