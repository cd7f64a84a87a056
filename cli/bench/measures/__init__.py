"""One file for each measure of the quality document: what is compared, and the result."""
