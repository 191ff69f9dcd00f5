"""What people do that takes more than one record: rules of ``netterm.model`` applied to a replica.

Each function takes a replica and does one thing as one action, so that it is one signed entry and one undo. Screens and
the command line stand on these alike.
"""
