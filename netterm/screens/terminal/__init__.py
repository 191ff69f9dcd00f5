"""A terminal as it is: its driver, its keys, the cells that it shows, and going when it has gone."""
