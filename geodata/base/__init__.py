"""What knows no fair: arrays, a cache, geodesy, text to compare, a child process."""
