"""Invented names: people, companies, titles. Nobody and nothing here is real."""

import numpy as np

FIRST_NAMES = (
    "Ana",
    "Andrés",
    "Beatriz",
    "Carlos",
    "Carolina",
    "Daniela",
    "Eduardo",
    "Elena",
    "Esteban",
    "Fernanda",
    "Gabriel",
    "Gloria",
    "Hernán",
    "Inés",
    "Iván",
    "Jimena",
    "José",
    "Julia",
    "Laura",
    "Lucía",
    "Marcelo",
    "Martín",
    "Mónica",
    "Natalia",
    "Óscar",
    "Paola",
    "Patricia",
    "Rafael",
    "Raúl",
    "Rosa",
    "Santiago",
    "Silvia",
    "Tomás",
    "Verónica",
    "Víctor",
    "Ximena",
)
LAST_NAMES = (
    "Aguirre",
    "Almeida",
    "Benítez",
    "Cárdenas",
    "Castillo",
    "Chávez",
    "Cordero",
    "Delgado",
    "Escobar",
    "Espinoza",
    "Flores",
    "Fuentes",
    "Guerrero",
    "Herrera",
    "Jaramillo",
    "Lara",
    "León",
    "Maldonado",
    "Mejía",
    "Mendoza",
    "Molina",
    "Muñoz",
    "Naranjo",
    "Núñez",
    "Ochoa",
    "Orellana",
    "Pacheco",
    "Peñafiel",
    "Rivas",
    "Rosales",
    "Sandoval",
    "Solís",
    "Tapia",
    "Valencia",
    "Vera",
    "Zambrano",
)
HOSTILE_NAMES = ("<script>alert('hola')</script>", "=SUM(A1:A9)", "@Rosa", "-Iván", "+Julia")
JOB_TITLES = (
    "Gerente de Talento Humano",
    "Director de Operaciones",
    "Jefe de Capacitación",
    "Gerente General",
    "Analista de Talento Humano",
    "Analista de Recursos Humanos",
    "Asistente",
    "Coordinador de Formación",
    "Docente",
    "Estudiante",
    "",
)
JOB_TITLE_SHARES = (0.12, 0.06, 0.12, 0.07, 0.13, 0.14, 0.09, 0.10, 0.04, 0.05, 0.08)
_COMPANY_FIRST = (
    "Grupo",
    "Industrias",
    "Comercial",
    "Servicios",
    "Alimentos",
    "Textiles",
    "Logística",
    "Constructora",
    "Laboratorios",
    "Agrícola",
)
_COMPANY_SECOND = (
    "Cotopaxi",
    "Altiplano",
    "Nevado",
    "Quetzal",
    "Araucaria",
    "Manglar",
    "Páramo",
    "Colibrí",
    "Ceibo",
    "Volcán",
    "Guayacán",
    "Cóndor",
)
INDUSTRIES = (
    "Banca",
    "Comercio",
    "Manufactura",
    "Educación",
    "Salud",
    "Tecnología",
    "Seguros",
    "Agroindustria",
)
CITIES = (
    ("Quito", "Guayaquil", "Cuenca"),
    ("Bogotá", "Medellín", "Cali"),
    ("Santiago", "Concepción", "Antofagasta"),
    ("San Salvador", "Santa Ana", "San Miguel"),
)
PHONE_PREFIXES = ("+593 9", "+57 3", "+56 9", "+503 7")
FREE_MAIL_DOMAINS = ("gmail.com", "hotmail.com", "yahoo.com")
SHARED_MAILBOXES = ("info", "ventas")
_EMPLOYEES = np.array([8, 15, 35, 60, 90, 140, 220, 450, 800, 2_500])


def employees_of(company: np.ndarray) -> np.ndarray:
    """Return the number of employees of companies (by code); 0 for no company."""
    code = np.asarray(company, dtype=np.int64)
    return np.where(code < 0, 0, _EMPLOYEES[(code * 7 + 3) % 10])


def industry_of(company: np.ndarray) -> np.ndarray:
    """Return the code of the companies' industry."""
    return (np.asarray(company, dtype=np.int64) * 5 + 1) % len(INDUSTRIES)


def company_names(companies: int) -> list[str]:
    """Return the names of all companies; a few need quoting in a CSV file."""
    combinations = len(_COMPANY_FIRST) * len(_COMPANY_SECOND)
    return [
        f"{_COMPANY_FIRST[number % 10]} {_COMPANY_SECOND[number // 10 % 12]}"
        + (f" {number // combinations + 1}" if number >= combinations else "")
        + (", S.A. & Cía." if number % 41 == 7 else "")
        for number in range(companies)
    ]


def company_domains(companies: int) -> list[str]:
    """Return the internet domains of all companies, under a reserved ending."""
    stems = [
        plain_letters(f"{_COMPANY_FIRST[number % 10]}-{_COMPANY_SECOND[number // 10]}")
        for number in range(120)
    ]
    return [f"{stems[number % 120]}-{number}.example" for number in range(companies)]


def plain_letters(text: str) -> str:
    """Return a name as it stands in an e-mail address."""
    return text.lower().translate(str.maketrans("áéíóúñ", "aeioun"))
