"""Items, locations, stock levels and movements."""
