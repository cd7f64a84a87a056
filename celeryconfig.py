"""Celery's settings: assignments only. Why each is so: docs/decisions/0001 and the comments here."""

from kombu import Exchange, Queue

from domain.core.settings import settings

POSTING, SCHEDULED, IMPORTS = "posting", "scheduled", "imports"
QUEUE_NAME = f"arcoiris.{POSTING}"
AMQP = settings().broker_url.startswith(("amqp://", "amqps://", "pyamqp://"))

broker_url = settings().broker_url
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
broker_pool_limit = 4

# Redis and Valkey: a message that a dead worker had taken is seen again soon, not after the default hour.
broker_transport_options = (
    {"confirm_publish": True}
    if AMQP
    else {
        "global_keyprefix": "arcoiris:",
        "visibility_timeout": 120,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 10,
    }
)

task_serializer = "json"
accept_content = ["json"]
task_ignore_result = True
task_default_queue = QUEUE_NAME
task_default_exchange = "arcoiris"
task_default_routing_key = "posting"
# Queues of their own, so that nothing that has the whole night, and no file of a gigabyte, stands before a sale.
task_queues = tuple(
    Queue(
        f"arcoiris.{name}",
        Exchange("arcoiris", type="direct", durable=True),
        routing_key=name,
        durable=True,
        queue_arguments={"x-queue-type": "quorum", "x-delivery-limit": 20} if AMQP else None,
    )
    for name in (POSTING, SCHEDULED, IMPORTS)
)
task_routes = {
    "arcoiris.tick": {"queue": f"arcoiris.{SCHEDULED}", "routing_key": SCHEDULED},
    "arcoiris.import": {"queue": f"arcoiris.{IMPORTS}", "routing_key": IMPORTS},
}
task_create_missing_queues = False

# A doorbell may be lost or doubled; the inbox and its sweep are the retry, so a poison loop cannot come from here.
task_acks_late = True
task_reject_on_worker_lost = False
task_acks_on_failure = True
task_acks_on_timeout = True
task_time_limit = settings().statement_timeout_s * 3
task_soft_time_limit = None

imports = ("workers.posting", "workers.sweep", "workers.jobs", "workers.imports")
worker_prefetch_multiplier = 1
worker_detect_quorum_queues = AMQP
worker_cancel_long_running_tasks_on_connection_loss = False
worker_enable_remote_control = True
worker_send_task_events = False
worker_soft_shutdown_timeout = 30.0
worker_hijack_root_logger = False
worker_redirect_stdouts = False

beat_schedule = {
    "sweep": {
        "task": "arcoiris.sweep",
        "schedule": settings().sweep_interval_s,
        "options": {"expires": max(10.0, 5 * settings().sweep_interval_s)},
    },
    # A tick goes on for as long as anything is due; those that came meanwhile have expired when it ends.
    "tick": {
        "task": "arcoiris.tick",
        "schedule": settings().tick_interval_s,
        "options": {"expires": 2 * settings().tick_interval_s},
    },
    # As a tick: files that were handed in are found by it, and those that a dead worker left.
    "import": {
        "task": "arcoiris.import",
        "schedule": settings().tick_interval_s,
        "options": {"expires": 2 * settings().tick_interval_s},
    },
}
beat_max_loop_interval = 1.0
# In memory: what is due every second needs no file, which two beats of one folder would spoil for each other.
beat_scheduler = "celery.beat:Scheduler"
