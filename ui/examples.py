"""Questions to start with; the built-in briefs answer each of them."""

EXAMPLES = (
    "By when may an asylum seeker work?",
    "How much money did the integration partnership announce for local projects?",
    "What does the Action Plan on Integration and Inclusion say about housing?",
    "Can a city apply for AMIF money directly?",
    "How long does the screening at the border take?",
    "Who can bring their family under the family reunification directive?",
)

CANNOT = (
    "It quotes only the documents in the library. What is not there, it does not know.",
    "It does not decide single cases and gives no legal advice.",
    "National law and the practice of your authority are not included.",
)
