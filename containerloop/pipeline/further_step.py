"""What is tried because of what was seen: after an answer, and behind a failure (I/O).

The order alone; what to try is the plan's.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.diagnose.expectation_outcomes import symptoms
from containerloop.facts import Snapshot
from containerloop.observe.last_words import last_complaints
from containerloop.observe.observer import Observer
from containerloop.observe.under_way import dialled_meanwhile
from containerloop.observe.views import joined
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.plan_step import allowed_looks
from containerloop.plan.further.data_ports import data_port
from containerloop.plan.further.log_ins import log_in
from containerloop.plan.further.selection import MOST_ROUNDS, further_looks
from containerloop.plan.parts import all_of, parts
from containerloop.plan.relied_on import (
    erring,
    fronts,
    looks_for,
    question_of,
    request_under_way,
)
from containerloop.plan.rounds import follow_up
from containerloop.plan.telling_logs import worth_a_log
from containerloop.plan.values import Expectation, Look
from containerloop.topology.inventory import Inventory


def wanted_in(seen: Snapshot) -> tuple[Expectation, ...]:
    """What is relied on, as far as was seen."""
    return all_of(parts(seen.question, Inventory(seen.survey), seen.views, seen.complaints))


def calls_untold(seen: Snapshot) -> bool:
    """Whether somebody was seen to call what nobody has tried."""
    return bool(looks_for(wanted_in(seen), seen.views, Inventory(seen.survey)))


def log_untold(seen: Snapshot) -> bool:
    """Whether everything was asked about, and a container is ill whose log may say of what."""
    inventory = Inventory(seen.survey)
    return seen.question.several and bool(worth_a_log(seen.question, (), seen.views, inventory))


def behind(seen: Snapshot, options: RunOptions, observer: Observer) -> Snapshot:
    """The snapshot with what only a failure calls for: what proxies pass on to, what is called.

    The compose files may have been read since the first round, and name more to try.
    """
    seen = with_further(seen, wanted_in(seen), options, observer)
    followed = _followed(_with_complaints(seen, options), options, observer)
    watched = _with_calls_under_way(followed, options, observer)
    return followed if watched is followed else _followed(watched, options, observer)


def _with_complaints(seen: Snapshot, options: RunOptions) -> Snapshot:
    """The snapshot with what the logs complain of that may change the answer."""
    if not options.logs or options.connection is None:
        return seen
    inventory = Inventory(seen.survey)
    failing = failing_in(seen, wanted_in(seen))
    places = worth_a_log(seen.question, failing, seen.views, inventory)
    named = {place: there.id for place in places if (there := inventory.at(place))}
    if not named:
        return seen
    just_now = erring(failing, seen.views, inventory)
    return replace(seen, complaints=last_complaints(options.connection.client, named, just_now))


def _with_calls_under_way(seen: Snapshot, options: RunOptions, observer: Observer) -> Snapshot:
    """The snapshot with what proxies call while a request waits, where nothing else tells."""
    inventory, wanted = Inventory(seen.survey), wanted_in(seen)
    failing = {e.vantage for e in failing_in(seen, wanted)}
    views = dict(seen.views)
    for place, expectation in fronts(wanted, seen.views, inventory).items():
        if place in failing or place == expectation.vantage or not options.probe:
            continue
        asked, inside = request_under_way(expectation, place, inventory)
        found = dialled_meanwhile(observer, asked, inside)
        views[place] = joined(views.get(place), found)
    return seen if views == seen.views else replace(seen, views=views)


def _followed(seen: Snapshot, options: RunOptions, observer: Observer) -> Snapshot:
    """The snapshot with attempts at all that is relied on, and a look at who should answer."""
    for _ in range(MOST_ROUNDS):
        inventory = Inventory(seen.survey)
        wanted = wanted_in(seen)
        looks = looks_for(wanted, seen.views, inventory)
        if not looks:
            break
        seen = _with_more(seen, looks, options, observer)
        seen = with_further(seen, wanted_in(seen), options, observer)
        for each in failing_in(seen, wanted):
            about = question_of(each, seen.question)
            inside = follow_up(about, Inventory(seen.survey), [each], seen.views)
            views = observer.observe(allowed_looks(inside, options))
            seen = replace(seen, views=seen.views | views)
    return seen


def _with_more(
    seen: Snapshot, looks: Iterable[Look], options: RunOptions, observer: Observer
) -> Snapshot:
    """The snapshot with further attempts of vantages that may have been looked from before."""
    more = observer.observe(allowed_looks(looks, options))
    views = {vantage: joined(seen.views.get(vantage), each) for vantage, each in more.items()}
    return replace(seen, views=seen.views | views)


def with_further(
    seen: Snapshot, wanted: tuple[Expectation, ...], options: RunOptions, observer: Observer
) -> Snapshot:
    """The snapshot with what clients do once a server has answered: further attempts."""
    left_out = () if options.log_in else (log_in, data_port)
    for _ in range(MOST_ROUNDS):
        looks = further_looks(seen.views, wanted, Inventory(seen.survey), left_out)
        if not looks:
            break
        seen = _with_more(seen, looks, options, observer)
    return seen


def failing_in(seen: Snapshot, wanted: tuple[Expectation, ...]) -> list[Expectation]:
    """Those of them that are not served, or perhaps not."""
    return [s.expectation for s in symptoms(seen, wanted) if not s.met or s.doubtful]
