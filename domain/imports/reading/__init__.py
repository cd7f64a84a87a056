"""A file as rows of text, whatever it came as, without ever holding more than a few of them."""

from domain.imports.reading.limits import LIMITS, Limits
from domain.imports.reading.opening import Reading, open_table
from domain.imports.reading.shape import Format, Shape, recognise

__all__ = ["LIMITS", "Format", "Limits", "Reading", "Shape", "open_table", "recognise"]
