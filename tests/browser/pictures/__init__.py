"""The pictures of the documents, taken of a real gateway in Chromium."""
