"""Answers in a language model's words: written from numbered passages, shown only sentence by verified sentence."""
