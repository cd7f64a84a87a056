"""Prints `docs/errors.md`: every error that the code can answer with, from the code itself."""

import os
import sys
from http import HTTPStatus

os.environ.setdefault("ARCOIRIS_SECRET_KEY", "nothing is signed by printing a catalogue")

from api.main import create_app
from api.problems import HTTP_ONLY, status_of
from domain.core.errors import catalogue

HEAD = """# Errors

Every answer that is not a success is `application/problem+json` (RFC 9457) with one of these codes, and its `type` is
a page that the server itself serves, `/problems/<code>`. An operation that ends `rejected` or `failed` carries the code
in its `error` instead; the status beside it is what the same error answers to a request. Codes are stable, sentences
are not.

`.venv/bin/python scripts/error_catalogue.py > docs/errors.md` writes this page, and `tests/readme/test_errors.py`
compares it with the code.

| code | status | meaning |
| --- | --- | --- |
"""


def rows() -> dict[str, tuple[int, str]]:
    """Return status and title of each code."""
    create_app()  # Imports every module that can raise anything.
    known = {error.code: (status_of(error), error.title()) for error in catalogue()}
    return known | {code: (status, title) for status, (code, title) in HTTP_ONLY.items()}


def main() -> None:
    """Print the page."""
    sys.stdout.write(HEAD)
    for code, (status, title) in sorted(rows().items()):
        sys.stdout.write(f"| `{code}` | {status} {HTTPStatus(status).phrase} | {title} |\n")


if __name__ == "__main__":
    main()
