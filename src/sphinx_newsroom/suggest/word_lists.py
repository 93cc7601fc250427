"""The English words that tell a name of an organization or official from other words with capitals."""

from __future__ import annotations

from sphinx_newsroom.naming.words import GENERAL_ABBREVIATIONS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))


HEADS_BEFORE = _words("""
    Academy Administration Agency Alliance Assembly Association Authority Bank Board Bureau Cabinet Center Centers
    Centre Centres Chamber Coalition College Command Commission Committee Company Confederation Congress Consortium
    Corporation Corps Council Court Department Dept Directorate Division Embassy Federation Forces Foundation Fund
    Government Group Institute Institutes Institution League Library Ministry Museum Network Office Organisation
    Organization Parliament School Secretariat Senate Service Services Society Trust Union University
""")
"""What a name's first part can end with before "of", "for" or "on": Office of …, Committee on …"""

HEADS = HEADS_BEFORE - _words("Centers Centres Institutes") | _words("""
    Airlines Airways Archives Army Associates Bancorp Bancshares Biosciences Brigade Brothers Club Co Communications
    Consulting Cooperative Corp Enterprises Exchange Forces Forum Guard Guild Holdings Hospital Inc Incorporated
    Industries Laboratories Laboratory Labs Legislature Limited LLC LLP Ltd Mint Motors Nations Navy Newswire
    Observatory Partners Party Pharma Pharmaceuticals PLC Police Press Rada Regiment Secretariat Seminary Senate
    Syndicate Technologies Therapeutics Treasury Tribunal Trust Ventures Wire
""")
"""What the name of an organization can end with."""

WEAK_HEADS = _words("""
    Center Centers Centre Club Command Communications Company Court Division Exchange Forum Government Group Guard
    Labs Library Nations Network Office Party Press School Service Services Technologies Trust Union Ventures Wire
""")
"""Heads that also end what is no body (Help Center, Web Services): alone they are no evidence."""

GENERIC_BODIES = _phrases("""
    board of directors, board of management, board of regents, board of trustees, center of excellence,
    centre of excellence, court of appeal, federal government, law firm, police department, supreme council,
    us department
""")
"""What many organizations have, written with capitals or not."""

QUALIFIERS = _words("""
    Advisory Appeals Audit Base Central City Consultative County Coordinating Coordination District Divisional Ethics
    Evaluation Executive General Judicial Local Management Ministerial Municipal Negotiating Nominating
    Operational Organising Organizing Planning Procurement Provincial Regional Rural Separate Special Standing
    Steering Supervisory Teaching Technical Urban Village Working
""")
"""What tells no body of one kind from another, whatever it is of."""

KINDS = _words("""
    Administration Battalion Board Branch Brigade Bureau Command Commission Committee Council Court Department
    Directorate Division Government Group Hospital Museum Office Police Regiment School Secretariat Station
    Subcommittee Unit University
""")
"""Kinds of bodies: qualifiers before one make no name, as in District General Hospital."""

COMPANY = _words(
    "Inc Incorporated Ltd Limited LLC LLP PLLC PLC Plc Corp Corporation Co Company AG SA NV GmbH LP Pvt"
)
"""What a company's name can end with and be left out."""

ABBREVIATIONS = GENERAL_ABBREVIATIONS | _words("b&b m&a p&l q&a r&d")
"""Abbreviations in small letters that are no body's unless a text introduces them."""

HONORIFICS = _words("Mr Mrs Ms Miss Dr Prof Professor Hon Honourable Honorable Sir Dame Lord Lady Rev Reverend Ven"
                    " Venerable Excellency H.E. Messrs Eng Madam Mmes")
"""What stands before a person's name and says no office."""

TITLES = _words("""
    Administrator Admiral Adviser Advisor Ambassador Analyst Archbishop Attorney-at-Law Bishop Capt Captain CEO CFO
    Chair Chairman Chairperson Chairwoman Chancellor Chief CIO CISO CMO Co-Founder Co-founder Cofounder Col Colonel
    Commander Commissioner Congressman Congresswoman COO Coordinator Councillor Councilman Counsel CTO Dean Delegate
    Deputy Director Director-General Executive Founder Gen General Gov Governor Head Inspector Judge Justice King
    Lead Leader Lieutenant Lt Maj Major Manager Mayor Minister Officer Ombudsman Ombudsperson Owner Partner
    Patriarch Pope Premier President Prince Princess Principal Publicist Queen Rapporteur Rep Representative
    Scientist Secretary Secretary-General Sen Senator Sergeant Speaker Specialist Spokesman Spokesperson Spokeswoman
    Strategist Superintendent Treasurer Trustee Undersecretary Vice-Chair Vice-President VP
""")
"""What ends the title of an office."""

TITLE_PARTS = _words("""
    & Acting Additional and Assistant Associate Attorney Brigadier Cabinet Chief Chief-of-Staff Co Co-Chief
    Co-President Corporate Creative Deputy Digital District Election Executive Field Financial First Foreign Former
    Founding General Global Group Head High Independent Information Inspector Interim Investment Joint Lead
    Lieutenant Major Managing Marketing Medical National Non-Executive of Operating Permanent Policy Portfolio Prime
    Product Program Project Provincial Public Rear Regional Resident Revenue Right Science Scientific Senior
    Solicitor Special Staff State Strategy Surgeon Surveyor Technical Technology The Under Vice
""")
"""What can stand before the end of a title and belongs to it."""

PORTFOLIOS = _words("""
    Administration Affairs Agriculture Aviation Children Commerce Construction Cooperation Councils Culture Defence
    Defense Development Economics Economy Education Employment Energy Environment Fertilizer Finance Fisheries
    Forests Health Highways Housing Immigration Industries Industry Information Infrastructure Integration Interior
    Investment Irrigation Justice Labor Labour Lands Law Livestock Management Media Medicine Nutrition Order
    Petroleum Planning Policies Policy Ports Power Railways Reforms Reintegration Relations Resettlement Resources
    Revenue Schools Science Security Shipping Skills Sports State Supply Technology Telecommunications Tourism Trade
    Transport Transportation Treasury War Water Welfare Wildlife Women Works Youth
""")
"""What a ministry can be for; a person's name may follow: Minister of Health Jane Roe."""

NOT_BODIES = _words("""
    Accord Accords Account Act Acts Address Agenda Agreement Agreements Amendment Amendments Analytics Anniversary
    App Application Applications Appropriation Apps Article Artist Assessment Award Awards Bill Blog Book Bowl
    Briefing Broadcast Budget Building Bulletin Calendar Campaign Case Census Certificate Certification Challenge
    Championship Championships Channel Chapter Charter Code Codes Collection Column Communique Competition Complex
    Conference Constitution Contact Contest Contract Convention Corner Corridor Course Covenant Crisis Cup Dashboard
    Data Database Day Days Decade Declaration Decree Design Details Directive Directory Divisions Draftsman Edition
    Engine Era Estimates Event Events Exam Examination Expo Exposition Expressway Fair Fellows Fellowship Festival
    Form Formula Framework Gala Gallery Games Gazette Guide Guideline Guidelines Hall Handbook Hearing Highway
    Holiday Hotel Hub Inbox Index Initiative Innovation Inquiry Insights Instrument Integration Inventory Journal
    Kit Language Law Laws Lecture Letter Licence License Line Link List Litigation Loan Magazine Manual Map Marathon
    Market Markets Media Meeting Memorandum Memorial Method Methods Mission Model Month Newsletter Note Notes Notice
    Notification Number Olympics Order Orders Ordinance Overview Package Page Pages Pandemic Paper Part Path Phase
    Plan Plans Platform Playbook Podcast Policies Policy Portal Portfolio Premises Principles Prize Procedure
    Proclamation Product Products Program Programme Programmes Programs Project Projects Proposal Protocol Protocols
    Provision Purpose Rally Reform Reforms Report Reports Request Resolution Resource Resources Review Revolution
    Road Roadmap Round Rule Rules Schedule Scheme Season Section Sector Seminar Series Session Sheet Show Site
    Solutions Standard Standards Statement Statements Statistics Statute Stock Store Story Strategy Study Suite
    Summary Summit Survey Symposium System Systems Table Talk Talks Tax Team Template Term Terms Test Ticket Tips
    Title Tool Toolkit Tools Tour Tournament Track Trail Treaties Treaty Trends Trial Tuesday Tutorial Update
    Updates Version Video Vision Volume War Webinar Website Week Weekend Workshop Year Years Zone Zones
""")
"""What a name that is not that of a body or person ends with: laws, programmes, events, documents, products."""

GENERIC = _words("""
    a about above according accordingly additionally after against all also although am among an and another any apr
    april are as at aug august based be because been before being between both but by can click com could cst
    currently dear dec december despite did do does during each earlier edt est et even every feb february follow for
    former fri friday from furthermore get given gmt had has have he hello her here him his how however http https i
    if in including instead into is it its jan january jul july jun june just later learn let like make mar march may
    me meanwhile might mon monday moreover much must my nd next no nor not nov november now oct october of on once
    only onto or other our out over pdt per please pm pst rd read recently said sat saturday says see sep sept
    september shall she should since so some st still such sun sunday th than thank thanks that the their them then
    there therefore these they this those through thu thur thurs thursday thus to today tomorrow tue tues tuesday
    under unlike until up upon us use using utc via visit was we wed wednesday were what when where whether which
    while who whom whose why will with within without would www yes yesterday yet you your
""")
"""Words with a capital that begin no name: those of sentence beginnings, months and days."""

PLACES = _phrases("""
    Abu Dhabi, Afghanistan, Africa, Alabama, Alaska, Albania, Alberta, Algeria, America, Americas, Andorra, Angola,
    Antarctica, Argentina, Arizona, Arkansas, Armenia, Asia, Asia Pacific, Asia-Pacific, Atlanta, Austin, Australia,
    Austria, Azerbaijan, Bahamas, Bahrain, Balkans, Baltimore, Bangladesh, Barbados, Beijing, Belarus, Belgium,
    Belize, Benin, Berlin, Bhutan, Bolivia, Bosnia and Herzegovina, Boston, Botswana, Brazil, British Columbia,
    Brunei, Brussels, Buenos Aires, Bulgaria, Burkina Faso, Burundi, CA, California, Cambodia, Cameroon, Canada,
    Cape Town, Cape Verde, Caribbean, Central America, Central Asia, Chad, Chicago, Chile, China, Cleveland,
    Colombia, Colombo, Colorado, Connecticut, Costa Rica, Crimea, Croatia, Cuba, Cyprus, Czech Republic, Czechia,
    Dallas, DC, Delaware, Delhi, Denmark, Denver, Detroit, Djibouti, Dominican Republic, Donbas, Dubai,
    Eastern Europe, Ecuador, Egypt, El Salvador, England, Eritrea, Estonia, Eswatini, Ethiopia, Europe, Fiji,
    Finland, FL, Florida, Fort Worth, France, Gabon, Gambia, Gaza, Geneva, Georgia, Germany, Ghana, Great Britain,
    Greece, Greenland, Grenada, Guatemala, Guinea, Guyana, Haiti, Hawaii, Ho Chi Minh City, Honduras, Hong Kong,
    Houston, Hungary, Iceland, Idaho, Illinois, India, Indiana, Indonesia, Iowa, Iran, Iraq, Ireland, Israel,
    Istanbul, Italy, Ivory Coast, Jamaica, Japan, Jordan, Kansas, Kansas City, Kazakhstan, Kentucky, Kenya, Kiev,
    Korea, Kosovo, Kuala Lumpur, Kuwait, Kyiv, Kyrgyzstan, LA, Laos, Las Vegas, Latin America, Latvia, Lebanon,
    Lesotho, Liberia, Libya, Liechtenstein, Lithuania, London, Long Beach, Los Angeles, Louisiana, Luxembourg,
    Macau, Madagascar, Madrid, Maine, Malawi, Malaysia, Maldives, Mali, Malta, Maryland, Massachusetts, Mauritania,
    Mauritius, Melbourne, Mexico, Mexico City, Miami, Michigan, Middle East, Minneapolis, Minnesota, Mississippi,
    Missouri, Moldova, Monaco, Mongolia, Montana, Montenegro, Montreal, Morocco, Moscow, Mozambique, Mumbai,
    Myanmar, Namibia, Nebraska, Nepal, Netherlands, Nevada, New Delhi, New Hampshire, New Jersey, New Mexico,
    New York, New York City, New Zealand, Nicaragua, Niger, Nigeria, North America, North Carolina, North Dakota,
    North Korea, North Macedonia, Northern Ireland, Norway, NY, NYC, Oceania, Ohio, Oklahoma, Oman, Ontario, Oregon,
    Orlando, Pakistan, Palau, Palestine, Palm Beach, Panama, Papua New Guinea, Paraguay, Paris, Pennsylvania, Peru,
    Philadelphia, Philippines, Phoenix, Poland, Portland, Portugal, Puerto Rico, Qatar, Quebec, Rhode Island,
    Rio de Janeiro, Romania, Rome, Russia, Russian Federation, Rwanda, Saint Lucia, Salt Lake City, Samoa,
    San Antonio, San Diego, San Francisco, San Jose, San Marino, Santa Clara, Santa Monica, Sao Paulo, Saudi Arabia,
    Scotland, Seattle, Senegal, Seoul, Serbia, Seychelles, Shanghai, Sierra Leone, Silicon Valley, Singapore,
    Slovakia, Slovenia, Somalia, South Africa, South America, South Asia, South Carolina, South Dakota, South Korea,
    South Sudan, Soviet Union, Spain, Sri Lanka, St Louis, St Petersburg, Sudan, Suriname, Sweden, Switzerland,
    Sydney, Syria, São Paulo, Taiwan, Tajikistan, Tanzania, Tel Aviv, Tennessee, Texas, Thailand, Timor-Leste, Togo,
    Tokyo, Tonga, Toronto, Trinidad and Tobago, Tunisia, Turkey, Turkmenistan, TX, Türkiye, UAE, Uganda, UK,
    Ukraine, United Arab Emirates, United Kingdom, United States, United States of America, Uruguay, US, USA, USSR,
    Utah, Uzbekistan, Vancouver, Vatican, Venezuela, Vermont, Vienna, Viet Nam, Vietnam, Virginia, Wales,
    Wall Street, Warsaw, Washington, Washington DC, West Bank, West Virginia, Western Europe, Wisconsin, Wyoming,
    Yemen, Zambia, Zimbabwe
""")
"""Countries and well-known regions and cities, which many sequences with capitals are."""

PLACE_WORDS = _words("""
    Airport Ave Avenue Bay Beach Blvd Boulevard Bridge Canyon City Coast County Creek Desert District Districts Drive
    Estate Forest Gulf Harbor Harbour Hill Hills Hwy Island Islands Junction Kingdom Lagoon Lake Mount Mountain
    Mountains Ocean Park Peninsula Plaza Port Province Provinces Region Republic River Road Sea Square State States
    Strait Street Suite Tower Town Township Valley Village Way
""")
"""What the name of a place ends with."""

SIDES = _words("North South East West Northern Southern Eastern Western Central Greater Upper Lower Mid")

POSSESSORS = _words("""
    Bankers' Boys' Builders' Carers' Children's Citizens' Commissioner's Consumers' Drivers' Employers' Farmers'
    General's Girls' Governors' Journalists' King's Lawyers' Lloyd's Manufacturers' Master's Mayors' McDonald's
    Men's Ministers' Moody's Mother's Nurses' Officers' Ombudsman's Owners' People's Peoples' Physicians' Pilots'
    Players' President's Presidents' Queen's Settlers' Sotheby's Students' Teachers' Traders' Veterans' Women's
    Workers' Writers'
""")
"""Possessives that stand inside a name; elsewhere the possessor and the possessed are two."""

PARTICLES = _words("de da do dos du des del della di la le van von der den ten ter bin ibn bint al el ul zu zur y")
"""Small words inside a person's name."""

SPEAKS = _words("""
    acquired acquires added adds announced announces appointed approved believes commented decided expects explained
    explains hired issued launched launches noted notes offers operates plans provides published recommended
    released reported reports said says signed stated stressed told tweeted unveiled urged warned welcomed wrote
""")
"""What an organization or person does, as a word after its name."""

THINGS = _words("""
    act app application award awards bill certification code conference drug event feature file format framework
    hashtag initiative law market model models page platform policy product products program programme project
    report series service services site software solution solutions standard stock system technology therapy tool
    tools website
""")
"""What the word after a name says that it is, if it is no body."""

OF_PLACE = _words("in across throughout near around outside inside toward towards")
"""Words before a place's name."""

SMALL = _words("and are as at by can for from had has have in is may of on or that to was were which who will with")
"""Words after "an X" that leave X what it is; a noun there makes it "an X report"."""
