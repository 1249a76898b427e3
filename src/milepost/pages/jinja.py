"""The Jinja2 environment behind every page (Django's own Jinja2 backend calls `environment`).

Everything is escaped, every visible string goes through gettext, and what a template may call
stands in two tables below: `GLOBALS` and `FILTERS`. Parts are imported *without* context
(`{% import "parts.html" as p %}`), so that Jinja compiles and runs that module once only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext
from django.utils.translation import pgettext as django_pgettext
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined, pass_environment
from markupsafe import Markup

from milepost.pages import formatting, words
from milepost.pages.comment_text import as_comment
from milepost.pages.compiling import Pages


def environment(**options: Any) -> Environment:
    """The environment of all pages; Django passes loader, autoescape and auto_reload."""
    options.setdefault("undefined", StrictUndefined)
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = Pages(
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        bytecode_cache=_bytecode_cache(),
        **options,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=django_pgettext, npgettext=npgettext
    )
    env.globals.update(GLOBALS)
    env.filters.update(FILTERS)
    env.policies["ext.i18n.trimmed"] = True
    return env


def static(path: str) -> str:
    """Address of a static file with a mark of its content, so that it may be kept for ever."""
    mark = _content_mark(path) if not settings.DEBUG else _read_mark(path)
    base = f"{settings.STATIC_URL}{path}"
    if not base.startswith(("/", "http")):
        base = get_script_prefix() + base
    return f"{base}?v={mark}" if mark else base


def absolute(address: str) -> str:
    """An address of ours as it reads outside of the page: in a preview, a mail, a calendar."""
    return address if "://" in address else f"{settings.PUBLIC_URL}{address}"


def static_plain(path: str) -> str:
    """Address of a static file whose own name carries its version (fonts)."""
    return static(path).partition("?")[0]


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Address of a named page; raises NoReverseMatch for a name that nobody has."""
    try:
        return _reverse(get_urlconf(), get_script_prefix(), name, args, tuple(kwargs.items()))
    except TypeError:  # an argument that cannot be hashed is merely not remembered
        return reverse(name, args=args or None, kwargs=kwargs or None)


def url_or_none(name: str, *args: Any) -> str | None:
    """Like `url`, for entries of a menu that are left out where there is no such page."""
    try:
        return url(name, *args)
    except NoReverseMatch:
        return None


def flashes(request: HttpRequest | None) -> list[Any]:
    """Messages left by the page before; reading them takes them away."""
    if request is None or not hasattr(request, "_messages"):
        return []
    return list(get_messages(request))


def member_of(request: HttpRequest | None) -> Any | None:
    """The signed-in member of this request, if there is one."""
    return getattr(request, "member", None)


def text_direction() -> str:
    """`rtl` where the reader's language is written from right to left."""
    return "rtl" if get_language_bidi() else "ltr"


@pass_environment
def frame(environment: Environment, name: str, section: str = "") -> Markup:
    """A part of the frame around pages (`templates/frame/`), which depends on nobody's data.

    It is rendered once for each language and section: the frame is on every page, and the time of
    a page is better spent on what the page is about.
    """
    key = (name, section, get_language())
    found = _FRAMES.get(key)
    if found is None or settings.DEBUG:
        template = environment.get_template(f"frame/{name}.html")
        found = _FRAMES[key] = Markup(template.render(section=section))
    return found


_FRAMES: dict[tuple[str, str, str | None], Markup] = {}


@receiver(setting_changed)
def _forget_frames(**_changed: Any) -> None:
    _FRAMES.clear()


GLOBALS: dict[str, Callable[..., Any]] = {
    "static": static,
    "static_plain": static_plain,
    "absolute": absolute,
    "url": url,
    "url_or_none": url_or_none,
    "takes_answers": lambda: bool(settings.REPLY_ADDRESS),
    "flashes": flashes,
    "frame": frame,
    "member_of": member_of,
    "today": formatting.today,
    "language": lambda: get_language() or "en",
    "text_direction": text_direction,
    "stone_part": words.stone_part,
    "is_group": lambda options: isinstance(options, (list, tuple)),
}

FILTERS: dict[str, Callable[..., Any]] = {
    "short_date": formatting.short_date,
    "long_date": formatting.long_date,
    "weekday_date": formatting.weekday_date,
    "month_name": formatting.month_name,
    "moment": formatting.moment,
    "clock_time": formatting.clock_time,
    "relative": formatting.relative_days,
    "money": formatting.money,
    "number": formatting.number,
    "percent": formatting.percent,
    "initials": formatting.initials,
    "as_comment": as_comment,
    "status_word": words.status_word,
    "status_tone": words.status_tone,
    "status_sign": words.status_sign,
    "health_word": words.health_word,
    "health_tone": words.health_tone,
    "health_sign": words.health_sign,
    "life_word": words.life_word,
    "band_word": words.band_word,
    "role_word": words.role_word,
    "kind_word": words.kind_word,
    "phase_word": words.phase_word,
    "deal_type_word": words.deal_type_word,
}


@lru_cache(maxsize=4096)
def _reverse(
    urlconf: Any, prefix: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]
) -> str:
    return reverse(name, urlconf=urlconf, args=args or None, kwargs=dict(kwargs) or None)


@lru_cache(maxsize=512)
def _content_mark(path: str) -> str:
    return _read_mark(path)


def _read_mark(path: str) -> str:
    found = finders.find(path)
    if not found:
        return ""
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:10]


def _bytecode_cache() -> FileSystemBytecodeCache | None:
    """Compiled templates kept beside the data, where the settings name a folder for them."""
    folder = getattr(settings, "TEMPLATE_CACHE_DIR", None)
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))
