"""
The one door for text that is handed to folium.

folium writes names into JavaScript template literals and renders the page once more as a Jinja
template, so that a name could run as code on either side. Numeric entities mean nothing to either
of them, and a browser shows the letters that they stand for.
"""

UNSAFE = str.maketrans({letter: f"&#{ord(letter)};" for letter in "&<>\"'{}`$\\%#\r\n\u2028\u2029"})


def inert(text: str) -> str:
    """Text that reads the same in HTML, and runs nowhere."""
    return text.translate(UNSAFE)
