-- Walls, guards and the few functions that look across organizations. Read by 0001_initial_system_schema.py;
-- {app_role} is the role the application connects as, which owns nothing here.

-- Tenancy: every table that names an organization shows only those of the transaction, to its owner too.
-- IS TRUE keeps the list out of index conditions, where it would be sorted anew for every look-up: each query names its
-- organization itself, and the policy stands behind as a filter.
DO $$
DECLARE
    v_table record;
BEGIN
    FOR v_table IN
        SELECT n.nspname AS schema_name, c.relname AS table_name, a.attname AS column_name
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid
            AND a.attname = CASE WHEN c.relname = 'organizations' THEN 'id' ELSE 'org_id' END
        WHERE n.nspname IN ('core', 'acct', 'inv', 'pos') AND c.relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', v_table.schema_name, v_table.table_name);
        EXECUTE format('ALTER TABLE %I.%I FORCE ROW LEVEL SECURITY', v_table.schema_name, v_table.table_name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I.%I USING ((%I = ANY ((SELECT core.visible_org_ids())::uuid[])) IS TRUE)'
            ' WITH CHECK ((%I = ANY ((SELECT core.visible_org_ids())::uuid[])) IS TRUE)',
            v_table.schema_name, v_table.table_name, v_table.column_name, v_table.column_name
        );
    END LOOP;
END
$$;

-- The functions below that look across organizations run as the owner; these are the only tables they read.
DO $$
BEGIN
    EXECUTE format('CREATE POLICY dispatch ON core.operations TO %I USING (true) WITH CHECK (true)', current_user);
    EXECUTE format('CREATE POLICY dispatch ON core.organizations TO %I USING (true) WITH CHECK (true)', current_user);
    EXECUTE format('CREATE POLICY dispatch ON core.user_org_roles TO %I USING (true) WITH CHECK (true)', current_user);
    EXECUTE format('CREATE POLICY dispatch ON core.roles TO %I USING (true) WITH CHECK (true)', current_user);
    EXECUTE format('CREATE POLICY dispatch ON core.job_runs TO %I USING (true) WITH CHECK (true)', current_user);
    EXECUTE format('CREATE POLICY dispatch ON core.imports TO %I USING (true) WITH CHECK (true)', current_user);
    EXECUTE format('CREATE POLICY dispatch ON acct.books TO %I USING (true) WITH CHECK (true)', current_user);
    EXECUTE format('CREATE POLICY dispatch ON acct.summary_marks TO %I USING (true) WITH CHECK (true)', current_user);
END
$$;

-- Books balance in the database too: once per statement, over the rows that it inserted.
CREATE FUNCTION acct.refuse_unbalanced() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_journal uuid;
BEGIN
    SELECT posted.journal_id INTO v_journal
    FROM posted
    GROUP BY posted.org_id, posted.journal_id
    HAVING sum(posted.debit - posted.credit) <> 0
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'journal % does not balance', v_journal USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER journals_balance AFTER INSERT ON acct.journal_lines
REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION acct.refuse_unbalanced();

-- What was posted keeps its meaning: an account with balances keeps its type. That it stays is the foreign key of
-- acct.balances, which posting meets once for an account, a location and a month. The row is locked as a deletion would
-- lock it, so that whoever is posting to it for the first time is waited for, and seen.
CREATE FUNCTION acct.refuse_other_type() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM acct.chart_of_accounts a WHERE a.org_id = OLD.org_id AND a.id = OLD.id FOR UPDATE;
    IF EXISTS (SELECT FROM acct.balances b WHERE b.org_id = OLD.org_id AND b.account_id = OLD.id) THEN
        RAISE EXCEPTION 'account % was posted to; its type stays', OLD.code USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER type_stays BEFORE UPDATE OF type ON acct.chart_of_accounts
FOR EACH ROW WHEN (OLD.type <> NEW.type) EXECUTE FUNCTION acct.refuse_other_type();

-- What items name, their category and tax rate, is looked up and locked as a foreign key would, but once for a statement:
-- a catalogue names the same few rows again and again, and a foreign key's checks cost more than all else of an insert.
CREATE FUNCTION inv.refuse_unknown_names() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM (SELECT DISTINCT m.org_id, m.category FROM made m WHERE m.category IS NOT NULL) n
    LEFT JOIN LATERAL (
        SELECT true AS known FROM inv.categories c WHERE c.org_id = n.org_id AND c.code = n.category FOR KEY SHARE
    ) k ON true
    WHERE k.known IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'an item names a category that is not there'
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'fk_items_org_id_category';
    END IF;
    PERFORM FROM (SELECT DISTINCT m.org_id, m.tax_rate_id FROM made m WHERE m.tax_rate_id IS NOT NULL) n
    LEFT JOIN LATERAL (
        SELECT true AS known FROM pos.tax_rates r WHERE r.org_id = n.org_id AND r.id = n.tax_rate_id FOR KEY SHARE
    ) k ON true
    WHERE k.known IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'an item names a tax rate that is not there'
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'fk_items_org_id_tax_rate_id';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER names_are_known AFTER INSERT ON inv.items
REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION inv.refuse_unknown_names();
CREATE TRIGGER changed_names_are_known AFTER UPDATE ON inv.items
REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION inv.refuse_unknown_names();

-- Items follow their category when it is renamed. What an item names stays: whoever takes it away has waited for those
-- who had locked it, and sees their items.
CREATE FUNCTION inv.follow_category() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE inv.items i SET category = NEW.code WHERE i.org_id = OLD.org_id AND i.category = OLD.code;
    RETURN NULL;
END
$$;

CREATE FUNCTION inv.refuse_named_by_items() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'categories' THEN
        PERFORM FROM inv.items i WHERE i.org_id = OLD.org_id AND i.category = OLD.code LIMIT 1;
    ELSE
        PERFORM FROM inv.items i WHERE i.org_id = OLD.org_id AND i.tax_rate_id = OLD.id LIMIT 1;
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION 'an item names this row of %.%', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER items_follow AFTER UPDATE OF code ON inv.categories FOR EACH ROW
WHEN (OLD.org_id = NEW.org_id AND OLD.code <> NEW.code) EXECUTE FUNCTION inv.follow_category();
CREATE TRIGGER named_by_items AFTER DELETE ON inv.categories
FOR EACH ROW EXECUTE FUNCTION inv.refuse_named_by_items();
CREATE TRIGGER named_by_items_of_org AFTER UPDATE OF org_id ON inv.categories
FOR EACH ROW WHEN (OLD.org_id <> NEW.org_id) EXECUTE FUNCTION inv.refuse_named_by_items();
CREATE TRIGGER named_by_items AFTER DELETE ON pos.tax_rates
FOR EACH ROW EXECUTE FUNCTION inv.refuse_named_by_items();
CREATE TRIGGER named_by_items_of_id AFTER UPDATE OF org_id, id ON pos.tax_rates
FOR EACH ROW WHEN ((OLD.org_id, OLD.id) <> (NEW.org_id, NEW.id)) EXECUTE FUNCTION inv.refuse_named_by_items();

-- Posted means immutable, whoever asks.
CREATE FUNCTION core.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON acct.journals
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON acct.journal_lines
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inv.stock_movements
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inv.lot_movements
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inv.low_stock_events
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pos.payments
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pos.sale_line_parts
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pos.stored_value_movements
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pos.money_documents
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pos.money_tenders
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
-- A close is final: what comes for a closed shift is its supplement.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON pos.shifts
FOR EACH ROW WHEN (OLD.status = 'closed') EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pos.deposits
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pos.layaway_lines
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON acct.foreign_lines
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
-- A reference to a paper is withdrawn once and never changes otherwise.
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON acct.journal_attachments
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER withdrawn_once BEFORE UPDATE ON acct.journal_attachments FOR EACH ROW
WHEN (
    OLD.withdrawn_at IS NOT NULL
    OR (OLD.journal_id, OLD.name, OLD.reference, OLD.created_at) <> (NEW.journal_id, NEW.name, NEW.reference, NEW.created_at)
    OR OLD.sha256 IS DISTINCT FROM NEW.sha256
)
EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON acct.bank_reconciliations
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core.audit_log
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON acct.closings
FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();

-- Cached access is trusted while the epoch stands; whatever could take access away raises it.
CREATE FUNCTION core.raise_access_epoch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE core.access_epoch SET epoch = epoch + 1;
    RETURN NULL;
END
$$;

CREATE TRIGGER access_changes AFTER UPDATE OR DELETE ON core.user_org_roles
FOR EACH STATEMENT EXECUTE FUNCTION core.raise_access_epoch();
CREATE TRIGGER access_changes AFTER UPDATE OR DELETE ON core.roles
FOR EACH STATEMENT EXECUTE FUNCTION core.raise_access_epoch();
CREATE TRIGGER access_changes AFTER UPDATE OF role, terminal_id, expires_at, revoked_at OR DELETE ON core.api_keys
FOR EACH STATEMENT EXECUTE FUNCTION core.raise_access_epoch();
CREATE TRIGGER access_changes AFTER UPDATE OF active OR DELETE ON core.users
FOR EACH STATEMENT EXECUTE FUNCTION core.raise_access_epoch();
CREATE TRIGGER access_changes AFTER UPDATE OF closed_at ON core.organizations
FOR EACH STATEMENT EXECUTE FUNCTION core.raise_access_epoch();
-- A session has one token that was not used yet; what has ended already raises nothing, nor does who logs out, which
-- marks it as used: people do so all day, and every cache would be emptied each time.
CREATE TRIGGER access_changes AFTER UPDATE OF revoked_at ON core.refresh_tokens FOR EACH ROW
WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL AND NEW.used_at IS NULL)
EXECUTE FUNCTION core.raise_access_epoch();
CREATE TRIGGER access_changes AFTER UPDATE OF location_id, active OR DELETE ON pos.terminals
FOR EACH STATEMENT EXECUTE FUNCTION core.raise_access_epoch();

INSERT INTO core.access_epoch DEFAULT VALUES;

-- Admission: a group of operations in one statement. A row whose identity exists is left out of the answer.
-- p_rows: [[org_id, id, shard, lane, kind, subject_type, subject_id, actor_type, actor_id, payload, grants], ...] in order of arrival.
CREATE FUNCTION core.admit(p_epoch bigint, p_org_ids text, p_rows jsonb)
RETURNS TABLE (admitted_org_id uuid, admitted_id uuid, admitted_at timestamptz)
LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT a.epoch FROM core.access_epoch a) <> p_epoch THEN
        RAISE EXCEPTION 'access has changed' USING ERRCODE = 'AR001';
    END IF;
    PERFORM set_config('app.org_ids', p_org_ids, true);
    RETURN QUERY
    INSERT INTO core.operations AS o
        (org_id, id, shard, lane, kind, subject_type, subject_id, actor_type, actor_id, payload, grants)
    SELECT (e.r ->> 0)::uuid, (e.r ->> 1)::uuid, (e.r ->> 2)::smallint, (e.r ->> 3)::uuid, e.r ->> 4, e.r ->> 5,
        (e.r ->> 6)::uuid, e.r ->> 7, (e.r ->> 8)::uuid, e.r -> 9, (e.r ->> 10)::smallint
    FROM jsonb_array_elements(p_rows) WITH ORDINALITY AS e (r, n)
    ORDER BY e.n
    ON CONFLICT (org_id, id) DO NOTHING
    RETURNING o.org_id, o.id, o.submitted_at;
END
$$;

-- The doorbell's flag: which of these shards nobody is on the way to. Asked after the admission has committed, so that
-- a drain that clears the flag before looking cannot miss what was admitted. Losing it is harmless: the sweep rings.
CREATE FUNCTION core.ring(p_shards smallint[]) RETURNS SETOF smallint
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    RETURN QUERY
    UPDATE core.shards s SET rung_at = clock_timestamp()
    WHERE s.shard IN (
        SELECT w.shard FROM core.shards w
        WHERE w.shard = ANY (p_shards) AND w.rung_at IS NULL
        ORDER BY w.shard FOR UPDATE
    )
    RETURNING s.shard;
END
$$;

-- Claiming: up to p_limit waiting operations of a shard, each lane in its own order, round robin between lanes.
-- Sets the flag, as somebody is here from now on: who admits meanwhile need not ring, because core.leave is followed by
-- another look. Notes what is now in hand: when a worker dies, the next claim counts
-- an attempt for what it left behind and takes half as much, until the culprit stands alone; alone and at p_crash_limit
-- attempts it ends failed. p_settled: the caller knows how its previous batch ended.
CREATE FUNCTION core.claim(p_shard smallint, p_limit integer, p_settled boolean, p_crash_limit integer)
RETURNS TABLE (
    org_id uuid, id uuid, place tid, kind text, attempts smallint, actor_type text, actor_id uuid,
    subject_id uuid, submitted_at timestamptz, payload text, grants smallint
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off SET enable_memoize = off AS $$
#variable_conflict use_column
DECLARE
    c_nil CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    c_failed CONSTANT jsonb :=
        '{"code": "operations.worker_died", "detail": "Every worker that took this operation died; it is kept and can be retried.", "errors": []}';
    v_shard core.shards;
    v_limit integer := p_limit;
    v_left integer;
    v_lanes integer;
    v_last_org_id uuid;
    v_last_lane uuid;
    v_org_ids uuid[];
    v_ids uuid[];
    v_places tid[];
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    SELECT * INTO v_shard FROM core.shards s WHERE s.shard = p_shard FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;

    IF NOT p_settled AND v_shard.in_hand_ids IS NOT NULL THEN
        WITH left_behind AS (
            UPDATE core.operations o SET attempts = o.attempts + 1
            FROM unnest(v_shard.in_hand_org_ids, v_shard.in_hand_ids) AS h (org_id, id)
            CROSS JOIN LATERAL (
                SELECT p.ctid AS place, p.id FROM core.operations p
                WHERE p.org_id = h.org_id AND p.id >= h.id ORDER BY p.id LIMIT 1
            ) AS found
            WHERE o.ctid = found.place AND found.id = h.id AND o.ended_at IS NULL
            RETURNING o.id
        )
        SELECT count(*) INTO v_left FROM left_behind;
        IF v_left > 0 THEN
            v_limit := greatest(1, least(p_limit, v_left / 2));
        END IF;
        IF cardinality(v_shard.in_hand_ids) = 1 THEN
            UPDATE core.operations o SET
                status = 'failed', error = c_failed, ended_at = clock_timestamp(),
                ended_xid = pg_current_xact_id()::text::bigint
            WHERE o.org_id = v_shard.in_hand_org_ids[1] AND o.id = v_shard.in_hand_ids[1]
                AND o.status = 'pending' AND o.attempts >= p_crash_limit;
        END IF;
    END IF;

    -- The lanes are enumerated by skipping through the index, at most twice as many as a batch holds; where there are
    -- more, the next claim goes on behind the last one seen.
    LOOP
        WITH RECURSIVE lanes (org_id, lane, n) AS (
            (
                SELECT o.org_id, o.lane, 1 FROM core.operations o
                WHERE o.shard = p_shard AND o.status = 'pending'
                    AND (o.org_id, o.lane) > (coalesce(v_shard.cursor_org_id, c_nil), coalesce(v_shard.cursor_lane, c_nil))
                ORDER BY o.org_id, o.lane LIMIT 1
            )
            UNION ALL
            SELECT following.org_id, following.lane, l.n + 1
            FROM lanes l CROSS JOIN LATERAL (
                SELECT o.org_id, o.lane FROM core.operations o
                WHERE o.shard = p_shard AND o.status = 'pending' AND (o.org_id, o.lane) > (l.org_id, l.lane)
                ORDER BY o.org_id, o.lane LIMIT 1
            ) AS following
            WHERE l.n < 2 * p_limit
        ),
        picked AS (
            SELECT l.org_id, own.id, own.place, own.turn, own.position
            FROM lanes l CROSS JOIN LATERAL (
                SELECT waiting.id, waiting.place, waiting.position, row_number() OVER (ORDER BY waiting.position) AS turn
                FROM (
                    SELECT o.id, o.ctid AS place, o.position FROM core.operations o
                    WHERE o.shard = p_shard AND o.status = 'pending' AND o.org_id = l.org_id AND o.lane = l.lane
                        AND (o.not_before IS NULL OR o.not_before <= clock_timestamp())
                    ORDER BY o.position
                    LIMIT (SELECT greatest(1, ceil(4.0 * v_limit / count(*)))::integer FROM lanes)
                ) AS waiting
            ) AS own
            ORDER BY own.turn, own.position
            LIMIT v_limit
        )
        SELECT
            (SELECT array_agg(p.org_id ORDER BY p.turn, p.position) FROM picked p),
            (SELECT array_agg(p.id ORDER BY p.turn, p.position) FROM picked p),
            (SELECT array_agg(p.place ORDER BY p.turn, p.position) FROM picked p),
            (SELECT count(*) FROM lanes),
            (SELECT l.org_id FROM lanes l ORDER BY l.n DESC LIMIT 1),
            (SELECT l.lane FROM lanes l ORDER BY l.n DESC LIMIT 1)
        INTO v_org_ids, v_ids, v_places, v_lanes, v_last_org_id, v_last_lane;

        IF v_lanes < 2 * p_limit THEN
            v_last_org_id := NULL;
            v_last_lane := NULL;
        END IF;
        EXIT WHEN v_ids IS NOT NULL OR v_shard.cursor_org_id IS NULL;
        v_shard.cursor_org_id := NULL;
        v_shard.cursor_lane := NULL;
    END LOOP;

    UPDATE core.shards s SET
        rung_at = clock_timestamp(), sweeps = 0, cursor_org_id = v_last_org_id, cursor_lane = v_last_lane,
        in_hand_org_ids = v_org_ids, in_hand_ids = v_ids
    WHERE s.shard = p_shard;

    RETURN QUERY
    SELECT found.*
    FROM unnest(v_places) WITH ORDINALITY AS h (place, n)
    CROSS JOIN LATERAL (
        SELECT o.org_id, o.id, o.ctid, o.kind, o.attempts, o.actor_type, o.actor_id, o.subject_id, o.submitted_at,
            coalesce(o.mended, o.payload)::text, o.grants
        FROM core.operations o WHERE o.ctid = h.place
    ) AS found
    ORDER BY h.n;
END
$$;

-- Leaving shards at the end of a drain: nobody is on the way to them, nor there. What came in while the flag was set is
-- found by who left: core.has_waiting, asked in another transaction, which begins when this one is committed. In shards
-- of p_spent the last batch has ended one way or another, and nothing is in hand.
CREATE FUNCTION core.leave(p_shards smallint[], p_spent smallint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    UPDATE core.shards s SET
        rung_at = NULL,
        in_hand_org_ids = CASE WHEN s.shard = ANY (p_spent) THEN NULL ELSE s.in_hand_org_ids END,
        in_hand_ids = CASE WHEN s.shard = ANY (p_spent) THEN NULL ELSE s.in_hand_ids END
    WHERE s.shard IN (SELECT w.shard FROM core.shards w WHERE w.shard = ANY (p_shards) ORDER BY w.shard FOR UPDATE);
END
$$;

-- The sweep: shards with something ready that has waited longer than p_age_s, and nobody on the way for p_age_s, twice
-- that after one vain ringing, and so on. Any number of sweeps may run.
CREATE FUNCTION core.waiting_shards(p_age_s double precision) RETURNS SETOF smallint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE core.shards s SET rung_at = clock_timestamp(), sweeps = least(s.sweeps + 1, 6)
    WHERE s.shard IN (
        SELECT w.shard FROM core.shards w
        WHERE (w.rung_at IS NULL OR w.rung_at < clock_timestamp() - make_interval(secs => p_age_s * (1 << w.sweeps)))
            AND EXISTS (
                SELECT FROM core.operations o
                WHERE o.shard = w.shard AND o.status = 'pending'
                    AND o.submitted_at < clock_timestamp() - make_interval(secs => p_age_s)
                    AND (o.not_before IS NULL OR o.not_before <= clock_timestamp())
            )
        ORDER BY w.shard FOR UPDATE SKIP LOCKED
    )
    RETURNING s.shard
$$;

-- Whether something is ready in a shard: asked once more after its lock was released. The background's is never drained.
CREATE FUNCTION core.has_waiting(p_shard smallint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT p_shard >= 0 AND EXISTS (
        SELECT FROM core.operations o
        WHERE o.shard = p_shard AND o.status = 'pending'
            AND (o.not_before IS NULL OR o.not_before <= clock_timestamp())
    )
$$;

-- What waits, for gauges and back-pressure: per organization the number of waiting operations and the oldest's age.
CREATE FUNCTION core.waiting_by_org() RETURNS TABLE (org_id uuid, waiting bigint, oldest_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT o.org_id, count(*), min(o.submitted_at) FROM core.operations o WHERE o.status = 'pending' GROUP BY o.org_id
$$;

-- A person's own memberships, before any organization has been chosen.
CREATE FUNCTION core.memberships_of(p_user_id uuid)
RETURNS TABLE (org_id uuid, org_name text, closed_at timestamptz, role text, permissions text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT m.org_id, o.name, o.closed_at, m.role, c.permissions
    FROM core.user_org_roles m
    JOIN core.organizations o ON o.id = m.org_id
    LEFT JOIN core.roles c ON c.org_id = m.org_id AND c.code = m.role
    WHERE m.user_id = p_user_id ORDER BY o.name, m.org_id
$$;

-- Which organizations there are, for scheduled work and proofs that go through them one by one.
CREATE FUNCTION core.organization_ids() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT o.id FROM core.organizations o ORDER BY o.created_at, o.id
$$;

-- Scheduled work. Which time zones organizations live in: whose night it is.
CREATE FUNCTION core.time_zones() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT DISTINCT o.time_zone FROM core.organizations o WHERE o.closed_at IS NULL
$$;

-- Which organizations lack a run of the slots that are due in their time zone. p_slots: [[job, time zone, slot], ...] in
-- order of urgency. What was due before an organization was opened is not owed to it.
CREATE FUNCTION core.jobs_due(p_slots jsonb, p_limit integer) RETURNS TABLE (org_id uuid, job text, slot timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT o.id, s.r ->> 0, (s.r ->> 2)::timestamptz
    FROM jsonb_array_elements(p_slots) WITH ORDINALITY AS s (r, n)
    JOIN core.organizations o ON o.time_zone = s.r ->> 1
    WHERE o.closed_at IS NULL AND o.created_at < (s.r ->> 2)::timestamptz AND NOT EXISTS (
        SELECT FROM core.job_runs j
        WHERE j.org_id = o.id AND j.job = s.r ->> 0 AND j.slot = (s.r ->> 2)::timestamptz
    )
    ORDER BY s.n, o.id LIMIT p_limit
$$;

-- Runs that somebody asked for, that are to be tried again or gone on with, or that a worker left behind.
CREATE FUNCTION core.jobs_open(p_jobs text[], p_limit integer) RETURNS TABLE (org_id uuid, job text, slot timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT j.org_id, j.job, j.slot FROM core.job_runs j
    WHERE j.status IN ('waiting', 'running') AND j.not_before <= clock_timestamp() AND j.job = ANY (p_jobs)
    ORDER BY j.not_before LIMIT p_limit
$$;

-- Organizations with journals that no summary has yet and without a run since p_since or, where there are p_many of
-- them, of this slot; in an order that is another one in each slot: where there are more than one slot is enough for,
-- none is always the last. While a file is applied, without a run since p_long_since until there are p_most.
CREATE FUNCTION core.unsummarized(
    p_job text, p_slot timestamptz, p_since timestamptz, p_many bigint, p_long_since timestamptz, p_most bigint,
    p_limit integer
) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT b.org_id FROM acct.books b
    LEFT JOIN acct.summary_marks m ON m.org_id = b.org_id AND m.book = b.code
    WHERE b.last_number > coalesce(m.number, 0)
    GROUP BY b.org_id
    HAVING NOT EXISTS (
        SELECT FROM core.job_runs j WHERE j.org_id = b.org_id AND j.job = p_job
            AND j.slot >= CASE
                WHEN sum(b.last_number - coalesce(m.number, 0)) < p_most AND EXISTS (
                    SELECT FROM core.imports i WHERE i.org_id = b.org_id AND i.status = 'applying'
                ) THEN p_long_since
                WHEN sum(b.last_number - coalesce(m.number, 0)) < p_many THEN p_since
                ELSE p_slot
            END
    )
    ORDER BY hashtext(b.org_id::text || p_slot::text) LIMIT p_limit
$$;

-- What waits in the background shard, the longest-waiting organization first and one of each: within an organization
-- they are carried out in the order in which they came.
CREATE FUNCTION core.background_waiting(p_shard smallint, p_limit integer) RETURNS TABLE (org_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT f.org_id, f.id FROM (
        SELECT DISTINCT ON (o.org_id) o.org_id, o.id, o.position, o.not_before FROM core.operations o
        WHERE o.shard = p_shard AND o.status = 'pending'
        ORDER BY o.org_id, o.position
    ) f
    WHERE f.not_before IS NULL OR f.not_before <= clock_timestamp()
    ORDER BY f.position LIMIT p_limit
$$;

-- Imports that somebody must go on with: of each organization the first that was handed in, as the next may build on it;
-- of those that which has waited longest, so that organizations take turns. What another worker has in hand is left to it
-- for as long as it shows signs of life.
CREATE FUNCTION core.imports_due(p_worker uuid, p_lease_s double precision, p_limit integer)
RETURNS TABLE (org_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT f.org_id, f.id FROM (
        SELECT DISTINCT ON (i.org_id) i.org_id, i.id, i.turn_at, i.not_before, i.worker FROM core.imports i
        WHERE i.status IN ('received', 'checking', 'applying')
        ORDER BY i.org_id, i.created_at, i.id
    ) f
    WHERE f.not_before <= clock_timestamp() AND (
        f.worker IS NULL OR f.worker = p_worker OR f.turn_at < clock_timestamp() - make_interval(secs => p_lease_s)
    )
    ORDER BY f.turn_at LIMIT p_limit
$$;

-- A file's pieces are read whole and are mostly compressed already: trying to press them smaller is time for nothing.
ALTER TABLE core.import_files ALTER COLUMN data SET STORAGE EXTERNAL;
-- Written once for every chunk, gone within seconds, and hardly ever read.
ALTER TABLE core.import_chunks ALTER COLUMN rows SET STORAGE EXTERNAL;

-- What the application may do: nothing that a trigger above refuses, and no change of structure.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA core, acct FROM PUBLIC;
GRANT USAGE ON SCHEMA core, acct, inv, pos TO {app_role};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA core, acct TO {app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA core, acct, inv, pos TO {app_role};
REVOKE UPDATE, DELETE ON inv.lot_movements, inv.low_stock_events FROM {app_role};
REVOKE DELETE ON inv.transfers, inv.transfer_lines FROM {app_role};
REVOKE UPDATE, DELETE ON acct.journals, acct.journal_lines, inv.stock_movements, pos.payments, core.audit_log FROM {app_role};
REVOKE UPDATE, DELETE ON pos.sale_line_parts, pos.stored_value_movements, pos.money_documents, pos.money_tenders FROM {app_role};
REVOKE UPDATE, DELETE ON pos.deposits, pos.layaway_lines FROM {app_role};
REVOKE UPDATE, DELETE ON acct.closings FROM {app_role};
REVOKE UPDATE, DELETE ON acct.foreign_lines FROM {app_role};
REVOKE DELETE ON acct.foreign_items, acct.journal_attachments, acct.recurring_occurrences FROM {app_role};
REVOKE DELETE ON core.operations, core.organizations, pos.sales, pos.sale_lines, pos.stored_values, pos.shifts FROM {app_role};
REVOKE INSERT, UPDATE, DELETE ON core.access_epoch FROM {app_role};
REVOKE INSERT, DELETE ON core.shards FROM {app_role};
GRANT SELECT ON ALL SEQUENCES IN SCHEMA core TO {app_role};
-- Readiness compares the database's version with the code's.
GRANT SELECT ON public.alembic_version TO {app_role};
