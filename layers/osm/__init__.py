"""An edition out of OpenStreetMap: the extract cut to the area, and its objects as layers."""
