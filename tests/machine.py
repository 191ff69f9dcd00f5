"""What this machine has that some tests need, by the names that `@pytest.mark.needs(...)` uses."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Tool:
    """Something outside Python: how to see whether it is here, and what brings it."""

    is_here: Callable[[], bool]
    comes_with: str


def _command(*names: str) -> Callable[[], bool]:
    return lambda: all(shutil.which(name) for name in names)


def _in_sbin(name: str) -> bool:
    """Where only root's shell looks."""
    return shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin") is not None


@cache
def _network_namespaces() -> bool:
    """Whether a process of ours may have its own network, as root or in a user namespace of its own."""
    return any(_succeeds("unshare", flags, "true") for flags in ("-nm", "-Urnm"))


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


TOOLS = {
    "avahi": Tool(_command("avahi-daemon", "avahi-browse"), "avahi-daemon and avahi-utils"),
    "ip": Tool(_command("ip"), "iproute2"),
    "netns": Tool(_network_namespaces, "root, or a kernel that lets users make namespaces, and util-linux"),
    "pdfinfo": Tool(_command("pdfinfo"), "poppler-utils"),
    "pdftotext": Tool(_command("pdftotext"), "poppler-utils"),
    "soffice": Tool(_command("soffice"), "libreoffice-writer"),
    "sshd": Tool(lambda: _command("ssh", "ssh-keygen")() and _in_sbin("sshd"), "openssh-server"),
    "tc": Tool(_command("tc"), "iproute2"),
    "tmux": Tool(_command("tmux"), "tmux"),
    "xterm": Tool(_command("xterm", "Xvfb", "xdotool", "setxkbmap"), "xterm, xvfb, xdotool and x11-xkb-utils"),
}
