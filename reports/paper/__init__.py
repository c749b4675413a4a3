"""Maps on paper: drawn as SVG, set by typst, counted in points."""
