"""What can go wrong with an embedded server."""


class EmbeddedError(Exception):
    """An embedded server, or its data directory, cannot be used; the message is one clear line."""
