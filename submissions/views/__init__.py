"""What readers, stakeholders and their colleagues see of calls and answers."""
