"""Text that came from elsewhere: decoded, and mended where an earlier program had decoded it wrongly."""
