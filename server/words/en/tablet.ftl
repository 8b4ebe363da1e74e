# The officer's tablet. The same keys as vi/tablet.ftl.

## General

loading = Opening…
emptying = Emptying this tablet…
yes = Yes
no = No
next = Continue
previous = Back
back = Go back
understood = Read
note-optional = Note (if needed)
language = Language
language-vi = Vietnamese
language-km = Khmer
language-cjm = Cham
language-zh = Chinese
language-en = English
language-sgn = sign language
language-other = another language
call = Call
map = Open map
not-saved = NOT SAVED – do not switch off
not-saved-next = The tablet's storage is full. Remove other files or apps, then touch once more. Photographs stop first; records go before them.
not-opened = What is on this tablet cannot be opened yet

## A machine that will not do

unfit-title = This page cannot be a tablet yet
unfit-insecure = This address has no secure connection (HTTPS).
unfit-storage = The browser does not let us store data on this machine.
unfit-next = Open the https:// address your supervisor gave you, in Chrome, not in a private window.

## The status line

sync-open = Touch to see each item, sent and unsent
sync-not-saved = NOT SAVED – do not switch off
sync-blocked = The office does not accept this tablet – touch to see what to do
sync-held = { $held ->
    [one] { $held } item needs you
   *[other] { $held } items need you
  } · { $count } waiting
sync-sending = Sending { $count }…
sync-offline = Offline – still working · all sent at { $at }
sync-offline-waiting = Offline – still working · { $count } waiting to be sent
sync-waiting = { $count } waiting to be sent
sync-never = Never synced yet
sync-all-sent = All sent at { $at }
clock-off = This tablet's clock is about { $minutes } minutes off. Legal time still follows the office; please set the clock.

## Enrolment

officers-title = Who holds the tablet?
officers-hint = Each officer has a store of their own behind a PIN of their own. Nobody else can read it.
officers-owed = { $count } unsent
officers-add = Add an officer to this tablet
enrol-title = Enrol this tablet
enrol-hint = Ask your supervisor for an enrolment code, then scan its QR code or type it. It works once, for 30 minutes.
enrol-again-title = Enrol this tablet anew
enrol-again-hint = The office no longer accepts this tablet under its old name. Ask for a new code; everything you did is kept and will be offered again.
enrol-again = Enrol anew
enrol-scan = Scan the QR code
enrol-scan-hint = Hold the QR code on the supervisor's screen in the middle of the picture.
enrol-code = Enrolment code
enrol-label = What people call this tablet (if you like)
enrol-label-example = Tablet 3
enrol-pin-hint = Choose a PIN of 6 digits that only you know. It locks the data on this tablet; nobody can look it up.
enrol-pin = New PIN
enrol-repeat-hint = Enter the PIN once more.
enrol-repeat = PIN once more
enrol-busy = Enrolling and fetching the first list, usually under a minute…
enrol-away = The office could not be reached. Check the network and try again. If the code is said to be used, ask for a new one.

## PIN

pin-label = PIN of 6 digits
pin-erase = Erase one digit
pin-wrong = Wrong PIN. { $left } more before a wait.
pin-waiting = Wrong PIN several times.
pin-wait = Wait { $seconds } seconds, then try again.
pin-weak = This PIN is easy to guess. Choose another.
pin-differs = The two entries differ. Choose the PIN again.
pin-another = Another officer
pin-change = Change PIN
pin-changed = The PIN was changed.
pin-old = Present PIN
pin-new = New PIN

## The day's list

day-title = Route of { $day }
day-officer = { $name }
day-listed = list of { $at }
day-never-listed = no list yet
day-done = { $done } of { $all } done
day-empty = No visit today yet.
day-old = Some work has been unsent for more than 24 hours. Take the tablet to a network and touch “Send now”.
day-unkept = This tablet cannot open without a network yet: the browser does not trust the server's certificate, or is in private mode. Do not set out with it; ask the supervisor to install the ward's certificate.
day-held = { $count ->
    [one] The office did not take { $count } piece of work as it was said.
   *[other] The office did not take { $count } pieces of work as they were said.
  } Your work is kept whole.
day-held-open = See each
day-orphans = { $count } visits are not wholly here. Sync again when there is a network.
weekday-0 = Sunday
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
today = Today
tomorrow = Tomorrow
tomorrow-empty = No visit tomorrow yet.
later = Later days ({ $count })
reload = Reload
settings = Settings
lock = Lock
end-day = End the day
update-there = A new version of the app is here. Unsent work is kept.
update-now = Update now

## A visit

visit-planned = Not begun
visit-departed = On the way
visit-arrived = At the house
visit-completed = Done
visit-failed = Not possible
visit-cancelled = Called off by the office
visit-new = New
visit-changed = Just changed
visit-waiting = { $count } unsent
visit-second = You come along
visit-open = Open visit
visit-go-on = Go on
visit-look = Look again
visit-back = To the route
visit-gone-title = The visit is no longer on this tablet
visit-gone = It was given to somebody else or put away. What you did is kept and sent; see the sync page.
visit-not-mine = This visit was given to somebody else. What you did is kept whole; a supervisor decides.
visit-no-guide = The guide for this visit is not wholly here. Sync when there is a network before you begin.
step-of = Step { $at } of { $all }
step-done = Done
step-missing = Missing
step-skipped = Left out
step-do = Do this step
step-depart = Before you go
step-arrive = Arrival
step-code = Trust code
step-identity = Identity
step-lucidity = Lucid, reads, hears
step-papers = Papers
step-photos = Photographs
step-read = Form read aloud
step-assent = Signature or fingerprint
step-signed = Photograph of what was signed
step-fee = Fee
step-close = Close
stop = Cannot go on

## The person

person-unknown = Name not known
person-age = { $age } years
person-no-address = No address yet
person-landmark = Landmark: { $landmark }
person-needs = Take care
person-language = Speaks { $language }
need-hard-of-hearing = Hard of hearing
need-deaf = Deaf
need-low-vision = Low vision
need-blind = Blind
need-cannot-speak = Cannot speak
need-cannot-walk = Cannot walk
need-cannot-sign = Cannot sign
need-cannot-read = Cannot read
need-lucidity-doubt = Look closely whether lucid

## Before going, at the door

depart-minutes = about { $minutes } minutes
depart-call-note = From the call: { $note }
depart-what = What is to be done
depart-now = Set off
departed-at = Set off at { $at }
guide-finish = Finished at home
guide-receive = Received at home, finished at the office
guide-signers = { $count } people sign. Remind them all to be there, each with their own paper.
guide-interpreter = An interpreter is needed: { $language }
arrive-consent = The app notes where you are once, on arrival, rounded to about 100 metres, to show that somebody was at this door. It never follows your way. You may say no and give a reason.
arrive-with-place = Arrived – note the rough place
arrive-without-place = Arrived – without the place
arrive-no-place = The tablet cannot tell where it is. Choose a reason below and go on.
arrive-why = Why without the place?
arrive-why-no-signal = No position found
arrive-why-not-agreed = The officer does not agree
arrive-why-no-need = The office does not ask for it
arrived-at = Arrived at { $at }
arrived-with-place = rough place noted
arrived-without-place = place not noted: { $why }
code-say = Greet the people of the house and read to them:
code-script = “I am { $name } from the ward. The code of your appointment is { $code }.”
code-heard = Last 4 digits of the code as the family reads them
code-check = Check the code
code-wrong = It does not fit the appointment. Ask again, digit by digit; is this the right house?
code-anyway = Note what was heard and go on
code-none = The family does not remember it
code-fits = The code fits: { $code }
code-kept = Noted as heard: { $code }

## Identity

identity-expected = The person expected:
identity-scan = Scan the identity card
identity-scan-hint = Hold the card 15 cm away until it is sharp. The QR code is on the front (older cards) or the back (cards since July 2024). No picture of the card is kept.
identity-method = Checked by
identity-card = Identity card
identity-vneid = VNeID
identity-passport = Passport
identity-known-paper = Another paper with a photograph
identity-database = Database
identity-database-hint = A look-up needs a network, or ask the office to look it up; then write the number here.
identity-number = Number of the paper
identity-name = Full name on the paper
identity-number-shape = A number has 6 to 14 digits or letters.
identity-fits = Agrees with the person registered
identity-confirm = This is the person
identity-differs = Not the person registered
identity-differs-number = Number registered: { $known }
identity-differs-name = Name registered: { $known }
identity-why-same = If it is the right person all the same, say why (needed)
identity-right-person = Right person, reason noted
identity-stop = Stop the visit
identity-same = Checked, the right person
identity-differs-noted = Checked, with a difference: { $note }
identity-again = Check again
identity-warning-century = The number does not fit the century of birth. Look at the card again.
identity-warning-birth-year = The number does not fit the year of birth. Look at the card again.
identity-warning-sex = The number does not fit the sex. Look at the card again.
scan = Scan
scan-file = Or choose a picture with the QR code (it is not kept)
scan-torch = Light
scan-nothing = No QR code in the picture. Take it closer and sharper, or type.
scan-other = This is not the code we need. Try again or type.

## Lucidity

lucidity-hint = Talk slowly: the name, the birthday, what is wanted today. One question at a time.
lucidity-flag = The call left a remark about lucidity. Look closely.
lucidity-lucid = Lucid, understands and decides freely?
lucidity-reads = Can read a text?
lucidity-hears = Can hear?
lucidity-speaks-vietnamese = Speaks and understands Vietnamese?
lucidity-not = Who is not lucid may not have anything certified (Decree 23/2015, art. 25). Confirm, then end the visit.
lucidity-confirm = Confirm what was seen
lucidity-kept = Confirmed as lucid
lucidity-kept-not = Noted: not lucid

## Papers

papers-expected = Papers to prepare ({ $count })
papers-done = { $done } of { $all } papers seen
paper-submit = handed in
paper-show = only shown
paper-required = required
paper-have = There
paper-missing = Missing
paper-not-needed = Not needed
paper-why = Reason
paper-why-choose = Choose a reason
paper-why-lost = Lost
paper-why-elsewhere = Somebody else has it
paper-why-never = Never issued
paper-why-expired = Expired
paper-why-database = Found in the database
paper-why-not-asked = Not asked for in this case
paper-why-other-paper = Another paper stands for it
papers-missing = { $count ->
    [one] { $count } required paper is missing.
   *[other] { $count } required papers are missing.
  } You may go on with the rest, or agree to come again.
papers-come-again = Agree on another day

## Photographs

photos-hint = Photograph each paper and hand it back at once. Pictures are sealed on this tablet, sent to the office, then erased here.
photos-signed-hint = Photograph every page that was signed or fingerprinted.
photos-none = This procedure asks for no photographs.
photos-stopped = The tablet is nearly full: photographs stop, records are still kept. Take it to a network to send some.
photo-required = required
photo-optional = not required
photo-begin = Photograph
photo-more = Add a page
photo-take = Take it
photo-use = Use this one
photo-again = Take again
photo-hint = Hold the tablet straight above the paper in good light, wait until it is sharp.
photo-sharp = Sharp enough.
photo-blurred = It may be blurred. Better take it again with a steady hand.
photo-preview = Just taken: { $label }
photo-count = { $count ->
    [one] { $count } photograph kept
   *[other] { $count } photographs kept
  }
photo-kept = Kept, { $size }
photo-file = Or choose a picture
camera-picture = Picture of the camera
camera-blocked = The camera cannot be opened. Allow it in the browser's settings, or choose a picture.
camera-close = Close the camera

## The form read aloud

read-hint = The citizen writes nothing. Read each line aloud and slowly; they listen and say what is not right.
read-ask = … (ask, and write it in the note)
read-agreed = All read, the citizen agrees
read-done = Read aloud and agreed

## Signature or fingerprint

assent-how = How does the person put their will on the paper?
assent-record = Record
assent-needs-signature = Ask the person to sign in the field above.
assent-needs-fingerprint = Fingerprint on paper, then a photograph.
assent-needs-neither = Ask the witnesses.
assent-needs-reading = Read the paper and the words above aloud, then confirm it.
assent-needs-interpreter = An interpreter is needed, with name and number of their paper.
assent-read-aloud = The paper and the words above were read aloud, and the person agrees.
assent-needs-witnesses = { $count } witnesses are needed, with name and number of their paper.
assent-done-signature = { $name } signed at { $at }
assent-done-fingerprint = { $name } gave a fingerprint at { $at }
assent-done-neither = { $name } agreed before witnesses at { $at }
signer-of = Signer { $at } of { $all }
signer-next = The next signer: look at their own paper and their own clear mind, then let them sign. If they cannot sign today, press “Cannot go on” and agree on another day.
signer-taken = This name is already in the visit. If it is somebody else, add what tells them apart, such as “Lê Văn Tư (son)”.
signer-as = Name written when signing
signer-other = Let somebody else sign
ink-hint = Sign with a finger or a pen. Turning the tablet loses nothing.
ink-wipe = Wipe, sign again
ink-blank = Signature field of { $label }, blank
ink-there = Signature field of { $label }, signed
ink-label = Signature of { $name }
finger-which = Which finger?
finger-1 = Right index finger
finger-2 = Left index finger
finger-3 = Right thumb
finger-4 = Left thumb
finger-photo = Photograph the fingerprint
finger-photo-again = Photograph the fingerprint again
finger-label = Fingerprint – { $name }
witness-hint = { $count } witnesses are needed: of full capacity, without interest in the matter, with a valid paper.
witness = Witness { $at }
interpreter-hint = An interpreter is needed: of full capacity, fluent in Vietnamese, with a valid paper.
interpreter = Interpreter
witness-name = Full name
witness-number = Number of the identity paper
offsite = Certified outside the office
offsite-reason = Reason
offsite-place = Place
offsite-time = Hour and minute

## Fee

fee-hint = The visit itself costs nothing. Only the fee the law sets is taken.
fee-total = Total
fee-exempt = Exempt or lowered: { $why }
fee-free-confirm = Told: nothing to pay
fee-how = How is it paid?
fee-cash = Cash
fee-transfer = Transfer
fee-later = Later
fee-exempt-word = exempt
receipt = Receipt
receipt-number = Provisional number { $number }
receipt-text = { $name } · { $total } · { $how }
receipt-provisional = Provisional, on this tablet. The office writes the official receipt once the dossier has come in.

## Close

close-summary = Summary (if needed)
close-left = { $count ->
    [one] { $count } required step is not done.
   *[other] { $count } required steps are not done.
  }
close-warning = Once closed, the record cannot be edited; only new words can be added.
close-now = Close the visit
close-done = Closed at { $at }
close-waiting = { $count } still to be sent. The tablet sends them by itself when there is a network.
close-sent = The office has everything.
close-code = Provisional code – read it to the family to write down:
close-code-hint = It is provisional until the office has the whole dossier. The family uses it to ask for the result.

## Cannot go on

stop-title = Cannot go on
stop-hint = Choose what happened. Everything noted so far is kept.
stop-why = What happened?
stop-nobody-home = Nobody home
stop-refused = The citizen refuses
stop-unsafe = Not safe
stop-medical = Medical emergency
stop-not-lucid = Not lucid
stop-papers-missing = Papers missing
stop-other = Another reason
stop-again = Come again
stop-decline = I cannot take this visit
stop-call-115 = Call 115
stop-unsafe-hint = Leave the place first. Write later.
stop-day = Another day
stop-day-choose = Choose a day
stop-from = From
stop-again-hint = This is a proposal. The office sets the hour and rings the family.
stop-note = Say more (needed)
stop-note-identity = The paper does not fit the person registered.
stop-note-not-lucid = The person was not lucid at the time.
stop-note-papers-missing = Required papers are missing, to be brought later.
stop-now = End the visit
stop-again-now = Propose another day
stop-decline-now = Give the visit back

## Sync

sync-title = Sent and unsent
sync-facts = { $events } records and { $files } files ({ $size }) exist only on this tablet. Last met the office: { $at }.
sync-away = The office cannot be reached. The tablet tries again within a minute by itself; go on working.
send-now = Send now
trouble = The office does not accept this tablet. Ask for a new enrolment code; your work is kept.
items-open = Waiting ({ $count })
items-none = Nothing is waiting.
items-sent = Sent lately ({ $count })
item-waiting = Waiting
item-sent = Sent
item-parked = Parked
item-refused = Refused
item-conflict = Conflict
file-confirmed = { $size }, whole at the office
file-waiting = { $sent } of { $size } sent, { $tries } tries
file-reason = reason: { $reason }
file-away = the office could not be reached
held-title = Needs you ({ $count })
held-adopted = The supervisor adopted it
held-returned = The supervisor returned it
held-dismissed = The supervisor will not use it
held-content = What was said
held-away = Read, put away
conflict-mine = On this tablet
conflict-office = At the office
machine = This tablet
machine-ready = Ready for no network
machine-not-ready = Not yet – stay on the network a minute
machine-persisted = The browser keeps the data
machine-not-persisted = No promise yet – install the app on the home screen
machine-clock = Clock
machine-clock-off = { $seconds } seconds off
machine-clock-unknown = not measured
machine-version = Version
machine-name = Device
rescue = Rescue the data when the tablet dies or finds no network for days
rescue-hint = All unsent work is sealed with a passphrase and saved as a file or shown as a sheet of QR codes. The supervisor can read it with the passphrase.
rescue-word = Passphrase (at least 8 signs)
rescue-save = Save the sealed file
rescue-saved = Saved { $file }
rescue-sheet = Show the QR sheet
rescue-sheet-hint = { $count } QR codes, without photographs. Photograph or print the whole sheet and give it to the supervisor.
rescue-code = QR code { $at } of { $all }
rescue-print = Print this sheet
rescue-take = Take over work from another tablet's file
rescue-taken = { $count } new records taken over.

## End of the day, settings

end-title = End of the day
end-checking = Asking the office about each item…
end-safe = SAFE TO HAND IN
end-safe-at = The office confirmed every item and every file at { $at }.
end-unsafe = DO NOT HAND IN YET
end-left = { $events } records and { $files } files are not confirmed; { $held } need you.
end-look = See each item
text-size = Text size
sign-out = Leave this tablet
sign-out-hint = Removes your store from this tablet. To use it again you must enrol again.
sign-out-owed = { $count } unsent: you cannot leave yet. Send everything, or save the sealed file on the sync page.

## What was said

kind-CitizenAmended = Person corrected
kind-DocumentCaptured = Document photographed
kind-FeeCollected = Fee taken
kind-FingerprintRecorded = Fingerprint
kind-IdentityChecked = Identity checked
kind-LucidityConfirmed = Lucidity looked at
kind-NeitherRecorded = Agreed before witnesses
kind-OfficerAbsent = Absence told
kind-OfficerBack = Back again
kind-PapersChecked = Papers checked
kind-ResultReturned = Result returned
kind-SignatureRecorded = Signature
kind-VisitAcknowledged = Visit acknowledged
kind-VisitAmended = Visit corrected
kind-VisitArrived = Arrival
kind-VisitCompleted = Visit closed
kind-VisitDeclined = Visit given back
kind-VisitDeparted = On the way
kind-VisitFailed = Visit not possible
kind-VisitRescheduled = Another day proposed
