"""What the teams do to their issues, and the response team to its files: eight teams, each with its habits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from pipeline.tracking.tracker import Edit
from tests.review.year.expected import SETTLED, state
from tests.review.year.files import PROCEDURES, PUBLIC, TEAMS, Finding, Incident
from tests.review.year.world import Pair, Seen, World, first


@dataclass(frozen=True)
class Habit:
    """How likely a team is to do something to an issue in a week."""

    talk: float = 0
    close: float = 0
    reopen: float = 0
    refuse: float = 0
    transfer: float = 0
    retitle: float = 0


HABITS = {
    "identity": Habit(talk=0.4, close=0.25),
    "payments": Habit(talk=0.15, close=0.06),
    "platform": Habit(),
    "mobile": Habit(talk=0.2, close=0.2, reopen=0.15),
    "data": Habit(talk=0.1, close=0.05, refuse=0.06, reopen=0.05),
    "network": Habit(talk=0.2, close=0.08, transfer=0.06, retitle=0.1),
    "partner": Habit(talk=0.1, close=0.1),
    "helpdesk": Habit(talk=0.5, close=0.04),
}


def work(world: World) -> None:
    """A day of the teams."""
    live = world.live()
    for pair in world.pairs():
        for seen in live.get(first(pair), []):
            _work_on(world, pair, seen, HABITS[pair[1].owner])


def _work_on(world: World, pair: Pair, seen: Seen, habit: Habit) -> None:
    key, (_, finding) = first(pair), pair
    at_home = seen.ref[0] == world.home(finding)
    if world.likely(habit.talk):
        world.place.talk(seen.ref)
        world.acts[key].append(world.today)
    if world.likely(habit.retitle):
        world.place.edit(seen.ref, Edit(title="Ours: tokens"))
    if not seen.view.open:
        if world.likely(habit.reopen):
            world.change(pair, seen, Edit(state="open"))
    elif world.likely(habit.close):
        world.change(pair, seen, Edit(state="completed"))
    elif world.likely(habit.refuse):
        refused: Literal["not_planned", "duplicate"] = world.chance.choice(["not_planned", "duplicate"])
        world.change(pair, seen, Edit(state=refused))
    elif at_home and finding.kind != "process-change" and world.likely(habit.transfer):
        there = world.chance.choice([team for team in TEAMS if team != finding.owner and team not in PUBLIC])
        world.homes[key] = world.place.transfer(seen.ref, world.place.names[there])
        if not world.place.transfers_comments:
            world.nothing_is_done_on(key)


def decide(world: World) -> None:
    """A day of the response team, in its files."""
    live = world.live()
    for pair in world.pairs():
        seen = live.get(first(pair), [])
        if pair[0].status != "draft":
            _decide_on(world, pair, seen[0] if seen else None)
    for incident in world.incidents:
        _see_to(world, incident, [state(item, _of(live, incident, item), world.today) for item in incident.findings])


def _of(live: dict[str, list[Seen]], incident: Incident, finding: Finding) -> Seen | None:
    return next(iter(live.get(incident.keys(finding)[0], [])), None)


def _decide_on(world: World, pair: Pair, seen: Seen | None) -> None:
    _, finding = pair
    now = state(finding, seen, world.today)
    if now == "proposed":
        _answer(world, finding)
    elif now == "reopened" and seen and world.likely(0.3):
        _agree(world, pair, seen)
    elif now == "fixed, not verified":
        _verify(world, pair, seen)
    elif now == "resolved" and finding.again_after_days and finding.last_shown and world.likely(0.4):
        if finding.last_shown + timedelta(days=finding.again_after_days) <= world.today:
            finding.repeated.append((world.today, world.likely(0.8)))
    elif now == "overdue" and finding.owner == "helpdesk" and world.likely(0.2):
        finding.extended = world.today + timedelta(days=30)
    if seen and finding.kind != "process-change" and seen.ref[0] != world.home(finding) and world.likely(0.4):
        owner = next(team for team in TEAMS if world.place.names[team] == seen.ref[0])
        finding.owner, finding.consulted = owner, tuple(dict.fromkeys([*finding.consulted, owner]))
        finding.asked = tuple(team for team in finding.asked if team != owner)


def _answer(world: World, finding: Finding) -> None:
    if finding.asked:
        if world.likely(0.4):
            finding.consulted, finding.asked = tuple(dict.fromkeys((*finding.consulted, *finding.asked))), ()
        return
    if not world.likely(0.35):
        return
    finding.decided, finding.until, finding.extended = world.today, None, None
    finding.consulted = tuple(dict.fromkeys([*finding.consulted, finding.owner]))
    finding.status = world.chance.choices(["accepted", "declined", "risk-accepted"], [75, 12, 13])[0]
    if finding.status == "risk-accepted":
        finding.until = world.today + timedelta(days=world.chance.randrange(40, 200))


def _agree(world: World, pair: Pair, seen: Seen) -> None:
    """Let file and issue say the same again."""
    _, finding = pair
    if finding.refused(world.today):
        world.change(pair, seen, Edit(state="not_planned"))
    elif finding.verified:
        finding.verified, finding.repeated = None, []
    elif finding.in_force(world.today) == "accepted" and world.likely(0.5):
        finding.status, finding.decided, finding.until = "declined", world.today, None
        finding.consulted = tuple(dict.fromkeys([*finding.consulted, finding.owner]))
    else:
        world.change(pair, seen, Edit(state="open"))


def _verify(world: World, pair: Pair, seen: Seen | None) -> None:
    incident, finding = pair
    if not finding.verified:
        if world.likely(0.3) and incident.readable:
            finding.verified, finding.again_after_days = world.today, world.chance.choice([0, 0, 60])
    elif not finding.holds:
        if world.likely(0.5) and seen:
            finding.verified, finding.repeated = None, []
            world.change(pair, seen, Edit(state="open"))
    elif world.likely(0.4):
        finding.named = world.today


def _see_to(world: World, incident: Incident, states: list[str]) -> None:
    if incident.status == "draft":
        incident.status = "published"
    incident.broken = not incident.broken and incident.status == "published" and world.likely(0.02)
    incident.recovered = incident.recovered or world.likely(0.3)
    incident.told = incident.told or world.likely(0.3)
    incident.assessed = incident.assessed or world.likely(0.15)
    if incident.status == "closed" and not set(states) <= set(SETTLED):
        incident.status = "published"
    if incident.status == "published" and incident.recovered and set(states) <= set(SETTLED) and world.likely(0.5):
        incident.status = "closed"
    if len(incident.names) < 3 and world.likely(0.006):
        incident.names.append(f"{incident.names[0]}-{len(incident.names)}")


def happens(world: World, findings: int) -> None:
    """Another incident, with so many findings."""
    number = len(world.incidents) + 1
    began = world.today - timedelta(days=world.chance.randrange(1, 10))
    incident = Incident([f"{began}-token-{number:03}"], began, [])
    incident.status = "draft" if world.likely(0.2) else "published"
    incident.recovered, incident.told, incident.assessed = (world.likely(0.8) for _ in range(3))
    for at in range(1, findings + 1):
        incident.findings.append(_found(world, incident, f"{at:02}"))
    world.incidents.append(incident)


def _found(world: World, incident: Incident, number: str) -> Finding:
    choose = world.chance.choice
    owner = choose(TEAMS)
    process = owner not in PUBLIC and world.likely(0.2)
    finding = Finding(
        number=number,
        title=f"Expire tokens of {incident.names[0][-3:]} and {number}",
        owner=owner,
        priority=choose(["p0", "p1", "p1", "p2"]),
        kind="process-change" if process else "bug",
        tlp="clear" if owner in PUBLIC else choose(["clear", "clear", "amber"]),
        status="proposed" if world.likely(0.5) else "accepted",
        decided=None,
        sop=choose(PROCEDURES) if process else "",
    )
    if finding.status == "accepted":
        finding.decided = world.today
    elif world.likely(0.6):
        finding.asked = (finding.owner,)
    return finding
