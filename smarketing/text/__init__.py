"""How people write words, headers, numbers and dates; what settings and exports share."""
