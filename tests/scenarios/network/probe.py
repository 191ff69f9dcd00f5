"""Measures a line by datagrams, one way: ``receive OWN SECONDS`` at one end, ``send OWN ADDRESS COUNT`` at the other.

Both ends are on one computer, so that they have one clock. The receiver prints how many came, and how long each took,
as JSON. OWN is the address here; ADDRESS may be one of many: multicast and broadcast.
"""

import json
import socket
import struct
import sys
import time

PORT = 47999
GROUP = "224.0.0.251"
PACE = 0.002


def receive(own: str, seconds: float) -> None:
    took: list[float] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("", PORT))
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + socket.inet_aton(own))
        print("listening", flush=True)
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            ear.settimeout(left)
            try:
                datagram = ear.recv(64)
            except TimeoutError:
                break
            took.append(time.monotonic() - struct.unpack("d", datagram)[0])
    print(json.dumps(took))


def send(own: str, address: str, count: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        mouth.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        mouth.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(own))
        for _ in range(count):
            mouth.sendto(struct.pack("d", time.monotonic()), (address, PORT))
            time.sleep(PACE)


if __name__ == "__main__":
    if sys.argv[1] == "receive":
        receive(sys.argv[2], float(sys.argv[3]))
    else:
        send(sys.argv[2], sys.argv[3], int(sys.argv[4]))
