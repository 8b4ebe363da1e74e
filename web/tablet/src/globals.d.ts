/** The name of this build: told to the supervisor, and by which two builds are told apart. */
declare const __BUILD__: string;
