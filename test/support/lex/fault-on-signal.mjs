// Loaded into a process of Lex that a test starts with `--import`; on SIGUSR2 it does what FAULT names.
const faults = {
  throw() {
    setTimeout(() => {
      throw new Error('nobody handles this');
    });
  },
  reject() {
    void Promise.reject(new Error('nobody handles this'));
  },
  // More than V8 may have: it ends the process by itself, and nothing in it is asked.
  memory() {
    const held = [];
    for (;;) held.push(Array.from({ length: 1_000 }, (_, index) => ({ index })));
  },
  // Nearly all of the time is somebody else's, from then on.
  busy() {
    setInterval(() => {
      const until = performance.now() + 100;
      while (performance.now() < until);
    }, 5);
  },
  // The clock is one hour ahead, then one hour behind, then ahead again.
  clock() {
    shiftMs = shiftMs > 0 ? -HOUR_MS : HOUR_MS;
  },
};
const HOUR_MS = 3_600_000;
let shiftMs = 0;
const { now } = Date;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [now() + shiftMs] : given));
  }

  static now() {
    return now() + shiftMs;
  }
};
process.on('SIGUSR2', faults[process.env.FAULT]);
