/** On a busy machine what comes waits for long, and no test expects to be refused because of that. */
export const PATIENT = { LEX_OVERLOAD_DELAY_MS: '600000' };
