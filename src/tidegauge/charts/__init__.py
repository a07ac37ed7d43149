"""Charts: a ChartSpec and its lettering go in, SVG text comes out."""
