"""What happens in the room: measuring, comparing with claims, writing case reports."""
