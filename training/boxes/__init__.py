"""Seeded generator of labelled articles with foreign and own boxes; `../text_boxes.py` is its door."""
