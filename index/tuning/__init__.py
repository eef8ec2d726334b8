"""Fine-tuning of the packaged embedder on guide questions; only developers run it."""
