"""What the command line does: commands for designs and for exercises, and what both print."""
