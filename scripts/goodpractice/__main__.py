"""`python -m goodpractice`: the same as the `goodpractice` command."""

import sys

from goodpractice.cli import main

sys.exit(main())
