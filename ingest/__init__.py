"""From files to documents and passages: catalogue, readers, structure, splitting."""
