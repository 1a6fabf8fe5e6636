"""What reforms did: effects measured from profiles, and the case reports that tell of them."""
