"""Tables in, folium maps out."""
