"""A worker in a process that was executed, not forked: for what a parent cannot give its child.

python -m faults.worker LEASE
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Work until ended."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.platform.settings"
    import django

    django.setup()
    from milepost.messaging.worker import Worker

    worker = Worker(float(sys.argv[1]))
    print("ready", flush=True)
    worker.run()


if __name__ == "__main__":
    main()
