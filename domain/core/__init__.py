"""What every module stands on: settings, transactions, errors, money, identity and time."""
