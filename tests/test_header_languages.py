"""The top of a letter in every language: what is read of invented letters, and why."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from appeals_rdf.extract.prose import Prose, read_prose
from appeals_rdf.model import Document
from appeals_rdf.vocabulary import languages, load_vocabulary

FILLER = {
    "en": "The river has been rising for weeks, and nobody has come to look at the old bridge.",
    "de": "Seit Wochen steigt der Fluss, und niemand hat sich die alte Brücke angesehen.",
    "fr": "La rivière monte depuis des semaines, et personne n’est venu voir le vieux pont.",
    "es": "El río lleva semanas creciendo, y nadie ha venido a ver el viejo puente de piedra.",
    "pt": "O rio está subindo há semanas, e ninguém veio olhar a velha ponte de pedra.",
    "it": "Il fiume sale da settimane, e nessuno è venuto a guardare il vecchio ponte.",
    "ru": "Река поднимается уже несколько недель, и никто не пришёл осмотреть старый мост.",
    "tr": "Nehir haftalardır yükseliyor ve kimse eski köprüye bakmaya gelmedi.",
    "az": "Çay həftələrdir qalxır və heç kim köhnə körpüyə baxmağa gəlməyib.",
    "zh": "河水連續數週上漲，至今沒有任何人前來查看那座舊橋。",
}


def read(language: str, text: str) -> Prose:
    """What is read of ``text``, in which a line "…" stands for the letter's own words."""
    text = text.replace("…", FILLER[language])
    document = Document(id="d", file="d.txt", text=text, sha256="0" * 64, language=language)
    return read_prose(document, load_vocabulary(language))


@dataclass(frozen=True)
class Top:
    """A letter and what its top says; ``to`` has the name of each addressee and who holds it."""

    language: str
    text: str
    to: tuple[tuple[str, str | None], ...] = ()
    date: str | None = None
    count: int | None = None
    kind: str | None = None


TOPS = [
    Top("en", "Open letter\n\nElmton, 3rd July 2031\n\nDear Minister Lind,\n"
        "Dear Minister Harrow,\n\n…",
        (("Minister", "Lind"), ("Minister", "Harrow")), "2031-07-03", kind="letter"),
    Top("en", "Guilds write\n\n3 May 2031\n\nTo: Her Excellency\nMs. Ada Lind\nAmbassador\n"
        "Permanent Mission of Elmland\n\n…\n", (("Ambassador", "Ada Lind"),), "2031-05-03"),
    Top("en", "A statement\n\n*to the teachers of Elmton,*\n\n*to the Council of Fen*\n\n…\n\n"
        "The 25 organisations signing this ask for help.",
        (("the teachers of Elmton", None), ("Council of Fen", None)), None, 25, "statement"),
    Top("en", "An appeal to all women and men of Elmland\n\n…\n\n131 teachers have signed.",
        (("all women and men of Elmland", None),), None, 131, "appeal"),
    Top("en", "Statement\n\n…\n\nWe demand the protection of the bridge and its recognition.",
        (), kind="statement"),
    Top("en", "Statement\n\n…\n\nWe therefore petition Elmton's councillors to open the bridge.",
        (("Elmton's councillors", None),), kind="statement"),
    Top("de", "Offener Brief an die Bürgermeisterin von Elmstadt\n\nElmstadt, den 28. Juni 2031\n\n"
        "Sehr geehrte Frau Bürgermeisterin Lind,\n\n…",
        (("Bürgermeisterin von Elmstadt", "Lind"),), "2031-06-28", kind="letter"),
    Top("de", "Aufruf\n\nAn den Bundesminister für Flüsse, Piet Harrow\n\n…\n\n"
        "Elmstadt, 05/06/2031",
        (("Bundesminister für Flüsse", "Piet Harrow"),), "2031-06-05", kind="appeal"),
    Top("de", "Offener Brief\n\nSehr geehrte Damen und Herren,\n\n… Wir fordern den Stadtrat von "
        "Elmstadt auf, die Brücke zu öffnen.\n\nElmstadt, den 28.06.2031\n",
        (("Stadtrat von Elmstadt", None),), "2031-06-28", kind="letter"),
    Top("de", "Brief\n\n…\n\nDie 1.204 unterzeichnenden Lehrer bitten um Hilfe. Von allen "
        "Elmstädter Bildungs- und Kulturhäusern (auch der Oper) fordern wir Antwort.",
        (("allen Elmstädter Bildungs- und Kulturhäusern", None),), None, 1204, "letter"),
    Top("fr", "Lettre ouverte\n\nElmville, le 5 mai 2031\n\n"
        "Monsieur le Président de la République,\n\n…\n\n"
        "Les 25 organisations signataires demandent une réponse.",
        (("Président de la République", None),), "2031-05-05", 25, "letter"),
    Top("fr", "Lettre ouverte à la ministre des Rivières\n\n…\n\nFait à Elmville, le 1er juin 2031",
        (("ministre des Rivières", None),), "2031-06-01", kind="letter"),
    Top("fr", "Appel\n\nÀ l’attention de Mme Ada Lind, maire d’Elmville\n\n…",
        (("maire d’Elmville", "Ada Lind"),), kind="appeal"),
    Top("es", "Carta abierta al alcalde de Elmburgo\n\nElmburgo, a 5 de mayo de 2031\n\n"
        "Estimado señor alcalde:\n\n…", (("alcalde de Elmburgo", None),), "2031-05-05",
        kind="letter"),
    Top("es", "Manifiesto\n\n*a las trabajadoras y trabajadores de Elmburgo,*\n\n*al Consejo del "
        "Río y a la*\n\n*Presidenta del Fondo de los Puentes*\n\n…\n\n"
        "Las 1.204 entidades firmantes piden ayuda.",
        (("las trabajadoras y trabajadores de Elmburgo", None), ("Consejo del Río", None),
         ("Presidenta del Fondo de los Puentes", None)), None, 1204, "statement"),
    Top("pt", "Carta aberta ao presidente de Elmlândia\n\nElmburgo, 12 de setembro de 2031\n\n"
        "Senhor Presidente,\n\n…\n\nAs 20 entidades que assinam pedem ajuda.",
        (("presidente de Elmlândia", None),), "2031-09-12", 20, "letter"),
    Top("it", "Dissenso dei cittadini\n\nSpett. la Voce di Elmo, Gentile Direttore\n"
        "Egr. dr. Piero Elmi\n\n…\n\nElmo, 19 aprile 2031",
        (("Voce di Elmo", None), ("Direttore", None), ("dr. Piero Elmi", None)), "2031-04-19",
        kind="letter"),
    Top("it", "Lettera aperta alla ministra dei Fiumi\n\n…\n\nLe 25 associazioni firmatarie.",
        (("ministra dei Fiumi", None),), None, 25, "letter"),
    Top("ru", "Открытое письмо Президенту Эльмландии\n\nУважаемый Иван Иванович!\n\n…\n\n"
        "г. Эльмтон, 5 мая 2031 г.", (("Президенту Эльмландии", None),), "2031-05-05",
        kind="letter"),
    Top("ru", "Обращение жителей Эльмтона\n\nМинистру рек Эльмландии\n\n12 мая 2031 года\n\n…\n\n"
        "Обращение подписали 131 учитель.", (("Министру рек Эльмландии", None),), "2031-05-12",
        131, "appeal"),
    Top("tr", "Elmland Cumhurbaşkanına açık mektup\n\nSayın Cumhurbaşkanı,\n\n…\n\n"
        "25 kuruluş imzaladı.\n\nElmkent, 5 Mayıs 2031",
        (("Elmland Cumhurbaşkanına", None),), "2031-05-05", 25, "letter"),
    Top("tr", "Açıklama\n\n05.06.2031\n\nSayın Bakan Ada Lind,\n\n…",
        (("Bakan", "Ada Lind"),), "2031-06-05", kind="statement"),
    Top("az", "Elmland Prezidentinə açıq məktub\n\n5 may 2031-ci il\n\n"
        "Hörmətli cənab nazir,\n\n…\n\n"
        "25 təşkilat imzalayıb.", (("Elmland Prezidentinə", None),), "2031-05-05", 25, "letter"),
    Top("zh", "致江城市長的公開信\n\n2031年2月8日\n\n…\n\n131名學者聯署支持。",
        (("江城市長", None),), "2031-02-08", 131, "letter"),
    Top("zh", "聯署聲明\n\n尊敬的部長：\n\n…\n\n二〇三一年二月八日", (("部長", None),),
        "2031-02-08", kind="statement"),
]  # fmt: skip


@pytest.mark.parametrize("top", TOPS, ids=[f"{t.language}-{t.text[:24]!r}" for t in TOPS])
def test_the_top_of_a_letter(top: Top) -> None:
    prose = read(top.language, top.text)
    to = tuple((a.name, a.holder.text if a.holder else None) for a in prose.addressees)
    date = prose.date.edtf if prose.date else None
    count = prose.declared_signatories.count if prose.declared_signatories else None
    assert (to, date, count, prose.kind) == (top.to, top.date, top.count, top.kind)
    assert prose.title
    assert prose.title.text == top.text.partition("\n")[0].replace("…", FILLER[top.language])


def test_every_language_has_its_letters() -> None:
    assert {t.language for t in TOPS} == set(languages())


NOBODY = [
    ("en", "Dear Sir or Madam,"), ("de", "Sehr geehrte Damen und Herren,"),
    ("fr", "Mesdames, Messieurs,"),
    ("es", "Estimados señores:"), ("pt", "Caros amigos,"), ("it", "Cari amici,"),
    ("ru", "Уважаемые дамы и господа!"), ("tr", "Sayın ilgili,"), ("az", "Hörmətli dostlar,"),
    ("zh", "尊敬的先生："),
]  # fmt: skip


@pytest.mark.parametrize(("language", "greeting"), NOBODY)
def test_a_greeting_may_name_nobody(language: str, greeting: str) -> None:
    prose = read(language, f"1\n\n{greeting}\n\n…\n")
    assert prose.addressees == ()
    assert prose.title is None


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr", "Monsieur Lind quitte la mairie"),
        ("es", "Señor Lind, el puente no espera más"),
        ("it", "Signora Lind lascia il ponte"),
    ],
)
def test_a_title_that_opens_like_a_greeting_is_a_title(language: str, line: str) -> None:
    prose = read(language, f"{line}\n\n…\n")
    assert prose.title
    assert prose.title.text == line


@dataclass(frozen=True)
class Address:
    """A head in which somebody is addressed without a title that says so, and why it reads so."""

    language: str
    text: str
    to: tuple[str, ...]
    why: str


ADDRESSES = [
    Address("en", "Open the bridge\n\nTo the River Warden\n\nSir,\n\n…", ("River Warden",),
            "an office that no list has, above a greeting"),
    Address("en", "Open the bridge\n\nTo:\n\n1. Mayor of Elmton\n2. Elm Council\n\n…",
            ("Mayor of Elmton", "Elm Council"), "a list below its label"),
    Address("en", "3 May 2031\n\nThe Honorable Ada Lind-Harrow\nGovernor of Elmland\nRoom B\n\n"
            "RE: The old bridge\n\nDear Governor Lind-Harrow:\n\n…", ("Governor of Elmland",),
            "a block by its style"),
    Address("en", "3 May 2031\n\nThe Bridge Commissioners\nElm Harbour\n\nGentlemen,\n\n…",
            ("Bridge Commissioners",), "a block below the date"),
    Address("en", "OPEN LETTER\nto the Mayor of Elmton\n\n3 May 2031\n\n…", ("Mayor of Elmton",),
            "a line below a heading"),
    Address("de", "Öffnet die Brücke\n\nAn den Vorstand der Elmbahn\n12345 Elmstadt\n\n"
            "Sehr geehrte Damen und Herren,\n\n…", ("Vorstand der Elmbahn",), "an article"),
    Address("de", "Die Brücke\n\nHerrn\nBürgermeister Piet Harrow\n\nSehr geehrter Herr Harrow,\n\n"
            "…", ("Bürgermeister",), "an honorific alone in its line"),
    Address("fr", "Le pont\n\nMadame Ada Lind\nministre des Fleuves\n\nElmville, le 3 mai 2031\n\n"
            "Madame la Ministre,\n\n…", ("ministre des Fleuves",), "a name above an office"),
    Address("es", "EL PUENTE\n\nDirigida a:\n\n• Alcalde de Elmburgo\n• Directora del Puente\n\n…",
            ("Alcalde de Elmburgo", "Directora del Puente"), "a list with bullets"),
    Address("pt", "A ponte de pedra\n\nÀ Capitania do Rio\n\nSenhor Capitão,\n\n…",
            ("Capitania do Rio",), "an article within the word for to"),
    Address("it", "Il ponte\n\nAlla Giunta comunale di Olmeto\n\nOlmeto, 3 maggio 2031\n\n…",
            ("Giunta comunale di Olmeto",), "a body by its word"),
    Address("ru", "В защиту моста\n\nГлаве администрации города Эльмск\n\nУважаемая Ада!\n\n…",
            ("Главе администрации города Эльмск",), "a dative in е"),
    Address("ru", "В защиту моста\n\nВ Департамент рек города Эльмск\n\n…",
            ("Департамент рек города Эльмск",), "a preposition before a body"),
    Address("tr", "Köprü açılsın\n\nElm Belediye Meclisine\n\n…", ("Elm Belediye Meclisine",),
            "a body in the dative"),
    Address("tr", "Köprü açılsın\n\nElm Su Kurulu'na,\n\n…", ("Elm Su Kurulu'na",), "a sign"),
    Address("tr", "KÖPRÜ AÇILSIN\n\nElm Müdürlüğüne sunulmak üzere\n\n…", ("Elm Müdürlüğüne",),
            "words for to behind it"),
    Address("tr", "Köprü açılsın\n\nBasına ve kamuoyuna,\n\n…", (), "press and public are nobody"),
    Address("az", "Elm Şəhər Nümayəndəliyinə\n\nKÖRPÜ HAQQINDA\n\nHörmətli dostlar,\n\n…",
            ("Elm Şəhər Nümayəndəliyinə",), "an address above the title"),
    Address("zh", "關於舊橋的信\n\n榆樹管理處：\n\n…", ("榆樹管理處",), "a colon"),
    Address("zh", "關於舊橋的信\n\n榆樹委員會\n林主席鈞鑒：\n\n…", ("榆樹委員會", "林主席"),
            "a courtesy behind an office, below its body"),
    Address("zh", "舊橋倡議書\n\n各位鄰居、各位朋友：\n\n…", (), "neighbours are nobody"),
]  # fmt: skip


@pytest.mark.parametrize("case", ADDRESSES, ids=[f"{a.language}: {a.why}" for a in ADDRESSES])
def test_an_address_in_the_head(case: Address) -> None:
    prose = read(case.language, case.text)
    assert tuple(a.name for a in prose.addressees) == case.to, case.why


NO_ADDRESS = [
    ("en", "Elmton\n\nTo Kill a River\n\n…"), ("ru", "Письмо\n\nВ защиту старого моста\n\n…"),
    ("fr", "Le pont\n\nÀ Elmville, le 3 mai 2031\n\n…"), ("tr", "Köprü\n\nSuya dair\n\n…"),
    ("zh", "舊橋聲明\n\n我們的要求：\n\n…"),
    ("az", "Körpü\n\n…\n\nBiz müraciət edirik ki, baxasınız."),
    ("pt", "NOTA DE REPÚDIO À DEMOLIÇÃO DA PONTE\n\n…"),
    ("ru", "Письмо\n\n… Мы просим убрать забор, открыть мост."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), NO_ADDRESS)
def test_what_is_no_address(language: str, text: str) -> None:
    assert read(language, text).addressees == ()


SUBJECTS = [
    ("en", "Elm Guild\n12 Mill Street\n\n3 May 2031\n\nThe Elm Council\n\nDear Governors,\n\n"
     "The fog bell at Elm Point\n\n…", "The fog bell at Elm Point", "below the greeting"),
    ("pt", "GUILDA DO OLMO\n\n3 de maio de 2031\n\nAssunto: A ponte de pedra\n\nSenhores,\n\n…",
     "A ponte de pedra", "behind a label"),
    ("es", "GREMIO DEL OLMO\n\nREF.: CARTA SOBRE EL PUENTE\n\nEstimados señores:\n\n…",
     "CARTA SOBRE EL PUENTE", "a reference that is no number"),
    ("ru", "Министру рек Эльмландии\nА. П. Линду\n\nОТКРЫТОЕ ПИСЬМО\n\nУважаемый министр!\n\n…",
     "ОТКРЫТОЕ ПИСЬМО", "an address above it"),
    ("pt", "Carta aberta em defesa da ponte\nÀ Reitoria da Universidade\n\nSenhor Reitor,\n\n…",
     "Carta aberta em defesa da ponte", "an address in the next line"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "title", "why"), SUBJECTS)
def test_a_title_among_addresses(language: str, text: str, title: str, why: str) -> None:
    found = read(language, text).title
    assert found, why
    assert found.text == title, why


COUNTS = [
    ("es", "Las treinta y cinco entidades firmantes piden ayuda.", 35),
    ("pt", "As cento e vinte e cinco entidades que assinam pedem ajuda.", 125),
    ("fr", "Les soixante-dix organisations signataires demandent une réponse.", 70),
    ("fr", "Les cent vingt-cinq organisations signataires demandent une réponse.", 125),
]


@pytest.mark.parametrize(("language", "sentence", "count"), COUNTS)
def test_a_count_in_words(language: str, sentence: str, count: int) -> None:
    found = read(language, f"1\n\n… {sentence}").declared_signatories
    assert found
    assert found.count == count
