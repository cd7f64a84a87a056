"""Scheduled work: what is due by the clock, carried out once however often somebody asks for it."""
