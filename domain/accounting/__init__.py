"""The chart of accounts, journals, books and balances."""
