"""What can go wrong with scheduled work."""

from domain.core.errors import ConflictError, DomainError


class JobOfTheInstallation(ConflictError):
    """This job belongs to the whole installation; no organization can have it run."""

    code = "jobs.of_the_installation"


class JobFailed(DomainError):
    """The job could not be carried out; its next turn by the clock tries again."""

    code = "jobs.failed"


class JobWorkerDied(DomainError):
    """Every worker that took this run died."""

    code = "jobs.worker_died"
