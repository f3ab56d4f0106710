"""YAML by libyaml: Python alone takes ten times as long."""

from __future__ import annotations

from typing import Any

import yaml


def as_texts(text: str) -> Any:
    """What the YAML says, each value as it is written there: `on` and `01` are text."""
    return yaml.load(text, yaml.CBaseLoader)  # noqa: S506  # which makes nothing but texts, lists and mappings


def dump(data: Any, **options: Any) -> str:
    """The data as YAML, its keys in their order."""
    dumped: str = yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, **options)
    return dumped
