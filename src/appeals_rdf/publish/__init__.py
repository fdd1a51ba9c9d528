"""From descriptions to files: Turtle, TriG, N-Quads, the catalogue, and every export."""
