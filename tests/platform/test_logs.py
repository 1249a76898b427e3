"""What the log never holds: secrets in a trace, and lines that an address has forged."""

from __future__ import annotations

import io
import logging

from milepost.platform.logs import WithoutSecrets


def _logged(log: logging.Logger) -> io.StringIO:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(WithoutSecrets())
    log.addHandler(handler)
    log.propagate = False
    return out


def test_a_secret_is_struck_out_of_a_trace_too() -> None:
    log = logging.getLogger("milepost.tests.trace")
    out = _logged(log)
    try:
        raise ValueError("nothing at /join/abcDEF123/ or /account/confirm-email/xyz789/")
    except ValueError:
        log.exception("broke")
    assert "ValueError: nothing at /join/…/ or /account/confirm-email/…/" in out.getvalue()
    assert "abcDEF123" not in out.getvalue()


def test_a_buyers_link_is_struck_out_and_the_plans_address_is_not() -> None:
    log = logging.getLogger("milepost.tests.link")
    out = _logged(log)
    log.warning("Not Found: %s", "/b/uzY7jtlD3awo8OjZOHomWlVHo63y-DVvF8/")
    log.warning("Refused form at /p/qexj36vzu25q7ckrsxtymvay7k/door/")
    assert "Not Found: /b/…/" in out.getvalue()
    assert "uzY7jtlD3awo8" not in out.getvalue()
    assert "/p/qexj36vzu25q7ckrsxtymvay7k/door/" in out.getvalue()


def test_a_line_break_in_an_address_forges_no_line() -> None:
    log = logging.getLogger("milepost.tests.forged")
    out = _logged(log)
    log.warning("Refused form at %s", "/templates/x\n2026-11-23 ERROR root: all is lost/")
    assert out.getvalue().count("\n") == 1
    assert "x\\n2026" in out.getvalue()
