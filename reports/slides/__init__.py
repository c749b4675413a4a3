"""Slides as PPTX: text, tables and charts stay objects of the program; maps are pictures."""
