"""The paper that receipts are printed on: rolls of 58 and of 80 mm. Lengths are whole micrometres."""

from dataclasses import dataclass

_NARROW = 32
# What a character of DejaVu Sans Mono takes of its size, thousandths; nearly so in any fixed-width font.
ADVANCE = 602


@dataclass(frozen=True, slots=True)
class Paper:
    """A roll: its width, and what of it a printer reaches."""

    width_um: int
    printed_um: int

    def size_um(self, width: int) -> int:
        """Return the font size at which `width` characters fill what is printed."""
        return self.printed_um * 1000 // (width * ADVANCE)


def paper_of(width: int) -> Paper:
    """Return the roll on which `width` characters stand beside each other."""
    return Paper(58_000, 48_000) if width <= _NARROW else Paper(80_000, 72_000)


def millimetres(length_um: int) -> str:
    """Return a length as CSS writes it."""
    return f"{length_um // 1000}.{length_um % 1000:03d}mm"
