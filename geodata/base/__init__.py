"""What knows no fair: arrays, a cache, geodesy, text that compares, files written whole, a child process."""
