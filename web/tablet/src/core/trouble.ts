// What can go wrong outside our hands, as errors; business answers are values (`Refused`), never thrown.

/** No answer, or one that means "try again": it is not known whether the office heard. */
export class Away extends Error {
  override readonly name = "Away";
  constructor(
    message: string,
    /** Not to be asked again before so many seconds. */
    readonly after_s = 0,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The office refuses the whole call. */
export class Rejected extends Error {
  override readonly name = "Rejected";
  constructor(
    readonly code: string,
    readonly detail = "",
  ) {
    super(`${code} ${detail}`.trim());
  }
}

/** The disk is full: nothing of what was to be written is written. */
export class StoreFull extends Error {
  override readonly name = "StoreFull";
}

/** The vault is closed: its keys are not in memory. */
export class Locked extends Error {
  override readonly name = "Locked";
}
