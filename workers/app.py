"""What `celery -A workers.app` finds: the application, and what each worker process sets up for itself."""

from typing import Any

import structlog
from celery.signals import setup_logging, worker_process_init, worker_process_shutdown

from broker.app import app
from domain.core.logs import configure_logging
from workers.base import process

__all__ = ["app"]
log = structlog.get_logger(__name__)


@setup_logging.connect
def _our_logs(**_signal: Any) -> None:
    configure_logging()


@worker_process_init.connect
def _begin(**_signal: Any) -> None:
    process().reset()


@worker_process_shutdown.connect
def _end(**_signal: Any) -> None:
    process().close()
