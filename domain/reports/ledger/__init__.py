"""Reports of the ledger: one file for the figures they all stand on, one for each report."""
