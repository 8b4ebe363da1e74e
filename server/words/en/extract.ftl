# Extract of personal data: all that is kept of one person.
extract-request = Request
extract-offer = Hours offered
extract-visit = Visit
extract-dossier = Dossier
extract-paper = Paper
extract-call = Call
extract-seen-citizen = Opened the record
extract-seen-listed = Saw the person in a list
extract-seen-citizen_exported = Handed over all data
extract-print = Print an extract of personal data
extract-hint = All that is kept of this person, to be given to them. Each print is noted among the looks.
