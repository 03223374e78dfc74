"""An OpenStreetMap extract as it is read: its ways, and what their signs say of who may pass."""
