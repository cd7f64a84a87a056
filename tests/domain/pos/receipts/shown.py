"""Receipts as people read them, from whichever medium."""

import io
from html.parser import HTMLParser
from typing import Any

from pypdf import PdfReader

from domain.pos.receipts.rendering import Medium, Receipt, render
from domain.pos.receipts.sample import samples
from domain.pos.service.receipts import built_in_template
from tests.domain.pos.receipts.printer import printed


def every_sample(**given: Any) -> Any:
    """Return the samples that a template is tried on, as it sees them."""
    organization: dict[str, Any] = {
        "organization": "Café Sol",
        "country": "US",
        "currency": "USD",
        "digits": 2,
        "time_zone": "America/Chicago",
    }
    return samples(**{**organization, **given})


def sample(**given: Any) -> Any:
    """Return the sample sale."""
    return every_sample(**given)[0]


def with_line_named(name: str) -> Any:
    """Return a sale of one line, whose item has this name."""
    from domain.pos.receipts.characters import quoted

    context = sample()
    return {**context, "lines": [{**context["lines"][1], "name": quoted(name)}]}


def show(medium: Medium, context: Any, *, template: str | None = None, width: int = 42) -> bytes:
    return render(Receipt(context, template or built_in_template()), medium=medium, width=width)


class Words(HTMLParser):
    """The text of a page, and its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self._hidden = tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


def read_page(content: bytes) -> Words:
    words = Words()
    words.feed(content.decode())
    return words


def read(medium: Medium, content: bytes) -> str:
    """Return all that a reader sees, words separated by single spaces."""
    if medium is Medium.HTML:
        text = " ".join(read_page(content).text)
    elif medium is Medium.PDF:
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif medium is Medium.ESCPOS:
        text = " ".join(printed(content).lines)
    else:
        text = content.decode()
    return " ".join(text.split())
