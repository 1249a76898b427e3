"""The built-in templates, read once from the data files in `builtin_templates/`.

Each file keeps to `template.schema.json` beside it and says in `durations_from` where its
durations come from. Nothing here needs a server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from milepost.domain.templates import Template, read_template

BUILTIN_KEYS: tuple[str, ...] = ("simple", "standard", "complex", "enterprise", "general")

_FOLDER = files("milepost.documents").joinpath("builtin_templates")


@lru_cache(maxsize=1)
def builtin_templates() -> Mapping[str, Template]:
    """The five built-in templates by key, in the order of `BUILTIN_KEYS`."""
    return MappingProxyType({key: read_template(_file(f"{key}.json")) for key in BUILTIN_KEYS})


def template_schema() -> dict[str, Any]:
    """The published JSON Schema of template files."""
    return _file("template.schema.json")


def _file(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_FOLDER.joinpath(name).read_text(encoding="utf-8"))
    return data
