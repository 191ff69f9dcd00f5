"""A real OpenSSH server on loopback, with keys and settings of its own, for one person: whoever runs it."""

import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.scenarios.screens.terminal import PATIENCE, SOURCE, environment
from tests.scenarios.terminals.pty_of import NETTERM, OnPty

_SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin") or "sshd"
_SETTINGS = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/person.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PrintMotd no
"""


class SshServer:
    """It ends, with the lines that are still up, with ``stack``."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        folder.mkdir()
        if os.geteuid() == 0:  # what a machine that starts the service has made already
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self._folder = folder
        for name in ("host", "person"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        settings = folder / "sshd_config"
        settings.write_text(_SETTINGS.format(port=self._port, folder=folder))
        log = stack.enter_context((folder / "log").open("wb"))
        self._server = subprocess.Popen(
            [_SSHD, "-D", "-e", "-f", str(settings)], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        stack.callback(self._end)
        self._wait()

    def log_in(self, stack: ExitStack, home: Path) -> OnPty:
        """A terminal with a line to the server, and netterm at its other end; its id is in ``home/pid``."""
        program = home / "netterm.sh"
        kept = {
            name: value
            for name, value in environment(home).items()
            if name.startswith(("HOME", "XDG", "NETTERM", "LC_"))
        }
        lines = [f"export {name}={shlex.quote(value)}" for name, value in kept.items()]
        go = [
            f"cd {shlex.quote(str(SOURCE))}",
            f"echo $$ > {shlex.quote(str(home / 'pid'))}",
            f"exec {shlex.join(NETTERM)}",
        ]
        program.write_text("\n".join([*lines, *go]) + "\n")
        options = {
            "IdentityFile": str(self._folder / "person"),
            "UserKnownHostsFile": str(self._folder / "known_hosts"),
            "StrictHostKeyChecking": "accept-new",
            "IdentitiesOnly": "yes",
            "LogLevel": "ERROR",
        }
        said = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        where = [f"{getpass.getuser()}@127.0.0.1", "-p", str(self._port)]
        command = ["ssh", "-F", "none", "-tt", *said, *where, f"exec sh {shlex.quote(str(program))}"]
        return OnPty(stack, home, command)

    def drop_lines(self) -> None:
        """Every line at once and without a word, as when the network goes; the server itself stays."""
        for line in _children(self._server.pid):
            for process in (line, *_children(line)):
                with suppress(OSError):
                    if Path(f"/proc/{process}/comm").read_text().startswith("sshd"):
                        os.kill(process, signal.SIGKILL)

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("no SSH server: " + (self._folder / "log").read_text(errors="replace"))

    def _end(self) -> None:
        self.drop_lines()
        self._server.terminate()
        self._server.wait()


def _children(process: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False).stdout
    return [int(each) for each in found.split()]
