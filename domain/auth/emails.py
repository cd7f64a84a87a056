"""Emails as account names: one spelling each."""

import re
import unicodedata

from domain.auth.errors import EmailInvalid

MAX_LENGTH = 254

_SHAPE = re.compile(r"[^@\s]+@[^@\s]+")


def normalized_email(text: str) -> str:
    """Return the one spelling under which an account is known: trimmed, compatible forms unified, lower case.

    Only the shape is checked; whether somebody reads it, nobody can tell from the text. **Raises** `EmailInvalid`.
    """
    email = unicodedata.normalize("NFKC", text).strip().lower()
    if len(email) > MAX_LENGTH or not email.isprintable() or not _SHAPE.fullmatch(email):
        raise EmailInvalid.at("email")
    return email
