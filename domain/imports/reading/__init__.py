"""A file as rows of text, whatever it came as, without ever holding more than a few of them."""

from domain.imports.reading.limits import LIMITS, Limits
from domain.imports.reading.opening import Reading, open_table
from domain.imports.reading.shape import STATEMENTS, Format, Shape, recognise
from domain.imports.reading.statements import open_file

__all__ = ["LIMITS", "STATEMENTS", "Format", "Limits", "Reading", "Shape", "open_file", "open_table", "recognise"]
