"""What stands beside a person: role, body and place, in any order and number of fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from appeals_rdf.extract.signatures.fields import CELLS, Field, FieldKind, is_sure, judge
from appeals_rdf.extract.signatures.roles import concept_of
from appeals_rdf.extract.signatures.shapes import Shape, Shaper
from appeals_rdf.text import squeeze

Span = tuple[int, int]
Tokens = tuple[int, int]

_LINK = re.compile(r"[LFp][FpLE]*(?=[^LFpE])")  # of the | de la | d'
_STARTS_BODY = frozenset("BQAGNSYyCTcI")
_NAMES_BODY = re.compile(r"[BQAb]")
_NAMES = re.compile(r"[BQA]")
_REVIEW = re.compile(r"b[NSAQYT]")
_CAPITAL = re.compile(r"[QANSG]")
_TOPICS = re.compile(r"T{1,2}$")
_BARE_ROLE = re.compile(r"(?P<role>[MTtl]{0,3}[RJ](?:E?[RJ]|[ltMb])*)(?P<body>[BQAGNSYyCTId].*)$")
_BODY_FIRST = re.compile(r"(?P<body>.*[NASQYyGCTI].*B|.*Q)(?P<role>[MTtlb]*[RJ][RJlt]*)$")
_NUMBER = re.compile(r"[d_]+")
_TOWN = re.compile(r"[NSyC]{1,2}")
_UNKNOWN_WORDS = 3
_PLACE_LAST = re.compile(r"[NSCy]{1,2}")
# Beekeeper | of the | Elm Union
_UNKNOWN_HEAD = re.compile(
    r"(?P<role>[NMTSYlt][NMTSYltp]{0,3}?)(?P<link>[Lp][FpLE]*)(?P<body>[BQANSGCTYcIyR].*)$"
)
# пчеловод | Союза «Ясень»
_NO_LINK = re.compile(r"(?P<role>[NMTSlt][ltbM]*)(?P<body>[BQA].*)$")
# policy lead | Elm Union
_LOWER_HEAD = re.compile(r"(?P<role>[NMTS]?[lt]+)(?P<body>[BQANSTGCY].*)$")
# Mavi Çayır | Müdürü
_ROLE_LAST = re.compile(r"(?P<body>.*[^MRJltE])(?P<role>M*[RJ])$")
_ROLE = re.compile(r"[RJ]")
_AMONG_NAMES = re.compile(r"[NSYA]{2,}[RJ][NSTA]+")
_LOWER = re.compile(r"[RMltbLFpE]+")
_SEVERAL_CAPITALS = re.compile(r"[NSTYACG]{2,}")
_BETWEEN = re.compile(r"[BQ]")


class RoleAndBody(NamedTuple):
    """The tokens of a role and of a body within one field."""

    role: Tokens | None
    body: Tokens | None
    sure: bool = True


@lru_cache(maxsize=16384)
def part(letters: str, body_follows: bool = False, after: bool = False) -> RoleAndBody:
    """Part a role from its body: ``Chairman of the | Elm Union``, ``CEO | Elmsoft``.

    Where a body follows in another field, "Professor of Law" is a role, whole. ``after`` tells that
    in the document's language a role stands after its body.
    """
    size = len(letters)
    if after and (match := _ROLE_LAST.match(letters)):
        return RoleAndBody(match.span("role"), match.span("body"))
    whole_role = RoleAndBody((0, size), None)
    if (link := _LINK.match(letters)) and letters[0] in "Lp":
        # of the Elm Union | da Fundação Elmo; "Towards an Elm Society" is a name
        return RoleAndBody(None, (link.end(), size))
    heads = [match.start() for match in re.finditer(r"[RJ]", letters)]
    last = _head(letters, heads) if heads else -1
    if not heads:
        words = re.match(r"[NMT]?[lt][ltEe]*|N[eE][lt]+", letters)
        if words is None:
            return RoleAndBody(None, (0, size), _NAMES_BODY.search(letters) is not None)
        last = words.end() - 1
    if body := _linked(letters, last, body_follows):
        # "Professor of Astronomy" names no body, "Professor at Elmcollege" does.
        sure = letters[last] == "R" or _NAMES.search(letters[body[1] :]) is not None
        return RoleAndBody((0, body[0]), (body[1], size), sure)
    if not heads:
        return whole_role
    if match := _BODY_FIRST.match(letters):
        return RoleAndBody(match.span("role"), match.span("body"))
    if match := _BARE_ROLE.match(letters):
        if _TOPICS.match(match["body"]):
            return whole_role
        return RoleAndBody(match.span("role"), match.span("body"))
    if "B" in letters:
        return RoleAndBody(None, (0, size))  # Elmland Democratic Student Youth Organization
    if _AMONG_NAMES.fullmatch(letters):
        return RoleAndBody(None, (0, size))  # Elmton Shell Farmers' Market
    return whole_role


def _head(letters: str, heads: list[int]) -> int:
    """The role whose body is told: of ``poet and head of the Elm Union`` the head.

    ``President of the Union of Writers of Elmland``: the body's own words may be roles.
    """
    linked = [head for head in heads if _LINK.match(letters, head + 1)]
    for head in linked:
        following = next((each for each in heads if each > head), len(letters))
        bodies = "B" in letters[head:following] or letters[following - 1] not in "Ee,"
        if following == len(letters) or (bodies and letters[following - 1] not in "Ee"):
            return head
    return linked[-1] if linked else heads[-1]


def _linked(letters: str, head: int, body_follows: bool) -> Tokens | None:
    """Where a role ends and its body begins, around the words that link them, or None.

    Of several links that counts behind which a body's word stands: ``professor of elm studies |
    at | Oak University``; else the first with a name: ``head of education | of the | Elmsters``;
    before that, a body's word in lower case: ``editor | of the | review Elm``.
    """
    links = list(_LINK.finditer(letters, head + 1))
    if not links or _BETWEEN.search(letters, head + 1, links[0].start()):
        return None  # Chair | Union of Elmers
    ends = [match.start() for match in links[1:]] + [len(letters)]
    parts = [(match, letters[match.end() : end]) for match, end in zip(links, ends, strict=True)]
    named = [match for match, words in parts if words[0] in _STARTS_BODY and _NAMES.search(words)]
    if not named:
        named = [
            match
            for match, words in parts
            if words[0] in _STARTS_BODY
            and not (body_follows or letters[head] == "J")
            and not _TOPICS.match(letters[match.end() :])
        ]
    lower = [match for match, words in parts if words[0] == "b" or _CAPITAL.search(words)]
    if named:
        match = named[0]
        # "the team of Elmsters" is part of the role, "the review Elm" is the body.
        reviews = [
            each for each, words in parts if _REVIEW.match(words) and each.end() < match.end()
        ]
        match = reviews[0] if reviews else match
        return match.start(), match.end()
    if lower and not body_follows:
        return lower[0].start(), lower[0].end()
    return None


class Beside(NamedTuple):
    """What is said beside a person, as offsets, and how sure it is which is which."""

    role: Span | None = None
    concept: str | None = None
    organization: Span | None = None
    place: Span | None = None
    title: Span | None = None
    known: bool = True
    lost: bool = False
    """Whether something printed has no place in it."""


class Habit(NamedTuple):
    """What the fields of a list in one column mostly say.

    ``sure`` tells that nearly all do, ``parted`` that role and body stand in one field, ``told``
    that the head of the column says so.
    """

    kind: FieldKind
    sure: bool
    parted: bool = False
    told: bool = False


Habits = Callable[[Field, int, int], Habit | None]
"""What a list says of a field, its index and the number of fields beside the person."""


def read_beside(
    shape: Shape,
    fields: Sequence[Field],
    shaper: Shaper,
    habits: Habits,
    people: Sequence[Tokens] = (),
) -> Beside:
    """Read the fields beside people; ``people`` are the tokens of their names."""
    words = [shape.letters[each.first : each.last] for each in fields]
    usual = [habits(field, *place) for field, place in zip(fields, places(words), strict=True)]
    kinds = [
        _kind(shape, field, word, shaper, habit)
        for field, word, habit in zip(fields, words, usual, strict=True)
    ]
    for index, word in enumerate(words[1:], 1):
        if word == "c" and _TOWN.fullmatch(words[index - 1]):
            kinds[index - 1] = kinds[index] = (FieldKind.PLACE, True)  # Elmton, NC
    state = _State(shape, shaper, people)
    for index, (field, word) in enumerate(zip(fields, words, strict=True)):
        kind, known = kinds[index]
        if kind is FieldKind.BODY and not known and state.body is not None:
            kind = FieldKind.UNKNOWN
        if _NUMBER.fullmatch(word) and not field.bracketed and "\t" in shape.letters:
            continue  # the number of a row
        if kind is FieldKind.UNKNOWN or kind is FieldKind.NAME:
            known = False
            kind = _unknown(state, field, word, [each for each, _ in kinds[index + 1 :]])
        state.known = state.known and known
        follows = FieldKind.BODY in [each for each, _ in kinds[index + 1 :]]
        state.add(field, word, kind, follows, usual[index])
    return state.result()


def places(words: Sequence[str]) -> list[tuple[int, int]]:
    """For the letters of each field, its place among those that say something of a person.

    That is its index, and their number: "PhD" does not count.
    """
    counted = [judge(word) not in (FieldKind.TITLE, FieldKind.CONTACT) for word in words]
    return [(sum(counted[:index]), sum(counted)) for index in range(len(words))]


def _kind(
    shape: Shape, field: Field, word: str, shaper: Shaper, habit: Habit | None
) -> tuple[FieldKind, bool]:
    """What a field says, and whether its words, or nearly all of its list, tell that."""
    kind, known = judge(word), is_sure(word)
    if habit is not None and habit.told and kind is not FieldKind.CONTACT:
        return habit.kind, True
    words = shaper.lexicon.key(squeeze(shaper.text[slice(*shape.span(field.first, field.last))]))
    if words in shaper.lexicon.role_concepts:
        return FieldKind.ROLE, True
    if kind is not FieldKind.PLACE and len(word) <= 4 and words in shaper.lexicon.place_names:
        kind, known = FieldKind.PLACE, True
    if set(word) == {"I"} and shaper.lexicon.is_degree(words):
        return FieldKind.TITLE, True  # M. A.
    if word in ("A", "c", "y"):
        known = False
    if habit is not None and habit.kind is FieldKind.ROLE and _SEVERAL_CAPITALS.fullmatch(word):
        return kind, known  # "Marea Verde" among roles
    if habit is not None and habit.kind is FieldKind.ROLE and word == "A":
        return FieldKind.BODY, False
    if habit is not None and not known and (habit.sure or _overrules(habit.kind, kind)):
        return habit.kind, habit.sure
    if kind is FieldKind.BODY and (head := unknown_head(word, shaper)):
        if habit is not None and habit.kind is FieldKind.ROLE and habit.parted:
            return FieldKind.ROLE, habit.sure
        if word[0] in "lt":
            return FieldKind.ROLE, True
        # "Friends of the Elm Union" beside "keeper of the Elm Union"
        return kind, (habit is not None and habit.sure) or not _NAMES.search(word[head[1] :])
    return kind, known or kind in (FieldKind.BODY, FieldKind.PLACE)


def _overrules(usual: FieldKind, kind: FieldKind) -> bool:
    """Whether what most fields of a column say outweighs what the form of one field says."""
    if kind is FieldKind.ROLE:
        return True  # "Prairie ouverte" may be a body
    return usual is not FieldKind.ROLE and kind is not FieldKind.BODY


def unknown_head(letters: str, shaper: Shaper) -> Tokens | None:
    """Where a role may end that no vocabulary has, and where its body begins."""
    match = _UNKNOWN_HEAD.match(letters) or _LOWER_HEAD.match(letters)
    if match is None and shaper.lexicon.roles_without_link:
        match = _NO_LINK.match(letters)
    return (match.end("role"), match.start("body")) if match else None


def _unknown(state: _State, field: Field, word: str, after: list[FieldKind]) -> FieldKind:
    """What a field says whose words do not tell, and neither does its list."""
    joined = field.before in ("-", "(")
    if state.role is None and state.body is None and word in "NS" and FieldKind.BODY in after:
        return FieldKind.ROLE  # whoever he is in what follows: "Elmwright, Oak Museum"
    if not after and _PLACE_LAST.fullmatch(word):
        if state.body is not None and field.bracketed:
            return FieldKind.PLACE  # Elm Union (Elmton)
        if state.body is None and state.role is not None and not state.heads_a_body():
            return FieldKind.PLACE  # poet, Elmton; but: director, Elmsoft
    if state.body is not None and state.role is None and not state.may_follow(field):
        return FieldKind.ROLE
    if (
        state.body is not None
        and not joined
        and FieldKind.BODY not in after
        and len(word) <= _UNKNOWN_WORDS
    ):
        return FieldKind.PLACE
    return FieldKind.BODY


class _State:
    """Role, body and place as they grow from field to field."""

    def __init__(self, shape: Shape, shaper: Shaper, people: Sequence[Tokens]) -> None:
        self.shape = shape
        self.shaper = shaper
        self.role: Tokens | None = None
        self.body: Tokens | None = None
        self.place: Tokens | None = None
        self.title: Tokens | None = None
        self.people = people
        self.last = ""
        self.known = True
        self.lost = False

    def add(
        self, field: Field, word: str, kind: FieldKind, body_follows: bool, habit: Habit | None
    ) -> None:
        """Take up one field."""
        if kind is FieldKind.CONTACT:
            return
        if kind is FieldKind.TITLE:
            self.title = self.title or (field.first, field.last)
        elif kind is FieldKind.PLACE:
            self.add_place(field)
        elif kind is FieldKind.ROLE:
            self.add_role(field, word, body_follows, habit)
        else:
            found = part(word)
            start = found.body[0] if found.body and found.role is None else 0
            self.add_body(field, field.first + start, field.last)

    def add_place(self, field: Field) -> None:
        """A place; a second one belongs to what stands before it."""
        if self.place is None:
            self._set("place", (field.first, field.last))
        else:
            self._extend(field)

    def add_role(self, field: Field, word: str, body_follows: bool, habit: Habit | None) -> None:
        """A role, with its body in the same field or without."""
        found = self._part(field, word, body_follows, habit)
        if found.role is not None:
            start, end = (field.first + each for each in found.role)
            if self.role is None:
                self._set("role", (start, end))
            elif self.last == "role" and self._may_join(self.role, end):
                self.role = (self.role[0], end)
            else:
                # Two roles apart: the second is left with what it follows.
                self._extend(field)
                return
        if found.body is not None:
            self.known = self.known and found.sure
            start, end = (field.first + each for each in found.body)
            self.add_body(field, start, end)

    def _part(
        self, field: Field, word: str, body_follows: bool, habit: Habit | None
    ) -> RoleAndBody:
        lexicon = self.shaper.lexicon
        whole = RoleAndBody((0, len(word)), None)
        if self.words(field.first, field.last) in lexicon.role_concepts:
            return whole
        if not _ROLE.search(word):
            found = part(word, body_follows)
            head = unknown_head(word, self.shaper)
            if found.role is not None and (found.body is not None or head is None):
                return found
            parted = habit is not None and habit.parted
            if head is None or not (parted or word[0] in "lt"):
                return whole
            return RoleAndBody((0, head[0]), (head[1], len(word)))
        if lexicon.roles_after_body and word[-1] in "RJ":
            return self._part_before(field, word, habit)
        found = self._after_phrase(field, word) or part(word, body_follows)
        if found.role and found.body:
            body = self.words(*(field.first + each for each in found.body))
            if body in lexicon.place_names:
                return RoleAndBody((0, len(word)), None)  # mayor of Elmton
        if found.role and found.body and found.role[1] == found.body[0]:
            # Nothing links them: "secretary general" is longer than "secretary", and a role
            # that needs its "of" is none without: "Head Start Fund".
            start, border = found.role
            longer = self.words(field.first + start, field.first + border + 1)
            named = word[border] == "B" and border + 1 < len(word)  # member | Union “Elm”
            if longer in lexicon.role_concepts and not named:
                if border + 1 >= len(word):
                    return RoleAndBody((0, len(word)), None)
                return RoleAndBody((start, border + 1), (border + 1, found.body[1]))
            noun = self.words(field.first + border - 1, field.first + border)
            title = self.words(field.first + start, field.first + border)
            # "War Veteran Women's Union" names no veteran, "Director Human Rights Fund" a director.
            parted = habit is not None and habit.parted
            topical = not parted and word[border] == "T" and "B" in word
            bound = not parted and noun in lexicon.roles_with_of_only
            if bound or (topical and concept_of(title, lexicon) not in lexicon.office_concepts):
                return RoleAndBody(None, (0, len(word)))
        return found

    def _after_phrase(self, field: Field, word: str) -> RoleAndBody | None:
        """Part a body from a role of several words: ``member of the board | Elm Union``."""
        for count in range(min(len(word) - 1, self.shaper.lexicon.role_words), 1, -1):
            # "president of the Council" may go on: "… World Peace".
            if word[count] not in _STARTS_BODY or not _LOWER.fullmatch(word, 1, count):
                continue
            if self.words(field.first, field.first + count) in self.shaper.lexicon.role_concepts:
                return RoleAndBody((0, count), (count, len(word)))
        return None

    def _part_before(self, field: Field, word: str, habit: Habit | None) -> RoleAndBody:
        """Part a body from the role after it: ``Mavi Çayır | Genel Müdürü``."""
        lexicon = self.shaper.lexicon
        size = len(word)
        longest = min(size, lexicon.role_words)
        border = next(
            (
                size - count
                for count in range(longest, 1, -1)
                if self.words(field.last - count, field.last) in lexicon.role_concepts
            ),
            size - 1,
        )
        while border > 0 and word[border - 1] in "MRJltE":
            border -= 1
        if not border:
            return RoleAndBody((0, size), None)
        parted = habit is not None and habit.parted
        if parted or _NAMES.search(word[:border]):
            return RoleAndBody((border, size), (0, border))
        self.known = False
        return RoleAndBody((0, size), None)

    def add_body(self, field: Field, start: int, end: int) -> None:
        """A body, or one more part of its name."""
        if self.body is None:
            self._set("body", (start, end))
        elif self.last == "place" and self.place and self.body[1] + 2 >= self.place[0]:
            # "Elm Union, Ulm, Oak Institute": the place is part of what is named.
            self.place, self.last = None, "body"
            self._extend(field)
        else:
            self._extend(field)

    def _set(self, slot: str, tokens: Tokens) -> None:
        setattr(self, slot, tokens)
        self.last = max(self._slots(), key=lambda each: each[1])[0]

    def _slots(self) -> list[tuple[str, int]]:
        """What was read so far, with where it ends."""
        found = (("role", self.role), ("body", self.body), ("place", self.place))
        return [(slot, tokens[1]) for slot, tokens in found if tokens]

    def _extend(self, field: Field) -> None:
        """Leave a field with what was read last, so that nothing printed is lost."""
        tokens: Tokens | None = getattr(self, self.last) if self.last else None
        if field.before in CELLS:
            self.known = False  # no name goes on in another cell
            return
        if tokens is None or not self._may_join(tokens, field.last):
            self.lost = True
            return
        opens = "(" in self.shape.letters[tokens[0] : field.last]
        setattr(self, self.last, (tokens[0], field.close if opens else field.last))
        if self.title and tokens[0] <= self.title[0] < field.last:
            self.title = None

    def heads_a_body(self) -> bool:
        """Whether the role is one that somebody holds in a body: its name may follow."""
        if self.role is None:
            return False
        words = self.shaper.text[slice(*self.shape.span(*self.role))]
        lexicon = self.shaper.lexicon
        return concept_of(words, lexicon) in lexicon.office_concepts

    def may_follow(self, field: Field) -> bool:
        """Whether a field may go on with the body: neither a person nor a cell is between."""
        return self.body is not None and self._may_join(self.body, field.last)

    def _may_join(self, tokens: Tokens, end: int) -> bool:
        """Whether words up to ``end`` may be one with ``tokens``: no person stands between."""
        return not any(tokens[0] <= first < end for first, _ in self.people)

    def words(self, first: int, last: int) -> str:
        """Words of the entry as the vocabulary writes them."""
        last = min(last, len(self.shape.spans))
        return self.shaper.lexicon.key(
            squeeze(self.shaper.text[slice(*self.shape.span(first, last))])
        )

    def span(self, tokens: Tokens | None) -> Span | None:
        """Offsets of tokens."""
        return self.shape.span(*tokens) if tokens else None

    def result(self) -> Beside:
        """What was found."""
        concept = None
        if self.role is not None:
            words = self.shaper.text[slice(*self.shape.span(*self.role))]
            concept = concept_of(words, self.shaper.lexicon)
        return Beside(
            self.span(self.role),
            concept,
            self.span(self.body),
            self.span(self.place),
            self.span(self.title),
            self.known,
            self.lost,
        )
