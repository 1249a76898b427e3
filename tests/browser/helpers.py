"""What browser tests do on every page: look for barriers, measure, take a picture."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Page

T = TypeVar("T")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

DESKTOP = {"width": 1280, "height": 820}
PHONE = {"width": 390, "height": 844}
# In which sizes and schemes a page is looked for barriers. Each size and each scheme is in the
# first two, which take half the time; for pictures, or when asked, it is all four.
EVERY_LIGHT = [("desktop", DESKTOP, "light"), ("phone", PHONE, "dark")]
if os.environ.get("MILEPOST_SHOTS") or os.environ.get("MILEPOST_EVERY_LIGHT"):
    EVERY_LIGHT += [("desktop", DESKTOP, "dark"), ("phone", PHONE, "light")]
_IS_WHOLE = len(EVERY_LIGHT) > 2
# Walks that take long go by one light each, some by the one and some by the other.
DESKTOP_LIGHT = EVERY_LIGHT if _IS_WHOLE else EVERY_LIGHT[:1]
PHONE_DARK = EVERY_LIGHT if _IS_WHOLE else EVERY_LIGHT[1:]


def in_lights(lights: list[tuple[str, dict[str, int], str]]) -> pytest.MarkDecorator:
    """A test of `size` and `scheme` in each of these lights."""
    return pytest.mark.parametrize(
        ("size", "scheme"),
        [pytest.param(size, scheme, id=f"{name}-{scheme}") for name, size, scheme in lights],
    )


IN_EVERY_LIGHT = in_lights(EVERY_LIGHT)
IN_DESKTOP_LIGHT = in_lights(DESKTOP_LIGHT)
IN_PHONE_DARK = in_lights(PHONE_DARK)


def shared_out(items: Iterable[T], scheme: str) -> list[T]:
    """Of many pages or states each is looked at in one of the two lights; for pictures, in all."""
    every = list(items)
    return every if _IS_WHOLE else every[scheme == "dark" :: 2]


def assert_axe_clean(page: Page, without: tuple[str, ...] = ()) -> None:
    """No barrier that axe-core can find, by WCAG 2.2 AA and its own best practice."""
    page.wait_for_function(
        "document.getAnimations().every(a => a.playState !== 'running'"
        " || a.effect.getTiming().iterations === Infinity)"
    )
    # The policy of the page forbids foreign script; the debugger may still bring its own.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {
        "runOnly": {"type": "tag", "values": RULES},
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    # In a window as tall as the page nothing floats over anything: bars lie where they belong.
    window = page.viewport_size
    assert window
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": window["width"], "height": max(window["height"], tall)})
    found = page.evaluate("options => axe.run(document, options)", options)
    page.set_viewport_size(window)
    assert not found["violations"], "\n".join(_told(each) for each in found["violations"])


def assert_no_sideways_scroll(page: Page) -> None:
    """The page is not wider than its window."""
    width = page.evaluate("document.documentElement.scrollWidth")
    window = page.viewport_size
    assert window
    assert width <= window["width"], _widest(page)


def assert_targets_are_large(page: Page, least: int = 24, within: str = "body") -> None:
    """Everything that is clicked measures at least `least` px each way (inline links excepted)."""
    small = page.evaluate(
        """([least, within]) => [...document.querySelector(within).querySelectorAll(
             'a[href], button, summary, input:not([type=hidden]), select, textarea')]
           .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
           .filter(e => !e.closest('.sr, .skip') && !e.matches('.sr, .skip'))
           .filter(e => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
           .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
           .filter(([, r]) => r.width < least || r.height < least)
           .map(([html, r]) => `${html}: ${Math.round(r.width)} x ${Math.round(r.height)}`)""",
        [least, within],
    )
    assert not small, "\n".join(small)


def assert_keyboard_reaches_everything(page: Page, most: int = 200) -> None:
    """Tab visits everything that can be clicked, and each stop shows where it is."""
    wanted = page.evaluate(
        """() => { const all = [...document.querySelectorAll(
             'a[href], button:not([disabled]), summary, input:not([type=hidden]), select, ' +
             'textarea')]
           .filter(e => e.checkVisibility({visibilityProperty: true}) && e.tabIndex >= 0);
           all.forEach((e, i) => e.dataset.stop = i);
           document.activeElement?.blur(); window.scrollTo(0, 0); return all.length }"""
    )
    reached: set[str] = set()
    hidden_focus: list[str] = []
    for _ in range(min(wanted + 5, most)):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null;
               const s = getComputedStyle(e);
               const own = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1;
               const frame = e.closest('.palette');
               return [e.dataset.stop ?? '', own || !!frame, e.outerHTML.slice(0, 90)] }"""
        )
        if stop is None:
            continue
        reached.add(stop[0])
        if not stop[1]:
            hidden_focus.append(stop[2])
    assert not hidden_focus, "focus is not visible on:\n" + "\n".join(hidden_focus)
    if wanted <= most:
        missing = {str(number) for number in range(wanted)} - reached
        # A group of radio buttons is one stop.
        missing = {
            stop
            for stop in missing
            if page.evaluate("n => document.querySelector(`[data-stop='${n}']`)?.type", stop)
            != "radio"
        }
        assert not missing, [
            page.evaluate("n => document.querySelector(`[data-stop='${n}']`).outerHTML", stop)[:120]
            for stop in missing
        ]


def shoot(page: Page, name: str) -> None:
    """A picture of the whole page in the folder MILEPOST_SHOTS; nothing where it is not set."""
    folder = os.environ.get("MILEPOST_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _told(violation: dict[str, Any]) -> str:
    where = "\n".join(
        f"    {node['html'][:160]}\n      {node.get('failureSummary', '').splitlines()[-1:]}"
        for node in violation["nodes"][:6]
    )
    return f"{violation['id']} ({violation['impact']}): {violation['help']}\n{where}"


def _widest(page: Page) -> str:
    return str(
        page.evaluate(
            """() => [...document.querySelectorAll('body *')]
             .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
             .slice(0, 8).map(e => e.outerHTML.slice(0, 110))"""
        )
    )
