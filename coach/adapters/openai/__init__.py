"""Any OpenAI-compatible chat model, through the `openai` package."""
