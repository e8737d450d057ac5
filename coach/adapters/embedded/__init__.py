"""What runs inside this process: the embedding, and the coach that needs no model."""
