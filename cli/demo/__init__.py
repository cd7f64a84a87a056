"""A café for a day on real components: tills that sell, lose their connection and repeat themselves; then the proof."""
