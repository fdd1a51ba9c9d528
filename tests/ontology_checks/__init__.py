"""Checks for the ontology and the shapes: detectors, the good letter, imported axioms."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

TERMS = "https://w3id.org/appeals-rdf/ontology/"
SCHEMES = "https://w3id.org/appeals-rdf/scheme/"
SHAPES = "https://w3id.org/appeals-rdf/shapes/"
