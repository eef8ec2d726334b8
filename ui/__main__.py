"""`python -m ui` is `euma`."""

from ui.cli import main

main()
