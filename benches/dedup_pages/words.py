"""Names of places, people, firms and streets, all put together from parts."""

PLACE_HEADS = """Alder Ash Barrow Beck Birch Black Bram Brock Burn Cald Carr Clay Cold Copper Cran Dal Deep Dun East Elder
Fair Fern Fleet Fox Glen Gold Grey Hal Hart Haver Hazel Heath Hollow Holm Iron Kel King Lang Lark Lin Long Lyn Mar Mill Moor
Nor Oak Otter Pen Quarry Raven Red River Rook Rush Salt Sand Sel Shel Silver South Stan Stone Sutter Swan Thorn Tor Under Wal
Warm Wel West Whit Wild Win Wood Wren Yar""".split()
PLACE_TAILS = """bridge brook burgh bury by cliffe combe croft dale den field ford gate ham haven hill holt hurst land leigh ley
low mere minster mouth port ridge shaw side stead ton wade water way well wick worth""".split()

FIRST = """Abigail Adam Agnes Ahmed Alan Alice Amara Anders Anita Arthur Audrey Beatrice Ben Bogdan Bridget Callum Carla Cecil
Chidi Clara Colin Daisy Dara Deepa Dennis Dilys Dorothy Duncan Edith Eileen Elena Emeka Esther Fergus Fiona Florence Frank Gita
Gordon Grace Gwen Hannah Harold Hassan Hilda Hugo Ida Imran Ingrid Iris Ivan Jean Joan Joseph Joyce Julian Kasia Keith Kenji
Laila Leonard Lorna Lucy Magda Malcolm Marek Margaret Martha Meera Miriam Nadia Neil Nora Olive Omar Oscar Pamela Percy Petra
Priya Ralph Ravi Rhona Rosa Ruth Samir Sheila Silvia Stella Stuart Sunita Sylvia Tariq Teresa Thelma Tobias Ursula Vera Victor
Walter Wanda Wilfred Winnie Yasmin Yusuf Zofia""".split()
LAST_HEADS = """Ack And Arm Bar Bell Blen Brad Brans Car Chad Clem Cor Crad Dar Den Ed Ell Em Fan Far Gar Gil Gran Had Har
Hen Hol Hux Ing Jar Ken Kit Lam Lever Lock Mad Mal Mer Mor Nash New Nor Oak Pel Pem Pren Rad Rams Rid Ros Sand Shar Sil Stan
Tal Thack Tren Tur Van Wad Wel Whar Wil Wins Yel""".split()
LAST_TAILS = """by cott den dall er ham hart ings kin ley low man mont more ney ridge row sell ser son stone ston ter thorpe ton
wall ward well wick worth""".split()
LAST_OTHER = """Abara Achterberg Almeida Banerjee Bianchi Castellano Dąbrowski Eriksen Farouk Ferreira García Haddad Hoang
Ibrahim Jankowska Kaplan Kowalczyk Lindqvist Lópes Mahmood Matsuda Mbeki Müller Nakamura Nowak Obi Okafor Okonkwo Patel Pereira
Petrov Qureshi Rahman Ribeiro Rossi Sandhu Sørensen Tanaka Varga Weiss Yilmaz Zhang""".split()

STREET_HEADS = """Abbey Acorn Albion Bakers Beacon Bell Bishop Bridge Canal Castle Chapel Church Cooper Corn Cross Dock Drapers
Elm Factory Ferry Forge Foundry Garden George Granary Grove Harbour High Hope Horse Jubilee Kiln Lime Market Maltings Meadow Mill
Minster North Orchard Park Pinfold Priory Quay Railway Rectory Rope School Ship Silk South Spring Station Tanner Temple Tithe
Vicarage Victoria Walnut Weaver Wharf Willow""".split()
STREET_TAILS = "Street Road Lane Avenue Close Hill Row Gardens Terrace Way Drive Walk".split()

FIRM_TRADES = """Foods Textiles Logistics Energy Holdings Instruments Mining Chemicals Insurance Retail Shipping Software
Pharma Paper Steel Motors Breweries Media Optics Timber Ceramics Rail Plastics Foundries Bank Homes Airways Tools""".split()

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December"]
NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()


def place(draw):
    while True:
        name = draw.pick(PLACE_HEADS) + draw.pick(PLACE_TAILS)
        if not any(letter * 3 in name.lower() for letter in "ldnrw"):
            return name


def surname(draw):
    if draw.chance(25):
        return draw.pick(LAST_OTHER)
    head, tail = draw.pick(LAST_HEADS), draw.pick(LAST_TAILS)
    return head + ("son" if head[-1] == tail[0] else tail)


def person(draw):
    return draw.pick(FIRST) + " " + surname(draw)


def street(draw):
    return draw.pick(STREET_HEADS) + " " + draw.pick(STREET_TAILS)


def firm(draw):
    return draw.pick(LAST_HEADS) + draw.pick(LAST_TAILS) + " " + draw.pick(FIRM_TRADES)


def different(draw, make, count):
    """`count` results of `make` of which no two are equal."""
    found = []
    while len(found) < count:
        one = make(draw)
        if one not in found:
            found.append(one)
    return found


def joined(items):
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def bullets(items):
    return "\n".join("- " + item for item in items)


def spoken_date(day):
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
