"""
What heads the columns of a table that leaves in a sheet, in each language of the service.

A heading once written stands in files that come in again: it may be joined by another, and never
goes. Chinese has its headings from the declarations, the first of a column's other names.
"""

from collections.abc import Mapping

from geodata.campaign.schema import Column

LANGUAGES = ("zh", "en", "id")
HEADINGS: Mapping[str, tuple[str, str]] = {
    "fair_id": ("Fair ID", "ID bursa kerja"),
    "employer_id": ("Employer ID", "ID pemberi kerja"),
    "demand_id": ("Point ID", "ID titik"),
    "service_id": ("Service ID", "ID layanan"),
    "policy_id": ("Policy ID", "ID kebijakan"),
    "venue_id": ("Venue ID", "ID tempat"),
    "name": ("Name", "Nama"),
    "name_en": ("English name", "Nama Inggris"),
    "name_id": ("Indonesian name", "Nama Indonesia"),
    "venue": ("Venue", "Tempat"),
    "district": ("District", "Distrik"),
    "address": ("Address", "Alamat"),
    "lon": ("Longitude", "Bujur"),
    "lat": ("Latitude", "Lintang"),
    "date": ("Date", "Tanggal"),
    "start_time": ("Start", "Mulai"),
    "end_time": ("End", "Selesai"),
    "sessions": ("Sessions", "Sesi"),
    "hours": ("Hours", "Jam layanan"),
    "booths": ("Booths", "Stan"),
    "expected_seekers": ("Expected seekers", "Perkiraan pencari kerja"),
    "status": ("Status", "Status"),
    "services": ("Services", "Layanan"),
    "bring": ("What to bring", "Yang perlu dibawa"),
    "notice": ("Notice", "Pengumuman"),
    "phone": ("Phone", "Telepon"),
    "organiser": ("Organiser", "Penyelenggara"),
    "transport": ("Getting there", "Petunjuk jalan"),
    "sector": ("Sector", "Sektor"),
    "occupation": ("Job", "Posisi"),
    "headcount": ("Openings", "Lowongan"),
    "wage_min": ("Wage from", "Upah mulai"),
    "wage_max": ("Wage up to", "Upah sampai"),
    "education": ("Education", "Pendidikan"),
    "experience": ("Experience", "Pengalaman"),
    "capacity": ("Capacity", "Kapasitas"),
    "cost": ("Cost", "Biaya"),
    "free_from": ("Free from", "Tersedia mulai"),
    "free_to": ("Free until", "Tersedia sampai"),
    "persons": ("People", "Penduduk"),
    "group": ("Group", "Kelompok"),
    "conditions": ("Conditions", "Syarat"),
    "about": ("About", "Keterangan"),
    "who": ("Who qualifies", "Yang berhak"),
    "link": ("Link", "Tautan"),
    "situations": ("Situations", "Situasi"),
    "precision": ("Position", "Ketepatan posisi"),
    "illustrative": ("Illustrative", "Data contoh"),
}
"""By a column's name, in English and Indonesian."""


def heading(column: Column, language: str) -> str:
    """What heads a column in one of ``LANGUAGES``; its name where there is no word for it."""
    if language == "zh":
        return column.aliases[0] if column.aliases else column.name
    known = HEADINGS.get(column.name)
    return column.name if known is None else known[LANGUAGES.index(language) - 1]


def known_names(column: Column) -> tuple[str, ...]:
    """Every heading under which a column comes in: those that we write, and what others do."""
    return (*column.aliases, *HEADINGS.get(column.name, ()), column.name)
