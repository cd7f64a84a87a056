"""Bank accounts: what the bank says beside what the ledger says, line by line."""
