"""`python -m milepost`, the same as the command `milepost`."""

from milepost.cli.main import main

main()
