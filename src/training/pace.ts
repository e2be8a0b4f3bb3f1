/**
 * The pace of iterations of unequal cost. A moment counts in proportion to the time since the first report, so that the
 * pace follows the recent iterations, and what came before the first one (the preparation of the rows) does not count.
 */
export class Pace {
  #first: { readonly seconds: number; readonly done: number } | undefined;
  #last = { seconds: 0, done: 0 };
  /** ∫ t · d(done), where t is the time since the first report. */
  #weighted = 0;

  /** `done` iterations are done, `seconds` after the beginning. */
  report(seconds: number, done: number): void {
    if (this.#first === undefined || done < this.#last.done) {
      this.#first = { seconds, done };
      this.#weighted = 0;
    } else {
      const middle = (this.#last.seconds + seconds) / 2 - this.#first.seconds;
      this.#weighted += middle * (done - this.#last.done);
    }
    this.#last = { seconds, done };
  }

  /** Returns the iterations per second; undefined before there are any. */
  perSecond(): number | undefined {
    if (this.#first === undefined) return undefined;
    const { seconds, done } = this.#last;
    const span = seconds - this.#first.seconds;
    const pace = this.#weighted > 0 && span > 0 ? (2 * this.#weighted) / span ** 2 : done / seconds;
    return pace > 0 && Number.isFinite(pace) ? pace : undefined;
  }

  /** Returns the seconds that `left` iterations will take, counted from `seconds` after the beginning. */
  secondsFor(left: number, seconds: number): number | undefined {
    const pace = this.perSecond();
    if (pace === undefined) return undefined;
    // The part of the next iteration that has probably been done since the latest report.
    const begun = Math.min(1, (seconds - this.#last.seconds) * pace);
    return Math.max(0, left - begun) / pace;
  }
}
