"""Every job, in the order of urgency: what is asked for by the minute stands before what has the whole night.

None of them keeps partitions up: no table has any. A sale is posted once because its identity is unique for ever, and
Postgres can say so of a partitioned table only if the key names what it is partitioned by; time in the key would let
the same sale in again, a month later. What grows is looked for by keys that begin with the organization, so that the
rows of years ago cost a query nothing but the depth of a tree.
"""

from types import MappingProxyType

from domain.jobs.definitions import Hurry, Job, JobName, Patience
from domain.jobs.later import Later
from domain.jobs.schedule import Every, Nightly

_ALL = (
    Job(
        JobName.SUMMARIES,
        "Rolls up new journals into the sums by day and month that reports answer from; sooner where many are new.",
        Every(60),
        Later("sums.roll_up"),
        when_needed=True,
        # Reports add what is not rolled up yet: at a thousand sales a second that of ten seconds, not of a minute.
        # Fewer are not worth it: each sum is written once for all journals of a window.
        hurry=Hurry(gathered=2_000, schedule=Every(10)),
        # Past sales fill the same days and months again and again: rolled up seldom, each sum is written a few times
        # less. A report over so many journals takes a second more.
        patience=Patience(gathered=20_000, lasts_s=600),
    ),
    Job(
        JobName.RECURRING_JOURNALS,
        "Hands in the recurring journals that are due.",
        Nightly(0),
        Later("books.hand_in_recurring"),
    ),
    Job(
        JobName.RECALCULATION,
        "Compares balances and levels with the sums of what was posted, and tells which differ; puts nothing right.",
        Nightly(2),
        Later("proofs.derive_again"),
    ),
    Job(
        JobName.VERIFY,
        "Proves that sales, stock and books agree, and that no journal was changed.",
        Nightly(3),
        Later("proofs.prove"),
        reads_only=True,
    ),
    Job(
        JobName.LOW_STOCK,
        "Lists what lies at its reorder point or below.",
        Nightly(5),
        Later("stock.find_low_stock"),
        reads_only=True,
    ),
    Job(
        JobName.EXPIRING_LOTS,
        "Lists lots that expire within 30 days, or have, and what is left of them.",
        Nightly(5),
        Later("stock.find_expiring_lots"),
        reads_only=True,
    ),
    Job(
        JobName.EXPIRING_CARDS,
        "Lists gift cards and store credit that expire within 30 days with money on them.",
        Nightly(5),
        Later("cards.find_expiring_cards"),
        reads_only=True,
    ),
    Job(
        JobName.CLEANUP,
        "Deletes invitations that ended 90 days ago, and files of imports. Identities of operations are kept for ever.",
        Nightly(4),
        Later("leftovers.clean_up"),
    ),
    Job(
        JobName.SESSIONS,
        "Deletes refresh tokens and password resets that ended a week ago.",
        Nightly(4),
        Later("leftovers.forget_tokens"),
        per_organization=False,
    ),
    Job(
        JobName.SWEEP,
        "Rings the shards that wait with nobody on the way to them.",
        Every(1),
        None,
        per_organization=False,
    ),
)
JOBS = MappingProxyType({job.name.value: job for job in _ALL})
INSTALLATION_TIME_ZONE = "UTC"
