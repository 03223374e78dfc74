"""What people read: languages, numbers, labels, credits."""
