"""What a plan of venues says in words, for pages, programs and the command line alike."""
