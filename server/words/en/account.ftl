account-title = My account
second-factor = Second factor
second-factor-set-up = Set up the second factor
second-factor-prove-lead = Open the authenticator on your phone and enter the six digits it shows.
second-factor-code = Six digits, or a recovery code
second-factor-lost = Phone lost and no recovery code left? Ask your unit's administrator to reset it.
second-factor-asked = Your role signs in with a second factor. Set it up once before you begin.
second-factor-off = Not set up. With it, signing in also asks for six digits from your phone.
second-factor-on = { $count ->
    [0] Set up. No recovery codes are left: make new ones.
    [one] Set up. One recovery code left.
   *[other] Set up. { $count } recovery codes left.
  }
second-factor-begin = Set up
second-factor-change = Change the phone
second-factor-scan = Scan with an authenticator
second-factor-scan-lead = In an authenticator (e.g. FreeOTP, Google Authenticator) choose to add an account, then scan this picture.
second-factor-qr = QR code to add to an authenticator
second-factor-typed = If you cannot scan it, type this key:
second-factor-first-code = The six digits it shows now
second-factor-confirm = Confirm
recovery-codes = Recovery codes
recovery-codes-lead = These { $count } codes are shown once. Copy or print them and keep them safe. Without your phone, each stands in once for the six digits.
recovery-codes-kept = I have kept them
recovery-codes-make = Make new recovery codes
password-change = Change password
password-change-lead = At least { $count } characters; a long sentence that is easy to remember is best. Other computers signed in to this account are then signed out; tablets go on working.
password-old = Present password
password-new = New password
password-again = New password again
password-set = Password changed. Other computers were signed out.
sessions-title = Signed in at
sessions-where = Where
sessions-console = Computer
sessions-tablet = Tablet { $id }
sessions-since = Since
sessions-until = Ends
sessions-act = Act
sessions-here = this one
sessions-end = Sign out there
