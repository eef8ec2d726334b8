"""The pages for staff, behind a sign-in: documents, questions, evaluation, guide, health."""
