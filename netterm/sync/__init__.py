"""Moving entries between replicas: the protocol without I/O, joining, discovery, and the node that runs them.

``node.Node`` is a running replica's presence on the network, ``doorstep.join`` a newcomer's way in. What a replica must
offer is in ``ledger.Ledger``, ``hub.Home`` and ``door.House``. Only the program's wiring comes in here; screens
meet sync through the small faces that the wiring hands them.
"""

__all__: list[str] = []
