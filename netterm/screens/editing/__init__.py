"""The text editor: a text as lines, the lines as rows, where a cursor goes, what is painted, and the widgets.

What knows no Textual (`lines`, `rows`, `moves`, `undo`, `paint`) stands beside what does (`area`, `line`); only the
latter is slow to import, so each is imported from its own file.
"""
