"""Questions to start with; the built-in briefs answer each of them."""

EXAMPLES = (
    "What are the three strands of the integration partnership?",
    "What does the Action Plan say about housing?",
    "What share of the money is reserved for local and regional authorities?",
    "How many days may the screening at the border take?",
    "How many years must someone live in the country to become a long-term resident?",
    "What is temporary protection?",
)

CANNOT = (
    "It quotes only the documents in the library. What is not there, it does not know.",
    "It does not decide single cases and gives no legal advice.",
    "National law and the practice of your authority are not included.",
)
