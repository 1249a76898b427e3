"""How long an import of 8,800 deals takes, and what memory it needs.

    python -m benchmarks.import_deals [FILE.csv]

Without a file one of the same shape is made. Against a database of its own, twice: the second
run has to find every deal unchanged.
"""

from __future__ import annotations

import csv
import io
import os
import platform
import random
import resource
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.system import in_process

ROWS = 8_800
HEADINGS = (
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
)


def made_file(rows: int = ROWS) -> bytes:
    """A file as a CRM would export it, with gaps and repeated names; always the same one."""
    chance = random.Random(8800)
    out = io.StringIO()
    out.write(HEADINGS + "\n")
    writer = csv.writer(out)
    for number in range(rows):
        stage = chance.choice(("Won", "Won", "Lost", "Engaging", "Prospecting"))
        begins = date(2026, 1, 1) + timedelta(days=chance.randrange(300))
        closes = begins + timedelta(days=chance.randrange(1, 140))
        is_closed = stage in ("Won", "Lost")
        writer.writerow(
            (
                f"R{number:07d}",
                f"Agent {chance.randrange(30)}",
                chance.choice(("GTX Basic", "GTXPro", "MG Special", "MG Advanced")),
                f"Account {chance.randrange(85)}" if chance.random() > 0.16 else "",
                stage,
                f"{begins:%m/%d/%Y}" if stage != "Prospecting" else "",
                f"{closes:%m/%d/%Y}" if is_closed else "",
                chance.randrange(50, 30_000) if is_closed else "",
            )
        )
    return out.getvalue().encode()


def main() -> None:
    """Run and print."""
    data = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else made_file()
    with in_process():
        _measure(data)


def _measure(data: bytes) -> None:
    from django.db import connection

    from milepost.intake import demo
    from milepost.intake.commands import import_now
    from milepost.workspaces.queries import required_member

    demo.build_demo()
    member = required_member("sam@brightloom.example")
    with connection.cursor() as cursor:
        cursor.execute("select version()")
        database = cursor.fetchone()[0].split(" on ")[0]
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {database}, "
        f"{os.cpu_count()} cores, {len(data):,} bytes"
    )
    for name in ("first", "second"):
        before = _megabytes()
        began = time.perf_counter()
        _id, totals = import_now(member.workspace_id, member.pk, "deals.csv", data, {})
        seconds = time.perf_counter() - began
        print(
            f"{name}: {totals.rows:,} rows in {seconds:.2f} s ({totals.rows / seconds:,.0f}/s),"
            f" {totals.imported:,} imported, {totals.unchanged:,} unchanged,"
            f" {totals.refused:,} left out; peak memory {before:.0f} -> {_megabytes():.0f} MB"
        )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
