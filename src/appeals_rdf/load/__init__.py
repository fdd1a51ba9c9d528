"""A build into a triple store: plan, transfer, proof, check and undo."""
