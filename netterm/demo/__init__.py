"""A demo network: a realistic Thai committee with two years behind it, for looking around and for trying things out.

Nobody in it exists, and it holds no secret: its keys lie open. With the same seed on the same day it is the same.
"""

from netterm.demo.making import MEMBERS, SEED, AnotherDemo, make

__all__ = ["MEMBERS", "SEED", "AnotherDemo", "make"]
