"""Documents per CPU second of the whole coder, on texts of 500 words that do not repeat.

usage: python bench/coding.py [--documents N] [--floor 100]

As in news, half of the templates are plain context: no act and, but for one, no figure. The
claims that a document gives are printed beside the rate.

Every language is timed in turns with the others, five rounds; the fastest counts. Exits with 1
where a language is under the floor.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from dataclasses import dataclass

from hechos.coding.code import code_text
from hechos.coding.rules import CodingRules
from hechos.records import Case, Made, Text
from hechos.records.ids import uuid7

MADE = Made(by="bench", at="2026-01-01T00:00:00Z")
CASE = Case(id=uuid7(1, b"0" * 10), case="", made=MADE, slug="bench", title="", seed="00" * 32)
WORDS, ROUNDS = 500, 5
NAMES = ["Alva", "Brunel", "Corvo", "Dantas", "Estrela", "Ferrán", "Galdo", "Honda", "Iriarte"]
PLACES = ["Valencia", "Maracaibo", "Bogotá", "Lima", "São Paulo", "Quito", "Managua", "Tegucigalpa"]

TEMPLATES = {
    "en": [
        "At least {n} people were killed in {place} on {m} March, the {name} Committee said.",
        "Police arrested {n} students near {place}, {name} Ortega said on Friday.",
        "The ministry denied the accusations and said that {n} officers had been deployed.",
        "{name} Ortega, who chairs the panel, urged the government to release the list of names.",
        "Residents of {place} described a long night in which shops and schools stayed closed.",
        "The harvest was good that year, and the road to {place} was repaired before the rains.",
        "“We counted {n} wounded and about {m} missing,” the {name} Foundation told reporters.",
        "The report lists {n} arbitrary arrests, {m} cases of torture and sexual violence.",
        "Trade between the two towns grew by {m} percent after the bridge at {place} opened.",
        "The fishing fleet came back early, and the market of {place} was full before noon.",
        "Teachers in {place} asked for smaller classes and a new roof for the old school.",
        "The choir of {name} sang for two hours, and the square was full of families.",
        "Prices of bread and milk changed little, and the queues were shorter than in autumn.",
        "A court in {place} opened an investigation into the deaths of {m} workers in 2019.",
    ],
    "es": [
        "Al menos {n} personas murieron en {place} el {m} de marzo, dijo el Comité {name}.",
        "La policía detuvo a {n} estudiantes cerca de {place}, dijo {name} Ortega el viernes.",
        "El ministerio negó las acusaciones y dijo que había desplegado {n} agentes.",
        "{name} Ortega, que preside el grupo, instó al gobierno a publicar la lista de nombres.",
        "Los vecinos de {place} describieron una noche larga en la que cerraron todas las tiendas.",
        "La cosecha fue buena ese año y la carretera a {place} se reparó antes de las lluvias.",
        "“Contamos {n} heridos y unos {m} desaparecidos”, dijo la Fundación {name}.",
        "El informe recoge {n} detenciones arbitrarias, {m} casos de tortura y violencia sexual.",
        "El comercio entre los dos pueblos creció un {m} por ciento con el puente de {place}.",
        "La flota pesquera volvió temprano y el mercado de {place} se llenó antes del mediodía.",
        "Los maestros de {place} querían clases más pequeñas y un techo nuevo para la escuela.",
        "El coro de {name} cantó dos horas y la plaza se llenó de familias.",
        "Los precios del pan y de la leche cambiaron poco y las colas fueron más cortas.",
        "Un tribunal de {place} abrió una investigación por la muerte de {m} obreros en 2019.",
    ],
    "pt": [
        "Ao menos {n} pessoas foram mortas em {place} em {m} de março, segundo o Comitê {name}.",
        "A polícia prendeu {n} estudantes perto de {place}, disse {name} Ortega na sexta-feira.",
        "O ministério negou as acusações e disse que tinha mobilizado {n} agentes.",
        "{name} Ortega, que preside o grupo, pediu ao governo que publicasse a lista de nomes.",
        "Os moradores de {place} descreveram uma noite longa em que fecharam todas as lojas.",
        "A colheita foi boa naquele ano e a estrada para {place} foi consertada antes das chuvas.",
        "“Contamos {n} feridos e cerca de {m} desaparecidos”, disse a diretora da Fundação {name}.",
        "O relatório traz {n} prisões arbitrárias, {m} casos de tortura e violência sexual.",
        "O comércio entre as duas cidades cresceu {m} por cento com a ponte de {place}.",
        "A frota pesqueira voltou cedo e o mercado de {place} encheu antes do meio-dia.",
        "Os professores de {place} queriam turmas menores e um telhado novo para a escola.",
        "O coral de {name} cantou duas horas e a praça ficou cheia de famílias.",
        "Os preços do pão e do leite mudaram pouco e as filas foram mais curtas.",
        "Um tribunal de {place} abriu uma investigação sobre a morte de {m} operários em 2019.",
    ],
}


@dataclass(frozen=True)
class Result:
    language: str
    rate: float
    claims: int


def article(language: str, rng: random.Random) -> Text:
    """Return a text of about 500 words in which names and numbers do not repeat by plan."""
    sentences: list[str] = []
    words = 0
    while words < WORDS:
        sentence = rng.choice(TEMPLATES[language]).format(
            n=rng.randint(2, 4000),
            m=rng.randint(2, 28),
            name=rng.choice(NAMES) + rng.choice(NAMES).lower(),
            place=rng.choice(PLACES),
        )
        sentences.append(sentence)
        words += len(sentence.split())
    body = "\n\n".join(" ".join(sentences[i : i + 4]) for i in range(0, len(sentences), 4))
    digest = hashlib.sha256(body.encode()).digest()
    return Text(
        id=uuid7(3, digest),
        case=CASE.id,
        made=MADE,
        capture=uuid7(2, digest),
        kind="original",
        tool="bench",
        tool_version="1",
        language=language,
        body=body,
        hash=digest.hex(),
        nfc=True,
    )


def measure(documents: int) -> list[Result]:
    rules = CodingRules.load(pack=None)
    best: dict[str, float] = {}
    claims: dict[str, int] = {}
    for turn in range(ROUNDS):
        for language in sorted(TEMPLATES):
            rng = random.Random(f"{language}{turn}")
            texts = [article(language, rng) for _ in range(documents)]
            start = time.process_time()
            found = sum(len(code_text(text, (), rules=rules, case=CASE)) for text in texts)
            spent = time.process_time() - start
            best[language] = min(best.get(language, spent), spent)
            claims[language] = found
    return [Result(code, documents / best[code], claims[code]) for code in sorted(best)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--floor", type=float, default=100.0)
    options = parser.parse_args()
    results = measure(options.documents)
    for result in results:
        each = result.claims / options.documents
        print(
            f"{result.language}: {result.rate:.0f} documents per CPU second "
            f"(bar {options.floor:.0f}), {each:.1f} claims a document"
        )
    return 0 if all(result.rate >= options.floor for result in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
