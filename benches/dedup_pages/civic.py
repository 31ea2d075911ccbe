"""Template pages of public life: weather, sport, elections, courts, roads, schools, deaths, events."""
from .shape import Shape
from .words import NUMBERS, WEEKDAYS, bullets, different, firm, joined, person, place, street, surname

SKIES = ["clear skies", "broken cloud", "a blanket of low cloud", "hazy sunshine", "patchy mist", "thick fog", "bright spells",
         "scattered showers", "steady drizzle", "heavy rain", "squally showers", "sleet on the tops", "light snow", "a hard frost",
         "thundery downpours", "unbroken sunshine", "freezing fog", "spots of rain", "wintry showers", "milky sunshine"]
WINDS = ["a light southerly breeze", "a brisk westerly wind", "hardly a breath of wind", "a raw easterly", "gusty winds off the sea",
         "a fresh north-westerly", "gales on exposed ground", "a soft south-westerly", "variable airs", "a keen northerly wind"]
FEELS = ["mild for the time of year", "close to average", "bitterly cold", "on the chilly side", "pleasantly warm", "uncomfortably hot",
         "cool near water", "raw and damp", "warmer than of late", "fresh rather than cold"]
ADVICE = ["Walkers should carry a waterproof.", "Drivers are asked to allow more time.", "Gardeners may want to cover tender plants.",
          "Washing should dry quickly.", "Those with hay fever will notice the pollen.", "Boats are best left at their moorings.",
          "A scarf will not come amiss.", "Elderly neighbours may need a visit.", "Sun cream is advised at midday."]


def weather(draw, day, fixed):
    town = place(draw)
    near = different(draw, place, draw.between(3, 8))
    rows = [f"{name}: {draw.pick(SKIES)}, {draw.pick(FEELS)}" for name in near]
    skies, winds, high = draw.sample(SKIES, 5), draw.sample(WINDS, 3), draw.between(-2, 31)
    return {"key": (town, day), "town": town, "sky": skies[0], "later": skies[1], "night": skies[2], "next": skies[3],
            "after": skies[4], "wind": winds[0], "wind2": winds[1], "feel": draw.pick(FEELS), "feel2": draw.pick(FEELS),
            "advice": " ".join(draw.sample(ADVICE, draw.between(1, 3))), "near": bullets(rows), "high": high,
            "low": high - draw.between(3, 12), "hill": place(draw) + " " + draw.pick(["Fell", "Edge", "Moor", "Hill", "Down"]),
            "river": "River " + place(draw)[:4].rstrip("aeiou") + draw.pick(["e", "en", "er", "ow"])}


WEATHER = Shape(
    "weather", weather, lambda draw: {"service": place(draw) + " " + draw.pick(["Weather Desk", "Outlook", "Forecast Office"])},
    ["sky", "later", "night", "next", "after", "wind", "wind2", "feel", "feel2", "advice", "near", "hill", "river"],
    "<Weather for {town}, {weekday} {dayword}|{town} weather: the outlook for {weekday} {date}|Forecast for {town} on {date}>",
    "<Here is the forecast for {town} for {weekday} {date} from the {service}.|The {service} expects {sky} over {town} this "
    "{weekday}, {dayword}.|{town}, {date}: {sky} at first, with {wind} through the morning.>",
    ["<The morning brings {sky} and {wind}. By the middle of the day|People waking up in the town will find {sky}; the flag on the "
     "town hall will be moved by {wind}. After lunch> there will be {later}, and it will feel {feel}.",
     "<In the evening expect {night} with {wind2}. Overnight it stays {feel2}.|Once the sun has set, {night} will settle in, and "
     "{wind2} will make the small hours {feel2}.>",
     "<Highest temperature {high} degrees, lowest {low} degrees.|The glass should reach {high} degrees by three in the afternoon and fall "
     "back to {low} before dawn.|It will not get warmer than {high} degrees.>",
     "<The day after looks different, with {next} from breakfast onwards and {after} towards dusk.|Looking ahead, the next day starts "
     "with {next}. The rest of the week will see {after}.>"],
    ["Around the district:\n{near}", "{advice}",
     "On {hill} [the cloud base will be low and visibility poor|the views should be long|the ground is soft after recent weather|shepherds "
     "report drifts in the gullies].",
     "The {river} is [running high but within its banks|at its usual level|low for the season|being watched by flood wardens].",
     "[Pollen is low.|Pollen is moderate.|Pollen is high, mostly grass.|Air quality is good.|Air quality is poor beside main roads.]"],
    ["The forecast is drawn up twice a day from readings of our own stations, which stand on school roofs, at two reservoirs and on the old "
     "signal tower. Volunteers read the rain gauges by hand every morning at nine and telephone their figures to the office, where they "
     "are compared with the pictures of the satellite before anything is sent out.",
     "A word on terms. Where we write of spells we mean periods of at least an hour; showers begin and end quickly, while rain is "
     "steady and may last half a day. A breeze stirs leaves, a wind moves branches, and we only speak of a gale when whole trees sway "
     "and walking against it is hard work.",
     "Readers who keep a rain gauge or thermometer in the garden are welcome to join the network. We lend a screen and a record book, and "
     "the figures of the past month are read out at the annual meeting in the reading room, together with the prize for the best "
     "photograph of a cloud.",
     "Warnings are given in three steps. Be aware means that plans out of doors may be disturbed. Be prepared means that roads may close "
     "and power may fail. Take action means that there is danger to life and that you should follow what the emergency services say."])

GROUNDS = ["the Recreation Ground", "Canal Park", "the Old Brickfield", "Gasworks Lane", "the Meadow Stadium", "Priory Field", "Dock Road"]
MANNERS = ["a header from a corner", "a low drive from the edge of the area", "a tap-in at the far post", "a curling free kick",
           "a penalty after a handball", "a long ball that nobody cleared", "a shot that took a wicked deflection", "a neat chip"]
MOODS = ["delighted", "relieved", "furious", "proud of the effort", "at a loss", "philosophical", "hoarse but happy", "unimpressed"]
TURNS = ["a missed chance just before the interval", "a double substitution", "the loss of the captain to injury", "a change to three at "
         "the back", "a save at full stretch", "the rain that came at half-time", "a second booking in midfield"]


def match(draw, day, fixed):
    home, away = different(draw, place, 2)
    win, lose = draw.between(1, 4), draw.between(0, 3)
    players = different(draw, surname, 6)
    ways, turns = draw.sample(MANNERS, 3), draw.sample(TURNS, 2)
    result = "beat" if win > lose else "drew with" if win == lose else "lost to"
    return {"key": (home, away), "home": home, "away": away, "score": f"{win}-{lose}", "result": result, "p1": players[0],
            "p2": players[1], "p3": players[2], "coach": person(draw), "referee": person(draw), "keeper": players[3], "way": ways[0],
            "way2": ways[1], "turn": turns[0], "turn2": turns[1], "ground": draw.pick(GROUNDS), "mood": draw.pick(MOODS),
            "minute": draw.between(3, 44), "minute2": draw.between(46, 90), "crowd": draw.between(90, 4800), "next": place(draw),
            "names": ", ".join(different(draw, surname, 11)), "names2": ", ".join(different(draw, surname, 11))}


MATCH = Shape(
    "match", match, lambda draw: {"league": draw.pick(["Valley League", "Coastal Premier", "Northern Counties Division", "Saturday Alliance",
                                                       "Midland Combination", "Isles Championship"])},
    ["way", "way2", "turn", "turn2", "ground", "mood", "referee", "names", "names2", "next"],
    "<{home} {score} {away}|{league}: {home} {result} {away}|Match report: {home} v {away}, {date}>",
    "<{home} {result} {away} {score} at {ground} on {weekday} in the {league}.|The {league} brought {away} to {ground} on {dayword}, where "
    "{home} {result} them, {score}.>",
    ["<The first goal came in minute {minute}, when {p1} scored with {way}.|{p1} opened the scoring with {way} after {minute} minutes.> "
     "[The home crowd roared.|It had been coming.|Few had seen it coming.|The linesman's flag stayed down.]",
     "<After the break the game turned on {turn}. {p2} made the most of it with {way2}.|{turn} changed the afternoon, and it was {p2} who "
     "gained by it, finding the net with {way2} on {minute2} minutes.> [{keeper} got a hand to it but no more.|{keeper} stood no chance.|"
     "{p3} claimed the last touch, in vain.]",
     "<Afterwards the manager, {coach}, was {mood}.|{coach}, who manages {home}, said he was {mood}.> "
     "[\"We kept our shape and that is what we work on all week,\" he said.|\"Nobody can fault the effort of those lads,\" he said.|"
     "\"We gave the ball away far too cheaply,\" he said.|\"I will not talk about the referee,\" he said.|"
     "\"Three training sessions with the whole squad would help,\" he said.]"],
    ["{home}: {names}.\n{away}: {names2}.", "Referee: {referee}. Attendance: {crowd}.",
     "[Both sides finished with eleven men.|{p3} was sent off for a second booking.|{p3} limped off late on.|A dog held up play.] "
     "[The pitch cut up badly.|The floodlights failed for a while.|The drums did not stop.]",
     "{turn2} [might have changed it all|was the talk of the stand|came too late to matter].",
     "{home} go to {next} [next week|in the cup on the following Saturday|after the break], while {away} have [a week off|a replay to "
     "play|two home games in a row]."],
    ["Reports in this series are written by supporters and club secretaries and sent in on the evening of the game. We print them as they "
     "come, with spelling put right and insults taken out. If you would like to report for your club, write to the sports editor with a "
     "sample of about two hundred words, and tell us whether you can also send a photograph.",
     "Standings are worked out on points, then goal difference, then goals scored. Two clubs go up and two go down, the third from the bottom "
     "plays off against the runner-up of the division below over two legs, and grounds have to pass an inspection before promotion is "
     "confirmed by the committee in early summer.",
     "Admission to all grounds is paid at the gate in cash or by card. Children under twelve come in free with an adult, programmes are "
     "available while they last, and the tea hut opens an hour before the start. Please park with care and leave the lane free for the "
     "ambulance."])


def table(draw, day, fixed):
    teams = different(draw, place, draw.between(6, 14))
    rows, points = [], draw.between(28, 44)
    for rank, team in enumerate(teams, 1):
        points -= draw.between(0, 5)
        rows.append(f"{rank} {team} {fixed['games']} {max(points, 1)}")
    return {"key": (fixed["league"], day, teams[0]), "rows": "\n".join(rows), "top": teams[0], "second": teams[1], "last": teams[-1],
            "round": draw.between(4, 30), "scorer": person(draw), "goals": draw.between(6, 29), "star": person(draw),
            "club": teams[draw.below(len(teams))], "turn": draw.pick(TURNS)}


TABLE = Shape(
    "table", table, lambda draw: {"league": place(draw) + " and District " + draw.pick(["Hockey", "Netball", "Bowls", "Rugby", "Darts"])
                                  + " League", "games": draw.between(6, 24)},
    ["turn"],
    "<{league} table after {date}|Standings: {league}, {dayword}>",
    "<{top} lead the {league} after the games of {weekday} {date}, ahead of {second}.|The table of the {league} as it stood on {date}, with "
    "{top} in first place.>",
    ["Rank, club, games, points\n{rows}",
     "<At the foot of the table {last} need points soon.|{last} prop up the rest.> [A meeting has been called.|Help is on its way.|The mood is "
     "said to be good all the same.]"],
    ["{scorer} of {club} heads the scorers with {goals}.", "Player of the round is {star}, [after a fine display|by a wide margin|for the first "
     "time|on a split vote].", "[The weather cost two fixtures.|All fixtures were played.|One result awaits an appeal.]"],
    ["The table is kept by the fixtures secretary and is final once the result cards of both clubs have come in. Cards that come later than "
     "the second weekday after a game cost the club a point. Appeals go to the committee, which sits on the first weekday of the month "
     "in the upper room, and whose word is final.",
     "New clubs may apply until the end of spring. They need a home venue, two qualified umpires and a treasurer, and pay a deposit which is "
     "returned at the end of the season if all games have been played. The rules can be had from the secretary for the price of the "
     "postage."])

HOBBIES = ["ringing the bells of the parish church", "restoring clocks", "the allotment", "long walks with a succession of terriers",
           "the amateur operatic society", "crosswords", "keeping bees", "watercolours", "the bowls club", "sea fishing", "baking for "
           "every fete in the village", "jazz records", "model railways", "tending roses", "chess by post", "choral singing"]
TRADES = ["a district nurse", "a toolmaker", "a primary school teacher", "a bus driver", "a dairy farmer", "a draughtsman", "a midwife",
          "a postmistress", "a joiner", "a merchant seaman", "a librarian", "a pharmacist", "a miner and later a caretaker", "a tailor",
          "a telephone operator", "a vet", "a signalman", "a bank clerk", "a cook at the infirmary", "a surveyor"]
CHARITIES = ["the lifeboat", "the hospice", "the air ambulance", "the dogs' home", "the heart unit", "the food bank", "the village hall"]
WORDS_FOR = ["quick to laugh", "generous to a fault", "stubborn in the best way", "never without a story", "slow to judge", "fond of an "
             "argument", "patient with everybody", "happiest out of doors", "always the last to leave a dance", "gentle and exact"]


def obituary(draw, day, fixed):
    who, spouse = person(draw), person(draw).split()[0]
    children = different(draw, lambda d: person(d).split()[0], draw.between(1, 5))
    ways = draw.sample(HOBBIES, 3)
    return {"key": who, "who": who, "first": who.split()[0], "age": draw.between(58, 101), "town": place(draw), "born": place(draw),
            "spouse": spouse, "children": joined(children), "trade": draw.pick(TRADES), "hobby": ways[0], "hobby2": ways[1], "hobby3": ways[2],
            "charity": draw.pick(CHARITIES), "church": "St " + draw.pick(["Anne", "Mary", "Oswald", "Peter", "Columba", "Hilda"]) + "'s",
            "hour": draw.pick(NUMBERS[9:13]), "words": draw.pick(WORDS_FOR), "words2": draw.pick(WORDS_FOR), "funeral": draw.pick(WEEKDAYS[1:5]),
            "firm": firm(draw), "grand": draw.pick(NUMBERS[2:10])}


OBITUARY = Shape(
    "obituary", obituary, lambda draw: {"undertaker": f"{surname(draw)} and {draw.pick(['Sons', 'Daughters', 'Partners'])}"},
    ["hobby", "hobby2", "hobby3", "charity", "church", "hour", "words", "words2", "grand"],
    "<{who}, of {town}|In memory of {who}|Death notice: {who}, {town}>",
    "<{who}, of {town}, died peacefully on {dayword}, aged {age}.|The family of {who} announce with sadness a death at home in {town} on "
    "{date}, at the age of {age}.>",
    ["<Born in {born}, {first} worked as {trade} and married {spouse}.|{first} came to the town from {born} as {trade}, and met {spouse} "
     "there.> <Left to mourn are {children}|Much loved parent of {children}> and {grand} grandchildren.",
     "<Friends remember someone {words}, and {words2}.|Those who knew {first} speak of a person {words}.> <Free time went into {hobby} and "
     "{hobby2}.|There was always time for {hobby}, and later for {hobby2}.>",
     "<The funeral takes place at {church} in {town} at {hour} o'clock on {funeral} of the coming week.|A service will be held "
     "at {church}, {town}, at {hour}.> [All are welcome.|Family flowers only, please.|Bright colours are asked for.|Tea follows in the hall.]"],
    ["Gifts in place of flowers may go to {charity}.", "[For many years|Until last spring|From boyhood|All through retirement] {hobby3} was "
     "the other great love.", "Before retiring {first} spent [thirty years|half a lifetime|a long spell|the happiest years] with {firm}.",
     "The family thank [the nurses of the ward|the staff of the home|neighbours in the close|the doctor] for [every kindness|their care]."],
    ["Notices are placed by {undertaker}, funeral directors, on behalf of families. Messages of sympathy can be left on this page for "
     "thirty days and are then printed and bound for the family, who alone decide which of them stay to be seen. Candles may be lit here "
     "free of charge.",
     "How to place a notice. Write to us or call in at the office between nine and four with the certificate. A notice of up to eighty words is "
     "free for families who have asked us to arrange the funeral; others pay for each line. We read every notice back to you before it "
     "is set, and put right any slip at no cost.",
     "Grief takes many forms. Our leaflet lists groups that meet in the area, for those who have lost a partner, a parent or a child. No "
     "appointment is needed, nobody has to speak, and there is no charge. The leaflet lies in libraries and surgeries."])

PARTIES = ["Citizens' Alliance", "Land and Labour", "the Green Union", "the Reform Bloc", "the People's List", "Independents", "the Centre"]
ISSUES = ["the hospital that was to close", "rents", "the bypass", "the price of water", "school places", "fishing quotas", "bus fares",
          "flood walls", "the shut steelworks", "housing on farmland", "policing at night", "ferry sailings"]


def election(draw, day, fixed):
    seat = place(draw) + draw.pick([" North", " South", " East", " West", " Central", " and Coast", " Vale", ""])
    parties = draw.sample(PARTIES, draw.between(3, 6))
    people = different(draw, person, len(parties))
    votes, left = [], draw.between(11000, 24000)
    for _ in parties:
        votes.append(left)
        left = max(120, left * draw.between(35, 96) // 100 - draw.between(1, 90))
    rows = [f"{who} ({party}) {count:,}" for who, party, count in zip(people, parties, votes)]
    issues = draw.sample(ISSUES, 2)
    return {"key": seat, "seat": seat, "winner": people[0], "party": parties[0], "second": people[1], "party2": parties[1],
            "rows": "\n".join(rows), "majority": f"{votes[0] - votes[1]:,}", "turnout": draw.between(41, 78), "issue": issues[0],
            "issue2": issues[1], "officer": person(draw), "hall": draw.pick(["leisure centre", "town hall", "corn exchange", "sports dome"])}


ELECTION = Shape(
    "election", election, lambda draw: {"body": draw.pick(["national assembly", "regional council", "upper house", "county parliament"])},
    ["issue", "issue2", "hall", "turnout", "officer"],
    "<{seat}: full result|Election result for {seat}|{winner} takes {seat}>",
    "<{winner} of {party} has won the seat of {seat} in the {body}.|In {seat} the seat in the {body} goes to {winner} ({party}).>",
    ["<The votes cast|The result as declared>:\n{rows}",
     "<The majority over {second} of {party2} was {majority}.|{second} ({party2}) came second, {majority} votes behind.> <Turnout was "
     "{turnout} per cent.|Of those on the roll {turnout} per cent voted.>",
     "<The campaign was fought mostly over {issue}, and to a lesser degree over {issue2}.|On the doorsteps voters spoke of {issue} first.> [The "
     "seat changes hands.|The seat stays as it was.|It was the closest count of the night.|No recount was asked for.]"],
    ["{officer}, the returning officer, declared the result at the {hall} [shortly after midnight|at dawn|before ten|after a recount].",
     "[The winner thanked the police and the tellers.|The runner-up promised to stand again.|There were some boos at the back.]",
     "{issue2} will [be first on the list, the winner said|have to wait, the winner said|need help from the capital, the winner said]."],
    ["How the count works. Boxes are brought to one hall, opened before witnesses of all parties and emptied on tables. Papers are first "
     "counted face down and compared with the number handed out, then sorted, and each bundle of fifty is checked by a second pair of "
     "eyes. Doubtful papers go to the returning officer, who decides on each of them in front of the agents.",
     "Who may vote. Everybody of full age who has lived in the constituency for three months and is on the roll. Those who are away may "
     "vote by post or name somebody to vote for them. Polling stations open at seven and close at ten, and whoever stands in the queue at "
     "closing time may still vote.",
     "The figures on this page come from the returning officers and are entered by hand. They are provisional until the gazette has "
     "printed them. We correct mistakes at once and mark the page when we do."])

OFFENCES = ["stealing tools from a van", "driving without insurance", "breaking a shop window", "selling untaxed tobacco", "keeping a "
            "dangerous dog", "taking lead from a church roof", "assaulting a steward", "claiming a benefit that was not due", "fishing without "
            "a licence", "burning tyres on a field", "forging a reference", "drink-driving", "letting cattle stray", "harassing a neighbour"]
SENTENCES = ["a fine and costs", "a community order", "a suspended term", "a ban from driving for a year", "unpaid work", "a curfew", "a "
             "conditional discharge", "a short term in prison", "an order to pay for the damage"]
PLEAS = ["admitted the charge", "denied the charge but was convicted", "changed plea on the morning of the trial", "was found guilty in absence"]


def court(draw, day, fixed):
    who, town = person(draw), place(draw)
    return {"key": who, "who": who, "age": draw.between(18, 79), "town": town, "street": street(draw), "offence": draw.pick(OFFENCES),
            "sentence": draw.pick(SENTENCES), "plea": draw.pick(PLEAS), "bench": surname(draw), "lawyer": person(draw), "where": place(draw),
            "excuse": draw.pick(["lost work in spring", "is caring for a parent", "had been drinking", "did not know the rule", "was under "
                                 "pressure from others", "has since moved away", "has no earlier convictions", "has paid the money back"]),
            "officer": person(draw), "cost": draw.between(4, 90) * 10}


COURT = Shape(
    "court", court, lambda draw: {"court": place(draw) + " " + draw.pick(["magistrates' court", "district court", "crown court"])},
    ["plea", "bench", "cost", "excuse", "officer"],
    "<Court round: {who}, {town}|{town} resident sentenced for {offence}|From the courts: {who}>",
    "<{who}, {age}, of {street}, {town}, has been sentenced at {court} for {offence}.|{court} on {weekday} heard the case of {who}, aged {age}, "
    "from {street} in {town}, charged with {offence}.>",
    ["<The court heard that the offence took place in {where}. The defendant {plea}.|It happened in {where}, the prosecution said. The "
     "defendant {plea}.>",
     "<{lawyer}, defending, said the client {excuse}.|In mitigation {lawyer} told the bench that the client {excuse}.>",
     "<The sentence was {sentence}, with {cost} in costs.|The bench, led by Mrs {bench}, imposed {sentence}.>"],
    ["[It was a mean act|It was a foolish thing to do|There were better ways to settle this|You were lucky that nobody was hurt], Mrs {bench} "
     "said from the bench.", "The investigation was led by {officer}, [who spoke of good help from neighbours|who praised a witness|who "
     "had no comment afterwards].", "[An appeal is possible within three weeks.|No appeal is planned.|The defendant left by a side door.]"],
    ["Reports from the courts are kept short and give the name, the age and the street of everybody convicted, whatever the offence and "
     "whoever they are. We do not leave names out on request. Where a conviction is quashed we say so on the same page and as "
     "prominently.",
     "Courts sit in public and anybody may listen from the gallery. Telephones must be off, notes may be taken, and photographs are not "
     "allowed anywhere in the building. The list of the day hangs beside the entrance from half past eight.",
     "If you have seen a crime, speak to an officer or ring the number for cases that are not urgent. You may also leave word with the "
     "charity that passes on hints without names. In danger call the emergency number, and do not step in yourself."])

WORKS = ["resurfacing", "a new water main", "gas works", "repairs to a retaining wall", "drainage work", "a new crossing", "tree felling",
         "bridge inspection", "kerb renewal", "the laying of cables"]


def roads(draw, day, fixed):
    town = place(draw)
    ways = different(draw, street, 6)
    return {"key": (ways[0], town), "town": town, "road": ways[0], "from": ways[1], "to": ways[2], "via": joined(ways[3:draw.between(4, 6)]),
            "work": draw.pick(WORKS), "days": draw.pick(NUMBERS[2:13]), "firm": firm(draw), "stop": draw.pick(ways[3:]), "route": draw.between(1, 98),
            "hour": draw.pick(NUMBERS[6:11]), "manager": person(draw), "phone": draw.between(200000, 999999)}


ROADS = Shape(
    "roads", roads, lambda draw: {"council": place(draw) + draw.pick([" County Council", " Borough Council", " Highways"])},
    ["work", "days", "firm", "hour", "manager", "route", "phone"],
    "<{road}, {town}: closed for {work}|Road notice {road}, {town}|{council}: {work} in {road}, {town}>",
    "<{council} gives notice that {road} in {town} will be closed between {from} and {to} from {date}.|From {weekday} {dayword} no traffic can "
    "use {road}, {town}, between {from} and {to}.>",
    ["<The closure is needed for {work} and is expected to last {days} days.|The reason is {work}, carried out by {firm} over {days} days.>",
     "<The diversion runs by way of {via}.|Drivers are sent round along {via}. Signs will be in place.> Access for residents [is kept|is kept "
     "outside working hours|can be arranged with the foreman].",
     "<Work starts at {hour} each morning.|Hours of work are from {hour} in the morning until dusk.> [There is no work at weekends.|Some work "
     "may be done at night.|Saturdays are included.]"],
    ["Buses of route {route} will [not serve the stop in {stop}|stop in {stop} instead|run to a changed timetable].",
     "Questions are answered by {manager}, telephone {phone}.", "[Bins should be put out the evening before.|Parking bays are suspended.|The "
     "footway stays open.|Cyclists must dismount.]"],
    ["The order is made under the road traffic acts because works are to be carried out on or near the road. It takes effect on the day "
     "given above and stays in force for at most eighteen months or until the works are done, whichever comes first. It will apply only at "
     "the times and to the extent shown by signs on the spot.",
     "We know that closures are a burden and plan them so that neighbouring roads are not shut at the same time. Firms that overrun pay a "
     "charge for each day, which goes into the repair of footpaths. You can see all closures on the map in the foyer, and be told of new "
     "ones by letter if you leave your address at the desk.",
     "Emergency vehicles are let through at any time. Doctors, carers and district nurses should show their pass to the foreman. Shops in "
     "the closed stretch remain open, and the firms have been asked to put up boards that say so. Claims for loss of trade should be sent "
     "in within three months, with books for the two years before."])

ACTS = ["a brass band", "a string quartet", "a puppet theatre", "a storyteller", "a ceilidh band", "a magician", "a gospel choir", "a poet",
        "a jazz trio", "a fire juggler", "a folk duo", "a stand-up comic", "a lantern lecture", "a silent film with piano"]
STALLS = ["secondhand books", "honey and candles", "home-made jam", "wooden toys", "plants", "pottery", "knitwear", "cheese from local "
          "farms", "bric-a-brac", "vinyl records", "bread from a wood oven", "cider", "costume jewellery", "old tools"]


def event(draw, day, fixed):
    town = place(draw)
    acts, stalls = draw.sample(ACTS, 3), draw.sample(STALLS, draw.between(2, 7))
    return {"key": (town, day), "town": town, "act": acts[0], "act2": acts[1], "act3": acts[2], "stalls": joined(stalls), "hall": street(draw),
            "hour": draw.pick(NUMBERS[1:9]), "price": draw.between(2, 25), "host": person(draw), "cause": draw.pick(CHARITIES),
            "tel": draw.between(200000, 999999), "list": bullets(stalls)}


EVENT = Shape(
    "event", event, lambda draw: {"what": draw.pick(["Harvest Fair", "Winter Market", "Summer Fete", "Spring Gala", "Lantern Night",
                                                     "Village Supper", "Open Day"])},
    ["act", "act2", "act3", "hour", "price", "cause", "tel", "host"],
    "<{what} in {town}, {dayword}|{town} {what}: {weekday} {date}|What's on: {what}, {town}>",
    "<The {what} in {town} takes place on {weekday} {date} at the hall in {hall}.|Come to {town} on {dayword} for the {what}, in the hall in "
    "{hall}.>",
    ["<On the stage there will be {act} and {act2}.|The day opens with {act}, followed by {act2} in the afternoon.> [Bring a chair.|Dancing is "
     "encouraged.|Seats cannot be kept.]",
     "<Stalls will sell {stalls}.|Stalls:\n{list}>",
     "<Doors open at {hour}. Admission {price}, children free.|It begins at {hour} o'clock. Tickets cost {price} at the door.> Proceeds go to "
     "{cause}."],
    ["In the evening {act3} [rounds off the day|takes over the small room|plays until late].", "{host} [is looking for helpers|will open the "
     "day|has baked for it again], telephone {tel}.", "[Dogs on a lead are welcome.|No dogs, please.|There is a creche.|Parking is on the "
     "field.]"],
    ["The committee meets in the back room on the last weekday of each month, and new faces are always welcome. You do not need to live in "
     "the parish. Whoever helps for two hours gets in free and is given a bowl of soup, and whoever stays to sweep the floor is given "
     "another.",
     "Getting there. The hall is a short walk from the bus stop beside the church. There is a ramp at the side door and a loop for hearing "
     "aids. If the field is too wet to park on, please use the yard of the feed merchant, who has kindly agreed, and keep the gate shut.",
     "Stall holders should arrive at least two hours before the doors open, bring a table and a cloth, and carry their own insurance. Food "
     "may be sold only by those who hold the certificate. A pitch is paid for in advance and not refunded if it rains, since the hall has "
     "to be hired in any case."])

CLOSURES = ["a burst boiler", "a lack of water", "snow on the access road", "a gas leak nearby", "illness among the staff", "a power cut",
            "storm damage to the roof", "a fallen tree", "flooding in the kitchen", "a polling station in the hall"]


def school(draw, day, fixed):
    name = draw.pick(["St " + draw.pick(["Aidan", "Brigid", "Cuthbert", "Helen", "Joseph", "Teresa"]) + "'s", place(draw), street(draw)])
    town = place(draw)
    years = draw.in_order(["reception", "year one", "year two", "year three", "year four", "year five", "year six"], draw.between(1, 4))
    return {"key": (name, town), "name": name + draw.pick([" Primary School", " Academy", " High School", " Infants"]), "town": town,
            "why": draw.pick(CLOSURES), "head": person(draw), "years": joined(years), "back": draw.pick(["the next morning", "after the weekend",
            "as soon as engineers allow", "in two days", "on a date to be given"]), "meal": draw.pick(["packed lunches can be fetched at the gate",
            "vouchers will be sent for free meals", "no meals can be given out"]), "club": draw.pick(["breakfast club", "choir", "football",
            "homework club", "chess club", "swimming"]), "work": draw.pick(["on the learning site", "in the book bags", "by e-mail", "by post"])}


SCHOOL = Shape(
    "school", school, lambda draw: {"district": place(draw) + " Schools Service"},
    ["why", "years", "back", "meal", "club", "work"],
    "<{name}, {town}: closed {dayword}|School closure: {name} in {town}>",
    "<{name} in {town} is closed on {weekday} {dayword} because of {why}.|Because of {why}, {name}, {town}, cannot open on {date}.>",
    ["<Pupils in {years} are affected.|The closure is for {years}.> <The school hopes to open again {back}.|It should reopen {back}.>",
     "<Work for the day will be found {work}; {meal}.|For families: {meal}. Tasks are set {work}.>",
     "<{head}, the head teacher, thanks parents for their patience.|Questions go to the head teacher, {head}.>"],
    ["There will be no {club} [this week|until further notice|today].", "[School buses do not run.|Buses run as usual for other schools.|Taxis "
     "have been cancelled.]", "[Examinations go ahead in another building.|Visits planned for the day are off.|The nursery stays open.]"],
    ["{district} puts out closures as soon as head teachers report them, from six in the morning, and takes them down when the school says "
     "so. Please do not ring the school office, whose lines are needed. Local radio reads the list on the half hour, and parents who have "
     "left a number are sent a message.",
     "Parents sometimes ask why a school shuts when others nearby stay open. The decision lies with the head, who has to weigh whether the "
     "building is warm and safe, whether enough staff can come in, and whether children can get home again if things get worse in the "
     "course of the day. Absence on a day of closure is not counted against anybody.",
     "If your child is already on the way, staff will be at the gate until half past nine. No child is sent home alone. Those who cannot be "
     "fetched are looked after in the library, which is heated by its own stove, until somebody comes."])

SHAPES = [WEATHER, MATCH, TABLE, OBITUARY, ELECTION, COURT, ROADS, EVENT, SCHOOL]
