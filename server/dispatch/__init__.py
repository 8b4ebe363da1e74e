"""Which officer, which hour: pure answers over the visits, officers and travel of one day."""
