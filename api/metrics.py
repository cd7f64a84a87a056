"""`/metrics` in the format of Prometheus: what was asked and how long it took, what was accepted, and what waits.

Nothing here tells of one organization: what waits is read at the scrape and summed over all of them.
"""

import time
from collections.abc import Iterator

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.core import clock
from domain.core.db import unit_of_work
from domain.core.health import UNREACHABLE
from domain.jobs.service import job_figures
from domain.operations.service import backlog_of_all

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
REQUESTS = Counter("arcoiris_http_requests", "Requests answered.", ("method", "route", "status"), registry=REGISTRY)
DURATION = Histogram(
    "arcoiris_http_request_duration_seconds",
    "From the first byte of a request to the last of its answer.",
    ("method", "route"),
    buckets=BUCKETS_S,
    registry=REGISTRY,
)
ACCEPTED = Counter("arcoiris_operations_accepted", "Operations accepted by this process.", ("kind",), registry=REGISTRY)
REPLAYED = Counter("arcoiris_operations_replayed", "Operations that were sent again.", ("kind",), registry=REGISTRY)

router = APIRouter(tags=["health"])


class Waiting(Collector):
    """What waits in the inbox of the whole installation, asked for at each scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges; a database that is away yields none."""
        try:
            with unit_of_work(read_only=True) as uow:
                waiting, oldest_age_s, organizations = backlog_of_all(uow)
        except UNREACHABLE:
            return
        yield GaugeMetricFamily("arcoiris_operations_waiting", "Operations accepted and not yet ended.", waiting)
        yield GaugeMetricFamily("arcoiris_operations_oldest_age_seconds", "Age of the oldest one.", oldest_age_s)
        yield GaugeMetricFamily("arcoiris_organizations_waiting", "Organizations that wait.", organizations)


class ScheduledWork(Collector):
    """How scheduled work goes in the whole installation, asked for at each scrape."""

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        """Yield a sample per job that has run; a database that is away yields none."""
        runs = CounterMetricFamily("arcoiris_job_runs", "Runs of scheduled work that ended.", labels=("job", "status"))
        age = GaugeMetricFamily("arcoiris_job_last_done_age_seconds", "Since a run last ended well.", labels=("job",))
        took = GaugeMetricFamily("arcoiris_job_last_duration_seconds", "What the last run took.", labels=("job",))
        try:
            with unit_of_work(read_only=True) as uow:
                figures = job_figures(uow)
        except UNREACHABLE:
            return
        for one in figures:
            runs.add_metric((one.job, "done"), one.done)
            runs.add_metric((one.job, "failed"), one.failed)
            took.add_metric((one.job,), one.last_duration_ms / 1000)
            if one.last_done_at is not None:
                age.add_metric((one.job,), (clock.now() - one.last_done_at).total_seconds())
        yield from (runs, age, took)


REGISTRY.register(Waiting())
REGISTRY.register(ScheduledWork())


class Metrics:
    """Pure ASGI, around the application: counts and times each answer by the route it took."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and count it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 0
        began = time.perf_counter()

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_see)
        finally:
            # The route's pattern, never the address: ids would make a series each.
            route = getattr(scope.get("route"), "path", "unknown")
            REQUESTS.labels(scope["method"], route, status).inc()
            DURATION.labels(scope["method"], route).observe(time.perf_counter() - began)


@router.get(
    "/metrics", response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
)
def metrics() -> Response:
    """Show what Prometheus scrapes."""
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE)
