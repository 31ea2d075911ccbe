"""Template pages of trade: products, jobs, shares, houses, recipes, hotels, plants, journeys, recalls, museums."""
from .shape import Shape
from .words import NUMBERS, bullets, different, firm, joined, person, place, street, surname

WOODS = ["solid oak", "smoked ash", "powder-coated steel", "bamboo", "brushed aluminium", "recycled felt", "birch plywood", "cast iron",
         "walnut veneer", "stoneware", "tempered glass", "waxed canvas", "cork", "enamelled steel", "beech", "vegetable-tanned leather"]
THINGS = ["desk lamp", "bookcase", "side table", "kettle", "office chair", "bread bin", "coat stand", "radio", "backpack", "wall clock",
          "bench", "stool", "toolbox", "casserole", "bicycle basket", "mirror", "hand drill", "tent", "rain jacket", "coffee grinder"]
ROOMS = ["narrow hallways", "busy kitchens", "small studios", "the garden room", "the workshop", "long train rides", "a first flat",
         "a reading corner", "open-plan offices", "weekends outdoors", "a child's room", "holiday cottages"]
FEATURES = ["rounded edges", "a hidden cable channel", "non-slip feet", "a removable tray", "a dimmer in three steps", "a lid that closes "
            "softly", "adjustable shelves", "a cover that comes off for washing", "brass fittings", "a carrying handle", "rubber seals", "a timer",
            "a spare set of screws", "reflective trim", "hooks on both sides", "a magnetic catch", "a battery that can be changed", "felt pads"]
CARE = ["Wipe with a dry cloth.", "Treat with oil twice a year.", "Wash by hand in warm water.", "Keep away from damp.", "Rinse and air dry.",
        "Dust with a soft brush.", "Do not put in the dishwasher.", "Polish with wax."]
TONES = ["sand", "ink blue", "moss", "charcoal", "brick", "chalk white", "mustard", "slate", "plum", "natural"]


def product(draw, day, fixed):
    name = place(draw)
    stuff, spots = draw.sample(WOODS, 2), draw.sample(ROOMS, 2)
    return {"key": name, "name": name, "thing": draw.pick(THINGS), "stuff": stuff[0], "stuff2": stuff[1], "room": spots[0], "room2": spots[1],
            "features": bullets(draw.sample(FEATURES, draw.between(3, 8))), "feature": draw.pick(FEATURES), "care": draw.pick(CARE),
            "tone": draw.pick(TONES), "tone2": draw.pick(TONES), "designer": person(draw), "wide": draw.between(12, 180),
            "high": draw.between(15, 210), "weight": draw.between(1, 48), "price": draw.between(19, 900), "origin": place(draw),
            "code": draw.between(10000, 99999), "sister": place(draw)}


PRODUCT = Shape(
    "product", product, lambda draw: {"brand": surname(draw) + draw.pick([" & Co", " Works", " Studio", " Supply"])},
    ["thing", "stuff", "stuff2", "room", "room2", "features", "feature", "care", "tone", "tone2", "origin"],
    "<{brand} {name} {thing}|{name} - {thing} in {stuff}|{thing} {name} by {brand}>",
    "<The {name} is a {thing} made of {stuff} and meant for {room}.|{name} by {brand}: a {thing} in {stuff}, drawn by {designer} for {room} "
    "and {room2}.>",
    ["<Features:\n{features}|What you get\n{features}>",
     "<Dimensions: {wide} cm wide, {high} cm high\nWeight: {weight} kg\nMaterial: {stuff}, {stuff2}\nColour: {tone}\nArticle number: {code}|"
     "Width {wide} cm\nHeight {high} cm\nMaterials {stuff} and {stuff2}\nFinish {tone} or {tone2}\nMade in {origin}>",
     "<{feature} makes daily use easier. {care}|{care} With {feature} it is built for long use.> [It comes assembled.|It is put together in "
     "minutes.|Spare parts can be had for ten years.]"],
    ["{designer} [sketched it on a train|wanted a piece without a front or a back|built the first one in a garage|took three years over "
     "it].", "It goes well with the {sister} [shelf|cushion|series|hook rail], which shares its {tone} finish.",
     "[Price|Our price|Recommended price]: {price}. [In stock.|Sent within a week.|Made to order.]"],
    ["Delivery and returns. Small goods are sent by post, large ones by carrier to the kerb, and on request up to the flat. You may send "
     "anything back within thirty days, unused and in its box, and we pay the postage if the fault was ours. Refunds reach you by the way "
     "in which you paid.",
     "Our promise. We make few things and make them to be mended. Every part can be bought singly, the drawings are free to look at, and the "
     "workshop will put right what you cannot. If something breaks within five years without violence, we replace it.",
     "Reviews on this page come from people who have bought the article. We take out names and insults and leave the rest as it stands, good "
     "or bad. A star more or less does not move an article up or down in our lists, and nobody is paid to write.",
     "Safety. Fix tall furniture to the wall with the bracket that comes with it. Keep small parts and plastic bags away from children. Lamps "
     "may be fitted only with the bulbs named on the label; have hard wiring done by an electrician, and pull the plug before cleaning."])

ROLES = ["night porter", "payroll clerk", "pastry chef", "site manager", "speech therapist", "forklift driver", "archivist", "data engineer",
         "lab technician", "bus mechanic", "receptionist", "physics teacher", "staff nurse", "welder", "translator", "tax adviser",
         "tree surgeon", "quality inspector", "case worker", "sound engineer", "butcher", "planner", "dental nurse", "purchasing officer"]
DUTIES = ["keep the daily records", "train new colleagues", "speak with customers and suppliers", "plan the weekly rota", "write short "
          "reports for the board", "look after the equipment", "order stock in time", "check incoming goods", "prepare the monthly figures",
          "take part in the on-call rota", "answer letters and calls", "improve how we work", "watch over safety on the floor", "arrange "
          "visits", "keep the archive in order", "represent the team at fairs", "test what others have built", "handle complaints"]
TRAITS = ["a calm manner", "a driving licence", "good written English", "a head for figures", "experience in a like post", "patience with "
          "old machines", "a finished apprenticeship", "a second language", "a steady hand", "references", "a taste for early mornings",
          "ease with spreadsheets", "a clean record", "some knowledge of the law"]
PERKS = ["a season ticket", "lunch in the canteen", "a company bicycle", "six weeks of leave", "a pension from the first day", "a creche on "
         "site", "work from home on two days", "paid training", "a shoe allowance", "staff prices", "a relocation grant"]


def job(draw, day, fixed):
    town, role = place(draw), draw.pick(ROLES)
    duties = draw.sample(DUTIES, draw.between(3, 8))
    return {"key": (town, role), "town": town, "role": role, "duties": bullets(duties), "traits": bullets(draw.sample(TRAITS, draw.between(2, 6))),
            "duty": duties[0], "perk": draw.pick(PERKS), "perks": joined(draw.sample(PERKS, draw.between(2, 4))), "boss": person(draw),
            "pay": f"{draw.between(21, 74)},{draw.pick(['000', '250', '500', '800'])}", "team": draw.pick(NUMBERS[3:13]),
            "hours": draw.pick(["full time", "part time", "half days", "shifts", "four days a week"]), "unit": place(draw) + " " + draw.pick(
            ["branch", "depot", "site", "centre", "office", "ward"]), "reference": draw.between(1000, 9999)}


JOB = Shape(
    "job", job, lambda draw: {"firm": firm(draw)},
    ["duties", "traits", "duty", "perk", "perks", "pay", "team", "hours", "reference"],
    "<{role}, {town} ({firm})|{firm} seeks {role} in {town}|Vacancy: {role}, {unit}>",
    "<{firm} is looking for a {role} for its {unit} in {town}.|Would you like to work as a {role} in {town}? {firm} has a post to fill at the "
    "{unit}, {hours}.>",
    ["<Your tasks\n{duties}|As {role} you will\n{duties}>", "<What you bring\n{traits}|We ask for\n{traits}>",
     "<We offer {perks}, and {pay} a year.|The post is paid at {pay} a year; on top come {perks}.> [It is permanent.|It is limited to two "
     "years.|It covers a leave.]"],
    ["You would be one of {team} people reporting to {boss}, [who has led the team since it began|who joined last year|who is glad to show "
     "you round|who knows every corner of the place].", "[Above all|First and foremost|In your first months] you will {duty}.",
     "Questions: {boss}, reference {reference}. [Apply by post or mail.|A letter and a list of posts will do.|No photograph, please.]",
     "Staff at the {unit} [praise the tone|say the days go fast|eat together on Fridays|run a choir] and value {perk}."],
    ["{firm} treats all who apply alike, whatever their age, sex, origin, faith or disability. Tell us if you need a ramp, an interpreter or "
     "more time, and we will arrange it. Applications are read by two people who do not see names, and all who apply get an answer, even "
     "when it is no.",
     "How we choose. After the closing date we read all letters within ten days and invite up to six people. The talk lasts an hour, with a "
     "small task from daily work, and travel is paid. Those who are chosen spend half a day with the team before either side signs "
     "anything.",
     "Data of those who apply are kept for six months and then wiped. They are seen by the personnel office, the head of the team and the "
     "works council, and by nobody else. You can ask at any time what we hold and have it put right or taken out.",
     "About us. We began as a family business with one van and have grown with our customers. Today the company belongs to a trust, which "
     "puts profits into training and into the towns where we work. We do not use agencies, and we do not take on people for less than a "
     "year unless they ask for it."])

REASONS = ["talk of a bid", "weak orders", "a broker's upgrade", "a warning on profits", "the sale of a plant", "a cheaper currency", "the exit "
           "of its chief executive", "a fine from the regulator", "strong sales abroad", "dearer raw materials", "a higher dividend", "a lost "
           "lawsuit", "a delayed launch", "news of a patent", "thin trading", "a strike at a supplier"]


def market(draw, day, fixed):
    firms, why = different(draw, firm, 10), draw.sample(REASONS, 5)
    rows = [f"{name} {draw.pick(['up', 'down'])} {draw.between(0, 8)}.{draw.below(10)} per cent" for name in firms[5:draw.between(6, 10)]]
    way = draw.pick(["higher", "lower", "little changed"])
    return {"key": (fixed["city"], day), "way": way, "level": f"{draw.between(2, 19)},{draw.between(100, 999)}.{draw.below(10)}",
            "change": f"{draw.below(3)}.{draw.between(1, 9)}", "f1": firms[0], "f2": firms[1], "f3": firms[2], "f4": firms[3], "w1": why[0],
            "w2": why[1], "w3": why[2], "w4": why[3], "rows": bullets(rows), "who": person(draw), "house": surname(draw) + " Brothers",
            "metal": draw.pick(["copper", "gold", "nickel", "oil", "wheat", "gas"]), "metalway": draw.pick(["rose", "fell", "hardly moved"]),
            "tone": draw.pick(["cautious", "cheerful", "nervous", "sleepy", "relieved", "jumpy"])}


MARKET = Shape(
    "market", market, lambda draw: {"city": place(draw), "index": draw.pick(["All-Share", "Leading 40", "Industrial Average", "Main Board"])},
    ["metal", "metalway", "tone", "w3", "w4", "house", "who", "f4", "rows"],
    "<{city} close: {index} {way} on {weekday} {dayword}|Shares in {city} end {way}, {date}>",
    "<Shares in {city} ended {weekday} {dayword} {way}, with the {index} at {level}, a move of {change} per cent.|The {index} of the {city} "
    "exchange closed {way} on {date}, at {level} points.>",
    ["<{f1} led the gainers after {w1}, while {f2} lost most on {w2}.|Among the winners was {f1}, helped by {w1}. {f2} fell on {w2}.>",
     "<\"The mood is {tone},\" said {who} of {house}.|{who}, who trades for {house}, called the session {tone}.> [\"Nobody wants to be "
     "first.\"|\"People sold what they could, not what they wanted.\"|\"We wait for the bank.\"|\"It was all over by lunch.\"]",
     "<Of the raw materials {metal} {metalway}.|{metal} {metalway} in late dealing.> <Also on the move:\n{rows}|Other movers\n{rows}>"],
    ["{f3} [was in demand|was shunned|swung both ways|was suspended for an hour] on {w3}.", "Later {f4} [followed|gave up its gain|caught up] "
     "on {w4}.", "[Volume was light.|Volume was heavy.|Turnover was the highest for a month.]"],
    ["Prices on this page are those of the closing auction and may differ from the last price of the day. They are given without warranty. "
     "Percentages are rounded to one place; a share that has not been traded is shown with the price of the day before. Shares of firms "
     "that pay out on the day are marked and their fall corrected for it.",
     "This report is put together from the figures of the exchange and read by an editor before it goes out. It is not advice to buy or "
     "sell. Writers for this page may not hold shares of the firms they write about, and must tell the editor of those that their families "
     "hold.",
     "The exchange opens at nine and closes at half past four, with an auction at either end. It is shut on public holidays and on the "
     "afternoon before the new year. Settlement takes two working days. Orders may be left with members of the exchange, a list of whom "
     "hangs in the lobby."])

HOUSES = ["terraced house", "ground-floor flat", "detached bungalow", "farmhouse", "maisonette", "semi-detached house", "converted chapel",
          "mews cottage", "top-floor flat", "former shop"]
CHARMS = ["a bay window", "a walled garden", "original shutters", "a wood-burning stove", "a cellar that is dry", "a roof terrace", "a pantry",
          "tiled floors", "views over the allotments", "a plum tree", "a garage with a pit", "high ceilings", "a new boiler", "an old range",
          "a north light", "sash windows", "room for bicycles", "a shared laundry"]


def house(draw, day, fixed):
    way, town, charms = street(draw), place(draw), draw.sample(CHARMS, 10)
    return {"key": (way, town), "road": way, "town": town, "number": draw.between(1, 190), "kind": draw.pick(HOUSES), "charm": charms[0],
            "charm2": charms[1], "charms": bullets(charms[2:draw.between(5, 10)]), "rooms": draw.pick(NUMBERS[2:7]),
            "price": f"{draw.between(118, 890)},{draw.pick(['000', '500', '950'])}", "agent": person(draw), "facing": draw.pick(["south", "west",
            "east", "the church", "the park", "the canal", "the hills"]), "age": draw.pick(["Georgian", "Victorian", "Edwardian", "post-war",
            "recent", "inter-war"]), "near": draw.pick(["the station", "a primary school", "two bus routes", "the baker", "the common", "the "
            "surgery", "the library", "open fields"]), "state": draw.pick(["ready to move into", "in need of work", "well kept", "let at "
            "present", "half renovated", "sold with its furniture"])}


HOUSE = Shape(
    "house", house, lambda draw: {"agency": surname(draw) + " " + draw.pick(["Estates", "Lettings", "Property", "and Finch"])},
    ["kind", "charm", "charm2", "charms", "facing", "age", "near", "state"],
    "<{number} {road}, {town}|{kind}, {road}, {town} - {agency}|For sale: {road}, {town}>",
    "<{agency} offers a {age} {kind} at {number} {road}, {town}, with {charm}.|For sale in {town}: a {kind} with {rooms} rooms at {number} "
    "{road}, asking price {price}.>",
    ["<Among its features:\n{charms}|Also\n{charms}>", "<The main room faces {facing} and has {charm2}.|There are {rooms} rooms, the largest "
     "of which faces {facing}.> [Light comes in all day.|It is quiet at night.|The stairs are steep.|Ceilings slope upstairs.]",
     "<The property is {state}. It lies close to {near}.|Close to {near}, it is {state}.> [No chain.|Long lease.|Freehold.|Share of freehold.]"],
    ["Viewing by appointment with {agent}, [weekdays only|also on Saturdays|after the tenants have been told].",
     "Previous owners [were teachers|kept hens|ran a bakery here|made violins] and {charm2} [is their work|dates from then].",
     "The asking price is {price}. [Offers are invited.|Offers above are expected.|It is fixed.]"],
    ["{agency} has sold homes in the area for three generations. We do not accept fees from lenders, we tell buyers about damp when we have "
     "seen it, and we pass on every offer in writing on the day it comes. The seller pays us when the keys change hands, and not before.",
     "These particulars are not part of a contract. Measurements were taken with a tape and are good to within a hand's breadth. Appliances "
     "have not been tested. Buyers should have the boundaries, the drains and the roof looked at by a surveyor and satisfy themselves that "
     "what we say is right.",
     "Buying for the first time? Come to our evening on the first Thursday of the month, when a solicitor, a surveyor and somebody from the "
     "building society explain the order of things over a glass of wine. Nothing is sold, and the list of questions to ask on a viewing is "
     "yours to keep."])

BASES = ["barley", "butter beans", "cauliflower", "chicken thighs", "chickpeas", "cod", "egg noodles", "lamb shoulder", "lentils", "mackerel",
         "mushrooms", "new potatoes", "pork belly", "pumpkin", "red cabbage", "rice", "salmon", "spinach", "tofu", "beetroot", "leeks"]
SPICES = ["cumin", "dill", "fennel seed", "ginger", "lemon zest", "mustard", "nutmeg", "paprika", "parsley", "rosemary", "saffron", "sage",
          "thyme", "coriander", "tarragon", "caraway", "chilli", "bay"]
DISHES = ["stew", "salad", "gratin", "soup", "pie", "tray bake", "curry", "fritters", "casserole", "pilaf", "hash", "broth"]
STORES = ["an onion", "two carrots", "a tin of tomatoes", "a pot of cream", "a glass of white wine", "stale bread", "a handful of walnuts",
          "a lemon", "some stock", "two eggs", "a knob of butter", "olive oil", "a spoon of honey", "vinegar", "grated cheese", "a clove of garlic"]


def recipe(draw, day, fixed):
    base, spice = draw.sample(BASES, 2), draw.sample(SPICES, 3)
    dish = draw.pick(DISHES)
    store = draw.sample(STORES, draw.between(4, 9))
    return {"key": (base[0], spice[0], dish), "base": base[0], "base2": base[1], "spice": spice[0], "spice2": spice[1], "spice3": spice[2],
            "dish": dish, "list": bullets([base[0], base[1], *store, spice[0], spice[1]]), "one": store[0], "two": store[1], "three": store[2],
            "heat": draw.between(15, 23) * 10, "minutes": draw.between(3, 16) * 5, "serves": draw.pick(NUMBERS[2:9]), "cook": person(draw),
            "side": draw.pick(["crusty bread", "a green salad", "boiled rice", "pickles", "nothing else", "plain yoghurt", "a cold beer"])}


RECIPE = Shape(
    "recipe", recipe, lambda draw: {"kitchen": "the " + place(draw) + " Kitchen"},
    ["base2", "spice2", "spice3", "one", "two", "three", "heat", "minutes", "serves", "cook", "side"],
    "<{base} {dish} with {spice}|{spice} and {base} {dish}|Recipe: {dish} of {base} and {spice}>",
    "<This {dish} of {base} and {spice} serves {serves} and is ready in {minutes} minutes.|A {dish} for {serves}: {base}, with {spice} and a "
    "little {spice2}.>",
    ["<You need\n{list}|Shopping list\n{list}>",
     "<Cut up the {base2} and put it in a heavy pan with {one}. Let it colour slowly, then add {two} and the {spice2}.|Start with {one} and {two} "
     "in a wide pan over a low flame. Stir in the {base2} and the {spice2} once they have softened.> [Do not hurry.|Keep the lid off.|Stir now "
     "and then.]",
     "<Add the {base} and {three}, season, and cook for {minutes} minutes at {heat} degrees.|Then come the {base} and {three}. Into the oven "
     "at {heat} degrees for {minutes} minutes.> <Serve with {side}.|Scatter with {spice3} and bring to the table with {side}.>"],
    ["{cook} [makes it without {two}|taught us this one|likes it cold the next day|doubles the {spice}].", "[It freezes well.|It does not keep."
     "|Leftovers make a fine filling.] [Use less salt than you think.|Taste before you season.]", "If you have no {base2}, use {spice3} and "
     "[a potato|more {base}|a tin of beans]."],
    ["All recipes from {kitchen} are cooked three times before they appear here, once by somebody who cannot cook. Spoons are level, eggs are "
     "middling and ovens are set without a fan. If yours has one, take twenty degrees off and look in a little sooner than we say.",
     "Keeping food. Let leftovers cool, put them in the fridge within two hours and eat them within two days. Heat them through until they "
     "steam. Rice should be cooled at once and eaten the next day, and whatever smells wrong should go on the heap.",
     "Allergies. We mark nuts, milk, eggs, gluten, fish and sesame in the list when they are not plain from the name. Shop-bought stock and "
     "mustard may hold more than they seem to. When cooking for others, ask, and keep the packets."])

VIEWS = ["the harbour", "the vineyards", "the cathedral", "the ring road, alas", "the lake", "a quiet courtyard", "the old walls", "the fells"]
BREAKFASTS = ["a buffet with local cheese", "porridge and kippers", "pastries from the bakery next door", "eggs to order", "fruit and yoghurt",
              "coffee and a roll"]
COMFORTS = ["a sauna", "an indoor pool", "a library", "a bar", "a walled garden", "a lift", "a bicycle store", "a terrace", "a small gym", "a "
            "playroom", "a laundry", "a ballroom", "a boot room", "a charging point for cars"]


def hotel(draw, day, fixed):
    town, good = place(draw), draw.sample(COMFORTS, 8)
    return {"key": (fixed["chain"], town), "town": town, "view": draw.pick(VIEWS), "breakfast": draw.pick(BREAKFASTS), "good": good[0],
            "goods": joined(good[1:draw.between(3, 7)]), "rooms": draw.between(18, 240), "walk": draw.pick(NUMBERS[2:13]), "road": street(draw),
            "was": draw.pick(["a corn mill", "a convent", "a bank", "a school", "a shipping office", "a private villa", "a post office", "built new"]),
            "manager": person(draw), "sight": draw.pick(["the folk museum", "the covered market", "the theatre", "the beach", "the botanical "
            "garden", "the castle", "the old town", "the congress hall"]), "style": draw.pick(["plain and bright", "full of antiques", "in warm "
            "colours", "with bare brick", "in blue and white", "under dark timber beams"])}


HOTEL = Shape(
    "hotel", hotel, lambda draw: {"chain": draw.pick(["Harbourlight", "Golden Fern", "Traveller's Rest", "Linden", "Corner House", "Northway"])
                                  + draw.pick([" Hotel", " Inn", " Lodge"])},
    ["view", "breakfast", "good", "goods", "rooms", "walk", "road", "was", "manager", "sight", "style"],
    "<{chain} {town}|{chain} in {town}: rooms and prices|Stay in {town} at the {chain}>",
    "<The {chain} {town} stands in {road}, {walk} minutes on foot from {sight}.|Welcome to the {chain} in {town}, a house of {rooms} rooms "
    "looking out on {view}.>",
    ["<The building was once {was}. Rooms are {style}, and many look out on {view}.|Rooms are {style}. Ask for one that looks out on {view}.>",
     "<Guests have the use of {goods}.|In the house you find {good}, besides {goods}.> [All free of charge.|Some for a fee.|Open until ten.]",
     "<Breakfast, {breakfast}, is served until eleven.|In the morning there is {breakfast}.>"],
    ["{manager} and the team [speak five languages|know the best walks|will book a table for you|have been here since the opening].",
     "[Families like|Couples come for|Business travellers praise|Regulars return for] {good} and the short way to {sight}.",
     "[Dogs are welcome.|No pets.|Dogs stay for a small charge.] [Parking is behind the house.|There is no parking.|Parking is in the square.]"],
    ["Booking with us is cheaper than anywhere else, since no agent has to be paid. You can cancel without cost until six in the evening of the "
     "day before, by telephone, by mail or on this page. If you find the same room for less on the same night, show us and we will charge "
     "you that and add breakfast.",
     "Check in from three in the afternoon and out by eleven in the morning. If your train is late, ring and we will leave the key in the box "
     "beside the door. Early arrivals may leave their bags and use the showers. Children under six sleep free in the room of their parents, "
     "and cots are put up on request.",
     "We wash towels when they lie on the floor, buy eggs and milk from farms that we have seen, heat with wood chips and light with the sun "
     "where roofs allow it. What is left of the breakfast goes to the food bank at noon. Soap comes from a dispenser and is made in the "
     "next valley.",
     "Members of our circle gain a point for each night and a free night for ten points, in any house and at any time of the year. Points do "
     "not run out. Joining costs nothing and asks for nothing but a name. Members may bring a guest to breakfast and keep their room until "
     "two."])

HABITS = ["shade under trees", "full sun", "damp ground", "dry stone walls", "heavy clay", "pots on a balcony", "the back of a border", "sandy "
          "soil", "the edge of a pond", "a cool greenhouse"]
PESTS = ["slugs", "aphids", "mildew", "vine weevil", "black spot", "late frost", "hares", "rust", "red spider mite", "root rot"]
HUES = ["cream", "violet", "scarlet", "pale yellow", "sky blue", "coral", "deep purple", "white", "apricot", "rose"]
PLANTS = ["aster", "bellflower", "clematis", "cranesbill", "daylily", "foxglove", "heather", "hellebore", "iris", "lupin", "peony", "phlox",
          "primrose", "rose", "sage", "sedum", "sweet pea", "thistle", "tulip", "viola"]


def plant(draw, day, fixed):
    name = draw.pick(["Lady ", "Duke of ", "Pride of ", "Star of ", "Old ", "Queen of "]) + place(draw)
    habit, pests, hues = draw.sample(HABITS, 2), draw.sample(PESTS, 2), draw.sample(HUES, 2)
    return {"key": name, "name": name, "plant": draw.pick(PLANTS), "habit": habit[0], "habit2": habit[1], "pest": pests[0], "pest2": pests[1],
            "hue": hues[0], "hue2": hues[1], "sow": draw.pick(["early spring", "late spring", "high summer", "autumn", "midwinter"]),
            "flower": draw.pick(["April to June", "May", "June to August", "July to October", "late winter", "August and September"]),
            "friend": draw.pick(PLANTS), "breeder": person(draw), "tall": draw.pick(["ankle high", "knee high", "waist high", "as tall as a "
            "child", "taller than a fence"])}


PLANT = Shape(
    "plant", plant, lambda draw: {"nursery": place(draw) + " Nurseries"},
    ["habit", "habit2", "pest", "pest2", "hue", "hue2", "sow", "flower", "friend", "tall"],
    "<How to grow {plant} '{name}'|{plant} '{name}': planting and care|{name}, a {plant} in {hue}>",
    "<The {plant} '{name}' flowers in {hue} and does best in {habit}.|Raised by {breeder}, the {plant} '{name}' is known for its {hue} flowers, "
    "which open in {flower}.>",
    ["<Plant it in {sow}, in {habit} or {habit2}, and water it in well.|Planting time is {sow}. Choose {habit}; {habit2} will do as well.>",
     "<It grows {tall} and flowers in {flower}.|Grown plants are {tall}. The flowers turn from {hue} to {hue2} as they age.> [Bees love it.|It "
     "has hardly any scent.|It smells of cloves at dusk.|Cut stems last a week.]",
     "<Watch out for {pest} and, in wet years, {pest2}.|Its foes are {pest} and {pest2}.> [Pick them off by hand.|Cut out what is hit.|Soap water "
     "helps.]"],
    ["A good neighbour for it is {friend}, [which hides its bare feet|whose leaves set it off|which flowers when it is over].",
     "[Divide it every third year.|Leave the seed heads for the birds.|Cut it back hard after flowering.|Tie it to a cane.]",
     "[It has won no prize and needs none.|It took a medal at the spring show.|It was thought lost for years.]"],
    ["{nursery} sends bare roots from late autumn until the buds break, wrapped in damp moss and paper. Unpack them on the day they come and "
     "stand them in a bucket for an hour. If you cannot plant at once, heel them in somewhere shady. Whatever does not shoot by midsummer "
     "we replace.",
     "On feeding. A shovel of compost in the hole and another as a mulch each spring is enough for nearly everything we sell. Rich feed makes "
     "soft growth that falls over in the first storm. Water seldom and long rather than often and little, and best of all before "
     "breakfast.",
     "Some plants are harmful when eaten. Teach children to eat nothing from the border that has not been shown to them, wear gloves when "
     "cutting, and wash your hands. If in doubt, ring the poison line and keep a leaf of the plant at hand."])

FAULTS = ["a handle that can come off", "metal pieces in some packs", "a battery that may catch fire", "an allergen missing from the label", "a "
          "loose wheel", "mould", "a clasp that may trap fingers", "a strap that may tear", "traces of solvent", "a seal that leaks"]
GOODS = ["baby walker", "muesli", "heated blanket", "peanut bar", "pushchair", "goat's cheese", "highchair", "climbing rope", "nail polish",
         "pressure cooker", "scooter", "smoked trout", "hedge trimmer", "bunk bed", "toy drum", "cough syrup", "bicycle helmet"]


def recall(draw, day, fixed):
    maker, goods = firm(draw), draw.pick(GOODS)
    return {"key": (maker, goods), "maker": maker, "goods": goods, "name": place(draw), "fault": draw.pick(FAULTS), "shop": joined(different(draw,
            surname, draw.between(1, 4))), "batch": f"{draw.pick('ABCDEFGHKLMN')}{draw.between(100, 9999)}", "hurt": draw.pick(["Nobody has been "
            "hurt", "Two people have been treated", "One child was slightly hurt", "Some customers fell ill"]), "who": person(draw),
            "town": place(draw), "give": draw.pick(["the price back", "a new one", "a repair", "a voucher", "the price back without a receipt"])}


RECALL = Shape(
    "recall", recall, lambda draw: {"office": draw.pick(["Consumer Safety Office", "Trading Standards Board", "Product Watch"])},
    ["fault", "shop", "hurt", "give", "who", "town"],
    "<Recall: {goods} \"{name}\" by {maker}|{maker} recalls {goods} {name}|Safety notice: {goods} {name}>",
    "<{maker} is calling back the {goods} sold as \"{name}\" because of {fault}.|The {office} warns of the {goods} \"{name}\" made by {maker}. The "
    "reason is {fault}.>",
    ["<It was sold by {shop} and bears the batch number {batch}.|Batch {batch} is affected; it was on the shelves of {shop}.>",
     "<{hurt}, according to the firm.|{hurt}, the {office} said on {dayword}.> [Other batches are safe.|Other goods of the firm are being "
     "looked at.]", "<Customers can bring it back and get {give}.|Those who bought it should stop using it. They get {give}.>"],
    ["{who}, who speaks for the firm in {town}, [said it was sorry|blamed a supplier|said the line had been stopped|gave no cause].",
     "[The fault came to light in a test.|A customer had reported it.|It was found when shelves were filled.]"],
    ["What to do with recalled goods. Do not give them away or sell them, and do not try to mend them. Food should be thrown out in a closed "
     "bag if it cannot be taken back. Goods with batteries do not belong in the bin; take them to the yard and say why you bring them.",
     "The {office} puts out recalls on behalf of makers and, where these do not act, of its own accord. The law obliges makers and shops to tell "
     "us at once when they learn of a danger. Recalls remain on this page for five years and can be searched by name, maker and batch.",
     "If you were hurt by something you bought, keep it, together with the box and the receipt, take pictures, and see a doctor. Report it to us "
     "with the form on this page. We pass it on to the authority of the district where the maker sits, without your name unless you allow "
     "it."])

STUFF = ["bronze", "ivory", "painted limewood", "stoneware", "silver gilt", "linen", "oak", "glass paste", "alabaster", "horn", "pewter", "silk"]
PIECES = ["brooch", "altar panel", "drinking cup", "ship model", "reliquary", "sundial", "banner", "chess piece", "cradle", "door knocker",
          "figurehead", "lute", "mask", "milestone", "prayer book", "saddle", "seal", "tapestry", "writing box"]
AGES = ["early medieval", "late medieval", "Renaissance", "seventeenth-century", "eighteenth-century", "Regency", "late Roman", "Viking"]


def museum(draw, day, fixed):
    piece, where, giver = draw.pick(PIECES), place(draw), person(draw)
    stuffs = draw.sample(STUFF, 2)
    return {"key": (piece, where, giver), "piece": piece, "where": where, "giver": giver, "stuff": stuffs[0], "stuff2": stuffs[1],
            "age": draw.pick(AGES), "find": draw.pick(["in a ploughed field", "under a church floor", "in a river bed", "in an attic", "at a sale",
            "in a sealed well", "behind a chimney"]), "show": draw.pick(["a hunting scene", "two lions", "a ship under sail", "a vine with "
            "birds", "the arms of a guild", "a saint with a wheel", "no ornament at all", "knotted beasts"]), "room": draw.between(1, 40),
            "scholar": surname(draw), "number": f"{draw.between(1880, 2020)}.{draw.between(1, 400)}", "state": draw.pick(["complete", "worn",
            "broken and mended", "missing a part", "in fine condition", "stained by fire"])}


MUSEUM = Shape(
    "museum", museum, lambda draw: {"house": place(draw) + " " + draw.pick(["Museum", "Collection", "Antiquarian Society"])},
    ["stuff", "stuff2", "age", "find", "show", "room", "scholar", "state"],
    "<{piece} from {where}|{age} {piece}, {where} ({house})|Object record {number}: {piece}>",
    "<A {age} {piece} of {stuff}, found {find} at {where} and given by {giver}.|{piece}, {stuff} and {stuff2}, {age}. From {where}; gift of "
    "{giver}.>",
    ["<It is decorated with {show} and is {state}.|The front shows {show}. The piece is {state}.>",
     "<It came to light {find}. {scholar} took it for local work.|{scholar} was the first to describe it and thought the {stuff2} was "
     "added later.> [Not all agree.|Later finds bear this out.|The question is open.]",
     "<Number {number}, room {room}.|Shown in room {room} under number {number}.>"],
    ["[Similar pieces are known from the coast.|Only one other is known.|It was long thought a forgery.|It was cleaned not long ago.]",
     "The {stuff} [was tested|has darkened|bears the mark of a workshop|came from far off]."],
    ["Pictures of objects in the {house} may be used freely for study and teaching. For print, please ask for the large file and name the "
     "collection. Objects in store can be seen by appointment on two afternoons a week; say which and why, and allow a fortnight.",
     "Records are written by many hands over more than a century, and older ones use words we would not choose today. We leave the first "
     "description to be seen beside the new one. Where an object was taken rather than given, we say so, and talk with those from whom it "
     "was taken.",
     "Dates are given as spans because few things bear a year. A question mark stands for doubt, two for grave doubt. Sizes are the largest in "
     "each direction. If you know more about an object, write to the keeper; corrections are added with your name unless you wish "
     "otherwise."])

CARRIERS = ["coach", "train", "ferry", "night train", "minibus"]


def route(draw, day, fixed):
    ends = different(draw, place, 5)
    return {"key": (ends[0], ends[1]), "from": ends[0], "to": ends[1], "via": ends[2], "change": ends[3], "fast": draw.pick(NUMBERS[1:13]),
            "seat": draw.pick(["on the left", "on the right", "at the front", "near the door", "upstairs"]), "firm": surname(draw) + " Travel",
            "see": draw.pick(["the viaduct", "the salt pans", "the old border post", "the orchards", "the reservoir", "the wind farm", "the "
            "gorge", "the castle ruins"]), "busy": draw.pick(["Friday evenings", "Sunday afternoons", "market days", "school holidays"])}


ROUTE = Shape(
    "route", route, lambda draw: {"kind": draw.pick(CARRIERS), "site": draw.pick(["Wayfinder", "Fareseeker", "Ticketcorner"])},
    ["via", "change", "fast", "seat", "firm", "see", "busy"],
    "<{from} to {to} by {kind}|Cheap {kind} tickets from {from} to {to}|{kind} {from} - {to}>",
    "<Find {kind} tickets from {from} to {to} on {site} and compare all fares in one place.|Planning to travel from {from} to {to}? {site} shows "
    "every {kind} of the day with its fare.>",
    ["<The {kind} takes about {fast} hours and calls at {via}. Fares rise as the day of travel comes near, so it pays to look early and to be "
     "free in the choice of the hour.|Most services call at {via}, and the journey lasts some {fast} hours. Seats are sold up to the last "
     "minute, but the cheap ones go first, and those who can travel at an odd hour save most.>",
     "<The busiest times are {busy}. If no seat is left, look for a change in {change}.|With a change in {change} there are more services. Avoid "
     "{busy} if you can.>"],
    ["Sit {seat} for the view of {see}.", "{firm} [runs most services|has the newest vehicles|is the cheapest|lets bicycles on]."],
    ["What may I take along? Two large bags and one small one are carried free on most services. Skis, prams and instruments count as large. "
     "Bicycles have to be booked. Small animals travel in a box on your lap, guide dogs without one, and nothing that smells strongly is "
     "welcome in summer.",
     "Can I give my ticket back? That depends on the fare. The cheapest cannot be changed at all, the middle one can be changed for a fee until "
     "the evening before, and the full fare can be given back until the doors close. If the service is cancelled or more than an hour late, "
     "you have a right to your money or to another way of getting there.",
     "Do I have to print it? No. Show the code on your telephone, or note the eight letters and give them to the driver. Tickets bear a name, and "
     "you may be asked to prove who you are. Children travel on the ticket of the adult who goes with them and must be named when it is "
     "bought.",
     "How do we earn our keep? We add nothing to the fares and get a small share from the carriers, the same from all, so that the order in the "
     "list is by price or by time as you choose, and never by who pays us. We do not sell what we know about you, and forget your searches "
     "after a month.",
     "Travelling with a wheelchair or with little sight? Tell the carrier two days ahead and help is free at every large station. Vehicles built "
     "in the last ten years have a lift or a ramp. Where they do not, the carrier has to send a taxi at its own cost."])

SHAPES = [PRODUCT, JOB, MARKET, HOUSE, RECIPE, HOTEL, PLANT, RECALL, MUSEUM, ROUTE]
