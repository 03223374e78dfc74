"""Pages as they read, without the marks of what is Chinese in them."""

import re


def unmarked(page):
    """A page without the elements that mark Chinese names within other text."""
    return re.sub(r'<span lang="zh">(.*?)</span>', r"\1", page)
