"""What leaves for people: maps as pages, pictures, sheets, atlases and slides."""
