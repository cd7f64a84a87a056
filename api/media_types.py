"""Which of the media types that we offer a client wants (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException

JSON = "application/json"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def preferred(accept: str | None, offered: Sequence[str]) -> str:
    """Return the offered type that `Accept` weighs most; of equal ones the first. Refuses with 406 if none will do."""
    weights = {media_type: _weight(accept or "*/*", media_type) for media_type in offered}
    best = max(offered, key=lambda media_type: weights[media_type])
    if weights[best] == 0:
        raise HTTPException(406)
    return best


def _weight(accept: str, media_type: str) -> int:
    """Return the weight, in thousandths, of the most specific range that covers the type."""
    ranges = (media_type, media_type.partition("/")[0] + "/*", "*/*")
    found: dict[str, int] = {}
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name in ranges:
            quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
            found[name] = max(found.get(name, 0), _thousandths(quality))
    return next((found[name] for name in ranges if name in found), 0)


def _thousandths(quality: str) -> int:
    whole, _, fraction = quality.partition(".")
    digits = (whole + fraction[:3].ljust(3, "0"))[:4]
    return min(int(digits), 1000) if digits.isascii() and digits.isdigit() else 1000
