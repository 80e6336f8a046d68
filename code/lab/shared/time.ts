// Times as a reader says them.

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });

/** Returns the time of day, with the date in front of it if that is not today. */
export function timeOf(milliseconds: number): string {
  const then = new Date(milliseconds);
  const time = clock.format(then);
  return then.toDateString() === new Date().toDateString() ? time : `${day.format(then)}, ${time}`;
}
