"""The demo campaign, made of public figures; illustrative wherever it is shown."""
