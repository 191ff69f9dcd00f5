"""The command line on a laptop whose clock believes that it is the first of January 1970."""

import time

_OFF = int(time.time())
_time, _time_ns = time.time, time.time_ns
time.time = lambda: _time() - _OFF
time.time_ns = lambda: _time_ns() - _OFF * 1_000_000_000

from netterm.cli import main  # noqa: E402 - it must not meet the right time

if __name__ == "__main__":
    main()
