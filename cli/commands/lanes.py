"""`arcoiris lanes`: what waits, where, since when, and what is in hand."""

import sys
from typing import Any

import typer

from cli.commands.administration import AsJson, Data, administering, print_json, print_table

WAITING_ORGS = "SELECT org_id FROM core.waiting_by_org()"
LANES = """
SELECT o.shard, o.org_id, g.name AS organization, o.lane, coalesce(l.code, 'organization') AS location,
    count(*) AS waiting,
    count(*) FILTER (WHERE o.not_before > clock_timestamp()) AS resting,
    round(extract(epoch FROM clock_timestamp() - min(o.submitted_at)), 3)::float AS oldest_age_s
FROM core.operations o
JOIN core.organizations g ON g.id = o.org_id
LEFT JOIN inv.locations l ON l.org_id = o.org_id AND l.id = o.lane
WHERE o.status = 'pending'
GROUP BY o.shard, o.org_id, g.name, o.lane, l.code
ORDER BY min(o.submitted_at)
"""
SHARDS = """
SELECT s.shard, s.rung_at IS NOT NULL AS rung, s.sweeps,
    (
        SELECT count(*) FROM unnest(s.in_hand_org_ids, s.in_hand_ids) AS h (org_id, id)
        JOIN core.operations o ON o.org_id = h.org_id AND o.id = h.id AND o.status = 'pending'
    ) AS in_hand
FROM core.shards s ORDER BY s.shard
"""
LANE_FACTS = ("shard", "org_id", "organization", "lane", "location", "waiting", "resting", "oldest_age_s")
SHARD_FACTS = ("shard", "rung", "sweeps", "in_hand")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(lanes)


def lanes(*, data: Data = None, as_json: AsJson = False) -> None:
    """Show what waits in each lane and shard of all organizations; nothing waits for long where all is well."""
    with administering(data):
        waiting, shards = _look()
    if as_json:
        print_json({"waiting": sum(lane["waiting"] for lane in waiting), "lanes": waiting, "shards": shards})
        return
    shown = ("shard", "organization", "location", "waiting", "resting", "oldest_age_s")
    print_table(shown, [[lane[name] for name in shown] for lane in waiting], nothing="nothing waits")
    if waiting:
        sys.stdout.write("\n")
        columns = ("shard", "waiting", "in_hand", "rung", "sweeps")
        rows = [[shard[name] for name in columns] for shard in shards if shard["waiting"]]
        print_table(columns, rows, nothing="")


def _look() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return every lane with something in it, the one that waits longest first, and every shard."""
    from domain.core.db import unit_of_work

    with unit_of_work(read_only=True) as uow:
        org_ids = [row[0] for row in uow.driver.execute(WAITING_ORGS).fetchall()]
    with unit_of_work(*org_ids, read_only=True) as uow:
        waiting = [dict(zip(LANE_FACTS, row, strict=True)) for row in uow.driver.execute(LANES).fetchall()]
        shards = [dict(zip(SHARD_FACTS, row, strict=True)) for row in uow.driver.execute(SHARDS).fetchall()]
    for shard in shards:
        shard["waiting"] = sum(lane["waiting"] for lane in waiting if lane["shard"] == shard["shard"])
    return waiting, shards
