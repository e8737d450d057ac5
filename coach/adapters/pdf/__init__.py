"""Documents as PDF, by fpdf2."""
