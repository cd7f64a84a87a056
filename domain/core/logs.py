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
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    machines = settings().log_format == "json"
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_as_json)]
        if machines
        else [structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(settings().log_level.upper(), logging.INFO)
        ),
        logger_factory=structlog.BytesLoggerFactory() if machines else structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _as_json(event: Any, **_options: Any) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)
