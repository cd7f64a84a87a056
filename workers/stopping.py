"""Whether this worker was asked to end."""

from celery.worker import state


def stopping() -> bool:
    """Return whether this worker was asked to end: what it has not begun is for the next one."""
    # Celery keeps an exit status there, and that of an orderly end is 0.
    return not all(asked is None or asked is False for asked in (state.should_stop, state.should_terminate))
