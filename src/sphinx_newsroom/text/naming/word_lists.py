"""Words that tell what stands beside a name: heads of organizations' names, titles, things named after people."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ORGANIZATION_NOUNS = _set("""
    academy administration agency alliance army assembly association authority bank board branch bureau bureaux
    cabinet centre centres chamber charity church clinic club coalition college command commission commissions
    committee committees community company confederation congress consortium consulate contingent convention
    cooperative corporation corps council councils court courts delegation department departments directorate
    division embassy enterprise enterprises exchange facility faculty fc federation fellowship forum foundation fund
    government group guard headquarters hospital hospitals inspectorate institute institutes institution
    institutions laboratories laboratory league library mechanism ministries ministry mission missions movement
    museum navy network observatory office offices ombudsman organization orchestra panel parliament partnership
    party platform police presidency programme program project prosecutor rapporteurs registry regiment school
    schools secretariat section senate service services society squadron subcommittee subcommission system taskforce
    team tribunal trust union unit universities university women workshop агентство адміністрація академія альянс
    асоціація банк бюро відділ департамент дирекція инспекция інспекція інститут институт кабінет комитет комітет
    комиссия комісія конгрес консорціум корпорація корпорация міністерство министерство місія миссия організація
    организация офіс офис палата партія партия правительство рада совет союз спілка служба суд товариство общество
    университет університет уряд федерація федерация фонд центр штаб
""")
"""Head nouns of organizations' names: one of them after a name makes it part of a longer name."""

GENERIC = ORGANIZATION_NOUNS | _set("""
    central chief crown development economic education environment federal finance financial foreign general health
    high home house human industry information interior joint justice labour land local ministerial ministers
    municipal national parliamentary permanent planning public regional reserve royal rural security social special
    state states supreme trade transport treasury treasurer water affairs agriculture bar city county defence energy
    external fisheries forest highways housing legal media medical monetary peoples people police ports power press
    private protection relations research resource resources revenue roads science sciences sports statistics tax
    technology tourism women youth
""")
"""Words that many organizations' names are made of, in every country."""

_SMALL = _set("government governments army navy parliament senate federal")
_SMALL_STEMS = ("уряд", "парламент", "правительств")


def written_small(word: str) -> bool:
    """Whether running text often writes a word of names small: the U.S. government, the parliament of Iceland."""
    return word in _SMALL or (word > "\u0400" and word.startswith(_SMALL_STEMS) and len(word) < 14)


LAWS = _set("act amendment bill charter law ordinance закон кодекс")
"""After an organization's name: the law that it stands on."""

COMPANY_FORMS = _set("""
    ag bv co corp corporation gmbh inc incorporated limited llc llp lp ltd nv oy pc plc pte pty pvt sa se spa
""")

TITLES = _set("""
    mr mrs ms miss mx dr prof professor sir dame lord lady hon honourable honorable rev reverend msgr he hrh his her
    excellency judge justice sheikh sheikha comrade messrs пан пана пану паном пане пані панове панів господин
    господина господину господином госпожа госпожи госпоже госпожу госпожой
""")
"""Titles and forms of address before a name: no office."""

PARTICLES = _set("""
    von van de der den di da del della du la le al el bin ibn ter ten zu фон ван де дер ден ді да дель дю ла ле
""")
"""Small words of family names."""

RANKS = _set("""
    adm admiral brigadier capt captain cdr cmdr col colonel commander commodore corporal cpl general gen lieutenant
    lt maj major marshal sergeant sgt private генерал полковник майор капітан капитан адмірал адмирал
""")

OFFICE_NOUNS = _set("""
    administrator advisor adviser advocate ambassador archbishop attorney auditor bishop candidate ceo cfo chair
    chairman chairperson chairwoman chancellor cio cmo co-founder cofounder commissioner comptroller controller
    congressman congresswoman consul coo coordinator cto cso councilor councillor counsel counselor delegate deputy
    director envoy executive founder governor head inspector judge king lawmaker leader liaison manager mayor member
    minister ministers negotiator officer official ombudsman owner partner pm pope premier president prince princess
    principal prosecutor provost queen rapporteur rector registrar representative rep secretary sen senator sheriff
    speaker spokesman spokesperson spokeswoman superintendent surgeon treasurer trustee undersecretary vice veep vp
    коментатор президент президента президентом президенту прем ер премьер министр міністр міністра
    голова голови глава директор керівник посол секретар секретарь канцлер канцлером канцлера
""")
"""Head nouns of offices and positions."""

FORMER = _set("""
    former ex acting deputy incoming then designate elect emeritus interim late assistant associate vice under
    onetime outgoing future next колишній экс бывший заступник
""")
"""Before an office: it is not, or not quite, the office itself."""

THING_NOUNS = _set("""
    act airport amendment arena arboretum auditorium avenue award awards bay beach bill boulevard bridge building
    campus canal cathedral cemetery centre challenge chapel circle city collection college conference county court
    cove creek cup dam day drive elementary endowed endowment estate expressway fellowship field forest foundation
    fund gallery gardens hall harbour heights high highway hill hills hospital hotel house institute island islands
    lake lane law lecture library medal memorial middle monument mount mountain mountains museum national
    observatory park parkway pass peninsula pier plaza plant point port prize range reserve reservoir ridge river
    road room ranch scholarship scholarships school springs square stadium station statue street streets terminal
    theatre tower towers town township trail tunnel university valley village way
""")
"""Nouns after a person's name that make it the name of a thing or place."""

GENERAL_ABBREVIATIONS = _set("""
    ad adas adhd ag ai aids aka al am api apis app ar asap asd atm atv aum az b2b b2c bbq bc bce bi bpm bt byod ca
    cad cagr cbd cco cd cdo ceo ceos cfo cgi ci cio ciso cmo cms cnc co coo copd covid cpa cpm cpo cpu crm cro cso
    css csr cst ct cta cto cv cx dc de devops diy dm dna dob dtc dui dvd edt eft ep erp esg esq est et eta etc etf
    ev evp evs faq faqs fax fdi fl fm ft fy fyi ga gb gdp gdpr ghz gif gis gmo gmp gmt gnp gop gps gpu gst gtm hd
    hdtv hi hiv hoa hpv hq hr hrs html http https hvac ia icu id ids ii iii il in inc iot ip ipo ips ira iq isbn isp
    it iv ix jd jpg jr js json kb km kpi kpis ks ky kyc la lan led lcd lgbt lgbtq lla llb llc llm llp lng lp ltd ma
    mb mba mbps md me med mfa mhz mi ml mms mn mo mos mou mous mp mpa mph mps mr mri ms msc msm msme msmes mt mw nc
    nd ne nft ngo ngos nh nj nm no np nr ny nv oem oh ok op or os osint otc pa pac pc pcs pcr pd pdf pdt ph phd pin
    pl plc pm pms po pos pov pp ppe pr pro ps psa pst pta pto pvc qa qc qr ra ram rd rf rfi rfid rfp rfq ri rn rna
    roi rpm rss rsvp rv saas sat sb sc sd sdg sdgs sdk sea seo sku sla slas sm sme smes sms snf sop sos sot spac sql
    sr srl ss ssd ssl st std sti suv svp swot tb tba tbd tcpa tech tel tm tn toc tv tx uav ui uk url urls usa usb
    usd ut utc uv ux va vat vc vi vii viii vip voip vp vpn vr vs vt wa web wi wifi wip wv wy xi xii xml xr yoy ytd
    zip тов сша пво рсзв бпла дтп млн млрд
""")
"""Abbreviations and words that mean something else nearly everywhere: an acronym like these needs an introduction."""

COMMON = _set("""
    access action active advance advantage agenda air alert alliance alpha amazon ambition analog anchor anthem apex
    apollo apple arc arch aspen aspire asset atlas aurora avenue axis balance base beacon beam bell benchmark beta
    beyond bloom blue board bolt bond boost box brand bridge bright broadcom build buzz canvas capital carbon care
    cascade catalyst cause cell census central challenge champion chance change channel chase choice circle citizen
    civic clarity clean clear cloud cluster coast code colt comet common compass concept concern concert congress
    connect contact control core cosmos courage craft creative credit crest cross crown crystal current curve custom
    dash data dawn delta depot design detail dialog digital direct discover discovery dove dragon dream drive
    dynamic eagle earth east echo edge element elite ember emerge energy engage engine enterprise epic equity
    essential ever evergreen evolve exchange express extra eye fable faith falcon family fast feature fidelity field
    figure filter fire first five fleet flex flow focus force forge form fortune forum forward foundation fox frame
    free freedom fresh frontier fuel fusion future galaxy gap gate gateway gem general genesis genius giant glass
    global globe gold good grace grand graph gravity green grid ground group grow guardian guide halo harbor harmony
    harvest haven hawk health heart help herald heritage hive home honor hope horizon host house hub human icon
    ideal image imagine impact improve independent index indigo infinity influence inform insight inspire instant
    integral intel intelligence interest iris iron island ivory jet journal journey joy jump just justice key kind
    kite labor lake land laser launch leader leap legacy legend lemon level leverage liberty life light lightning
    line link links lion live local logic logo lotus love loyalty magic magnet major maple mark market master matrix
    matter maverick media medium mercury meridian merit message meta metrics micro milestone mind mint mirror
    mission modern moment momentum monitor monument moon mosaic motion motor mountain move muse mustang nature
    navigator nest network new news next nexus nimbus noble nomad north note notion nova oak oasis ocean odyssey
    omega onyx open optimum opus oracle orange orbit origin osprey outlook oxygen pace pacific page pages paper
    paradigm park partner path patriot peace peak pearl people phase phoenix pilot pine pioneer pivot place plain
    planet platform play plus point polaris policy pool port post power precision premier premise press prime prism
    profile progress project promise proof prospect provide public pulse pure purpose quality quantum quest race
    radar radio rain ranger rapid raven reach real rebel record red redwood reform regal relay reliance renew report
    research resolve resource respect response result reveal revolution ridge right rise river road robust rock
    rocket root rose royal safe sage sail salt sand sapphire scale school science scope scout screen sea search
    second sense sentinel sentry sequoia seven shadow shape share shell shield shift shine ship signal silver simple
    site sky slack small smart social soft solar solid solution solutions sonic source south space spark spectrum
    speed spirit splash spring sprint sprout square stage standard star start state status steel stone storm
    strategy stream street stride strike stripe strong studio success summit sun sunrise support sure surface surge
    sustain swift switch symbol system table target team tech tempest terra thrive thunder tide tiger time titan
    together torch total touch tower town track trade trail transform transit travel treasury tree trend tribune
    trident triumph true trust truth twin unify union unique unison unit united unity universal up upgrade urban
    valor value vanguard vault vector velocity venture verge vertex vibe victory view village vine virtue vision
    visa vista vital vivid voice volt voyage wall watch water wave waves way web west whirlpool wild wind windows
    wing wire wise wolf women wonder work world yield young zenith zone zoom
""")
"""Words that organizations like to call themselves and that begin sentences, too."""

_ENDINGS = (
    "tion", "sion", "ment", "ness", "ing", "ity", "ance", "ence", "ship", "ology", "able", "ible", "ful", "ally",
)


def looks_common(word: str) -> bool:
    """Whether a word at the start of a sentence may as well be a common one, in this language or that."""
    if word > "\u0400":
        return len(word) < 7
    return len(word) < 5 or word in COMMON or word.endswith(_ENDINGS)


MONTHS_AND_DAYS = _set("""
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday
""")

WEEKDAYS = _set("monday tuesday wednesday thursday friday saturday sunday today yesterday")

SAYING = _set("said says told added stated noted announced explained argued called insisted warned stressed")

SENTENCE_OPENERS = _set("""
    the this that these those their our its his her my your a an under with from while both also when after since
    although however today yesterday new former each every many most some several other all in at by on for to of as
    if but and or no not
""")
"""Words that often begin a sentence and have their capital from that."""

SMALL_WORDS = SENTENCE_OPENERS | _set("""
    is are was were be been am has have had do does did can could will would should may might must shall
    i we you he she it they me us him them who what why how where there here only just now still
""")
"""Words that a sentence has and a name has not, for acronyms that are words as well: WHO IS SHE?"""

LOCATIVE = _set("in near within across throughout around outside into via в у на біля из із")
"""Before a family name: rather a place of the same name."""

TIMES = _set("""
    in of by since until till last next this early mid late during from through to every each and or on before after
""")
"""Before a month: it is no name."""

CONNECTORS = _set("of for and on in the to de du des la le der und et y e та і й и")
"""Small words inside names."""
