"""The characters of a receipt: what may be printed, and how text that is not ours passes through a template.

A name is data: in the template's output it must not start a directive or a column. The two characters that could do
that are carried as private-use characters, which the layout turns back once it has found its own.
"""

import unicodedata

COLUMN = "|"
DIRECTIVE = "."
_QUOTED = {COLUMN: "\ue07c", DIRECTIVE: "\ue02e"}
_UNQUOTED = str.maketrans({quoted: plain for plain, quoted in _QUOTED.items()})
# Joins emoji and letters of some scripts; every other invisible format character could only mislead.
_JOINERS = "\u200c\u200d"
_SPACES = {"Cc", "Zs", "Zl", "Zp"}
_DROPPED = {"Cf", "Cs", "Co", "Cn"}


def _kept(character: str) -> str:
    if " " < character < "\x7f":
        return character
    category = unicodedata.category(character)
    if category in _SPACES:
        return " "
    return "" if category in _DROPPED and character not in _JOINERS else character


def clean(text: str) -> str:
    """Return text as one line without control, direction and private-use characters, single spaces between words."""
    return " ".join("".join(map(_kept, unicodedata.normalize("NFC", text))).split())


def quoted(text: str) -> str:
    """Return text of other people's as a template may show it: clean, and neither directive nor column."""
    cleaned = clean(text).replace(COLUMN, _QUOTED[COLUMN])
    return _QUOTED[DIRECTIVE] + cleaned[1:] if cleaned.startswith(DIRECTIVE) else cleaned


def unquoted(text: str) -> str:
    """Return clean text as it is meant to be read, for what comes out of a template."""
    return clean(text.translate(_UNQUOTED))
