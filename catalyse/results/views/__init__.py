"""The screens of this room."""
