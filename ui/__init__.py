"""The browser's room: pages, the map component and the routes that feed it."""
