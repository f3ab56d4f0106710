"""Digests of records, which are the same in every process: equal records have the same one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any


def record_digest(value: object) -> str:
    """The digest of a record, or of tuples, lists, mappings and sets of records. Raises TypeError for anything else."""
    return hashlib.sha256(json.dumps(value, default=_plain, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:
    kind: type = type(value)
    if is_dataclass(kind):
        return [kind.__name__, *(getattr(value, name) for name in _compared(kind))]
    if isinstance(value, date | timedelta):
        return str(value)
    if isinstance(value, frozenset):
        return ["set", *sorted(value)]
    raise TypeError(f"{kind.__name__} has no digest")


@cache
def _compared(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.compare)
