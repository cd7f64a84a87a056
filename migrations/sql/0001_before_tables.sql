-- What the tables' policies stand on. Read by 0001_initial_system_schema.py.

CREATE SCHEMA core;
CREATE SCHEMA acct;
CREATE SCHEMA inv;
CREATE SCHEMA pos;

-- The organizations that this transaction may see. After COMMIT the setting is an empty string, not NULL; unset means none.
CREATE FUNCTION core.visible_org_ids() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('app.org_ids', true), '')::uuid[], '{}'::uuid[]);

-- What `sum` says, in the type of what is summed, kept by value: `sum(bigint)` makes a decimal in a state of its own for
-- each group, which costs several times as much where groups are many. Beyond the type's range both raise.
CREATE AGGREGATE core.total(bigint) (SFUNC = int8pl, STYPE = bigint, COMBINEFUNC = int8pl, PARALLEL = SAFE);
CREATE AGGREGATE core.total(numeric) (SFUNC = numeric_add, STYPE = numeric, COMBINEFUNC = numeric_add, PARALLEL = SAFE);
