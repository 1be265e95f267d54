"""Small things that know Django but not our trade: clock, doors, lists, components, style sheets."""
