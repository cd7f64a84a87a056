"""`arcoiris replay`: a year of real grocery sales through the imports, and totals counted by other means beside it."""
