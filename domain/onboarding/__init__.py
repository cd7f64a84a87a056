"""Opening an organization: everything that it takes to sell at once."""
