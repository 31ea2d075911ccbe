"""Fixed text that sites of all kinds put under their pages; each site words it in its own way."""

NOTES = [
    "<About this page.|Who writes here.|Imprint.> <We are a small team of nine who work from two rooms above a shop and have done so for many years.|"
    "The pages are kept by a staff of four and by some thirty people who send in what they know.> <Our income comes from subscriptions and from "
    "small advertisements, which are marked as such and kept apart from the text.|We live on what readers give and take no advertisements at all.> "
    "<No owner, party or firm has a say in what appears, and the accounts are open to anybody who asks for them.|A board of five, chosen by the "
    "readers every third year, names the editor and may also dismiss her.>",
    "<Mistakes.|If we got it wrong.|Corrections.> <We make them like everybody else and put them right as soon as we hear of them.|No page is free of "
    "slips, and we are glad of readers who point them out.> <Write to the address at the foot and say which sentence is wrong and how you know. Two "
    "of us look at each letter, and you will have an answer within three working days.|Send a line to the duty editor with the address of the page. "
    "She decides the same day and tells you what she has done and for what reason.> <If you are not content with the answer you may turn to the press "
    "council, whose forms lie in every library and which hears complaints without a charge.|A list of all that we have had to correct is printed at "
    "the end of each month.>",
    "<Your data.|Privacy in short.|What we store.> <We keep a record of the pages that are opened, without names, for as long as it takes to count "
    "them, which is a week.|Our computers note the hour and the page when somebody comes, and forget it by the end of the month.> <We pass nothing on "
    "to others, and there are no pictures or scripts from other sites that could follow you about.|Nothing is sold or lent. The map and the films "
    "come from other firms, and are loaded only when you press the button.> <You may ask to see what we hold, to have it changed or struck out, by "
    "letter or in person, and you do not have to give a reason.|Requests to see or delete records are dealt with on Thursdays, and cost nothing.>",
    "<Using our texts.|Copying.|Rights.> <You may quote up to three sentences if you name us and set a link.|Short quotations are welcome so long as the "
    "source stands beside them.> <Schools, parishes and clubs may print whole pages for their members, as many as they need, without asking.|For "
    "classes and for meetings of clubs, copies may be made free of charge and without leave.> <Whoever wants to use more, or to earn money with it, "
    "should write to us; we are not greedy and usually agree.|Anything else needs our consent in writing, which we give for a fee that depends on the "
    "number of copies.> <Photographs belong to those who took them and must be asked for one by one.|The drawings are not ours to give away.>",
    "<Reading made easier.|Help with reading.|For everybody.> <The letters can be made larger with the buttons at the top, and the colours can be "
    "turned round for those who find white paper glaring.|All pages can be read aloud by the usual programs, and every picture has a line that says what "
    "it shows.> <Once a week we put the main pieces into plain words and short sentences, and a volunteer reads them on to a disc that goes out by post "
    "to two hundred homes.|A version in plain language stands behind the blue sign. It is checked by readers who have trouble with long words, and who "
    "are paid for it.> <Tell us where you got stuck.|If something does not work with your device, ring us and we will read it to you.>",
    "<By letter.|Keep in touch.|Our weekly mail.> <Every Friday at noon we send out a mail with what was new, what was read most and what we liked best "
    "ourselves.|On the first of each month a letter goes out which gathers what has been added, with a puzzle and a recipe.> <It comes to those who have "
    "asked for it and to nobody else, and one click at the foot ends it for good.|You can have it on paper too, if you send us stamps for half a year, "
    "and leave whenever you like.> <Past letters are kept in the archive back to the first.|We do not count who opens it, since that is nobody's "
    "business.>",
    "<Rules for comments.|Talking with each other.|House rules.> <Write as you would speak to a neighbour over the fence, stick to the matter, and sign "
    "with a name that can be pronounced.|Be brief, be kind and be sure of your facts; if you quote, say whom.> <Insults, advertising and anything that "
    "could bring us before a judge are taken out, and whoever does it three times has to take a rest for a month.|We read every contribution before it "
    "appears, which may take until the next morning. There is no right to be printed, and we do not argue about it.> <Threads are closed after two "
    "weeks, or when everything has been said twice.|In the night and on feast days the column is shut so that all of us can sleep.>"]
