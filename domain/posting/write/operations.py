"""Writing how operations ended, what follows them, and who had them carried out."""

# Each row is changed where it lay when it was claimed; where it has moved since, somebody else has had it in hand.
OUTCOMES = """
WITH r AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id, (e ->> 2)::tid AS place, e ->> 3 AS status,
        nullif(e -> 4, 'null') AS result, nullif(e -> 5, 'null') AS error
    FROM jsonb_array_elements(%s::jsonb) AS e
)
UPDATE core.operations x
SET status = r.status, result = r.result, error = r.error, attempts = x.attempts + 1, ended_at = clock_timestamp(),
    ended_xid = pg_current_xact_id()::text::bigint
FROM r CROSS JOIN LATERAL (
    SELECT y.ctid AS place FROM core.operations y
    WHERE y.ctid = r.place AND y.org_id = r.org_id AND y.id = r.id AND y.ended_at IS NULL LIMIT 1
) AS y
WHERE x.ctid = y.place AND x.ended_at IS NULL
"""
# It moves, so that whoever claimed it where it lay before cannot write the next step: that one begins after this one
# was committed.
DEFERRALS = """
WITH r AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id, (e ->> 2)::tid AS place, (e ->> 3)::integer AS after_ms
    FROM jsonb_array_elements(%s::jsonb) AS e
)
UPDATE core.operations x SET not_before = clock_timestamp() + make_interval(secs => r.after_ms / 1000.0)
FROM r CROSS JOIN LATERAL (
    SELECT y.ctid AS place FROM core.operations y
    WHERE y.ctid = r.place AND y.org_id = r.org_id AND y.id = r.id AND y.ended_at IS NULL LIMIT 1
) AS y
WHERE x.ctid = y.place AND x.ended_at IS NULL
"""
# Accepted by the transaction that posted what they follow, for the same actor: neither is there without the other.
FOLLOW_UPS = """
INSERT INTO core.operations (
    org_id, id, shard, lane, kind, subject_type, subject_id, actor_type, actor_id, payload, grants
)
SELECT o.org_id, f.id, f.shard, f.lane, f.kind, f.subject_type, f.subject_id, o.actor_type, o.actor_id, f.payload,
    o.grants
FROM (
    SELECT (e.r ->> 0)::uuid AS org_id, (e.r ->> 1)::uuid AS id, (e.r ->> 2)::smallint AS shard,
        (e.r ->> 3)::uuid AS lane, e.r ->> 4 AS kind, e.r ->> 5 AS subject_type, (e.r ->> 6)::uuid AS subject_id,
        (e.r ->> 7)::uuid AS parent_id, e.r -> 8 AS payload, e.n
    FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS e (r, n)
) f
CROSS JOIN LATERAL (
    SELECT p.org_id, p.id, p.actor_type, p.actor_id, p.grants FROM core.operations p
    WHERE p.org_id = f.org_id AND p.id >= f.parent_id ORDER BY p.id LIMIT 1
) o
WHERE o.id = f.parent_id
ORDER BY f.n
ON CONFLICT (org_id, id) DO NOTHING
"""
AUDIT = """
INSERT INTO core.audit_log (org_id, id, actor_type, actor_id, action, subject_type, subject_id, before, after)
SELECT o.org_id, a.audit_id, o.actor_type, o.actor_id, o.kind, o.subject_type, o.subject_id::text, NULL, a.after
FROM (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id, e -> 2 AS after, (e ->> 3)::uuid AS audit_id
    FROM jsonb_array_elements(%s::jsonb) AS e
) a
CROSS JOIN LATERAL (
    SELECT p.org_id, p.id, p.actor_type, p.actor_id, p.kind, p.subject_type, p.subject_id FROM core.operations p
    WHERE p.org_id = a.org_id AND p.id >= a.id ORDER BY p.id LIMIT 1
) o
WHERE o.id = a.id
"""
