"""The faces of a plan: one registry of the formats, each imported when it is asked for.

Every format renders by the same call, for the command line and the pages alike. Those for the
buyer's side start from the buyer's copy, so that nothing private is there to be printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milepost.domain.evaluation import Evaluation
    from milepost.domain.plan import Plan, Side


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its media type, the extension of its files, and whether a terminal can show it."""

    name: str
    media_type: str
    extension: str
    is_binary: bool = False

    def render(
        self, plan: Plan, *, side: Side, today: date, evaluation: Evaluation | None = None
    ) -> bytes:
        """The plan in this format. Raises NotAllowed for a draft on the buyer's side."""
        module = import_module(f"milepost.documents.faces.{_MODULES.get(self.name, self.name)}")
        rendered: str | bytes = module.render(plan, side=side, today=today, evaluation=evaluation)
        return rendered if isinstance(rendered, bytes) else rendered.encode()


_MODULES = {"json": "document"}
_ALL = (
    Format("text", "text/plain; charset=utf-8", "txt"),
    Format("markdown", "text/markdown; charset=utf-8", "md"),
    Format("html", "text/html; charset=utf-8", "html"),
    Format("pdf", "application/pdf", "pdf", is_binary=True),
    Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        is_binary=True,
    ),
    Format("ics", "text/calendar; charset=utf-8", "ics"),
    Format("json", "application/json", "json"),
)

FORMATS: Mapping[str, Format] = MappingProxyType({form.name: form for form in _ALL})
