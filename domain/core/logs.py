"""How log lines look, in every process: structured, one line each, with what the request or task bound to them."""

import logging
import sys
from typing import Any

import msgspec
import structlog
from structlog.typing import Processor

from domain.core.settings import settings


def configure_logging() -> None:
    """Set structlog up by the settings: one JSON object a line, or lines for people."""
    # The process's own output, not what a test or a progress display has put in its place for a while.
    out = sys.__stdout__ or sys.stdout
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    machines = settings().log_format == "json"
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_as_json)]
        if machines
        else [structlog.dev.ConsoleRenderer(colors=out.isatty())]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(settings().log_level.upper(), logging.INFO)
        ),
        logger_factory=structlog.BytesLoggerFactory(out.buffer) if machines else structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=True,
    )


def _as_json(event: Any, **_options: Any) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)
