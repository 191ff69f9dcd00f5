"""Before a network is open: the first run, the passphrase, and which network it is to be."""
