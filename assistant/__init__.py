"""From a question to an answer of checked citations."""
