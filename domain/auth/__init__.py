"""Who somebody is: passwords, tokens and permissions."""
