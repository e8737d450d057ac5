"""Prompt text as typed functions, beside the reply models."""
