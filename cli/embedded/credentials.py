"""Secrets that are made once and kept beside the data they open."""

import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cli.embedded.errors import EmbeddedError


def keep_secrets(*, path: Path, names: Sequence[str]) -> dict[str, str]:
    """Return the secrets kept in a file, made on first use.

    Only letters, digits, `-` and `_` occur, so that a secret stands in a URL as it is.
    The file is complete or absent, never half-written, and readable by its owner only.

    Raises: EmbeddedError when the file exists but is unreadable or lacks a name.
    """
    try:
        kept = json.loads(path.read_text())
        return {name: str(kept[name]) for name in names}
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError) as error:
        message = f"the secrets file {path} cannot be used: {error!r}"
        raise EmbeddedError(message) from error
    made = {name: secrets.token_urlsafe(24) for name in names}
    write_private(path=path, text=json.dumps(made) + "\n")
    return made


def write_private(*, path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all, and durable when this returns."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
