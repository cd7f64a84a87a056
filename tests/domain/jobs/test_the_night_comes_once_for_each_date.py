"""Slots of the night across changes of the clock, in every zone: one for each date, never two, never none."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from domain.jobs.schedule import Every, Nightly

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
HOURS = (0, 2, 3, 23)


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def slots_between(schedule, since, until, zone):
    """Walk from slot to slot, as the next run is told."""
    found, moment = [], since
    while (moment := schedule.following(moment, time_zone=zone)) <= until:
        found.append(moment)
    return found


@pytest.mark.parametrize(
    ("zone", "hour", "moment", "slot"),
    [
        ("UTC", 3, "2026-11-22T02:59:59Z", "2026-11-21T03:00:00Z"),
        ("UTC", 3, "2026-11-22T03:00:00Z", "2026-11-22T03:00:00Z"),
        ("America/Chicago", 3, "2026-11-22T12:00:00Z", "2026-11-22T09:00:00Z"),
        ("Asia/Kathmandu", 3, "2026-11-22T12:00:00Z", "2026-11-21T21:15:00Z"),
        # Clocks go from 02:00 to 03:00 on the 8th: two o'clock is when it would have been.
        ("America/Chicago", 2, "2026-03-08T12:00:00Z", "2026-03-08T08:00:00Z"),
        # Clocks go from 02:00 back to 01:00 on the 1st: one o'clock is the first one.
        ("America/Chicago", 1, "2026-11-01T12:00:00Z", "2026-11-01T06:00:00Z"),
        ("Europe/Madrid", 2, "2026-10-25T12:00:00Z", "2026-10-25T00:00:00Z"),
        # A zone where midnight itself is left out.
        ("Africa/Cairo", 0, "2026-04-24T12:00:00Z", "2026-04-23T22:00:00Z"),
    ],
)
def test_a_slot_is_the_last_time_that_the_local_clock_showed_the_hour(zone, hour, moment, slot):
    assert Nightly(hour).latest(at(moment), time_zone=zone) == at(slot)


@pytest.mark.parametrize("hour", HOURS)
def test_a_year_has_one_slot_for_each_date_in_every_zone(hour):
    since, until = at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")
    for zone in ZONES[::7]:
        slots = slots_between(Nightly(hour), since, until, zone)
        dates = [slot.astimezone(ZoneInfo(zone)).date() for slot in slots]
        assert len(set(dates)) == len(dates), zone
        assert len(dates) in {364, 365, 366}, zone
        gaps = {(later - sooner) for sooner, later in pairwise(slots)}
        assert gaps <= {timedelta(hours=hours) for hours in (22, 23, 24, 25, 26)} | {
            timedelta(hours=23, minutes=30),
            timedelta(hours=24, minutes=30),
        }, zone


@pytest.mark.parametrize("schedule", [Nightly(2), Nightly(0), Every(60)], ids=["two", "midnight", "minute"])
@pytest.mark.parametrize("zone", ["America/Chicago", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"])
def test_the_last_slot_and_the_next_one_agree_at_every_moment(schedule, zone):
    moment = at("2026-03-01T00:00:00Z")
    for _ in range(2000):
        latest, following = (
            schedule.latest(moment, time_zone=zone),
            schedule.following(moment, time_zone=zone),
        )
        assert latest <= moment < following
        assert schedule.latest(following, time_zone=zone) == following
        assert schedule.latest(following - timedelta(microseconds=1), time_zone=zone) == latest
        moment += timedelta(hours=3, minutes=7)


def test_a_date_that_a_zone_left_out_has_no_run_of_its_own():
    # Samoa went over the date line: there was no 30 December 2011.
    slots = slots_between(Nightly(2), at("2011-12-28T00:00:00Z"), at("2012-01-02T00:00:00Z"), "Pacific/Apia")
    dates = [slot.astimezone(ZoneInfo("Pacific/Apia")).date().isoformat() for slot in slots]
    assert dates == ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01", "2012-01-02"]
