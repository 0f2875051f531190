"""Interactive lessons for the prevention of radicalisation, as Open edX XBlocks."""
