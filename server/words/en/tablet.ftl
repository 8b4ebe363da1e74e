# The officer's tablet. The same keys as vi/tablet.ftl.

## General

loading = Opening…
emptying = Erasing this tablet…
yes = Yes
no = No
next = Continue
previous = Back
back = Go back
understood = Read
note-optional = Note (optional)
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
not-saved-next = The tablet's storage is full. Remove other files or apps, then tap again. Photographs stop first, so that records can still be saved.
not-opened = The data on this tablet cannot be opened yet

## A machine that will not do

unfit-title = This page cannot be used as a tablet yet
unfit-insecure = This address has no secure connection (HTTPS).
unfit-storage = The browser does not let us store data on this machine.
unfit-next = Open the https:// address your supervisor gave you, in Chrome, not in a private window.

## The status line

sync-open = Tap to see each item, sent and unsent
sync-not-saved = NOT SAVED – do not switch off
sync-blocked = The office does not accept this tablet – tap to see what to do
sync-held = { $count ->
    [0] { $held ->
        [one] { $held } item needs your attention
       *[other] { $held } items need your attention
      }
   *[other] { $held ->
        [one] { $held } item needs your attention
       *[other] { $held } items need your attention
      } · { $count } waiting
  }
sync-sending = Sending { $count }…
sync-offline = Offline – still working · all sent at { $at }
sync-offline-waiting = Offline – still working · { $count } waiting to be sent
sync-waiting = { $count } waiting to be sent
sync-never = Not synced yet
sync-all-sent = All sent at { $at }
clock-off = { $minutes ->
    [one] This tablet's clock is about { $minutes } minute off.
   *[other] This tablet's clock is about { $minutes } minutes off.
  } Legal times still follow the office's clock; please set this one right.

## Enrolment

officers-title = Who has the tablet?
officers-hint = Each officer has a separate store, locked with a PIN of their own. Nobody else can read it.
officers-owed = { $count } unsent
officers-add = Add an officer to this tablet
enrol-title = Enrol this tablet
enrol-hint = Ask your supervisor for an enrolment code, then scan its QR code or type it. A code works once, within 30 minutes.
enrol-again-title = Enrol this tablet again
enrol-again-hint = The office no longer accepts this tablet under its old name. Ask for a new code; everything you did is kept and will be sent again.
enrol-again = Enrol again
enrol-scan = Scan the QR code
enrol-scan-hint = Hold the QR code on the supervisor's screen in the middle of the picture.
enrol-code = Enrolment code
enrol-label = Name of this tablet (optional)
enrol-label-example = Tablet 3
enrol-pin-hint = Choose a 6-digit PIN that only you know. It locks the data on this tablet; nobody can look it up.
enrol-pin = New PIN
enrol-repeat-hint = Enter the PIN once more.
enrol-repeat = PIN once more
enrol-busy = Enrolling and fetching the first list, usually under a minute…
enrol-away = The office could not be reached. Check the network and try again. If the code is said to be used, ask for a new one.

## PIN

pin-label = 6-digit PIN
pin-erase = Erase one digit
pin-wrong = { $left ->
    [one] Wrong PIN. { $left } try left before you must wait.
   *[other] Wrong PIN. { $left } tries left before you must wait.
  }
pin-waiting = Wrong PIN several times.
pin-wait = { $seconds ->
    [one] Wait { $seconds } second, then try again.
   *[other] Wait { $seconds } seconds, then try again.
  }
pin-weak = This PIN is easy to guess. Choose another.
pin-differs = The two PINs differ. Choose again.
pin-another = Another officer
pin-change = Change PIN
pin-changed = The PIN was changed.
pin-old = Current PIN
pin-new = New PIN

## The day's list

day-title = Route for { $day }
day-officer = { $name }
day-listed = list from { $at }
day-never-listed = list not loaded yet
day-done = { $done } of { $all } done
day-empty = No visits today yet.
day-old = Some work has been unsent for more than 24 hours. Take the tablet to a network and tap “Send now”.
day-unkept = This tablet cannot open without a network yet: the browser does not trust the server's certificate, or is in private mode. Do not set out with it; ask the supervisor to install the ward's certificate.
day-held = { $count ->
    [one] The office did not accept { $count } item as you recorded it.
   *[other] The office did not accept { $count } items as you recorded them.
  } Your work is kept whole.
day-held-open = Show each item
day-orphans = { $count ->
    [one] { $count } visit is not fully loaded.
   *[other] { $count } visits are not fully loaded.
  } Sync again when there is a network.
weekday-0 = Sunday
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
today = Today
tomorrow = Tomorrow
tomorrow-empty = No visits tomorrow yet.
later = Later days ({ $count })
reload = Reload
settings = Settings
lock = Lock
end-day = End of day
update-there = A new version of the app is here. Unsent work is kept.
update-now = Update now

## A visit

visit-planned = Not started
visit-departed = On the way
visit-arrived = At the house
visit-completed = Done
visit-failed = Not completed
visit-cancelled = Cancelled by the office
visit-new = New
visit-changed = Just changed
visit-waiting = { $count } unsent
visit-second = You go along
visit-open = Open visit
visit-go-on = Continue
visit-look = View again
visit-back = Back to the route
visit-gone-title = This visit is no longer on this tablet
visit-gone = It was given to somebody else or removed from this tablet. What you did is kept and sent; see the sync page.
visit-not-mine = This visit was given to somebody else. What you did is kept whole; a supervisor decides.
visit-no-guide = The guide for this visit is not fully loaded. Sync when there is a network before you start.
step-of = Step { $at } of { $all }
step-done = Done
step-missing = Missing
step-skipped = Skipped
step-do = Do this step
step-depart = Before you leave
step-arrive = Arrival
step-code = Trust code
step-identity = Identity
step-lucidity = Lucidity, reading, hearing
step-papers = Papers
step-photos = Photographs
step-read = Reading the form aloud
step-assent = Signature or fingerprint
step-signed = Photographs of the signed paper
step-fee = Fee
step-close = Close
stop = Cannot continue

## The person

person-unknown = Name not known
person-age = age { $age }
person-no-address = No address yet
person-landmark = Landmark: { $landmark }
person-needs = Special needs
person-language = Speaks { $language }
need-hard-of-hearing = Hard of hearing
need-deaf = Deaf
need-low-vision = Low vision
need-blind = Blind
need-cannot-speak = Cannot speak
need-cannot-walk = Cannot walk
need-cannot-sign = Cannot sign
need-cannot-read = Cannot read
need-lucidity-doubt = Check lucidity carefully

## Before going, at the door

depart-minutes = about { $minutes } minutes
depart-call-note = From the call: { $note }
depart-what = What to do
depart-now = Set off
departed-at = Set off at { $at }
guide-finish = Completed at home
guide-receive = Received at home, completed at the office
guide-signers = { $count } people sign. Remind them all to be present, each with their own identity paper.
guide-interpreter = An interpreter is needed: { $language }
arrive-consent = The app records where you are once, on arrival, rounded to about 100 metres, to show that an officer was at this door. It never tracks your way. You may decline and give a reason.
arrive-with-place = Arrived – save approximate location
arrive-without-place = Arrived – without location
arrive-no-place = The tablet cannot find its location. Choose a reason below and continue.
arrive-why = Why without location?
arrive-why-no-signal = No location found
arrive-why-not-agreed = The officer declines
arrive-why-no-need = The office does not require it
arrived-at = Arrived at { $at }
arrived-with-place = approximate location saved
arrived-without-place = location not saved: { $why }
code-say = Greet the household and read to them:
code-script = “I am { $name } from the ward. Your appointment code is { $code }.”
code-heard = Last 4 digits of the code as the family reads them
code-check = Check the code
code-wrong = This does not match the appointment. Ask again, digit by digit; is this the right house?
code-anyway = Record what was heard and continue
code-none = The family does not remember it
code-fits = The code matches: { $code }
code-kept = Recorded as heard: { $code }

## Identity

identity-expected = Expected person:
identity-scan = Scan the identity card
identity-scan-hint = Hold the card 15 cm away until it is sharp. The QR code is on the front (older cards) or the back (cards since July 2024). No picture of the card is kept.
identity-method = Checked by
identity-card = Identity card
identity-vneid = VNeID
identity-passport = Passport
identity-known-paper = Other photo ID
identity-database = Database look-up
identity-database-hint = A look-up needs a network, or ask the office to do it; then enter the number here.
identity-number = Document number
identity-name = Full name on the document
identity-number-shape = A document number has 6 to 14 digits or letters.
identity-fits = Matches the registered person
identity-confirm = This is the person
identity-differs = Does not match the registered person
identity-differs-number = Registered number: { $known }
identity-differs-name = Registered name: { $known }
identity-why-same = If it is the right person all the same, say why (required)
identity-right-person = Right person, record the reason
identity-stop = Stop the visit
identity-same = Checked, right person
identity-differs-noted = Checked, with a difference: { $note }
identity-again = Check again
identity-warning-century = The number does not match the century of birth. Look at the card again.
identity-warning-birth-year = The number does not match the year of birth. Look at the card again.
identity-warning-sex = The number does not match the sex. Look at the card again.
scan = Scan
scan-file = Or choose a picture with the QR code (it is not kept)
scan-torch = Light
scan-nothing = No QR code found in the picture. Take it closer and sharper, or type.
scan-other = This is not the right code. Try again or type.

## Lucidity

lucidity-hint = Talk slowly: their name, their birthday, what they want done today. One question at a time.
lucidity-flag = The call left a note about lucidity. Check carefully.
lucidity-lucid = Lucid, understands and decides freely?
lucidity-reads = Can read a document?
lucidity-hears = Can hear?
lucidity-speaks-vietnamese = Speaks and understands Vietnamese?
lucidity-not = A person who is not lucid may not have anything certified (Decree 23/2015, art. 25). Confirm, then end the visit.
lucidity-confirm = Confirm what you saw
lucidity-kept = Confirmed as lucid
lucidity-kept-not = Recorded: not lucid

## Papers

papers-expected = Papers to prepare ({ $count })
papers-done = { $done } of { $all } papers checked
paper-submit = to hand in
paper-show = to show only
paper-required = required
paper-have = Present
paper-missing = Missing
paper-not-needed = Not needed
paper-why = Reason
paper-why-choose = Choose a reason
paper-why-lost = Lost
paper-why-elsewhere = Held by somebody else
paper-why-never = Never issued
paper-why-expired = Expired
paper-why-database = Found in the database
paper-why-not-asked = Not required in this case
paper-why-other-paper = Replaced by another paper
papers-missing = { $count ->
    [one] { $count } required paper is missing.
   *[other] { $count } required papers are missing.
  } You may continue with the rest, or arrange another day.
papers-come-again = Arrange another day

## Photographs

photos-hint = Photograph each paper and hand it back at once. Pictures are sealed on this tablet, sent to the office, then erased here.
photos-signed-hint = Photograph every page that was signed or fingerprinted.
photos-none = This procedure asks for no photographs.
photos-stopped = The tablet is nearly full: photographs stop, records are still kept. Take it to a network to send some.
photo-required = required
photo-optional = optional
photo-begin = Photograph
photo-more = Add a page
photo-take = Take photograph
photo-use = Use this photograph
photo-again = Retake
photo-hint = Hold the tablet straight above the paper in good light, wait until it is sharp.
photo-sharp = Sharp enough.
photo-blurred = It may be blurred. Better to retake it with a steady hand.
photo-preview = Just taken: { $label }
photo-count = { $count ->
    [one] { $count } photograph kept
   *[other] { $count } photographs kept
  }
photo-kept = Kept, { $size }
photo-file = Or choose an existing picture
camera-picture = Camera picture
camera-blocked = The camera cannot be opened. Allow it in the browser's settings, or choose a picture.
camera-close = Close the camera

## The form read aloud

read-hint = The citizen writes nothing. Read each line aloud and slowly; they listen and say what is not right.
read-ask = … (ask, and write it in the note)
read-agreed = All read, the citizen agrees
read-done = Read aloud and agreed

## Signature or fingerprint

assent-how = How does the person express their will?
assent-record = Record
assent-needs-signature = Ask the person to sign in the field above.
assent-needs-fingerprint = Take the fingerprint on paper, then photograph it.
assent-needs-neither = Ask the witnesses to come.
assent-needs-reading = Read the paper and the words above aloud, then confirm.
assent-needs-interpreter = An interpreter is needed, with name and identity paper number.
assent-read-aloud = The paper and the words above were read aloud, and the person agrees.
assent-needs-witnesses = { $count ->
    [one] { $count } witness is needed, with name and identity paper number.
   *[other] { $count } witnesses are needed, each with name and identity paper number.
  }
assent-done-signature = { $name } signed at { $at }
assent-done-fingerprint = { $name } gave a fingerprint at { $at }
assent-done-neither = { $name } agreed before witnesses at { $at }
signer-of = Signer { $at } of { $all }
signer-next = The next signer: check their own identity paper and that they are lucid, then let them sign. If they cannot sign today, tap “Cannot continue” and arrange another day.
signer-taken = This name is already used in the visit. If this is a different person, add something to tell them apart, such as “Lê Văn Tư (son)”.
signer-as = Name to record with the signature
signer-other = Let somebody else sign
ink-hint = Sign with a finger or a pen. Turning the tablet loses nothing.
ink-wipe = Clear, sign again
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
witness-hint = { $count ->
    [one] { $count } witness is needed: of full legal capacity, with no interest in the matter, with a valid identity paper.
   *[other] { $count } witnesses are needed: of full legal capacity, with no interest in the matter, with valid identity papers.
  }
witness = Witness { $at }
interpreter-hint = An interpreter is needed: of full legal capacity, fluent in Vietnamese, with a valid identity paper.
interpreter = Interpreter
witness-name = Full name
witness-number = Identity paper number
offsite = Certified outside the office
offsite-reason = Reason
offsite-place = Place
offsite-time = Time

## Fee

fee-hint = The visit itself is free. Only the fee set by law is collected.
fee-total = Total
fee-exempt = Exempt or reduced: { $why }
fee-free-confirm = Told them: nothing to pay
fee-how = How is it paid?
fee-cash = Cash
fee-transfer = Transfer
fee-later = Later
fee-exempt-word = exempt
receipt = Receipt
receipt-number = Receipt no. { $number }
receipt-text = { $name } · { $total } · { $how }
receipt-provisional = Temporary receipt on this tablet. The office issues the official receipt, under the same number, once the dossier has come in.

## Close

close-summary = Summary (optional)
close-left = { $count ->
    [one] { $count } required step is not done.
   *[other] { $count } required steps are not done.
  }
close-warning = Once closed, the record cannot be changed; you can only add to it.
close-now = Close the visit
close-done = Closed at { $at }
close-waiting = { $count } still to be sent. The tablet sends them by itself when there is a network.
close-sent = The office has everything.
close-code = Temporary look-up code – read it to the family to write down:
close-code-hint = It is temporary until the office has the whole dossier. The family uses it to ask about the result.

## Cannot go on

stop-title = Cannot continue
stop-hint = Choose what happened. Everything recorded so far is kept.
stop-why = What happened?
stop-nobody-home = Nobody home
stop-refused = Citizen refuses
stop-unsafe = Not safe
stop-medical = Medical emergency
stop-not-lucid = Not lucid
stop-papers-missing = Papers missing
stop-other = Another reason
stop-again = Another day
stop-decline = I cannot take this visit
stop-call-115 = Call 115
stop-unsafe-hint = Leave the place first. Write it down later.
stop-day = New day
stop-day-choose = Choose a day
stop-from = From
stop-again-hint = This is a proposal. The office sets the hour and calls the family.
stop-note = Details (required)
stop-note-identity = The identity paper does not match the registered person.
stop-note-not-lucid = The person was not lucid at the time.
stop-note-papers-missing = Required papers are missing, to be brought later.
stop-now = End the visit
stop-again-now = Propose another day
stop-decline-now = Give the visit back

## Sync

sync-title = Sent and unsent
sync-facts = { $events ->
    [one] { $events } record
   *[other] { $events } records
  } and { $files ->
    [one] { $files } file
   *[other] { $files } files
  } ({ $size }) only on this tablet. Last contact with the office: { $at }.
sync-away = The office cannot be reached. The tablet tries again within a minute by itself; keep working.
send-now = Send now
trouble = The office does not accept this tablet. Ask for a new enrolment code; your work is kept.
items-open = Waiting ({ $count })
items-none = Nothing is waiting.
items-sent = Recently sent ({ $count })
item-waiting = Waiting
item-sent = Sent
item-parked = On hold
item-refused = Refused
item-conflict = Conflict
file-confirmed = { $size }, received whole by the office
file-waiting = { $tries ->
    [one] { $sent } of { $size } sent, { $tries } try
   *[other] { $sent } of { $size } sent, { $tries } tries
  }
file-reason = reason: { $reason }
file-away = the office could not be reached
held-title = Needs your attention ({ $count })
held-adopted = The supervisor accepted it
held-returned = The supervisor sent it back
held-dismissed = The supervisor will not use it
held-content = What you recorded
held-away = Read – put away
conflict-mine = On this tablet
conflict-office = At the office
machine = This tablet
machine-ready = Ready to work offline
machine-not-ready = Not yet – stay connected for another minute
machine-persisted = The browser keeps the data
machine-not-persisted = Not promised yet – install the app on the home screen
machine-clock = Clock
machine-clock-off = { $seconds ->
    [one] { $seconds } second off
   *[other] { $seconds } seconds off
  }
machine-clock-unknown = not measured
machine-version = Version
machine-name = Device
rescue = Rescue the data when the tablet fails or stays offline for days
rescue-hint = All unsent work is encrypted with a passphrase and saved as a file or shown as a sheet of QR codes. The supervisor can read it with the passphrase.
rescue-word = Passphrase (at least 8 characters)
rescue-save = Save the encrypted file
rescue-saved = Saved { $file }
rescue-sheet = Show the QR sheet
rescue-sheet-hint = { $count } QR codes, without photographs. Photograph or print the whole sheet and give it to the supervisor.
rescue-code = QR code { $at } of { $all }
rescue-print = Print this sheet
rescue-take = Take over work from another tablet's file
rescue-taken = { $count ->
    [one] { $count } new record taken over.
   *[other] { $count } new records taken over.
  }

## End of the day, settings

end-title = End of day
end-checking = Asking the office about every item…
end-safe = SAFE TO HAND IN
end-safe-at = The office confirmed every item and every file at { $at }.
end-unsafe = DO NOT HAND IN YET
end-left = Not confirmed: { $events ->
    [one] { $events } record
   *[other] { $events } records
  }, { $files ->
    [one] { $files } file
   *[other] { $files } files
  }{ $held ->
    [0] .
    [one] ; { $held } item needs your attention.
   *[other] ; { $held } items need your attention.
  }
end-look = Show each item
text-size = Text size
sign-out = Sign out of this tablet
sign-out-hint = Removes your store from this tablet. To use it again you must enrol again.
sign-out-owed = { $count } unsent: you cannot sign out yet. Send everything, or save the encrypted file on the sync page.

## What was said

kind-CitizenAmended = Person's details corrected
kind-DocumentCaptured = Document photographed
kind-FeeCollected = Fee taken
kind-FingerprintRecorded = Fingerprint
kind-IdentityChecked = Identity checked
kind-LucidityConfirmed = Lucidity checked
kind-NeitherRecorded = Agreed before witnesses
kind-OfficerAbsent = Absence reported
kind-OfficerBack = Return reported
kind-PapersChecked = Papers checked
kind-ResultReturned = Result returned
kind-SignatureRecorded = Signature
kind-VisitAcknowledged = Visit received
kind-VisitAmended = Visit corrected
kind-VisitArrived = Arrival
kind-VisitCompleted = Visit closed
kind-VisitDeclined = Visit given back
kind-VisitDeparted = Set off
kind-VisitFailed = Visit not completed
kind-VisitRescheduled = Another day proposed
