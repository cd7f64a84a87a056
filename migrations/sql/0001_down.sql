-- The way back: nothing of ours stays. Read by 0001_initial_system_schema.py.

DROP SCHEMA pos, inv, acct, core CASCADE;
