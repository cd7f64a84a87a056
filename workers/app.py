"""What `celery -A workers.app` finds: the application, and what each worker process sets up for itself."""

import gc
from typing import TYPE_CHECKING, Any

import structlog
from celery.signals import setup_logging, worker_before_create_process, worker_process_init, worker_process_shutdown

from broker.app import app
from domain.core.logs import configure_logging

if TYPE_CHECKING:
    from workers.base import Process

__all__ = ["app"]
log = structlog.get_logger(__name__)


@setup_logging.connect
def _our_logs(**_signal: Any) -> None:
    configure_logging()


@worker_before_create_process.connect
def _share(**_signal: Any) -> None:
    # What the collector never looks at again stays shared with the children; each look would copy every page of it.
    gc.collect()
    gc.freeze()


@worker_process_init.connect
def _begin(**_signal: Any) -> None:
    _process().reset()


@worker_process_shutdown.connect
def _end(**_signal: Any) -> None:
    _process().close()


def _process() -> "Process":
    # A worker for scheduled work alone has no children, and loads nothing of posting.
    from workers.base import process  # noqa: PLC0415

    return process()
