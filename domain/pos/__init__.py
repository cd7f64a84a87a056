"""What a till needs and leaves behind: customers, terminals, taxes, tenders, sales."""
