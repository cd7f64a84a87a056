"""The HTTP edge: thin routers over the domain's services. Knows nothing of the queue's workers."""
