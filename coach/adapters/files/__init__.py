"""The knowledge as files: YAML and Markdown in, `Knowledge` out, with every fault found on the way."""
