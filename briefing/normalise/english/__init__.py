"""Words in Latin script, read as Hindi newsreaders say them."""
