"""Files that people write their job descriptions and résumés in: PDF, Word, plain text. Read on this machine only."""
