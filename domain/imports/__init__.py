"""Files from the back office: read row by row, checked, then applied by the same code that live work goes through."""
