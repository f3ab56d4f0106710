"""The notifications of a page, with what the configuration and the external parties say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import Incident, Notification
from pipeline.repository.config import Regime


@dataclass(frozen=True, slots=True)
class NotificationItem:
    """A notification on the page: the names of its regime, its step and its party, and the provision; "" for none."""

    notification: Notification
    regime: str
    provision: str
    step: str
    party: str


def notification_items(incident: Incident, regimes: Mapping[str, Regime]) -> list[NotificationItem]:
    """The notifications in the file's order. What the configuration does not know has its short name."""
    parties = {party.id: party.who for party in incident.external_parties if party.id}
    items = []
    for item in incident.notifications:
        regime = regimes.get(item.regime)
        steps = {step.id: step.title for step in regime.steps} if regime else {}
        title, provision = (regime.title, regime.provision) if regime else (item.regime, "")
        items.append(
            NotificationItem(item, title, provision, steps.get(item.step, item.step), parties.get(item.party, ""))
        )
    return items
