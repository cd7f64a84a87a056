-- What the tables' policies stand on. Read by 0001_initial_system_schema.py.

CREATE SCHEMA core;
CREATE SCHEMA acct;
CREATE SCHEMA inv;
CREATE SCHEMA pos;

-- The organizations that this transaction may see. After COMMIT the setting is an empty string, not NULL; unset means none.
CREATE FUNCTION core.visible_org_ids() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('app.org_ids', true), '')::uuid[], '{}'::uuid[]);
