"""`python -m netterm`: the same door as the `netterm` command."""

from netterm.cli import main

if __name__ == "__main__":
    main()
