"""What shows that a text isn't ready for readers: placeholders, notes to colleagues, what was pasted along with it.

Each kind is a pattern with a few signs of which every match has one, so that most texts are searched for these alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.sources.keys.sheet import shortened
from sphinx_newsroom.sources.outline import Lines
from sphinx_newsroom.sources.texts.safety import code_lines, without_code


class Pattern(NamedTuple):
    """A kind of what isn't finished: *signs* (in small letters, one is in every match), what is wrong, what to do.

    One that *begins* is looked for at the beginning of a line alone, behind the signs of lists and quotations.
    """

    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    message: str
    advice: str
    begins: bool


def _phrase(signs: str, pattern: str, message: str, advice: str, flags: int = re.IGNORECASE) -> Pattern:
    return Pattern(tuple(signs.split("|")), late_pattern(pattern, flags | re.VERBOSE), message, advice, begins=False)


def _line(signs: str, pattern: str, message: str, advice: str) -> Pattern:
    whole = rf"[ \t>]*(?:[-*+•][ \t]+)?\W* (?P<words> {pattern} )"
    return _phrase(signs, whole, message, advice)._replace(begins=True)


_PARTS = r"""
    quote | name | title | date | time | place | venue | location | link | url | web[ ]?site | address | phone | number
    | figures? | amount | photo | picture | image | caption | logo | e-?mail | surname | position | role | company
    | organi[sz]ation | city | headline | summary | text | source | statistic | spokesperson | minister | contact
    | details | chart | map | month | zitat | datum | ort | titel | funktion | bild | foto | zahl | uhrzeit | citation
    | nom | lieu | lien | fonction | chiffre | cita | nombre | fecha | lugar | enlace | cargo | cifra | цитата | имя
    | фамилия | дата | место | ссылка | должность | اقتباس | الاسم | التاريخ | رابط | المكان
"""
_TO_COME = r"""
    to[ ]come | to[ ]follow | tbc | tbd | tba | tk | t\.b\.[cd]\.? | folgt | fehlt | einfügen | ergänzen
    | to[ ]be[ ](?:confirmed|added|inserted|completed) | à[ ](?:venir|confirmer|compléter) | por[ ]confirmar | pendiente
    | уточнить | уточняется | يضاف[ ]لاحقا
"""
_BELONGS = "write what belongs there, or take it out"
_PLACEHOLDER = "{!r} is a placeholder"
_NOTE = "{!r} is a note to colleagues"
_SETTLED = "take it out once it's settled"
_OF_MESSAGE = "{!r} is left of a message from which the text was copied"
_OF_DOCUMENT = "{!r} is left of the document from which the text was copied"
_OF_PROGRAM = "{!r} is what a writing program said, and not part of the text"
_REMOVE = "take it out"
_MARKUP = "{!r} is markup that this archive doesn't read, so readers see it as it stands here"
_MARKDOWN = "write it as Markdown: **bold**, *italic*, `## Heading`, [words](https://…); or take it out"

_HOSTS = r"""
    (?:[\w-]+\.)*(?:staging|stage|test|dev|preview|intranet|localhost|local|internal|uat|preprod)
      (?:\.[\w-]+)*(?=[:/?\#)>\s]|$)
    | 127\. | 10\.\d+\.\d+\.\d | 192\.168\. | 0\.0\.0\.0
    | [\w.-]*(?:sharepoint\.com | safelinks\.protection\.outlook\.com
    | urldefense\.\w+ | 1drv\.ms | onedrive\.live\.com) | mail\.google\.com | outlook\.(?:office|live)
    | docs\.google\.com/\S*/edit | drive\.google\.com/drive/ | [^\s)>]*(?:[?&]preview=true | /wp-admin/)
"""

PATTERNS: tuple[Pattern, ...] = (
    _line(
        "<<<<<<<|>>>>>>>",
        r"(?<=<{7})(?:[ ].*)?$ | (?<=>{7})(?:[ ].*)?$",
        "git left both sides of a merge here",
        "keep what is to stand, and take out the lines `<<<<<<<`, `=======` and `>>>>>>>`",
    ),
    _line(
        "draft|entwurf|confidential|vertraulich|internal|nur intern|borrador|черновик",
        r"""
        (?: (?:(?:first|second|third|final|latest|rough|working)[ ])?draft
            (?: [ ](?:v(?:ersion)?[ .]?)?\d+(?:\.\d+)? | [ ]?(?:[-–—:/(]|for\b|as[ ]of\b|not\b).{0,60} )?
          | (?: entwurf | черновик | (?:strictly[ ])?(?:private[ ](?:and|&)[ ])?confidential ) (?:[ ]?[-–—:(].{0,60})?
          | borrador | (?:streng[ ])?vertraulich | nur[ ]intern.{0,40} | internal
          | (?:for[ ])?internal[ ](?:use|draft|circulation|review)\b.{0,40} ) \W* $
        """,
        _NOTE,
        _SETTLED,
    ),
    _line(
        "please check|please conf|please veri|please upd|pls |can you |can we |can someone |placeholder|headline here|"
        "title here|text here|quote here|name here|summary here|goes here|@",
        r"""
        (?: \w+[:,][ ] (?:please|pls|can[ ](?:you|someone|we))[ ](?:check|confirm|verify|update)\b.{0,80}
          | (?:please|pls)[ ](?:check|confirm|verify|update)(?:[ ]\w+)?
          | (?<=@)\w+[ :,].{0,60}\b(?:check|confirm|approve|prüfen|freigabe|please|pls)\b.* | placeholder\b.{0,40}
          | (?:your[ ])?(?:headline|title|text|quote|name|summary|date)[ ](?:goes[ ])?here ) \W* $
        """,
        _NOTE,
        _SETTLED,
    ),
    _line(
        "dear |hello |hi |regards|grüßen|geehrte|cordialement|saludos|уважением|уважаемы|cc:|from:|"
        "original message|forwarded message|weitergeleitete|message transféré|external|originated|subject:|betreff:|"
        "objet|asunto:|тема:|unsubscribe",
        r"""
        (?: (?:begin[ ])?(?:original|forwarded)[ ]message | weitergeleitete[ ]nachricht.* | message[ ]transféré.*
          | (?:dear|hi|hello)[ ](?:all|both|team|everyone|everybody|colleagues)[,!]?
          | (?:(?:kind|best|warm)[ ])?regards,? | (?:mit[ ])?freundlichen[ ]grüßen,?
          | sehr[ ]geehrte.{0,60},
          | (?:bien[ ])?cordialement,? | (?:un[ ])?(?:cordial(?:es)?[ ])?saludos?,?
          | с[ ]уважением,? | уважаемые[ ]коллеги
          | (?:cc|from):[ ].{0,40}@.* | unsubscribe | external\]?(?:[ ](?:e-?mail|sender).*)?
          | (?:(?:caution|warning)\W*)?this[ ](?:e-?mail|message)[ ]originated.*
          | (?:subject|betreff|objet[ ]?|asunto|тема):[ ]*(?:re|aw|tr|rv|fwd?|wg|press\w*|communiqué|nota|draft)\b.*
        ) \W* $
        """,
        _OF_MESSAGE,
        _REMOVE,
    ),
    _line(
        "] |]:| - | – ",
        r"""
        (?: \d{1,2}[/.]\d{1,2}[/.]\d{2,4},?[ ]\d{1,2}:\d\d(?::\d\d)?(?:[ \u202f]?[AP]M)?(?:\]|[ ][-–])[ ].{0,60}:
          | \d{1,2}:\d\d(?:[ ]?[AP]M)?,[ ]\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\].{0,60}: )
        """,
        "{!r} is left of a chat from which the text was copied",
        _REMOVE,
    ),
    _line(
        "page |seite |página |страница |formatted:|deleted:|formatiert:|gelöscht:",
        r"""
        (?: (?:page|seite|página|страница)[ ]\d+(?:[ ](?:of|von|sur|de|из)[ ]\d+|/\d+)?
          | (?:formatted|deleted|formatiert|gelöscht):.{0,80} ) \W* $
        """,
        _OF_DOCUMENT,
        _REMOVE,
    ),
    _line(
        "certainly|sure|absolutely|of course|here's|here’s|here is|let me know if",
        r"""
        (?: (?:certainly|sure|absolutely|of[ ]course)[!,][ ].{0,60}\b(?:draft|version|press[ ]release|text)\b.*
          | here(?:'s|’s|[ ]is)[ ](?:a|the|your)[ ].{0,40}\b(?:draft|version|press[ ]release|rewrite)\b.{0,80}:
          | let[ ]me[ ]know[ ]if[ ]you[ ](?:would|'d|want|need).* ) \W* $
        """,
        _OF_PROGRAM,
        _REMOVE,
    ),
    _line(
        "##|.. |==|h1.|h2.|h3.",
        r"(?<=\#\#)[^\W_].*$ | (?<=\.\.[ ])[a-z-]+::.*$ | (?<===[ ])[^=\n]+[ ]={2,5}[ ]*$ | h[1-6]\.[ ].*$",
        _MARKUP,
        _MARKDOWN,
    ),
    _phrase(
        "[",
        rf"""
        (?<![\]!\\]) \[ \s* (?:
          (?: insert | enter | add | your | fill[ ]in | check | confirm | placeholder | einfügen | hier | ihre?
            | insérer | à[ ]compléter | ajouter | votre | insertar | añadir | su | вставить | указать | добавить | أدخل
            | إضافة )
            \b [^\[\]\n]{{0,80}}
          | (?: (?:full|first|last|job) [ ])? (?: {_PARTS} )
            (?: [ ]* / [ ]* \w+ | ,? [ ] (?: {_PARTS} | del? | du | der | des | ministr[aoe] | министра
              | of | from | by | here | hier | ici | aquí ) ){{0,4}}
          | [^\[\]\n]{{0,80}} \b (?: {_TO_COME} )
          | (?: ed | nb | note ) : [^\[\]\n]* | x{{2,}} | \?+ | _+ | \.{{4,}} | todo\b[^\[\]\n]* | draft | entwurf
            | projet | borrador | черновик
        ) [ .:!?]* \] (?! [(\[:] )
        """,
        _PLACEHOLDER,
        _BELONGS,
    ),
    _phrase(
        "{|%%|«|<<|&lt;",
        r"""
        (?<![\\\w$^}{]) \{\{? [ ]? [A-Za-z][\w.-]* (?:[ ][\w.-]+){0,3} [ ]? \}\}? (?![`{}\w]) | %%\w+%% | «\w+_\w+»
        | <<\w+(?:[ _]\w+){0,3}>> | &lt;(?:insert|name|date|quote)\b[^&\n]{0,40}&gt;
        """,
        _PLACEHOLDER,
        _BELONGS,
    ),
    _phrase(
        "tk|tbc|tbd|tba|t.b.|xx|todo|fixme|??|(check|(sp|(source|yyyy|$x|€x|£x|hh:mm|00.00.|00/00|__|n.n.|n. n.|jjjj",
        r"""
        \b(?: TK(?:TK)+ | TK(?![-\w]) | TB[ACD] | T\.B\.[CDA]\. | TODO | FIXME | X{4,} | x{3,} )(?!\w)
        | (?<!\w)XXX?(?=$|%|[/][12]|[ ](?:Jan|Feb|Mar|Apr|Ma[iy]|Ju[ln]|Aug|Sep|O[ck]t|Nov|De[cz])
          |[ ](?:per[ ]?cent|[mb]illion|thousand|people|euros?|dollars?|days|years|Prozent|Mio|Euro))
        | [$€£][Xx]{1,5}(?!\w)(?![^$\n]*\$) | \b[Xx]{2}[./-][Xx]{2}\b[./-]?\w*
        | \?{2,} | \((?:CHECK|check|sp|source)[?!.]*\)
        | (?:(?<=\w[ ])|(?<=:)|(?<=:[ ]))_{4,}(?!\w) | (?<!\w)_{2,}(?=[ ]\w) | \bN\.[ ]?N\.(?![ ]?[A-Z])
        | \b(?:DD[./-]MM[./-]YYYY|MM/DD/YYYY|YYYY-MM-DD|TT\.MM\.JJJJ|JJ/MM/AAAA|DD/MM/AAAA|HH:MM|00[./]00[./]\d{4})\b
        """,
        _PLACEHOLDER,
        _BELONGS,
        0,
    ),
    _phrase(
        "lorem|dolor sit|blindtext|here to enter|text einzugeben|entrer du texte|escribir texto|insert |paste |to come|"
        "to follow|mustermann|sample text|beispieltext|platzhalter|placeholder|name here",
        r"""
        lorem[ ]ipsum | dolor[ ]sit[ ]amet | \bblindtext\b | \b(?:click|tap)[ ](?:or[ ]tap[ ])?here[ ]to[ ]enter[ ]\w+
        | hier,[ ]um[ ]text[ ]einzugeben | ici[ ]pour[ ]entrer[ ]du[ ]texte | aquí[ ]para[ ]escribir[ ]texto
        | \b(?:quote|photo|picture|link|caption|figures?|contact[ ]details)[ ]to[ ](?:come|follow)\b | \bbeispieltext\b
        | \b(?:insert|paste)[ ](?:[\w']+[ ]){1,5}here\b | \b(?:max|erika)[ ]mustermann\b | \bsample[ ]text\b
        | \byour[ ]name[ ]here\b | \b(?:text|image|quote|name|link)[ ]placeholder\b | \bplatzhalter(?:text)?\b
        | \bplaceholder[ ](?:image|quote|name|link)\b
        """,
        _PLACEHOLDER,
        _BELONGS,
    ),
    _phrase(
        "not for |do not |not yet |awaiting |pending |needs |sign-off|e before |check with|to self|comment [|bitte |"
        "freigabe|((",
        r"""
        \bnot[ ]for[ ](?:distribution|circulation|publication|release)(?:[ ]yet)?\W*$
        | \bdo[ ]not[ ](?:publish|distribute|circulate|forward)(?:[ ]yet)?\W*$
        | \b(?:awaiting|pending|subject[ ]to|needs?|waiting[ ]for)[ ](?:(?:final|legal|the|minister'?s?|his|her)[ ])?
          (?:approval|sign-?[ ]?off|clearance)\b(?=\W*$|[ ](?:from|by)[ ](?:legal|the[ ]minister))
        | \bnot[ ]yet[ ](?:approved|cleared|signed[ ]off|agreed)\b(?=\W*$|[ ]by[ ](?:legal|the[ ]minister))
        | \b(?:delete|remove)[ ](?:this[ ][\w ]{0,20})?before[ ](?:sending|publi\w+|release|issuing)\b
        | \bnote[ ]to[ ]self\b | \bcheck[ ]with[ ](?:legal|comms|the[ ]lawyers)\b | \bcomments?[ ]?\[\w{1,4}\]:
        | \bbitte[ ](?:noch[ ])?(?:prüfen|freigeben|ergänzen)\b | \bfreigabe[ ](?:steht[ ]aus|ausstehend|fehlt)\b
        | \(\(.{3,80}\?\)\)
        """,
        _NOTE,
        _SETTLED,
    ),
    _phrase(
        "sent from my|gesendet von|envoyé de|get outlook|intended rec|cid:|omitted|message was|confiden|"
        "[image|[picture|[bild|[inline image|"
        "vertraul|конфиден",
        r"""
        \b(?:sent[ ]from[ ]my|gesendet[ ]von[ ]meinem|envoyé[ ]de[ ]mon)
          [ ](?:i?phone|ipad|handy|mobile?|android|samsung|galaxy|blackberry|huawei|smartphone|téléphone)
        | \bget[ ]outlook[ ]for\b | \[?\bcid:[\w.@-]+\]? | \bnot[ ]the[ ]intended[ ]recipient\b | <media[ ]omitted>
        | \b(?:image|video|audio|sticker|document)[ ]omitted\b | \bthis[ ]message[ ]was[ ]deleted\b
        | \b(?:this|diese|cet?|este|данное)[ ](?:e-?mail|message|communication|nachricht|courriel|mensaje|correo|письмо
          |сообщение)\b.{0,100}(?:confiden|vertraul|конфиден)\w*
        | \[(?:image|picture|bild|inline[ ]image)[ :][^\[\]\n]{0,80}\](?![(\[])
        """,
        _OF_MESSAGE,
        _REMOVE,
    ),
    _phrase(
        "r! |r ! |hyperlink|mergefield|pageref|_toc|ted [|iert [|mso-",
        r"""
        \b(?:error|fehler|erreur[ ]?)![ ](?:reference|bookmark|hyperlink|verweis|textmarke|kein|source|signet|unknown)
          .{0,60}
        | \bhyperlink[ ]"[^"\n]* | \b(?:mergefield|pageref)[ ]\w+ | \b_Toc\d+ | \bmso-[a-z]+
        | \b(?:commented|kommentiert)[ ]\[\w{1,4}\]:?
        """,
        _OF_DOCUMENT,
        _BELONGS,
    ),
    _phrase(
        "language model|chatgpt|oaicite|turn0|this helps",
        r"""
        \bas[ ]an?[ ]ai\b.{0,20}\bmodel\b | utm_source=chatgpt\S* | :?contentreference\[oaicite | \bcite?turn0\w+
        | \bI[ ]hope[ ]this[ ]helps\b
        """,
        _OF_PROGRAM,
        _REMOVE,
    ),
    _phrase(
        "~~|[[|[b|[i|[u|[q|[c|[s|'''|=e|=c3|\\u0|{+|{-|{>",
        r"""
        ~~[^~\n]+~~
        | \{(?:\+\+.+?\+\+|--.+?--|>>.+?<<)\} | \[\[[^\[\]\n]+\]\]
        | \[(?P<tag>b|i|u|url|img|quote|color|size)(?:=[^\]\n]*)?\].+?\[/(?P=tag)\]
        | '''[^'\n]+''' | (?:=[0-9A-F]{2}){2,} | \\u[0-9a-f]{4}
        """,
        _MARKUP,
        _MARKDOWN,
    ),
    _phrase(
        "](http|] (http|)[http|http:/|https:/|:`|>`_|\\",
        r"""
        https?:/(?=[^/\s]) | https?://(?=https?:) | \]\(https?://[^\s)]*[.,;]\) | :\w+:`[^`\n]+`
        | `[^`\n]+[ ]<https?://[^>\n]+>`_
        | \\(?:textbf|textit|emph|href|section)\{
        | (?<!!)\[[^\[\]\n]+\][ ]\(https?://[^\s()]+\) | \([^()\n]+\)\[https?://[^\s\]]+\]
        | \]\(https?://\) | \]\(https?://[^\s()]++(?:$|(?=[ ]+[^\s"'(]))
        """,
        _MARKUP,
        _MARKDOWN,
    ),
    _phrase(
        "://",
        rf"(?<![\w.])https?://(?:{_HOSTS})[^\s)>\]]*",
        "the link {!r} opens for nobody outside your office",
        "link the public page, and try it in a private window",
    ),
    _phrase(
        " pm| p.m| am | am.|0 a.m| at 2| at 3| at 4| at 5| at 6| at 7| at 8| at 9| um 2| um 3| à 2| в 2",
        r"""
        (?<![:.\d])1[3-9](?::\d\d)?[ ]?[ap]\.?m\b | \b(?:at|um|à|о|в)[ ](?:2[4-9]|[3-9]\d):[0-5]\d\b(?!:)
        """,
        "{!r} looks like a slip of the keys",
        "correct it",
    ),
)
TITLES = late_pattern(
    r"""
    (?: title | headline | untitled | test | new[ ](?:press[ ])?release | press[ ]release | news[ ]release | tb[acd]
      | todo | x+ | tk | n/?a | draft | copy | titel | überschrift | pressemitteilung | titre
      | communiqué(?:[ ]de[ ]presse)? | título | заголовок | пресс-релиз | document\d* | new[ ]document ) [.…!]?
    | .* (?: \.\.\. | … )
    | .* (?: \*\* | \]\( | __ ) .*
    | .* \. (?:docx?|pdf|odt|rtf|txt|md) | \S+_\S+_\S+ | .* [ ] (?: final[ ] )? v\d
    | .* [ ]? [_(–—-] [ ]? (?: v\d+ | final(?:[ _-]?(?:final|v?\d+))? | draft | entwurf ) \)?
    | (?: (?:draft|entwurf) \s? (?: : | [–—-][ ] ) | (?:fwd?|aw|wg|re):[ ] | (?:copy[ ]of|kopie[ ]von)[ ] ) .*
    | [\[(](?:draft|entwurf|tbc)[\])] .* | (?-i: .*[a-z].* [ ] (?:DRAFT|ENTWURF|TBC|FINAL) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Titles that are none yet."""
_LONGEST = 160
"""Characters of a line that may be a remark; paragraphs have more."""
_NAME = 5
"""What stands in a text so often is a name and no placeholder: TBC Bank."""
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5});", re.IGNORECASE)
_PARTED = re.compile(r"(?<=[a-zäöüéèà]{2})-[ ]?\n(?!(?:and|or|to|und|oder|bis|et|ou|y|o|e)\b)[a-zäöüéèà]{2}")
_STRONG = re.compile(r"(?<![\\*])\*\*\*?(?!\*)")
_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)]|\[\^?[^\]\n]+\]:|:)(?:[ \t]|$)")
_INDENTED = re.compile(r"(?: {4,}| {0,3}\t)[ \t]*(?P<words>\S.*)")
_PROSE = re.compile(r"\W{0,2}[^\W\d_]{1,30}[,;]?(?:[ ][^\W_]+[,;]?){2}")


def faults(path: str, body: str) -> Iterator[Problem]:
    """What isn't finished in the body of the file at *path*, whose lines are those of the file."""
    seen, folded = without_code(body), body.lower()
    lines = [*enumerate(seen.split("\n"), 1)]
    short = [(number, line, line.lower()) for number, line in lines if 0 < len(line) < _LONGEST]
    brief = "\n".join(low for _, _, low in short)
    for kind in PATTERNS:
        signs = [sign for sign in kind.signs if sign in (brief if kind.begins else folded)]
        places = () if not signs else short if kind.begins else ((number, line, line.lower()) for number, line in lines)
        for number, line, low in places:
            if any(sign in low for sign in signs) and (words := _found(kind, line)) is not None:
                is_link = words[:1] == "[" and f"{words.lower()}:" in folded  # whose address stands elsewhere
                is_role = words[:1] == "{" and re.search(rf"[`~:] ?{re.escape(words)}|{re.escape(words)}`", body)
                if not is_link and not is_role and not (words and folded.count(words.lower()) >= _NAME):
                    yield _problem(path, number, kind, words)
    if "-\n" in body or "- \n" in body:
        for match in _PARTED.finditer(body):
            message = "a word is parted at the end of the line, as in a PDF, so readers see a hyphen and a space in it"
            yield Problem(path, Lines(body).at(match.start()), Code.UNFINISHED, message, "write it as one word")
    if ("```" in body or "~~~" in body) and [*code_lines(f"{body}\n\nx")][-1][1] == "within":
        opened = max(number for number, (_, place) in enumerate(code_lines(body), 1) if place == "opens")
        message = "the block of code that begins here isn't closed, so readers see all that follows as program code"
        yield Problem(path, opened, Code.UNFINISHED, message, "write ``` below its last line, or remove it here")
    if "**" in body:
        yield from _not_closed(path, seen)
    if "    " in body or "\t" in body:
        yield from _indented(path, body)
    yield from _paragraphs(path, seen)


def words_faults(path: str, line: int, words: str, *, is_title: bool = False) -> Iterator[Problem]:
    """What isn't finished in a value of a header."""
    folded = words.lower()
    for kind in PATTERNS:
        if any(sign in folded for sign in kind.signs) and (found := _found(kind, words)) is not None:
            yield _problem(path, line, kind, found)
            return
    if sign := _ENTITY.search(words):
        message = f"{sign[0]!r} is shown as it stands here"
        yield Problem(path, line, Code.UNFINISHED, message, f"write the sign itself, {html.unescape(sign[0])}")
    if is_title and TITLES.fullmatch(words.strip()):
        message = f"the title {shortened(words)!r} isn't one for readers"
        yield Problem(path, line, Code.UNFINISHED, message, "write the headline")


def _found(kind: Pattern, line: str) -> str | None:
    """The words of a line that are of a kind."""
    found = kind.pattern.match(line) if kind.begins else kind.pattern.search(line)
    return found and (found["words"] if kind.begins else found[0])


def _problem(path: str, line: int, kind: Pattern, words: str) -> Problem:
    return Problem(path, line, Code.UNFINISHED, kind.message.format(shortened(words.strip())), kind.advice)


def _not_closed(path: str, seen: str) -> Iterator[Problem]:
    """Paragraphs with `**` that makes nothing bold, and stands there for readers."""
    line = 1
    for paragraph in re.split(r"(\n[ \t>]*\n)", seen):
        if "**" in paragraph and any(char.isalpha() for char in paragraph):
            marks = list(_STRONG.finditer(paragraph))
            alone = next((one for one in marks if _is_alone(paragraph, one)), marks[-1] if len(marks) % 2 else None)
            if alone:
                at = line + paragraph.count("\n", 0, alone.start())
                message = "`**` opens or closes nothing here, so readers see the asterisks"
                yield Problem(path, at, Code.UNFINISHED, message, "write **words**, with no space inside the asterisks")
        line += paragraph.count("\n")


_WHOLE = (
    (
        '“|«|„|"',
        late_pattern(r'(?:(?<!\w)[“«](?=\S)|(?<![^\s(*_>])"(?=[\w*_]))[^”»“"]*\Z | „[^“”"]*\Z', re.VERBOSE),
        "a quotation begins here and isn't closed",
        "write the closing quotation mark where it ends",
    ),
    (
        "\n--|\n==",
        late_pattern(
            r"""
            ^(?![ ]*(?:[-*+>|%\#`~:]|\d+[.)])) [^\n]* (?:[.!?”"»:,;][*_]*[ ]* | [^\n]{80}) \n
              [ ]{0,3}(?:=+|-{2,})[ \t]*$
            """,
            re.MULTILINE | re.VERBOSE,
        ),
        "the line becomes a heading, by the line below it",
        "leave a blank line between the two",
    ),
    (
        "",
        late_pattern(
            r"""
            ^(?<=\n)(?![ ]*(?:[-*+•>\#%:`~<!({\[_]|\d+[.)])) (?=[^\n@|©]*\Z) (?!.*(?:://|www\.))
            (?: [^\n]{60,} [ ] (?!here\b)[^\W\d_A-ZА-Я]+ [,;]? | [^\n]{10,}
              [ ](?:the|a|an|of|to|and|or|with|for|der|die|das|und|oder|mit|de|la|les?|et|y|del|и|в|на|с|,) ) \Z
            """,
            re.MULTILINE | re.VERBOSE,
        ),
        "the text ends in the middle of a sentence",
        "write its end, or a full stop",
    ),
)
"""What a text is searched for as a whole: signs, one of which is in it, and the pattern, with what is wrong."""
_TWICE = 80
"""Characters from which on a paragraph that stands twice was pasted twice."""
_ROWS = late_pattern(r"^\|.*\|[ \t]*\n\|[ :|-]+\|[ \t]*(?:\n\|.*\|[ \t]*$)+", re.MULTILINE)
_CELL = re.compile(r"(?<!\\)\|")


def _paragraphs(path: str, seen: str) -> Iterator[Problem]:
    """What is wrong with whole paragraphs: one that stands twice, a quotation without end, a last one cut off."""
    seen = seen.rstrip()
    lines = Lines(seen)
    for signs, pattern, message, advice in _WHOLE:
        # The last quotation mark, or the last line, begins what has no end.
        begin = 0 if "\n" in signs else max(map(seen.rfind, '”“"' if signs else "\n")) + (not signs)
        if any(sign in seen for sign in signs.split("|")) and (found := pattern.search(seen, max(begin, 0))):
            yield Problem(path, lines.at(found.start()), Code.UNFINISHED, message, advice)
    first: dict[str, int] = {}
    place = 0
    for words in seen.split("\n\n"):
        if len(words) > _TWICE and first.setdefault(words, place) != place and words.lstrip()[:1].isalpha():
            message = f"this paragraph stands on line {lines.at(first[words])} as well"
            yield Problem(path, lines.at(place), Code.UNFINISHED, message, "take one of the two out")
        place += len(words) + 2
    for table in _ROWS.finditer(seen) if "|" in seen else ():
        counts = [len(_CELL.findall(row)) for row in table[0].split("\n")]
        for number in (number for number, count in enumerate(counts) if count > counts[0]):
            message = "the row has more cells than the table's first, so the last of them are lost"
            advice = "write as many in each; a | that is meant is written \\|"
            yield Problem(path, lines.at(table.start()) + number, Code.UNFINISHED, message, advice)


def _is_alone(paragraph: str, mark: re.Match[str]) -> bool:
    """Whether asterisks have a blank on both sides, so that they neither open nor close."""
    before, after = paragraph[: mark.start()][-1:] or " ", paragraph[mark.end() :][:1] or " "
    return before.isspace() and after.isspace()


def _indented(path: str, body: str) -> Iterator[Problem]:
    """Paragraphs that four blanks or a tab make a block of code, in which no link and no name is found."""
    blank, is_list = True, False
    for number, (line, place) in enumerate(code_lines(body), 1):
        if place != "not" or not line.strip():
            blank, is_list = True, is_list and place == "not"
            continue
        found = _INDENTED.match(line)
        if found is None:
            is_list = bool(_LIST.match(line)) or (is_list and (not blank or line[0] in " \t"))
        elif blank and not is_list and _PROSE.match(found["words"]):
            message = "the paragraph begins with a tab or four spaces, so readers see it as program code"
            yield Problem(path, number, Code.UNFINISHED, message, "remove the blanks before its first word")
        blank = False
