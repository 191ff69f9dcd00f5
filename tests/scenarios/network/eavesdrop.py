"""Prints a line for each datagram by which a netterm on this link announces itself or looks around; ``OWN`` is here."""

import select
import socket
import sys

from netterm.sync.discovery import BROADCAST_PORT
from tests.scenarios.network.probe import GROUP

MDNS_PORT = 5353


def ear(port: int, own: str) -> socket.socket:
    heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    heard.bind(("", port))
    heard.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + socket.inet_aton(own))
    return heard


def listen(own: str) -> None:
    ears = [ear(port, own) for port in (BROADCAST_PORT, MDNS_PORT)]
    print("listening", flush=True)
    while True:
        for each in select.select(ears, [], [])[0]:
            _datagram, source = each.recvfrom(65536)
            print(f"from {source[0]} to {each.getsockname()[1]}", flush=True)


if __name__ == "__main__":
    listen(sys.argv[1])
