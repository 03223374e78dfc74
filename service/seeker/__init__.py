"""The job seeker's pages: which fair is worth going to from where I am."""
