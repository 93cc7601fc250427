"""Find signs that a text isn't ready for readers: placeholders, notes to colleagues, and pasted leftovers.

The words of a text are scanned once.  Each pattern has signs, words or marks, and every match contains one of them.
Only lines with a sign are matched against its pattern.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.diagnostics import Code, Problem, cut
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.sources.outline import Lines
from sphinx_newsroom.text.checks.parsed import ParsedText, without_code

if TYPE_CHECKING:
    from markdown_it.token import Token


class Pattern(NamedTuple):
    """A kind of unfinished text: its *signs* (words or marks in lower case), what is wrong, and what to do.

    If it *begins* a line, only the start of the line is searched, after list and quotation markers.  All but *exact*
    patterns match the text in lower case, which is several times as fast as ignoring case.
    """

    signs: str
    pattern: re.Pattern[str]
    message: str
    advice: str
    begins: bool = False
    exact: bool = False


def _phrase(signs: str, pattern: str, message: str, advice: str, *, exact: bool = False) -> Pattern:
    return Pattern(signs, late_pattern(pattern, re.VERBOSE), message, advice, exact=exact)


def _line(signs: str, pattern: str, message: str, advice: str) -> Pattern:
    line_pattern = rf"[ \t>]*(?:[-*+•][ \t]+)?\W* (?P<words> {pattern} ) \W* $"
    return _phrase(signs, line_pattern, message, advice)._replace(begins=True)


_PARTS = r"""
    quote | name | title | date | time | place | venue | location | link | url | web[ ]?site | address | phone | number
    | figures? | amount | photo | picture | image | caption | logo | e-?mail | surname | position | role | company
    | organi[sz]ation | city | headline | summary | text | source | statistic | spokesperson | minister | contact
    | details | chart | map | month | zitat | datum | ort | titel | funktion | bild | foto | zahl | uhrzeit | citation
    | nom | lieu | lien | fonction | chiffre | cita | nombre | fecha | lugar | enlace | cargo | cifra | цитата | имя
    | фамилия | дата | место | ссылка | должность | اقتباس | الاسم | التاريخ | رابط | المكان
"""
_TO_COME = r"""
    to[ ]come | to[ ]follow | needed | tbc | tbd | tba | tk | t\.b\.[cd]\.? | folgt | fehlt | einfügen | ergänzen
    | to[ ]be[ ](?:confirmed|added|inserted|completed) | à[ ](?:venir|confirmer|compléter) | por[ ]confirmar | pendiente
    | уточнить | уточняется | يضاف[ ]لاحقا
"""
_BELONGS = "write what belongs there, or take it out"
_PLACEHOLDER = "{!r} is a placeholder"
_NOTE = "{!r} is a note to colleagues"
_SETTLED = "take it out once it's settled"
_OF_MESSAGE = "{!r} comes from the message from which the text was copied"
_OF_CHAT = "{!r} comes from a chat that the text was copied from"
_OF_PAGE = "{!r} comes from the web page that the text was copied from"
_OF_DOCUMENT = "{!r} comes from the document that the text was copied from"
_OF_PROGRAM = "{!r} comes from a writing program, and isn't part of the text"
_REMOVE = "take it out"
_MARKUP = "{!r} is markup that this archive doesn't read, so readers see it as it is here"
_MARKDOWN = "write it as Markdown: **bold**, *italic*, `## Heading`, [words](https://…); or take it out"

_HOSTS = r"""
    (?:[\w-]+\.)*(?:staging|stage|test|dev|preview|intranet|localhost|local|internal|uat|preprod)
      (?:\.[\w-]+)*(?=[:/?\#)>\s]|$)
    | 127\. | 10\.\d+\.\d+\.\d | 192\.168\. | 0\.0\.0\.0
    | [\w.-]*(?:sharepoint\.com | safelinks\.protection\.outlook\.com
    | urldefense\.\w+ | 1drv\.ms | onedrive\.live\.com) | mail\.google\.com | outlook\.(?:office|live)
    | docs\.google\.com/\S*/edit | drive\.google\.com/drive/
    | [^\s)>]*(?:[?&](?:preview=true | x-amz-\w+= | sig= ) | /wp-admin/)
"""

PATTERNS: tuple[Pattern, ...] = (
    _line(
        "<<<<<<< >>>>>>>",
        r"(?<=<{7})(?:[ ].*)?$ | (?<=>{7})(?:[ ].*)?$",
        "git left both sides of a merge here",
        "keep the right lines, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`",
    ),
    _line(
        "draft entwurf confidential vertraulich internal intern borrador черновик projet مسودة",
        r"""
        (?:(?:first|second|third|final|latest|rough|working)[ ])?draft
            (?: [ ](?:v(?:ersion)?[ .]?)?\d+(?:\.\d+)? | [ ]?(?:[-–—:/(]|for\b|as[ ]of\b|not\b).{0,60} )?
        | (?: entwurf | черновик | مسودة | (?:strictly[ ])?(?:private[ ](?:and|&)[ ])?confidential )
          (?:[ ]?[-–—:(].{0,60})?
        | projet (?: [ ]?[–—:(].{0,60} | [ ]-[ ].{0,60} )
        | borrador | (?:streng[ ])?vertraulich | nur[ ]intern.{0,40} | internal
        | (?:for[ ])?internal[ ](?:use|draft|circulation|review)\b.{0,40}
        """,
        _NOTE,
        _SETTLED,
    ),
    _line(
        "please pls placeholder headline title text quote name summary date @",
        r"""
        \w+[:,][ ] (?:please|pls|can[ ](?:you|someone|we))[ ](?:check|confirm|verify|update)\b.{0,80}
        | (?:please|pls)[ ](?:check|confirm|verify|update)(?:[ ]\w+)?
        | (?<=@)\w+[ :,].{0,60}\b(?:check|confirm|approve|prüfen|freigabe|please|pls)\b.* | placeholder\b.{0,40}
        | (?:your[ ])?(?:headline|title|text|quote|name|summary|date)[ ](?:goes[ ])?here
        """,
        _NOTE,
        _SETTLED,
    ),
    _line(
        "dear hello hi hallo regards grüßen geehrte cordialement saludo saludos уважением уважаемые cc: from: best "
        "cheers thanks forwarded original weitergeleitete transféré external originated subject betreff objet "
        "asunto тема unsubscribe wrote schrieb écrit escribió iphone ipad android handy smartphone samsung galaxy "
        "blackberry móvil",
        r"""
        (?:begin[ ])?(?:original|forwarded)[ ]message | weitergeleitete[ ]nachricht.* | message[ ]transféré.*
        | (?:dear|hi|hello)[ ](?:all|both|team|everyone|everybody|colleagues) | (?:hi|hello|hallo)[ ][^\W_]+,.*
        | (?:(?:kind|best|warm)[ ])?regards,? | (?:mit[ ])?freundlichen[ ]grüßen
        | (?:best|cheers|thanks),[ ]?[^\W_]*
        | sehr[ ]geehrte.{0,60},
        | (?:bien[ ])?cordialement | (?:un[ ])?(?:cordial(?:es)?[ ])?saludos?
        | с[ ]уважением | уважаемые[ ]коллеги
        | (?:cc|from):[ ].{0,40}@.* | unsubscribe | external\]?(?:[ ](?:e-?mail|sender).*)?
        | (?:(?:caution|warning)\W*)?this[ ](?:e-?mail|message)[ ]originated.*
        | (?:subject|betreff|objet[ ]?|asunto|тема):[ ]*(?:re|aw|tr|rv|fwd?|wg|press\w*|communiqué|nota|draft)\b.*
        | (?:on|am|le|el)[ ].{8,90}(?:@\S+|\d\d).{0,9}[ ](?:wrote|schrieb.{0,60}|a[ ]écrit|escribió)
        | (?:sent|gesendet|envoyé|enviado|von[ ]meinem|отправлено).{0,40}\b
          (?:iphone|ipad|android|samsung|galaxy|handy|smartphone|blackberry|móvil)\b.{0,20}
        """,
        _OF_MESSAGE,
        _REMOVE,
    ),
    _line(
        "] ]: am¶ pm¶ ·-· ·–·",
        r"""
        \d{1,2}[/.]\d{1,2}[/.]\d{2,4},?[ ]\d{1,2}:\d\d(?::\d\d)?(?:[ \u202f]?[ap]m)?(?:\]|[ ][-–])[ ].{0,60}: .*
        | \d{1,2}:\d\d(?:[ ]?[ap]m)?,[ ]\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\].{0,60}: .*
        | [^\W\d_]+[ ][^\W\d_]+[ ]{1,3}\d{1,2}:\d\d[ ]?[ap]m
        """,
        _OF_CHAT,
        _REMOVE,
    ),
    _line(
        "page seite página страница formatted deleted formatiert gelöscht",
        r"""
        (?:page|seite|página|страница)[ ]\d+(?:[ ](?:of|von|sur|de|из)[ ]\d+|/\d+)?
        | (?:formatted|deleted|formatiert|gelöscht):.{0,80}
        """,
        _OF_DOCUMENT,
        _REMOVE,
    ),
    _line(
        "skip cookies cookie tweet springen aller saltar",
        r"""
        skip[ ]to[ ](?:main[ ])?content | (?:we|this[ ]site)[ ]uses?[ ]cookies.* | accept[ ](?:all[ ])?cookies
        | cookie[ ](?:settings|policy) | click[ ]to[ ]tweet | zum[ ](?:haupt)?inhalt[ ]springen
        | aller[ ]au[ ]contenu(?:[ ]principal)? | saltar[ ]al[ ]contenido
        """,
        _OF_PAGE,
        _REMOVE,
    ),
    _line(
        "certainly sure absolutely course here's here’s version draft rewrite let fassung communiqué would should "
        "soll möchten souhaitez quieres хотите",
        r"""
        (?:certainly|sure|absolutely|of[ ]course)[!,][ ].{0,60}\b(?:draft|version|press[ ]release|text)\b.*
        | here(?:'s|’s|[ ]is)[ ](?:a|the|your)[ ].{0,40}\b(?:draft|version|press[ ]release|rewrite)\b.{0,80}:
        | hier[ ]ist[ ](?:eine?|die|der)[ ].{0,40}\b(?:fassung|version|entwurf)\b.{0,80}:
        | voici[ ](?:une?|la|le)[ ].{0,40}\b(?:version|communiqué|texte)\b.{0,80}:
        | let[ ]me[ ]know[ ]if[ ]you[ ](?:would|'d|want|need).* | would[ ]you[ ]like[ ]me[ ]to[ ].* | should[ ]i[ ].*\?
        | soll[ ]ich[ ].*\? | möchten[ ]sie,[ ]dass[ ]ich.* | souhaitez-vous[ ]que[ ]je.* | quieres[ ]que[ ].*\?
        | хотите,[ ](?:чтобы[ ])?я[ ].*
        """,
        _OF_PROGRAM,
        _REMOVE,
    ),
    _line(
        "## .. == h1. h2. h3.",
        r"(?<=\#\#)[^\W_].* | (?<=\.\.[ ])[a-z-]+::.* | (?<===[ ])[^=\n]+[ ]={2,5}[ ]* | h[1-6]\.[ ].*",
        _MARKUP,
        _MARKDOWN,
    ),
    _line(
        "tbc tbd tba tk follow come folgt fehlt confirmer compléter confirmar pendiente уточнить",
        rf"(?: {_PARTS} ) [ :]+ (?: {_TO_COME} )",
        _PLACEHOLDER,
        _BELONGS,
    ),
    _phrase(
        "[",
        rf"""
        \[ (?<![\]!\\]\[) \s* (?:
          (?: insert | enter | add | your | fill[ ]in | check | confirm | placeholder | einfügen | hier | ihre?
            | insérer | à[ ]compléter | ajouter | votre | insertar | añadir | su | вставить | указать | добавить | أدخل
            | إضافة )
            \b [^\[\]\n]{{0,80}}
          | (?: (?:full|first|last|job) [ ])? (?: {_PARTS} )
            (?: [ ]* / [ ]* \w+ | ,? [ ] (?: {_PARTS} | del? | du | der | des | ministr[aoe] | министра | директора
              | of | from | by | here | hier | ici | aquí ) ){{0,4}}
          | [^\[\]\n]{{0,80}} \b (?: {_TO_COME} )
          | (?: ed | nb | note ) : [^\[\]\n]* | x{{2,}} | \?+ | _+ | \.{{4,}} | todo\b[^\[\]\n]* | draft | entwurf
            | projet | borrador | черновик | company
        ) [ .:!?]* \] (?! [(\[:] )
        """,
        _PLACEHOLDER,
        _BELONGS,
    ),
    _phrase(
        "{ %% « << &lt;",
        r"""
        (?<![\\\w$^}{]) \{\{? [ ]? [a-z][\w.-]* (?:[ ][\w.-]+){0,3} [ ]? \}\}? (?![`{}\w]) | %%\w+%% | «\w+_\w+»
        | <<\w+(?:[ _]\w+){0,3}>> | &lt;(?:insert|name|date|quote)\b[^&\n]{0,40}&gt;
        """,
        _PLACEHOLDER,
        _BELONGS,
    ),
    _phrase(
        "tk tktk tbc tbd tba t.b. xx xxx todo fixme ?? (check (sp (source yyyy $x €x £x hh:mm 00.00. 00/00 __ n.n. "
        "n.·n. jjjj aaaa compléter confirmar confirmer pendiente уточнить offen",
        r"""
        \b(?: TK(?:TK)+ | TK(?![-\w]) | TB[ACD] | T\.B\.[CDA]\. | TODO | FIXME | X{4,} | x{3,} )(?!\w)
        | (?<!\w)XXX?(?=$|%|[/][12]|[ ](?:Jan|Feb|Mar|Apr|Ma[iy]|Ju[ln]|Aug|Sep|O[ck]t|Nov|De[cz])
          |[ ](?:per[ ]?cent|[mb]illion|thousand|people|euros?|dollars?|days|years|Prozent|Mio|Euro))
        | [$€£][Xx]{1,5}(?!\w)(?![^$\n]*\$) | \b[Xx]{2}[./-][Xx]{2}\b[./-]?\w*
        | \?{2,} | \((?:CHECK|check|sp|source)[?!.]*\)
        | (?:(?<=\w[ ])|(?<=:)|(?<=:[ ]))_{4,}(?!\w) | (?<!\w)_{2,}(?=[ ]\w) | \bN\.[ ]?N\.(?![ ]?[A-Z])
        | \b(?:DD[./-]MM[./-]YYYY|MM/DD/YYYY|YYYY-MM-DD|TT\.MM\.JJJJ|JJ/MM/AAAA|DD/MM/AAAA|HH:MM|00[./]00[./]\d{4})\b
        | \bÀ[ ](?:COMPLÉTER|CONFIRMER)\b | \bPOR[ ]CONFIRMAR\b | \b(?:PENDIENTE|УТОЧНИТЬ|OFFEN)\b:?
        """,
        _PLACEHOLDER,
        _BELONGS,
        exact=True,
    ),
    _phrase(
        "lorem dolor blindtext to·enter einzugeben entrer escribir insert paste to·come to·follow mustermann "
        "sample·text beispieltext platzhalter platzhaltertext placeholder firstname vorname prénom apellidos",
        r"""
        lorem[ ]ipsum | dolor[ ]sit[ ]amet | blindtext\b | (?:click|tap)[ ](?:or[ ]tap[ ])?here[ ]to[ ]enter[ ]\w+
        | hier,[ ]um[ ]text[ ]einzugeben | ici[ ]pour[ ]entrer[ ]du[ ]texte | aquí[ ]para[ ]escribir[ ]texto
        | (?:quote|photo|picture|link|caption|figures?|contact[ ]details)[ ]to[ ](?:come|follow)\b | beispieltext\b
        | (?:insert|paste)[ ](?:[\w']+[ ]){1,5}here\b | (?:max|erika)[ ]mustermann\b | sample[ ]text\b
        | (?:text|image|quote|name|link)[ ]placeholder\b | platzhalter(?:text)?\b
        | placeholder[ ](?:image|quote|name|link)\b
        | firstname[ ]lastname\b | vorname[ ]nachname\b | prénom[ ]nom\b | nombre[ ](?:y[ ])?apellidos\b
        """,
        _PLACEHOLDER,
        _BELONGS,
    ),
    _phrase(
        "not·for do·not not·yet awaiting approval sign-off clearance sending issuing before·publi self with·legal "
        "with·comms lawyers comment comments bitte freigabe (( nicht·zur nicht·für pas·diffuser pas·publier "
        "no·publicar no·difundir не·публиковать публикации للنشر",
        r"""
        not[ ]for[ ](?:distribution|circulation|publication|release)(?:[ ]yet)?\W*$
        | do[ ]not[ ](?:publish|distribute|circulate|forward)(?:[ ]yet)?\W*$
        | (?:awaiting|pending|subject[ ]to|needs?|waiting[ ]for)[ ](?:(?:final|legal|the|minister'?s?|his|her)[ ])?
          (?:approval|sign-?[ ]?off|clearance)\b(?=\W*$|[ ](?:from|by)[ ](?:legal|the[ ]minister))
        | not[ ]yet[ ](?:approved|cleared|signed[ ]off|agreed)\b(?=\W*$|[ ]by[ ](?:legal|the[ ]minister))
        | (?:delete|remove)[ ](?:this[ ][\w ]{0,20})?before[ ](?:sending|publi\w+|release|issuing)\b
        | note[ ]to[ ]self\b | check[ ]with[ ](?:legal|comms|the[ ]lawyers)\b | comments?[ ]?\[\w{1,4}\]:
        | bitte[ ](?:noch[ ])?(?:prüfen|freigeben|ergänzen)\b | freigabe[ ](?:steht[ ]aus|ausstehend|fehlt)\b
        | nicht[ ](?:zur|für[ ]die)[ ](?:veröffentlichung|weitergabe)\W*$ | ne[ ]pas[ ](?:diffuser|publier)\W*$
        | no[ ](?:publicar|difundir)\W*$ | не[ ](?:публиковать|для[ ]публикации)\W*$ | (?:ليس|ليست|غير)[ ]للنشر
        | \(\(.{3,80}\?\)\)
        """,
        _NOTE,
        _SETTLED,
    ),
    _phrase(
        "get·outlook recipient cid: omitted deleted confidential confidentiel confidentiels confidentielle "
        "confidencial vertraulich конфиденциально [image [picture [bild [inline as·discussed @channel @here "
        "@everyone",
        r"""
        get[ ]outlook[ ]for\b | \[?\bcid:[\w.@-]+\]? | not[ ]the[ ]intended[ ]recipient\b | <media[ ]omitted>
        | (?:image|video|audio|sticker|document)[ ]omitted\b | this[ ]message[ ]was[ ]deleted\b
        | (?:this|diese|cet?|este|данное)[ ](?:e-?mail|message|communication|nachricht|courriel|mensaje|correo|письмо
          |сообщение)\b.{0,100}(?:confiden|vertraul|конфиден)\w*
        | \[(?:image|picture|bild|inline[ ]image)[ :][^\[\]\n]{0,80}\](?![(\[])
        | (?<!\w)@(?:channel|here|everyone)\b
        | as[ ]discussed,?[ ]please[ ]find\b
        """,
        _OF_MESSAGE,
        _REMOVE,
    ),
    _phrase(
        "error! fehler! erreur! erreur·! hyperlink mergefield pageref toc commented kommentiert mso- #ref! #div/0! "
        "#n/a #value! #name? #num! #bezug! #wert!",
        r"""
        (?:error|fehler|erreur[ ]?)![ ](?:reference|bookmark|hyperlink|verweis|textmarke|kein|source|signet|unknown)
          .{0,60}
        | hyperlink[ ]"[^"\n]* | (?:mergefield|pageref)[ ]\w+ | _toc\d+ | mso-[a-z]+
        | (?:commented|kommentiert)[ ]\[\w{1,4}\]:? | \#(?:ref!|div/0!|n/a\b|value!|name\?|num!|bezug!|wert!)
        """,
        _OF_DOCUMENT,
        _BELONGS,
    ),
    _phrase(
        "an·ai chatgpt oaicite turn0 this·helps",
        r"""
        as[ ]an?[ ]ai\b.{0,20}\bmodel\b | utm_source=chatgpt\S* | :?contentreference\[oaicite | cite?turn0\w+
        | i[ ]hope[ ]this[ ]helps\b
        """,
        _OF_PROGRAM,
        _REMOVE,
    ),
    _phrase(
        "~~ [[ [b] [i] [u] [url [img [quote [color [size ''' =e =c3 \\u0 {+ {- {> &amp; [gallery [/ [caption [vc_ "
        "[embed",
        r"""
        ~~[^~\n]+~~
        | \{(?:\+\+.+?\+\+|--.+?--|>>.+?<<)\} | \[\[[^\[\]\n]+\]\]
        | \[(?P<tag>b|i|u|url|img|quote|color|size)(?:=[^\]\n]*)?\].+?\[/(?P=tag)\]
        | '''[^'\n]+''' | (?:=[0-9a-f]{2}){2,} | \\u[0-9a-f]{4} | &amp;(?:[a-z]{2,6}|\#\d+);
        | \[/?(?:gallery|caption|embed|vc_\w+)\b[^\]\n]*\](?![(\[])
        """,
        _MARKUP,
        _MARKDOWN,
    ),
    _phrase(
        "]·(http )[http http:/· https:/· //https //http :` >`_ \\textbf{ \\textit{ \\emph{ \\href{ \\section{",
        r"""
        https?://?(?=https?:|[ ]) | :\w+:`[^`\n]+`
        | `[^`\n]+[ ]<https?://[^>\n]+>`_
        | \\(?:textbf|textit|emph|href|section)\{
        | (?<!!)\[[^\[\]\n]+\][ ]\(https?://[^\s()]+\) | \([^()\n]+\)\[https?://[^\s\]]+\]
        """,
        _MARKUP,
        _MARKDOWN,
    ),
    _phrase(
        "](http",
        r"""\]\(https?:/ (?: [^/\s].* | / (?: \) | [^\s)]*[.,;]\) | [^\s()]++ (?: $ | (?=[ ]+[^\s"'(]) ) ) )""",
        _MARKUP,
        _MARKDOWN,
    ),
    _phrase("·:", r"(?<=[^\W_]) [ ] :[a-z]\w{2,30}: (?![\w:`])", _OF_CHAT, _REMOVE),
    _phrase(
        "](http",
        r"""
        \[(?:https?://)?(?:www\.)?(?P<host>[\w-]+(?:\.[\w-]+)+)/(?P<path>[^\]\s\\/]+)/?\]
          \(https?://(?:www\.)?(?P=host)/(?!(?P=path))[^)\s]+\)
        """,
        "{!r} leads to another address than its words say",
        "write the same address in both, or other words",
    ),
    _phrase(
        "://",
        rf"https?://(?:{_HOSTS})[^\s)>\]]*",
        "the link {!r} opens for nobody outside your office",
        "link the public page, and try it in a private window",
    ),
    _phrase(
        "pm p.m uhr said·, dijo·, déclaré·, erklärte·, сказал·, сказала·, ··million ··billion ··per ··mio :6 :7 :8 "
        ":9 24: 25: 26: 27: 28: 29:",
        r"""
        (?<![:.\d])1[3-9](?::\d\d)?[ ]?[ap]\.?m\b
        | (?:at|until|from|to|um|bis|von|à|de|hasta|о|в|до|с)[ ](?:(?:2[4-9]|[3-9]\d):[0-5]\d|\d{1,2}:[6-9]\d)\b(?!:)
        | (?:um|bis|ab)[ ](?:2[5-9]|[3-9]\d)[ ]uhr\b
        | (?:said|dijo|déclaré|erklärte|сказала?)[ ],
        | [^\W\d_]+[ ]{2,}(?:million|billion|per[ ]?cent|mio)\w*
        """,
        "{!r} looks like a typing mistake, or something is missing",
        "correct it",
    ),
    _phrase(
        "password passwd apikey api_key",
        r"""["'\w]*(?:passw(?:or)?d|secret|token|api_?key)\w*\\?["']?\s*[:=]\s*\\?["'][^"'\s\\]{6,}""",
        "{!r} looks like a password or key, which readers would see",
        "take it out, and change it, since others may have it by now",
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
    | .* [ ] \((?-i:[A-Z]{2,3}/[a-z]{2,3})\) | [\[(](?:draft|entwurf|tbc)[\])] .*
    | (?-i: .*[a-z].* [ ] (?:DRAFT|ENTWURF|TBC|FINAL) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Placeholder titles."""
_LONGEST = 160
"""The longest remark, and the number of characters before and after a sign that are searched."""
_NAME = 5
"""A word with this many occurrences is a name and not a placeholder: TBC Bank."""
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5});", re.IGNORECASE)
_PARTED = re.compile(r"(?<=[a-zäöüéèà]{2})-[ ]?\n(?!(?:and|or|to|und|oder|bis|et|ou|y|o|e)\b)[a-zäöüéèà]{2}")
_STRONG = re.compile(r"(?<![\\*])\*\*\*?(?!\*)")
_PROSE = re.compile(r"\W{0,2}[^\W\d_]{1,30}[,;]?(?:[ ][^\W_]+[,;]?){2}")
_FENCE_END = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*\r?$")


_WORD = re.compile(r"[^\W_]+")
_MARKS = str.maketrans("·¶", " \n")
_RARE = re.compile(r"[^\w\s.,]")
_SMALL = frozenset(
    "the a an of in to and for with on at by is are was und von mit im le les des du une et dans el los del de".split()
)
"""Words that no sentence repeats immediately."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, in order."""
    return _WORD.findall(text.lower())


_Sign = tuple[str, bytes, list[int]]


@cache
def _kinds_by_sign() -> tuple[dict[str, list[_Sign]], frozenset[str], tuple[tuple[str, bytes], ...]]:
    """Return the signs by their rarest character or longest word, each with the index of its pattern; then these keys.

    In a sign ``·`` is a space and ``¶`` the end of a line.
    """
    kinds: dict[str, list[int]] = {}
    for number, kind in enumerate(PATTERNS):
        for sign in kind.signs.split():
            kinds.setdefault(sign.translate(_MARKS), []).append(number)
    index: dict[str, list[_Sign]] = {}
    for sign, of in kinds.items():
        rare = _RARE.search(sign)
        index.setdefault(rare[0] if rare else max(sign.split(), key=len), []).append((sign, sign.encode(), of))
    words = frozenset(filter(_WORD.fullmatch, index))
    return index, words, tuple((mark, mark.encode()) for mark in index.keys() - words)


def faults(path: str, text: ParsedText) -> Iterator[Problem]:
    """Report unfinished text in the file at *path*."""
    seen = text.words
    words = words_of(seen)
    lines = Lines(seen)
    meant, folded = dict[str, bool](), text.source.lower()
    for begin, kind, found in _matches(seen, words):
        if found not in meant:
            meant[found] = _is_intended(found, text.source, folded)
        if not meant[found]:
            yield _problem(path, lines.at(begin), kind, found)
    for place, word in _doubled(seen, words):
        yield Problem(path, lines.at(place), Code.UNFINISHED, f"the word {word!r} occurs twice here", _ONE)
    for line, message, advice in (*_within_paragraphs(text), *_code(text), *_paragraphs(seen, lines), *_rows(text)):
        yield Problem(path, line, Code.UNFINISHED, message, advice)


_ONE = "remove one of them"


def _doubled(text: str, words: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the small words that a text repeats immediately."""
    for word in sorted({one for one, after in pairwise(words) if one == after} & _SMALL):
        found = re.search(rf"\b{word}[ \n]+{word}\b", text, re.IGNORECASE)
        if found and found[0].endswith(word):  # a second "The" would begin a sentence
            yield found.start(), word


def _matches(text: str, words: list[str]) -> Iterator[tuple[int, Pattern, str]]:
    """Yield each pattern's matches, at most one per line, with the beginning of the line."""
    index, by_word, by_mark = _kinds_by_sign()
    folded = text.lower()
    if len(folded) != len(text):  # the lower case of the Turkish İ is two characters
        folded = text
    found: dict[tuple[int, int], str] = {}
    raw = folded.encode("utf-8", "replace")  # Python searches bytes several times as fast
    for gate in (*(by_word & set(words)), *(mark for mark, coded in by_mark if coded in raw)):
        for sign, coded, kinds in index[gate]:
            place = folded.find(sign) if coded in raw else -1
            while place >= 0:
                begin, end = folded.rfind("\n", 0, place) + 1, folded.find("\n", place) % (len(folded) + 1)
                for number in kinds:
                    kind = PATTERNS[number]
                    if not kind.begins:
                        match = kind.pattern.search(text if kind.exact else folded, max(begin, place - _LONGEST), end)
                    else:
                        match = kind.pattern.match(folded, begin, end) if end - begin <= _LONGEST else None
                    if match:
                        found.setdefault((begin, number), text[slice(*match.span("words" if kind.begins else 0))])
                place = folded.find(sign, max(end, place + len(sign)))
    return ((begin, PATTERNS[number], found[begin, number]) for begin, number in sorted(found))


def _is_intended(words: str, body: str, folded: str) -> bool:
    """Whether an apparent placeholder is a link defined elsewhere, a role, or a name such as TBC Bank."""
    escaped = re.escape(words)
    if words[:1] == "{" and re.search(rf"[`~:] ?{escaped}|{escaped}`", body):
        return True
    return bool(words) and ((words[0] == "[" and f"{words.lower()}:" in folded) or folded.count(words.lower()) >= _NAME)


_Found = Iterator[tuple[int, str, str]]
"""Lines with their problem and the advice."""


def _code(text: ParsedText) -> _Found:
    """Report code blocks that aren't closed, contain the whole text, or are paragraphs with accidental indentation."""
    end = len(text.source.rstrip().split("\n"))
    for token, line in text.all_of("fence", "code_block"):
        if token.type == "code_block":
            parts = enumerate(token.content.split("\n"), line)
            for (_, before), (number, words) in pairwise(((0, ""), *parts)):
                if not before.strip() and _PROSE.match(words.strip()):
                    message = "the paragraph begins with a tab or four spaces, so readers see it as code"
                    yield number, message, "remove the blanks before its first word"
        elif "{" not in token.info and token.map:
            last = line + token.map[1] - token.map[0] - 1
            if last >= end and (last == line or not _FENCE_END.match(text.source.split("\n")[last - 1])):
                message = "the block of code that begins here isn't closed, so readers see everything after it as code"
                yield line, message, "write ``` below its last line, or remove it here"
            elif token.info.strip() in ("md", "markdown") and not _WORD.search(text.words):
                message = "the complete text is a code block, as produced by a writing program"
                yield line, message, "take out the lines with ``` around it"


def passwords(path: str, source: str) -> Iterator[Problem]:
    """Report possible passwords in the source of a notebook, in cells and their outputs."""
    kind, lines = PATTERNS[-1], Lines(source)
    for found in kind.pattern.finditer(source.lower()):
        yield _problem(path, lines.at(found.start()), kind, found[0])


def values_faults(path: str, sheet: str) -> Iterator[Problem]:
    """Report unfinished values in a header; each is a line of *sheet*."""
    words, lines = words_of(sheet), Lines(sheet)
    for begin, kind, found in _matches(sheet, words):
        yield _problem(path, lines.at(begin), kind, found)
    for place, word in _doubled(sheet, words):
        yield Problem(path, lines.at(place), Code.UNFINISHED, f"the word {word!r} occurs twice here", _ONE)
    for sign in _ENTITY.finditer(sheet) if "&" in sheet else ():
        message = f"{sign[0]!r} is shown literally"
        advice = f"write the character itself, {html.unescape(sign[0])}"
        yield Problem(path, lines.at(sign.start()), Code.UNFINISHED, message, advice)


def title_faults(path: str, line: int, title: str) -> Iterator[Problem]:
    """Report a title that is a placeholder, or is as long as a paragraph."""
    if len(title) > _LONGEST_TITLE:
        message = f"the title has {len(title)} characters and reads like a paragraph"
        yield Problem(
            path, line, Code.UNFINISHED, message, "write a headline that fits on one line, and use this as `summary`"
        )
    elif TITLES.fullmatch(title):
        message = f"the title {cut(title)!r} isn't meant for readers"
        yield Problem(path, line, Code.UNFINISHED, message, "write the headline")


_LONGEST_TITLE = 300


def _problem(path: str, line: int, kind: Pattern, words: str) -> Problem:
    return Problem(path, line, Code.UNFINISHED, kind.message.format(cut(words.strip())), kind.advice)


def _within_paragraphs(text: ParsedText) -> _Found:
    """Report leftover markup, words split at line ends, and repeated paragraphs."""
    first: dict[str, int] = {}
    for token, line in text.all_of("inline"):
        words = token.content
        if "**" in words and (found := _stray_asterisks(token, line)):
            message = "`**` doesn't open or close anything here, so readers see the asterisks"
            yield found, message, "write **words**, with no space inside the asterisks"
        if "-\n" in words or "- \n" in words:
            for match in _PARTED.finditer(words):
                message = (
                    "a word is hyphenated at the end of the line, as in a PDF, so readers see a hyphen and a space in "
                    "it"
                )
                yield line + words.count("\n", 0, match.start()), message, "write it as one word"
        if token.level == 1 and len(words) > _TWICE and first.setdefault(words, line) != line and words[0].isalpha():
            yield line, f"this paragraph is on line {first[words]} as well", _ONE


def _stray_asterisks(inline: Token, line: int) -> int:
    """Return the line of asterisks that don't make anything bold; 0 if there are none."""
    marks = list(_STRONG.finditer(without_code(inline.content)))
    children = inline.children or ()
    if len(marks) <= sum(token.tag == "strong" for token in children) or not _WORD.search(inline.content):
        return 0
    remainder = next((token.content for token in children if token.type == "text" and "**" in token.content), "")
    place = max(inline.content.find(remainder), 0) + remainder.find("**")
    return line + inline.content.count("\n", 0, place)


_WHOLE = (
    (
        "*",
        late_pattern(r"\d\*\d+\*\d"),
        "these asterisks between numbers make italics, and aren't shown",
        "write ×",
    ),
    (
        "\n---",
        late_pattern(r"^---[ \t]*\n(?:title|date|type):[ ]", re.MULTILINE),
        "a second text with its own header starts here",
        "move it to its own file",
    ),
    (
        "\n- ",
        late_pattern(r"(?<=[a-z,]\n)[-+][ ]\d[^\n]*(?:\n(?![-+*][ ])|\Z)"),
        "the line starts with a sign and a number, so it becomes a list item",
        "join this line with the one above",
    ),
)
"""Searches of the whole text: the signs, one of which must occur, the pattern, and the problem."""
_OPEN = re.compile(r"(?<![\w.,!?…])[“„«](?=\s?[\w*_\[(])[^”»“]*\Z|(?<![^\s(*_>])\"(?=[\w*_])[^\"]*\Z")
"""A quotation that is still open at the end of the text."""
_CUT_OFF = late_pattern(
    r"""
    (?![ ]*(?:[-*+•>\#%:`~<!({\[_]|\d+[.)])) (?=[^\n@|©]*\Z) (?!.*(?:://|www\.))
    (?: [^\n]{60,} [ ] (?!here\b)[^\W\d_A-ZА-Я]+ [,;]? | [^\n]{10,}
      [ ](?:the|a|an|of|to|and|or|with|for|from|in|der|die|das|und|oder|mit|von|de|la|les?|et|y|del|и|в|на|с|,) ) \Z
    """,
    re.VERBOSE,
)
"""A last line that ends within a sentence."""
_TWICE = 80
"""A repeated paragraph of at least this many characters was pasted twice."""
_CELL = re.compile(r"(?<!\\)\|")


_SMALL_END = re.compile(rf"[^.]* (?:{'|'.join(sorted(_SMALL))}|from|nach|pour|para|with),?")


def ends_early(sentence: str) -> bool:
    """Whether a sentence ends with a small word that can't be its last."""
    return bool(_SMALL_END.fullmatch(sentence[-60:]))


def _paragraphs(seen: str, lines: Lines) -> _Found:
    """Report a quotation that isn't closed, and a last line that is cut off."""
    seen = seen.rstrip()
    for sign, pattern, message, advice in _WHOLE:
        if sign in seen and (found := pattern.search(seen)):
            yield lines.at(found.start()), message, advice
    quoted = max(map(seen.rfind, '“”„«»"'))
    if quoted >= 0 and _OPEN.match(seen, quoted):
        message, advice = "a quotation begins here and isn't closed", "write the closing quotation mark where it ends"
        yield lines.at(quoted), message, advice
    last = seen.rfind("\n") + 1
    if last and _CUT_OFF.match(seen, last):
        yield lines.at(last), "the text ends in the middle of a sentence", "write its end, or a full stop"


def _rows(text: ParsedText) -> _Found:
    """Report lines that the line below turns into headings, and table rows with too many cells."""
    for token, words, line in text.headings():
        last = words.rpartition("\n")[2]
        if token.markup in ("-", "=") and (len(last) >= _LONG or _SENTENCE_END.search(last)):
            line += words.count("\n")
            yield line, "the line becomes a heading, by the line below it", "leave a blank line between the two"
    for token, line in text.all_of("table_open"):
        assert token.map is not None
        rows = text.lines[line - 1 : line - 1 + token.map[1] - token.map[0]]
        counts = [len(_CELL.findall(row)) for row in rows]
        for number, count in enumerate(counts, line):
            if count > counts[0] and rows[0].lstrip()[:1] == "|":
                message = "the row has more cells than the table's first row, so the last ones are lost"
                yield number, message, "write as many in each; a | that is meant is written \\|"


_LONG = 80
_SENTENCE_END = re.compile(r"[.!?”\"»:,;][*_]*[ ]*$")
