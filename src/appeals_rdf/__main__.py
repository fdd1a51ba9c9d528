"""``python -m appeals_rdf`` and the command ``appeals-rdf``."""

from appeals_rdf.cli import main

if __name__ == "__main__":
    main()
