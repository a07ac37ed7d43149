"""From a briefing to its readers: the order of the steps of delivery, and nothing more."""
