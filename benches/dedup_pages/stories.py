"""Invented news stories from a grammar: two of them share names of things, but no long run of words."""
import datetime
from collections import namedtuple

from .shape import DAYS, FIRST_DAY, tidy
from .words import NUMBERS, firm, person, place, spoken_date, street, surname

Story = namedtuple("Story", "title byline paragraphs day topic")

# topic: who acts, what it is about, where it happens, what the matter is
TOPICS = {
    "council": ["councillors|the planning committee|ward members|the mayor's office|residents' groups|the finance officer|the opposition",
                "budget|library plan|parking scheme|allotment policy|market charter|flood wall|housing bid|tree survey|tram line|bin contract",
                "the chamber|the annexe|the guildhall|the committee room|the public gallery|the civic centre"],
    "company": ["shareholders|the board|engineers|the works council|analysts|suppliers|the finance chief|the founding family",
                "merger|plant closure|pay deal|assembly line|share sale|export order|pension gap|patent row|new depot|price list",
                "the head office|the foundry|the boardroom|the trade fair|the loading yard|the canteen"],
    "science": ["researchers|the survey team|marine biologists|the lab's director|statisticians|field assistants|reviewers|a doctoral student",
                "sediment core|telescope|seabird count|vaccine trial|cave system|glacier|battery cell|fossil bed|soil sample|signal",
                "the institute|the field station|the lecture hall|the clean room|the research vessel|the archive"],
    "culture": ["the curator|actors|the choir|publishers|festival staff|the conductor|critics|the playwright|stagehands",
                "opera|exhibition|lost manuscript|film archive|music hall|poetry prize|mural|puppet show|orchestra|sculpture",
                "the gallery|the rehearsal room|the old cinema|the foyer|the scene dock|the bandstand"],
    "farming": ["growers|the dairy co-operative|shepherds|vets|the growers' union|beekeepers|seed merchants|tenant farmers",
                "harvest|milk price|irrigation pond|potato blight|hedge grant|lambing season|grain store|orchard|slurry rule|water quota",
                "the auction ring|the cattle market|the packing shed|the lower pasture|the silo|the milking parlour"],
    "health": ["nurses|the health board|surgeons|patients' advocates|pharmacists|ambulance crews|the chief physician|midwives",
               "stroke unit|waiting list|night clinic|screening van|drug shortage|ward closure|hearing test|blood bank|diet study|hospice",
               "the infirmary|the outpatient wing|the day room|the dispensary|the surgery|the theatre block"],
    "transport": ["drivers|the rail operator|harbour staff|signallers|the ferry company|cyclists|hauliers|the inspector|commuters",
                  "bridge|night bus|signal box|ferry crossing|timetable|level crossing|freight yard|cycle lane|tunnel|ticket hall",
                  "the depot|the quayside|the control room|platform four|the roundabout|the workshops"],
    "school": ["pupils|governors|the head teacher|parents|the inspectorate|lecturers|the students' union|caretakers",
               "exam hall|reading scheme|playing field|bursary|school roof|exchange trip|science block|canteen|apprenticeship|language class",
               "the assembly hall|the campus|the staff room|the sports barn|the lecture theatre|the boarding house"],
    "sea": ["skippers|the coastguard|divers|harbour pilots|lifeboat volunteers|the fishery office|lighthouse keepers|salvors",
            "wreck|herring stock|sea wall|oil slick|marina|lobster quota|dredging licence|radio mast|kelp farm|storm surge",
            "the slipway|the fish dock|the harbour mouth|the rescue station|the chart room|the sand bar"],
    "crime": ["detectives|the prosecutor|customs officers|jurors|forensic staff|the ombudsman|a retired judge|witnesses",
              "warehouse raid|art theft|forged passport|smuggling route|cold case|arson attack|data leak|poaching ring|fraud trial|escape",
              "the courthouse|the incident room|the evidence store|the lock-up|the remand wing|the border post"]}

MANNER = """quietly|without much ado|against expectations|after months of delay|to general surprise|for a second time|with one voice|under protest|
by a narrow margin|ahead of schedule|behind closed doors|on short notice|in the teeth of criticism|with little fanfare|at considerable cost|
by common consent|over strong objections|late in the evening|under new rules|for want of money|with borrowed equipment|on legal advice""".replace("\n", "").split("|")
DEEDS = """approved|put off|defended|questioned|welcomed|rejected|reopened|paid for|inspected|abandoned|rescued|
signed off|delayed|mapped|photographed|measured|costed|praised|mocked|doubted|backed|blocked|discussed|shelved|revived|
bargained over|reported on|applauded|lamented|halved|doubled|announced""".replace("\n", "").split("|")
KINDS = """long-awaited|disputed|modest|costly|half-finished|ill-fated|ambitious|unloved|much-praised|little-known|temporary|seasonal|
hard-won|controversial|overdue|shared|experimental|neglected|well-meant|obscure|popular|fragile|expensive|remote|secondhand|celebrated|
rival|privately funded|redrawn|leaky|draughty|original""".replace("\n", "").split("|")
CAUSES = """a shortage of staff|rising rents|the storm in spring|a clerical mistake|pressure from the capital|an anonymous gift|a change in the law|
cheap imports|poor drainage|a letter from an heiress|loose wiring|the strong currency|a broken pump|an unpaid invoice|falling numbers|
a rumour on the radio|new figures|a court order|rust|dry rot|a forgotten clause|the retirement of its founder|an audit|a petition|
two wet summers|a family quarrel|missing keys|higher tolls|a lapse in the insurance|stray voltage""".replace("\n", "").split("|")
FEARS = """lose its charm|run out of cash|be finished within weeks|draw visitors|need another look|cost jobs|outlive us all|end in court|
help the young|divide the town|be copied elsewhere|pay for itself|come too late|please nobody|need a new roof|change hands|
bring back trade|set an example|be forgotten|stretch the budget|fall to volunteers|take years|make enemies|be worth the wait""".replace("\n", "").split("|")
SAYINGS = """I have seen worse|We were never asked|It keeps me awake|There is no plan B|Somebody has to begin|Money is not everything|We counted twice|
They promised us otherwise|My grandmother would laugh|It is a matter of trust|Nobody reads the small print|You can smell it|Patience pays|
That door is shut|We owe it to the children|The sums do not add up|I would do it again|Time is short|It was luck|Ask me in a year|
People are tired|We are not naive|The map was wrong|It is only a start|Good work takes quiet|It hurts|We mended what we could|
Old habits die hard|It rained in|The lights were on""".replace("\n", "").split("|")
SAYINGS2 = """and that is that|but we go on|so we wait|whatever the minister thinks|as any neighbour knows|and I do not say so lightly|
though few will admit it|which is why I stayed|even if it takes a decade|and the rest is noise|but do not quote my wife|for better or worse|
and there is proof|despite the headlines|because it matters here|or so they tell me|until the next vote|if you ask around|
and no wonder|as long as it stands|with or without a grant|which surprised even me|when all is said|and I have the receipts""".replace("\n", "").split("|")
SPOKE = "said|told reporters|argued|added|recalled|insisted|remarked|explained|wrote in a note|conceded|joked|warned".split("|")
WHEN = """on {weekday}|last autumn|before the weekend|in the small hours|a fortnight ago|over the summer|since {year}|at the turn of the year|
during a break|the day after|at its spring meeting|within an hour|early this week|by nightfall|some years back|towards noon""".replace("\n", "").split("|")
TITLES = ["{Many} {deed} {kind} {thing} in {town}", "{town} {thing}: {many} at odds after {cause}", "How a {kind} {thing} came to {town}",
          "{cause} halts {thing} near {town}", "{lead} on the {thing} that could {fear}", "{kind} {thing} divides {town}",
          "The {thing} of {town} may {fear}", "{many} {deed} the {town} {thing}"]
LEADS = [
    "{many} in {town} {when} {manner} {deed} the {kind} {thing}, which some fear will {fear}.",
    "the {thing} at {road} in {town} was {manner} {deed2} {when}, and {lead} puts it down to {cause}.",
    "for {number} weeks {town} has spoken of little but its {thing}; {when} {many} {deed} it {manner}.",
    "after {cause} the {kind} {thing} of {town} is in doubt, {lead} of {org} {spoke} {when}.",
    "{lead} never meant to spend {number} years on a {thing}, let alone a {kind} one in {town}."]
PATTERNS = [
    "{many} {deed} the {kind} {thing} {when}, {manner}.",
    "\"{saying}, {saying2},\" {spoke} {one}, who has followed the {thing2} for {number} years.",
    "\"{saying},\" {spoke} {one} at {spot}. \"{other_saying}, {saying2}.\"",
    "because of {cause}, {org} {manner} {deed} a {kind} {thing2}.",
    "{when} some {figure} people came to {spot}, where {one} spoke about {cause}.",
    "the {thing2} near {road} may {fear}, according to {one}; {many} disagree.",
    "a {kind} {thing} in {elsewhere} was {deed2} {manner} after {cause}.",
    "{org}, which employs {figure} people in {elsewhere}, {deed} the {thing} {when}.",
    "whether the {thing} will {fear} or merely {fear2} is a question that {many} {manner} leave open.",
    "{one} keeps a {kind} model of the {thing2} in {spot} and blames {cause}.",
    "of the {figure} letters sent to {org}, all but {number} mention {cause}.",
    "nobody in {town} had {deed2} more than {number} of the {thing2} papers, let alone {manner}.",
    "{lead} walked from {road} to {spot} with {one} and {manner} {deed} what there was.",
    "it began with {cause}. then came {cause2}, and {many} lost heart.",
    "{elsewhere} has a {thing2} too, {kind} and {kind2}, {deed2} {when} by {many}.",
    "few doubt that {many} could {fear2}; {one} is among them. \"{saying},\" runs the note left at {spot}.",
    "at {spot} a {kind} {thing} hangs as a reminder of {cause}, {manner} {deed2} by {lead}.",
    "the bill, {figure} thousand so far, was {manner} {deed2} by {org} {when}.",
    "{many} from {elsewhere} arrived {when}. they {deed} the {thing2}, ate at {road} and left {manner}.",
    "next comes a hearing on {date}, at which {one} hopes to show that the {thing} will {fear}.",
    "\"{other_saying}, {saying2},\" {lead} {spoke}, pointing from {spot} towards {elsewhere}."]


class Teller:
    """Fills sentences for one story, using no phrase of a pool again before the pool is used up."""

    def __init__(self, draw, topic, day):
        self.draw, self.day = draw, day
        many, things, spots = (text.split("|") for text in TOPICS[topic])
        self.pools = {"many": many, "thing2": things, "spot": spots, "manner": MANNER, "deed": DEEDS, "deed2": DEEDS, "kind": KINDS,
                      "kind2": KINDS, "cause": CAUSES, "cause2": CAUSES, "fear": FEARS, "fear2": FEARS, "saying": SAYINGS,
                      "other_saying": SAYINGS, "saying2": SAYINGS2, "spoke": SPOKE, "when": WHEN, "title": TITLES, "lead": LEADS,
                      "pattern": PATTERNS}
        self.left = {}
        self.people = [person(draw) for _ in range(5)]
        self.places = [place(draw) for _ in range(4)]
        self.streets = [street(draw) for _ in range(3)]
        self.facts = {"town": place(draw), "lead": person(draw), "org": draw.pick([firm(draw), f"the {surname(draw)} Trust",
                      f"the {place(draw)} Society"]), "thing": draw.pick(things)}

    def take(self, name):
        pool = id(self.pools[name])
        if not self.left.get(pool):
            self.left[pool] = self.draw.shuffled(self.pools[name])
        return self.left[pool].pop()

    def sentence(self, text):
        calendar = {"weekday": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][self.day.weekday()],
                    "year": str(self.draw.between(1961, 2023)),
                    "date": spoken_date(self.day + datetime.timedelta(days=self.draw.between(5, 60)))}
        values = {**self.facts, **calendar, "one": self.draw.pick(self.people), "elsewhere": self.draw.pick(self.places),
                  "road": self.draw.pick(self.streets), "number": NUMBERS[self.draw.between(2, 12)],
                  "figure": str(self.draw.between(14, 2900))}
        for name in ("title", "lead", "pattern"):
            values.setdefault(name, "")
        for name in self.pools:
            if "{" + name + "}" in text or "{" + name.capitalize() + "}" in text:
                values[name] = values[name] if values.get(name) else self.take(name)
        values["Many"] = values.get("many", "")
        for _ in range(2):
            for name, value in values.items():
                text = text.replace("{" + name + "}", value)
        return tidy(text[0].upper() + text[1:] if text[0].isalpha() else text)


def story(draw, words):
    """A story of about so many words."""
    topic = draw.pick(list(TOPICS))
    day = FIRST_DAY + datetime.timedelta(days=draw.below(DAYS))
    teller = Teller(draw, topic, day)
    title = teller.sentence(draw.pick(TITLES))
    paragraphs = [teller.sentence(draw.pick(LEADS))]
    written = len(paragraphs[0].split())
    while written < words:
        sentences = [teller.sentence(teller.take("pattern")) for _ in range(draw.between(1, 4))]
        paragraphs.append(" ".join(sentences))
        written += len(paragraphs[-1].split())
    return Story(title, person(draw), paragraphs, day, topic)
