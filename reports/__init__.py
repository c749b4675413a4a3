"""What leaves for people: the map in one HTML file."""

from reports.html_map import html_map, write_html_map

__all__ = ["html_map", "write_html_map"]
