"""Screens of drop-in sessions: for everybody, for who has booked, for those who receive."""
